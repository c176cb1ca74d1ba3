"""A Miele appliance as a coordinator drives it, against emulated ones over real sockets."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
import json

import pytest

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.errors import (
    AuthenticationError,
    CommandRefusedError,
    ConnectionLostError,
    DeviceError,
    DeviceSleepError,
    ProtocolError,
    UnsupportedError,
    WrongDeviceError,
    WrongMomentError,
)
from custom_components.freehold.connection.session import open_session
from custom_components.freehold.families.contract import JsonObject
from custom_components.freehold.families.miele.details import DetailReader
from custom_components.freehold.families.miele.device import (
    ACTIVE_INTERVAL,
    COMMAND_INTERVAL,
    COMMAND_WINDOW,
    IDLE_INTERVAL,
    WAKE_ROUNDS,
    MieleDevice,
)
from custom_components.freehold.families.miele.entities import ENTITIES
from custom_components.freehold.families.miele.policy import POLICY
from custom_components.freehold.families.miele.protocol.actions import StateAction
from custom_components.freehold.families.miele.protocol.client import MieleClient
from custom_components.freehold.families.miele.protocol.credentials import (
    GroupCredentials,
)
from custom_components.freehold.families.miele.protocol.tables.status import Status
from tests.emulators.miele import (
    Dop2Access,
    Fault,
    Generation,
    Kind,
    MieleAppliance,
    Network,
)
from tests.households import OURS, THEIRS

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass
class Time:
    """The clock of a test: it passes when somebody sleeps, or when told to."""

    seconds: float = 1000.0
    slept: list[float] = field(default_factory=list)
    on_sleep: Callable[[float], None] = lambda _: None

    def monotonic(self) -> float:
        """Return the seconds."""
        return self.seconds

    def now(self) -> datetime:
        """Return the time of day."""
        return START + timedelta(seconds=self.seconds - 1000)

    async def sleep(self, seconds: float) -> None:
        """Pass."""
        self.slept.append(seconds)
        self.seconds += seconds
        self.on_sleep(seconds)


@pytest.fixture
def time() -> Time:
    """Return the clock of this test."""
    return Time()


@asynccontextmanager
async def opened(
    appliance: MieleAppliance,
    time: Time,
    *,
    memory: JsonObject | None = None,
    read_details: bool = True,
    serial: str | None = None,
) -> AsyncGenerator[MieleDevice]:
    """Open an appliance as the family does, with the clock of the test."""
    policy = replace(POLICY, gap=0, request_timeout=1)
    async with open_session(policy) as session:
        connection = DeviceConnection(
            policy, clock=time.monotonic, sleep=time.sleep, now=time.now
        )
        device = MieleDevice(
            serial or appliance.fab,
            MieleClient(
                session,
                Address(appliance.host, appliance.port),
                connection,
                GroupCredentials.parse(*OURS),
            ),
            connection,
            session,
            entities=ENTITIES,
            read_details=read_details,
            memory=memory,
            clock=time.monotonic,
            now=time.now,
            sleep=time.sleep,
        )
        yield device
        await device.close()


@asynccontextmanager
async def running(
    kind: Kind,
    generation: Generation = Generation.EK037,
    dop2: Dop2Access | None = None,
    *,
    wake_race: bool = False,
) -> AsyncGenerator[MieleAppliance]:
    """Run an appliance of our household."""
    async with MieleAppliance(
        kind=kind,
        generation=generation,
        group=OURS,
        dop2=dop2,
        wake_race=wake_race,
        latency=0,
    ) as appliance:
        yield appliance


@pytest.fixture
async def washer(socket_enabled: None) -> AsyncGenerator[MieleAppliance]:
    """Run a washing machine without DOP2."""
    async with running(Kind.WASHER, dop2=Dop2Access.ABSENT) as appliance:
        yield appliance


@pytest.fixture
async def oven(socket_enabled: None) -> AsyncGenerator[MieleAppliance]:
    """Run an oven with all of DOP2."""
    async with running(Kind.OVEN, Generation.EK057, Dop2Access.FULL) as appliance:
        yield appliance


def asked(appliance: MieleAppliance, part: str) -> int:
    """Count the requests whose path has this part."""
    return sum(part in request.path for request in appliance.requests)


def choose(appliance: MieleAppliance) -> None:
    """Choose the first program at the panel."""
    appliance.panel.select(appliance.panel.model.programs[0].id)


def status_of(appliance: MieleAppliance) -> int:
    """Return the status as a number, which the emulator names by its own enum."""
    return int(appliance.panel.status)


def put(appliance: MieleAppliance) -> list[bytes]:
    """Return the bodies that were written."""
    return [
        request.body.strip()
        for request in appliance.requests
        if request.method == "PUT"
    ]


async def test_a_first_poll_tells_who_it_is_and_what_it_does(
    washer: MieleAppliance, time: Time
) -> None:
    """Name, model, module and firmware come from the appliance itself."""
    async with opened(washer, time) as device:
        before = device.state
        state = await device.poll()

        assert before is None
        assert device.state is state
        assert device.identity.name == "Washing machine WCI960"
        assert device.identity.serial == washer.fab
        assert device.identity.hardware == "EK037"
        assert device.identity.firmware
        assert state.wlan is not None
        assert state.wlan.signal_dbm == -67
        assert state.context is None


async def test_an_oven_tells_its_details(oven: MieleAppliance, time: Time) -> None:
    """Its context, hours and notifications are read; what it ever offered is remembered."""
    async with opened(oven, time) as device:
        state = await device.poll()

        assert state.context is not None
        assert state.hours is not None
        assert state.hours.total_minutes is not None
        assert state.notifications is not None
        assert device.capabilities.requests
        assert "context" in device.capabilities.leaves


async def test_details_are_read_at_their_own_pace(
    oven: MieleAppliance, time: Time
) -> None:
    """A poll within minutes reads the state and nothing else."""
    async with opened(oven, time) as device:
        await device.poll()
        before = len(oven.requests)
        time.seconds += 59
        await device.poll()
        assert len(oven.requests) == before + 1

        time.seconds += 601
        await device.poll()
        assert asked(oven, "2/119") == 2


async def test_long_lists_wait_until_nothing_runs(
    oven: MieleAppliance, time: Time
) -> None:
    """The directory is read once, an idle minute after the first contact."""
    async with opened(oven, time) as device:
        await device.poll()
        assert asked(oven, "2/19?") == 0

        choose(oven)
        oven.panel.start()
        time.seconds += 120
        await device.poll()
        assert asked(oven, "2/19?") == 0

        oven.panel.stop()
        time.seconds += 120
        await device.poll()
        assert asked(oven, "2/19?") > 1
        assert device.capabilities.writes_power


async def test_a_change_has_the_context_read_again(
    oven: MieleAppliance, time: Time
) -> None:
    """Allowed requests change with the status."""
    async with opened(oven, time) as device:
        await device.poll()
        choose(oven)
        oven.panel.start()
        time.seconds += 10
        await device.poll()

        assert asked(oven, "1585") > 1


async def test_without_details_only_json_is_read(
    oven: MieleAppliance, time: Time
) -> None:
    """The option for ovens that take it badly."""
    async with opened(oven, time) as device:
        await device.poll()
        memory = device.remember()
    before = asked(oven, "DOP2")

    async with opened(oven, time, memory=memory, read_details=False) as device:
        state = await device.poll()

        assert asked(oven, "DOP2") == before
        assert state.wlan is not None
        assert state.hours is None


@pytest.mark.usefixtures("socket_enabled")
async def test_an_oven_that_hangs_up_on_dop2_is_spared_it_for_a_day(time: Time) -> None:
    """After two cut connections; the state lives on."""
    async with (
        running(Kind.OVEN, Generation.EK057, Dop2Access.HANGUP) as oven,
        opened(oven, time) as device,
    ):
        for _ in range(4):
            state = await device.poll()
            time.seconds += 601
        cuts = asked(oven, "DOP2")
        assert cuts <= 2 * (1 + POLICY.read_retries)
        assert state.appliance.status is not None

        time.seconds += 24 * 3600
        await device.poll()
        assert asked(oven, "DOP2") > cuts


async def test_what_is_of_the_moment_goes_when_nobody_asks_for_it_any_more(
    oven: MieleAppliance, time: Time
) -> None:
    """Hours of operation may stay; a released start of yesterday may not."""
    async with opened(oven, time) as device:
        oven.panel.mobile_start = True
        state = await device.poll()
        assert state.context is not None

        oven.inject(Fault.RESET, path="/DOP2")
        for _ in range(2):
            time.seconds += 601
            state = await device.poll()

        assert state.context is None
        assert state.hours is not None


async def test_a_busy_detail_costs_itself_only(
    washer: MieleAppliance, time: Time
) -> None:
    """The state was read: there is contact."""
    async with opened(washer, time) as device:
        washer.inject(Fault.BUSY, path="/WLAN")
        state = await device.poll()

        assert state.wlan is None
        assert state.appliance.status == Status.ON


async def test_a_slow_poll_does_not_undo_what_a_command_saw(
    oven: MieleAppliance, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While details are read, somebody switches the light."""
    async with opened(oven, time) as device:
        await device.poll()

        async def slow_refresh(*_: object, **__: object) -> None:
            await device.set_light(True)
            await device.set_light(True)

        monkeypatch.setattr(DetailReader, "refresh", slow_refresh)

        assert (await device.poll()).appliance.light == 1


