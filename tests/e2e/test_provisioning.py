"""Appliances that nobody owns become ours, and one that was reset becomes ours again."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import json
from typing import Any

from playwright.async_api import expect
import pytest
import pytest_asyncio

from .appliance import Appliance, Household
from .browser import Screen
from .home_assistant import DOMAIN, HomeAssistant
from .polling import eventually

# The tests of this file are one story: each begins where the one before ended.
pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

WASHER = "Washing machine WXF660"
WASHER_STATUS = "sensor.washing_machine_wxf660_status"
WASHER_POWER = "switch.washing_machine_wxf660_power"
OVEN_STATUS = "sensor.oven_h7260_status"
DISHWASHER_STATUS = "sensor.dishwasher_g7310_status"
COMMISSIONING = "/Security/Commissioning"
BUSY = {"fault": "503", "times": 1, "path": COMMISSIONING}
"""It wants to be asked for that again: a job takes long enough to be looked at."""
ADDED = "Skip and finish"
"""The button of the last step, where the device gets its name and area."""
ADOPTED_SECONDS = 40
REFUSAL_WINDOW = timedelta(seconds=61)
"""An appliance that refuses our key for less may only be waking up."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Appliances that are on the Wi-Fi and belong to nobody yet; the oven takes its time."""

    washer: Appliance
    oven: Appliance
    dishwasher: Appliance

    @property
    def all(self) -> tuple[Appliance, ...]:
        """Return them all."""
        return self.washer, self.oven, self.dishwasher


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def delivery(
    household: Household, early_sockets: None
) -> AsyncGenerator[Delivery]:
    """Switch the appliances on, and off at the end."""
    delivery = Delivery(
        washer=household.find("washer", host="127.0.0.51", generation="ek057"),
        oven=household.find("oven", host="127.0.0.52", generation="ek057", latency=0.3),
        dishwasher=household.find("dishwasher", host="127.0.0.53", generation="ek037"),
    )
    try:
        await asyncio.gather(*(appliance.switch_on() for appliance in delivery.all))
        yield delivery
    finally:
        for appliance in delivery.all:
            appliance.switch_off()


async def test_two_clicks_make_an_appliance_ours(
    home: HomeAssistant, delivery: Delivery, screen: Screen
) -> None:
    """There is no key yet either: the first job makes one."""
    await open_card(home, screen, delivery.washer)
    await expect(screen.dialog.get_by_text("obeys only this household")).to_be_visible()
    await expect(screen.dialog.get_by_text("only a reset at its own")).to_be_visible()
    await screen.picture("11-nobodys")

    await screen.press("Set up")
    await screen.progress()
    await screen.picture("12-setting-up")
    seen = await screen.watch(ADDED)
    await screen.picture("13-ours")
    await screen.press(ADDED)

    assert any(WASHER in text and "Expected time left" in text for text in seen), seen
    await eventually("it is on", lambda: home.is_in(WASHER_STATUS, "on"))
    assert await delivery.washer.shows("group", group_of(home))
    # What is ours obeys us.
    await home.post("services/switch/turn_off", entity_id=WASHER_POWER)
    await eventually("it is off", lambda: delivery.washer.shows("status", "off"))


async def test_a_dialog_closed_half_way_is_found_again(
    home: HomeAssistant, delivery: Delivery, screen: Screen
) -> None:
    """Nor does a page that is loaded again stop the job, or begin another."""
    # It hears the offer of the key and says nothing: a page takes its time to load again.
    await delivery.oven.touch("/fault", fault="silence", times=1, path=COMMISSIONING)
    await open_card(home, screen, delivery.oven)
    await screen.press("Set up")
    await screen.progress()
    await screen.close()
    await screen.page.reload()
    assert await delivery.oven.shows("commissioned", False)

    await open_card(home, screen, delivery.oven)
    await screen.progress()
    await screen.picture("14-found-again")
    seen = await screen.watch(ADDED)
    await screen.press(ADDED)

    assert any("Handing over the key" in text for text in seen), seen
    await eventually("it is on", lambda: home.is_in(OVEN_STATUS, "on"))
    jobs = await jobs_of(home, delivery.oven)
    assert [job["state"] for job in jobs] == ["succeeded"]


async def test_a_refusal_alone_is_not_taken_for_a_reset(
    home: HomeAssistant, delivery: Delivery
) -> None:
    """An appliance that has just woken up refuses its key too; it is asked again in a minute."""
    await delivery.washer.touch("/app/remove")

    await home.update(WASHER_STATUS)

    await eventually("it is away", lambda: home.is_in(WASHER_STATUS, "unavailable"))
    assert await issues(home) == []


