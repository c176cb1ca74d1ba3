"""What is published never falls, whatever goes wrong in whatever order."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from hypothesis import HealthCheck, given, settings, strategies as st

from custom_components.freehold.connection.errors import DeviceError
from tests.emulators.hoymiles import Fault, Hearing, Kind, Night, Reception

from .device_rig import Rig, emulated, rigged

SLOW = {Fault.SILENCE, Fault.SILENT_AFTER_HELLO, Fault.WRONG_ID, Fault.BAD_CRC}
"""What can only be noticed by waiting."""
HEARINGS = st.builds(
    Reception,
    st.sampled_from(Hearing),
    complete=st.integers(0, 4),
    without_today=st.integers(0, 2),
)
STEPS = st.one_of(
    st.tuples(st.just("pass"), st.sampled_from([20, 60, 700, 7200, 30000])),
    st.tuples(st.just("fault"), st.sampled_from(sorted(set(Fault) - {Fault.REFUSE}))),
    st.tuples(st.just("hear"), st.tuples(st.integers(0, 2), HEARINGS)),
    st.tuples(st.just("night"), st.sampled_from(sorted(set(Night)))),
    st.tuples(st.just("sun"), st.sampled_from([0.0, 6.0, 12.0, 20.3])),
    st.tuples(st.just("restart home assistant"), st.none()),
    st.tuples(st.just("restart gateway"), st.none()),
    st.tuples(st.just("plug"), st.booleans()),
    st.tuples(st.just("exchange"), st.integers(0, 2)),
    st.tuples(st.just("clock"), st.sampled_from([0, 3 * 86400, -86400, 900])),
)


class Chaos:
    """Does to a gateway what is written."""

    def __init__(self, rig: Rig) -> None:
        """Begin."""
        self.rig = rig
        self.exchanged = 0
        self.gone = 0.0
        """Watt-hours of inverters that are not there any more."""
        self.does: dict[str, Callable[..., Awaitable[None]]] = {
            "pass": lambda seconds: rig.house.pass_by(seconds=seconds),
            "restart home assistant": lambda _: rig.restart(),
            "restart gateway": lambda _: rig.dtu.restart(),
            "sun": rig.dtu.set_hour,
            "plug": lambda on: rig.dtu.start() if on else rig.dtu.lose_power(),
            "fault": self.fault,
            "hear": self.hear,
            "night": self.night,
            "exchange": self.exchange,
            "clock": self.clock,
        }

    @property
    def produced(self) -> float:
        """Return the watt-hours that were truly produced, by all there ever were."""
        array = self.rig.dtu.plant.array
        return self.gone + sum(port.total for one in array for port in one.ports)

    async def fault(self, fault: Fault) -> None:
        """Misbehave at the next few requests."""
        self.rig.dtu.misbehave(fault, times=1 if fault in SLOW else 3)

    async def hear(self, what: tuple[int, Reception]) -> None:
        """Hear an inverter in another way."""
        self.rig.dtu.plant.receive(str(what[0]), what[1])

    async def night(self, night: Night) -> None:
        """Tell something else at night."""
        self.rig.dtu.plant.night = night

    async def exchange(self, which: int) -> None:
        """Put another inverter in the place of one."""
        self.exchanged += 1
        self.gone += sum(
            port.total for port in self.rig.dtu.plant.array[str(which)].ports
        )
        self.rig.dtu.exchange_inverter(str(which), f"1161800010{self.exchanged:02}")

    async def clock(self, seconds: int) -> None:
        """Have its clock wrong."""
        self.rig.dtu.wall.error = seconds


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=3, max_size=12))
def test_a_plant_total_never_falls(
    socket_enabled: None, steps: list[tuple[str, object]]
) -> None:
    """Nor does it gain more than was truly produced."""
    asyncio.run(live_through(steps))


async def live_through(steps: list[tuple[str, object]]) -> None:
    """Do each of these, and read the gateway after each."""
    async with emulated(Kind.DTU_PRO) as dtu, rigged(dtu, patience=0.2) as rig:
        await rig.device.poll()
        chaos = Chaos(rig)
        first, shown = chaos.produced, [rig.state.yields.plant.total]
        for name, what in steps:
            await chaos.does[name](what)
            with suppress(DeviceError):
                await rig.device.poll()
            shown.append(rig.state.yields.plant.total)
        totals = [total for total in shown if total is not None]
        assert len(totals) == len(shown)
        assert totals == sorted(totals)
        # Each port tells whole watt-hours, and was read some seconds after the beginning.
        assert totals[-1] - totals[0] <= chaos.produced - first + 50
