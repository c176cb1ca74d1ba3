"""What a device has and shows, by what it told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, override
from unittest.mock import AsyncMock, MagicMock

import pytest

from custom_components.freehold.families.descriptions import (
    TABLES,
    CoverReading,
    LightCommand,
)
from custom_components.freehold.families.shelly.protocol.info import DeviceInfo
from custom_components.freehold.families.shelly.protocol.rpc.components import (
    ComponentKey,
)
from custom_components.freehold.families.shelly.protocol.rpc.events import (
    DeviceEvent as RpcEvent,
)
from custom_components.freehold.families.shelly.protocol.rpc.frames import Notification
from custom_components.freehold.families.shelly.protocol.rpc.inventory import Inventory
from custom_components.freehold.families.shelly.rpc.entities import ENTITIES, describe
from custom_components.freehold.families.shelly.rpc.happenings import happening_of
from custom_components.freehold.families.shelly.rpc.knowledge import Knowledge
from homeassistant.components.climate import HVACAction, HVACMode
from homeassistant.components.light import ColorMode
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.components.update import UpdateEntityDescription

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
type Components = Mapping[str, Mapping[str, Any]]


class Device:
    """A device that told this, and writes down what it is commanded."""

    def __init__(
        self,
        status: Components,
        config: Components | None = None,
        methods: tuple[str, ...] = (),
        **info: Any,
    ) -> None:
        """Take it all in."""
        self.now = NOW
        self.known = Knowledge("A8032AB00101", describe, lambda: self.now)
        self.commands = MagicMock()
        for name in ("outputs", "virtuals"):
            commands = AsyncMock()
            setattr(self.commands, name, commands)
        self.commands.reboot, self.commands.identify = AsyncMock(), AsyncMock()
        self.commands.install = AsyncMock()
        facts = {"name": "Hall", "firmware": "1.7.5", **info}
        self.known.take_inventory(
            Inventory(
                info=DeviceInfo(mac="A8032AB00101", generation=2, model="X", **facts),
                config=config or {},
                status=status,
                methods=frozenset(methods),
                dynamic={},
            )
        )

    def entity(self, table: str, key: str) -> Any:
        """Return the description of an entity."""
        return next(d for d in getattr(self.known.entities, table) if d.key == key)

    def keys(self, table: str) -> set[str]:
        """Return the keys of the entities of a kind."""
        return {d.key for d in getattr(self.known.entities, table)}

    def value(self, table: str, key: str) -> Any:
        """Return what an entity shows."""
        return self.entity(table, key).value(self.known.state)

    def told(self, **components: Any) -> None:
        """Hear a push."""
        self.known.take(Notification("x", "notifystatus", components))


def test_the_catalogue_has_each_key_once() -> None:
    """It is what translations and icons are checked against."""
    for table in TABLES.values():
        keys = [description.key for description in getattr(ENTITIES, table)]
        assert len(keys) == len(set(keys))


METER = {
    "id": 0,
    "output": True,
    "apower": 60,
    "voltage": 230.1,
    "current": None,
    "aenergy": {"total": 1234.5},
    "temperature": {"tC": 41.2},
}


class Watched(dict[str, Any]):
    """A status that writes down which components are looked at."""

    def __init__(self) -> None:
        """Nothing was looked at yet."""
        super().__init__()
        self.seen: set[str] = set()

    @override
    def get(self, key: str, default: Any = None, /) -> Any:
        self.seen.add(key)
        return default


def test_what_has_a_source_reads_nothing_else() -> None:
    """A push about another component does not make it look."""
    state = Device({}).known.state
    assert state
    without: set[str] = set()
    for table in TABLES.values():
        for description in getattr(ENTITIES, table):
            if not hasattr(description, "value"):
                continue
            watched = Watched()
            description.value(replace(state, status=watched))
            if description.source:
                assert watched.seen <= {description.source}, description.key
            else:
                without.add(description.key.partition(":")[0])
                assert len(watched.seen) > 1, description.key
    assert without == {"thermostat"}


def test_a_metering_switch() -> None:
    """What it never showed it does not have."""
    device = Device({"switch:0": METER})
    assert device.value("switches", "switch:0_switch") is True
    assert device.value("sensors", "switch:0_power") == 60
    assert device.value("sensors", "switch:0_energy") == 1234.5
    assert device.value("sensors", "switch:0_device_temperature") == 41.2
    assert "switch:0_current" not in device.keys("sensors")
    assert device.value("binary_sensors", "switch:0_overpower") is False
    device.told(**{"switch:0": {"current": 0.3, "errors": ["overpower"]}})
    assert device.value("sensors", "switch:0_current") == 0.3
    assert device.value("binary_sensors", "switch:0_overpower") is True


def test_what_was_shown_once_stays_while_it_is_null() -> None:
    """Unknown is a state; coming and going is not."""
    device = Device({"temperature:0": {"id": 0, "tC": 20.5}})
    entities = device.known.entities
    device.told(**{"temperature:0": {"tC": None}})
    assert device.value("sensors", "temperature:0_temperature") is None
    assert device.known.entities is entities
    device.told(**{"temperature:0": {"tC": "warm"}})
    assert device.value("sensors", "temperature:0_temperature") is None


def test_a_component_that_is_null_shows_nothing_and_one_that_is_gone_goes() -> None:
    """Null in a push takes it away."""
    device = Device({"switch:0": METER, "humidity:0": {"rh": 50}}, {"switch:0": {}})
    power = device.entity("binary_sensors", "switch:0_overpower")
    device.told(**{"humidity:0": None, "switch:0": None})
    assert power.value(device.known.state) is None
    assert not any(key.startswith("humidity") for key in device.keys("sensors"))
    device = Device({}, {"switch:0": {"id": 0}})
    assert device.value("switches", "switch:0_switch") is None


def test_several_of_a_kind_are_parts() -> None:
    """Each can have an area of its own; what belongs to it goes with it."""
    device = Device(
        {
            "em1:0": {"id": 0, "act_power": 1},
            "em1:1": {"id": 1, "act_power": 2},
            "em1data:0": {"id": 0, "total_act_energy": 3},
            "switch:0": METER,
            "temperature:100": {"tC": 1},
            "temperature:101": {"tC": 2},
        },
        {"em1:1": {"name": "Solar"}, "switch:0": {"name": "Contactor"}},
    )
    parts = {key: part.name for key, part in device.known.channels.parts.items()}
    assert parts == {
        "em1:0": "Hall Meter 1",
        "em1:1": "Solar",
        "temperature:100": "Hall Temperature 100",
        "temperature:101": "Hall Temperature 101",
    }
    assert device.entity("sensors", "em1data:0_energy").part == "em1:0"
    assert device.entity("switches", "switch:0_switch").part == ""


def test_three_phases() -> None:
    """Each phase by its letter, a neutral wire only where it is measured."""
    device = Device(
        {
            "em:0": {"a_act_power": 5, "total_act_power": 9, "n_current": None},
            "emdata:0": {"b_total_act_energy": 7, "total_act": 70},
        }
    )
    phase = device.entity("sensors", "em:0_phase_a_power")
    assert phase.translation_placeholders == {"phase": "A"}
    assert device.value("sensors", "emdata:0_energy") == 70
    assert "em:0_neutral_current" not in device.keys("sensors")


@pytest.mark.parametrize(
    ("status", "reading"),
    [
        (
            {"state": "open", "current_pos": 100},
            CoverReading(position=100, is_closed=False),
        ),
        (
            {"state": "closed", "current_pos": 0},
            CoverReading(position=0, is_closed=True),
        ),
        (
            {"state": "stopped", "current_pos": 40.0, "slat_pos": 50},
            CoverReading(position=40, tilt=50, is_closed=False),
        ),
        ({"state": "opening"}, CoverReading(is_closed=False, is_opening=True)),
        ({"state": "closing"}, CoverReading(is_closed=False, is_closing=True)),
        ({"state": "stopped"}, CoverReading()),
        ({}, CoverReading()),
    ],
)
def test_where_a_cover_is(status: dict[str, Any], reading: CoverReading) -> None:
    """Without positions nobody knows where it stopped."""
    assert Device({"cover:0": status}).value("covers", "cover:0_cover") == reading


async def test_a_cover_moves_and_turns_its_slats_if_it_can() -> None:
    """Uncalibrated it has no positions."""
    plain = Device({"cover:0": {"state": "open", "current_pos": None}})
    cover = plain.entity("covers", "cover:0_cover")
    assert cover.move is None
    assert cover.tilt is None
    device = Device(
        {"cover:0": {"state": "open", "current_pos": 1}},
        {"cover:0": {"slat": {"enable": True}}},
    )
    cover, outputs = device.entity("covers", "cover:0_cover"), device.commands.outputs
    await cover.open(device.commands)
    await cover.close(device.commands)
    await cover.stop(device.commands)
    await cover.move(device.commands, 30)
    outputs.cover_go_to_position.assert_awaited_with(0, 30)
    await cover.tilt(device.commands, 40)
    outputs.cover_go_to_position.assert_awaited_with(0, slat=40)
    outputs.cover_open.assert_awaited_once_with(0)
    outputs.cover_close.assert_awaited_once_with(0)
    outputs.cover_stop.assert_awaited_once_with(0)


LIGHT = {"id": 0, "output": True, "brightness": 50.0, "ct": 4000.0}


@pytest.mark.parametrize(
    ("kind", "more", "mode"),
    [
        ("light", {}, None),
        ("cct", {}, None),
        ("rgb", {"rgb": [1, 2.0, 3]}, None),
        ("rgbw", {"rgb": [1, 2, 3], "white": 4}, None),
        ("rgbcct", {"rgb": [1, 2, 3], "mode": "rgb"}, ColorMode.RGB),
        ("rgbcct", {"rgb": "odd", "mode": "cct"}, ColorMode.COLOR_TEMP),
        ("rgb", {"rgb": [1, None, 3]}, None),
    ],
)
def test_how_a_light_shines(kind: str, more: dict[str, Any], mode: str | None) -> None:
    """Percent become the 255 steps of Home Assistant."""
    device = Device({f"{kind}:0": {**LIGHT, **more}})
    reading = device.value("lights", f"{kind}:0_light")
    assert (reading.is_on, reading.brightness, reading.kelvin) == (True, 128, 4000)
    assert reading.mode == mode
    if more.get("rgb") in ([1, 2, 3], [1, 2.0, 3]):
        assert reading.rgb == (1, 2, 3)
    if "white" in more:
        assert reading.rgbw == (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("kind", "command", "sent"),
    [
        ("light", LightCommand(), {}),
        ("light", LightCommand(brightness=1), {"brightness": 1}),
        (
            "light",
            LightCommand(brightness=255, transition=0.1),
            {"brightness": 100, "transition": 0.5},
        ),
        ("cct", LightCommand(kelvin=3000), {"temperature": 3000}),
        ("rgb", LightCommand(rgb=(9, 8, 7)), {"rgb": (9, 8, 7)}),
        ("rgbw", LightCommand(rgbw=(9, 8, 7, 6)), {"rgb": (9, 8, 7), "white": 6}),
        ("rgbcct", LightCommand(kelvin=3000), {"temperature": 3000}),
    ],
)
async def test_what_a_light_is_told(
    kind: str, command: LightCommand, sent: dict[str, Any]
) -> None:
    """Only what was asked for."""
    device = Device({f"{kind}:0": LIGHT}, {f"{kind}:0": {"ct_range": [2200, 5000]}})
    light = device.entity("lights", f"{kind}:0_light")
    assert light.kelvin == (2200, 5000)
    setter = getattr(device.commands.outputs, f"{kind}_set")
    await light.turn_on(device.commands, command)
    setter.assert_awaited_with(0, on=True, **sent)
    await light.turn_off(device.commands, 2)
    setter.assert_awaited_with(0, on=False, transition=2)


def test_a_range_that_makes_no_sense_is_not_used() -> None:
    """The usual one is."""
    device = Device({"cct:0": LIGHT}, {"cct:0": {"ct_range": [5000, None]}})
    assert device.entity("lights", "cct:0_light").kelvin == (2700, 6500)


def test_inputs_by_their_type() -> None:
    """A switch has a state, a button makes events, others measure and count."""
    device = Device(
        {
            "input:0": {"id": 0, "state": True},
            "input:1": {"id": 1, "state": None},
            "input:2": {"id": 2, "counts": {"total": 7, "xtotal": 0.7}, "freq": 2},
            "input:100": {"id": 100, "percent": 55, "xpercent": 5.5},
            "input:4": {"id": 4},
        },
        {
            "input:0": {"type": "switch", "name": "Door bell"},
            "input:1": {"type": "button"},
            "input:2": {"type": "count", "xcounts": {"unit": "m³"}},
            "input:100": {"type": "analog", "xpercent": {"unit": ""}},
        },
    )
    state = device.entity("binary_sensors", "input:0_state")
    assert state.translation_placeholders == {"name": "Door bell"}
    assert device.keys("events") == {"input:1_event"}
    assert device.entity("events", "input:1_event").translation_placeholders == {
        "name": "Input 2"
    }
    assert device.value("sensors", "input:2_count") == 7
    converted = device.entity("sensors", "input:2_converted_count")
    assert converted.native_unit_of_measurement == "m³"
    assert device.value("sensors", "input:100_level") == 55
    level = device.entity("sensors", "input:100_converted_level")
    assert level.native_unit_of_measurement is None


@pytest.mark.parametrize(
    ("config", "status", "reading"),
    [
        (
            {"type": "heating"},
            {"enable": True, "output": True},
            (HVACMode.HEAT, HVACAction.HEATING),
        ),
        (
            {"type": "cooling"},
            {"enable": True, "output": True},
            (HVACMode.COOL, HVACAction.COOLING),
        ),
        (
            {"invert_output": True},
            {"enable": True, "output": True},
            (HVACMode.HEAT, HVACAction.IDLE),
        ),
        ({}, {"enable": False, "output": False}, (HVACMode.OFF, HVACAction.OFF)),
        ({}, {}, (None, None)),
    ],
)
async def test_a_thermostat(
    config: dict[str, Any], status: dict[str, Any], reading: tuple[Any, Any]
) -> None:
    """Its humidity is that of the sensor beside it."""
    device = Device(
        {
            "thermostat:0": {"target_C": 21, "current_C": 19.5, **status},
            "humidity:0": {"rh": 48},
        },
        {"thermostat:0": config},
    )
    value = device.value("climates", "thermostat:0_climate")
    assert (value.mode, value.action) == reading
    assert (value.temperature, value.target, value.humidity) == (19.5, 21, 48)
    climate = device.entity("climates", "thermostat:0_climate")
    await climate.put_target(device.commands, 22)
    device.commands.virtuals.thermostat_set.assert_awaited_with(0, target=22)
    await climate.put_mode(device.commands, HVACMode.OFF)
    device.commands.virtuals.thermostat_set.assert_awaited_with(0, enable=False)


async def test_a_radiator_valve_behind_a_gateway() -> None:
    """It is a part, called by its name."""
    device = Device(
        {
            "blutrv:200": {
                "target_C": 20,
                "current_C": 19,
                "pos": 40,
                "battery": 80,
                "rssi": -60,
            },
            "bthomedevice:200": {"battery": 80, "rssi": -60},
        },
        {
            "blutrv:200": {"addr": "28:68:47:fc:9a:6b", "name": "Bath"},
            "bthomedevice:200": {"addr": "28:68:47:fc:9a:6b", "name": None},
        },
    )
    assert device.known.channels.parts["bthomedevice:200"].name == "Bath"
    climate = device.entity("climates", "blutrv:200_climate")
    value = climate.value(device.known.state)
    assert (value.mode, value.action) == (HVACMode.HEAT, HVACAction.HEATING)
    await climate.put_target(device.commands, 21)
    await climate.put_mode(device.commands, HVACMode.HEAT)
    device.commands.virtuals.valve_set.assert_awaited_once_with(200, 21)
    device.told(**{"blutrv:200": {"pos": None}})
    assert climate.value(device.known.state).action is None


def ui(view: str | None, **more: Any) -> dict[str, Any]:
    """Return how a virtual component is shown."""
    return {"name": "Mine", "meta": {"ui": {"view": view, **more}}}


VIRTUALS: Components = {
    "boolean:200": {"value": True},
    "boolean:201": {"value": False},
    "number:200": {"value": 5},
    "number:201": {"value": 6.5},
    "text:200": {"value": "a" * 300},
    "text:201": {"value": ""},
    "enum:200": {"value": "one"},
    "enum:201": {"value": "two"},
    "button:200": {},
}


async def test_virtual_components_are_shown_or_changed_as_they_are_set_up() -> None:
    """A label only shows; units that Home Assistant knows tell what is measured."""
    device = Device(
        VIRTUALS,
        {
            "boolean:200": ui("label"),
            "boolean:201": ui("toggle"),
            "number:200": ui("label", unit="°C"),
            "number:201": ui("slider", unit="m3/min", step=0.5)
            | {"min": 1, "max": 9.0},
            "text:200": ui("label"),
            "text:201": ui("field") | {"max_len": 40.0},
            "enum:200": ui("label") | {"options": ["one"]},
            "enum:201": ui("dropdown") | {"options": ["one"]},
            "button:200": ui("button"),
        },
    )
    commands, virtuals = device.commands, device.commands.virtuals
    assert device.value("binary_sensors", "boolean:200_value") is True
    assert device.entity("sensors", "number:200_value").device_class == (
        SensorDeviceClass.TEMPERATURE
    )
    assert device.value("sensors", "number:200_value") == 5
    assert len(device.value("sensors", "text:200_value")) == 255
    choice = device.entity("sensors", "enum:200_value")
    assert choice.labels(None) == ["one"]
    await device.entity("switches", "boolean:201_value").turn(commands, True)
    virtuals.boolean_set.assert_awaited_with(201, True)
    number = device.entity("numbers", "number:201_value")
    assert (number.native_min_value, number.native_max_value) == (1, 9)
    assert number.native_unit_of_measurement == "m³/min"
    await number.put(commands, 2)
    virtuals.number_set.assert_awaited_with(201, 2)
    text = device.entity("texts", "text:201_value")
    assert text.native_max == 40
    await text.put(commands, "x")
    virtuals.text_set.assert_awaited_with(201, "x")
    # What is chosen is none of the options: it is not known.
    assert device.value("selects", "enum:201_value") is None
    await device.entity("selects", "enum:201_value").choose(commands, "one")
    virtuals.enum_set.assert_awaited_with(201, "one")
    await device.entity("buttons", "button:200_press").press(commands)
    virtuals.button_trigger.assert_awaited_with(200)
    assert device.entity("sensors", "text:200_value").translation_placeholders == {
        "name": "Mine"
    }


@pytest.mark.parametrize(
    ("config", "kind", "unit"),
    [
        (ui("label", unit="kWh"), SensorDeviceClass.ENERGY, "kWh"),
        (
            ui("label", unit="%") | {"role": "current_humidity"},
            SensorDeviceClass.HUMIDITY,
            "%",
        ),
        (ui("label", unit="%"), None, "%"),
        (ui("label", unit="bananas"), None, "bananas"),
        (ui("label", unit="  "), None, None),
        ({"access": "cr", "meta": None}, None, None),
    ],
)
def test_what_a_virtual_number_measures(
    config: dict[str, Any], kind: str | None, unit: str | None
) -> None:
    """Its unit says it, or its role, or nothing."""
    device = Device({"number:200": {"value": 1}}, {"number:200": config})
    sensor = device.entity("sensors", "number:200_value")
    assert (sensor.device_class, sensor.native_unit_of_measurement) == (kind, unit)


def test_without_a_view_its_access_says_whether_it_can_be_changed() -> None:
    """So do values of the maker's."""
    device = Device(
        {"number:200": {"value": 1}}, {"number:200": {"access": "crw", "max": "odd"}}
    )
    assert device.keys("numbers") == {"number:200_value"}


