"""Who hears the pushes of Gen1 devices, where Home Assistant's own `shelly` has some too.

All of it is real, but for the number of the port: the emulated devices hold 5683 themselves.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.freehold.const import DOMAIN
from custom_components.freehold.families.shelly import SHELLY
from custom_components.freehold.families.shelly.gen1.coiot_hub import CoiotHub
from custom_components.freehold.families.shelly.gen1.device import ASKED_INTERVAL
from custom_components.freehold.families.shelly.protocol.gen1.coiot import GROUP
from custom_components.freehold.families.shelly.protocol.gen1.coiot_listener import (
    CoiotListener,
    PushHealth,
)
from homeassistant.config_entries import SOURCE_USER, ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_HOST, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from tests.emulators.shelly.gen1 import Gen1Shelly

from . import core_shelly
from .gen1_network import COIOT, HTTP, LOOPBACK, free_port, new_addresses

type Unpack = Callable[..., Awaitable[Gen1Shelly]]

OFTEN, SELDOM = 1, 3600
"""Seconds between two pushes of a device that nothing happens to."""

pytestmark = pytest.mark.usefixtures("enable_bluetooth")


@pytest.fixture
async def unpack(
    hass: HomeAssistant, socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Unpack]:
    """Switch on devices that push to this machine, where both integrations listen alike."""
    devices, port = enumerate(new_addresses(), 1), free_port()

    def listener(allowed: Callable[[], bool]) -> CoiotListener:
        return CoiotListener(allowed=allowed, port=port, interface=LOOPBACK)

    monkeypatch.setattr(SHELLY, "_hub", CoiotHub(listener))
    assert await async_setup_component(
        hass, core_shelly.DOMAIN, {core_shelly.DOMAIN: {"coap_port": port}}
    )
    async with AsyncExitStack() as stack:

        async def switch_on(name: str, period: int, peer: str = LOOPBACK) -> Gen1Shelly:
            number, host = next(devices)
            device = Gen1Shelly(
                "plug-s",
                name=name,
                mac=f"A8032AB001{number:02}",
                host=host,
                port=HTTP,
                coiot_port=COIOT,
                coiot_peer=f"{peer}:{port}",
            )
            device.machine.section("coiot")["update_period"] = period
            return await stack.enter_async_context(device)

        yield switch_on
        await core_shelly.remove_all(hass)
        for entry in hass.config_entries.async_entries(DOMAIN):
            await hass.config_entries.async_remove(entry.entry_id)


async def add(hass: HomeAssistant, device: Gen1Shelly) -> ConfigEntry:
    """Add a device to Freehold by its address."""
    flows = hass.config_entries.flow
    step: Any = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    if "menu_options" in step:
        step = await flows.async_configure(
            step["flow_id"], {"next_step_id": "by_address"}
        )
    step = await flows.async_configure(step["flow_id"], {CONF_HOST: device.host})
    await hass.async_block_till_done(wait_background_tasks=False)
    entry: ConfigEntry = step["result"]
    assert entry.state is ConfigEntryState.LOADED
    return entry


async def add_to_core(hass: HomeAssistant, device: Gen1Shelly) -> ConfigEntry:
    """Add a device to Home Assistant's own integration."""
    card = await core_shelly.discover(hass, device.announcement)
    return await core_shelly.add(hass, card)


def press(device: Gen1Shelly) -> str:
    """Press the button of a plug, which it pushes; return what its relay is now."""
    (relay,) = device.parts.outputs
    pushes = device.coiot.pushes
    relay.switch(on=not relay.is_on, source="input")
    assert device.coiot.pushes > pushes
    return STATE_ON if relay.is_on else STATE_OFF


async def shows(hass: HomeAssistant, device: Gen1Shelly, state: str) -> None:
    """Wait until Freehold shows a state of a plug's relay."""
    switch = er.async_get(hass).async_get_entity_id(
        "switch", DOMAIN, f"{device.mac}_relay_0"
    )
    assert switch
    async with asyncio.timeout(10):
        while (now := hass.states.get(switch)) is None or now.state != state:
            await asyncio.sleep(0.01)