async def test_without_any_contact_a_refused_key_is_believed_at_once(
    washer: MieleAppliance, time: Time
) -> None:
    """Each try at setting it up is a new one: a minute would never pass."""
    async with opened(washer, time) as device:
        washer.give_to(*THEIRS)
        with pytest.raises(AuthenticationError):
            await device.poll()


@pytest.mark.usefixtures("socket_enabled")
async def test_a_just_woken_module_may_deny_its_tree(time: Time) -> None:
    """A no within seconds of waking is not for ever."""
    async with (
        running(Kind.OVEN, Generation.EK057, Dop2Access.FULL, wake_race=True) as oven,
        opened(oven, time) as device,
    ):
        oven.panel.fall_asleep()
        await device.poll()
        await device.wake()
        oven.advance(5)
        state = await device.poll()
        assert not state.appliance.is_asleep
        assert state.context is None

        oven.advance(60)
        time.seconds += 601
        assert (await device.poll()).context is not None


async def test_a_sleeping_appliance_keeps_what_it_told(
    oven: MieleAppliance, time: Time
) -> None:
    """Zeros are not readings, and nobody asks a sleeper for its tree."""
    async with opened(oven, time) as device:
        awake = await device.poll()
        oven.panel.fall_asleep()
        time.seconds += 601
        before = asked(oven, "DOP2")
        asleep = await device.poll()

        assert asleep.appliance.is_asleep
        assert asleep.hours == awake.hours
        assert asked(oven, "DOP2") == before


