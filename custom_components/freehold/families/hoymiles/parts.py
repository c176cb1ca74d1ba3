"""The keys of what hangs behind a gateway: by serial number and port, never by a place in a list."""

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
