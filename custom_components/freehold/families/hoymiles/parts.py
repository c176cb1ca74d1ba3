"""What is behind a gateway: inverters, the ports of each, meters."""

from collections.abc import Collection, Iterator, Mapping

from ..contract import Part
from .capabilities import Capabilities
from .protocol.gateway import GatewayInformation
from .protocol.serials import series_of
from .totals.yields import PortKey


def inverter_part(serial: str) -> str:
    """Return the key of an inverter."""
    return serial


def port_part(port: PortKey) -> str:
    """Return the key of a port."""
    return f"{port[0]}_{port[1]}"


def meter_part(serial: str) -> str:
    """Return the key of a meter."""
    return f"meter_{serial}"


def inverter_names(
    serials: Collection[str], information: GatewayInformation
) -> Mapping[str, str]:
    """Return what inverters are called, by serial number."""
    models = {each.serial: each.model for each in information.inverters}
    return {
        serial: f"{models.get(serial) or series_of(serial) or 'Inverter'} {serial[-4:]}"
        for serial in sorted(serials)
    }


def parts_of(
    capabilities: Capabilities, information: GatewayInformation
) -> Mapping[str, Part]:
    """Return all parts by key; an inverter comes before its ports."""
    return dict(_parts(capabilities, information))


def _parts(
    capabilities: Capabilities, information: GatewayInformation
) -> Iterator[tuple[str, Part]]:
    known = {each.serial: each for each in information.inverters}
    names = inverter_names(capabilities.inverters, information)
    for serial, name in names.items():
        told = known.get(serial)
        yield (
            inverter_part(serial),
            Part(
                name=name,
                model=(told and told.model) or series_of(serial) or "Inverter",
                serial=serial,
                firmware=told.firmware if told else None,
            ),
        )
    for serial, port in sorted(capabilities.ports):
        yield (
            port_part((serial, port)),
            Part(
                name=f"{names[serial]} port {port}",
                model="Port",
                behind=inverter_part(serial),
            ),
        )
    for serial in sorted(capabilities.meters):
        yield (
            meter_part(serial),
            Part(name=f"Meter {serial[-4:]}", model="Meter", serial=serial),
        )