async def test_polls_are_frequent_while_something_goes_on(
    washer: MieleAppliance, time: Time
) -> None:
    """Ten seconds with a program, a minute without."""
    async with opened(washer, time) as device:
        await device.poll()
        assert device.poll_interval == IDLE_INTERVAL

        choose(washer)
        washer.panel.start()
        await device.poll()
        assert device.poll_interval == ACTIVE_INTERVAL


@pytest.mark.usefixtures("socket_enabled")
async def test_a_fridge_is_no_program(time: Time) -> None:
    """Its status is "running" all its life."""
    async with (
        running(Kind.FRIDGE_FREEZER, Generation.EK057) as fridge,
        opened(fridge, time) as device,
    ):
        state = await device.poll()

        assert state.appliance.status == Status.RUNNING
        assert device.poll_interval == IDLE_INTERVAL
        assert state.finishes_at is None


async def test_the_finish_time_does_not_waver(
    washer: MieleAppliance, time: Time
) -> None:
    """Minutes are rounded down: it moves only when it moves by more than one."""
    async with opened(washer, time) as device:
        choose(washer)
        washer.panel.start()
        first = (await device.poll()).finishes_at
        assert first is not None

        for _ in range(30):
            time.seconds += 10
            washer.advance(10)
            assert (await device.poll()).finishes_at == first

        time.seconds += 300
        later = (await device.poll()).finishes_at
        assert later is not None
        assert later - first == timedelta(minutes=5)


async def test_a_delayed_program_finishes_after_its_delay(
    washer: MieleAppliance, time: Time
) -> None:
    """What remains is counted from the start."""
    async with opened(washer, time) as device:
        program = washer.panel.model.programs[0]
        washer.panel.select(program.id, delay_minutes=120)
        washer.panel.start()
        state = await device.poll()

        assert state.starts_at == time.now() + timedelta(minutes=120)
        assert state.finishes_at == time.now() + timedelta(
            minutes=120 + program.minutes
        )


