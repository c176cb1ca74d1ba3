"""A household of Miele appliances: found, added, used, and still there afterwards."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from playwright.async_api import expect
import pytest
import pytest_asyncio

from .appliance import Appliance, Household
from .browser import Screen
from .home_assistant import HomeAssistant
from .polling import eventually

# The tests of this file are one story: each begins where the one before ended.
pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

WRONG_KEY = "AB" * 64
WASHER_STATUS = "sensor.washing_machine_wxf660_status"
OVEN_STATUS = "sensor.oven_h7260_status"
OVEN_LIGHT = "switch.oven_h7260_light"
COTTONS = 1


@dataclass(frozen=True, slots=True)
class Kitchen:
    """The appliances; all but the dishwasher have the key of the household."""

    washer: Appliance
    dishwasher: Appliance
    oven: Appliance
    fridge: Appliance

    @property
    def all(self) -> tuple[Appliance, ...]:
        """Return them all."""
        return self.washer, self.dishwasher, self.oven, self.fridge


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kitchen(household: Household, early_sockets: None) -> AsyncGenerator[Kitchen]:
    """Switch the appliances on, and off at the end."""
    kitchen = Kitchen(
        washer=household.own("washer", host="127.0.0.31"),
        dishwasher=household.find("dishwasher", host="127.0.0.32", generation="ek037"),
        oven=household.own("oven", host="127.0.0.33"),
        fridge=household.own("fridge-freezer", host="127.0.0.34"),
    )
    try:
        await asyncio.gather(*(appliance.switch_on() for appliance in kitchen.all))
        yield kitchen
    finally:
        for appliance in kitchen.all:
            appliance.switch_off()


async def test_an_appliance_that_nobody_set_up_explains_what_to_do(
    home: HomeAssistant, kitchen: Kitchen, screen: Screen
) -> None:
    """It is discovered by real mDNS, like the others."""
    for appliance in kitchen.all:
        await home.discovery(appliance.mac)
    card = await home.discovery(kitchen.dishwasher.mac)

    await screen.open("/config/integrations/dashboard")
    await screen.page.get_by_placeholder("Search integrations").fill("Freehold")
    dishwasher = await screen.card(card["flow_id"])
    await screen.picture("1-discovered")
    await dishwasher.get_by_role("button", name="Add").click()

    await expect(screen.dialog.get_by_text("the key of your household")).to_be_visible()
    await screen.picture("2-belongs-to-nobody")


async def test_one_key_adds_the_whole_household(
    home: HomeAssistant, household: Household, kitchen: Kitchen, screen: Screen
) -> None:
    """A wrong key is refused at its field; nothing else has to be entered again."""
    card = await home.discovery(kitchen.washer.mac)
    await screen.open("/config/integrations/dashboard")
    washer = await screen.card(card["flow_id"])
    await washer.get_by_role("button", name="Add").click()
    key = screen.dialog.locator("input[type=password]")
    await expect(key).to_be_visible()
    await screen.picture("4-key")

    await key.fill(WRONG_KEY)
    await screen.press("Submit")
    await expect(
        screen.dialog.get_by_text("The appliance does not accept this key")
    ).to_be_visible()
    await screen.picture("5-wrong-key")

    await key.fill(household.group_key)
    await screen.press("Submit")
    others = screen.dialog.locator("ha-checkbox, wa-checkbox")
    await expect(others).to_have_count(2)
    await screen.picture("6-others")

    await screen.press("Submit")
    finish = screen.dialog.get_by_role("button", name="Skip and finish")
    await finish.wait_for()
    await screen.picture("7-added")
    await finish.click()
    await expect(screen.row("Power")).to_be_visible()

    serials = {kitchen.washer.serial, kitchen.oven.serial, kitchen.fridge.serial}

    async def all_are_there() -> bool:
        devices = await home.command("config/device_registry/list")
        return serials <= {device["serial_number"] for device in devices}

    await eventually("all three appliances are added", all_are_there)


async def test_what_happens_at_the_appliance_is_seen_and_the_other_way_round(
    home: HomeAssistant, kitchen: Kitchen, screen: Screen
) -> None:
    """The device page shows a program that was started at the panel, and pauses it."""
    await open_device(home, screen, kitchen.washer)
    await kitchen.washer.touch("/panel/select", program=COTTONS)
    await kitchen.washer.touch("/panel/start")
    await home.update(WASHER_STATUS)

    await expect(screen.row("Status")).to_contain_text("Running")
    await expect(screen.row("Program")).to_contain_text("Cottons")
    await screen.picture("8-running", height=1300)

    await screen.row("Pause").get_by_role("button", name="Press").click()
    await eventually(
        "the washer pauses", lambda: kitchen.washer.shows("status", "paused")
    )
    await expect(screen.row("Status")).to_contain_text("Paused")

    await open_device(home, screen, kitchen.oven)
    await screen.row("Light").locator("ha-switch").click()
    await eventually("the light is on", lambda: kitchen.oven.shows("light_on", True))
    await eventually("it is on here too", lambda: home.is_in(OVEN_LIGHT, "on"))
    await screen.picture("9-light", height=1200)


async def test_nothing_is_lost_when_home_assistant_dies(
    home: HomeAssistant, kitchen: Kitchen
) -> None:
    """Not even an orderly shutdown is needed: what counts is on the disk already."""
    before = set(await home.entities())

    home.kill()
    await home.start()

    await eventually("all entities are back", lambda: has_all(home, before))
    assert await home.is_in(WASHER_STATUS, "paused")


async def test_an_appliance_that_is_off_while_home_assistant_starts_keeps_its_place(
    home: HomeAssistant, kitchen: Kitchen, screen: Screen
) -> None:
    """What it has is known from last time; it is back as soon as it is switched on."""
    before = set(await home.entities())

    home.stop()
    kitchen.oven.switch_off()
    await home.start()

    await eventually("all entities are there", lambda: has_all(home, before))
    await open_device(home, screen, kitchen.oven)
    await expect(screen.row("Status")).to_contain_text("Unavailable")
    await screen.picture("10-switched-off", height=1200)
    await kitchen.oven.switch_on()
    # Without this it is asked again within a minute.
    await home.update(OVEN_STATUS)
    await expect(screen.row("Status")).to_contain_text("On")


async def has_all(home: HomeAssistant, entity_ids: set[str]) -> bool:
    """Tell whether exactly these entities are provided."""
    return set(await home.entities()) == entity_ids


async def open_device(
    home: HomeAssistant, screen: Screen, appliance: Appliance
) -> None:
    """Go to the page of an appliance."""
    devices: list[dict[str, Any]] = await home.command("config/device_registry/list")
    device = next(
        device for device in devices if device["serial_number"] == appliance.serial
    )
    await screen.open(f"/config/devices/device/{device['id']}")
