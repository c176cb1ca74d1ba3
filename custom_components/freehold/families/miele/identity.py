"""Who an appliance is, in words that a person would use."""

from typing import Final

from ..contract import Identity
from .protocol.identity import ApplianceIdent
from .protocol.network import UpdateState
from .protocol.tables.kinds import ApplianceKind

FAMILY = "miele"


def identity_of(
    serial: str, ident: ApplianceIdent, update: UpdateState | None
) -> Identity:
    """Put together what its plate and its module say; unknown parts are left out."""
    kind = kind_name(ident.kind)
    model = ident.tech_type or ""
    return Identity(
        family=FAMILY,
        serial=serial,
        manufacturer="Miele",
        model=model or kind,
        name=ident.device_name or f"{kind} {model or serial[-4:]}",
        firmware=(update and update.current_version) or ident.module_version,
        hardware=ident.module_tech_type,
    )


def kind_name(kind: ApplianceKind | None) -> str:
    """Return what a person calls an appliance of this kind."""
    if kind is None:
        return "Appliance"
    return _NAMES.get(kind) or kind.key.replace("_", " ").capitalize()


_NAMES: Final = {
    ApplianceKind.FRIDGE_FREEZER: "Fridge-freezer",
    ApplianceKind.WASHER_DRYER: "Washer-dryer",
}