async def test_an_appliance_is_added_although_nobody_waits(
    home: HomeAssistant, delivery: Delivery, screen: Screen
) -> None:
    """Entered by its address; the card of the same appliance goes too."""
    await home.discovery(delivery.dishwasher.mac)
    await delivery.dishwasher.touch("/fault", **BUSY)
    status = await delivery.dishwasher.status()
    await screen.open(f"/config/integrations/integration/{DOMAIN}")
    await screen.page.get_by_role("button", name="Add hub").click()
    await screen.page.get_by_text("Set up another instance of Freehold").click()
    await screen.dialog.get_by_role("textbox").fill(
        f"{status['host']}:{status['port']}"
    )
    await screen.press("Submit")
    await screen.press("Set up")
    await screen.progress()
    await screen.close()
    assert not await home.is_in(DISHWASHER_STATUS, "on")

    await eventually(
        "it is added", lambda: home.is_in(DISHWASHER_STATUS, "on"), ADOPTED_SECONDS
    )
    jobs = await jobs_of(home, delivery.dishwasher)
    assert [job["state"] for job in jobs] == ["succeeded"]
    cards = await home.command("config_entries/flow/progress")
    ids = {card["context"].get("unique_id") for card in cards}
    assert not ids & {delivery.dishwasher.mac, delivery.dishwasher.serial}
    # No second key was made for it.
    assert await delivery.dishwasher.shows("group", group_of(home))


async def test_a_reset_appliance_gets_its_key_back_by_one_press(
    home: HomeAssistant, delivery: Delivery, screen: Screen
) -> None:
    """Everything else stays as it was: the entry, the entities, the key."""
    entry = await entry_of(home, delivery.washer)
    entities = set(await home.entities())
    keys = credentials(home)
    assert await delivery.washer.shows("commissioned", False)
    await asyncio.sleep(await until_it_is_believed(home))
    await home.update(WASHER_STATUS)
    await eventually("there is an issue", lambda: issues(home))
    await screen.open("/config/repairs")
    issue = screen.page.get_by_text(f"{WASHER} was reset").first
    await expect(issue).to_be_visible()
    await screen.picture("15-issue")
    await issue.click()
    await expect(
        screen.dialog.get_by_text("has forgotten its configuration")
    ).to_be_visible()
    await screen.picture("16-repair")

    await delivery.washer.touch("/fault", **BUSY)
    await screen.press("Give it back what it had")
    await screen.progress()
    await expect(issue).to_be_visible()
    await screen.picture("17-repairing")
    assert len(await issues(home)) == 1
    seen = await screen.watch("The issue is repaired!")
    await screen.picture("18-repaired")
    await screen.press("Finish")

    assert any(WASHER in text and "Expected time left" in text for text in seen), seen
    await expect(issue).to_have_count(0)
    assert await issues(home) == []
    await eventually("it is back", lambda: home.is_in(WASHER_STATUS, "off"))
    assert await entry_of(home, delivery.washer) == entry

    async def all_are_back() -> bool:
        return set(await home.entities()) == entities

    await eventually("all entities are back", all_are_back)
    assert credentials(home) == keys
    assert await delivery.washer.shows("group", group_of(home))
    await home.post("services/switch/turn_on", entity_id=WASHER_POWER)
    await eventually("it is on", lambda: delivery.washer.shows("status", "on"))


async def open_card(home: HomeAssistant, screen: Screen, appliance: Appliance) -> None:
    """Begin to add an appliance that was discovered."""
    card = await home.discovery(appliance.mac)
    await screen.open("/config/integrations/dashboard")
    on_page = await screen.card(card["flow_id"])
    await on_page.get_by_role("button", name="Add").click()


async def jobs_of(home: HomeAssistant, appliance: Appliance) -> list[dict[str, Any]]:
    """Return all jobs that there ever were about an appliance."""
    jobs = (await home.command(f"{DOMAIN}/jobs/list"))["jobs"]
    return [job for job in jobs if job["serial"] == appliance.serial]


def credentials(home: HomeAssistant) -> dict[str, Any]:
    """Return every key that is kept."""
    kept: dict[str, Any] = json.loads((home.storage / f"{DOMAIN}.vault").read_text())
    return dict(kept["credentials"])


def group_of(home: HomeAssistant) -> str:
    """Return the name of the one key of the household."""
    (credential,) = credentials(home).values()
    return str(credential["secrets"]["group_id"])


async def issues(home: HomeAssistant) -> list[dict[str, Any]]:
    """Return all that Freehold wants to be repaired."""
    found = (await home.command("repairs/list_issues"))["issues"]
    return [issue for issue in found if issue["domain"] == DOMAIN]


async def entry_of(home: HomeAssistant, appliance: Appliance) -> str:
    """Return the id of the entry of an appliance."""
    devices = await home.command("config/device_registry/list")
    (entry_id,) = next(
        device["config_entries"]
        for device in devices
        if device["serial_number"] == appliance.serial
    )
    return str(entry_id)


async def until_it_is_believed(home: HomeAssistant) -> float:
    """Return in how many seconds a refusal is not taken for a weakness any more."""
    state = await home.get(f"states/{WASHER_STATUS}")
    refused = datetime.fromisoformat(state["last_changed"])
    return max(0, (refused + REFUSAL_WINDOW - datetime.now(UTC)).total_seconds())
