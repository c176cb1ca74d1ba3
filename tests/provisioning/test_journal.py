"""The journal: durable, private, chained, and honest about damage."""

import asyncio
from datetime import UTC, datetime
import json
import os
from pathlib import Path
import stat
from unittest.mock import patch

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.freehold.provisioning import journal as journal_module
from custom_components.freehold.provisioning.engine import UnreadableJob
from custom_components.freehold.provisioning.journal import (
    SCHEMA,
    Journal,
    JournalContent,
    JournalDamagedError,
    JournalError,
    JournalNewerError,
    Kind,
    SecretLeakError,
    read_journal,
    receipt,
    receipt_is_intact,
)

from .world import world_of

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SECRETS = {"a long secret key", "tiny"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a file in a folder that is not there yet."""
    return tmp_path / "jobs" / "job.jsonl"


def journal_at(path: Path, content: JournalContent | None = None) -> Journal:
    """Open a journal."""
    return Journal(
        path,
        now=lambda: NOW,
        clock=lambda: 1.5,
        guarded=lambda: SECRETS,
        content=content,
    )


async def written(path: Path, count: int = 3) -> Journal:
    """Write a journal of some lines."""
    journal = journal_at(path)
    await journal.append(journal.line(Kind.START, evidence={"what": "begins"}))
    for number in range(1, count):
        await journal.append(
            journal.line(
                Kind.DONE, step=f"step {number}", milliseconds=7, evidence={"n": number}
            )
        )
    return journal


async def test_what_was_written_is_read(path: Path) -> None:
    """Every field comes back."""
    await written(path)

    lines = (await read_journal(path)).lines
    assert [line.seq for line in lines] == [1, 2, 3]
    assert lines[1].kind is Kind.DONE
    assert (lines[1].step, lines[1].milliseconds) == ("step 1", 7)
    assert (lines[1].at, lines[1].monotonic) == (NOW, 1.5)
    assert lines[1].evidence == {"n": 1}


async def test_only_the_owner_can_read(path: Path) -> None:
    """File and folder are private."""
    await written(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_lines_are_synced_before_append_returns(path: Path) -> None:
    """The folder too, when the file is new."""
    synced: list[bool] = []
    fsync = os.fsync

    def recording(descriptor: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        fsync(descriptor)

    with patch.object(os, "fsync", recording):
        await written(path, 2)

    assert synced == [False, True, False]


async def test_a_torn_last_line_is_ignored_and_cut(path: Path) -> None:
    """What a power cut left is gone with the next line."""
    await written(path)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"seq": 4, "ki\x00\x00')

    content = await read_journal(path)
    assert len(content.lines) == 3
    journal = journal_at(path, content)
    await journal.append(journal.line(Kind.NOTE, code="on"))
    assert len((await read_journal(path)).lines) == 4
    assert path.read_bytes().startswith(whole)


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(0, 2000))
def test_a_file_cut_anywhere_holds_its_whole_lines(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    """Wherever the power went."""
    path = tmp_path_factory.mktemp("cut") / "job.jsonl"
    asyncio.run(written(path, 4))
    whole = path.read_bytes()[:cut]
    path.write_bytes(whole)

    assert len(asyncio.run(read_journal(path)).lines) == whole.count(b"\n")


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_any_changed_byte_before_the_last_line_is_found(
    tmp_path_factory: pytest.TempPathFactory, place: float, flip: int
) -> None:
    """The chain sees it."""
    path = tmp_path_factory.mktemp("flip") / "job.jsonl"
    asyncio.run(written(path, 4))
    raw = bytearray(path.read_bytes())
    end = raw.rindex(b"\n", 0, -1)
    raw[int(place * end)] ^= flip
    path.write_bytes(raw)

    with pytest.raises((JournalDamagedError, JournalNewerError)):
        asyncio.run(read_journal(path))


@pytest.mark.parametrize(
    "lines",
    [
        [2, 1],
        [0, 2],
        [1],
        [0, 1, 1],
    ],
)
async def test_missing_repeated_and_moved_lines_are_found(
    path: Path, lines: list[int]
) -> None:
    """Only what was written, as it was written."""
    await written(path)
    raw = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(raw[number] for number in lines))

    with pytest.raises(JournalDamagedError):
        await read_journal(path)


def forged(**changes: object) -> bytes:
    """Make a single line that the chain accepts."""
    fields = {
        "schema": SCHEMA,
        "seq": 1,
        "at": NOW.isoformat(),
        "monotonic": 0,
        "kind": "start",
        "step": None,
        "code": None,
        "milliseconds": None,
        "evidence": {},
        "prev": "0" * 64,
    }
    return json.dumps(fields | changes).encode() + b"\n"


@pytest.mark.parametrize(
    "changes", [{"kind": "dance"}, {"at": "noon"}, {"evidence": 1}, {"kind": "done"}]
)
async def test_lines_that_nobody_writes_are_damage(
    path: Path, changes: dict[str, object]
) -> None:
    """A chain that holds is not enough."""
    path.parent.mkdir()
    path.write_bytes(forged(**changes))

    with pytest.raises(JournalDamagedError):
        await read_journal(path)


async def test_a_file_that_cannot_be_read_is_damaged(path: Path) -> None:
    """And nothing goes on from it."""
    path.mkdir(parents=True)

    with pytest.raises(JournalDamagedError):
        await read_journal(path)


async def test_a_newer_file_is_told_apart(path: Path) -> None:
    """After a downgrade it is not called damaged."""
    path.parent.mkdir()
    path.write_bytes(forged(schema=SCHEMA + 1))

    with pytest.raises(JournalNewerError):
        await read_journal(path)


async def test_an_older_file_is_brought_up_to_date_in_memory(path: Path) -> None:
    """Line by line, and the file stays as it is."""
    path.parent.mkdir()
    path.write_bytes(raw := forged(schema=0))
    with patch.dict(
        journal_module.MIGRATIONS, {0: lambda fields: fields | {"code": "migrated"}}
    ):
        (line,) = (await read_journal(path)).lines

    assert line.code == "migrated"
    assert path.read_bytes() == raw


@pytest.mark.parametrize("call", ["fsync", "ftruncate", "open"])
async def test_a_failed_write_is_raised_and_leaves_no_trace(
    path: Path, call: str
) -> None:
    """Disk full or read-only: the caller hears of it, and the chain goes on afterwards."""
    journal = await written(path)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with (
        patch.object(os, call, refuse),
        pytest.raises(JournalError, match="No space left"),
    ):
        await journal.append(journal.line(Kind.NOTE, code="lost"))
    await journal.append(journal.line(Kind.NOTE, code="kept"))

    codes = [line.code for line in (await read_journal(path)).lines]
    assert codes == [None, None, None, "kept"]


@pytest.mark.parametrize(
    "evidence",
    [
        {"key": "a long secret key"},
        {"key": "A LONG SECRET KEY"},
        {"text": "it says a long secret key inside"},
        {"a long secret key": 1},
        {"deep": [{"er": ("tiny",)}]},
    ],
)
async def test_secrets_are_refused(path: Path, evidence: dict[str, object]) -> None:
    """As a value, a part of one, a name, however deep; and the error does not tell it."""
    journal = await written(path)
    before = path.read_bytes()

    with pytest.raises(SecretLeakError) as caught:
        await journal.append(journal.line(Kind.NOTE, evidence=evidence))

    assert path.read_bytes() == before
    assert "long secret" not in str(caught.value)


async def test_a_short_secret_inside_a_word_is_chance(path: Path) -> None:
    """Else a short password would stop every job."""
    journal = await written(path)

    await journal.append(journal.line(Kind.NOTE, code="destiny"))


async def test_a_cancelled_append_keeps_memory_and_disk_together(path: Path) -> None:
    """Cancelling a job while the disk is busy must not tear them apart."""
    journal = await written(path)
    task = asyncio.ensure_future(journal.append(journal.line(Kind.NOTE)))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await journal.append(journal.line(Kind.NOTE))

    assert len((await read_journal(path)).lines) == 5


async def test_a_receipt_is_complete_and_shows_changes(path: Path) -> None:
    """For a person to keep; later lines do not belong to it."""
    await written(path)
    exported = json.loads(json.dumps(await receipt(path)))

    assert exported["job"] == "job"
    assert [line["kind"] for line in exported["lines"]] == ["start", "done", "done"]
    assert receipt_is_intact(exported)
    assert not receipt_is_intact(exported | {"lines": exported["lines"][:2]})
    assert not receipt_is_intact(exported | {"lines": exported["lines"][1:]})


async def test_unreadable_journals_are_reported_and_left_alone(tmp_path: Path) -> None:
    """Damaged, newer, or never begun."""
    world = world_of(tmp_path, "one")
    world.journals.mkdir()
    contents = {
        "damaged": b"{}\n",
        "newer": forged(schema=9),
        "nonsense": forged(),
        "unborn": b'{"seq',
    }
    for name, content in contents.items():
        (world.journals / f"{name}.jsonl").write_bytes(content)
    engine = await world.boot()

    assert engine.jobs() == ()
    assert set(engine.unreadable) == {
        UnreadableJob("damaged", newer=False),
        UnreadableJob("newer", newer=True),
        UnreadableJob("nonsense", newer=False),
    }
    for name in ("damaged", "newer", "nonsense"):
        assert (world.journals / f"{name}.jsonl").read_bytes() == contents[name]
    assert not (world.journals / "unborn.jsonl").exists()
