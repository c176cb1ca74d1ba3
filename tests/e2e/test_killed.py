"""The plug is pulled while appliances are being made ours; the next start goes on by itself."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from functools import partial
import json
from pathlib import Path
import secrets
from typing import Any

import pytest
import pytest_asyncio

from tests.emulators.miele import Generation, Kind, MieleAppliance

from .appliance import Appliance, Household
from .home_assistant import DOMAIN, HomeAssistant, keys, running, vault
from .polling import eventually

# The tests of this file are one story: each begins where the one before ended.
pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

COMMISSIONING = "/Security/Commissioning"
STATUS = "sensor.washing_machine_wxf660_status"
KEY_ANNOUNCED = 6
"""The line of the journal that says: now the key is going to be handed over."""
ADOPTED_SECONDS = 30


class Plug:
    """Where Home Assistant gets its power from. Jobs wait at a line of theirs until it is pulled."""

    def __init__(self, folder: Path) -> None:
        """Hold nobody; see `hold/sitecustomize.py`."""
        self.folder = folder
        self.hold_at(0)

    def hold_at(self, line: int) -> None:
        """Have each job that comes to this line of its journal go no further."""
        # Replaced as a whole: jobs read it all the time.
        new = self.folder / "new"
        new.write_text(str(line))
        new.replace(self.folder / "line")

    async def holds(self, jobs: int) -> None:
        """Return when so many jobs have come to where they are held."""

        async def are_held() -> bool:
            return len(list(self.folder.glob("*.jsonl"))) == jobs

        await eventually(f"{jobs} jobs are held", are_held)

    def pull(self, home: HomeAssistant) -> None:
        """Kill Home Assistant; at its next start nobody is held."""
        home.kill()
        self.hold_at(0)
        for journal in self.folder.glob("*.jsonl"):
            journal.unlink()


@pytest.fixture(scope="module")
def plug(tmp_path_factory: pytest.TempPathFactory) -> Plug:
    """Leave the plug in."""
    return Plug(tmp_path_factory.mktemp("plug"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(
    plug: Plug, early_sockets: None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[HomeAssistant]:
    """Run a Home Assistant that knows no device yet, on this plug."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FREEHOLD_HOLD", str(plug.folder))
        patch.setenv("PYTHONPATH", str(Path(__file__).with_name("hold")))
        folder = tmp_path_factory.mktemp("killed-home")
        async with running(HomeAssistant(folder)) as home:
            yield home


@pytest.fixture
async def washer(household: Household) -> AsyncGenerator[Appliance]:
    """Switch on an appliance that nobody ever set up, and off at the end."""
    washer = household.find("washer", host="127.0.0.41", generation="ek057")
    try:
        await washer.switch_on()
        yield washer
    finally:
        washer.switch_off()


async def test_the_first_appliance_becomes_ours_though_the_plug_is_pulled_twice(
    home: HomeAssistant, plug: Plug, washer: Appliance
) -> None:
    """Before its key is stored, and when it has just taken it and nobody heard the answer."""
    assert await home.command("config_entries/get", domain=DOMAIN) == []
    card = await home.discovery(washer.mac)
    plug.hold_at(KEY_ANNOUNCED)
    await home.post(f"config/config_entries/flow/{card['flow_id']}")
    await plug.holds(jobs=1)
    plug.pull(home)
    assert journal_of(home, washer.serial)[-1]["kind"] == "intent"
    assert not vault(home).exists()
    assert await washer.shows("commissioned", False)

    await washer.touch("/fault", fault="lost-answer", times=1, path=COMMISSIONING)
    await home.start()
    await eventually("it took the key", lambda: washer.shows("commissioned", True))
    plug.pull(home)
    assert "done" not in {line["kind"] for line in journal_of(home, washer.serial)}
    assert await keys_sent(washer) == 1

    await home.start()
    await eventually("the job succeeds", lambda: has_succeeded(home, washer.serial))
    assert await keys_sent(washer) == 1
    await eventually(
        "it is added and answers", lambda: home.is_in(STATUS, "on"), ADOPTED_SECONDS
    )
    assert [(await washer.status())["group"]] == list(keys(home))


