"""What counts as produced today."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.freehold.families.hoymiles.totals.ledger import YieldLedger
from custom_components.freehold.families.hoymiles.totals.yields import Yield

from .told import (
    BERLIN,
    MINUTE,
    NOON,
    PORT,
    A,
    at,
    dark,
    every_minute,
    partial,
    port,
    reply,
    restarted,
)


def test_a_today_of_zero_is_believed_from_a_port_that_works() -> None:
    """In the morning it is the truth."""
    yields = YieldLedger().accept(reply(port(1000, 0)), at(5))
    assert yields.ports[PORT].today == 0


def test_a_today_of_zero_is_not_believed_from_a_port_that_is_not_heard() -> None:
    """There it stands for a lost radio packet."""
    ledger = YieldLedger()
    assert ledger.accept(reply(partial(1000), link=False), NOON).plant.today is None
    assert ledger.accept(reply(port(1001, 51)), at(12, 1)).plant.today == 51


def test_a_port_with_power_works_even_if_it_never_says_so() -> None:
    """Inverters with Wi-Fi have a link, and no status: neither at noon nor at any other hour."""
    ledger = YieldLedger()
    ledger.accept(reply(partial(1000, 800)), NOON)
    assert ledger.at(NOON).plant.today == 800
    ledger.accept(reply(dark(), link=False), at(23))
    yields = ledger.accept(reply(partial(1010, 10)), at(6, day=21))
    assert yields.plant.today == 10
    assert ledger.accept(reply(partial(1300, 300)), at(12, day=21)).plant.today == 300


def test_what_is_kept_of_yesterday_is_not_taken_for_today() -> None:
    """Some firmware keeps it all night."""
    yields = YieldLedger().accept(reply(dark(1000, 800), link=False), at(2))
    assert yields.ports[PORT] == Yield(total=1000, today=None, power=0.0)


def test_today_grows_by_the_gains_of_the_total() -> None:
    """The gateway's own today may fall at any hour: its clock may be wrong."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 800)), NOON)
    yields = ledger.accept(reply(port(1010, 2)), at(12, 10))
    assert yields.ports[PORT].today == 810


def test_today_is_zero_at_midnight_without_a_reply() -> None:
    """Many gateways have no power at night."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 800)), NOON)
    assert ledger.at(at(23, 59)).plant.today == 800
    yields = ledger.at(at(0, day=21))
    assert yields.plant == Yield(total=1000, today=0, power=0.0)
    assert yields.inverters[A].today == yields.ports[PORT].today == 0


@pytest.mark.parametrize("told_today", [800, 0], ids=["kept", "already 0"])
def test_today_stays_zero_when_the_night_repeats_yesterday(told_today: int) -> None:
    """Firmware of both kinds is recorded."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 800)), NOON)
    yields = ledger.accept(reply(dark(1000, told_today), link=False), at(1, day=21))
    assert yields.ports[PORT].today == 0


@pytest.mark.parametrize("minutes", [-20, 20], ids=["early", "late"])
def test_a_gateway_that_begins_its_day_at_another_minute_changes_nothing(
    minutes: int,
) -> None:
    """Even where the sun shines at midnight, no energy is counted twice or lost."""
    ledger = YieldLedger()
    midnight = at(0, day=21)
    ledger.accept(reply(port(1000, 500)), midnight - 61 * MINUTE)
    for minute in range(-60, 61):
        total = 1061 + minute
        today = minute - minutes if minute >= minutes else 561 + minute
        now = midnight + minute * MINUTE
        yields = ledger.accept(reply(port(total, today)), now)
        assert yields.ports[PORT].total == total
        expected = 561 + minute if minute < 0 else minute
        # What was told last before midnight and first after it has one watt-hour between.
        assert expected - 1 <= (yields.ports[PORT].today or 0) <= expected


