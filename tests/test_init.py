"""Setting up, taking down and removing a device, in Home Assistant's test harness."""

import asyncio
from dataclasses import replace
from datetime import timedelta
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.freehold.const import DOMAIN, HOUSEHOLD
from custom_components.freehold.families import miele
from custom_components.freehold.families.miele import device as miele_device
from custom_components.freehold.families.miele.policy import POLICY
from custom_components.freehold.household import async_get_household
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_ZEROCONF,
    ConfigEntryState,
)
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .conftest import announced, entry_of
from .emulators.miele import Fault, Generation, Kind, MieleAppliance
from .households import OURS, THEIRS


def status(hass: HomeAssistant, appliance: MieleAppliance) -> str | None:
    """Return the state of the status sensor, None if there is no such entity."""
    entity_id = er.async_get(hass).async_get_entity_id(
        "sensor", DOMAIN, f"{appliance.fab}_status"
    )
    state = hass.states.get(entity_id) if entity_id else None
    return state.state if state else None


async def set_up(hass: HomeAssistant, appliance: MieleAppliance) -> MockConfigEntry:
    """Set an appliance up."""
    entry = entry_of(appliance)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


@pytest.fixture
async def entry(
    hass: HomeAssistant, our_key: None, washer: MieleAppliance
) -> MockConfigEntry:
    """Set the washing machine up."""
    return await set_up(hass, washer)


async def settle(hass: HomeAssistant) -> None:
    """Wait for what Home Assistant does, and for what happens on real sockets beside it."""
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_an_appliance_is_set_up(
    hass: HomeAssistant, entry: MockConfigEntry, washer: MieleAppliance
) -> None:
    """Its device is described by what it says about itself."""
    assert entry.state is ConfigEntryState.LOADED
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert device.name == "Washing machine WCI960"
    assert device.manufacturer == "Miele"
    assert device.model == "WCI960"
    assert device.serial_number == washer.fab
    assert device.hw_version == "EK037"
    assert device.connections == {("mac", "00:1d:63:65:43:21")}
    assert status(hass, washer) == "on"


async def test_unload_and_reload_leave_nothing_behind(
    hass: HomeAssistant, entry: MockConfigEntry, washer: MieleAppliance
) -> None:
    """Connections are closed, and everything comes back."""
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED

    assert await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)
    assert status(hass, washer) == "on"


async def test_a_command_under_way_is_finished_before_unloading(
    hass: HomeAssistant, our_key: None, socket_enabled: None
) -> None:
    """Cut off, nobody would know whether it took effect."""
    async with MieleAppliance(
        kind=Kind.OVEN, generation=Generation.EK057, group=OURS, latency=0.05
    ) as oven:
        entry = await set_up(hass, oven)
        command = hass.async_create_task(entry.runtime_data.device.set_light(True))
        while not any(request.method == "PUT" for request in oven.requests):
            await asyncio.sleep(0.005)

        assert await hass.config_entries.async_unload(entry.entry_id)

        await command
        assert oven.panel.light_on


async def test_a_changed_key_without_memory_is_asked_for(
    hass: HomeAssistant, our_key: None, washer: MieleAppliance
) -> None:
    """Each try is a new one, so none may wait for the next."""
    washer.give_to(*THEIRS)

    await set_up(hass, washer)

    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH


async def test_the_pace_after_a_command_ends_also_when_polls_fail(
    hass: HomeAssistant, entry: MockConfigEntry, washer: MieleAppliance
) -> None:
    """Or an appliance that talks nonsense would be asked every two seconds for ever."""
    coordinator = entry.runtime_data
    coordinator.update_interval = timedelta(seconds=2)
    washer.inject(Fault.NOT_JSON, path="/State")

    await coordinator.async_refresh()

    assert coordinator.update_interval == timedelta(seconds=60)


async def test_first_contact_with_a_silent_appliance_is_tried_again(
    hass: HomeAssistant, our_key: None, washer: MieleAppliance
) -> None:
    """Nothing is known of it, so nothing can be shown."""
    await washer.lose_power()

    entry = await set_up(hass, washer)

    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "connection_lost"


async def test_a_known_appliance_that_is_silent_is_there_after_a_restart(
    hass: HomeAssistant, entry: MockConfigEntry, washer: MieleAppliance
) -> None:
    """Every entity exists, says that there is no contact, and comes back by itself."""
    before = {state.entity_id for state in hass.states.async_all()}
    await hass.config_entries.async_unload(entry.entry_id)
    await washer.lose_power()

    assert await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)

    assert entry.state is ConfigEntryState.LOADED
    assert {state.entity_id for state in hass.states.async_all()} == before
    assert status(hass, washer) == STATE_UNAVAILABLE

    await washer.start()
    await entry.runtime_data.async_refresh()
    await settle(hass)
    assert status(hass, washer) == "on"