BLUETOOTH: Components = {
    "bthomedevice:200": {"addr": "aa", "meta": {"ui": {"local_name": "SBBT-04Cb9a0"}}},
    "bthomesensor:200": {"addr": "aa", "obj_id": 0x45, "idx": 0},
    "bthomesensor:201": {"addr": "aa", "obj_id": 0x45, "idx": 1},
    "bthomesensor:202": {"addr": "aa", "obj_id": 0x2D, "idx": 0, "name": "Skylight"},
    "bthomesensor:203": {"addr": "aa", "obj_id": 0x3A, "idx": 0},
    "bthomesensor:204": {"addr": "aa", "obj_id": 0x3A, "idx": 1},
    "bthomesensor:205": {"addr": "bb", "obj_id": 0xFF, "idx": 0},
    "bthomesensor:206": {"addr": "aa", "obj_id": "odd"},
}


def test_bluetooth_devices() -> None:
    """Each is a part with what it measures; its buttons push as one."""
    device = Device(
        {
            "bthomedevice:200": {"battery": 90, "rssi": -70},
            "bthomesensor:200": {"value": 21.5},
            "bthomesensor:202": {"value": True},
        },
        BLUETOOTH,
    )
    part = device.known.channels.parts["bthomedevice:200"]
    assert (part.name, part.model) == ("Hall Bluetooth device 200", "SBBT-04C")
    assert device.value("sensors", "bthomesensor:200_temperature") == 21.5
    assert device.value("binary_sensors", "bthomesensor:202_window") is True
    second = device.entity("sensors", "bthomesensor:201_temperature")
    assert second.translation_placeholders == {"name": "Temperature 2"}
    assert device.keys("events") == {"bthomedevice:200_event"}
    event = RpcEvent(
        component=ComponentKey("bthomesensor", 204),
        name="long_push",
        details={"idx": 1, "ts": 2},
    )
    happening = happening_of(event, device.known.channels.channels)
    assert happening is not None
    assert (happening.key, happening.type) == ("bthomedevice:200_event", "long")
    assert happening.attributes == {"idx": 1}


