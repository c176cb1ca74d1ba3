"""The engine: one job from start to end, and everything that can come between."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from custom_components.freehold.provisioning.engine import (
    Decision,
    Engine,
    JobRunningError,
    UnknownJobError,
    WrongJobStateError,
)
from custom_components.freehold.provisioning.job import Job, JobView
from custom_components.freehold.provisioning.journal import receipt_is_intact
from custom_components.freehold.provisioning.policy import JobPolicy
from custom_components.freehold.provisioning.states import State
from custom_components.freehold.provisioning.strategy import (
    Check,
    Context,
    Evidence,
    JobFailure,
    Proof,
    Recovery,
    Reversal,
    Severity,
    Step,
)
from custom_components.freehold.provisioning.vault import Vault

from .device import Device, Fault
from .world import (
    ACTOR,
    Commissioning,
    CountingLink,
    Crash,
    World,
    add_device,
    world_of,
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Have two devices and a disk that can fail."""
    world = world_of(tmp_path, "one", "two")
    with world.disk():
        yield world
    assert world.violations == []


@pytest.fixture
def device(world: World) -> Device:
    """Return the device that most jobs are for."""
    return world.devices["one"]


@pytest.fixture
async def engine(world: World) -> Engine:
    """Run the first process."""
    return await world.boot()


async def ended(engine: Engine, job: Job) -> JobView:
    """Wait for a job to rest."""
    async with asyncio.timeout(10):
        return await engine.wait(job.id)


async def until(engine: Engine, job: Job, state: State) -> JobView:
    """Wait for a job to be somewhere."""
    async with asyncio.timeout(10):
        while job.state is not state or (
            state is State.WAITING_FOR_USER and job.needs is None
        ):
            await job.changed(job.revision)
    return engine.view(job.id)


async def test_a_device_becomes_ours(
    world: World, engine: Engine, device: Device
) -> None:
    """Every step once, a proof at the end, the link as found."""
    job = await engine.start(world.request(), ACTOR)
    view = await ended(engine, job)

    assert view.state is State.SUCCEEDED
    assert (view.fraction, view.code, view.serial) == (1.0, None, "one")
    assert device.mark and device.finished
    assert {device.key} == world.secrets_on_disk()
    assert device.events[-1] == "proof"
    assert world.leases == 0
    kinds = [line["kind"] for line in world.lines(job.id)]
    assert kinds.count("intent") == kinds.count("done") == 3
    assert kinds[-2:] == ["proof", "state"]
    assert engine.jobs() == (job,)
    assert world.task_names == ["provisioning job-1"]


async def test_a_device_that_is_ours_already_is_only_confirmed(
    world: World, engine: Engine, device: Device
) -> None:
    """Adopted, not written to again."""
    await ended(engine, await engine.start(world.request(), ACTOR))
    writes = device.events.count("write")
    view = await ended(engine, await engine.start(world.request(), ACTOR))

    assert view.state is State.SUCCEEDED
    assert device.events.count("write") == writes


async def test_two_devices_share_the_key_of_the_household(
    world: World, engine: Engine
) -> None:
    """Two jobs at once make one household."""
    jobs = [await engine.start(world.request(host), ACTOR) for host in ("one", "two")]
    views = [await ended(engine, job) for job in jobs]

    assert [view.state for view in views] == [State.SUCCEEDED] * 2
    assert len(world.secrets_on_disk()) == 1


async def test_a_second_job_for_a_device_names_the_first(
    world: World, engine: Engine
) -> None:
    """By serial number, by hardware address and by address."""
    job = await engine.start(world.request(mac="00:11"), ACTOR)
    for request in (
        world.request(host="elsewhere", serial="one"),
        world.request(host="elsewhere", serial="x", mac="00:11"),
        world.request(serial=None),
    ):
        with pytest.raises(JobRunningError) as caught:
            await engine.start(request, ACTOR)
        assert caught.value.job_id == job.id
    await ended(engine, job)


def test_devices_behind_one_host_are_no_rivals(world: World) -> None:
    """A forwarded port, or an emulator: each port is another device."""
    request = world.request(serial=None)
    assert not request.names & replace(request, port=request.port + 1).names


