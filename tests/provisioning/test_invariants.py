"""What holds for jobs whatever people, devices, disks and power cuts do.

The numbers are those of the invariants in the documentation of provisioning. Bugs are planted
one by one, and the same machine must catch each.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import ExitStack, suppress
import logging
from pathlib import Path
import shutil
import tempfile
from typing import Any, override
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, seed, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
import pytest

from custom_components.freehold.provisioning.credential import Credential
from custom_components.freehold.provisioning.engine import (
    Decision,
    Engine,
    JobRunningError,
    WrongJobStateError,
)
from custom_components.freehold.provisioning.job import Job
from custom_components.freehold.provisioning.journal import Kind
from custom_components.freehold.provisioning.run import JobRun
from custom_components.freehold.provisioning.states import Event, State
from custom_components.freehold.provisioning.strategy import (
    Identified,
    JobFailure,
    Step,
)
from custom_components.freehold.provisioning.vault import Vault

from .device import Device, Fault
from .world import ACTOR, Commissioning, Crash, add_device, world_of

CLEAN = (State.FAILED, State.CANCELLED, State.FAILED_VALIDATION)
RESTING = (State.AWAITING_DECISION, State.WAITING_FOR_USER)
_LOOP_TURNS = 400


async def at_once[T](function: Callable[..., T], *arguments: Any, **named: Any) -> T:
    """Do in the loop what a thread would do, so that a run can be repeated exactly."""
    return function(*arguments, **named)


HOSTS = st.sampled_from(["one", "two"])
KINDS = st.sampled_from(["mark", "key", "read", "finish", "probe", "proof"])
FAULTS = st.sampled_from(
    [
        Fault.LOST_REQUEST,
        Fault.LOST_ANSWER,
        Fault.REFUSED,
        Fault.FORGOTTEN,
        Fault.RESET,
    ]
)


class LogKeeper(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.texts: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


class Provisioning(RuleBasedStateMachine):
    """Two devices, people, power cuts, a disk that fills up."""

    engine_type: type[Engine] = Engine
    vault_type: type[Vault] = Vault

    def __init__(self) -> None:
        """Make an event loop and a world of our own."""
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.world = world_of(self.folder, "one", "two")
        self.world.sleep = self.sleep
        self.loop = asyncio.new_event_loop()
        self.sleepers: list[tuple[float, asyncio.Future[None]]] = []
        self.stack = ExitStack()
        self.stack.enter_context(patch.object(asyncio, "to_thread", at_once))
        self.stack.enter_context(patch("os.fsync"))
        self.stack.enter_context(self.world.disk())
        self.log = LogKeeper()
        logging.getLogger("custom_components.freehold").addHandler(self.log)
        self.engine: Engine | None = None
        self.ended: dict[str, State] = {}
        self.keys_before: dict[str, str | None] = {}
        self.marks_before: dict[str, bool] = {}
        self.strangers: list[Device] = []
        self.at_home = dict(self.world.devices)

    @initialize(
        kind=KINDS, fault=FAULTS, pauses=st.integers(0, 4), swapped=st.booleans()
    )
    def boot(self, kind: str, fault: Fault, pauses: int, swapped: bool) -> None:
        """Start the first process and its first job."""
        self.engine = self.do(
            self.world.boot(engine_type=self.engine_type, vault_type=self.vault_type)
        )
        self.start_in_bad_times("one", kind, fault, None, pauses)
        if swapped:
            self.swap("one", False)

    @property
    def running(self) -> Engine:
        """Return the engine of the process that runs."""
        assert self.engine
        return self.engine

    def job(self, data: st.DataObject) -> Job | None:
        """Choose a job that goes on."""
        return self.pick(data, terminal=False)

    def pick(self, data: st.DataObject, *, terminal: bool) -> Job | None:
        """Choose a job; the choice is drawn alike however many there are."""
        number = data.draw(st.integers(0, 7))
        jobs = [job for job in self.running.jobs() if job.state.terminal is terminal]
        return jobs[number % len(jobs)] if jobs else None

    @precondition(lambda self: self.engine)
    @rule(
        host=HOSTS,
        kind=KINDS,
        fault=FAULTS,
        points=st.none() | st.integers(0, 40),
        pauses=st.integers(0, 6),
    )
    def start_in_bad_times(
        self, host: str, kind: str, fault: Fault, points: int | None, pauses: int
    ) -> None:
        """Somebody starts a job that will not go well, and it goes on for some time."""
        self.go_wrong(host, kind, fault, 1)
        self.world.power.crash_after = points
        self.start(host, True)
        for _ in range(pauses):
            self.wait_for_the_next()

    @precondition(lambda self: self.engine)
    @rule(host=HOSTS, picked=st.sampled_from([True, True, False]))
    def start(self, host: str, picked: bool) -> None:
        """Somebody starts a job."""
        device = self.at_home[host]
        busy = [job for job in self.running.jobs() if not job.state.terminal]
        self.remember(f"job-{self.world.jobs_made + 1}", device)
        try:
            serial = host if picked else None
            request = self.world.request(host, serial=serial)
            self.do(self.running.start(request, ACTOR))
        except JobRunningError:
            assert any(job.request.host == host for job in busy)
        except JobFailure:
            assert self.world.disk_full
        except Crash:
            pass
        self.settle()

    def remember(self, job_id: str, device: Device) -> None:
        """Note what a device holds before a job."""
        self.keys_before[job_id] = device.key
        self.marks_before[job_id] = device.mark

    @precondition(lambda self: self.engine)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        """Somebody tries again what ended."""
        job = self.pick(data, terminal=True)
        if job is None:
            return
        device = self.at_home[job.request.host]
        with suppress(JobRunningError, JobFailure, Crash):
            self.remember(f"job-{self.world.jobs_made + 1}", device)
            self.do(self.running.retry(job.id, ACTOR))
        self.settle()

    @rule(
        host=HOSTS,
        kind=KINDS,
        fault=FAULTS,
        times=st.sampled_from([1, 2, 5]),
    )
    def go_wrong(self, host: str, kind: str, fault: Fault, times: int) -> None:
        """The next requests of a kind will not go well."""
        faults = self.at_home[host].faults
        faults[kind] = faults.get(kind, []) + [fault] * times

    @rule(host=HOSTS)
    def reset(self, host: str) -> None:
        """A person resets a device."""
        self.at_home[host].reset()

    @rule(host=HOSTS, plugged=st.booleans())
    def plug(self, host: str, plugged: bool) -> None:
        """A person pulls a plug, or puts it back."""
        self.at_home[host].reachable = plugged

    @rule(host=HOSTS, home=st.booleans())
    def swap(self, host: str, home: bool) -> None:
        """Another device gets the address, or the right one gets it back."""
        if home:
            self.world.devices[host] = self.at_home[host]
        else:
            self.strangers.append(add_device(self.world, host, f"not {host}"))

    @precondition(lambda self: self.engine)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        """Somebody does not want any more."""
        if job := self.job(data):
            with suppress(WrongJobStateError):
                self.running.cancel(job.id)
            self.settle()

    @precondition(lambda self: self.engine)
    @rule(data=st.data(), yes=st.booleans())
    def answer(self, data: st.DataObject, yes: bool) -> None:
        """Somebody answers."""
        if (job := self.job(data)) and job.needs:
            serial = job.needs.placeholders["serial"]
            # A person looks at the plate: a stranger is not confirmed.
            if yes and serial == job.request.host:
                self.running.answer(job.id, serial)
            else:
                self.running.answer(job.id, "no")
            self.settle()

    @precondition(lambda self: self.engine)
    @rule(data=st.data(), decision=st.sampled_from(Decision))
    def decide(self, data: st.DataObject, decision: Decision) -> None:
        """Somebody decides."""
        if (job := self.job(data)) and job.state is State.AWAITING_DECISION:
            with suppress(JobFailure, Crash):
                self.do(self.running.decide(job.id, decision))
            self.settle()

    @precondition(lambda self: self.sleepers)
    @rule()
    def wait_for_the_next(self) -> None:
        """Time passes until somebody wakes up."""
        if self.sleepers:
            self.let_pass(min(at for at, _ in self.sleepers) - self.world.time)

    @rule(seconds=st.sampled_from([1, 3, 10, 400]))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.let_pass(seconds)

    @rule(full=st.booleans())
    def fill_disk(self, full: bool) -> None:
        """The disk fills up, or is tidied."""
        self.world.disk_full = full

    @precondition(lambda self: self.engine)
    @rule(points=st.integers(0, 30))
    def pull_the_power_soon(self, points: int) -> None:
        """Home Assistant will be killed, so many points from now."""
        self.world.power.crash_after = points

    @precondition(lambda self: self.engine)
    @rule(graceful=st.booleans())
    def end(self, graceful: bool) -> None:
        """Home Assistant stops, or is killed right now."""
        if graceful:
            with suppress(Crash):
                self.do(self.running.stop())
        self.die()

    @precondition(lambda self: not self.engine)
    @rule(pause=st.sampled_from([0, 60, 100_000, -100_000]), restored=st.booleans())
    def start_again(self, pause: int, restored: bool) -> None:
        """Home Assistant starts, after a while or after a jump of the clock."""
        self.world.pass_time(pause)
        try:
            self.engine = self.do(
                self.world.boot(
                    restored=restored,
                    engine_type=self.engine_type,
                    vault_type=self.vault_type,
                )
            )
        except Crash:
            self.die()
        self.settle()
        if self.engine:
            assert self.running.unreadable == ()

    @invariant()
    def no_rule_is_broken(self) -> None:
        """3 to 7: nothing reached a device that should not have."""
        assert self.world.violations == []
        assert not any(stranger.events for stranger in self.strangers)
        for device in self.at_home.values():
            for life in range(device.life + 1):
                assert len({k for of, k in device.keys_offered if of == life}) <= 1

    @invariant()
    def a_key_on_a_device_is_in_the_vault(self) -> None:
        """5: whatever happens, we can open what we closed."""
        on_disk = self.world.secrets_on_disk()
        for device in self.at_home.values():
            assert device.key is None or device.key in on_disk

    @invariant()
    def nobody_is_on_a_link_for_nothing(self) -> None:
        """1 and 2: as many leases as jobs at work, one job for each device."""
        if self.engine:
            work = [job for job in self.running.jobs() if not job.state.terminal]
            assert self.world.leases <= len(work)
            serials = [job.identity.serial for job in work if job.identity]
            assert len(serials) == len(set(serials))
        else:
            assert self.world.leases == 0

    @invariant()
    def ends_are_final_and_true(self) -> None:
        """8, 9 and 11."""
        if not self.engine:
            return
        for job in self.running.jobs():
            if job.id in self.ended:
                assert job.state is self.ended[job.id]
            elif job.state.terminal and job.journaled:
                self.ended[job.id] = job.state
                self.check_end(job)

    def check_end(self, job: Job) -> None:
        """Look whether an end is what it says."""
        device = self.at_home[job.request.host]
        lines = self.world.lines(job.id)
        if job.state is State.SUCCEEDED:
            proofs = [line["seq"] for line in lines if line["kind"] == "proof"]
            writes = [
                line["seq"]
                for line in lines
                if line["kind"] in ("done", "intent", "undo")
            ]
            assert proofs
            assert proofs[-1] > max(writes, default=0)
            assert device.events.index("proof") >= 0
        if job.state in CLEAN and device.serial == job.request.host:
            assert device.key in (None, self.keys_before[job.id])
            assert not device.mark or self.marks_before[job.id]

    @invariant()
    def no_secret_is_anywhere_else(self) -> None:
        """10: only in the vault."""
        secrets = self.world.secrets_on_disk()
        texts = [
            path.read_text(errors="replace")
            for path in self.world.journals.glob("*")
            if path.is_file()
        ]
        texts += self.log.texts + self.world.task_names
        if self.engine:
            texts += [repr(self.running.view(job.id)) for job in self.running.jobs()]
        assert not any(secret in text for secret in secrets for text in texts)

    @override
    def teardown(self) -> None:
        """12: once all is well again, every job comes to rest."""
        try:
            if self.engine or self.world.jobs_made:
                self.make_all_well()
        finally:
            self.die()
            self.stack.close()
            logging.getLogger("custom_components.freehold").removeHandler(self.log)
            self.loop.close()
            shutil.rmtree(self.folder)

    def make_all_well(self) -> None:
        """Remove every fault and start what does not run."""
        self.world.disk_full = False
        self.world.power.crash_after = None
        for host, device in self.at_home.items():
            device.reachable, device.faults = True, {}
            self.world.devices[host] = device
        if not self.engine:
            self.start_again(0, False)
        for _ in range(200):
            if all(
                job.state.terminal or job.state in RESTING
                for job in self.running.jobs()
            ):
                break
            self.let_pass(10)
        for job in self.running.jobs():
            assert job.state.terminal or job.state in RESTING, job.state
        for check in (
            self.no_rule_is_broken,
            self.a_key_on_a_device_is_in_the_vault,
            self.nobody_is_on_a_link_for_nothing,
            self.ends_are_final_and_true,
            self.no_secret_is_anywhere_else,
        ):
            check()

    def do[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Let our loop do something, with whoever sleeps woken up."""
        task = self.loop.create_task(work)
        for _ in range(20):
            self.settle_once()
            if task.done():
                return task.result()
            self.wake(self.world.time)
        raise AssertionError("it does not end")

    def settle(self) -> None:
        """Let every task run until it waits for us; notice a crash."""
        self.settle_once()
        if not self.world.power.alive:
            self.die()

    def settle_once(self) -> None:
        """Turn the loop."""

        async def turn_the_loop() -> None:
            for _ in range(_LOOP_TURNS):
                await asyncio.sleep(0)

        self.loop.run_until_complete(turn_the_loop())

    def let_pass(self, seconds: float) -> None:
        """Let time pass, and who sleeps until then wake up in order."""
        until = self.world.time + seconds
        while due := [s for s in self.sleepers if s[0] <= until]:
            first = min(due, key=lambda s: s[0])[0]
            self.world.pass_time(max(0, first - self.world.time))
            self.wake(first)
            self.settle()
        self.world.pass_time(until - self.world.time)

    def wake(self, until: float) -> None:
        """Wake who sleeps until a time."""
        for sleeper in [s for s in self.sleepers if s[0] <= until]:
            self.sleepers.remove(sleeper)
            if not sleeper[1].done():
                sleeper[1].set_result(None)

    async def sleep(self, seconds: float) -> None:
        """Sleep in our time."""
        future: asyncio.Future[None] = self.loop.create_future()
        self.sleepers.append((self.world.time + seconds, future))
        await future

    def die(self) -> None:
        """Be gone, with everything that was only in memory."""
        self.world.power.alive = False
        self.engine = None
        self.sleepers.clear()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.settle_once()
        for task in self.world.tasks:
            # A killed process tells nobody why it ended.
            if task.done() and not task.cancelled():
                task.exception()
        self.world.tasks.clear()