async def test_everything_is_recalled_without_asking(
    oven: MieleAppliance, time: Time
) -> None:
    """After a restart beside a silent appliance nothing is missing."""
    async with opened(oven, time) as device:
        state = await device.poll()
        memory = json.loads(json.dumps(device.remember()))

    before = len(oven.requests)
    async with opened(oven, time, memory=memory) as device:
        assert device.state == state
        assert device.identity.name == "Oven H7260"
        assert device.capabilities.requests
    assert len(oven.requests) == before


@pytest.mark.parametrize(
    "damage",
    [
        {"state": None},
        {"details": {"context": "00"}},
        {"details": {"context": "zz"}},
        {"details": {"wlan": 5}},
        {"capabilities": {"unknown": 1}},
        {"ident": 7},
    ],
)
async def test_a_memory_that_cannot_be_read_is_asked_anew(
    oven: MieleAppliance, time: Time, damage: JsonObject
) -> None:
    """It is not shown, and it does not stop anything."""
    async with opened(oven, time) as device:
        await device.poll()
        memory = {**device.remember(), **damage}

    async with opened(oven, time, memory=memory) as device:
        assert device.state is None
        await device.poll()
        assert device.identity.model == "H7260"


async def test_a_refused_key_is_believed_after_a_minute(
    washer: MieleAppliance, time: Time
) -> None:
    """A slow wake-up refuses too; only a lasting refusal asks for another key."""
    async with opened(washer, time) as device:
        await device.poll()
        washer.give_to(*THEIRS)

        with pytest.raises(ProtocolError):
            await device.poll()
        time.seconds += 30
        with pytest.raises(ProtocolError):
            await device.poll()
        time.seconds += 31
        with pytest.raises(AuthenticationError):
            await device.poll()


async def test_the_next_poll_decides_about_a_refused_key(
    washer: MieleAppliance, time: Time
) -> None:
    """Home Assistant counts whole seconds, so it comes up to one early."""
    async with opened(washer, time) as device:
        await device.poll()
        washer.give_to(*THEIRS)
        with pytest.raises(ProtocolError):
            await device.poll()

        time.seconds += device.poll_interval - 1
        with pytest.raises(AuthenticationError):
            await device.poll()


async def test_a_refusal_that_passes_is_forgotten(
    washer: MieleAppliance, time: Time
) -> None:
    """The minute starts anew with the next one."""
    async with opened(washer, time) as device:
        await device.poll()
        washer.give_to(*THEIRS)
        with pytest.raises(ProtocolError):
            await device.poll()
        washer.give_to(*OURS)
        await device.poll()
        time.seconds += 120
        washer.give_to(*THEIRS)
        with pytest.raises(ProtocolError):
            await device.poll()


async def test_another_appliance_at_the_address_is_told_apart(
    washer: MieleAppliance, time: Time
) -> None:
    """Addresses are given to others; nothing of a stranger is shown."""
    async with opened(washer, time, serial="000999999999") as device:
        with pytest.raises(WrongDeviceError):
            await device.poll()
        assert device.state is None


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.WRONG_SIGNATURE, ProtocolError),
        (Fault.UNSIGNED, ProtocolError),
        (Fault.NOT_JSON, ProtocolError),
        (Fault.NOT_AN_OBJECT, ProtocolError),
        (Fault.NOT_FOUND, ProtocolError),
        (Fault.FORBIDDEN, ProtocolError),
        (Fault.ENDLESS_BODY, ProtocolError),
        (Fault.HALF_BODY, ConnectionLostError),
        (Fault.CUT_AFTER_HEADERS, ConnectionLostError),
        (Fault.SILENCE, ConnectionLostError),
        (Fault.SERVER_ERROR, DeviceError),
        (Fault.BUSY, DeviceError),
    ],
)
async def test_a_bad_answer_loses_nothing(
    washer: MieleAppliance, time: Time, fault: Fault, error: type[DeviceError]
) -> None:
    """The last good state stays, and the next good answer is taken."""
    async with opened(washer, time) as device:
        good = await device.poll()
        washer.inject(fault, path="/State")
        with pytest.raises(error):
            await device.poll()
        assert device.state is good

        washer.faults.clear()
        time.seconds += 400
        assert await device.poll() == good


async def test_a_signature_of_another_key_is_a_refused_key(
    washer: MieleAppliance, time: Time
) -> None:
    """It takes our requests and answers with another key: it is not ours any more."""
    async with opened(washer, time) as device:
        await device.poll()
        washer.inject(Fault.STALE_KEY)
        with pytest.raises(ProtocolError):
            await device.poll()
        time.seconds += 61
        with pytest.raises(AuthenticationError):
            await device.poll()