async def test_a_device_at_two_addresses_has_one_job(
    world: World, device: Device
) -> None:
    """The second finds out when it learns the serial number, and touches nothing."""
    engine = await world.boot(policy=JobPolicy(step_limit=0.3))
    world.devices["alias"] = device
    device.faults["key"] = [Fault.HANG]
    first = await engine.start(world.request(), ACTOR)
    while device.faults["key"]:
        await asyncio.sleep(0)
    second = await engine.start(world.request("alias", serial=None), ACTOR)
    await until(engine, second, State.WAITING_FOR_USER)
    engine.answer(second.id, "one")
    view = await ended(engine, second)

    assert (view.state, view.code) == (State.FAILED_VALIDATION, "job_running")
    assert (await ended(engine, first)).state is State.SUCCEEDED


async def test_who_could_not_be_picked_is_confirmed_by_a_person(
    world: World, engine: Engine, device: Device
) -> None:
    """Without a serial number nothing is written before somebody said yes."""
    job = await engine.start(world.request(serial=None), ACTOR)
    view = await until(engine, job, State.WAITING_FOR_USER)

    assert view.needs
    assert view.needs.placeholders == {"serial": "one", "owner": "nobody"}
    assert device.events == []
    engine.answer(job.id, "one")
    assert (await ended(engine, job)).state is State.SUCCEEDED
    with pytest.raises(WrongJobStateError):
        engine.answer(job.id)


async def test_nobody_answers(world: World) -> None:
    """After a while the job ends, and nothing was done."""
    engine = await world.boot(policy=JobPolicy(user_limit=0.01))
    view = await ended(engine, await engine.start(world.request(serial=None), ACTOR))

    assert (view.state, view.code) == (State.FAILED, "user_silent")


async def test_another_device_at_the_address_is_not_touched(
    world: World, engine: Engine
) -> None:
    """Nothing is written to who was not picked."""
    stranger = add_device(world, "one", "stranger")
    view = await ended(engine, await engine.start(world.request(), ACTOR))

    assert (view.state, view.code) == (State.FAILED_VALIDATION, "wrong_device")
    assert stranger.events == []


async def test_another_device_that_comes_between_is_not_touched(
    world: World, engine: Engine, device: Device
) -> None:
    """After each pause it is asked again who answers."""
    device.faults["mark"] = [Fault.LOST_REQUEST]
    job = await engine.start(world.request(), ACTOR)
    await until(engine, job, State.PROVISIONING)
    while device.faults["mark"]:
        await asyncio.sleep(0)
    stranger = add_device(world, "one", "stranger")
    view = await ended(engine, job)

    assert view.state is State.NEEDS_ATTENTION
    assert stranger.events == []


async def test_what_belongs_to_another_household_is_left_alone(
    world: World, engine: Engine, device: Device
) -> None:
    """Refused before anything is written."""
    device.key = "theirs"
    view = await ended(engine, await engine.start(world.request(), ACTOR))

    assert (view.state, view.code) == (State.FAILED_VALIDATION, "owned_by_other")
    assert device.key == "theirs"


async def test_checks_can_stop_a_job_or_warn(world: World, engine: Engine) -> None:
    """A warning is shown at the end; a block ends the job."""
    world.checks = [
        Check(severity=Severity.INFO, code="precheck_failed"),
        Check(severity=Severity.WARN, code="precheck_failed", placeholders={"a": "b"}),
    ]
    view = await ended(engine, await engine.start(world.request(), ACTOR))
    assert view.state is State.SUCCEEDED
    assert [warned.placeholders for warned in view.warnings] == [{"a": "b"}]

    world.checks = [Check(severity=Severity.BLOCK, code="precheck_failed")]
    view = await ended(engine, await engine.start(world.request("two"), ACTOR))
    assert (view.state, view.code) == (State.FAILED_VALIDATION, "precheck_failed")


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.LOST_REQUEST, Fault.HANG])
@pytest.mark.parametrize("step", ["mark", "key", "finish"])
async def test_a_lost_answer_is_looked_after(
    world: World, device: Device, step: str, fault: Fault
) -> None:
    """Whether it landed or not: in the end it is there, and was never repeated blindly."""
    device.faults[step] = [fault]
    engine = await world.boot(policy=JobPolicy(step_limit=0.02))
    view = await ended(engine, await engine.start(world.request(), ACTOR))

    assert view.state is State.SUCCEEDED
    assert view.warnings == ()
    assert {device.key} == world.secrets_on_disk()