async def test_at_every_other_line_of_the_journal_the_plug_can_be_pulled_too(
    home: HomeAssistant, plug: Plug
) -> None:
    """One job is held at each line, then all are killed at once.

    Not where the key is announced: who is held there keeps others from announcing theirs.
    """
    async with AsyncExitStack() as stack:
        unharmed = await stack.enter_async_context(find("127.0.1.100"))
        await provision(home, unharmed)
        await eventually("one is ours", lambda: has_succeeded(home, unharmed.fab))
        kinds = [line["kind"] for line in journal_of(home, unharmed.fab)]
        lines = [line for line in range(1, len(kinds) + 1) if line != KEY_ANNOUNCED]
        # Who is held where another step is announced comes last, for the same reason.
        lines.sort(key=lambda line: kinds[line - 1] == "intent")
        victims = [
            await stack.enter_async_context(find(f"127.0.1.{line}")) for line in lines
        ]
        starting = []
        for held, (line, victim) in enumerate(zip(lines, victims, strict=True), 1):
            plug.hold_at(line)
            starting.append(asyncio.create_task(provision(home, victim)))
            await plug.holds(held)
            assert len(journal_of(home, victim.fab)) == line
        plug.pull(home)
        await asyncio.gather(*starting, return_exceptions=True)
        assert {victim.ownership.household is None for victim in victims} == {
            True,
            False,
        }

        await home.start()
        everybody = [unharmed, *victims]
        for victim in everybody:
            await eventually(
                f"{victim.host} is ours", partial(has_succeeded, home, victim.fab)
            )
            assert_holds_our_key(home, victim)
        await eventually(
            "all are added",
            partial(are_added, home, {victim.fab for victim in everybody}),
            ADOPTED_SECONDS,
        )


def find(host: str) -> MieleAppliance:
    """Return an appliance that nobody ever set up, inside of pytest: its key can be seen."""
    return MieleAppliance(
        kind=Kind.WASHER,
        generation=Generation.EK057,
        fab=f"0001{secrets.randbelow(10**8):08}",
        host=host,
    )


async def provision(home: HomeAssistant, appliance: MieleAppliance) -> None:
    """Begin a job for an appliance. Raises ClientError if Home Assistant dies meanwhile."""
    address = f"{appliance.host}:{appliance.port}"
    await home.post(f"services/{DOMAIN}/provision", family="miele", host=address)


def journal_of(home: HomeAssistant, serial: str) -> list[dict[str, Any]]:
    """Return the whole lines of the journal about an appliance."""
    for path in (home.storage / f"{DOMAIN}_jobs").glob("*.jsonl"):
        whole, *_ = path.read_text().rpartition("\n")
        lines = [json.loads(line) for line in whole.splitlines()]
        if lines and lines[0]["evidence"]["request"]["serial"] == serial:
            return lines
    return []


async def has_succeeded(home: HomeAssistant, serial: str) -> bool:
    """Tell whether the journal about an appliance ends well."""
    *_, last = journal_of(home, serial)
    return bool(last["evidence"].get("state") == "succeeded")


async def keys_sent(appliance: Appliance) -> int:
    """Count how often an appliance was lately offered a key."""
    requests = (await appliance.status())["requests"]
    return [(r["path"], r["group_id"]) for r in requests].count((COMMISSIONING, None))


def assert_holds_our_key(home: HomeAssistant, appliance: MieleAppliance) -> None:
    """It holds the one key that is kept, and saw no other."""
    owner = appliance.ownership.household
    assert owner is not None
    assert keys(home) == {owner.group_id: owner.key.hex().upper()}
    offers = {r.body for r in appliance.requests if r.path == COMMISSIONING}
    assert len({json.dumps(json.loads(offer)) for offer in offers}) == 1


async def are_added(home: HomeAssistant, serials: set[str]) -> bool:
    """Tell whether each of them is there exactly once."""
    known = [serial for serial in await home.serials() if serial in serials]
    return sorted(known) == sorted(serials)