async def test_start_needs_a_program_and_leave(
    washer: MieleAppliance, time: Time
) -> None:
    """Each reason has its own words, and nothing is sent before it is right."""
    async with opened(washer, time) as device:
        await device.poll()
        with pytest.raises(WrongMomentError) as caught:
            await device.start_program()
        assert caught.value.key == "no_program_chosen"

        choose(washer)
        with pytest.raises(WrongMomentError) as caught:
            await device.start_program()
        assert caught.value.key == "not_released"

        washer.panel.mobile_start = True
        washer.panel.set_door(True)
        with pytest.raises(WrongMomentError) as caught:
            await device.start_program()
        assert caught.value.key == "door_open"

        washer.panel.set_door(False)
        washer.panel.mobile_start = True
        washer.panel.remote_control = False
        with pytest.raises(WrongMomentError) as caught:
            await device.start_program()
        assert caught.value.key == "remote_control_off"
        assert put(washer) == []

        washer.panel.remote_control = True
        await device.start_program()
        assert status_of(washer) == Status.RUNNING

        with pytest.raises(WrongMomentError) as caught:
            await device.start_program()
        assert caught.value.key == "already_running"
        assert len(put(washer)) == 1


async def test_pause_resume_and_stop(washer: MieleAppliance, time: Time) -> None:
    """A paused program goes on with start."""
    async with opened(washer, time) as device:
        for command, key in (
            (device.pause_program, "nothing_to_pause"),
            (device.stop_program, "nothing_to_stop"),
        ):
            with pytest.raises(WrongMomentError) as caught:
                await command()
            assert caught.value.key == key

        choose(washer)
        washer.panel.start()
        await device.pause_program()
        assert status_of(washer) == Status.PAUSED
        await device.start_program()
        assert status_of(washer) == Status.RUNNING
        await device.stop_program()
        assert status_of(washer) != Status.RUNNING


async def test_after_a_command_the_effect_is_looked_for_often(
    washer: MieleAppliance, time: Time
) -> None:
    """For a while, then the usual pace returns."""
    async with opened(washer, time) as device:
        choose(washer)
        washer.panel.start()
        await device.pause_program()
        assert device.poll_interval == COMMAND_INTERVAL

        time.seconds += COMMAND_WINDOW
        assert device.poll_interval != COMMAND_INTERVAL


async def test_wake_leaves_an_awake_appliance_alone(
    washer: MieleAppliance, time: Time
) -> None:
    """A sleeping one is woken by one request."""
    async with opened(washer, time) as device:
        await device.wake()
        assert put(washer) == []

        washer.panel.fall_asleep()
        await device.wake()
        assert len(put(washer)) == 1
        washer.advance(30)
        assert not (await device.poll()).appliance.is_asleep


async def test_the_light_of_a_sleeper_is_not_switched(
    oven: MieleAppliance, time: Time
) -> None:
    """Awake it is; asleep the reason is told."""
    async with opened(oven, time) as device:
        await device.set_light(True)
        assert (await device.poll()).appliance.light == 1
        await device.set_light(False)
        assert (await device.poll()).appliance.light == 2

        oven.panel.fall_asleep()
        with pytest.raises(WrongMomentError) as caught:
            await device.set_light(True)
        assert caught.value.key == "wake_first"


async def test_power_wakes_first_and_comes_on(oven: MieleAppliance, time: Time) -> None:
    """The write is refused asleep, so it was not done: it is given again once awake."""
    async with opened(oven, time) as device:
        await device.poll()
        time.seconds += 61
        await device.poll()
        time.on_sleep = oven.advance
        oven.panel.fall_asleep()

        await device.set_power(True)

        assert not (await device.poll()).appliance.is_asleep

        await device.set_power(False)
        oven.advance(90)
        assert (await device.poll()).appliance.is_asleep
        before = len(put(oven))
        await device.set_power(False)
        assert len(put(oven)) == before


