"""What Home Assistant's hassfest and HACS would say about the integration, offline."""

from .actions import check_actions
from .brand import check_brand
from .code import check_code
from .entities import check_entities
from .hacs import check_hacs
from .icons import check_icons
from .imports import check_imports
from .manifest import check_manifest
from .quality_scale import check_quality_scale
from .subject import Check
from .translations import check_translations

CHECKS: tuple[Check, ...] = (
    check_manifest,
    check_imports,
    check_translations,
    check_code,
    check_entities,
    check_actions,
    check_icons,
    check_brand,
    check_quality_scale,
    check_hacs,
)

__all__ = ["CHECKS"]