async def test_a_device_that_says_yes_and_stores_nothing_is_no_success(
    world: World, engine: Engine, device: Device
) -> None:
    """Accepted is not provisioned."""
    device.faults["key"] = [Fault.FORGOTTEN]
    view = await ended(engine, await engine.start(world.request(), ACTOR))

    assert (view.state, view.code) == (State.NEEDS_ATTENTION, "confirm_auth_failed")


async def test_a_device_that_vanishes_is_waited_for(
    world: World, engine: Engine, device: Device
) -> None:
    """It is shown what is waited for, and since when; it comes back, and all is well."""
    device.faults["key"] = [Fault.LOST_ANSWER]
    device.faults["probe"] = [Fault.LOST_REQUEST] * 3
    job = await engine.start(world.request(), ACTOR)
    view = await until(engine, job, State.WAITING_FOR_DEVICE)
    while view.waiting_for is None:
        await job.changed(job.revision)
        view = engine.view(job.id)

    assert (view.waiting_for, view.stage) == ("device_answer", "key")
    assert view.waiting_since
    assert (await ended(engine, job)).state is State.SUCCEEDED


async def test_a_device_that_stays_away_needs_attention(
    world: World, engine: Engine, device: Device
) -> None:
    """Nobody knows whether it has the key; the key is kept, and a new job finds out."""
    device.faults["key"] = [Fault.LOST_ANSWER]
    device.faults["probe"] = [Fault.LOST_REQUEST] * 1000
    job = await engine.start(world.request(), ACTOR)
    view = await ended(engine, job)
    assert (view.state, view.code) == (State.NEEDS_ATTENTION, "write_unknown")
    assert device.mark

    device.faults.clear()
    again = await engine.retry(job.id, ACTOR)
    view = await ended(engine, again)
    assert (view.state, view.retry_of) == (State.SUCCEEDED, job.id)
    assert again.request.credential_id == "fake:1"


async def test_a_refusal_before_the_key_is_undone(
    world: World, engine: Engine, device: Device
) -> None:
    """What was written is taken back."""
    device.faults["key"] = [Fault.REFUSED]
    view = await ended(engine, await engine.start(world.request(), ACTOR))

    assert (view.state, view.code) == (State.FAILED, "device_rejected")
    assert not device.mark
    assert device.key is None


async def test_what_cannot_be_undone_needs_attention(
    world: World, engine: Engine, device: Device
) -> None:
    """A few attempts, then a person is told."""
    device.faults = {"key": [Fault.REFUSED], "unmark": [Fault.LOST_REQUEST] * 9}
    view = await ended(engine, await engine.start(world.request(), ACTOR))

    assert (view.state, view.code) == (State.NEEDS_ATTENTION, "undo_failed")


async def test_an_optional_step_only_warns(
    world: World, engine: Engine, device: Device
) -> None:
    """The device is ours all the same."""
    device.faults["finish"] = [Fault.REFUSED]
    view = await ended(engine, await engine.start(world.request(), ACTOR))

    assert view.state is State.SUCCEEDED
    assert [warned.code for warned in view.warnings] == ["device_rejected"]


async def test_a_reset_between_steps_is_no_success(
    world: World, engine: Engine, device: Device
) -> None:
    """And the same key goes into the next life."""
    device.faults["key"] = [Fault.RESET]
    job = await engine.start(world.request(), ACTOR)
    assert (await ended(engine, job)).state is State.NEEDS_ATTENTION

    assert (await ended(engine, await engine.retry(job.id, ACTOR))).state is (
        State.SUCCEEDED
    )
    assert len({key for _, key in device.keys_offered}) == 1