def limits(examples: int, *phases: Phase) -> settings:
    """Say how long to search."""
    return settings(
        max_examples=examples,
        stateful_step_count=25,
        deadline=None,
        database=None,
        phases=phases or (Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )


def test_the_rules_hold() -> None:
    """For the engine as it is."""
    run_state_machine_as_test(seed(20260102)(Provisioning), settings=limits(300))


class VaultAfterWrite(JobRun):
    """The key is kept when the device has it."""

    @override
    async def _intend(self, step: Step, attempt: int) -> None:
        with patch.object(Vault, "store", _remember_only):
            await super()._intend(step, attempt)


async def _remember_only(vault: Vault, credential: Credential) -> None:
    vault._records[credential.id] = vault._record(credential, None)  # noqa: SLF001


class NewKeyForEachAttempt(JobRun):
    """A retry makes a key of its own."""

    @override
    def _credential(self) -> Credential:
        assert isinstance(self._strategy, Commissioning)
        return self._strategy.fresh()


class SuccessWithoutConfirmation(JobRun):
    """Accepted counts as provisioned."""

    @override
    async def _confirm(self) -> None:
        await self._move(Event.CONFIRM)


class SecretInTheJournal(JobRun):
    """The evidence holds the key."""

    @override
    async def _intend(self, step: Step, attempt: int) -> None:
        await super()._intend(step, attempt)
        if credential := self._context.credential:
            await self._job.record(Kind.NOTE, evidence=dict(credential.secrets))


class UnguardedVault(Vault):
    """A vault that does not say what nobody else may hold."""

    @override
    def guarded(self) -> frozenset[str]:
        return frozenset()


class RetryWithoutALook(JobRun):
    """A write whose answer was lost is sent again."""

    @override
    def _in_doubt(self, step: Step) -> bool:
        return False


class WriteToWhoeverAnswers(JobRun):
    """The serial number is not compared."""

    @override
    def _require_same(self, found: Identified, expected: str | None) -> None:
        return


class WriteAfterAPauseToWhoeverAnswers(JobRun):
    """The serial number is compared only once."""

    @override
    async def _attempt(self, step: Step, attempt: int) -> None:
        self._verified = True
        await super()._attempt(step, attempt)


class IntentAfterTheEffect(JobRun):
    """The journal comes after the device."""

    @override
    async def _intend(self, step: Step, attempt: int) -> None:
        await self._strategy.execute(self._context, step)
        await super()._intend(step, attempt)


class NothingIsUndone(JobRun):
    """Rolling back is only a word."""

    @override
    async def _compensate(self, step: Step) -> None:
        return


KEPT: list[Any] = []


class LinkIsKept(JobRun):
    """The way to the device stays open."""

    @override
    async def _acquire(self, stack: Any) -> None:
        await super()._acquire(stack)
        KEPT.append(stack.pop_all())


class CarelessEngine(Engine):
    """A second job for a device is let in."""

    @override
    def open_job(self, names: Iterable[str], but: Job | None = None) -> Job | None:
        return None


BROKEN_RULE = "no_rule_is_broken"
LOST_KEY = "a_key_on_a_device_is_in_the_vault"
LINK = "nobody_is_on_a_link_for_nothing"
FALSE_END = "check_end"
LEAK = "no_secret_is_anywhere_else"

BUGS: dict[str, tuple[set[str], type[JobRun], type[Engine], type[Vault]]] = {
    "vault after write": ({BROKEN_RULE, LOST_KEY}, VaultAfterWrite, Engine, Vault),
    "new key per retry": ({BROKEN_RULE}, NewKeyForEachAttempt, Engine, Vault),
    "success without confirm": ({FALSE_END}, SuccessWithoutConfirmation, Engine, Vault),
    "secret in journal": ({LEAK}, SecretInTheJournal, Engine, UnguardedVault),
    "retry without probe": ({BROKEN_RULE}, RetryWithoutALook, Engine, Vault),
    "write before identity": ({BROKEN_RULE}, WriteToWhoeverAnswers, Engine, Vault),
    "identity only once": (
        {BROKEN_RULE},
        WriteAfterAPauseToWhoeverAnswers,
        Engine,
        Vault,
    ),
    "intent after effect": ({BROKEN_RULE}, IntentAfterTheEffect, Engine, Vault),
    "nothing undone": ({FALSE_END}, NothingIsUndone, Engine, Vault),
    "link kept": ({LINK}, LinkIsKept, Engine, Vault),
    "two jobs for one device": ({LINK, FALSE_END}, JobRun, CarelessEngine, Vault),
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught(bug: str) -> None:
    """The same machine, a broken engine: the rule that it breaks must say so."""
    checks, run, engine, vault = BUGS[bug]
    broken = type("Broken", (engine,), {"run_type": run})
    machine = type(
        "BrokenProvisioning",
        (Provisioning,),
        {"engine_type": broken, "vault_type": vault},
    )
    with pytest.raises(AssertionError) as caught:
        run_state_machine_as_test(
            seed(20260102)(machine),
            settings=settings(limits(3000, Phase.generate), report_multiple_bugs=False),
        )
    assert checks & {entry.name for entry in caught.traceback}
