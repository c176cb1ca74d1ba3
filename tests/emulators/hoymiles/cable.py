"""The Ethernet jack of a DTU-Pro(-S): the same plant over Modbus."""

from collections.abc import Callable

from .inverter import Inverter
from .modbus import ModbusServer
from .modbus_faults import ModbusFault
from .modbus_memory import ModbusLayout, ModbusPort
from .plant import Plant
from .told import Told, ToldPort

_ALWAYS = 1_000_000


class Cable:
    """Listens while the gateway has power."""

    def __init__(
        self,
        serial: str,
        plant: Plant,
        layout: ModbusLayout,
        limited: Callable[[int], None],
    ) -> None:
        """Tell of this plant; `limited` keeps a limit of all in tenths of a percent."""
        self._plant = plant
        self._limited = limited
        self.server = ModbusServer(
            serial=serial,
            ports=self._ports,
            layout=layout,
            on_limit=self._limit,
            on_turn=self._turn,
        )
        self.listening = False

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port."""
        self.server.host, self.server.port = host, port
        await self.server.start()
        self.listening = True
        return self.server.port

    async def stop(self) -> None:
        """Listen no longer."""
        self.listening = False
        await self.server.stop()

    def misbehave(self, fault: str, times: int | None) -> None:
        """Misbehave at the next requests."""
        self.server.inject(ModbusFault(fault), times=times or _ALWAYS)

    def behave(self) -> None:
        """End all faults."""
        self.server.clear()

    def _ports(self) -> list[ModbusPort]:
        self._plant.settle()
        return [
            self._port(inverter, told, port)
            for inverter, told in self._plant.told()
            for port in told.ports
        ]

    def _port(self, inverter: Inverter, told: Told, port: ToldPort) -> ModbusPort:
        alarms = self._plant.alarms
        return ModbusPort(
            serial=inverter.serial,
            port=port.port,
            voltage=port.voltage / 10,
            current=port.current / 100,
            grid_voltage=told.voltages[0] / 10 if told.voltages else 0,
            frequency=told.frequency / 100,
            power=port.power / 10,
            today=port.today,
            total=port.total,
            temperature=told.temperature / 10,
            status=port.code >> 24,
            alarm_code=alarms.present(inverter.serial),
            alarm_count=alarms.count(inverter.serial),
            link=told.link,
        )

    def _inverters(self, place: int | None) -> list[Inverter]:
        if place is None:
            return list(self._plant.array)
        return [self._plant.array[self._ports()[place].serial]]

    def _limit(self, place: int | None, percent: int) -> None:
        for inverter in self._inverters(place):
            inverter.limit = percent
        self._limited(percent * 10)
        self._plant.settle()

    def _turn(self, place: int | None, on: bool) -> None:
        for inverter in self._inverters(place):
            self._plant.turn(inverter, on=on)
        self._plant.settle()
