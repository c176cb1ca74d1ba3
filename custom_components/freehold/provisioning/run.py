"""Drives one job from state to state: forward, back, or only far enough to look.

The order around every write to a device: `journal(intent)` → vault → effect →
`journal(done)`. Whatever is cut off in between is found by the next run and looked at.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from ..connection.errors import DeviceError
from .credential import Credential
from .job import Need, StepState
from .journal import JournalError, Kind
from .run_base import RunBase
from .states import Event, State
from .strategy import Effect, Identified, JobFailure, Proof, Reversal, Severity, Step
from .vault import VaultError


class Mode(StrEnum):
    """What a run is for."""

    FORWARD = "forward"
    UNDO = "undo"
    INSPECT = "inspect"
    """Look what is the case, and leave the decision to a person."""


class JobRun(RunBase):
    """One run of a job. After a restart, a new run goes on from the journal."""

    async def run(self, mode: Mode) -> None:
        """Drive the job, queued or recovering, to where it rests."""
        # Not before: a task that is cancelled before it begins would tell nobody.
        self._job.breakable = True
        try:
            event, failure = await self._drive(mode)
            await self._finish(event, failure)
        except asyncio.CancelledError:
            # Not through the gate: a backup may hold it, and Home Assistant does not wait.
            await self._job.record(
                Kind.NOTE, strict=False, code="interrupted", evidence={}
            )
            raise

    async def _drive(self, mode: Mode) -> tuple[Event, JobFailure | None]:
        """Go as far as it goes, and be off the link before telling how it ended."""
        job = self._job
        async with AsyncExitStack() as stack:
            if mode is Mode.INSPECT:
                return await self._inspect(stack)
            try:
                await self._forward_or_back(stack, mode)
            except asyncio.CancelledError:
                if not job.cancelling or self._services.stopping.is_set():
                    raise
                if task := asyncio.current_task():
                    task.uncancel()
                failure = JobFailure("cancelled")
            except Exception as err:  # noqa: BLE001 - a family's bug must not leave a job hanging
                failure = self._failure(err)
            else:
                return Event.SUCCEED, None
            return await self._roll_back(stack, failure)

    async def _forward_or_back(self, stack: AsyncExitStack, mode: Mode) -> None:
        """Go forward, unless it is being undone. Raises JobFailure then, as if it had failed now."""
        self._obey_cancel()
        if self._job.undoing or mode is Mode.UNDO:
            raise JobFailure(self._job.undoing or "cancelled")
        await self._forward(stack)

    async def _finish(self, event: Event, failure: JobFailure | None) -> None:
        """Say how it ended. Success that cannot be written down is not claimed."""
        self._job.finishing = True
        try:
            await self._move(event, failure=failure, strict=event is Event.SUCCEED)
        except JournalError as err:
            failure = self._failure(err)
            await self._move(Event.ROLL_BACK, failure=failure, strict=False)
            await self._move(Event.GIVE_UP, failure=failure, strict=False)
        self._count(self._stage, failure.code if failure else "ok", self._stage_began)
        self._count("job", failure.code if failure else "ok", self._began)

    async def _forward(self, stack: AsyncExitStack) -> None:
        job = self._job
        if not job.touched:
            await self._persist(Event.CHECK, self._check)
        await self._connect(stack)
        identity = await self._persist(Event.IDENTIFY, self._identify)
        plan = job.plan if job.touched else self._strategy.plan(identity, job.request)
        await self._move(
            Event.WRITE,
            evidence={
                "identity": asdict(identity),
                "plan": [asdict(step) for step in plan],
            },
        )
        for step in plan:
            if job.steps.get(step.id) is not StepState.DONE:
                await self._carry_out(step)
        await self._confirm()

    async def _check(self) -> None:
        checks = await self._call(
            self._policy.precheck_limit, self._strategy.precheck(self._context)
        )
        for check in checks:
            if check.severity is Severity.BLOCK:
                raise JobFailure(check.code, placeholders=check.placeholders)
            await self._note(
                check.code,
                warning=check.severity is Severity.WARN,
                placeholders=check.placeholders,
            )

    async def _connect(self, stack: AsyncExitStack) -> None:
        await self._move(Event.CONNECT)
        await self._acquire(stack)

    async def _acquire(self, stack: AsyncExitStack) -> None:
        self._context.lease = await self._call(
            self._policy.link_limit,
            stack.enter_async_context(self._link.hold(self._job.request.host)),
        )

    async def _identify(self) -> Identified:
        """Learn who answers. Raises JobFailure if it is not who was picked."""
        found = await self._call(
            self._policy.identify_limit, self._strategy.identify(self._context)
        )
        known = self._context.identity
        self._require_same(found, known.serial if known else self._job.request.serial)
        if not self._services.claim(self._job, found.serial):
            raise JobFailure("job_running", placeholders={"serial": found.serial})
        # A plan rests on what was seen when it was made.
        if known is None or not self._job.touched:
            self._context.identity = known = found
        self._verified = True
        return known

    def _require_same(self, found: Identified, expected: str | None) -> None:
        placeholders = {"serial": found.serial, **found.details}
        if expected is None:
            if self._context.answers.get("confirm_identity") != found.serial:
                raise JobFailure("confirm_identity", placeholders=placeholders)
        elif found.serial != expected:
            raise JobFailure("wrong_device", placeholders=placeholders)

    async def _persist[T](
        self, event: Event, look: Callable[[], Coroutine[Any, Any, T]]
    ) -> T:
        """Do what only reads, again where a person or time may help."""
        await self._move(event)
        attempt = 0
        while True:
            try:
                return await look()
            except (JobFailure, DeviceError) as err:
                failure = self._failure(err)
            if await self._may_try_again(failure, attempt, event):
                attempt += 1
            elif failure.may_pass and self._job.touched:
                return await self._look_until(event, look, failure)
            else:
                raise failure

    async def _carry_out(self, step: Step) -> None:
        """Have a step take effect exactly once. An optional one may fail."""
        if self._in_doubt(step) and await self._has_landed(step):
            return
        attempt = 0
        while True:
            self._obey_cancel()
            try:
                await self._attempt(step, attempt)
            except (JobFailure, JournalError, VaultError, DeviceError) as err:
                failure = self._failure(err)
            else:
                return
            if failure.code in ("journal_unwritable", "cancelled"):
                raise failure
            if self._in_doubt(step) and await self._has_landed(step):
                return
            if await self._may_try_again(failure, attempt, Event.WRITE, step):
                attempt += 1
            elif step.optional:
                await self._note(
                    failure.code, warning=True, placeholders=failure.placeholders
                )
                return
            else:
                raise failure

    def _in_doubt(self, step: Step) -> bool:
        """Say whether sending a step again must wait for a look."""
        began = self._job.steps.get(step.id) is StepState.OPEN
        return began and not step.idempotent

    async def _attempt(self, step: Step, attempt: int) -> None:
        """Write once. Nothing but Home Assistant's end cuts this off in the middle."""
        async with self._section():
            self._obey_cancel()
            if not self._verified:
                await self._identify()
            await self._intend(step, attempt)
            began = self._services.clock()
            self._last_write = began
            evidence = await self._call(
                step.timeout or self._policy.step_limit,
                self._strategy.execute(self._context, step),
            )
            self._last_write = self._services.clock()
            await self._job.record(
                Kind.DONE,
                step=step.id,
                milliseconds=round((self._last_write - began) * 1000),
                evidence=evidence,
            )

    async def _intend(self, step: Step, attempt: int) -> None:
        """Make the intention durable, and after it the secret that the device will hold."""
        async with self._services.household:
            credential = self._credential() if step.hands_over_secret else None
            await self._job.record(
                Kind.INTENT,
                step=step.id,
                evidence={
                    "attempt": attempt + 1,
                    "credential": credential.id if credential else None,
                },
            )
            if credential:
                self._context.credential_id = credential.id
                await self._services.vault.store(credential)

    def _credential(self) -> Credential:
        """Return the one this job began with, or let the strategy choose."""
        if known := self._context.credential:
            return known
        if self._job.request.credential_id:
            raise JobFailure("credential_missing")
        return self._strategy.credential(self._context)

    async def _has_landed(self, step: Step) -> bool:
        """Look whether a step that ended in doubt took effect. Raises JobFailure if nobody can tell."""
        await self._pause(self._policy.settle)
        effect = await self._probe(step)
        if effect is Effect.UNKNOWN:

            async def known() -> Effect:
                seen = await self._probe(step)
                if seen is Effect.UNKNOWN:
                    raise JobFailure("write_unknown", retryable=True)
                return seen

            effect = await self._look_until(
                Event.WRITE, known, JobFailure("write_unknown")
            )
        await self._learn(step, effect)
        return effect is Effect.APPLIED

    async def _learn(self, step: Step, effect: Effect, *, strict: bool = True) -> None:
        """Write down what a look has shown."""
        await self._record(
            Kind.PROBE, strict=strict, step=step.id, evidence={"effect": effect}
        )
        if effect is Effect.APPLIED and self._job.steps.get(step.id) is StepState.OPEN:
            await self._record(
                Kind.DONE, strict=strict, step=step.id, evidence={"by": "probe"}
            )

    async def _probe(self, step: Step) -> Effect:
        try:
            return await self._call(
                self._policy.probe_limit, self._strategy.probe(self._context, step)
            )
        except JobFailure:
            return Effect.UNKNOWN

    async def _confirm(self) -> None:
        """Have the device prove over the home network that it is ours."""
        await self._move(Event.CONFIRM)
        try:
            proofs = await self._proofs()
        except JobFailure as failure:
            if not failure.may_pass:
                raise
            proofs = await self._look_until(
                Event.CONFIRM, self._proofs, JobFailure("not_confirmed")
            )
        for proof in proofs:
            await self._record(Kind.PROOF, evidence=asdict(proof))

    async def _proofs(self) -> list[Proof]:
        """Collect proofs newer than the last write. Raises JobFailure."""
        proofs = await self._call(
            self._policy.confirm_limit, self._strategy.confirm(self._context)
        )
        serial = self._context.identity.serial if self._context.identity else None
        if any(proof.serial != serial for proof in proofs):
            raise JobFailure("confirm_identity_mismatch")
        if any(p.authenticated and p.taken >= self._last_write for p in proofs):
            return proofs
        raise JobFailure("not_confirmed", retryable=True)

    async def _look_until[T](
        self,
        event: Event,
        look: Callable[[], Coroutine[Any, Any, T]],
        failure: JobFailure,
    ) -> T:
        """Look again and again for a device that may come back; then go on with `event`."""
        await self._move(Event.LOOK)
        self._waiting_for("device_answer", {})
        deadline = self._services.clock() + self._policy.look_limit
        while self._services.clock() < deadline:
            await self._pause(self._policy.look_every)
            try:
                seen = await look()
            except (JobFailure, DeviceError) as err:
                if not self._failure(err).may_pass:
                    raise
                continue
            await self._move(event)
            return seen
        raise failure

    async def _may_try_again(
        self, failure: JobFailure, attempt: int, event: Event, step: Step | None = None
    ) -> bool:
        """Ask the person who can help, or wait a little; False if neither is of use."""
        if failure.failure.asks_user:
            await self._ask(failure)
            await self._move(event)
            return True
        retries = failure.failure.retries
        if step is not None and step.retries is not None:
            retries = step.retries
        if not failure.retryable or attempt >= retries:
            return False
        self._services.metrics.retried(
            self._job.request.family, self._strategy.id, self._job.stage
        )
        policy = self._policy
        pause = min(policy.backoff * 2**attempt, policy.backoff_limit)
        await self._pause(pause * (1 - policy.jitter * self._services.random()))
        return True

    async def _ask(self, failure: JobFailure) -> None:
        """Wait for a person. Raises JobFailure if nobody comes."""
        job = self._job
        await self._move(Event.ASK, failure=failure)
        job.needs = Need(code=failure.code, placeholders=failure.placeholders)
        job.answer = asyncio.get_running_loop().create_future()
        self._waiting_for("user", {})
        self._obey_cancel()
        try:
            async with asyncio.timeout(self._policy.user_limit):
                self._context.answers[failure.code] = await job.answer
        except TimeoutError as err:
            raise JobFailure("user_silent") from err
        finally:
            job.answer = job.needs = None
            self._verified = False

    async def _inspect(self, stack: AsyncExitStack) -> tuple[Event, JobFailure]:
        """Look at the device of a job whose journal cannot be trusted to be the newest."""
        reason = JobFailure(self._job.code or "restored")
        try:
            await self._acquire(stack)
            for step in self._job.plan:
                if step.id in self._job.steps:
                    await self._learn(step, await self._probe(step), strict=False)
        except Exception as err:  # noqa: BLE001 - a look that fails decides nothing
            await self._note(self._failure(err).code)
        return Event.SUSPEND, reason

    async def _roll_back(
        self, stack: AsyncExitStack, failure: JobFailure
    ) -> tuple[Event, JobFailure]:
        """Take back what can be, from the last step to the first that cannot be."""
        job = self._job
        if (
            failure.failure.validates
            and not job.touched
            and job.state in (State.PRECHECK, State.IDENTIFYING)
        ):
            return Event.REFUSE, failure
        job.finishing = True
        await self._move(Event.ROLL_BACK, failure=failure, strict=False)
        if job.touched:
            try:
                await self._undo(stack)
            except Exception as err:  # noqa: BLE001 - nor must one while undoing
                stuck = self._failure(err)
                if failure.code == "cancelled" or stuck.code == "undo_failed":
                    failure = stuck
                return Event.GIVE_UP, failure
        if failure.code == "cancelled":
            return Event.CANCEL, failure
        return Event.FAIL, failure

    async def _undo(self, stack: AsyncExitStack) -> None:
        """Undo all steps. Raises JobFailure where something stays on the device."""
        job = self._job
        if self._context.lease is None:
            await self._acquire(stack)
        for step in reversed(job.plan):
            if step.reversal is Reversal.NONE_NEEDED:
                continue
            if job.steps.get(step.id) is StepState.OPEN:
                await self._learn(step, await self._probe(step), strict=False)
            if job.steps.get(step.id, StepState.CLEAR) is StepState.CLEAR:
                continue
            if step.reversal is Reversal.IRREVERSIBLE:
                open_still = job.steps[step.id] is StepState.OPEN
                raise JobFailure("write_unknown" if open_still else "not_confirmed")
            await self._compensate(step)

    async def _compensate(self, step: Step) -> None:
        for attempt in range(self._policy.undo_retries + 1):
            try:
                if not self._verified:
                    await self._identify()
                async with self._services.gate.passing():
                    evidence = await self._call(
                        step.timeout or self._policy.undo_limit,
                        self._strategy.compensate(self._context, step),
                    )
                    await self._job.record(
                        Kind.UNDO, strict=False, step=step.id, evidence=evidence
                    )
            except JobFailure, DeviceError:
                await self._services.sleep(self._policy.backoff * 2**attempt)
            else:
                return
        raise JobFailure("undo_failed")
