"""The arithmetic of RFC 7616 as Shelly uses it (docs/protocols/shelly.md, Authentication)."""

import hashlib
import re

USERNAME = "admin"
_DIRECTIVE = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


def sha256(text: str) -> str:
    """Return the digest in lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()


FRAME_HA2 = sha256("dummy_method:dummy_uri")


def ha1(realm: str, password: str) -> str:
    """Return what a device keeps of a password."""
    return sha256(f"{USERNAME}:{realm}:{password}")


def ha2(method: str, uri: str) -> str:
    """Return the part for an HTTP request; `uri` includes the query."""
    return sha256(f"{method}:{uri}")


def response(ha1: str, nonce: object, nc: object, cnonce: str, ha2: str) -> str:
    """Return the proof; `nc` as it was sent: eight hex digits in HTTP, decimal in frames."""
    return sha256(f"{ha1}:{nonce}:{nc}:{cnonce}:auth:{ha2}")


def parse(authorization: str) -> dict[str, str] | None:
    """Return the directives of an `Authorization: Digest` header."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "digest":
        return None
    return {name: quoted or bare for name, quoted, bare in _DIRECTIVE.findall(rest)}
