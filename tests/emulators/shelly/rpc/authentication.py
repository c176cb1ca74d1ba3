"""Who may call: HTTP digest and frame authentication of firmware 1.x and 2.x."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
import json

from . import digest
from .nonces import NonceTable, Use

FAILURE_WINDOW_SECONDS = 600
FAILURES_ALLOWED = 10
"""Not documented; modelled."""


class Outcome(Enum):
    """What becomes of a call."""

    GRANTED = auto()
    CHALLENGED = auto()
    LOCKED_OUT = auto()
    """429: no nonce to be had, or too many failures."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, and what to answer with it."""

    outcome: Outcome
    reason: str = ""
    nonce: str | int | None = None
    stale: bool = False
    used_nonce: str | int | None = None
    used_count: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What a caller claims."""

    realm: object
    username: object
    nonce: str | int
    nc: object
    """As sent, because it is hashed as sent."""
    count: int
    cnonce: str
    response: object
    ha2: str


@dataclass(slots=True)
class Authentication:
    """The lock of a device; open while there is no password."""

    realm: str
    nonces: NonceTable
    now: Callable[[], float]
    slots: bool
    """Firmware 2.x: string nonces, `stale`, and a lock-out."""
    ha1: str | None = None
    _failures: deque[float] = field(default_factory=deque)

    @property
    def enabled(self) -> bool:
        """Return whether a password is needed."""
        return self.ha1 is not None

    def set_password(self, password: str | None) -> None:
        """Keep what a device keeps of a password."""
        self.ha1 = None if password is None else digest.ha1(self.realm, password)

    def reboot(self) -> None:
        """Forget nonces and failures."""
        self.nonces.forget()
        self._failures.clear()

    def http(self, method: str, uri: str, authorization: str | None) -> Verdict:
        """Judge an HTTP request."""
        if self.ha1 is None:
            return Verdict(Outcome.GRANTED)
        if authorization is None:
            return self.challenge()
        return self._judge(self._http_proof(method, uri, authorization))

    def frame(self, auth: object) -> Verdict:
        """Judge the `auth` member of a frame."""
        if self.ha1 is None:
            return Verdict(Outcome.GRANTED)
        if auth is None:
            return self.challenge()
        return self._judge(_frame_proof(auth))

    def challenge(self) -> Verdict:
        """Ask for credentials."""
        return self._challenge()

    def lock_out(self) -> None:
        """Have seen too many failures just now."""
        self._failures.extend([self.now()] * (FAILURES_ALLOWED + 1))

    def http_challenge(self, verdict: Verdict) -> str:
        """Return the `WWW-Authenticate` header; firmware 1.x writes the time in hex."""
        nonce = verdict.nonce if self.slots else f"{verdict.nonce:x}"
        stale = ", stale=true" if verdict.stale else ""
        return (
            f'Digest qop="auth", realm="{self.realm}", nonce="{nonce}", '
            f"algorithm=SHA-256{stale}"
        )

    def frame_challenge(self, verdict: Verdict) -> str:
        """Return the message of the error frame: JSON in a string."""
        challenge: dict[str, object] = {
            "auth_type": "digest",
            "nonce": verdict.nonce,
            "nc": 1,
            "realm": self.realm,
            "algorithm": "SHA-256",
        }
        if self.slots:
            challenge["stale"] = verdict.stale
        return json.dumps(challenge)

    def _judge(self, proof: Proof | None) -> Verdict:
        if proof is None:
            return self._fail()
        use = self.nonces.look(proof.nonce, proof.count)
        if use is Use.REFUSED:
            return Verdict(
                Outcome.LOCKED_OUT, "No free nonce slots", used_nonce=proof.nonce
            )
        if not self._proven(proof):
            return self._fail(proof)
        if use is Use.STALE:
            return self._challenge(proof, stale=True)
        if use is not Use.GOOD:
            return self._fail(proof)
        self.nonces.count(proof.nonce)
        return Verdict(Outcome.GRANTED, used_nonce=proof.nonce, used_count=proof.count)

    def _proven(self, proof: Proof) -> bool:
        assert self.ha1 is not None
        nonce = proof.nonce
        if not self.slots and isinstance(nonce, int) and isinstance(proof.nc, str):
            nonce = f"{nonce:x}"
        expected = digest.response(self.ha1, nonce, proof.nc, proof.cnonce, proof.ha2)
        return (
            proof.realm == self.realm
            and proof.username == digest.USERNAME
            and proof.response == expected
        )

    def _fail(self, proof: Proof | None = None) -> Verdict:
        if self.slots:
            self._failures.append(self.now())
        return self._challenge(proof)

    def _challenge(self, proof: Proof | None = None, *, stale: bool = False) -> Verdict:
        used_nonce = proof.nonce if proof else None
        used_count = proof.count if proof else None
        reason = "Too many failed authentication attempts"
        if not self._locked_out():
            if (nonce := self.nonces.issue()) is not None:
                return Verdict(
                    Outcome.CHALLENGED,
                    nonce=nonce,
                    stale=stale,
                    used_nonce=used_nonce,
                    used_count=used_count,
                )
            reason = "No free nonce slots"
        return Verdict(
            Outcome.LOCKED_OUT, reason, used_nonce=used_nonce, used_count=used_count
        )

    def _locked_out(self) -> bool:
        while (
            self._failures and self._failures[0] <= self.now() - FAILURE_WINDOW_SECONDS
        ):
            self._failures.popleft()
        return len(self._failures) > FAILURES_ALLOWED

    def _http_proof(self, method: str, uri: str, header: str) -> Proof | None:
        said = digest.parse(header)
        try:
            if said is None or said["qop"] != "auth" or said["uri"] != uri:
                return None
            if said.get("algorithm", "").upper() != "SHA-256" or len(said["nc"]) != 8:
                return None
            return Proof(
                realm=said["realm"],
                username=said["username"],
                nonce=said["nonce"] if self.slots else int(said["nonce"], 16),
                nc=said["nc"],
                count=int(said["nc"], 16),
                cnonce=said["cnonce"],
                response=said["response"],
                ha2=digest.ha2(method, uri),
            )
        except KeyError, ValueError:
            return None


def _frame_proof(auth: object) -> Proof | None:
    if not isinstance(auth, Mapping) or auth.get("algorithm") != "SHA-256":
        return None
    nonce, count, cnonce = auth.get("nonce"), auth.get("nc"), auth.get("cnonce")
    if (
        not isinstance(nonce, str | int)
        or not isinstance(count, int)
        or not isinstance(cnonce, str | int)
    ):
        return None
    return Proof(
        realm=auth.get("realm"),
        username=auth.get("username"),
        nonce=nonce,
        nc=count,
        count=count,
        cnonce=str(cnonce),
        response=auth.get("response"),
        ha2=digest.FRAME_HA2,
    )