@pytest.mark.usefixtures("socket_enabled")
async def test_a_firmware_without_power_writes_is_remembered(time: Time) -> None:
    """Both ways answer 404: the switch goes, and nobody tries again."""
    async with (
        running(Kind.OVEN, Generation.EK057, Dop2Access.READ_ONLY) as oven,
        opened(oven, time) as device,
    ):
        await device.poll()
        time.seconds += 61
        await device.poll()
        known = device.capabilities
        assert known.power_writes(device.ident) is not None

        with pytest.raises(UnsupportedError):
            await device.set_power(False)
        known = device.capabilities
        assert known.power_writes(device.ident) is None
        before = len(put(oven))
        with pytest.raises(UnsupportedError):
            await device.set_power(False)
        assert len(put(oven)) == before


@pytest.mark.usefixtures("socket_enabled")
async def test_super_cooling_where_the_module_takes_it(time: Time) -> None:
    """The older module obeys, the newer one refuses every write and has no switch."""
    async with (
        running(Kind.FRIDGE_FREEZER, Generation.XKM3100W) as fridge,
        opened(fridge, time) as device,
    ):
        await device.poll()
        assert device.capabilities.can_super_cool(device.ident)
        assert device.capabilities.can_super_freeze(device.ident)

        await device.set_super_cooling(True)
        await device.set_super_freezing(True)
        state = await device.poll()
        assert state.appliance.status == Status.SUPER_COOLING_SUPER_FREEZING

    async with (
        running(Kind.FRIDGE_FREEZER, Generation.EK057) as fridge,
        opened(fridge, time) as device,
    ):
        await device.poll()
        assert not device.capabilities.can_super_cool(device.ident)
        with pytest.raises(CommandRefusedError):
            await device.set_super_cooling(True)


async def test_a_lost_answer_is_looked_after_not_repeated(
    washer: MieleAppliance, time: Time
) -> None:
    """The pause took effect: it is not sent twice."""
    async with opened(washer, time) as device:
        choose(washer)
        washer.panel.start()
        washer.inject(Fault.LOST_ANSWER, times=1, method="PUT")

        await device.pause_program()

        assert status_of(washer) == Status.PAUSED
        assert len(put(washer)) == 1


async def test_a_lost_answer_to_power_is_looked_after(
    oven: MieleAppliance, time: Time
) -> None:
    """It came on: the write is not repeated."""
    async with opened(oven, time) as device:
        await device.poll()
        time.seconds += 61
        await device.poll()
        oven.inject(Fault.LOST_ANSWER, times=1, path="1586", method="PUT")
        time.on_sleep = oven.advance

        await device.set_power(True)

        assert len(put(oven)) == 1
        assert not (await device.poll()).appliance.is_asleep


async def test_a_light_that_does_not_exist_is_remembered(
    oven: MieleAppliance, time: Time
) -> None:
    """A 404 is for good: the switch goes."""
    async with opened(oven, time) as device:
        await device.poll()
        oven.inject(Fault.NOT_FOUND, method="PUT")

        with pytest.raises(UnsupportedError):
            await device.set_light(True)

        assert not device.capabilities.allows(StateAction.LIGHT_ON)


async def test_an_appliance_that_does_not_wake_is_not_woken_for_ever(
    oven: MieleAppliance, time: Time
) -> None:
    """Two rounds, then the reason is told."""
    async with opened(oven, time) as device:
        await device.poll()
        time.seconds += 61
        await device.poll()
        oven.panel.fall_asleep()
        before = len(put(oven))

        with pytest.raises(DeviceSleepError):
            await device.set_power(True)

        assert len(put(oven)) == before + 2 * WAKE_ROUNDS + 1


@pytest.mark.parametrize("fault", [Fault.NOT_FOUND, Fault.NOT_JSON, Fault.SERVER_ERROR])
async def test_an_appliance_that_does_not_say_who_it_is_still_works(
    washer: MieleAppliance, time: Time, fault: Fault
) -> None:
    """It is called by the end of its serial number until it does."""
    async with opened(washer, time) as device:
        washer.inject(fault, path="/Ident", times=1)
        state = await device.poll()
        assert state.appliance.status == Status.ON
        assert device.identity.name == "Appliance 4321"

        time.seconds += 6 * 3600
        await device.poll()
        assert device.identity.name == "Washing machine WCI960"


async def test_one_leaf_that_cuts_the_connection_costs_the_tree_not_the_state(
    oven: MieleAppliance, time: Time
) -> None:
    """What was told before stays."""
    async with opened(oven, time) as device:
        first = await device.poll()
        oven.inject(Fault.RESET, path="2/119")
        time.seconds += 601
        second = await device.poll()

        assert second.appliance.status is not None
        assert second.hours == first.hours


