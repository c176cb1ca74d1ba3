"""The write-ahead record of one job: a chained, append-only file that only its owner can read.

Each line is canonical JSON and names the SHA-256 of the line before it. A line is on the disk
when `append` returns. What a power cut left of the last line is ignored; any other damage is
reported, and nothing is ever written to such a file.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
import hashlib
import json
import os
from pathlib import Path
from typing import Any, Final

SCHEMA: Final = 1
SUFFIX: Final = ".jsonl"
_NO_LINE: Final = "0" * 64
_SHORTEST_PART: Final = 8
"""A shorter secret is only looked for as a whole value: as a part it would be found by chance."""

type JsonObject = dict[str, Any]

MIGRATIONS: Final[dict[int, Callable[[JsonObject], JsonObject]]] = {}
"""By schema: what makes a line of it one of the next schema. Files stay as they are."""


class JournalError(Exception):
    """A journal could not be written."""


class SecretLeakError(JournalError):
    """Somebody tried to write a secret down. A bug: the text names the place, not the value."""


class JournalDamagedError(Exception):
    """A journal is not what was written: no job may go on from it."""


class JournalNewerError(Exception):
    """A journal was written by a newer Freehold."""


class Kind(StrEnum):
    """What a line tells."""

    START = "start"
    STATE = "state"
    INTENT = "intent"
    DONE = "done"
    PROBE = "probe"
    UNDO = "undo"
    PROOF = "proof"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line."""

    seq: int
    at: datetime
    kind: Kind
    monotonic: float = 0
    step: str | None = None
    code: str | None = None
    milliseconds: int | None = None
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JournalContent:
    """What a file holds."""

    lines: tuple[Line, ...]
    size: int
    """Bytes up to the end of the last whole line."""
    last_hash: str


class Journal:
    """One job's file."""

    def __init__(
        self,
        path: Path,
        *,
        now: Callable[[], datetime],
        clock: Callable[[], float],
        guarded: Callable[[], Iterable[str]],
        content: JournalContent | None = None,
    ) -> None:
        """Go on after `content`, or begin a new file. `guarded` names what must not be written."""
        self.path = path
        self._now = now
        self._clock = clock
        self._guarded = guarded
        self._lock = asyncio.Lock()
        self._content = content or JournalContent((), 0, _NO_LINE)

    def line(
        self,
        kind: Kind,
        *,
        step: str | None = None,
        code: str | None = None,
        milliseconds: int | None = None,
        evidence: Mapping[str, Any] | None = None,
    ) -> Line:
        """Make the line that would be written now."""
        return Line(
            seq=len(self._content.lines) + 1,
            at=self._now(),
            monotonic=self._clock(),
            kind=kind,
            step=step,
            code=code,
            milliseconds=milliseconds,
            evidence=dict(evidence or {}),
        )

    async def append(self, line: Line) -> None:
        """Write a line durably. Raises JournalError, and then the file counts as unchanged."""
        # Shielded: a cancelled caller must not leave memory and disk apart.
        await asyncio.shield(self._append(line))

    async def _append(self, line: Line) -> None:
        async with self._lock:
            old = self._content
            fields = _as_json(line) | {"seq": len(old.lines) + 1, "prev": old.last_hash}
            _refuse_secrets(fields, self._guarded())
            raw = _canonical(fields)
            try:
                await asyncio.to_thread(_append_durably, self.path, old.size, raw)
            except OSError as err:
                raise JournalError(
                    f"{self.path.name} cannot be written: {err.strerror}"
                ) from err
            self._content = JournalContent(
                (*old.lines, line), old.size + len(raw) + 1, _hash(raw)
            )