async def test_confirmation_waits_for_a_device_that_restarts(
    world: World, engine: Engine, device: Device
) -> None:
    """Silence after the key is normal for a while."""
    device.faults["proof"] = [Fault.LOST_REQUEST] * 4
    view = await ended(engine, await engine.start(world.request(), ACTOR))

    assert view.state is State.SUCCEEDED


async def test_a_device_never_seen_again_is_not_confirmed(
    world: World, engine: Engine, device: Device
) -> None:
    """The key is kept, and a person is told."""
    device.faults["proof"] = [Fault.LOST_REQUEST] * 1000
    view = await ended(engine, await engine.start(world.request(), ACTOR))

    assert (view.state, view.code) == (State.NEEDS_ATTENTION, "not_confirmed")
    assert {device.key} == world.secrets_on_disk()


async def test_a_wanted_credential_that_is_gone_ends_the_job(
    world: World, engine: Engine, device: Device
) -> None:
    """A recovery must not make a new household."""
    request = world.request(credential_id="fake:9")
    view = await ended(engine, await engine.start(request, ACTOR))

    assert (view.state, view.code) == (State.FAILED, "credential_missing")
    assert not device.mark


async def test_unknown_jobs_are_told(engine: Engine) -> None:
    """A stale dialog asks for what is gone."""
    with pytest.raises(UnknownJobError):
        engine.view("job-0")


async def test_recoveries_are_explained_by_the_family_first(
    world: World, engine: Engine
) -> None:
    """And else by what holds for all."""
    job = await engine.start(world.request(), ACTOR)
    await ended(engine, job)

    assert engine.explain(job.id, "device_already_keyed") == Recovery(key="fake_menu")
    assert engine.explain(job.id, "write_unknown").key == "provisioning_write_unknown"


async def test_a_family_with_a_bug_does_not_leave_a_job_hanging(
    world: World, engine: Engine, device: Device, caplog: pytest.LogCaptureFixture
) -> None:
    """It fails, the log names the kind of bug and quotes nothing."""
    device.faults = {"mark": [Fault.LOST_REQUEST]}
    world.checks = [Check(severity=Severity.BLOCK, code="no such code")]
    view = await ended(engine, await engine.start(world.request(), ACTOR))

    assert (view.state, view.code) == (State.FAILED, "internal_error")
    assert "KeyError" in caplog.text
    assert "no such code" not in caplog.text


async def test_times_of_earlier_runs_make_the_estimate(
    world: World, engine: Engine
) -> None:
    """No estimate at first; afterwards the median of each stage."""
    first = await engine.start(world.request(), ACTOR)
    assert engine.view(first.id).eta is None
    await ended(engine, first)
    assert engine.metrics()["fake/fake_commissioning/key"]["outcomes"] == {"ok": 1}

    later = await world.boot()
    second = await later.start(world.request("two"), ACTOR)
    await until(later, second, State.CONFIRMING)
    assert later.view(second.id).eta == 0
    await ended(later, second)


async def test_a_receipt_shows_changes(world: World, engine: Engine) -> None:
    """Who changes a line breaks the chain."""
    job = await engine.start(world.request(), ACTOR)
    await ended(engine, job)
    exported = await engine.receipt(job.id)

    assert receipt_is_intact(exported)
    exported["lines"][3]["at"] = "2020-01-01T00:00:00+00:00"
    assert not receipt_is_intact(exported)


async def test_jobs_of_long_ago_are_dropped(world: World, engine: Engine) -> None:
    """After 90 days, or beyond 500; open ones never."""
    job = await engine.start(world.request(), ACTOR)
    await ended(engine, job)
    world.pass_time(91 * 86400)

    assert (await world.boot()).jobs() == ()
    assert list(world.journals.glob("*.jsonl")) == []

    engine = await world.boot(policy=JobPolicy(keep_jobs=1))
    jobs = [await engine.start(world.request(host), ACTOR) for host in ("one", "two")]
    for job in jobs:
        await ended(engine, job)
    await asyncio.gather(*world.tasks)
    assert len(engine.jobs()) == 1