async def test_a_leaf_that_is_not_told_costs_itself_only(
    oven: MieleAppliance, time: Time
) -> None:
    """The others are read all the same."""
    async with opened(oven, time) as device:
        oven.inject(Fault.NOT_FOUND, path="2/119")
        state = await device.poll()

        assert state.hours is None
        assert state.context is not None
        assert "hours" not in device.capabilities.leaves


async def test_the_radio_link_is_part_of_the_contact(
    washer: MieleAppliance, time: Time
) -> None:
    """A connection lost while it is read is a connection lost."""
    async with opened(washer, time) as device:
        washer.inject(Fault.RESET, path="/WLAN")
        with pytest.raises(ConnectionLostError):
            await device.poll()


async def test_a_tree_is_read_for_two_minutes_at_most(
    oven: MieleAppliance, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person waits for it: what is missing is said."""
    async with opened(oven, time) as device:
        await device.poll()
        ticking = time.monotonic

        def slow() -> float:
            time.seconds += 30
            return ticking()

        monkeypatch.setattr(device, "_clock", slow)
        tree = (await device.diagnose_deeply())["dop2"]
        assert tree["incomplete"] == "after 120 s"


@pytest.mark.parametrize(
    ("remote", "key"), [(0, "remote_control_off"), (7, "remote_control_not_now")]
)
async def test_remote_control_is_asked_about_before_anything_is_sent(
    washer: MieleAppliance, time: Time, remote: int, key: str
) -> None:
    """Off, and allowed but not now, are two different things to do."""
    async with opened(washer, time) as device:
        choose(washer)
        washer.panel.start()
        washer.faults.state_fields["RemoteEnable"] = [remote, 0, 0]

        for command in (device.pause_program, device.stop_program):
            with pytest.raises(WrongMomentError) as caught:
                await command()
            assert caught.value.key == key
        assert put(washer) == []


async def test_an_appliance_that_tells_nothing_of_remote_control_is_asked(
    washer: MieleAppliance, time: Time
) -> None:
    """It refuses by itself if it must."""
    async with opened(washer, time) as device:
        choose(washer)
        washer.panel.start()
        washer.faults.missing_fields.add("RemoteEnable")
        await device.pause_program()

        assert status_of(washer) == Status.PAUSED


async def test_a_sleeping_appliance_has_to_be_woken_first(
    oven: MieleAppliance, time: Time
) -> None:
    """Waking it is another button."""
    async with opened(oven, time) as device:
        oven.panel.fall_asleep()
        for command in (
            device.start_program,
            device.pause_program,
            device.stop_program,
        ):
            with pytest.raises(WrongMomentError) as caught:
                await command()
            assert caught.value.key == "wake_first"


async def test_diagnostics_show_what_was_told(oven: MieleAppliance, time: Time) -> None:
    """Leaves are decoded; the whole tree only on request and only of an idle appliance."""
    async with opened(oven, time) as device:
        await device.poll()
        time.seconds += 61
        await device.poll()
        told = device.diagnose()
        assert told["details"]["context"]["attribute"] == 1585
        assert told["session"]["limit"] == 1

        deep = await device.diagnose_deeply()
        assert deep["dop2"]["2/119"]["fields"]

        choose(oven)
        oven.panel.start()
        assert "skipped" in (await device.diagnose_deeply())["dop2"]


async def test_a_tree_that_cannot_be_read_says_why(
    oven: MieleAppliance, time: Time
) -> None:
    """One leaf, or all of them."""
    async with opened(oven, time) as device:
        oven.inject(Fault.NOT_FOUND, path="2/119")
        tree = (await device.diagnose_deeply())["dop2"]
        assert tree["2/119"] == {
            "error": "UnsupportedError: the appliance does not offer this"
        }

        oven.faults.clear()
        oven.inject(Fault.NOT_FOUND, path="/DOP2")
        tree = (await device.diagnose_deeply())["dop2"]
        assert list(tree) == ["error"]


async def test_a_power_cut_is_a_lost_connection(
    washer: MieleAppliance, time: Time
) -> None:
    """And nothing else: no reset, no other key."""
    async with opened(washer, time) as device:
        await device.poll()
        await washer.lose_power()
        assert washer.wlan.network is Network.LAN
        with pytest.raises(ConnectionLostError):
            await device.poll()
