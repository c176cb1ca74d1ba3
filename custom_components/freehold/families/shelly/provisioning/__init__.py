"""Closing a device to everybody else, and again after it was reset."""

from typing import Final

from ....provisioning.credential import Credential
from ....provisioning.link import HOME_NETWORK
from ....provisioning.securing import KEEP, LOCK, OFF, ON, OPENED_BY, Door, to_be_closed
from ....provisioning.strategy import (
    Check,
    Context,
    Effect,
    Evidence,
    Identified,
    JobFailure,
    Proof,
    Purpose,
    Recovery,
    Request,
    Reversal,
    Step,
    Suitability,
    check_credential,
)
from ..credential import new_credential, password_of
from ..discovery import ACCESS_POINT
from ..identity import FAMILY
from .entrance import candidates, expected_mac, former_id, visit

_GENERATION: Final = "generation"
_MODEL: Final = "model"
_STEP_LIMIT: Final = 40.0
"""Seconds. The client itself looks what became of a write whose answer was lost."""

_FAMILY_WORDS: Final = frozenset(
    {
        *("not_authenticated", "device_asleep", "device_rejected", "device_busy"),
        *("credential_missing", "not_confirmed", "confirm_auth_failed"),
        *("write_unknown", "undo_failed"),
    }
)


class Securing:
    """Closes what is open on a device and sets its password, for all generations.

    A password can be changed by whoever knows it, so everything can be taken back. What can
    go wrong is that nobody knows which one a device holds: the new one is durable before it
    is sent, the old one is kept, and after a lost answer both are tried from outside.
    """

    id = "shelly_securing"
    version = 1
    family = FAMILY
    requires = frozenset({HOME_NETWORK})

    def match(self, request: Request) -> Suitability | None:
        """Serve both purposes: a reset device gets back what securing gave it."""
        if request.purpose not in (Purpose.SECURE, Purpose.RECOVER):
            return None
        return Suitability(100, "a device on the home network")

    async def precheck(self, context: Context) -> list[Check]:
        """A wanted password must be there."""
        return check_credential(context)

    async def identify(self, context: Context) -> Identified:
        """Learn its MAC from what it tells everybody; then, let in, what is open."""
        async with visit(context) as there:
            if expected_mac(context) is None:
                return Identified(serial=there.info.mac)
            access, credential = await there.enter(candidates(context))
            doors = dict(await access.doors())
        if context.request.host == ACCESS_POINT:
            # Closing the way we came would leave nobody a way in.
            doors.pop(Door.ACCESS_POINT, None)
        return Identified(
            serial=there.info.mac,
            details={
                _GENERATION: str(there.info.generation),
                _MODEL: there.info.model,
                OPENED_BY: credential.id if credential else "",
                **{door: ON if is_open else OFF for door, is_open in doors.items()},
            },
        )

    def plan(self, identity: Identified, request: Request) -> tuple[Step, ...]:
        """Close what is open, the password last: whatever fails before, the old one holds."""
        steps = [
            Step(
                id=door,
                reversal=Reversal.COMPENSATE,
                idempotent=True,
                timeout=_STEP_LIMIT,
            )
            for door in to_be_closed(request.details, identity.details)
        ]
        if _sets_password(request) and (
            request.credential_id is None
            or request.credential_id != identity.details[OPENED_BY]
        ):
            steps.append(
                Step(
                    id=LOCK,
                    reversal=Reversal.COMPENSATE,
                    hands_over_secret=True,
                    timeout=_STEP_LIMIT,
                )
            )
        return tuple(steps)

    def credential(self, context: Context) -> Credential:
        """Make a password for this device alone."""
        return new_credential()

    async def execute(self, context: Context, step: Step) -> Evidence:
        """Close one door, or set the password."""
        async with visit(context) as there:
            access, opened_by = await there.enter(candidates(context))
            if step.id != LOCK:
                restart = await access.set_door(Door(step.id), is_open=False)
                return {"warning": "restart_required"} if restart else {}
            wanted = _wanted(context)
            if opened_by is not None and opened_by.id == wanted.id:
                return {"held": True}
            # What was refused until now may be right after this.
            context.refused.clear()
            await access.set_password(password_of(wanted))
            return {}

    async def probe(self, context: Context, step: Step) -> Effect:
        """See what opens the device now, or whether a door of it is still open."""
        async with visit(context) as there:
            access, opened_by = await there.enter(candidates(context))
            if step.id != LOCK:
                is_open = (await access.doors()).get(Door(step.id))
                return Effect.NOT_APPLIED if is_open else Effect.APPLIED
        # Let in by another password, or by none: it does not ask for the new one.
        landed = opened_by is not None and opened_by.id == context.credential_id
        return Effect.APPLIED if landed else Effect.NOT_APPLIED

    async def confirm(self, context: Context) -> list[Proof]:
        """Read with the password that it is to hold, and see that every door is closed."""
        taken = context.clock()
        final = _final_id(context)
        wanted = context.keys.get(final) if final else None
        async with visit(context) as there:
            try:
                access, opened_by = await there.enter([wanted] if wanted else [])
            except JobFailure as err:
                raise JobFailure("confirm_auth_failed") from err
            doors = await access.doors()
        if opened_by != wanted:
            # Somebody took the password away meanwhile: it may have been reset.
            raise JobFailure("confirm_auth_failed")
        if any(
            is_open and context.request.details.get(door) == OFF
            for door, is_open in doors.items()
            if not (door is Door.ACCESS_POINT and context.request.host == ACCESS_POINT)
        ):
            raise JobFailure("not_confirmed")
        return [
            Proof(
                kind="authenticated_read" if wanted else "open_read",
                serial=there.info.mac,
                authenticated=True,
                taken=taken,
            )
        ]

    async def compensate(self, context: Context, step: Step) -> Evidence:
        """Open a door that was open, or give back the old password or none."""
        async with visit(context) as there:
            access, opened_by = await there.enter(candidates(context))
            if step.id != LOCK:
                await access.set_door(Door(step.id), is_open=True)
                return {}
            former = former_id(context)
            if (opened_by.id if opened_by else None) == former:
                return {"held": True}
            old = context.keys.get(former) if former else None
            if former and old is None:
                raise JobFailure("undo_failed")
            context.refused.clear()
            await access.set_password(password_of(old))
            return {}

    def explain(self, code: str, identity: Identified | None) -> Recovery | None:
        """Speak of passwords, and of what a Shelly can be done to."""
        if code not in _FAMILY_WORDS:
            return None
        return Recovery(key=f"provisioning_{FAMILY}_{code}")


def _sets_password(request: Request) -> bool:
    """A reset device gets the password it had; one without gets none."""
    if request.purpose == Purpose.RECOVER:
        return request.credential_id is not None
    return request.details.get(LOCK) != KEEP


def _wanted(context: Context) -> Credential:
    if (credential := context.credential) is None:
        raise JobFailure("credential_missing")
    return credential


def _final_id(context: Context) -> str | None:
    """Return what is to open the device in the end; None: it asks for nothing."""
    if _sets_password(context.request) and context.credential_id:
        return context.credential_id
    return former_id(context)
