"""The vault: durable before it returns, private, and never a loss."""

import asyncio
from datetime import UTC, datetime
import json
import os
from pathlib import Path
import stat

import pytest

from custom_components.freehold.provisioning.credential import Credential
from custom_components.freehold.provisioning.vault import Vault, VaultError

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def credential(key: str = "secret one", name: str = "home") -> Credential:
    """Make a credential."""
    return Credential(
        id=f"family:{name}", family="family", name=name, secrets={"key": key}
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a file in a folder that is not there yet."""
    return tmp_path / ".storage" / "freehold.vault"


@pytest.fixture
def vault(path: Path) -> Vault:
    """Open an empty vault."""
    return Vault(path, now=lambda: NOW)


async def reopened(path: Path) -> Vault:
    """Read the file as a new process would."""
    vault = Vault(path)
    await vault.load()
    return vault


async def test_a_vault_without_a_file_is_empty(vault: Vault) -> None:
    """The first start is no error."""
    await vault.load()

    assert vault.of_family("family") == ()
    assert vault.get("family:home") is None


async def test_what_was_stored_is_there_for_the_next_process(
    vault: Vault, path: Path
) -> None:
    """A stored key survives."""
    await vault.store(credential())

    assert (await reopened(path)).get("family:home") == credential()
    assert (await reopened(path)).of_family("family") == (credential(),)
    assert (await reopened(path)).of_family("another") == ()


async def test_only_the_owner_can_read_the_file(vault: Vault, path: Path) -> None:
    """The file mode is 0600, also after a second write."""
    await vault.store(credential())
    await vault.store(credential(name="cabin"))

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_file_and_folder_are_synced_before_store_returns(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut after the call cannot lose the key."""
    synced: list[bool] = []
    fsync = os.fsync

    def recording(descriptor: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", recording)

    await vault.store(credential())

    assert synced == [False, True]


async def test_a_replaced_secret_is_retired_not_lost(vault: Vault, path: Path) -> None:
    """A device may still hold what was replaced."""
    await vault.store(credential("secret one"))
    await vault.store(credential("secret two"))

    record = json.loads(path.read_text())["credentials"]["family:home"]
    assert record["secrets"] == {"key": "secret two"}
    assert [old["secrets"] for old in record["retired"]] == [{"key": "secret one"}]


async def test_storing_the_same_twice_changes_nothing(vault: Vault, path: Path) -> None:
    """No second entry in the history, no second write."""
    await vault.store(credential())
    written = path.stat().st_mtime_ns
    await vault.store(credential())

    assert path.stat().st_mtime_ns == written


async def test_forget_drops_a_key_and_what_it_replaced(
    vault: Vault, path: Path
) -> None:
    """Forgotten is forgotten."""
    await vault.store(credential("secret one"))
    await vault.store(credential("secret two"))
    await vault.forget("family:home")

    assert "secret" not in path.read_text()
    assert vault.get("family:home") is None


async def test_forgetting_what_is_not_there_is_no_error(vault: Vault) -> None:
    """A second click does no harm."""
    await vault.forget("family:home")


@pytest.mark.parametrize("stage", ["write", "replace"])
async def test_a_failed_write_is_raised_and_changes_nothing(
    vault: Vault, path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """Disk full: the caller hears of it, the old keys stay, no rubbish is left."""
    await vault.store(credential("secret one"))
    failure = OSError(28, "No space left on device")

    def refuse(*_: object) -> None:
        raise failure

    if stage == "write":
        monkeypatch.setattr(os, "fsync", refuse)
    else:
        monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(VaultError, match="No space left"):
        await vault.store(credential("secret two"))
    monkeypatch.undo()

    assert vault.get("family:home") == credential("secret one")
    assert (await reopened(path)).get("family:home") == credential("secret one")
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_a_read_only_folder_is_a_clear_error(vault: Vault, path: Path) -> None:
    """A folder that cannot be made is told, not swallowed."""
    path.parent.parent.joinpath(".storage").write_text("a file where a folder belongs")

    with pytest.raises(VaultError, match="cannot be written"):
        await vault.store(credential())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"format": 1}',
        '{"format": "1", "credentials": {}}',
        '{"format": 1, "credentials": []}',
        '{"format": 1, "credentials": {"a": {}}}',
        '{"format": 1, "credentials": {"a": {"family": "f", "name": "secret"}}}',
        '{"format": 1, "credentials": {"a": {"family": "f", "name": "n", "secrets": {}}}}',
        "\x00\xff",
    ],
)
async def test_a_damaged_file_is_an_error_and_stays_as_it_is(
    vault: Vault, path: Path, content: str
) -> None:
    """Nothing is overwritten that a person might still rescue; nothing of it is quoted."""
    path.parent.mkdir()
    path.write_text(content)

    with pytest.raises(VaultError) as caught:
        await vault.load()

    assert path.read_text() == content
    assert "secret" not in str(caught.value)


async def test_bytes_that_are_no_text_are_a_damaged_file(
    vault: Vault, path: Path
) -> None:
    """Not even the encoding has to be right."""
    path.parent.mkdir()
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(VaultError):
        await vault.load()


async def test_a_file_of_a_newer_freehold_is_left_alone(
    vault: Vault, path: Path
) -> None:
    """After a downgrade no key is dropped by not understanding it."""
    path.parent.mkdir()
    path.write_text('{"format": 2, "credentials": {}}')

    with pytest.raises(VaultError, match="newer Freehold"):
        await vault.load()


async def test_stores_at_the_same_time_lose_nothing(vault: Vault, path: Path) -> None:
    """Two wizards at once."""
    await asyncio.gather(
        *(vault.store(credential(name=f"home {number}")) for number in range(8))
    )

    assert len((await reopened(path)).of_family("family")) == 8


async def test_a_cancelled_store_still_keeps_memory_and_disk_together(
    vault: Vault, path: Path
) -> None:
    """Closing a dialog while the disk is busy must not tear them apart."""
    task = asyncio.ensure_future(vault.store(credential()))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await vault.store(credential(name="cabin"))

    in_memory = [stored.id for stored in vault.of_family("family")]
    on_disk = [stored.id for stored in (await reopened(path)).of_family("family")]
    assert in_memory == on_disk == ["family:home", "family:cabin"]


def test_the_repr_shows_no_secret() -> None:
    """Whatever prints a credential prints no key."""
    assert "secret one" not in repr(credential())
    assert "home" in repr(credential())
