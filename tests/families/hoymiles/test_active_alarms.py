"""What is wrong right now, and what began and ended."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.freehold.families.hoymiles.active_alarms import (
    ALARM_LABELS,
    alarm_events,
)
from custom_components.freehold.families.hoymiles.model import GATEWAY
from custom_components.freehold.families.hoymiles.protocol.gateway import Alarm
from custom_components.freehold.families.hoymiles.protocol.readings import Readings

from .shown import GATEWAY_SERIAL, Shown
from .told import A, B, port, reply

HMT = "138200000001"
_BEGAN = datetime(2026, 6, 20, 9, tzinfo=UTC)


def alarm(code: int, *, serial: str = A, minute: int = 0, number: int = 0) -> Alarm:
    """Return an alarm that is still there."""
    began = _BEGAN + timedelta(minutes=minute)
    return Alarm(serial=serial, code=code, number=number, began=began, ended=None)


def listed(*alarms: Alarm, place: str = A) -> Shown:
    """Show a gateway that keeps a list of alarms, all of one place."""
    return Shown(reply(port(1, 1, serial=A)), alarms={place: alarms} if alarms else {})


def told(code: int) -> Readings:
    """Return readings that tell the present alarm."""
    readings = reply(port(1, 1))
    inverters = tuple(replace(each, alarm_code=code) for each in readings.inverters)
    return replace(readings, inverters=inverters)


def problem(shown: Shown, place: str = A) -> tuple[bool | None, list[str]]:
    """Return what the binary sensor shows."""
    entity = shown.entity("binary_sensors", f"{place}_problem" if place else "problem")
    return entity.value(shown.state), entity.attributes(shown.state)["alarms"]


def test_a_gateway_without_list_and_codes_has_no_alarms() -> None:
    """A count of alarms says nothing."""
    shown = Shown(reply(port(1, 1)))
    assert (
        not {"alarm", "problem", "cloud", f"{A}_alarm", f"{A}_problem"}
        & shown.described()
    )


def test_with_a_list_everybody_can_complain() -> None:
    """The gateway, too."""
    shown = listed()
    names = {"alarm", "problem"}
    assert {*names, "cloud", *(f"{A}_{name}" for name in names)} <= shown.described()
    assert shown.value(f"{A}_alarm") == "none"
    assert problem(shown) == (False, [])


def test_the_latest_problem_is_shown_and_all_are_listed() -> None:
    """Each once, however often it is told."""
    shown = listed(alarm(141), alarm(209, minute=5), alarm(141, minute=-5))
    assert shown.value(f"{A}_alarm") == "port_1_without_input"
    assert problem(shown) == (True, ["port_1_without_input", "grid_overvoltage"])


def test_alarms_of_one_moment_are_told_apart_by_their_numbers() -> None:
    """Some have no moment at all."""
    shown = listed(
        alarm(141, number=1), alarm(143, number=2), replace(alarm(144), began=None)
    )
    assert problem(shown)[1] == [
        *("grid_undervoltage", "grid_overvoltage"),
        "grid_over_frequency",
    ]


@pytest.mark.parametrize("code", [1, 2, 124, 130])
def test_mere_news_is_shown_but_no_problem(code: int) -> None:
    """It was restarted, or ordered off; each evening it is offline."""
    shown = listed(alarm(code))
    assert shown.value(f"{A}_alarm") not in (None, "none")
    assert problem(shown) == (False, [])
    assert listed(alarm(code, minute=5), alarm(141)).value(f"{A}_alarm") == (
        "grid_overvoltage"
    )


def test_a_code_that_nobody_explained_is_shown_as_a_number() -> None:
    """Home Assistant is told that it is an option, too: see `labels`."""
    shown = listed(alarm(5012))
    assert shown.value(f"{A}_alarm") == "alarm 5012"
    assert problem(shown) == (True, ["alarm 5012"])
    assert shown.entity("sensors", f"{A}_alarm").labels(None) == ALARM_LABELS


def test_the_cloud_is_lost_when_the_gateway_says_so() -> None:
    """That is no problem: some people want it so."""
    shown = listed(alarm(4, serial=GATEWAY_SERIAL), place=GATEWAY)
    assert shown.value("cloud", "binary_sensors") is False
    assert shown.value("alarm") == "cloud_lost"
    assert problem(shown, GATEWAY) == (False, [])
    assert listed().value("cloud", "binary_sensors") is True


def test_numbers_mean_something_else_on_an_hmt() -> None:
    """By its serial number."""
    readings = reply(port(1, 1, serial=HMT))
    shown = Shown(readings, alarms={HMT: (alarm(215, serial=HMT),)})
    assert shown.value(f"{HMT}_alarm") == "tracker_c_overvoltage"


@pytest.mark.parametrize(
    ("code", "label"),
    [(0, "none"), (147, "no_grid"), (0x4093, "no_grid"), (0x8001, "reset")],
)
def test_a_code_among_the_readings(code: int, label: str) -> None:
    """Modbus has nothing else."""
    shown = Shown(told(code))
    assert shown.value(f"{A}_alarm") == label
    assert not {"alarm", "cloud"} & shown.described("sensors", "binary_sensors")


def test_a_code_of_an_inverter_that_is_not_heard_proves_nothing() -> None:
    """It comes with zeros."""
    shown = Shown(told(9))
    unheard = replace(shown.state.inverters[A], link=False)
    shown.become(inverters={A: unheard})
    assert (shown.value(f"{A}_alarm"), problem(shown)) == (None, (None, []))


def test_without_contact_nobody_knows() -> None:
    """A list is kept, a code is not."""
    code, kept = Shown(told(147)), listed(alarm(147))
    code.lose_contact()
    kept.lose_contact()
    assert (code.value(f"{A}_alarm"), problem(code)) == (None, (None, []))
    assert (kept.value(f"{A}_alarm"), problem(kept)) == ("no_grid", (True, ["no_grid"]))
    kept.become(alarms=None)
    assert kept.value("cloud", "binary_sensors") is None


def events(before: Shown, after: Shown) -> list[tuple[str, dict[str, object]]]:
    """Return what happened between two states."""
    found = [*alarm_events(before.state, after.state)]
    (description,) = after.entities.events
    assert {each.key for each in found} <= {description.key}
    assert {each.type for each in found} <= {*(description.event_types or ())}
    return [(each.type, dict(each.attributes)) for each in found]


def test_an_alarm_begins_and_ends() -> None:
    """It says what it is and whose."""
    quiet, loud = listed(), listed(alarm(141))
    said = {"alarm": "grid_overvoltage", "code": 141, "serial": A}
    assert events(quiet, loud) == [("began", said)]
    assert events(loud, quiet) == [("ended", said)]
    assert events(loud, listed(alarm(141, minute=3))) == []


def test_the_gateway_is_told_by_its_own_serial_number() -> None:
    """Not by the empty name that it has here."""
    loud = listed(alarm(4, serial=GATEWAY_SERIAL), place=GATEWAY)
    assert events(listed(), loud) == [
        ("began", {"alarm": "cloud_lost", "code": 4, "serial": GATEWAY_SERIAL})
    ]


def test_codes_among_the_readings_begin_and_end_too() -> None:
    """One after the other."""
    assert [
        (kind, said["alarm"])
        for kind, said in events(Shown(told(147)), Shown(told(141)))
    ] == [
        ("began", "grid_overvoltage"),
        ("ended", "no_grid"),
    ]


def test_what_was_there_from_the_beginning_is_no_news() -> None:
    """Neither at the first contact, nor after one that told nothing."""
    loud = listed(alarm(141))
    assert [*alarm_events(None, loud.state)] == []
    unknown = Shown(told(147))
    unknown.lose_contact()
    assert events(unknown, Shown(told(147))) == []
    assert events(Shown(told(147)), unknown) == []


def test_an_inverter_without_alarms_begins_with_none() -> None:
    """It is not in the list before."""
    loud = Shown(
        reply(port(1, 1, serial=A), port(1, 1, serial=B)),
        alarms={B: (alarm(141, serial=B),)},
    )
    assert [said["serial"] for _, said in events(listed(), loud)] == [B]