def test_yesterdays_evening_is_not_counted_today() -> None:
    """Out of reach from 15:00 to 9:00: what the gateway tells of today parts the gain."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 500)), at(15))
    yields = ledger.accept(reply(port(3100, 100)), at(9, day=21))
    assert yields.ports[PORT] == Yield(total=3100, today=100, power=100.0)
    yields = ledger.accept(reply(port(3150, 150)), at(9, 30, day=21))
    assert yields.ports[PORT].today == yields.plant.today == 150


def test_a_gateway_that_is_heard_and_does_not_hear_keeps_yesterday_apart_too() -> None:
    """Asked all night, it repeats the value of 15:00; the radio comes back at 9:00."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 500)), at(15))
    for hour in range(18):
        ledger.accept(
            reply(port(1000, 500), link=False), at(15, 1) + timedelta(hours=hour)
        )
    yields = ledger.accept(reply(port(3100, 100)), at(9, 5, day=21))
    assert yields.ports[PORT].today == 100


def test_what_a_port_that_is_not_heard_tells_of_today_parts_nothing() -> None:
    """It may be what it kept of yesterday."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 500)), at(15))
    yields = ledger.accept(reply(dark(3000, 2500), link=False), at(1, day=22))
    assert (yields.plant.total, yields.plant.today) == (3000, 0)


def test_a_gateway_whose_day_began_before_our_last_contact_parts_nothing() -> None:
    """It tells more of today than was gained since: its today holds yesterday's noon."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 200)), at(15))
    yields = ledger.accept(reply(port(1500, 700)), at(9, day=21))
    assert (yields.plant.total, yields.plant.today) == (1500, 0)
    assert ledger.accept(reply(port(1600, 800)), at(10, day=21)).plant.today == 100


def test_counters_that_are_rounded_differently_belong_together() -> None:
    """One watt-hour more today than in total is no other day."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 200)), at(21))
    yields = ledger.accept(reply(port(1010, 11)), at(6, day=21))
    assert yields.ports[PORT].today == 10


@pytest.mark.parametrize(
    ("drift", "expected"),
    [
        (timedelta(minutes=2), 100),
        (timedelta(minutes=-29), 100),
        (timedelta(minutes=31), 0),
        (timedelta(hours=-3), 0),
        (timedelta(days=-400), 0),
    ],
)
def test_a_gateway_whose_clock_is_wrong_does_not_say_what_is_todays(
    drift: timedelta, expected: int
) -> None:
    """Its day may begin in full sun."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 500)), at(15))
    now = at(9, day=21)
    clock = (now + drift).astimezone(UTC)
    yields = ledger.accept(reply(port(3100, 100), clock=clock), now)
    assert yields.ports[PORT].today == expected
    yields = ledger.accept(reply(port(3105, 105), clock=clock), now + MINUTE)
    assert yields.ports[PORT].today == expected + 5


def test_with_a_wrong_clock_today_is_unknown_until_midnight() -> None:
    """On the first day there is no other source."""
    ledger = YieldLedger()
    clock = datetime(1970, 1, 1, tzinfo=UTC)
    for minute in range(3):
        yields = ledger.accept(reply(port(1000, 500), clock=clock), at(12, minute))
    assert yields.ports[PORT].today is None
    assert ledger.at(at(0, day=21)).ports[PORT].today == 0


def test_data_that_are_fresh_without_a_link_keep_the_told_today() -> None:
    """The link is said to be down for hours while values change."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 500)), at(20))
    for minute, (total, today) in enumerate([(1010, 8), (1012, 10), (1013, 11)]):
        told = reply(port(total, today), link=False)
        yields = ledger.accept(told, at(7, minute, day=21))
        assert yields.ports[PORT].today == today
    yields = ledger.accept(reply(port(1020, 18)), at(8, day=21))
    assert yields.ports[PORT].today == 18


def test_without_a_link_the_told_today_may_not_fall() -> None:
    """Of the two, the higher is true: some gateways begin their day at noon."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 500)), at(20))
    for minute, today in enumerate([8, 2]):
        told = reply(port(1010 + minute, today), link=False)
        yields = ledger.accept(told, at(7, minute, day=21))
    assert yields.ports[PORT].today == 8


