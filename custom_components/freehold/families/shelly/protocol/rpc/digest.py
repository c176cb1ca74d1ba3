"""Digest authentication with SHA-256, in both its forms (docs/protocols/shelly.md, Authentication).

Over HTTP it is RFC 7616. In frames the same sum is taken over a fixed text instead of method
and path, and the counter is written in decimal.
"""

from dataclasses import dataclass, field
import hashlib
import json
import re
from typing import Any, Final

from .....connection.errors import ProtocolError

USER: Final = "admin"
"""The only user there is."""

ALGORITHM: Final = "SHA-256"

_PARAMETER: Final = re.compile(
    r"\s*([^\s=,\"]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s,\"]*))\s*(?:,|$)"
)
"""Name, first `=`, value: Base64 in a value brings further ones."""

_TEXT_LIMIT: Final = 512
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a device wants a proof for."""

    realm: str
    nonce: str | int
    """As received: a number on firmware 1, Base64 on 2."""
    stale: bool = False
    """The password may be right; only the nonce was too old."""
    opaque: str | None = None
    """To be sent back, even if empty."""

    @classmethod
    def parse_header(cls, header: str) -> Challenge:
        """Read `WWW-Authenticate`. Raises ProtocolError for what we do not answer."""
        scheme, _, rest = header.strip().partition(" ")
        if scheme.lower() != "digest":
            raise ProtocolError("the device does not ask for digest authentication")
        members = _members(rest)
        if "auth" not in re.split(r"[\s,]+", members.get("qop", "").lower()):
            raise ProtocolError("the device wants its message bodies signed")
        return cls._checked(members, stale=members.get("stale", "").lower() == "true")

    @classmethod
    def parse_message(cls, message: str) -> Challenge:
        """Read the message of a 401 frame: JSON within a string. Raises ProtocolError."""
        try:
            members = json.loads(message)
        except (ValueError, RecursionError) as err:
            raise ProtocolError("the device's challenge is malformed") from err
        if not isinstance(members, dict) or members.get("auth_type") != "digest":
            raise ProtocolError("the device does not ask for digest authentication")
        return cls._checked(members, stale=members.get("stale") in (True, "true"))

    @classmethod
    def _checked(cls, members: dict[str, Any], *, stale: bool) -> Challenge:
        algorithm, opaque = members.get("algorithm"), members.get("opaque")
        if not isinstance(algorithm, str) or algorithm.upper() != ALGORITHM:
            raise ProtocolError("the device wants another digest than SHA-256")
        nonce = members.get("nonce")
        return cls(
            _safe(members.get("realm") or None),
            nonce if type(nonce) is int else _safe(nonce or None),
            stale,
            None if opaque is None else _safe(opaque),
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """One use of a nonce: what shows a device that we know its password."""

    challenge: Challenge
    ha1: str = field(repr=False)
    """As good as the password."""
    count: int
    """1 on the first use of a nonce, then strictly one more."""
    cnonce: str

    def as_frame(self) -> dict[str, str | int]:
        """Return the `auth` member of a request frame."""
        return {
            "realm": self.challenge.realm,
            "username": USER,
            "nonce": self.challenge.nonce,
            "nc": self.count,
            "cnonce": self.cnonce,
            "response": self._response(str(self.count), "dummy_method:dummy_uri"),
            "algorithm": ALGORITHM,
        }

    def as_header(self, method: str, uri: str) -> str:
        """Return the `Authorization` header of a request; `uri` has its query."""
        count = f"{self.count:08x}"
        parts = [
            f"username={_quoted(USER)}",
            f"realm={_quoted(self.challenge.realm)}",
            f"nonce={_quoted(str(self.challenge.nonce))}",
            f"uri={_quoted(uri)}",
            f"algorithm={ALGORITHM}",
            "qop=auth",
            f"nc={count}",
            f"cnonce={_quoted(self.cnonce)}",
            f"response={_quoted(self._response(count, f'{method}:{uri}'))}",
        ]
        if self.challenge.opaque is not None:
            parts.append(f"opaque={_quoted(self.challenge.opaque)}")
        return f"Digest {', '.join(parts)}"

    def _response(self, count: str, request: str) -> str:
        return _sha256(
            f"{self.ha1}:{self.challenge.nonce}:{count}:{self.cnonce}:auth:{_sha256(request)}"
        )


def hash_password(realm: str, password: str) -> str:
    """Return HA1, which a device keeps instead of its password: 64 lower-case hex digits."""
    return _sha256(f"{USER}:{realm}:{password}")


def _sha256(text: str) -> str:
    # A lone surrogate can be typed nowhere, but it must not break anything either.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _members(text: str) -> dict[str, str]:
    """Read `name=value, name="va,lue"`. Raises ProtocolError."""
    members: dict[str, str] = {}
    position = 0
    text = text.strip()
    while position < len(text):
        match = _PARAMETER.match(text, position)
        if match is None:
            raise ProtocolError("the device's challenge is malformed")
        name, quoted, plain = match.groups()
        members[name.lower()] = (
            plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        )
        position = match.end()
    return members


def _safe(value: Any) -> str:
    """Accept text that may be sent back within a header. Raises ProtocolError."""
    if not isinstance(value, str) or len(value) > _TEXT_LIMIT or _UNSAFE.search(value):
        raise ProtocolError("the device's challenge is malformed")
    return value