async def test_a_job_that_has_ended_cannot_be_cancelled(
    world: World, engine: Engine
) -> None:
    """Nor one that ended be retried before it did."""
    job = await engine.start(world.request(), ACTOR)
    with pytest.raises(WrongJobStateError):
        await engine.retry(job.id, ACTOR)
    await ended(engine, job)
    with pytest.raises(WrongJobStateError):
        engine.cancel(job.id)
    with pytest.raises(WrongJobStateError):
        await engine.decide(job.id, Decision.LEAVE)


POSITIONS = range(40)


async def crash_at(world: World, position: int) -> bool:
    """Run a job in a process that is killed at a position; tell whether it was."""
    engine = await world.boot()
    world.power.crash_after = position
    try:
        job = await engine.start(world.request(), ACTOR)
        assert job.task
        await asyncio.wait([job.task])
    except Crash:
        return True
    return not world.power.alive


@pytest.mark.parametrize("position", POSITIONS)
async def test_a_crash_anywhere_ends_in_success(world: World, position: int) -> None:
    """Killed at a position, started again: the device is ours and has one key."""
    crashed = await crash_at(world, position)
    world.devices["one"].faults.clear()
    engine = await world.boot()
    if not engine.jobs():
        assert crashed
        assert world.devices["one"].events == []
        return
    (job,) = engine.jobs()
    view = await ended(engine, job)

    assert view.state is State.SUCCEEDED
    assert {world.devices["one"].key} == world.secrets_on_disk()
    assert world.leases == 0


async def test_the_positions_cover_the_whole_job(world: World) -> None:
    """The last of them lies behind the end."""
    assert not await crash_at(world, POSITIONS[-1])
    assert world.power.points > 30


@pytest.mark.parametrize("position", range(0, 45, 3))
async def test_a_crash_while_undoing_is_undone_to_the_end(
    world: World, device: Device, position: int
) -> None:
    """Nothing of ours stays."""
    device.faults["key"] = [Fault.REFUSED] * 3
    await crash_at(world, position)
    engine = await world.boot()
    if engine.jobs():
        view = await ended(engine, engine.jobs()[0])
        assert view.state is State.FAILED
    assert not device.mark
    assert device.key is None


async def test_stopping_interrupts_and_undoes_nothing(
    world: World, engine: Engine, device: Device
) -> None:
    """The next start goes on."""
    device.faults["key"] = [Fault.HANG]
    job = await engine.start(world.request(), ACTOR)
    while device.faults["key"]:
        await asyncio.sleep(0)
    await engine.stop()

    assert world.lines(job.id)[-1]["code"] == "interrupted"
    assert device.mark
    assert world.leases == 0
    later = await world.boot()
    assert (await ended(later, later.get(job.id))).state is State.SUCCEEDED


@pytest.mark.parametrize(
    ("age", "reason"), [(90000, "too_old"), (-90000, "too_old"), (0, "restored")]
)
@pytest.mark.parametrize(
    ("decision", "state"),
    [
        (Decision.CONTINUE, State.SUCCEEDED),
        (Decision.UNDO, State.CANCELLED),
        (Decision.LEAVE, State.NEEDS_ATTENTION),
    ],
)
async def test_an_old_journal_is_looked_at_and_left_to_a_person(
    world: World,
    device: Device,
    age: int,
    reason: str,
    decision: Decision,
    state: State,
) -> None:
    """After a day, after a jump of the clock, after a restore."""
    await crash_at(world, 15)
    assert device.mark
    world.wall += timedelta(seconds=age)
    engine = await world.boot(restored=reason == "restored")
    (job,) = engine.jobs()
    view = await ended(engine, job)
    assert (view.state, view.code) == (State.AWAITING_DECISION, reason)
    assert not view.cancellable
    with pytest.raises(JobRunningError):
        await engine.start(world.request(), ACTOR)

    await engine.decide(job.id, decision)
    assert (await ended(engine, job)).state is state