def test_what_is_no_push_is_no_event() -> None:
    """Scripts make up their own."""
    event = RpcEvent(component=ComponentKey("script", 1), name="anything")
    assert happening_of(event, ()) is None


async def test_upkeep() -> None:
    """Restart, identify and update only where the device offers it."""
    assert Device({}).keys("updates") == set()
    device = Device(
        {
            "sys": {
                "uptime": 100,
                "reset_reason": 3,
                "restart_required": True,
                "ram_free": 1024,
                "available_updates": {"stable": {"version": "1.8.0"}},
            },
            "wifi": {"rssi": -61},
            "cloud": {"connected": False},
        },
        methods=("shelly.reboot", "shelly.identify", "shelly.update"),
        app="WallDisplay",
    )
    assert device.value("sensors", "last_restart") == NOW - timedelta(seconds=100)
    assert device.value("sensors", "sys_reset_reason") == "software"
    assert device.value("binary_sensors", "sys_restart_required") is True
    assert device.value("binary_sensors", "cloud_cloud_connected") is False
    firmware = device.entity("updates", "firmware")
    assert isinstance(firmware, UpdateEntityDescription)
    reading = device.value("updates", "firmware")
    assert (reading.installed, reading.latest) == ("1.7.5", "1.8.0")
    assert device.value("updates", "beta_firmware").latest == "1.7.5"
    assert "Wall-Display" in device.entity("updates", "firmware").notes(
        device.known.state
    )
    await device.entity("buttons", "restart").press(device.commands)
    await device.entity("buttons", "identify").press(device.commands)
    await device.entity("updates", "beta_firmware").install(device.commands)
    device.commands.install.assert_awaited_once_with("beta")
    device.told(sys={"reset_reason": 77})
    assert device.value("sensors", "sys_reset_reason") == "other"
    device.told(sys={"reset_reason": None})
    assert device.value("sensors", "sys_reset_reason") is None


