"""Commands to the ports of one inverter (docs/protocols/hoymiles-modbus.md, Control)."""

from collections.abc import Sequence
from functools import partial

from .....connection.connection import DeviceConnection
from .....connection.errors import ConnectionLostError, DeviceError, ProtocolError
from ..errors import PartlyRefusedError
from .frame import Function
from .link import ModbusLink
from .records import Layout, PortControls, PortRecord
from .session import ModbusSession


class PortControl:
    """Gives all ports of an inverter the same value, one after the other.

    Ports are addressed by their place in the list, which shifts. So whose place it is, is read
    over the same connection right before each write.
    """

    def __init__(
        self,
        connection: DeviceConnection,
        link: ModbusLink,
        layout: Layout,
        controls: PortControls,
    ) -> None:
        """Take where the records lie, and where the controls."""
        self._connection = connection
        self._link = link
        self._layout = layout
        self._controls = controls

    async def limit(self, ports: Sequence[PortRecord], percent: int) -> None:
        """Limit the power, in percent."""
        await self._write_all(ports, self._controls.limit, percent)

    async def turn(self, ports: Sequence[PortRecord], *, on: bool) -> None:
        """Switch on or off."""
        await self._write_all(ports, self._controls.turn, int(on))

    async def _write_all(
        self, ports: Sequence[PortRecord], offset: int, value: int
    ) -> None:
        for done, port in enumerate(ports):
            try:
                await self._connection.write(
                    partial(self._write, port, offset, value),
                    landed=partial(self._landed, port, offset, value),
                )
            except DeviceError as err:
                if not done:
                    raise
                kind = (
                    ConnectionLostError
                    if isinstance(err, ConnectionLostError)
                    else PartlyRefusedError
                )
                took = ", ".join(str(port.port) for port in ports[:done])
                left = ", ".join(str(port.port) for port in ports[done:])
                raise kind(
                    f"of …{port.serial[-4:]}, port {took} took {value}; port {left} did not, as far as is known: {err}"
                ) from err

    async def _write(self, port: PortRecord, offset: int, value: int) -> None:
        async with self._link.session() as session:
            await self._confirm(session, port)
            await session.write(Function.WRITE_COIL, self._address(port, offset), value)

    async def _landed(self, port: PortRecord, offset: int, value: int) -> bool:
        return await self._connection.read(partial(self._holds, port, offset, value))

    async def _holds(self, port: PortRecord, offset: int, value: int) -> bool:
        async with self._link.session() as session:
            await self._confirm(session, port)
            held = await session.read(
                Function.READ_COILS, self._address(port, offset), count=1, size=1
            )
        return int.from_bytes(held[:2]) == value

    async def _confirm(self, session: ModbusSession, port: PortRecord) -> None:
        now = await self._layout.read(session, port.position)
        if now is None or (now.serial, now.port) != (port.serial, port.port):
            raise ProtocolError(
                f"the ports of …{port.serial[-4:]} changed places; nothing was sent to port {port.port}"
            )

    def _address(self, port: PortRecord, offset: int) -> int:
        return self._controls.base + self._controls.stride * port.position + offset
