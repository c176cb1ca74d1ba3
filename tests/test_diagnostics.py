"""Diagnostics: everything useful, nothing private."""

import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.freehold.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from custom_components.freehold.household import (
    async_get_household,
    async_household_entry,
)
from custom_components.freehold.jobs import async_start_job
from custom_components.freehold.provisioning.strategy import Actor, Purpose, Request
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.json import JSONEncoder

from .conftest import entry_of
from .emulators.miele import MieleAppliance
from .households import OURS


@pytest.fixture
async def entry(
    hass: HomeAssistant, our_key: None, oven: MieleAppliance
) -> MockConfigEntry:
    """Set the oven up."""
    entry = entry_of(oven)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


def assert_private(report: dict[str, Any], oven: MieleAppliance) -> None:
    """Look for everything that identifies a household, in any spelling."""
    text = json.dumps(report, cls=JSONEncoder).lower()
    mac = oven.nameplate.mac.lower()
    for secret in (
        OURS[0].lower(),
        OURS[1].lower(),
        oven.fab,
        oven.host,
        mac,
        ":".join(mac[i : i + 2] for i in range(0, 12, 2)),
        f"{mac[:6]}fffe{mac[6:]}",
        '"home"',
        "192.0.2.",
    ):
        assert secret not in text, secret


async def test_a_download_tells_what_is_known_and_asks_nothing(
    hass: HomeAssistant, entry: MockConfigEntry, oven: MieleAppliance
) -> None:
    """State, details decoded, health and numbers of the connection."""
    before = len(oven.requests)
    report = await async_get_config_entry_diagnostics(hass, entry)

    assert len(oven.requests) == before
    assert report["identity"]["model"] == "H7260"
    assert report["health"]["state"] == "healthy"
    assert report["device"]["state"]["Status"] == 2
    assert report["device"]["details"]["context"]["fields"]
    assert report["device"]["session"]["limit"] == 1
    assert report["policy"]["idle_close"] == 15
    assert_private(report, oven)


async def test_the_download_of_the_device_holds_the_whole_tree(
    hass: HomeAssistant, entry: MockConfigEntry, oven: MieleAppliance
) -> None:
    """On request, because it takes a while."""
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    report = await async_get_device_diagnostics(hass, entry, device)

    assert report["device"]["dop2"]["2/119"]["fields"]
    assert_private(report, oven)


async def test_a_silent_device_still_has_a_download(
    hass: HomeAssistant, entry: MockConfigEntry, oven: MieleAppliance
) -> None:
    """It says what went wrong, and shows what was known."""
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    await oven.lose_power()
    report = await async_get_device_diagnostics(hass, entry, device)

    assert report["device"]["error"].startswith("ConnectionLostError")
    assert report["device"]["ident"]
    assert_private(report, oven)


async def test_an_entry_that_could_not_be_set_up_has_a_download(
    hass: HomeAssistant, our_key: None, oven: MieleAppliance
) -> None:
    """It is when things go wrong that somebody downloads it."""
    await oven.lose_power()
    entry = entry_of(oven)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)

    report = await async_get_config_entry_diagnostics(hass, entry)

    assert report["entry"]["data"]["family"] == "miele"
    assert_private(report, oven)


async def test_the_household_tells_how_jobs_went_and_of_whom_nothing(
    hass: HomeAssistant, our_key: None, oven: MieleAppliance
) -> None:
    """Keys least of all."""
    view = await async_start_job(
        hass,
        Request(
            family="miele", purpose=Purpose.COMMISSION, host=oven.host, port=oven.port
        ),
        Actor(source="test"),
    )
    engine = (await async_get_household(hass)).engine
    engine.cancel(view.id)
    await engine.wait(view.id)

    entry = async_household_entry(hass)
    assert entry is not None
    report = await async_get_config_entry_diagnostics(hass, entry)

    assert [job["state"] for job in report["jobs"]] == ["cancelled"]
    assert_private(report, oven)
