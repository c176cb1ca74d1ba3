"""Freehold under later versions of Home Assistant than the oldest one supported."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from scripts.demo.installation import ROOT
from tests.skipping import skip_loudly

from .appliance import Appliance, Household
from .home_assistant import HomeAssistant, running
from .polling import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

VERSION = "2026.11"
STATUS = "sensor.oven_h7260_status"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(
    early_sockets: None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[HomeAssistant]:
    """Run the later version."""
    environment = f".venv-{VERSION}"
    if not (ROOT / environment).exists():
        skip_loudly(f"Home Assistant {VERSION} is missing: scripts/setup {VERSION}")
    folder = tmp_path_factory.mktemp("later-home")
    async with running(HomeAssistant(folder, environment)) as home:
        yield home


@pytest.fixture
async def oven(household: Household) -> AsyncGenerator[Appliance]:
    """Switch an oven on, and off at the end."""
    oven = household.own("oven", host="127.0.0.35")
    try:
        await oven.switch_on()
        yield oven
    finally:
        oven.switch_off()


async def test_an_appliance_is_found_and_added(
    home: HomeAssistant, household: Household, oven: Appliance
) -> None:
    """The same wizard, by its REST interface."""
    assert (await home.get("config"))["version"].startswith(VERSION)
    card = await home.discovery(oven.mac)

    step = await home.post(
        f"config/config_entries/flow/{card['flow_id']}",
        group_id=household.group_id,
        group_key=household.group_key,
    )

    assert step["type"] == "create_entry"
    await eventually("it tells its state", lambda: home.is_in(STATUS, "on"))
