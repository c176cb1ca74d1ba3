"""The household's secret: a group id and a group key (docs/protocols/miele.md, Credentials)."""

from collections.abc import Callable
from dataclasses import dataclass, field
import json
import re
import secrets
from typing import Any, Literal

type CredentialPart = Literal["group_id", "group_key", "export"]

_ID_DIGITS = 16
_KEY_DIGITS = 128
_SEPARATORS = re.compile(r"[\s:\-]+")
_HEX = re.compile(r"[0-9A-Fa-f]+")


class CredentialFormatError(ValueError):
    """Text is not a credential. `field` and `key` say where and why; the text itself is not kept."""

    def __init__(self, part: CredentialPart, key: str) -> None:
        """Point at the part and at the reason."""
        super().__init__(f"{part}: {key}")
        self.field = part
        self.key = key


@dataclass(frozen=True, slots=True)
class GroupCredentials:
    """What opens every appliance of one household. Malformed ones cannot exist.

    An appliance takes any key without looking and then refuses every other one, so
    nothing that was not checked may ever reach it. Raises CredentialFormatError.
    """

    group_id: str
    """16 upper-case hex digits: public, appliances announce it."""
    group_key: bytes = field(repr=False)
    """64 bytes."""

    def __post_init__(self) -> None:
        """Refuse what an appliance would accept but nobody could use."""
        if _digits("group_id", self.group_id, _ID_DIGITS) != self.group_id:
            raise CredentialFormatError("group_id", "not_hex")
        _digits("group_key", self.group_key.hex(), _KEY_DIGITS)

    @classmethod
    def parse(cls, group_id: str, group_key: str) -> GroupCredentials:
        """Read both parts as a person may paste them. Raises CredentialFormatError."""
        return cls(
            _digits("group_id", group_id, _ID_DIGITS),
            bytes.fromhex(_digits("group_key", group_key, _KEY_DIGITS)),
        )

    @classmethod
    def generate(
        cls, random_bytes: Callable[[int], bytes] = secrets.token_bytes
    ) -> GroupCredentials:
        """Make the credentials of a new household."""
        return cls(random_bytes(8).hex().upper(), random_bytes(64))

    def as_export(self) -> str:
        """Return the secret as the JSON that `parse_export` and other programs read."""
        return json.dumps(
            {"GroupID": self.group_id, "GroupKey": self.group_key.hex().upper()}
        )


def parse_export(text: str) -> list[GroupCredentials]:
    """Find every household in a JSON export, in its order and without repetitions.

    Raises CredentialFormatError for text that is no JSON, for JSON without keys, and
    for the first malformed key.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as err:
        raise CredentialFormatError("export", "not_json") from err
    found = [GroupCredentials.parse(*pair) for pair in _pairs(document)]
    if not found:
        raise CredentialFormatError("export", "no_keys_found")
    return list(dict.fromkeys(found))


def _pairs(document: Any) -> list[tuple[str, str]]:
    """Collect id and key of every object that has both, however deep it lies."""
    pairs: list[tuple[str, str]] = []
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            members = {
                name.replace("_", "").lower(): value for name, value in node.items()
            }
            if "groupid" in members and "groupkey" in members:
                pairs.append((_text(members["groupid"]), _text(members["groupkey"])))
            else:
                waiting.extend(reversed(node.values()))
    return pairs


def _text(value: Any) -> str:
    """Return text as it is; null counts as empty and anything else as no hex digits."""
    if value is None:
        return ""
    return value if isinstance(value, str) else "?"


def _digits(part: CredentialPart, text: str, count: int) -> str:
    """Return exactly `count` upper-case hex digits, separators removed."""
    digits = _SEPARATORS.sub("", text)
    if not digits:
        raise CredentialFormatError(part, "required")
    if not _HEX.fullmatch(digits):
        raise CredentialFormatError(part, "not_hex")
    if len(digits) < count:
        raise CredentialFormatError(part, "too_short")
    if len(digits) > count:
        raise CredentialFormatError(part, "too_long")
    if not digits.strip("0"):
        raise CredentialFormatError(part, "all_zero")
    return digits.upper()
