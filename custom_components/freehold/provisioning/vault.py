"""Where keys and passwords are kept: one private file, durable before a device can hold them."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
import json
import os
from pathlib import Path
import tempfile
from typing import Any

from .credential import Credential

FORMAT = 1

type _Records = dict[str, dict[str, Any]]


class VaultError(Exception):
    """The vault could not be read or written; nothing was changed."""


class Vault:
    """Credentials by id, in a file that only its owner can read.

    Every change is on the disk before the call returns. What a change replaces is kept
    as *retired*: a device may still hold it.
    """

    def __init__(self, path: Path, now: Callable[[], datetime] | None = None) -> None:
        """Name the file; `load` reads it."""
        self._path = path
        self._now = now or (lambda: datetime.now(UTC))
        self._lock = asyncio.Lock()
        self._records: _Records = {}

    async def load(self) -> None:
        """Read the file. Raises VaultError if it is damaged or of a newer Freehold."""
        self._records = await asyncio.to_thread(_read, self._path)

    def get(self, credential_id: str) -> Credential | None:
        """Return one credential."""
        record = self._records.get(credential_id)
        return None if record is None else _credential(credential_id, record)

    def of_family(self, family: str) -> tuple[Credential, ...]:
        """Return all credentials of a family, oldest first."""
        return tuple(
            _credential(credential_id, record)
            for credential_id, record in self._records.items()
            if record["family"] == family
        )

    def guarded(self) -> frozenset[str]:
        """Return every value, retired ones too, that nothing but this file may hold.

        A value that is part of the id of its credential is public.
        """
        return frozenset(
            value
            for credential_id, record in self._records.items()
            for kept in (record, *record["retired"])
            for value in kept["secrets"].values()
            if value and value not in credential_id
        )

    def held_as(self, credential: Credential) -> Credential:
        """Return what is held with the same secrets under whatever id, or else the same."""
        return next(
            (
                held
                for held in self.of_family(credential.family)
                if held.secrets == credential.secrets
            ),
            credential,
        )

    async def store(self, credential: Credential) -> None:
        """Keep a credential. Raises VaultError, and then keeps what was there."""

        def stored(records: _Records) -> _Records:
            old = records.get(credential.id)
            if old is not None and old["secrets"] == credential.secrets:
                return records
            return {**records, credential.id: self._record(credential, old)}

        await self._change(stored)

    async def forget(self, credential_id: str) -> None:
        """Drop a credential and all it replaced. Raises VaultError."""
        await self._change(
            lambda records: {
                key: record for key, record in records.items() if key != credential_id
            }
        )

    def _record(
        self, credential: Credential, old: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        stored = self._now().isoformat(timespec="seconds")
        retired = [] if old is None else [*old["retired"], _retire(old, stored)]
        return {
            "family": credential.family,
            "name": credential.name,
            "secrets": dict(credential.secrets),
            "stored": stored,
            "retired": retired,
        }

    async def _change(self, change: Callable[[_Records], _Records]) -> None:
        # Shielded: a cancelled caller must not leave memory and disk apart.
        await asyncio.shield(self._write(change))

    async def _write(self, change: Callable[[_Records], _Records]) -> None:
        async with self._lock:
            records = change(self._records)
            if records != self._records:
                await asyncio.to_thread(_write, self._path, records)
                self._records = records


def _credential(credential_id: str, record: Mapping[str, Any]) -> Credential:
    return Credential(
        id=credential_id,
        family=record["family"],
        name=record["name"],
        secrets=record["secrets"],
    )


def _retire(record: Mapping[str, Any], retired: str) -> dict[str, Any]:
    return {
        "secrets": record["secrets"],
        "stored": record["stored"],
        "retired": retired,
    }


def _read(path: Path) -> _Records:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        version, records = content["format"], content["credentials"]
        if version > FORMAT:
            raise VaultError(
                f"{path.name} was written by a newer Freehold (format {version})"
            )
        for credential_id, record in records.items():
            _credential(credential_id, record)
            _retire(record, retired="")
            list(record["retired"])
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as err:
        # The text of a JSON error may quote the file, so only its type is told.
        raise VaultError(f"{path.name} cannot be read ({type(err).__name__})") from None
    return dict(records)


def _write(path: Path, records: _Records) -> None:
    text = json.dumps({"format": FORMAT, "credentials": records}, indent=2)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace_durably(path, text.encode())
    except OSError as err:
        raise VaultError(f"{path.name} cannot be written: {err.strerror}") from err


def _replace_durably(path: Path, content: bytes) -> None:
    """Replace a file so that after a power cut either the old or the new one is there."""
    # mkstemp makes the file readable by its owner only.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