def test_a_link_alone_does_not_make_what_is_told_new() -> None:
    """A port that does not work yet tells its counter of yesterday."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 500)), at(15))
    ledger.accept(reply(dark(1000)), at(9, day=21))
    yields = ledger.accept(reply(port(3100, 100)), at(9, 1, day=21))
    assert yields.ports[PORT].today == 100


def test_zeros_in_the_morning_do_not_lose_what_follows() -> None:
    """What a partial reply gained is parted by the next complete one."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 500)), at(20))
    every_minute(ledger, [reply(partial(1010), link=False)], at(7, day=21))
    yields = ledger.accept(reply(port(1012, 10)), at(7, 1, day=21))
    assert yields.ports[PORT].today == 10


@pytest.mark.parametrize(
    ("month", "day", "hours"), [(3, 29, 23), (10, 25, 25)], ids=["spring", "autumn"]
)
def test_the_day_when_clocks_change_ends_at_its_midnight(
    month: int, day: int, hours: int
) -> None:
    """A day has 23 or 25 hours then."""
    ledger = YieldLedger()
    midnight = datetime(2026, month, day, tzinfo=BERLIN)
    ledger.accept(reply(port(1000, 0)), midnight)
    for hour in range(1, hours):
        now = (midnight.astimezone(UTC) + timedelta(hours=hour)).astimezone(BERLIN)
        yields = ledger.accept(reply(port(1000 + hour, hour)), now)
        assert yields.ports[PORT].today == hour
    now = (midnight.astimezone(UTC) + timedelta(hours=hours)).astimezone(BERLIN)
    assert now.hour == 0
    assert ledger.at(now).ports[PORT].today == 0


def test_a_zone_that_is_corrected_to_the_west_ends_its_day_again() -> None:
    """The date goes back, and its midnight is still to come."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 500)), at(20))
    ledger.accept(reply(port(1010, 510)), at(1, day=21))
    ledger.accept(reply(port(1015, 515)), at(2, day=21))
    new_york = ZoneInfo("America/New_York")
    evening = at(3, day=21).astimezone(new_york)
    ledger = restarted(ledger)
    yields = ledger.accept(reply(port(1018, 518)), evening)
    assert evening.day == 20
    assert yields.plant.today == 8, "what was counted stays"
    midnight = datetime(2026, 6, 21, tzinfo=new_york)
    assert ledger.at(midnight).plant.today == 0


@pytest.mark.parametrize("behind", [timedelta(minutes=13), timedelta(days=1)])
@pytest.mark.parametrize("restarts", [True, False])
def test_a_clock_that_was_put_back_and_then_right_keeps_today(
    behind: timedelta, restarts: bool
) -> None:
    """A board without a clock begins with the time of its last contact; memory is newer."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 500)), at(0, 10))
    ledger.accept(reply(port(1100, 600)), at(0, 12))
    if restarts:
        ledger = restarted(ledger)
    assert ledger.at(at(0, 12) - behind).plant.today == 600
    ledger.accept(reply(port(1101, 601)), at(0, 13) - behind)
    yields = ledger.accept(reply(port(1110, 610)), at(0, 14))
    assert yields.plant.today == 610
    assert ledger.at(at(0, day=21)).plant.today == 0


def test_a_clock_that_was_years_ahead_ends_days_again_once_it_is_right() -> None:
    """It is not waited for until that year."""
    ledger = YieldLedger()
    ledger.accept(reply(port(1000, 500)), datetime(2099, 1, 1, 12, tzinfo=BERLIN))
    ledger.accept(reply(port(1010, 510)), NOON)
    assert restarted(ledger).at(at(0, day=21)).plant.today == 0
