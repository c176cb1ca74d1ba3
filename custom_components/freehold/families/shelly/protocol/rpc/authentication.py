"""One device's password: when it is proven, and when nothing may be sent (docs/protocols/shelly.md, Nonces)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
import secrets
import time
from typing import Final

from .....connection.errors import AuthenticationError, DeviceBusyError
from .channel import Challenged, Channel, ChannelKind, Failed, Outcome, Reply
from .digest import Challenge, Proof, hash_password
from .frames import Call

NONCE_LIFE: Final = 50 * 60.0
"""Seconds. Devices forget a nonce after an hour; renewing it earlier costs no failed attempt."""

NONCE_USES: Final = 25_000
"""Devices bear 30 000."""

FIRST_PAUSE: Final = 2.0
"""Seconds. A device without a free nonce slot answers 429 for this long."""

LONGEST_PAUSE: Final = 600.0
"""Seconds. Failed attempts are counted over ten minutes."""

THROTTLED: Final = 429


@dataclass(slots=True)
class Nonce:
    """A challenge in use."""

    challenge: Challenge
    born: float
    uses: int = 0


@dataclass(slots=True)
class Rest:
    """What a device asked for, whoever had annoyed it."""

    resume_at: float
    answers: int = 0
    """How often in a row it said 429."""


class Authentication:
    """Proves one password to one device, over whichever channels there are.

    Calls go one at a time, each proof counts strictly one up. A password that was refused
    is never sent again, and a device that asks for rest gets it: what is wrong here locks
    the owner out for minutes.
    """

    def __init__(
        self,
        password: str | None,
        *,
        clock: Callable[[], float] = time.monotonic,
        cnonce: Callable[[], str] = lambda: secrets.token_urlsafe(16),
    ) -> None:
        """Without a password, only unprotected devices can be used. The clock is in seconds."""
        self._password = password
        self._clock = clock
        self._cnonce = cnonce
        self._lock = asyncio.Lock()
        self._nonces: dict[ChannelKind, Nonce] = {}
        self._refused = False
        self._required: bool | None = None
        self._rest = Rest(clock())
        self.proven = False
        """The device accepted this password."""

    def candidate(self, password: str | None) -> Authentication:
        """Return one for another password, to try it out. Both wait and rest for each other."""
        other = Authentication(password, clock=self._clock, cnonce=self._cnonce)
        other._lock, other._rest = self._lock, self._rest
        return other

    @property
    def refused(self) -> bool:
        """The device did not accept this password; nothing is sent with it any more."""
        return self._refused

    def change(self, password: str | None) -> None:
        """Use another password from now on. What rest a device asked for still counts."""
        self._password = password
        self._nonces.clear()
        self._refused = False
        self._required = None
        self.proven = False

    def observe(self, *, required: bool) -> None:
        """Take in whether the device says that it has a password."""
        self._required = required
        if not required:
            self._nonces.clear()

    def check(self) -> None:
        """Raise what a call would end in without being sent: AuthenticationError, DeviceBusyError."""
        if self._refused and self._required is not False:
            raise AuthenticationError("the device refused the password before")
        if (remaining := self._rest.resume_at - self._clock()) > 0:
            raise DeviceBusyError(
                "the device asked to be left alone", retry_after=remaining
            )

    async def run(self, channel: Channel, call: Call) -> Outcome:
        """Carry a call, with a proof if one is wanted.

        Raises AuthenticationError, DeviceBusyError, and what the channel raises.
        """
        async with self._lock:
            self.check()
            reply = await self._prove(channel, call)
            if isinstance(reply, Failed) and reply.code == THROTTLED:
                raise self._throttle()
            self._rest.answers = 0
            return reply

    async def _prove(self, channel: Channel, call: Call) -> Outcome:
        nonce = self._usable(channel.kind)
        retried = False
        reply = await self._send(channel, call, nonce)
        while isinstance(reply, Challenged):
            if nonce is not None:
                # A nonce that worked before may be forgotten; one just received may not.
                if retried or not (reply.challenge.stale or nonce.uses > 1):
                    raise self._refuse()
                retried = True
            nonce = Nonce(reply.challenge, self._clock())
            self._nonces[channel.kind] = nonce
            reply = await self._send(channel, call, nonce)
        if nonce is not None and not _is_throttled(reply):
            self.proven = True
        return reply

    async def _send(self, channel: Channel, call: Call, nonce: Nonce | None) -> Reply:
        if nonce is None:
            return await channel.exchange(call, None)
        if self._password is None or self._refused:
            raise self._refuse()
        nonce.uses += 1
        proof = Proof(
            nonce.challenge,
            hash_password(nonce.challenge.realm, self._password),
            nonce.uses,
            self._cnonce(),
        )
        try:
            return await channel.exchange(call, proof)
        except BaseException:
            if nonce.uses == 1:
                # Nobody knows whether the device saw it, and its first use must be 1.
                self._nonces.pop(channel.kind, None)
            raise

    def _usable(self, kind: ChannelKind) -> Nonce | None:
        """Return the nonce in use; None if the call must go out bare, to be given one."""
        nonce = self._nonces.get(kind)
        if nonce is not None and (
            self._clock() - nonce.born >= NONCE_LIFE or nonce.uses >= NONCE_USES
        ):
            del self._nonces[kind]
            return None
        return nonce

    def _refuse(self) -> AuthenticationError:
        self._nonces.clear()
        self._refused = True
        self._required = True
        if self._password is None:
            return AuthenticationError("the device asks for a password")
        return AuthenticationError("the device refused the password")

    def _throttle(self) -> DeviceBusyError:
        """Begin a pause, each time twice as long, and forget what the device may have evicted."""
        pause = min(FIRST_PAUSE * 2.0 ** min(self._rest.answers, 16), LONGEST_PAUSE)
        self._rest.answers += 1
        self._nonces.clear()
        self._rest.resume_at = self._clock() + pause
        return DeviceBusyError("the device asks to be left alone", retry_after=pause)


def _is_throttled(reply: Reply) -> bool:
    return isinstance(reply, Failed) and reply.code == THROTTLED