def test_the_last_restart_does_not_waver() -> None:
    """Uptime is told in whole seconds, late, and by a clock of its own."""
    device = Device({"sys": {"uptime": 100}})
    started = device.value("sensors", "last_restart")
    device.now = NOW + timedelta(seconds=61)
    device.told(sys={"uptime": 160})
    assert device.value("sensors", "last_restart") == started
    device.told(sys={"uptime": None})
    assert device.value("sensors", "last_restart") == started
    device.told(sys={"uptime": 1})
    assert device.value("sensors", "last_restart") == device.now - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("config", "auth", "open_doors"),
    [
        (
            {"wifi": {"ap": {"enable": True, "is_open": True}}},
            True,
            {"open_access_point"},
        ),
        ({"wifi": {"ap": {"enable": False, "is_open": True}}}, True, set()),
        ({"ble": {"enable": False, "rpc": {"enable": True}}}, True, set()),
        ({"ble": {"rpc": {"enable": True}}}, True, {"bluetooth_commands"}),
        ({}, False, {"no_password"}),
        (
            {"wifi": {"ap": {"enable": True}}, "cloud": {"enable": True}},
            True,
            {"cloud"},
        ),
    ],
)
def test_security(config: Components, *, auth: bool, open_doors: set[str]) -> None:
    """The cloud is its owner's choice, and told, but no open door."""
    device = Device({}, config, auth_required=auth)
    sensor = device.entity("binary_sensors", "security")
    facts = sensor.attributes(device.known.state)
    assert {name for name, is_open in facts.items() if is_open} == open_doors
    assert sensor.value(device.known.state) is bool(open_doors - {"cloud"})


def test_only_what_core_lacks_is_shown_beside_it() -> None:
    """Lifecycle only."""
    device = Device(
        {"sys": {"restart_required": False, "reset_reason": 1}, "switch:0": METER},
        methods=("shelly.reboot", "shelly.identify", "shelly.update"),
    )
    shown = {
        description.key
        for table in TABLES.values()
        for description in getattr(device.known.entities, table)
        if description.lifecycle
    }
    assert shown == {
        "security",
        "sys_restart_required",
        "sys_reset_reason",
        "identify",
    }


def test_unknown_components_are_borne() -> None:
    """Whatever a new firmware brings."""
    device = Device({"warp:0": {"drive": True}, "odd": {}}, {"warp:0": {"name": 7}})
    assert "warp:0" in {channel.key for channel in device.known.channels.channels}
    assert not any(key.startswith("warp") for key in device.keys("sensors"))
