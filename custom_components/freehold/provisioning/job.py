"""One job: what its journal says, and what a person who watches it sees."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from .journal import Journal, JournalDamagedError, JournalError, Kind, Line
from .states import Event, State, advance
from .strategy import (
    Actor,
    Identified,
    Placeholders,
    Request,
    Reversal,
    Step,
    serial_name,
)

CHECKING: Final = State.PRECHECK.value
CONNECTING: Final = State.PENDING_NETWORK.value
IDENTIFYING: Final = State.IDENTIFYING.value
CONFIRMING: Final = State.CONFIRMING.value
_STAGES: Final = {
    State.PRECHECK: CHECKING,
    State.PENDING_NETWORK: CONNECTING,
    State.IDENTIFYING: IDENTIFYING,
    State.CONFIRMING: CONFIRMING,
}
BACKUP: Final = "backup"
BACKUP_OVER: Final = "backup_over"


class StepState(StrEnum):
    """What the journal says about a step."""

    OPEN = "open"
    """Begun, and not known how it ended."""
    DONE = "done"
    CLEAR = "clear"
    """Known not to have taken effect, or undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a job is about: the first line of its journal."""

    strategy: str
    version: int
    request: Request
    actor: Actor
    retry_of: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what is journaled."""
        return asdict(self)

    @classmethod
    def parse(cls, fields: Mapping[str, Any]) -> Self:
        """Read what was journaled."""
        return cls(
            strategy=fields["strategy"],
            version=fields["version"],
            request=Request(**fields["request"]),
            actor=Actor(**fields["actor"]),
            retry_of=fields["retry_of"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a person must do or say before a job goes on."""

    code: str
    """A failure code; its recovery text says what to do."""
    placeholders: Placeholders


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """What did not stop a job, and should be known."""

    code: str
    placeholders: Placeholders = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A job at one moment, for those who watch. Without secrets."""

    id: str
    revision: int
    state: State
    request: Request
    actor: Actor
    started: datetime
    updated: datetime
    serial: str | None
    stage: str
    """`precheck`, `pending_network`, `identifying`, the id of a step, or `confirming`."""
    stage_index: int
    stage_count: int
    fraction: float
    eta: float | None
    """Seconds, from earlier runs; None if there were none."""
    waiting_for: str | None
    waiting_since: datetime | None
    waiting_placeholders: Placeholders
    needs: Need | None
    cancellable: bool
    cancelling: bool
    """Cancel was asked for and waits for the next safe point."""
    code: str | None
    """Why it failed, or waits for a decision."""
    placeholders: Placeholders
    warnings: tuple[Warned, ...]
    credential_id: str | None
    retry_of: str | None
    journaled: bool
    """False: the journal could not be written, so that the state is only known until the next start."""


class Job:
    """A job as its journal tells it, and what is going on around it right now."""

    def __init__(self, job_id: str, journal: Journal, header: Header) -> None:
        """Begin; the lines follow."""
        self.id = job_id
        self.journal = journal
        self.header = header
        self.state = State.QUEUED
        self.steps: dict[str, StepState] = {}
        self.plan: tuple[Step, ...] = ()
        self.identity: Identified | None = None
        self.claimed: str | None = None
        """The serial number that answered, before the journal says so."""
        self.credential_id: str | None = None
        self.code: str | None = None
        self.placeholders: Placeholders = {}
        self.warnings: tuple[Warned, ...] = ()
        self.stage = CHECKING
        self.undoing: str | None = None
        """The code with which undoing began, for who must go on with it."""
        self.in_backup = False
        """The last word is that a backup is being taken."""
        self.journaled = True
        self.started: datetime | None = None
        self.updated: datetime | None = None
        self.fraction = 0.0
        self.revision = 0
        self.task: asyncio.Task[None] | None = None
        self.cancelling = False
        self.breakable = False
        """Cancelling may cut off what is under way."""
        self.finishing = False
        """It is being undone: there is nothing left to cancel."""
        self.waiting: tuple[str, Placeholders, datetime] | None = None
        self.needs: Need | None = None
        self.answer: asyncio.Future[str] | None = None
        self._changed = asyncio.Event()

    @classmethod
    def replay(cls, job_id: str, journal: Journal, lines: tuple[Line, ...]) -> Self:
        """Make a job of its journal. Raises JournalDamagedError."""
        try:
            job = cls(job_id, journal, Header.parse(lines[0].evidence))
            for line in lines:
                job.apply(line)
        except (LookupError, TypeError, ValueError, AttributeError) as err:
            raise JournalDamagedError(
                f"{journal.path.name} holds what no job wrote"
            ) from err
        return job

    @property
    def request(self) -> Request:
        """What is wanted."""
        return self.header.request

    @property
    def names(self) -> frozenset[str]:
        """All by which another job may mean the same device."""
        serial = self.identity.serial if self.identity else self.claimed
        if serial is None:
            return self.request.names
        return self.request.names | {serial_name(self.request.family, serial)}

    @property
    def touched(self) -> bool:
        """Something of ours may be on the device."""
        return any(state is not StepState.CLEAR for state in self.steps.values())

    @property
    def stages(self) -> tuple[str, ...]:
        """All stages, in order; steps are known once there is a plan."""
        steps = (step.id for step in self.plan)
        return (CHECKING, CONNECTING, IDENTIFYING, *steps, CONFIRMING)

    async def record(self, kind: Kind, *, strict: bool = True, **fields: Any) -> None:
        """Write a line and learn from it.

        Raises JournalError. Unless `strict`, only the learning happens then: what is known
        about the device must steer the undoing even when nothing can be written.
        """
        line = self.journal.line(kind, **fields)
        try:
            await self.journal.append(line)
        except JournalError:
            self.journaled = False
            if strict:
                raise
        self.apply(line)

    async def move(
        self,
        event: Event,
        *,
        strict: bool = True,
        code: str | None = None,
        evidence: Mapping[str, Any] | None = None,
    ) -> None:
        """Go to the state that follows. Raises JournalError and TransitionError."""
        state = advance(self.state, event)
        await self.record(
            Kind.STATE,
            strict=strict,
            code=code,
            evidence={**(evidence or {}), "state": state},
        )

    def apply(self, line: Line) -> None:
        """Learn from a line."""
        evidence = line.evidence
        self.started = self.started or line.at
        self.updated = line.at
        self.in_backup = line.kind is Kind.NOTE and line.code == BACKUP
        match line.kind:
            case Kind.STATE:
                self._enter(State(evidence["state"]), line)
            case Kind.INTENT:
                self.steps[line.step or ""] = StepState.OPEN
                self.credential_id = evidence["credential"] or self.credential_id
                self.stage = line.step or ""
            case Kind.DONE:
                self.steps[line.step or ""] = StepState.DONE
                if warning := evidence.get("warning"):
                    self._warn(warning, {})
            case Kind.PROBE if evidence["effect"] == "not_applied":
                self.steps[line.step or ""] = StepState.CLEAR
            case Kind.UNDO:
                self.steps[line.step or ""] = StepState.CLEAR
            case Kind.NOTE if evidence.get("warning"):
                self._warn(line.code or "", evidence.get("placeholders", {}))
        self.touch()

    def _warn(self, code: str, placeholders: Placeholders) -> None:
        warned = Warned(code=code, placeholders=placeholders)
        if warned not in self.warnings:
            self.warnings += (warned,)

    def _enter(self, state: State, line: Line) -> None:
        evidence = line.evidence
        self.state, self.code = state, line.code
        self.placeholders = evidence.get("placeholders", {})
        self.stage = _STAGES.get(state, self.stage)
        self.waiting = self.needs = None
        if state is State.ROLLING_BACK:
            self.undoing = line.code
        if "identity" in evidence:
            self.identity = Identified(**evidence["identity"])
        if "plan" in evidence:
            self.plan = tuple(
                Step(**{**step, "reversal": Reversal(step["reversal"])})
                for step in evidence["plan"]
            )

    def touch(self) -> None:
        """Tell who watches that something changed."""
        self.revision += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def changed(self, revision: int) -> int:
        """Wait until the job is newer than a revision; return the present one."""
        while self.revision <= revision:
            await self._changed.wait()
        return self.revision

    def wait_for(self, what: str, placeholders: Placeholders, since: datetime) -> None:
        """Show what is being waited for."""
        if self.waiting is None or self.waiting[:2] != (what, placeholders):
            self.waiting = (what, placeholders, since)
            self.touch()

    def progress(
        self, weights: Mapping[str, float | None]
    ) -> tuple[float, float | None]:
        """Return fraction done and seconds left, from the usual time of each stage."""
        if self.state.terminal:
            return (1.0 if self.state is State.SUCCEEDED else self.fraction), None
        stages = self.stages
        index = stages.index(self.stage) if self.stage in stages else 0
        known = all(weights.get(stage) is not None for stage in stages)
        times = [(weights[stage] or 0) if known else 1.0 for stage in stages]
        total = sum(times)
        done = sum(times[:index]) / total if total else index / len(stages)
        self.fraction = max(self.fraction, done)
        return self.fraction, sum(times[index:]) if known else None

    def view(self, weights: Mapping[str, float | None]) -> JobView:
        """Return what a person sees."""
        fraction, eta = self.progress(weights)
        stages = self.stages
        what, placeholders, since = self.waiting or (None, {}, None)
        assert self.started
        assert self.updated
        return JobView(
            id=self.id,
            revision=self.revision,
            state=self.state,
            request=self.request,
            actor=self.header.actor,
            started=self.started,
            updated=self.updated,
            serial=self.identity.serial if self.identity else self.request.serial,
            stage=self.stage,
            stage_index=stages.index(self.stage) if self.stage in stages else 0,
            stage_count=len(stages),
            fraction=fraction,
            eta=eta,
            waiting_for=what,
            waiting_since=since,
            waiting_placeholders=placeholders,
            needs=self.needs,
            cancellable=not (
                self.state.terminal
                or self.finishing
                or self.cancelling
                or self.state is State.AWAITING_DECISION
            ),
            cancelling=self.cancelling and not self.state.terminal,
            code=self.code,
            placeholders=self.placeholders,
            warnings=self.warnings,
            credential_id=self.credential_id,
            retry_of=self.header.retry_of,
            journaled=self.journaled,
        )
