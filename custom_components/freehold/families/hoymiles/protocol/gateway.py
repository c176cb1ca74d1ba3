"""What every client of a gateway offers, whichever protocol it speaks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from .readings import Readings

LOWEST_PERCENT: Final = 2


def check_percent(percent: int) -> None:
    """Raise ValueError for what is no limit of power."""
    if type(percent) is not int or not LOWEST_PERCENT <= percent <= 100:
        raise ValueError(
            f"a limit is a whole percentage, {LOWEST_PERCENT} to 100: {percent!r}"
        )


class GatewayProtocol(StrEnum):
    """What a gateway speaks, as an entry remembers it."""

    PROTOBUF = "protobuf"
    MODBUS = "modbus"


class GatewayCommand(StrEnum):
    """What a gateway can be told. None of them is tried out: the protocol decides."""

    LIMIT = "limit"
    """For good, which wears out the memory of the inverters."""
    LIMIT_INVERTER = "limit_inverter"
    """The same of a single inverter."""
    LIMIT_FOR_NOW = "limit_for_now"
    """Until the inverters restart."""
    TURN = "turn"
    RESTART_INVERTER = "restart_inverter"
    RESTART = "restart"


@dataclass(frozen=True, slots=True, kw_only=True)
class InverterInformation:
    """What an inverter is."""

    serial: str
    model: str | None = None
    """Exact, such as "HM-1500-4T"; None where nobody knows."""
    firmware: str | None = None
    hardware: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayInformation:
    """Who a gateway is, and what is behind it."""

    serial: str
    """Twelve hexadecimal digits, upper case."""
    model: str
    """By its serial number: "DTU-Pro"; "DTU" where that is not known."""
    firmware: str | None = None
    """Such as "V00.02.08"."""
    hardware: str | None = None
    encrypted: bool = False
    clock: datetime | None = None
    """What it takes for the time, in UTC."""
    signal: int | None = None
    """Percent of its radio to the home network."""
    inverters: tuple[InverterInformation, ...] = ()
    meters: tuple[str, ...] = ()
    """Serial numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySettings:
    """What a gateway is set to. None: it does not say."""

    power_limit: float | None = None
    """Percent, for all inverters."""
    upload_interval: int | None = None
    """Minutes between two uploads to the vendor's cloud."""
    server: str | None = None
    """Host name of the vendor's cloud."""
    mac: str | None = None
    """Of the wired interface; lower case, with colons."""
    wifi_mac: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something that an inverter, or the gateway, complains about."""

    serial: str
    code: int
    """As looked up in the table of alarms: without the bits that tell its kind."""
    number: int
    """Counts the alarms of this device."""
    began: datetime | None
    """UTC, by the gateway's clock."""
    ended: datetime | None
    """None: it is still there."""


class Gateway(Protocol):
    """One gateway. Nothing but `DeviceError` leaves it; units as in `Readings`."""

    @property
    def commands(self) -> Collection[GatewayCommand]:
        """What this protocol, and as far as is known this firmware, can be told."""

    async def information(self) -> GatewayInformation:
        """Ask who it is. Needs no key, and finds out the key where there is one."""

    async def readings(self) -> Readings:
        """Read all inverters, ports and meters: all of them, or an error."""

    async def settings(self) -> GatewaySettings:
        """Read what it is set to. Raises UnsupportedError where it does not tell."""

    async def alarms(self) -> tuple[Alarm, ...]:
        """Read the list of alarms. Raises UnsupportedError where there is none."""

    async def limit(self, percent: int, inverter: str | None = None) -> None:
        """Limit the power for good: 2 to 100 % of what is built in, of one inverter or of all.

        Raises ValueError before anything is sent if that is not what the device takes,
        CommandRefusedError if the device refuses it, UnsupportedError for one inverter where
        only all can be told.
        """

    async def limit_for_now(self, watts: float) -> None:
        """Limit the power until the inverters restart: 0.1 to 3276.7 W."""

    async def turn(self, inverter: str, *, on: bool) -> None:
        """Switch an inverter on or off."""

    async def restart_inverter(self, inverter: str) -> None:
        """Restart an inverter."""

    async def restart(self) -> None:
        """Restart the gateway, which is away for a minute or two then."""

    async def hang_up(self) -> None:
        """Close the connection: there is only one, and others may want it. The next call opens it."""
