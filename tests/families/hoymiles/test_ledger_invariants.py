"""What holds for published numbers whatever the sun, the radio, clocks and Home Assistant do."""

from datetime import UTC, date, datetime, timedelta
import json

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from custom_components.freehold.families.hoymiles.totals.counter import (
    INSISTENCE_READINGS,
)
from custom_components.freehold.families.hoymiles.totals.ledger import YieldLedger
from custom_components.freehold.families.hoymiles.totals.yields import PortKey, Yields

from .plant_model import SLOT, Kind, PlantModel, TruePort
from .told import A, B

C = "116172207399"
RIGHT = timedelta(minutes=30)
DRIFTS = [
    timedelta(),
    timedelta(seconds=120),
    timedelta(minutes=-20),
    timedelta(hours=3),
    timedelta(hours=-5),
    timedelta(hours=12),
    timedelta(days=40, hours=9),
]
BEGINNINGS = [
    datetime(2026, 3, 28, 9, tzinfo=UTC),
    datetime(2026, 6, 20, 1, tzinfo=UTC),
    datetime(2026, 10, 24, 17, tzinfo=UTC),
]
WRONG = {Kind.OLD, Kind.JUMP}
TRUSTWORTHY = sorted(set(Kind) - WRONG)


class PlantMachine(RuleBasedStateMachine):
    """A plant whose truth is known, and the ledger that hears of it."""

    @initialize(
        beginning=st.sampled_from(BEGINNINGS),
        drift=st.sampled_from(DRIFTS),
        tells_clock=st.booleans(),
        keeps_today=st.booleans(),
        first=st.sampled_from(TRUSTWORTHY),
    )
    def begin(
        self,
        beginning: datetime,
        drift: timedelta,
        tells_clock: bool,
        keeps_today: bool,
        first: Kind,
    ) -> None:
        """Set the gateway up."""
        self.plant = PlantModel(
            now=beginning - timedelta(days=1),
            ports={
                (A, 1): TruePort(weight=40, counter=600_000),
                (A, 2): TruePort(weight=37, counter=1),
                (B, 1): TruePort(weight=3, counter=90_000),
            },
            drift=drift,
            tells_clock=tells_clock,
            keeps_today=keeps_today,
        )
        while self.plant.now < beginning:
            self.plant.pass_slot()
        self.ledger = YieldLedger()
        self.runs = True
        self.wrong = 0
        self.published: dict[object, int] = {}
        self.brought: dict[PortKey, int] = {}
        self.joined: set[date] = set()
        self.opened: dict[PortKey, date] = {}
        self.poll(first)

    @property
    def clock_is_right(self) -> bool:
        """Whether the gateway's day begins in the night."""
        return self.plant.drift <= RIGHT and self.plant.drift >= -RIGHT

    @rule(kind=st.sampled_from(Kind))
    @precondition(lambda self: self.runs)
    def poll(self, kind: Kind) -> None:
        """Have the gateway asked once."""
        if kind in WRONG and not self._may_be_wrong():
            kind = Kind.TRUE
        self.wrong = self.wrong + 1 if kind in WRONG else 0
        readings = self.plant.tell(kind)
        yields = self.ledger.accept(readings, self.plant.local)
        if kind is Kind.TRUE:
            for key in self.plant.ports:
                if self.plant.hears(key[0]):
                    self._heard(key)
        self.check(yields)

    def _may_be_wrong(self) -> bool:
        """Whether it can be known: not of the first reading, nor of what is insisted on."""
        known = all(key in self.published for key in self.plant.ports)
        return known and self.wrong < INSISTENCE_READINGS - 1

    def _heard(self, key: PortKey) -> None:
        today = self.plant.local.date()
        if self.opened.get(key) == today:
            return
        if self.clock_is_right or not self.plant.produced(key):
            self.opened[key] = today

    @rule(slots=st.integers(1, 8), kind=st.sampled_from([*TRUSTWORTHY, None]))
    def some_time(self, slots: int, kind: Kind | None) -> None:
        """Let minutes pass, with replies or without."""
        for _ in range(slots):
            self._pass_slot()
            if kind and self.runs:
                self.poll(kind)

    @rule(slots=st.integers(20, 300), asks=st.booleans())
    def a_long_time(self, slots: int, asks: bool) -> None:
        """Let hours and days pass."""
        for _ in range(slots):
            self._pass_slot()
            if asks and self.runs:
                self.poll(Kind.TRUE)

    @rule(serial=st.sampled_from([A, B]))
    def the_radio_comes_or_goes(self, serial: str) -> None:
        """Have the gateway lose an inverter, or find it again."""
        self.plant.deaf ^= {serial}

    @rule()
    def home_assistant_stops_or_starts(self) -> None:
        """Switch Home Assistant off or on."""
        stored = json.loads(json.dumps(self.ledger.as_json()))
        self.ledger = YieldLedger.from_json(stored)
        self.runs = not self.runs
        if self.runs:
            self.tick()

    @rule()
    @precondition(lambda self: (C, 1) not in self.plant.ports)
    def a_used_inverter_is_added(self) -> None:
        """Bring five megawatt-hours from elsewhere."""
        used = TruePort(weight=20, counter=5_000_000)
        used.gateway_midnight = used.heard_total = used.counter
        self.plant.ports[C, 1] = used

    @rule()
    @precondition(lambda self: self.runs)
    def tick(self) -> None:
        """Look without asking."""
        self.check(self.ledger.at(self.plant.local))

    def _pass_slot(self) -> None:
        yesterday = self.plant.local.date()
        if self.runs and (self.plant.local + SLOT).date() != yesterday:
            self.check_end_of_day(self.ledger.at(self.plant.local))
        self.plant.pass_slot()
        if self.runs and self.plant.local.date() != yesterday:
            yields = self.ledger.at(self.plant.local)
            assert not any(one.today for one in yields.ports.values())
            assert not any(one.today for one in yields.inverters.values())
            assert not yields.plant.today
            self.check(yields)

    def check(self, yields: Yields) -> None:
        """Compare what is published with the truth."""
        self.check_totals(yields)
        if self.clock_is_right or self.plant.tells_clock:
            for key, one in yields.ports.items():
                assert (one.today or 0) <= self.plant.produced(key)
            produced = sum(self.plant.produced(key) for key in self.plant.ports)
            assert (yields.plant.today or 0) <= produced
        if self.plant.local.date() not in self.joined and yields.plant.today:
            todays = [one.today or 0 for one in yields.ports.values()]
            assert yields.plant.today == sum(todays)

    def check_totals(self, yields: Yields) -> None:
        """No total falls, or is more than the truth, or other than the sum of all gains."""
        for key, one in yields.ports.items():
            if one.total is None:
                continue
            assert one.total <= self.plant.ports[key].counter
            if key not in self.published and "plant" in self.published:
                self.brought[key] = one.total
                self.joined.add(self.plant.local.date())
            self._rises(key, one.total)
        for serial, one in yields.inverters.items():
            if one.total is not None:
                mine = [
                    port.total for key, port in yields.ports.items() if key[0] == serial
                ]
                assert one.total == sum(total or 0 for total in mine)
        totals = [one.total for one in yields.ports.values()]
        if yields.plant.total is None:
            assert "plant" not in self.published
            assert None in totals
            return
        known = sum(total for total in totals if total is not None)
        assert yields.plant.total == known - sum(self.brought.values())
        self._rises("plant", yields.plant.total)

    def _rises(self, what: object, total: int) -> None:
        assert total >= self.published.get(what, 0)
        self.published[what] = total

    def check_end_of_day(self, yields: Yields) -> None:
        """A day whose last production was heard is complete."""
        today = self.plant.local.date()
        for key, one in yields.ports.items():
            complete = one.total == self.plant.ports[key].counter
            if complete and self.opened.get(key) == today:
                assert one.today == self.plant.produced(key)


TestPublishedNumbers = PlantMachine.TestCase
TestPublishedNumbers.settings = settings(
    max_examples=150, stateful_step_count=30, deadline=None
)
