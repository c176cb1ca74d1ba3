"""Appliances that nobody owns become ours, and one that was reset is ours again."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from functools import partial
from typing import Any

from playwright.async_api import expect
import pytest
import pytest_asyncio

from .appliance import Appliance, Household
from .browser import Screen
from .home_assistant import DOMAIN, HomeAssistant, keys
from .polling import eventually

# The tests of this file are one story: each begins where the one before ended.
pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

WASHER_STATUS = "sensor.washing_machine_wxf660_status"
REFUSAL_SECONDS = 61


@dataclass(frozen=True, slots=True)
class Shop:
    """Appliances as they are delivered: on the Wi-Fi, and nobody's."""

    washer: Appliance
    oven: Appliance
    dishwasher: Appliance

    @property
    def all(self) -> tuple[Appliance, ...]:
        """Return them all."""
        return self.washer, self.oven, self.dishwasher


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(household: Household, early_sockets: None) -> AsyncGenerator[Shop]:
    """Switch the appliances on, and off at the end."""
    shop = Shop(
        washer=household.find("washer", host="127.0.0.51", generation="ek057"),
        oven=household.find("oven", host="127.0.0.52", generation="ek057", latency=0.5),
        dishwasher=household.find("dishwasher", host="127.0.0.53", generation="ek037"),
    )
    try:
        await asyncio.gather(*(appliance.switch_on() for appliance in shop.all))
        yield shop
    finally:
        for appliance in shop.all:
            appliance.switch_off()


async def test_two_clicks_make_an_appliance_ours(
    home: HomeAssistant, shop: Shop, screen: Screen
) -> None:
    """Home Assistant holds no key before: it makes one, and nobody sees it."""
    await open_set_up(home, screen, shop.washer)
    await screen.picture("11-set-up")

    await screen.press("Set up")
    seen = await screen.watch("Skip and finish")
    await screen.picture("12-set-up-done")

    assert "Setting up the device" in seen
    assert await shop.washer.shows("commissioned", True)
    assert not any(key in text for key in keys(home).values() for text in seen)
    await eventually("it lives", partial(home.is_in, WASHER_STATUS, "on"))


async def test_a_dialog_closed_half_way_is_found_again(
    home: HomeAssistant, shop: Shop, screen: Screen
) -> None:
    """Each answer of this oven takes half a second, so that there is time to close it."""
    await open_set_up(home, screen, shop.oven)
    await screen.press("Set up")
    await screen.watch("Setting up the device")
    await screen.close()

    await open_card(home, screen, shop.oven)
    await screen.watch("Skip and finish")
    await screen.picture("13-found-again")

    assert len(await jobs_of(home, shop.oven)) == 1
    assert len(keys(home)) == 1


async def test_an_appliance_is_added_although_nobody_waits(
    home: HomeAssistant, shop: Shop, screen: Screen
) -> None:
    """Some seconds after the end, in which a person could have given it a name."""
    await open_set_up(home, screen, shop.dishwasher)
    await screen.press("Set up")
    await screen.watch("Setting up the device")
    await screen.close()

    await eventually("it is added", partial(is_added, home, shop.dishwasher), 40)
    (job,) = await jobs_of(home, shop.dishwasher)
    assert job["state"] == "succeeded"


async def test_a_reset_appliance_gets_its_key_back_by_one_press(
    home: HomeAssistant, shop: Shop, screen: Screen
) -> None:
    """The same entry, the same entities, the same key."""
    before = set(await home.entities())
    entries = await entry_ids(home)
    group = (await shop.washer.status())["group"]
    await shop.washer.touch("/app/remove")
    # One refusal is not believed: an appliance that has just woken up refuses, too.
    await home.update(WASHER_STATUS)
    await asyncio.sleep(REFUSAL_SECONDS)
    await home.update(WASHER_STATUS)

    await screen.open("/config/repairs")
    await screen.page.get_by_text("was reset").first.click()
    await screen.picture("14-was-reset")
    await screen.press("Give it its key again")
    seen = await screen.watch("The issue is repaired!")
    await screen.picture("15-is-back")

    assert any("Waiting for its turn" in text for text in seen)
    assert (await shop.washer.status())["group"] == group
    await eventually("it lives again", partial(home.is_in, WASHER_STATUS, "on"))
    assert set(await home.entities()) == before
    assert await entry_ids(home) == entries
    issues = (await home.command("repairs/list_issues"))["issues"]
    assert not [issue for issue in issues if issue["domain"] == DOMAIN]


async def open_set_up(
    home: HomeAssistant, screen: Screen, appliance: Appliance
) -> None:
    """Press Add on the card of an appliance, and read what will happen."""
    await open_card(home, screen, appliance)
    await expect(screen.dialog.get_by_text("obeys only this household")).to_be_visible()


async def open_card(home: HomeAssistant, screen: Screen, appliance: Appliance) -> None:
    """Press Add on the card of an appliance."""
    flow_id = (await home.discovery(appliance.mac))["flow_id"]
    await screen.open("/config/integrations/dashboard")
    await (await screen.card(flow_id)).get_by_role("button", name="Add").click()


async def entry_ids(home: HomeAssistant) -> list[str]:
    """Return the ids of all entries of ours."""
    entries = await home.command("config_entries/get", domain=DOMAIN)
    return [entry["entry_id"] for entry in entries]


async def is_added(home: HomeAssistant, appliance: Appliance) -> bool:
    """Tell whether there is a device with its serial number."""
    return appliance.serial in await home.serials()


async def jobs_of(home: HomeAssistant, appliance: Appliance) -> list[dict[str, Any]]:
    """Return all jobs about an appliance."""
    jobs = (await home.command(f"{DOMAIN}/jobs/list"))["jobs"]
    return [job for job in jobs if job["serial"] == appliance.serial]
