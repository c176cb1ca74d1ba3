"""Who an appliance is: `/Devices/{fab}/Ident` (docs/protocols/miele.md, Endpoints)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .fields import FieldReader
from .tables.kinds import ApplianceKind, kind_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplianceIdent:
    """The appliance's plate, and that of its network module. Unknown parts are None."""

    device_type: int | None = None
    device_name: str | None = None
    """Given by the owner, usually empty."""
    protocol_version: int | None = None
    """2: DOP1 (hoods); 4: DOP2."""
    tech_type: str | None = None
    """Model: "WCI960"."""
    fab_number: str | None = None
    """Serial number, 12 digits."""
    material_number: str | None = None
    module_tech_type: str | None = None
    """Network module: "EK057"."""
    module_version: str | None = None
    """Firmware of the network module: "09.14"."""

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> ApplianceIdent:
        """Read an `Ident` object. Never raises."""
        reader = FieldReader(body)
        appliance = FieldReader(_part(body, "DeviceIdentLabel"))
        module = FieldReader(_part(body, "XKMIdentLabel"))
        return cls(
            device_type=reader.integer("DeviceType"),
            device_name=reader.text("DeviceName"),
            protocol_version=reader.integer("ProtocolVersion"),
            tech_type=appliance.text("TechType"),
            fab_number=appliance.text("FabNumber"),
            material_number=appliance.text("MatNumber"),
            module_tech_type=module.text("TechType"),
            module_version=module.text("ReleaseVersion"),
        )

    @property
    def kind(self) -> ApplianceKind | None:
        """The kind of appliance, None if we know nothing of its number."""
        return kind_of(self.device_type)


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a member that is an object; an empty one if it is anything else."""
    part = body.get(name)
    return part if isinstance(part, Mapping) else {}
