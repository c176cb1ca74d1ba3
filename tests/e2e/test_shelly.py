"""Shelly devices in a home: found, added, used, secured, updated, reset and brought back."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
import secrets
from typing import Any

from playwright.async_api import expect
import pytest
import pytest_asyncio

from .browser import Screen
from .emulated import Emulated
from .home_assistant import DOMAIN, HomeAssistant
from .polling import eventually

# The tests of this file are one story: each begins where the one before ended.
pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

PASSWORD = "e2e pässwörd"
SWITCH = "switch.kitchen"
POWER = "sensor.kitchen_power"
FIRMWARE = "update.kitchen_firmware"


class Shelly(Emulated):
    """One device with a MAC of its own."""

    def __init__(self, model: str, folder: Path, name: str, *options: str) -> None:
        """Unpack it."""
        # Other runs on this machine hear the announcements too and must not mix them up.
        self.mac = f"A8032A{secrets.token_hex(3).upper()}"
        which = ("--model", model, "--mac", self.mac, "--name", name)
        super().__init__(model, folder, ("shelly", "--announce", *which, *options))


@dataclass(frozen=True, slots=True)
class Flat:
    """A relay that is open to everybody, and a plug that is not."""

    relay: Shelly
    plug: Shelly


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def flat(
    early_sockets: None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Flat]:
    """Switch the devices on, and off at the end."""
    folder = tmp_path_factory.mktemp("flat")
    locked = ("--password", PASSWORD, "--firmware", "2.0.1", "--host", "127.0.0.62")
    open_ = ("--firmware", "1.4.4", "--speed", "10", "--host", "127.0.0.61")
    flat = Flat(
        relay=Shelly("plus-1pm", folder, "Kitchen", *open_),
        plug=Shelly("plug-s-gen3", folder, "Desk", *locked),
    )
    try:
        await asyncio.gather(flat.relay.switch_on(), flat.plug.switch_on())
        yield flat
    finally:
        flat.relay.switch_off()
        flat.plug.switch_off()


async def test_a_locked_device_takes_the_right_password_only(
    home: HomeAssistant, flat: Flat, screen: Screen
) -> None:
    """The wrong one is refused at its field."""
    await open_card(home, screen, flat.plug)
    password = screen.dialog.locator("input[type=password]")
    await password.fill("wrong")
    await screen.press("Submit")
    await expect(
        screen.dialog.get_by_text("does not accept this password")
    ).to_be_visible()
    await screen.picture("21-wrong-password")
    await password.fill(PASSWORD)
    await screen.press("Submit")
    await screen.watch("Skip and finish")
    codes = (await flat.plug.status())["codes"]
    assert "429" not in codes


async def test_an_open_device_is_added_switched_and_watched(
    home: HomeAssistant, flat: Flat, screen: Screen
) -> None:
    """What happens at the device is seen at once: it pushes."""
    await open_card(home, screen, flat.relay)
    await screen.press("Submit")
    await eventually("it is added", partial(home.is_in, SWITCH, "off"))

    await open_device(home, screen, flat.relay)
    await screen.row("Kitchen").locator("ha-switch").click()
    await eventually("it is on", partial(home.is_in, SWITCH, "on"))
    assert (await flat.relay.status())["status"]["switch:0"]["output"] is True
    await flat.relay.touch("/load", component="switch:0", watts=60)
    await expect(screen.row("Power")).to_contain_text("60")
    await screen.picture("22-switched-on", height=1500)


async def test_an_open_device_is_secured(
    home: HomeAssistant, flat: Flat, screen: Screen
) -> None:
    """The password is shown once; afterwards it opens the device, and nothing else does."""
    (entry,) = [
        entry
        for entry in await home.command("config_entries/get", domain=DOMAIN)
        if entry["title"] == "Kitchen"
    ]
    await screen.open(f"/config/integrations/integration/{DOMAIN}")
    row = screen.page.locator("ha-config-entry-row").filter(has_text="Kitchen")
    await row.get_by_role("button", name="Configure").click()
    await screen.dialog.get_by_text("Secure", exact=True).click()
    await expect(screen.dialog.get_by_text("Take no commands").first).to_be_visible()
    await screen.picture("23-secure", height=1300)
    await screen.press("Secure")
    await screen.watch("Copy it now")
    await screen.picture("24-secured")
    await screen.press("Submit")

    assert await flat.relay.shows("protected", True)
    await eventually("it lives", partial(home.is_in, SWITCH, "on"))
    entries = await home.command("config_entries/get", domain=DOMAIN)
    assert entry["entry_id"] in [each["entry_id"] for each in entries]


async def test_firmware_is_updated(
    home: HomeAssistant, flat: Flat, screen: Screen
) -> None:
    """It restarts with the new version."""
    before = (await flat.relay.status())["firmware"]
    await home.post("services/update/install", entity_id=FIRMWARE)

    async def is_newer() -> bool:
        return bool((await flat.relay.status())["firmware"] != before)

    await eventually("it is updated", is_newer, 60)
    await eventually("it is back", partial(home.is_in, FIRMWARE, "off"), 60)


async def test_a_reset_device_gets_its_password_back(
    home: HomeAssistant, flat: Flat, screen: Screen
) -> None:
    """By one press; its entities are those of before."""
    before = set(await home.entities())
    await flat.relay.touch("/reset")
    await home.update(POWER)

    await screen.open("/config/repairs")
    await screen.page.get_by_text("was reset").first.click()
    await screen.picture("25-was-reset")
    await screen.dialog.get_by_role("button").last.click()
    await screen.watch("The issue is repaired!")
    await screen.picture("26-is-back")

    assert await flat.relay.shows("protected", True)
    await eventually("it lives", partial(home.is_in, SWITCH, "off"))
    assert set(await home.entities()) == before


async def open_card(home: HomeAssistant, screen: Screen, device: Shelly) -> None:
    """Press Add on the card of a device."""
    flow_id = (await home.discovery(device.mac))["flow_id"]
    await screen.open("/config/integrations/dashboard")
    await (await screen.card(flow_id)).get_by_role("button", name="Add").click()


async def open_device(home: HomeAssistant, screen: Screen, device: Shelly) -> None:
    """Go to the page of a device."""
    devices: list[dict[str, Any]] = await home.command("config/device_registry/list")
    mine = next(each for each in devices if each["serial_number"] == device.mac)
    await screen.open(f"/config/devices/device/{mine['id']}")