async def read_journal(path: Path) -> JournalContent:
    """Read and verify a file. Raises JournalDamagedError and JournalNewerError."""
    try:
        raw = await asyncio.to_thread(path.read_bytes)
    except OSError as err:
        raise JournalDamagedError(f"{path.name}: {err.strerror}") from err
    whole = raw[: raw.rfind(b"\n") + 1]
    parsed = [
        (_upgraded(fields), hashed)
        for fields, hashed in _verified(path.name, whole.splitlines())
    ]
    try:
        lines = tuple(_line(fields) for fields, _ in parsed)
    except (LookupError, TypeError, ValueError) as err:
        raise JournalDamagedError(f"{path.name} holds an unknown line") from err
    if lines and lines[0].kind is not Kind.START:
        raise JournalDamagedError(f"{path.name} has no beginning")
    return JournalContent(lines, len(whole), parsed[-1][1] if parsed else _NO_LINE)


async def receipt(path: Path) -> JsonObject:
    """Return a job's record for a person to keep: what was done, when, for whom, chained.

    Raises JournalDamagedError and JournalNewerError.
    """
    content = await read_journal(path)
    raw = (await asyncio.to_thread(path.read_bytes))[: content.size]
    return {
        "format": SCHEMA,
        "job": path.stem,
        "lines": [json.loads(line) for line in raw.splitlines()],
        "sha256": content.last_hash,
    }


def receipt_is_intact(exported: Mapping[str, Any]) -> bool:
    """Tell whether nobody changed a receipt since it was exported."""
    raw = [_canonical(fields) for fields in exported["lines"]]
    try:
        hashes = [hashed for _, hashed in _verified("receipt", raw)]
    except JournalDamagedError, JournalNewerError:
        return False
    return hashes[-1:] == [exported["sha256"]]


def _verified(name: str, raw: list[bytes]) -> Iterable[tuple[JsonObject, str]]:
    """Check numbers and chain; yield each line's fields and hash."""
    previous = _NO_LINE
    for number, line in enumerate(raw, 1):
        try:
            fields = json.loads(line)
            schema, seq, before = fields["schema"], fields["seq"], fields["prev"]
            newer = schema > SCHEMA
        except (ValueError, LookupError, TypeError) as err:
            raise JournalDamagedError(f"{name}: line {number} is damaged") from err
        if newer:
            raise JournalNewerError(
                f"{name} was written by a newer Freehold (format {schema})"
            )
        if seq != number or before != previous:
            raise JournalDamagedError(f"{name}: the chain breaks at line {number}")
        previous = _hash(line)
        yield fields, previous


def _upgraded(fields: JsonObject) -> JsonObject:
    """Bring a line of an older schema up to the present one."""
    for schema in range(fields["schema"], SCHEMA):
        fields = MIGRATIONS[schema](fields)
    return fields


def _line(fields: JsonObject) -> Line:
    return Line(
        seq=fields["seq"],
        at=datetime.fromisoformat(fields["at"]),
        monotonic=fields["monotonic"],
        kind=Kind(fields["kind"]),
        step=fields["step"],
        code=fields["code"],
        milliseconds=fields["milliseconds"],
        evidence=dict(fields["evidence"]),
    )


def _as_json(line: Line) -> JsonObject:
    return {
        "schema": SCHEMA,
        "seq": line.seq,
        "at": line.at.isoformat(),
        "monotonic": round(line.monotonic, 3),
        "kind": line.kind,
        "step": line.step,
        "code": line.code,
        "milliseconds": line.milliseconds,
        "evidence": line.evidence,
    }


def _canonical(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def _hash(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _refuse_secrets(value: Any, guarded: Iterable[str]) -> None:
    """Raise SecretLeakError if a text anywhere inside is, or contains, a secret."""
    secrets = [secret.casefold() for secret in guarded]
    for text in _texts(value):
        folded = text.casefold()
        if any(
            secret in folded if len(secret) >= _SHORTEST_PART else secret == folded
            for secret in secrets
        ):
            raise SecretLeakError("a secret does not belong into a journal")


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, member in value.items():
            yield from _texts(name)
            yield from _texts(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _texts(member)


def _append_durably(path: Path, size: int, raw: bytes) -> None:
    """Put a line behind the first `size` bytes; what is behind them was never confirmed."""
    created = size == 0
    if created:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.ftruncate(file.fileno(), size)
        file.seek(size)
        file.write(raw + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if created:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
