"""The provisioning engine: starts jobs, keeps them over restarts, and lets others watch."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
import logging
from pathlib import Path
import random as randomness
import time
from typing import Any
import uuid

from ..connection.errors import DeviceError
from .failures import code_of, recovery_key
from .gate import Gate
from .job import BACKUP, BACKUP_OVER, Header, Job, JobView
from .journal import (
    SUFFIX,
    Journal,
    JournalContent,
    JournalDamagedError,
    JournalError,
    JournalNewerError,
    Kind,
    read_journal,
    receipt,
)
from .metrics import Metrics, Numbers
from .policy import JobPolicy
from .registry import Registry, Selection
from .run import JobRun, Mode
from .run_base import Services
from .states import Event, State
from .strategy import (
    Actor,
    Context,
    Identified,
    JobFailure,
    Recovery,
    Request,
    serial_name,
)
from .vault import Vault

_LOGGER = logging.getLogger(__name__)
_DISTRUSTED = ("restored", "too_old")

type Spawn = Callable[[Coroutine[Any, Any, None], str], asyncio.Task[None]]


class Decision(StrEnum):
    """What a person decides about a job that rests."""

    CONTINUE = "continue"
    UNDO = "undo"
    LEAVE = "leave"


class JobRunningError(Exception):
    """The device already has a job. `job_id` names it."""

    def __init__(self, job_id: str) -> None:
        """Name the job that runs."""
        super().__init__(f"job {job_id} is at work on this device")
        self.job_id = job_id


class UnknownJobError(LookupError):
    """There is no such job."""


class WrongJobStateError(Exception):
    """A job is not where this would make sense."""


@dataclass(frozen=True, slots=True)
class UnreadableJob:
    """A journal that is left alone."""

    id: str
    newer: bool
    """Written by a newer Freehold; else damaged."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Engine:
    """All jobs of this household. One per device; those of several devices run at once."""

    run_type = JobRun

    def __init__(
        self,
        folder: Path,
        vault: Vault,
        registry: Registry,
        spawn: Spawn,
        *,
        policy: JobPolicy | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        random: Callable[[], float] = randomness.random,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        """Take everything from outside; `recover` reads the folder and comes first.

        `spawn` makes a task that outlives dialogs and entries.
        """
        self._folder = folder
        self._vault = vault
        self._registry = registry
        self._spawn = spawn
        self._policy = policy or JobPolicy()
        self._clock = clock
        self._now = now
        self._new_id = new_id
        self._jobs: dict[str, Job] = {}
        self._metrics = Metrics(folder / "metrics.json")
        self._gate = Gate()
        self._stopping = asyncio.Event()
        self.unreadable: tuple[UnreadableJob, ...] = ()
        self._services = Services(
            vault=vault,
            policy=self._policy,
            metrics=self._metrics,
            gate=self._gate,
            household=asyncio.Lock(),
            clock=clock,
            now=now,
            sleep=sleep,
            random=random,
            stopping=self._stopping,
            claim=self._claim,
        )

    async def recover(self, *, restored: bool = False) -> None:
        """Read all journals and go on with open jobs; `restored`: none of them can be trusted.

        A job that rested for more than a day, that ends in the future, or that was copied
        while a backup was being taken, is looked at and left to a person's decision.
        """
        await self._metrics.load()
        unreadable = []
        for path in await asyncio.to_thread(_journals, self._folder):
            try:
                content = await read_journal(path)
                if content.lines:
                    job = Job.replay(
                        path.stem, self._journal(path, content), content.lines
                    )
                    self._jobs[job.id] = job
                else:
                    # Killed before the first line was whole: nothing was begun.
                    await asyncio.to_thread(path.unlink, missing_ok=True)
            except JournalDamagedError as err:
                _LOGGER.error("A job is left alone: %s", err)
                unreadable.append(UnreadableJob(path.stem, newer=False))
            except JournalNewerError as err:
                _LOGGER.error("A job is left alone: %s", err)
                unreadable.append(UnreadableJob(path.stem, newer=True))
        self.unreadable = tuple(unreadable)
        await self._tidy()
        for job in self._open():
            if job.state is not State.AWAITING_DECISION:
                await self._resume(job, self._distrust(job, restored=restored))

    async def start(
        self, request: Request, actor: Actor, *, retry_of: str | None = None
    ) -> Job:
        """Begin a job; it is on the disk when this returns.

        Raises JobRunningError, UnsupportedRequestError, and JobFailure if it cannot be journaled.
        """
        if rival := self.open_job(request.names):
            raise JobRunningError(rival.id)
        selection = self._registry.select(request)
        job_id = self._new_id()
        header = Header(
            strategy=selection.strategy.id,
            version=selection.strategy.version,
            request=request,
            actor=actor,
            retry_of=retry_of,
        )
        job = Job(job_id, self._journal(self._folder / f"{job_id}{SUFFIX}"), header)
        # Before the first pause, so that a second start cannot slip in.
        self._jobs[job_id] = job
        try:
            async with self._gate.passing():
                await job.record(Kind.START, evidence=header.as_json())
        except BaseException as err:
            del self._jobs[job_id]
            if isinstance(err, JournalError):
                raise JobFailure("journal_unwritable") from err
            raise
        self._run(job, selection, Mode.FORWARD)
        return job

    async def look(self, request: Request) -> Identified:
        """Ask a device what a job on it would find. Nothing is written, and no job begins.

        Raises UnsupportedRequestError and JobFailure.
        """
        selection = self._registry.select(request)
        context = Context(
            request=request,
            keys=self._vault,
            clock=self._clock,
            waiting_for=lambda what, placeholders: None,
            credential_id=request.credential_id,
        )
        try:
            async with (
                asyncio.timeout(self._policy.identify_limit),
                selection.link.hold(request.host) as context.lease,
            ):
                return await selection.strategy.identify(context)
        except TimeoutError as err:
            raise JobFailure("device_unreachable") from err
        except DeviceError as err:
            raise JobFailure(code_of(err)) from err

    def jobs(self) -> tuple[Job, ...]:
        """Return all jobs, those that ended too, oldest first."""
        return tuple(self._jobs.values())

    def open_job(self, names: Iterable[str], but: Job | None = None) -> Job | None:
        """Return the job on a device that has not ended; there is one at most."""
        return next(
            (
                job
                for job in self._open()
                if job is not but and not job.names.isdisjoint(names)
            ),
            None,
        )

    def get(self, job_id: str) -> Job:
        """Return a job. Raises UnknownJobError."""
        try:
            return self._jobs[job_id]
        except KeyError as err:
            raise UnknownJobError(job_id) from err

    def view(self, job_id: str) -> JobView:
        """Return what a person sees of a job. Raises UnknownJobError."""
        job = self.get(job_id)
        family, strategy = job.request.family, job.header.strategy
        return job.view(
            {
                stage: self._metrics.expected(family, strategy, stage)
                for stage in job.stages
            }
        )

    def explain(self, job_id: str, code: str) -> Recovery:
        """Return what a user can do about a failure code of a job. Raises UnknownJobError."""
        job = self.get(job_id)
        selection = self._selection(job)
        special = selection and selection.strategy.explain(code, job.identity)
        return special or Recovery(
            key=recovery_key(code), placeholders=job.placeholders
        )

    def advise(self, request: Request, code: str) -> Recovery:
        """Return what a user can do about a failure before there is a job.

        Raises UnsupportedRequestError.
        """
        special = self._registry.select(request).strategy.explain(code, None)
        return special or Recovery(key=recovery_key(code))

    async def wait(self, job_id: str) -> JobView:
        """Wait until a job rests: it ended, or waits for a decision. Raises UnknownJobError."""
        job = self.get(job_id)
        while not (job.state.terminal or job.state is State.AWAITING_DECISION):
            await job.changed(job.revision)
        return self.view(job_id)

    def answer(self, job_id: str, value: str = "") -> None:
        """Answer what a job needs. Raises UnknownJobError and WrongJobStateError."""
        answer = self.get(job_id).answer
        if answer is None or answer.done():
            raise WrongJobStateError("the job asks nothing")
        answer.set_result(value)

    def cancel(self, job_id: str) -> None:
        """End a job at the next safe point, which may be now.

        Raises UnknownJobError and WrongJobStateError.
        """
        job = self.get(job_id)
        if job.cancelling:
            return
        if not self.view(job_id).cancellable or job.task is None:
            raise WrongJobStateError("the job cannot be cancelled any more")
        job.cancelling = True
        job.touch()
        if job.breakable:
            job.task.cancel()

    async def retry(self, job_id: str, actor: Actor) -> Job:
        """Begin anew what ended, with the credential that the device may already hold.

        Raises UnknownJobError, WrongJobStateError, and what `start` raises.
        """
        job = self.get(job_id)
        if not job.state.terminal:
            raise WrongJobStateError("the job has not ended")
        credential_id = job.credential_id
        if credential_id and self._vault.get(credential_id) is None:
            credential_id = None
        request = replace(
            job.request,
            credential_id=job.request.credential_id or credential_id,
            serial=job.identity.serial if job.identity else job.request.serial,
        )
        return await self.start(request, actor, retry_of=job_id)

    async def decide(self, job_id: str, decision: Decision) -> None:
        """Do with a resting job what a person wants.

        Raises UnknownJobError, WrongJobStateError, and JobFailure if it cannot be journaled.
        """
        job = self.get(job_id)
        if job.state is State.AWAITING_DECISION and job.task:
            await asyncio.wait([job.task])
        if job.state is not State.AWAITING_DECISION:
            raise WrongJobStateError("the job waits for no decision")
        selection = self._selection(job)
        try:
            async with self._gate.passing():
                if decision is Decision.LEAVE:
                    await job.move(
                        Event.GIVE_UP,
                        code=job.code,
                        evidence={"placeholders": dict(job.placeholders)},
                    )
                    return
                if selection is None:
                    raise WrongJobStateError("nothing here can go on with this job")
                await job.move(Event.RECOVER)
        except JournalError as err:
            raise JobFailure("journal_unwritable") from err
        undo = decision is Decision.UNDO
        self._run(job, selection, Mode.UNDO if undo else Mode.FORWARD)

    async def pause_for_backup(self) -> None:
        """Come to a safe point and stay there: no write under way, no journal changing.

        Raises TimeoutError if a write does not end in time, and JobFailure if the open
        journals cannot be marked; everything goes on then.
        """
        await self._gate.close(self._policy.backup_limit)
        try:
            for job in self._open():
                await job.record(Kind.NOTE, code=BACKUP)
        except BaseException as err:
            self._gate.open()
            if isinstance(err, JournalError):
                raise JobFailure("journal_unwritable") from err
            raise

    async def resume_after_backup(self) -> None:
        """Go on. What says so is missing in the copy: that is how a restored one is told."""
        try:
            for job in self._open():
                if job.in_backup:
                    await job.record(Kind.NOTE, strict=False, code=BACKUP_OVER)
        finally:
            self._gate.open()

    async def stop(self) -> None:
        """Home Assistant stops: interrupt all jobs where they are; the next start goes on."""
        self._stopping.set()
        tasks = [job.task for job in self._jobs.values() if job.task]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=self._policy.stop_limit)
        await self._metrics.save()

    async def receipt(self, job_id: str) -> dict[str, Any]:
        """Return the record of a job for a person to keep.

        Raises UnknownJobError, JournalDamagedError and JournalNewerError.
        """
        return await receipt(self.get(job_id).journal.path)

    def metrics(self) -> dict[str, Numbers]:
        """Return how stages ended and how long they took, for diagnostics."""
        return self._metrics.report()

    def _open(self) -> list[Job]:
        return [job for job in self._jobs.values() if not job.state.terminal]

    def _claim(self, job: Job, serial: str) -> bool:
        """Reserve a serial number for a job; False if another job has it."""
        if self.open_job({serial_name(job.request.family, serial)}, but=job):
            return False
        job.claimed = serial
        return True

    def _journal(self, path: Path, content: JournalContent | None = None) -> Journal:
        return Journal(
            path,
            now=self._now,
            clock=self._clock,
            guarded=self._vault.guarded,
            content=content,
        )

    def _selection(self, job: Job) -> Selection | None:
        return self._registry.find(job.header.strategy, job.header.version)

    def _distrust(self, job: Job, *, restored: bool) -> str | None:
        """Return the code of the reason why a journal may not be the newest."""
        if job.state is State.RECOVERING and job.code in _DISTRUSTED:
            return job.code
        if restored or job.in_backup:
            return "restored"
        assert job.updated
        age = (self._now() - job.updated).total_seconds()
        if age > self._policy.stale_after or age < -self._policy.clock_slack:
            return "too_old"
        return None

    async def _resume(self, job: Job, distrust: str | None) -> None:
        """Go on with a job, or look only. Without its strategy, nothing can be done."""
        selection = self._selection(job)
        code = distrust or (None if selection else "strategy_changed")
        await job.move(Event.RECOVER, strict=False, code=code)
        if selection:
            self._run(job, selection, Mode.INSPECT if distrust else Mode.FORWARD)
            return
        touched = job.touched
        await job.move(Event.ROLL_BACK, strict=False, code=code)
        end = Event.GIVE_UP if touched else Event.FAIL
        await job.move(end, strict=False, code=code)

    def _run(self, job: Job, selection: Selection, mode: Mode) -> None:
        job.breakable = job.cancelling = job.finishing = False
        run = self.run_type(self._services, job, selection)
        job.task = self._spawn(self._finish(job, run, mode), f"provisioning {job.id}")

    async def _finish(self, job: Job, run: JobRun, mode: Mode) -> None:
        await run.run(mode)
        await self._metrics.save()
        await self._tidy()

    async def _tidy(self) -> None:
        """Drop jobs that ended long ago, and the oldest beyond what is kept."""
        ended = sorted(
            (job for job in self._jobs.values() if job.state.terminal),
            key=lambda job: job.updated or self._now(),
        )
        oldest = self._now() - timedelta(days=self._policy.keep_days)
        surplus = len(ended) - self._policy.keep_jobs
        for number, job in enumerate(ended):
            if number < surplus or (job.updated and job.updated < oldest):
                await asyncio.to_thread(job.journal.path.unlink, missing_ok=True)
                del self._jobs[job.id]


def _journals(folder: Path) -> list[Path]:
    """Return the journals in a folder, oldest first."""
    return sorted(
        folder.glob(f"*{SUFFIX}"), key=lambda path: (path.stat().st_mtime, path.name)
    )