async def test_a_backup_finds_everything_still(
    world: World, engine: Engine, device: Device
) -> None:
    """The copy knows that it is one; what it was copied from goes on."""
    device.faults["probe"] = [Fault.LOST_REQUEST] * 5
    device.faults["key"] = [Fault.LOST_ANSWER]
    job = await engine.start(world.request(), ACTOR)
    await until(engine, job, State.WAITING_FOR_DEVICE)
    await engine.pause_for_backup()
    path = world.journals / f"{job.id}.jsonl"
    copy = path.read_bytes()
    for _ in range(50):
        await asyncio.sleep(0)
    assert path.read_bytes() == copy
    await engine.resume_after_backup()
    assert (await ended(engine, job)).state is State.SUCCEEDED

    path.write_bytes(copy)
    restored = await world.boot()
    view = await ended(restored, restored.get(job.id))
    assert (view.state, view.code) == (State.AWAITING_DECISION, "restored")
    await restored.decide(job.id, Decision.CONTINUE)
    assert (await ended(restored, restored.get(job.id))).state is State.SUCCEEDED


async def test_a_backup_waits_for_a_write_but_not_for_ever(
    world: World, device: Device
) -> None:
    """And a write that ends gives way."""
    engine = await world.boot(policy=JobPolicy(backup_limit=0.01, step_limit=0.05))
    device.faults["key"] = [Fault.HANG]
    job = await engine.start(world.request(), ACTOR)
    while device.faults["key"]:
        await asyncio.sleep(0)
    with pytest.raises(TimeoutError):
        await engine.pause_for_backup()
    assert (await ended(engine, job)).state is State.SUCCEEDED


async def test_a_newer_strategy_does_not_go_on_with_an_old_plan(
    world: World, device: Device
) -> None:
    """What was begun is told."""
    await crash_at(world, 15)
    engine = await world.boot(version=2)
    (job,) = engine.jobs()
    assert (job.state, job.code) == (State.NEEDS_ATTENTION, "strategy_changed")


@pytest.mark.parametrize("position", range(40))
async def test_a_full_disk_is_no_success_and_no_write(
    world: World, engine: Engine, device: Device, position: int
) -> None:
    """Full from some line on: nothing is begun that cannot be written down."""
    written = 0
    point = world.power.point

    def fill() -> None:
        nonlocal written
        written += 1
        world.disk_full = written > position
        point()

    world.power.point = fill  # type: ignore[method-assign]
    if position == 0:
        with pytest.raises(JobFailure, match="journal_unwritable"):
            await engine.start(world.request(), ACTOR)
        return
    job = await engine.start(world.request(), ACTOR)
    view = await ended(engine, job)
    await asyncio.gather(*world.tasks)
    world.disk_full = False
    if view.journaled:
        assert view.state in (State.SUCCEEDED, State.FAILED)
    else:
        assert view.state in (State.FAILED, State.NEEDS_ATTENTION)
        assert view.code in ("journal_unwritable", "vault_unwritable")
    later = await world.boot()
    assert (await ended(later, later.get(job.id))).state.terminal


@pytest.mark.parametrize("state", list(State))
async def test_cancel_in_every_state(
    world: World, engine: Engine, device: Device, state: State
) -> None:
    """At once before the first write, at the next safe point after it; always to a clean end."""
    device.faults["read"] = [Fault.LOST_REQUEST]
    device.faults["mark"] = [Fault.LOST_ANSWER]
    device.faults["probe"] = [Fault.LOST_REQUEST]
    serial = None if state is State.WAITING_FOR_USER else "one"
    job = await engine.start(world.request(serial=serial), ACTOR)
    if serial is None:
        await until(engine, job, State.WAITING_FOR_USER)
    while job.state is not state and not job.state.terminal:
        await asyncio.sleep(0)
    if job.state is not state or state.terminal:
        return
    engine.cancel(job.id)
    engine.cancel(job.id)
    assert engine.view(job.id).cancelling
    view = await ended(engine, job)

    if state is State.CONFIRMING:
        assert view.state in (State.NEEDS_ATTENTION, State.SUCCEEDED)
    else:
        assert view.state is State.CANCELLED
        assert not device.mark
        assert device.key is None
    assert world.leases == 0


