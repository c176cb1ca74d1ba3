"""Every message that a gateway answers, and those that it sends by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from . import fields, wire
from .commands import Commands
from .faults import Fault
from .models import FIRMWARE, Firmware, Model
from .plant import SAMPLE_SECONDS, Plant
from .readings import Inventory, Telling, tell
from .settings import Settings

OTHER_SERIAL = "4143A0999999"
NO_TEXT = b"4143\xa0\xff\xfe\x80\xc3"
ENCRYPTED_FEATURES = 1308623040
"""Bit 25 among others."""
_STEP_SECONDS = 900
_PAGE_SAMPLES = 40
"""200 minutes."""
_HEARTBEAT_UNKNOWN = 230


type Wrong = frozenset[Fault]
"""What goes wrong with a request."""


@dataclass(slots=True)
class Nature:
    """What is the same for all messages of one gateway; some of it changes in its life."""

    model: Model
    version: str
    seed: bytes

    @property
    def firmware(self) -> Firmware:
        """Return how its firmware behaves."""
        return FIRMWARE[self.version]


class Site:
    """Answers requests by their id; knows nothing of frames."""

    def __init__(
        self,
        nature: Nature,
        plant: Plant,
        settings: Settings,
        commands: Commands,
    ) -> None:
        """Tell of this plant."""
        self._nature = nature
        self._plant = plant
        self._settings = settings
        self._commands = commands
        self.network_set_at = 0
        """When the Wi-Fi was last set, by the gateway's clock."""
        self._answers: Mapping[int, Callable[[bytes, Wrong], bytes]] = {
            0xA301: self._gateway,
            0xA302: self._heartbeat,
            0xA303: self._readings,
            0xA304: self._alarms,
            0xA306: self._status,
            0xA309: self._config,
            0xA310: self._set_config,
            0xA311: self._readings,
            0xA314: self._network,
            0xA315: self._day,
            0xA316: self._energies,
        }

    @property
    def _time(self) -> int:
        return self._plant.wall.time

    def answers(self, message: int) -> bool:
        """Return whether this firmware answers it at all; commands are not among them."""
        firmware = self._nature.firmware
        if firmware.only_hello and message != 0xA301:
            return False
        if message == 0xA309 and not firmware.tells_config:
            return False
        return message in self._answers

    def answer(self, message: int, payload: bytes, wrong: Wrong) -> bytes:
        """Return what is answered. Raises WireError."""
        return self._answers[message](payload, wrong)

    def pushed_heartbeat(self) -> bytes:
        """Return 2202."""
        return self._heartbeat(b"", frozenset())

    def pushed_gateway(self) -> bytes:
        """Return 2201."""
        return self._gateway(b"", frozenset())

    def pushed_readings(self) -> bytes:
        """Return the first page of 220C."""
        return self._readings(b"", frozenset())

    def pushed_alarms(self) -> bytes:
        """Return 220B."""
        return self._told_alarms()

    def serial(self, wrong: Wrong) -> bytes:
        """Return the serial number, as it is told with this request."""
        if Fault.NOT_UTF8 in wrong:
            return NO_TEXT
        if Fault.OTHER_GATEWAY in wrong:
            return OTHER_SERIAL.encode()
        return self._nature.model.serial.encode()

    def _gateway(self, payload: bytes, wrong: Wrong) -> bytes:
        array = self._plant.array
        return wire.encode(
            fields.GATEWAY,
            {
                "dtu_sn": self.serial(wrong),
                "time": self._time,
                "device_nub": len(array),
                "pv_nub": array.ports,
                "package_nub": 1,
                "dtu_info": self._gateway_info(wrong),
                "meter_info": [
                    wire.encode(
                        fields.METER_INFO,
                        {"device_kind": one.type.kind, "meter_sn": one.number},
                    )
                    for one in self._plant.meters
                ],
                "pv_info": [
                    wire.encode(
                        fields.PV_INFO,
                        {
                            "device_kind": 3,
                            "pv_sn": inverter.number,
                            "pv_sw": inverter.type.software,
                            "part_number": inverter.type.part_number,
                            "pv_hw": inverter.type.hardware,
                            "gpf_code": 3,
                            "gpf": 8192,
                        },
                    )
                    for inverter in array
                ],
            },
        )

    def _gateway_info(self, wrong: Wrong) -> bytes:
        firmware = self._nature.firmware
        text = NO_TEXT if Fault.NOT_UTF8 in wrong else b"0.1.7"
        return wire.encode(
            fields.DTU_INFO,
            {
                "device_kind": 1,
                "dtu_sw": firmware.number,
                "dtu_hw": self._nature.model.hardware,
                "step_time": _STEP_SECONDS,
                "access_model": 1,
                "communication_time": self._time - 3,
                "signal_strength": self._settings["wifi_rssi"],
                "wifi_vsn": text,
                "dfs": ENCRYPTED_FEATURES if firmware.encrypted else 0,
                "enc_rand": self._nature.seed if firmware.encrypted else b"",
            },
        )

    def _heartbeat(self, payload: bytes, wrong: Wrong) -> bytes:
        in_dbm = self._nature.firmware.signal_in_dbm
        return wire.encode(
            fields.HEARTBEAT,
            {
                "offset": self._plant.wall.offset,
                "time": self._time,
                "csq": -69 if in_dbm else 78,
                "dtu_sn": self.serial(wrong),
                "unknown_6": _HEARTBEAT_UNKNOWN,
            },
        )

    def _readings(self, payload: bytes, wrong: Wrong) -> bytes:
        firmware, plant = self._nature.firmware, self._plant
        plant.settle()
        page = wire.number(wire.decode(payload), fields.READ["cp"])
        inventory = Inventory(
            [
                (inverter, told, plant.alarms.count(inverter.serial))
                for inverter, told in plant.told()
            ],
            plant.meters,
        )
        page_ports = self._nature.model.page_ports
        pages = len(inventory.pages(page_ports)) + page
        return tell(
            inventory,
            Telling(
                serial=self.serial(wrong),
                time=self._time,
                page_ports=page_ports,
                adds_up=firmware.adds_up,
                limit_in_readings=firmware.limit_in_readings,
                signal_in_dbm=firmware.signal_in_dbm,
                unsigned_temperature=Fault.UNSIGNED_TEMPERATURE in wrong,
            ),
            page,
            page + (Fault.WRONG_PAGE in wrong),
            pages if Fault.PAGE_COUNT in wrong else None,
        )

    def _alarms(self, payload: bytes, wrong: Wrong) -> bytes:
        wanted, self._commands.alarms_wanted = self._commands.alarms_wanted, False
        return self._told_alarms() if wanted else self._told_alarms(none=True)

    def _told_alarms(self, *, none: bool = False) -> bytes:
        return wire.encode(
            fields.WARNINGS,
            {
                "dtu_sn": self._nature.model.serial,
                "time": self._time,
                "package_nub": 1,
                "warn_device": 1,
                "warns": [
                    wire.encode(
                        fields.WARNING,
                        {
                            "sn": int(alarm.serial, 16),
                            "code": alarm.code,
                            "num": alarm.number,
                            "s_time": alarm.began,
                            "e_time": alarm.ended,
                            "data1": alarm.data,
                        },
                    )
                    for alarm in ([] if none else self._plant.alarms.alarms)
                ],
            },
        )

    def _status(self, payload: bytes, wrong: Wrong) -> bytes:
        return self._commands.status(
            payload, self.serial(wrong), self._time, self._plant.device_seconds
        )

    def _config(self, payload: bytes, wrong: Wrong) -> bytes:
        return self._settings.told(self._plant.wall.offset, self._time)

    def _set_config(self, payload: bytes, wrong: Wrong) -> bytes:
        self._settings.write(payload)
        self.network_set_at = self._time
        return wire.encode(
            fields.CONFIGURED, {"offset": self._plant.wall.offset, "time": self._time}
        )

    def _network(self, payload: bytes, wrong: Wrong) -> bytes:
        mode = self._settings["netmode_select"]
        return wire.encode(
            fields.NETWORK,
            {
                "dtu_sn": self.serial(wrong),
                "time": self._time,
                "net_set_mod": mode,
                "net_set_time": self.network_set_at,
                "net_set_state": 1,
                "net_work_mod": mode,
                "net_work_time": self._time,
                "csq": self._settings["wifi_rssi"],
                "net_work_state": 1,
            },
        )

    def _day(self, payload: bytes, wrong: Wrong) -> bytes:
        self._plant.settle()
        samples = self._plant.history
        page = wire.number(wire.decode(payload), fields.ASK_DAY["cp"])
        ports = [port for inverter in self._plant.array for port in inverter.ports]
        begun = self._time - len(samples) * SAMPLE_SECONDS
        return wire.encode(
            fields.DAY,
            {
                "sn": int(self._nature.model.serial, 16),
                "ap": max(1, -(-len(samples) // _PAGE_SAMPLES)),
                "cp": page,
                "offset": self._plant.wall.offset,
                "request_time": self._time,
                "start_time": begun + page * _PAGE_SAMPLES * SAMPLE_SECONDS,
                "absolute_start": begun,
                "step_time": SAMPLE_SECONDS,
                "total_energy": int(sum(port.total for port in ports)),
                "daily_energy": int(sum(port.today for port in ports)),
                "power_array": samples[page * _PAGE_SAMPLES :][:_PAGE_SAMPLES],
            },
        )

    def _energies(self, payload: bytes, wrong: Wrong) -> bytes:
        return wire.encode(
            fields.ENERGIES,
            {
                "sn": int(self._nature.model.serial, 16),
                "oft": self._plant.wall.offset,
                "time": self._time,
                "energ": [
                    wire.encode(fields.ENERGY, {"ed": energy, "r_time": time})
                    for energy, time in self._plant.days
                ],
            },
        )
