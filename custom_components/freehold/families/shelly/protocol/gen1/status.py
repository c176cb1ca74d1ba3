"""What a device is doing: `/status` (docs/protocols/shelly-gen1.md, Status)."""

from dataclasses import dataclass
from typing import Any, Final

from .components import (
    EnergyMeter,
    ExternalReading,
    Input,
    Light,
    Meter,
    Relay,
    Roller,
    Thermostat,
)
from .reader import JsonReader
from .sensors import Sensors


@dataclass(frozen=True, slots=True, kw_only=True)
class WifiState:
    """The radio link."""

    connected: bool | None = None
    ssid: str | None = None
    ip: str | None = None
    rssi_dbm: int | None = None

    @classmethod
    def parse(cls, reader: JsonReader) -> WifiState:
        """Read `wifi_sta`. Never raises."""
        return cls(
            connected=reader.truth("connected"),
            ssid=reader.text("ssid"),
            ip=reader.text("ip"),
            rssi_dbm=reader.whole("rssi"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateState:
    """The firmware: `/ota`, and `update` in `/status`."""

    status: str | None = None
    """`idle`, `pending`, `updating` or `unknown`."""
    has_update: bool | None = None
    installed: str | None = None
    stable: str | None = None
    beta: str | None = None

    @classmethod
    def parse(cls, reader: JsonReader) -> UpdateState:
        """Read it. Never raises."""
        return cls(
            status=reader.text("status"),
            has_update=reader.truth("has_update"),
            installed=reader.text("old_version"),
            stable=reader.text("new_version"),
            beta=reader.text("beta_version"),
        )

    @property
    def in_progress(self) -> bool:
        """An update was asked for and is not over."""
        return self.status in ("pending", "updating")


_NO_SENSORS: Final = Sensors()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gen1Status:
    """One reading of `/status`, kept up by CoIoT. What was not sent is None or empty."""

    mac: str | None = None
    """12 upper-case digits."""
    uptime_seconds: int | None = None
    unixtime: int | None = None
    """None while the clock is not set."""
    config_changes: int | None = None
    """Goes up with each change of the configuration; starts again from 0."""
    mode: str | None = None
    wifi: WifiState = WifiState()
    update: UpdateState = UpdateState()
    cloud_enabled: bool | None = None
    cloud_connected: bool | None = None
    mqtt_connected: bool | None = None
    ram_total_bytes: int | None = None
    ram_free_bytes: int | None = None
    flash_total_bytes: int | None = None
    flash_free_bytes: int | None = None
    relays: tuple[Relay, ...] = ()
    rollers: tuple[Roller, ...] = ()
    lights: tuple[Light, ...] = ()
    meters: tuple[Meter, ...] = ()
    emeters: tuple[EnergyMeter, ...] = ()
    neutral: EnergyMeter | None = None
    inputs: tuple[Input, ...] = ()
    thermostats: tuple[Thermostat, ...] = ()
    adc_v: tuple[float | None, ...] = ()
    valves: tuple[str | None, ...] = ()
    """`closed`, `opened`, `not_connected`, `failure`, `closing`, `opening` or `checking`."""
    external_temperatures: tuple[ExternalReading, ...] = ()
    external_humidities: tuple[ExternalReading, ...] = ()
    sensors: Sensors = _NO_SENSORS
    wake_reasons: tuple[str, ...] = ()
    """Why a sleeping device is awake: `battery`, `button`, `periodic`, `poweron`, `sensor`, `alarm` …"""
    unreadable: frozenset[str] = frozenset()
    """Paths of members whose value made no sense."""

    @classmethod
    def parse(cls, body: Any) -> Gen1Status:
        """Read a `/status` object. Never raises: firmware differs in every detail."""
        reader = JsonReader(body)
        cloud = reader.child("cloud")
        return cls(
            mac=reader.text("mac"),
            uptime_seconds=reader.whole("uptime"),
            unixtime=reader.whole("unixtime") or None,
            config_changes=reader.whole("cfg_changed_cnt"),
            mode=reader.text("mode"),
            wifi=WifiState.parse(reader.child("wifi_sta")),
            update=UpdateState.parse(reader.child("update")),
            cloud_enabled=cloud.truth("enabled"),
            cloud_connected=cloud.truth("connected"),
            mqtt_connected=reader.child("mqtt").truth("connected"),
            ram_total_bytes=reader.whole("ram_total"),
            ram_free_bytes=reader.whole("ram_free"),
            flash_total_bytes=reader.whole("fs_size"),
            flash_free_bytes=reader.whole("fs_free"),
            relays=tuple(map(Relay.parse, reader.children("relays"))),
            rollers=tuple(map(Roller.parse, reader.children("rollers"))),
            lights=tuple(map(Light.parse, reader.children("lights"))),
            meters=tuple(map(Meter.parse, reader.children("meters"))),
            emeters=tuple(map(EnergyMeter.parse, reader.children("emeters"))),
            neutral=EnergyMeter.parse(reader.child("emeter_n"))
            if "emeter_n" in reader
            else None,
            inputs=tuple(map(Input.parse, reader.children("inputs"))),
            thermostats=tuple(map(Thermostat.parse, reader.children("thermostats"))),
            adc_v=tuple(adc.number("voltage") for adc in reader.children("adcs")),
            valves=tuple(valve.text("state") for valve in reader.children("valves")),
            external_temperatures=_external(reader, "ext_temperature", "tC"),
            external_humidities=_external(reader, "ext_humidity", "hum"),
            sensors=Sensors.parse(reader),
            wake_reasons=reader.texts("act_reasons"),
            unreadable=frozenset(reader.unreadable),
        )


def _external(reader: JsonReader, name: str, value: str) -> tuple[ExternalReading, ...]:
    return tuple(
        ExternalReading(
            index=index,
            hardware_id=sensor.text("hwID"),
            value=sensor.number(value),
        )
        for index, sensor in reader.numbered(name)
    )
