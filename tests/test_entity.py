"""Entities at work: commands, their refusals, and how the connection fares."""

from datetime import timedelta

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.freehold.const import DOMAIN
from homeassistant.components.button import DOMAIN as BUTTON, SERVICE_PRESS
from homeassistant.components.switch import DOMAIN as SWITCH
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_ON,
    STATE_UNAVAILABLE,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from .conftest import entry_of
from .emulators.miele import Fault, MieleAppliance


async def set_up(hass: HomeAssistant, appliance: MieleAppliance) -> MockConfigEntry:
    """Set an appliance up."""
    entry = entry_of(appliance)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


def entity_id(
    hass: HomeAssistant, appliance: MieleAppliance, domain: str, key: str
) -> str:
    """Return the id of an entity."""
    found = er.async_get(hass).async_get_entity_id(
        domain, DOMAIN, f"{appliance.fab}_{key}"
    )
    assert found is not None
    return found


def state_of(
    hass: HomeAssistant, appliance: MieleAppliance, domain: str, key: str
) -> State:
    """Return the state of an entity."""
    state = hass.states.get(entity_id(hass, appliance, domain, key))
    assert state is not None
    return state


async def press(hass: HomeAssistant, appliance: MieleAppliance, key: str) -> None:
    """Press a button."""
    await hass.services.async_call(
        BUTTON,
        SERVICE_PRESS,
        {ATTR_ENTITY_ID: entity_id(hass, appliance, BUTTON, key)},
        blocking=True,
    )


@pytest.mark.usefixtures("our_key")
async def test_a_press_starts_the_program_and_the_state_follows(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """Without waiting for the next poll."""
    await set_up(hass, washer)
    washer.panel.select(washer.panel.model.programs[0].id)
    washer.panel.mobile_start = True

    await press(hass, washer, "start")

    assert state_of(hass, washer, "sensor", "status").state == "running"
    assert state_of(hass, washer, "sensor", "finish_time").state != "unknown"


@pytest.mark.usefixtures("our_key")
async def test_a_press_at_the_wrong_moment_says_why(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """And nothing was sent."""
    await set_up(hass, washer)

    with pytest.raises(ServiceValidationError) as caught:
        await press(hass, washer, "start")

    assert caught.value.translation_key == "no_program_chosen"
    assert caught.value.translation_placeholders
    assert caught.value.translation_placeholders["device"] == "Appliance"
    assert not any(request.method == "PUT" for request in washer.requests)


@pytest.mark.usefixtures("our_key")
async def test_buttons_of_a_sleeping_appliance_stay_available(
    hass: HomeAssistant, oven: MieleAppliance
) -> None:
    """Home Assistant drops calls to unavailable entities without a word."""
    await set_up(hass, oven)
    oven.panel.fall_asleep()
    await press(hass, oven, "wake")

    assert state_of(hass, oven, "button", "start").state != STATE_UNAVAILABLE
    with pytest.raises(ServiceValidationError) as caught:
        await press(hass, oven, "start")
    assert caught.value.translation_key == "wake_first"


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (Fault.FORBIDDEN, "command_refused"),
        (Fault.NOT_FOUND, "unsupported"),
        (Fault.SERVER_ERROR, "device_asleep"),
        (Fault.BUSY, "device_busy"),
    ],
)
@pytest.mark.usefixtures("our_key")
async def test_a_refusal_by_the_appliance_is_told(
    hass: HomeAssistant, oven: MieleAppliance, fault: Fault, key: str
) -> None:
    """In words that say what to do."""
    await set_up(hass, oven)
    oven.inject(fault, method="PUT")

    with pytest.raises(HomeAssistantError) as caught:
        await hass.services.async_call(
            SWITCH,
            SERVICE_TURN_ON,
            {ATTR_ENTITY_ID: entity_id(hass, oven, SWITCH, "light")},
            blocking=True,
        )

    assert caught.value.translation_key == key


@pytest.mark.usefixtures("our_key")
async def test_a_switch_switches(hass: HomeAssistant, oven: MieleAppliance) -> None:
    """On and off, and it shows."""
    await set_up(hass, oven)
    light = {ATTR_ENTITY_ID: entity_id(hass, oven, SWITCH, "light")}

    await hass.services.async_call(SWITCH, SERVICE_TURN_ON, light, blocking=True)
    assert oven.panel.light_on
    assert state_of(hass, oven, SWITCH, "light").state == STATE_ON

    await hass.services.async_call(SWITCH, SERVICE_TURN_OFF, light, blocking=True)
    assert not oven.panel.light_on


@pytest.mark.usefixtures("our_key")
async def test_entities_appear_when_an_appliance_turns_out_to_have_more(
    hass: HomeAssistant, oven: MieleAppliance
) -> None:
    """Found asleep, it tells of its light only once it is awake; no reload is needed."""
    oven.panel.fall_asleep()
    entry = await set_up(hass, oven)
    registry = er.async_get(hass)
    light = f"{oven.fab}_light"
    assert registry.async_get_entity_id(SWITCH, DOMAIN, light) is None

    oven.panel.switch_on()
    await entry.runtime_data.async_refresh()
    await hass.async_block_till_done()

    assert registry.async_get_entity_id(SWITCH, DOMAIN, light) is not None


@pytest.mark.usefixtures("our_key")
async def test_a_value_that_is_new_to_us_is_shown_as_it_comes(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """An unknown program is no error."""
    await set_up(hass, washer)
    entry = hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, washer.fab)
    assert entry is not None
    washer.panel.select(washer.panel.model.programs[0].id)
    washer.faults.state_fields["ProgramID"] = 12345

    await entry.runtime_data.async_refresh()

    program = state_of(hass, washer, "sensor", "program")
    assert program.state == "program 12345"
    assert program.attributes["options"][-1] == "program 12345"


@pytest.mark.usefixtures("our_key")
async def test_the_connection_tells_how_it_fares(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """Also, and above all, while there is none."""
    entry = await set_up(hass, washer)
    registry = er.async_get(hass)
    for key in ("last_contact", "round_trip_time", "consecutive_failures"):
        registry.async_update_entity(
            entity_id(hass, washer, "sensor", key), disabled_by=None
        )
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=31))
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    contact = dt_util.parse_datetime(
        state_of(hass, washer, "sensor", "last_contact").state
    )
    assert contact is not None
    assert dt_util.utcnow() - contact < timedelta(minutes=2)

    await washer.lose_power()
    await entry.runtime_data.async_refresh()
    await hass.async_block_till_done()

    failures = state_of(hass, washer, "sensor", "consecutive_failures")
    assert int(failures.state) > 0
    assert state_of(hass, washer, "sensor", "last_contact").state != STATE_UNAVAILABLE
    assert state_of(hass, washer, "sensor", "status").state == STATE_UNAVAILABLE