async def test_a_forgotten_key_is_not_adopted(
    world: World, engine: Engine, device: Device
) -> None:
    """A retry after *forget* chooses anew."""
    device.faults["key"] = [Fault.FORGOTTEN]
    job = await engine.start(world.request(), ACTOR)
    await ended(engine, job)
    vault = Vault(world.vault_path)
    await vault.load()
    await vault.forget("fake:1")
    later = await world.boot()
    device.reset()

    again = await later.retry(job.id, ACTOR)
    assert again.request.credential_id is None
    assert (await ended(later, again)).state is State.SUCCEEDED


async def test_a_request_that_holds_a_secret_is_not_begun(
    world: World, engine: Engine
) -> None:
    """Nothing is kept of it."""
    await ended(engine, await engine.start(world.request(), ACTOR))
    (secret,) = world.secrets_on_disk()

    with pytest.raises(JobFailure):
        await engine.start(world.request("two", details={"key": secret}), ACTOR)
    assert len(engine.jobs()) == 1


async def test_a_decision_needs_a_strategy_and_a_disk(
    world: World, device: Device
) -> None:
    """Until then the job rests."""
    await crash_at(world, 15)
    engine = await world.boot(restored=True)
    (job,) = engine.jobs()
    await ended(engine, job)
    world.disk_full = True
    with pytest.raises(JobFailure, match="journal_unwritable"):
        await engine.decide(job.id, Decision.CONTINUE)
    world.disk_full = False
    await asyncio.gather(*world.tasks, return_exceptions=True)

    later = await world.boot(version=2)
    (job,) = later.jobs()
    assert job.state is State.AWAITING_DECISION
    with pytest.raises(WrongJobStateError):
        await later.decide(job.id, Decision.CONTINUE)
    await later.decide(job.id, Decision.LEAVE)
    assert (await ended(later, job)).code == "restored"
    await later.stop()


async def test_a_look_that_was_cut_off_is_taken_again(
    world: World, device: Device
) -> None:
    """A restored journal does not become trusted by a crash."""
    await crash_at(world, 15)
    engine = await world.boot(restored=True)
    world.power.alive = False
    await asyncio.gather(*world.tasks, return_exceptions=True)
    world.tasks.clear()
    engine = await world.boot()
    (job,) = engine.jobs()

    assert (await ended(engine, job)).code == "restored"


async def test_a_look_that_fails_decides_nothing(world: World, device: Device) -> None:
    """The job rests all the same."""
    await crash_at(world, 15)
    device.faults["probe"] = [Fault.LOST_REQUEST] * 9
    with patch.object(CountingLink, "hold", side_effect=JobFailure("link_unavailable")):
        engine = await world.boot(restored=True)
        view = await ended(engine, engine.jobs()[0])

    assert (view.state, view.code) == (State.AWAITING_DECISION, "restored")


async def test_a_backup_on_a_full_disk_is_refused(
    world: World, engine: Engine, device: Device
) -> None:
    """And everything goes on."""
    job = await engine.start(world.request(serial=None), ACTOR)
    await until(engine, job, State.WAITING_FOR_USER)
    world.disk_full = True
    with pytest.raises(JobFailure, match="journal_unwritable"):
        await engine.pause_for_backup()
    world.disk_full = False
    await engine.resume_after_backup()
    engine.answer(job.id, "one")

    assert (await ended(engine, job)).state is State.SUCCEEDED


async def test_a_backup_that_fails_half_way_changes_nothing(
    world: World, engine: Engine
) -> None:
    """Nobody waits for a gate that nobody will open."""
    job = await engine.start(world.request(serial=None), ACTOR)
    await until(engine, job, State.WAITING_FOR_USER)
    with (
        patch.object(job, "record", side_effect=asyncio.CancelledError),
        pytest.raises(asyncio.CancelledError),
    ):
        await engine.pause_for_backup()
    engine.answer(job.id, "one")

    assert (await ended(engine, job)).state is State.SUCCEEDED


