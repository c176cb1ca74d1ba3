"""A gateway over Modbus TCP (docs/protocols/hoymiles-modbus.md)."""

import asyncio
from collections.abc import Collection
from functools import partial
from typing import Final

from .....connection.address import Address
from .....connection.connection import DeviceConnection
from .....connection.errors import ProtocolError, UnsupportedError
from ..errors import GatewayRefusedError
from ..gateway import (
    Alarm,
    GatewayCommand,
    GatewayInformation,
    GatewaySettings,
    InverterInformation,
    check_percent,
)
from ..models import UNKNOWN_GATEWAY, gateway_model
from ..readings import Readings
from ..streams import Opener
from .conversion import readings_of
from .frame import Function, ModbusRefusalError
from .link import ModbusLink
from .port_control import PortControl
from .records import LAYOUTS, RECORDS_LIMIT, Layout, PortRecord, is_mi

LOWEST_PERCENT_MI: Final = 10


class ModbusGateway:
    """Reads and controls a gateway. Which layout it has is found out with the first inverters."""

    def __init__(
        self,
        address: Address,
        connection: DeviceConnection,
        *,
        serial: str | None = None,
        open_connection: Opener = asyncio.open_connection,
    ) -> None:
        """Talk to the gateway with this serial, or, without one, to whoever answers first."""
        self.commands: Collection[GatewayCommand] = LAYOUTS[0].commands
        self._address = address
        self._connection = connection
        self._layout: Layout | None = None
        self._link = ModbusLink(
            address,
            serial=serial,
            open_connection=open_connection,
            connect_timeout=connection.policy.connect_timeout,
        )

    async def information(self) -> GatewayInformation:
        """Ask who it is, and who is behind it. Its number, or an inverter, has to be of a known kind."""
        inverters = (await self.readings()).inverters
        serial = self._link.serial or ""
        model = gateway_model(serial)
        if not inverters and model == UNKNOWN_GATEWAY:
            raise ProtocolError(f"{self._address} is no gateway, as far as is known")
        return GatewayInformation(
            serial=serial,
            model=model,
            inverters=tuple(
                InverterInformation(serial=inverter.serial) for inverter in inverters
            ),
        )

    async def readings(self) -> Readings:
        """Read all ports. None at all is no error: so begins a gateway's life."""
        return readings_of(await self._records())

    async def settings(self) -> GatewaySettings:
        """Not told over Modbus."""
        raise self._unsupported("tells no settings")

    async def alarms(self) -> tuple[Alarm, ...]:
        """Not told over Modbus: only the present code, with the readings."""
        raise self._unsupported("keeps no list of alarms")

    async def limit(self, percent: int, inverter: str | None = None) -> None:
        """Limit all inverters, or all ports of one. Raises ValueError before anything is written."""
        check_percent(percent)
        layout, ports = await self._present(inverter)
        if percent < LOWEST_PERCENT_MI and any(is_mi(port.serial) for port in ports):
            raise ValueError(f"an MI is limited to {LOWEST_PERCENT_MI} % at least")
        if inverter is None:
            await self._connection.write(partial(self._write, *layout.limit, percent))
        else:
            await self._port_control(layout).limit(ports, percent)

    async def limit_for_now(self, watts: float) -> None:
        """Not possible: what some firmware has is in percent."""
        raise self._unsupported("takes no limit in watts")

    async def turn(self, inverter: str, *, on: bool) -> None:
        """Switch all ports of an inverter."""
        layout, ports = await self._present(inverter)
        await self._port_control(layout).turn(ports, on=on)

    async def restart_inverter(self, inverter: str) -> None:
        """Not possible."""
        raise self._unsupported("restarts no inverter")

    async def restart(self) -> None:
        """Not possible."""
        raise self._unsupported("does not restart")

    async def hang_up(self) -> None:
        """Close the connection, once what is under way is over."""
        await self._link.hang_up()

    def _port_control(self, layout: Layout) -> PortControl:
        if layout.ports is None:
            raise self._unsupported("controls only all inverters together")
        return PortControl(self._connection, self._link, layout, layout.ports)

    async def _present(self, inverter: str | None) -> tuple[Layout, list[PortRecord]]:
        """Return the ports that are meant, as they are listed now."""
        records = await self._records()
        ports = [record for record in records if inverter in (None, record.serial)]
        if self._layout is None or not ports:
            who = f"the inverter …{inverter[-4:]}" if inverter else "any inverter"
            raise GatewayRefusedError(
                f"{self._address} does not list {who} now; nothing was sent"
            )
        return self._layout, ports

    async def _records(self) -> list[PortRecord]:
        """Read the list of ports, and learn by the first one which layout it has."""
        refused = True
        for layout in (self._layout,) if self._layout else LAYOUTS:
            records = await self._list(layout)
            if records:
                self._layout = layout
                self.commands = layout.commands
                return records
            refused = refused and records is None
        if refused:
            raise self._unsupported("tells of inverters in no known way")
        return []

    async def _list(self, layout: Layout) -> list[PortRecord] | None:
        """Read up to the mark of the end; None if even the first record is refused."""
        records: list[PortRecord] = []
        for position in range(RECORDS_LIMIT):
            try:
                record = await self._connection.read(
                    partial(self._read, layout, position)
                )
            except ModbusRefusalError as err:
                if not err.is_unknown:
                    raise ProtocolError(f"{self._address}: {err}") from err
                return records if position else None
            if record is None:
                break
            if record.port:
                records.append(record)
        return records

    async def _read(self, layout: Layout, position: int) -> PortRecord | None:
        async with self._link.session() as session:
            return await layout.read(session, position)

    async def _write(self, function: Function, address: int, value: int) -> None:
        async with self._link.session() as session:
            await session.write(function, address, value)

    def _unsupported(self, what: str) -> UnsupportedError:
        return UnsupportedError(f"{self._address} {what} over Modbus")
