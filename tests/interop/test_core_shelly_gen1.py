"""Home Assistant's own `shelly`, which we did not write, serves the emulated Gen1 devices."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from homeassistant.const import (
    CONF_PASSWORD,
    SERVICE_TOGGLE,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from tests.emulators.shelly.gen1 import Gen1Shelly

from .core_shelly import DOMAIN, add, becomes, discover, order, remove_all, shown
from .gen1_network import COIOT, HTTP, LOOPBACK, free_port, new_addresses

PASSWORD = "my secret: password"
type Unpack = Callable[..., Awaitable[Gen1Shelly]]

pytestmark = pytest.mark.usefixtures("enable_bluetooth")


@pytest.fixture
async def unpack(hass: HomeAssistant, socket_enabled: None) -> AsyncIterator[Unpack]:
    """Switch devices on whose time stands still, and that push to Home Assistant."""
    addresses = new_addresses()
    port = free_port()
    assert await async_setup_component(hass, DOMAIN, {DOMAIN: {"coap_port": port}})
    async with AsyncExitStack() as stack:

        async def switch_on(model: str, **options: Any) -> Gen1Shelly:
            device = Gen1Shelly(
                model,
                host=next(addresses),
                port=HTTP,
                coiot_port=COIOT,
                coiot_peer=f"{LOOPBACK}:{port}",
                monotonic=lambda: 0.0,
                **options,
            )
            return await stack.enter_async_context(device)

        yield switch_on
        await remove_all(hass)


@pytest.mark.parametrize(
    ("model", "count", "some"),
    [
        ("shelly1", 3, {"relay_0": "off", "relay_0-input": "off"}),
        ("plug-s", 6, {"relay_0": "off", "relay_0-power": "0.0"}),
        ("switch25", 12, {"relay_1": "off", "relay_1-energy": "0.0"}),
        ("switch25-roller", 7, {"roller_0": "open", "roller_0-rollerPower": "0.0"}),
        ("dimmer2", 6, {"light_0": "off", "light_0-overpower": "off"}),
        ("i3", 4, {"input_2-3": STATE_UNKNOWN}),
    ],
)
async def test_every_model_shows_its_entities(
    hass: HomeAssistant, unpack: Unpack, model: str, count: int, some: dict[str, str]
) -> None:
    """All that are not disabled at first have a state; none is unavailable."""
    device = await unpack(model, name="Attic")

    entry = await add(hass, await discover(hass, device.announcement))

    states = {key: state.state for key, state in shown(hass, entry).items()}
    assert entry.title == "Attic"
    assert entry.unique_id == device.mac
    assert len(states) == count
    assert states.items() >= some.items()
    assert STATE_UNAVAILABLE not in states.values()


async def test_a_locked_device_opens_to_its_password(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """A wrong one is refused first."""
    device = await unpack("shelly1", password=PASSWORD)
    card = await discover(hass, device.announcement)
    assert card["step_id"] == "credentials"

    refused = await hass.config_entries.flow.async_configure(
        card["flow_id"], {"username": "admin", CONF_PASSWORD: "wrong"}
    )
    entry = await add(hass, card, username="admin", password=PASSWORD)

    assert refused["errors"] == {"base": "invalid_auth"}
    assert shown(hass, entry)["relay_0"].state == "off"


async def test_a_relay_is_toggled_and_its_power_is_pushed(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """What is switched over HTTP comes back over UDP."""
    device = await unpack("plug-s")
    device.loads.connect(0, 60.5)
    entry = await add(hass, await discover(hass, device.announcement))

    await order(hass, SERVICE_TOGGLE, shown(hass, entry)["relay_0"])

    await becomes(hass, entry, "relay_0", "on")
    await becomes(hass, entry, "relay_0-power", "60.5")


async def test_a_sleeping_device_is_set_up_when_it_pushes(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """It is found while awake; its entities come with its next push."""
    device = await unpack("ht")
    card = await discover(hass, device.announcement)
    await device.fall_asleep()
    entry = await add(hass, card)
    assert shown(hass, entry) == {}

    await device.set_climate(24.5, 55)

    await becomes(hass, entry, "sensor_0-extTemp", "24.5")
    await becomes(hass, entry, "sensor_0-humidity", "55.0")