async def test_a_proof_of_another_device_is_none(
    world: World, engine: Engine, device: Device
) -> None:
    """Something else answers with our key: a person must look."""
    device.faults["proof"] = [Fault.LOST_REQUEST]
    job = await engine.start(world.request(), ACTOR)
    await until(engine, job, State.CONFIRMING)
    twin = add_device(world, "one", "twin")
    twin.key = device.key
    view = await ended(engine, job)

    assert (view.state, view.code) == (
        State.NEEDS_ATTENTION,
        "confirm_identity_mismatch",
    )


async def test_a_busy_device_is_asked_again(
    world: World, engine: Engine, device: Device
) -> None:
    """A few times, then the job ends where nothing was done."""
    device.faults["read"] = [Fault.LOST_REQUEST] * 9
    view = await ended(engine, await engine.start(world.request(), ACTOR))

    assert (view.state, view.code) == (State.FAILED, "device_unreachable")
    assert engine.metrics()["fake/fake_commissioning/identifying"]["retries"] == 3


async def test_after_a_crash_a_silent_device_is_waited_for(
    world: World, device: Device
) -> None:
    """After a power cut it may start later than we do."""
    await crash_at(world, 15)
    device.faults["read"] = [Fault.LOST_REQUEST] * 20
    engine = await world.boot()

    assert (await ended(engine, engine.jobs()[0])).state is State.SUCCEEDED


@pytest.mark.parametrize("turns", range(0, 200, 8))
async def test_after_a_backup_it_is_asked_again_who_answers(
    world: World, engine: Engine, turns: int
) -> None:
    """An address may have gone to another device meanwhile."""
    job = await engine.start(world.request(), ACTOR)
    for _ in range(turns):
        await asyncio.sleep(0.0001)
    await engine.pause_for_backup()
    stranger = add_device(world, "one", "stranger")
    await engine.resume_after_backup()

    assert (await ended(engine, job)).state.terminal
    assert stranger.events == []


async def test_a_bug_while_undoing_does_not_leave_a_job_hanging(
    world: World, engine: Engine, device: Device
) -> None:
    """A person is told."""
    device.faults["key"] = [Fault.REFUSED]
    with patch.object(device, "unmark", side_effect=KeyError("secret")):
        view = await ended(engine, await engine.start(world.request(), ACTOR))

    assert (view.state, view.code) == (State.NEEDS_ATTENTION, "device_rejected")


async def test_evidence_that_holds_a_secret_is_dropped(
    world: World, engine: Engine, device: Device
) -> None:
    """The write has happened; what matters is what the device says about it."""

    async def telling(self: object, context: Context, step: Step) -> Evidence:
        credential = context.credential
        secret = credential.secrets["key"] if credential else None
        await device.write(step.id, secret if step.hands_over_secret else None)
        return {"sent": secret}

    with patch.object(Commissioning, "execute", telling):
        job = await engine.start(world.request(), ACTOR)
        view = await ended(engine, job)

    assert view.state is State.SUCCEEDED
    assert all("very secret" not in str(line) for line in world.lines(job.id))


async def test_a_step_may_be_less_patient_than_the_table(
    world: World, engine: Engine, device: Device
) -> None:
    """Its own number of retries counts."""
    device.faults["mark"] = [Fault.LOST_REQUEST] * 2
    plan = (Step(id="mark", reversal=Reversal.COMPENSATE, retries=1),)

    with patch.object(Commissioning, "plan", lambda *_: plan):
        view = await ended(engine, await engine.start(world.request(), ACTOR))

    assert (view.state, view.code) == (State.FAILED, "device_unreachable")
    assert not device.mark


async def test_a_proof_without_a_key_proves_nothing(
    world: World, engine: Engine, device: Device
) -> None:
    """Nor does one older than the last write."""

    async def unproven(self: object, context: Context) -> list[Proof]:
        return [Proof(kind="open_read", serial="one", authenticated=False, taken=1e9)]

    with patch.object(Commissioning, "confirm", unproven):
        view = await ended(engine, await engine.start(world.request(), ACTOR))

    assert (view.state, view.code) == (State.NEEDS_ATTENTION, "not_confirmed")
