"""A solar gateway in a home: added by its address, watched, limited, and gone at night."""

from collections.abc import AsyncGenerator
from functools import partial
from pathlib import Path

from playwright.async_api import expect
import pytest
import pytest_asyncio

from tests.emulators.hoymiles.standalone import PORT

from .browser import Screen
from .emulated import Emulated
from .home_assistant import DOMAIN, HomeAssistant
from .polling import eventually

# The tests of this file are one story: each begins where the one before ended.
pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

HOST = "127.0.0.64"
NAME = "DTUBI 0041"
POWER = "sensor.dtubi_0041_plant_power"
TOTAL = "sensor.dtubi_0041_plant_energy_total"
TODAY = "sensor.dtubi_0041_plant_energy_today"
CONTACT = "binary_sensor.dtubi_0041_connection"
LIMIT = "number.dtubi_0041_permanent_limit"

DUSK, NIGHT = 20.35, 23


class Gateway(Emulated):
    """One at the port that they all have."""

    def __init__(self, folder: Path) -> None:
        """Unpack it, at noon."""
        which = ("--kind", "built-in", "--host", HOST, "--sun", "12")
        super().__init__("gateway", folder, ("hoymiles", *which))
        self._ports = ("--port", str(PORT), "--control-port", "0")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def gateway(
    early_sockets: None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Gateway]:
    """Switch a gateway on, and off at the end."""
    gateway = Gateway(tmp_path_factory.mktemp("roof"))
    try:
        await gateway.switch_on()
        yield gateway
    finally:
        gateway.switch_off()


async def test_a_gateway_is_added_by_its_address(
    home: HomeAssistant, gateway: Gateway, screen: Screen
) -> None:
    """It announces nothing."""
    await screen.open(f"/config/integrations/dashboard/add?domain={DOMAIN}")
    await screen.page.get_by_role("button", name="OK").click()
    await screen.dialog.locator("input").fill(HOST)
    await screen.picture("31-address")
    await screen.press("Submit")
    await screen.watch("Skip and finish")
    await screen.picture("32-added")
    await eventually("it is added", partial(home.is_in, CONTACT, "on"))
    await open_device(home, screen, NAME)
    await screen.picture("33-gateway", height=1700)


async def test_power_follows_the_sun(
    home: HomeAssistant, gateway: Gateway, screen: Screen
) -> None:
    """What is shown is what the inverter feeds in."""
    noon = await power(home)
    await gateway.touch("/sun", hour=8)
    await gateway.touch("/clock/advance", seconds=60)

    async def is_morning() -> bool:
        await home.update(POWER)
        return 0 < await power(home) < noon * 0.7

    await eventually("it is the morning's power", is_morning, 60)
    watts = (await gateway.status())["watts"]
    assert await power(home) == pytest.approx(watts, rel=0.15)


async def test_a_limit_is_set(
    home: HomeAssistant, gateway: Gateway, screen: Screen
) -> None:
    """A person types it in; the inverter obeys."""
    await open_device(home, screen, NAME)
    field = screen.row("Permanent limit").locator("input")
    await field.fill("40")
    await field.press("Enter")

    async def is_limited() -> bool:
        (inverter,) = (await gateway.status())["inverters"]
        return bool(inverter["limit"] == 40)

    await eventually("the inverter has the limit", is_limited)
    await eventually("it is shown", partial(home.is_in, LIMIT, "40.0"))


async def test_totals_stand_at_night(
    home: HomeAssistant, gateway: Gateway, screen: Screen
) -> None:
    """The gateway has no power then, and Home Assistant is restarted."""
    await gateway.touch("/sun", hour=DUSK)
    await gateway.touch("/clock/advance", seconds=60)

    async def is_dusk() -> bool:
        await home.update(POWER)
        return 0 < await power(home) < 40

    await eventually("the sun is about to set", is_dusk, 60)
    before = await home.entities()
    await gateway.touch("/sun", hour=NIGHT)
    assert await gateway.shows("listening", False)

    await home.update(POWER)
    await eventually("the gateway is away", partial(home.is_in, CONTACT, "off"), 60)
    home.stop()
    await home.start()
    await eventually("it is shown", partial(home.is_in, CONTACT, "off"), 60)

    after = await home.entities()
    assert (after[TOTAL], after[TODAY]) == (before[TOTAL], before[TODAY])
    await open_device(home, screen, NAME)
    await screen.picture("34-night", height=1700)


async def test_it_is_read_again_in_the_morning(
    home: HomeAssistant, gateway: Gateway
) -> None:
    """And nothing went wrong meanwhile."""
    before = (await home.entities())[TOTAL]
    await gateway.touch("/sun", hour=9)
    await gateway.touch("/clock/advance", seconds=300)

    async def is_back() -> bool:
        await home.update(POWER)
        return await home.is_in(CONTACT, "on")

    await eventually("it is back", is_back, 120)
    assert float((await home.entities())[TOTAL]) >= float(before)
    assert not home.errors()


async def power(home: HomeAssistant) -> float:
    """Return what the plant feeds in, in watts."""
    return float((await home.entities())[POWER])


async def open_device(home: HomeAssistant, screen: Screen, name: str) -> None:
    """Open the page of a device."""
    devices = await home.command("config/device_registry/list")
    (device,) = [each["id"] for each in devices if each["name"] == name]
    await screen.open(f"/config/devices/device/{device}")
    await expect(screen.row("Plant power")).to_be_visible()