async def test_memory_is_stored_after_the_first_contact(
    hass: HomeAssistant, entry: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    """A process that is killed has it already; no key is in it."""
    memory = hass_storage[f"{DOMAIN}.{entry.entry_id}"]

    assert memory["data"]["ident"]["DeviceType"] == 1
    assert OURS[1] not in json.dumps(memory)


async def test_what_changes_all_the_time_is_remembered_all_the_same(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    washer: MieleAppliance,
    hass_storage: dict[str, Any],
) -> None:
    """A change a second must not put off the writing for the length of a program."""
    started = dt_util.utcnow()
    for second in range(61):
        washer.faults.state_fields["SpinningSpeed"] = second
        await entry.runtime_data.async_refresh()
        async_fire_time_changed(hass, started + timedelta(seconds=second + 1))
    await settle(hass)

    memory = hass_storage[f"{DOMAIN}.{entry.entry_id}"]
    assert memory["data"]["state"].get("SpinningSpeed", 0) > 0


async def test_removing_a_device_forgets_it_and_keeps_its_key(
    hass: HomeAssistant, entry: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    """The key may open other appliances, and the appliance takes no second one."""
    await hass.config_entries.async_remove(entry.entry_id)
    await settle(hass)

    assert f"{DOMAIN}.{entry.entry_id}" not in hass_storage
    vault = (await async_get_household(hass)).vault
    assert vault.get(f"miele:{OURS[0]}") is not None


async def test_a_key_that_was_forgotten_is_asked_for(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """The vault came from an older backup, say."""
    entry = await set_up(hass, washer)

    assert entry.state is ConfigEntryState.SETUP_ERROR
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH


async def test_the_household_entry_sets_up_and_holds_no_device(
    hass: HomeAssistant,
) -> None:
    """It makes Home Assistant load Freehold, and nothing more."""
    household = MockConfigEntry(domain=DOMAIN, unique_id=HOUSEHOLD, title="Household")
    household.add_to_hass(hass)

    assert await hass.config_entries.async_setup(household.entry_id)
    assert household.state is ConfigEntryState.LOADED
    assert await hass.config_entries.async_unload(household.entry_id)
    await hass.config_entries.async_remove(household.entry_id)
    assert hass.config_entries.async_entries(DOMAIN) == []


async def test_a_damaged_vault_raises_an_issue_and_is_left_alone(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """A person can bring it back from a backup; then the issue goes."""
    vault = Path(hass.config.path(".storage", "freehold.vault"))
    vault.parent.mkdir(exist_ok=True)
    vault.write_text("{")

    entry = await set_up(hass, washer)

    assert entry.state is ConfigEntryState.NOT_LOADED
    registry = ir.async_get(hass)
    assert registry.async_get_issue(DOMAIN, "vault_unreadable") is not None
    assert vault.read_text() == "{"


async def test_the_issue_goes_when_the_vault_can_be_read_again(
    hass: HomeAssistant,
) -> None:
    """After a restart with the file brought back."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        "vault_unreadable",
        is_fixable=False,
        severity=ir.IssueSeverity.CRITICAL,
        translation_key="vault_unreadable",
        translation_placeholders={"error": "it cannot"},
    )

    assert await async_setup_component(hass, DOMAIN, {})

    assert ir.async_get(hass).async_get_issue(DOMAIN, "vault_unreadable") is None


async def test_an_idle_poll_writes_no_state(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    washer: MieleAppliance,
) -> None:
    """Nothing changed, so nothing is said."""
    await entry.runtime_data.async_refresh()
    reported = {
        state.entity_id: state.last_reported for state in hass.states.async_all()
    }
    asked = len(washer.requests)

    await entry.runtime_data.async_refresh()

    assert len(washer.requests) > asked
    assert reported == {
        state.entity_id: state.last_reported for state in hass.states.async_all()
    }


async def test_lost_contact_is_told_once_and_regained_by_itself(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    washer: MieleAppliance,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One line when it goes, one when it is back."""
    await washer.lose_power()
    await entry.runtime_data.async_refresh()
    assert status(hass, washer) == STATE_UNAVAILABLE
    await entry.runtime_data.async_refresh()
    assert caplog.text.count("Error fetching Appliance data") == 1

    await washer.start()
    await entry.runtime_data.async_refresh()
    assert status(hass, washer) == "on"
    assert caplog.text.count("Fetching Appliance data recovered") == 1


async def test_an_announcement_brings_a_lost_appliance_back_at_once(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It was switched on again: nobody waits for the next poll, nor for the pause."""
    monkeypatch.setattr(miele, "POLICY", replace(POLICY, breaker_pause=300))
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    await washer.lose_power()
    for _ in range(3):
        await entry.runtime_data.async_refresh()
    assert status(hass, washer) == STATE_UNAVAILABLE

    await washer.start()
    await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_ZEROCONF}, data=announced(washer)
    )
    await settle(hass)

    assert status(hass, washer) == "on"


async def test_an_announcement_of_an_appliance_in_contact_asks_nothing(
    hass: HomeAssistant, entry: MockConfigEntry, washer: MieleAppliance
) -> None:
    """They come again and again."""
    before = len(washer.requests)
    await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_ZEROCONF}, data=announced(washer)
    )
    await settle(hass)

    assert len(washer.requests) == before


async def test_a_key_that_stopped_working_is_asked_for(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not at the first refusal, but when they last."""
    washer.give_to(*THEIRS)
    await entry.runtime_data.async_refresh()
    assert hass.config_entries.flow.async_progress() == []

    monkeypatch.setattr(miele_device, "REFUSAL_WINDOW", 0)
    await entry.runtime_data.async_refresh()
    await settle(hass)
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH


async def test_the_registry_follows_what_the_device_says(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update changes the version, not the device."""
    registry = dr.async_get(hass)
    (device,) = dr.async_entries_for_config_entry(registry, entry.entry_id)
    version = device.sw_version
    registry.async_update_device(device.id, sw_version="0")
    coordinator = entry.runtime_data
    coordinator.device.identity = replace(coordinator.device.identity, firmware="0")
    monkeypatch.setattr(coordinator.device, "_ident_due", 0)

    await coordinator.async_refresh()

    (device,) = dr.async_entries_for_config_entry(registry, entry.entry_id)
    assert device.sw_version == version


async def test_entities_are_registered_by_serial(
    hass: HomeAssistant, entry: MockConfigEntry, washer: MieleAppliance
) -> None:
    """No address and no name in a unique id."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert entities
    assert all(entity.unique_id.startswith(f"{washer.fab}_") for entity in entities)