async def hears(hass: HomeAssistant, entry: ConfigEntry, device: Gen1Shelly) -> None:
    """Have Freehold hear a device, and ask it nothing."""
    async with asyncio.timeout(10):
        while pushes_of(entry) != PushHealth.ARRIVING:
            await asyncio.sleep(0.01)
    asked = len(device.requests)
    await shows(hass, device, press(device))
    assert len(device.requests) == asked


async def asks(hass: HomeAssistant, entry: ConfigEntry, device: Gen1Shelly) -> None:
    """Have Freehold not hear a device, and show all the same what happens to it."""
    async with asyncio.timeout(10):
        while entry.runtime_data.device.poll_interval != ASKED_INTERVAL:
            await asyncio.sleep(0.01)
    state = press(device)
    async_fire_time_changed(
        hass, dt_util.utcnow() + timedelta(seconds=ASKED_INTERVAL + 1)
    )
    await shows(hass, device, state)


def pushes_of(entry: ConfigEntry) -> PushHealth:
    """Return how the pushes of a device stand, as Freehold's download tells it."""
    health: PushHealth = entry.runtime_data.device.diagnose()["pushes"]
    return health


async def test_core_is_there_first(hass: HomeAssistant, unpack: Unpack) -> None:
    """Freehold leaves it the port, and asks; core hears its device as before."""
    theirs, mine = await unpack("Attic", SELDOM), await unpack("Cellar", OFTEN)
    core = await add_to_core(hass, theirs)

    our = await add(hass, mine)

    assert pushes_of(our) is PushHealth.OFF
    await asks(hass, our, mine)
    await core_shelly.becomes(hass, core, "relay_0", press(theirs))
    await core_shelly.becomes(hass, core, "relay_0", press(theirs))
    assert pushes_of(our) is PushHealth.OFF


async def test_core_comes_later_and_goes_again(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """Freehold leaves it the port at once, and listens again when it is gone."""
    theirs, mine = await unpack("Attic", SELDOM), await unpack("Cellar", OFTEN)
    everybody = await unpack("Garage", OFTEN, peer=GROUP)
    our, garage = await add(hass, mine), await add(hass, everybody)
    await hears(hass, our, mine)
    await hears(hass, garage, everybody)

    core = await add_to_core(hass, theirs)
    assert (pushes_of(our), pushes_of(garage)) == (PushHealth.OFF, PushHealth.OFF)
    await core_shelly.becomes(hass, core, "relay_0", press(theirs))
    await core_shelly.becomes(hass, core, "relay_0", press(theirs))
    await asks(hass, our, mine)
    await asks(hass, garage, everybody)

    await hass.config_entries.async_remove(core.entry_id)
    await hears(hass, garage, everybody)
    # Core keeps its socket until Home Assistant stops, and would need it again.
    await asks(hass, our, mine)

    core = await add_to_core(hass, theirs)
    assert pushes_of(garage) is PushHealth.OFF
    await core_shelly.becomes(hass, core, "relay_0", press(theirs))
    await core_shelly.becomes(hass, core, "relay_0", press(theirs))


@pytest.mark.parametrize("first", [True, False])
async def test_core_has_but_a_card(
    hass: HomeAssistant, unpack: Unpack, first: bool
) -> None:
    """It holds the port already. What devices tell to everybody is heard by both."""
    theirs, mine = await unpack("Attic", SELDOM), await unpack("Cellar", OFTEN)
    everybody = await unpack("Garage", OFTEN, peer=GROUP)
    if first:
        card = await core_shelly.discover(hass, theirs.announcement)
    our, garage = await add(hass, mine), await add(hass, everybody)
    if not first:
        await hears(hass, our, mine)
        card = await core_shelly.discover(hass, theirs.announcement)

    await hears(hass, garage, everybody)
    await asks(hass, our, mine)

    core = await core_shelly.add(hass, card)
    assert (pushes_of(our), pushes_of(garage)) == (PushHealth.OFF, PushHealth.OFF)
    await core_shelly.becomes(hass, core, "relay_0", press(theirs))
    await core_shelly.becomes(hass, core, "relay_0", press(theirs))
