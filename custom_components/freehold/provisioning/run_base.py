"""What every run of a job is made of: limits, safe points, and writing down what happens."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
import logging
from typing import Any

from ..connection.errors import DeviceError
from .failures import code_of
from .gate import Gate
from .job import Job
from .journal import JournalError, Kind, SecretLeakError
from .metrics import Metrics
from .policy import JobPolicy
from .registry import Selection
from .states import Event
from .strategy import Context, JobFailure, Placeholders
from .vault import Vault, VaultError

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What all runs share."""

    vault: Vault
    policy: JobPolicy
    metrics: Metrics
    gate: Gate
    household: asyncio.Lock
    """Two jobs at once must not make two household keys."""
    clock: Callable[[], float]
    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]
    random: Callable[[], float]
    stopping: asyncio.Event
    """Home Assistant is going away: what ends now is neither failed nor cancelled."""
    claim: Callable[[Job, str], bool]
    """Reserve a serial number for a job; False if another job has it."""


class RunBase:
    """The tools of a run."""

    def __init__(self, services: Services, job: Job, selection: Selection) -> None:
        """Prepare."""
        self._services = services
        self._policy = services.policy
        self._job = job
        self._strategy = selection.strategy
        self._link = selection.link
        self._context = Context(
            request=job.request,
            keys=services.vault,
            clock=services.clock,
            waiting_for=self._waiting_for,
            identity=job.identity,
            credential_id=job.credential_id or job.request.credential_id,
        )
        self._verified = False
        """Since the last pause, the device was seen to be the right one."""
        self._last_write = float("-inf")
        self._began = services.clock()
        self._stage = job.stage
        self._stage_began = self._began

    async def _call[T](self, limit: float, operation: Awaitable[T]) -> T:
        """Let a strategy or a link do something, within a limit. Raises JobFailure."""
        deadline = asyncio.timeout(limit)
        try:
            async with deadline:
                return await operation
        except TimeoutError as err:
            if not deadline.expired():
                raise
            raise JobFailure("device_unreachable") from err
        except DeviceError as err:
            raise JobFailure(code_of(err)) from err

    def _failure(self, error: Exception) -> JobFailure:
        """Return what an error means for the job; its text may hold anything and is not kept."""
        match error:
            case JobFailure():
                return error
            case SecretLeakError():
                _LOGGER.error("A secret was kept out of a journal")
                return JobFailure("internal_error")
            case JournalError():
                return JobFailure("journal_unwritable")
            case VaultError():
                return JobFailure("vault_unwritable")
            case DeviceError():
                return JobFailure(code_of(error))
        _LOGGER.error("A job failed by a bug: %s", type(error).__name__)
        return JobFailure("internal_error")

    @asynccontextmanager
    async def _section(self) -> AsyncIterator[None]:
        """Let neither a backup nor a person's cancel fall into the middle of something."""
        if self._services.gate.closed:
            self._verified = False
        async with self._services.gate.passing():
            self._job.breakable = False
            try:
                yield
            finally:
                self._job.breakable = True
                self._tick()

    async def _move(
        self,
        event: Event,
        *,
        failure: JobFailure | None = None,
        strict: bool = True,
        evidence: dict[str, Any] | None = None,
    ) -> None:
        """Go to the state that follows, durably. Raises JournalError."""
        if failure:
            evidence = {"placeholders": dict(failure.placeholders)}
        async with self._section():
            await self._job.move(
                event,
                strict=strict,
                code=failure.code if failure else None,
                evidence=evidence,
            )
        self._obey_cancel()

    async def _record(self, kind: Kind, *, strict: bool = True, **fields: Any) -> None:
        """Write a line. Raises JournalError if strict."""
        async with self._section():
            await self._job.record(kind, strict=strict, **fields)

    async def _pause(self, seconds: float) -> None:
        """Wait; what was known about who answers is old afterwards."""
        self._obey_cancel()
        self._verified = False
        await self._services.sleep(seconds)

    def _obey_cancel(self) -> None:
        """Be at a safe point: end here if a person wished so."""
        if self._job.cancelling and not self._job.finishing:
            raise JobFailure("cancelled")

    async def _note(
        self,
        code: str,
        *,
        warning: bool = False,
        placeholders: Placeholders | None = None,
    ) -> None:
        """Write down what changes nothing, if it can be written."""
        await self._record(
            Kind.NOTE,
            strict=False,
            code=code,
            evidence={"warning": warning, "placeholders": dict(placeholders or {})},
        )

    def _waiting_for(self, what: str, placeholders: Placeholders) -> None:
        self._job.wait_for(what, placeholders, self._services.now())

    def _tick(self) -> None:
        """Count a stage that ended because the next one began."""
        if self._job.stage != self._stage:
            self._count(self._stage, "ok", self._stage_began)
            self._stage, self._stage_began = self._job.stage, self._services.clock()

    def _count(self, stage: str, outcome: str, began: float) -> None:
        self._services.metrics.ended(
            self._job.request.family,
            self._strategy.id,
            stage,
            outcome,
            self._services.clock() - began,
        )
