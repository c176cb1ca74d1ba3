"""Who an appliance is, in words that a person would use."""

from ..contract import Identity
from .protocol.identity import ApplianceIdent
from .protocol.network import UpdateState

FAMILY = "miele"


def identity_of(
    serial: str, ident: ApplianceIdent, update: UpdateState | None
) -> Identity:
    """Put together what its plate and its module say; unknown parts are left out."""
    kind = "Appliance" if ident.kind is None else _words(ident.kind.key)
    model = ident.tech_type or ""
    module = ident.module_tech_type
    return Identity(
        family=FAMILY,
        serial=serial,
        manufacturer="Miele",
        model=model or kind,
        name=ident.device_name or f"{kind} {model or serial[-4:]}",
        firmware=(update and update.current_version) or ident.module_version,
        hardware=module,
    )


def _words(key: str) -> str:
    return key.replace("_", " ").capitalize()
