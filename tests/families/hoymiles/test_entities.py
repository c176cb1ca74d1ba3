"""What a gateway has and shows, by what it told."""

from typing import Any
from unittest.mock import AsyncMock

import pytest

from custom_components.freehold.families.hoymiles.capabilities import Capabilities
from custom_components.freehold.families.hoymiles.entities import ENTITIES, describe
from custom_components.freehold.families.hoymiles.protocol.gateway import (
    GatewayCommand,
    GatewaySettings,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.messages_pb2 import (
    Meter,
    ReadingsPage,
    SinglePhase,
    ThreePhase,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.readings import (
    readings_of,
)
from custom_components.freehold.families.hoymiles.protocol.readings import Readings
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfEnergy

from .shown import TABLES, Shown, modbus, protobuf
from .told import A, B, dark, port, reply

HMS = "1412A0123456"
METER = "10BE6982A401"
YIELDS = {"power", "today", "total"}
ALONE = {*YIELDS, "contact"}
"""What every gateway has."""


def of(part: str, *names: str) -> set[str]:
    """Return the keys of a part."""
    return {f"{part}_{name}" for name in names}


MOMENTARY = ("reactive_power", "power_factor", "frequency", "temperature")


def test_a_gateway_that_told_nothing_has_only_its_plant() -> None:
    """It grows with what is told, and nothing is tried out."""
    shown = Shown(Readings(inverters=(), ports=()))
    assert shown.described() == ALONE
    assert shown.values("", *YIELDS) == (None, None, None)


def test_an_inverter_with_wifi_has_what_it_told() -> None:
    """One phase, two ports, a signal and a limit; no alarms, no settings, no commands."""
    shown = Shown(protobuf("real_data_new_hms_800w_2t"))
    assert shown.described() == {
        *(*ALONE, "clock_drift"),
        *of(HMS, *YIELDS, *MOMENTARY, "signal", "voltage", "current", "power_limit"),
        *of(HMS, "link"),
        *of(f"{HMS}_1", *YIELDS, "voltage", "current"),
        *of(f"{HMS}_2", *YIELDS, "voltage", "current"),
    }


def test_readings_are_shown_in_the_units_of_the_example() -> None:
    """Volts, amperes, hertz, watts, watt-hours."""
    shown = Shown(protobuf("real_data_new_hms_800w_2t"))
    assert shown.values(HMS, "power", "today", "total") == (384.7, 4690, 2464568)
    assert shown.values(HMS, "voltage", "current") == (230.1, 1.67)
    assert shown.values(HMS, *MOMENTARY) == (1.2, 0.998, 50.02, 31.2)
    assert shown.value(f"{HMS}_signal") == -58
    assert shown.values(f"{HMS}_1", "power", "today", "total") == (195.3, 2345, 1234567)
    assert shown.values(f"{HMS}_2", "voltage", "current") == (32.9, 5.88)
    assert shown.values("", "power", "today", "total") == (384.7, 4690, 2464568)
    assert shown.value(f"{HMS}_link", "binary_sensors") is True


def test_every_inverter_and_port_of_several_pages_is_there() -> None:
    """By serial number and port, and each shows its own."""
    readings = protobuf("real_data_new_paginated_dtu_pro_s")
    shown = Shown(readings)
    for told in readings.ports:
        part = f"{told.serial}_{told.port}"
        assert shown.values(part, "power", "total") == (told.power, told.total)
    for inverter in readings.inverters:
        assert shown.value(f"{inverter.serial}_power") == inverter.power


def test_the_order_of_a_list_is_not_looked_at() -> None:
    """Another one makes the same entities with the same values."""
    first = reply(port(10, 1, serial=A), port(20, 2, serial=B))
    other = reply(port(20, 2, serial=B), port(10, 1, serial=A))
    shown, again = Shown(first), Shown(other)
    assert shown.described() == again.described()
    for serial in (A, B):
        assert shown.values(serial, *YIELDS) == again.values(serial, *YIELDS)


def test_three_phases_have_letters() -> None:
    """Each has a voltage and a current, and each pair a voltage between."""
    told = ThreePhase(
        serial=0x136100000001,
        link=1,
        voltage_a=2301,
        voltage_b=2302,
        voltage_c=2303,
        voltage_ab=3985,
        voltage_bc=3986,
        voltage_ca=3987,
        current_a=217,
        current_b=218,
        current_c=219,
    )
    shown = Shown(readings_of([ReadingsPage(three_phase=[told])]))
    part = "136100000001"
    assert not {f"{part}_voltage", f"{part}_current"} & shown.described()
    names = [f"phase_{phase}_voltage" for phase in "abc"]
    assert shown.values(part, *names) == (230.1, 230.2, 230.3)
    names = [f"phase_{phase}_current" for phase in "abc"]
    assert shown.values(part, *names) == (2.17, 2.18, 2.19)
    names = [f"line_{pair}_voltage" for pair in ("ab", "bc", "ca")]
    assert shown.values(part, *names) == (398.5, 398.6, 398.7)
    words = shown.entity("sensors", f"{part}_line_bc_voltage").translation_placeholders
    assert words == {"phases": "B-C"}


def test_modbus_tells_no_power_of_inverters_so_their_ports_are_added() -> None:
    """And neither reactive power, limit nor signal; one alarm, with the readings."""
    readings = modbus()
    commands = {
        GatewayCommand.LIMIT,
        GatewayCommand.LIMIT_INVERTER,
        GatewayCommand.TURN,
    }
    shown = Shown(readings, commands=commands)
    inverters = {each.serial for each in readings.inverters}
    assert shown.described() == {
        *(*ALONE, "limit", "alarm"),
        *[
            key
            for serial in inverters
            for key in of(
                serial,
                *(*YIELDS, "voltage", "frequency", "temperature", "link"),
                *("alarm", "problem", "limit", "production"),
            )
        ],
        *[
            key
            for each in readings.ports
            for key in of(f"{each.serial}_{each.port}", *YIELDS, "voltage", "current")
        ],
    }
    for serial in inverters:
        ports = [each for each in readings.ports if each.serial == serial]
        if any(each.status for each in ports):
            assert shown.value(f"{serial}_power") == sum(each.power for each in ports)


def test_the_meter_counts_what_leaves_the_house_forward() -> None:
    """On one phase it tells nothing twice."""
    shown = Shown(protobuf("real_data_new_paginated_dtu_pro_s"))
    part = f"meter_{METER}"
    assert {key for key in shown.described() if key.startswith("meter")} == of(
        part,
        *("power", "power_factor", "imported", "exported"),
        *("voltage", "current", "fault"),
    )
    assert shown.values(part, "power", "power_factor") == (-1770.0, -0.938)
    assert shown.values(part, "imported", "exported") == (18744370, 5364280)
    assert shown.values(part, "voltage", "current") == (228.0, 8.85)
    assert shown.value(f"{part}_fault", "binary_sensors") is True
    fault = shown.entity("binary_sensors", f"{part}_fault")
    assert fault.attributes(shown.state) == {"code": 1}


def meter(**told: Any) -> Shown:
    """Show a meter."""
    told_meter = Meter(serial=0x37FF00000001, **told)
    return Shown(readings_of([ReadingsPage(meters=[told_meter])]))


def test_a_meter_on_three_phases_tells_of_each() -> None:
    """Power, voltage, current and power factor."""
    shown = meter(
        power=300, power_b=100, voltage_b=23170, current_b=435, power_factor_b=983
    )
    part = "meter_37FF00000001_phase_b"
    names = ("power", "voltage", "current", "power_factor")
    assert shown.values(part, *names) == (1000.0, 231.7, 4.35, 0.983)
    assert (
        len(shown.described("sensors") & of("meter_37FF00000001_phase_a", *names)) == 4
    )


def test_a_meter_without_power_factor_has_none() -> None:
    """Some firmware says a thousandth."""
    shown = meter(power=300, power_factor=1, voltage_a=23000)
    assert "meter_37FF00000001_power" in shown.described()
    assert "meter_37FF00000001_power_factor" not in shown.described()


def test_a_meter_that_is_not_heard_shows_nothing() -> None:
    """Least of all a counter of 0, after which all would be counted once more."""
    shown = meter(forward=5)
    part = "meter_37FF00000001"
    assert shown.values(part, "power", "exported", "imported") == (None, 50, None)
    heard = meter(forward=5, voltage_a=23000)
    assert heard.values(part, "power", "exported", "imported") == (0.0, 50, None)


def test_settings_are_shown_where_they_are_told() -> None:
    """What is known of the network is not."""
    settings = GatewaySettings(
        power_limit=80,
        upload_interval=15,
        server="example.org",
        mac="02:00:00:00:00:01",
    )
    shown = Shown(Readings(inverters=(), ports=()), settings=settings, signal=62)
    assert shown.described() == {*ALONE, "upload_interval", "server", "signal"}
    assert shown.values("", "upload_interval", "server", "signal") == (
        *(15, "example.org"),
        62,
    )
    shown.become(settings=None)
    assert shown.values("", "upload_interval", "server") == (None, None)


def test_the_clock() -> None:
    """Seconds that it is ahead."""
    shown = Shown(protobuf("real_data_new_hms_800w_2t"))
    shown.become(clock_drift=-120.0)
    assert shown.value("clock_drift") == -120.0


def test_without_contact_nothing_of_the_moment_is_shown() -> None:
    """Energy and power are, and whether there is contact."""
    shown = Shown(
        protobuf("real_data_new_paginated_dtu_pro_s"),
        signal=62,
    )
    shown.lose_contact()
    kept = {key for key in shown.described("sensors") if shown.value(key) is not None}
    counted = of(f"meter_{METER}", "imported", "exported")
    assert counted <= kept
    assert {key.rpartition("_")[2] for key in kept - counted} == YIELDS
    assert len(kept) == 3 * (1 + 2 + 8) + 2
    states = {
        key: shown.value(key, "binary_sensors")
        for key in shown.described("binary_sensors")
    }
    assert {key for key, value in states.items() if value is not None} == {"contact"}
    assert states["contact"] is False


@pytest.mark.parametrize(
    ("link", "told", "shown_as"),
    [(1, 0, 0.0), (1, 2301, 230.1), (0, 2301, 230.1), (0, 0, None)],
)
def test_a_zero_of_an_inverter_that_is_not_heard_is_no_reading(
    link: int, told: int, shown_as: float | None
) -> None:
    """A value is one, though: the link flickers while values are good."""
    inverter = SinglePhase(serial=0x116100000001, link=link, voltage=told)
    shown = Shown(readings_of([ReadingsPage(single_phase=[inverter])]))
    assert shown.value("116100000001_voltage") == shown_as


def test_a_zero_of_a_port_that_is_not_heard_is_no_reading() -> None:
    """Its power is 0 W, as the books say; its counters stand."""
    shown = Shown(reply(port(10, 1)))
    assert shown.value(f"{A}_1_voltage") == 35.0
    night = reply(dark(10, 1), link=False)
    shown.become(ports={(A, 1): night.ports[0]})
    assert shown.values(f"{A}_1", "voltage", "current", "total") == (None, None, 10)


def test_fewer_phases_than_before_show_nothing() -> None:
    """Rather than fail."""
    many = meter(power=3, voltage_b=23000)
    one = meter(power=3, voltage_a=23000)
    many.become(meters=one.state.meters)
    part = "meter_37FF00000001"
    assert many.values(part, "phase_a_voltage", "phase_c_voltage") == (230.0, None)


def test_an_excluded_inverter_has_nothing_and_the_plant_goes_without() -> None:
    """The other one keeps what it has."""
    readings = reply(port(10, 1, serial=A), port(20, 2, serial=B))
    shown = Shown(readings, excluded=[A])
    assert not {key for key in shown.described() if A in key}
    assert f"{B}_1_power" in shown.described()
    assert shown.values("", "today", "total") == (2, 20)


LIMIT = {GatewayCommand.LIMIT}


def test_limits() -> None:
    """In percent, as they are told or were set; in watts, as was ordered."""
    shown = Shown(
        protobuf("real_data_new_hms_800w_2t"), commands=frozenset(GatewayCommand)
    )
    for key in ("limit", "limit_for_now", f"{HMS}_limit"):
        assert shown.value(key, "numbers") is None
    shown.become(limit=80.0, limit_for_now=400.0, limits={HMS: 50.0})
    assert shown.value("limit", "numbers") == 80.0
    assert shown.value("limit_for_now", "numbers") == 400.0
    assert shown.value(f"{HMS}_limit", "numbers") == 50.0
    assert shown.value(f"{HMS}_power_limit") == 50.0


@pytest.mark.parametrize(
    ("serials", "lowest"), [([A], 2), (["104180000002"], 10), ([A, "104180000002"], 10)]
)
def test_an_mi_is_limited_to_a_tenth(serials: list[str], lowest: int) -> None:
    """And with it all others of the plant."""
    readings = reply(*[port(1, 1, serial=serial) for serial in serials])
    number = Shown(readings, commands=LIMIT).entity("numbers", "limit")
    assert (number.native_min_value, number.native_max_value) == (lowest, 100)


def test_production_is_on_unless_it_was_ordered_off() -> None:
    """Nobody tells it."""
    shown = Shown(reply(port(1, 1)), commands={GatewayCommand.TURN})
    assert shown.value(f"{A}_production", "switches") is True
    shown.become(switched_off=frozenset({A}))
    assert shown.value(f"{A}_production", "switches") is False


@pytest.mark.parametrize(
    ("command", "table", "keys"),
    [
        (GatewayCommand.LIMIT, "numbers", {"limit"}),
        (GatewayCommand.LIMIT_FOR_NOW, "numbers", {"limit_for_now"}),
        (GatewayCommand.LIMIT_INVERTER, "numbers", {f"{A}_limit"}),
        (GatewayCommand.TURN, "switches", {f"{A}_production"}),
        (GatewayCommand.RESTART, "buttons", {"restart"}),
        (GatewayCommand.RESTART_INVERTER, "buttons", {f"{A}_restart"}),
    ],
)
def test_each_command_has_its_entity(
    command: GatewayCommand, table: str, keys: set[str]
) -> None:
    """Where the protocol has it, and nowhere else."""
    shown = Shown(reply(port(1, 1)), commands={command})
    assert (
        shown.described("numbers", "switches", "buttons")
        == keys
        == shown.described(table)
    )


async def test_commands_go_to_the_device() -> None:
    """Each to the method that is named like it."""
    device = AsyncMock()
    shown = Shown(reply(port(1, 1)), commands=frozenset(GatewayCommand))
    for key, value in (("limit", 80.0), ("limit_for_now", 0.1), (f"{A}_limit", 50.0)):
        await shown.entity("numbers", key).put(device, value)
    await shown.entity("switches", f"{A}_production").turn(device, False)
    await shown.entity("buttons", "restart").press(device)
    await shown.entity("buttons", f"{A}_restart").press(device)

    assert [(name, args) for name, args, _ in device.mock_calls] == [
        ("limit", (80.0,)),
        ("limit_for_now", (0.1,)),
        ("limit_inverter", (A, 50.0)),
        ("turn", (A, False)),
        ("restart", ()),
        ("restart_inverter", (A,)),
    ]


def test_what_wears_out_or_stops_production_is_a_setting() -> None:
    """So no order to a whole area reaches it. The limit for now is made for automations."""
    settings = (*ENTITIES.switches, *ENTITIES.buttons, *ENTITIES.numbers)
    assert {each.key for each in settings if each.entity_category is None} == {
        "limit_for_now"
    }
    assert {each.entity_category for each in settings} == {None, EntityCategory.CONFIG}


def test_energy_is_ready_for_the_energy_dashboard() -> None:
    """Counted in watt-hours, shown in kilowatt-hours."""
    energy = [
        each
        for each in ENTITIES.sensors
        if each.device_class is SensorDeviceClass.ENERGY
    ]
    assert {each.key.rpartition("_")[2] for each in energy} == {
        *("today", "total", "imported", "exported")
    }
    for each in energy:
        assert each.state_class is SensorStateClass.TOTAL_INCREASING
        assert each.native_unit_of_measurement == UnitOfEnergy.WATT_HOUR
        assert each.suggested_unit_of_measurement == UnitOfEnergy.KILO_WATT_HOUR
        # Of sixteen ports most people want the day, not the life.
        hidden = each.part == "1_1" and each.key.endswith("_total")
        assert each.entity_registry_enabled_default is not hidden


@pytest.mark.parametrize(("ports", "shown"), [(8, True), (9, False)])
def test_of_many_ports_the_energy_of_the_day_can_be_enabled(
    ports: int, shown: bool
) -> None:
    """It is described all the same; their power is shown in any case."""
    told = Capabilities(ports=frozenset(("1", number) for number in range(ports)))
    by_key = {each.key: each for each in describe(told).sensors}
    assert by_key["1_0_power"].entity_registry_enabled_default
    assert by_key["1_0_today"].entity_registry_enabled_default is shown
    assert not by_key["1_0_total"].entity_registry_enabled_default


@pytest.mark.parametrize("table", TABLES)
def test_each_key_is_there_once_and_begins_with_its_part(table: str) -> None:
    """It makes the unique id."""
    descriptions = getattr(ENTITIES, table)
    keys = [each.key for each in descriptions]
    assert len(keys) == len(set(keys))
    for each in descriptions:
        assert not each.part or each.key.startswith(f"{each.part}_")


def test_the_same_capabilities_make_the_same_keys() -> None:
    """Stored and read again, too."""
    shown = Shown(protobuf("real_data_new_paginated_dtu_pro_s"), alarms={})
    again = describe(Capabilities.from_json(shown.capabilities.as_json()))
    for table in TABLES:
        assert [e.key for e in getattr(again, table)] == [
            e.key for e in getattr(shown.entities, table)
        ]
