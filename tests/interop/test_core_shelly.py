"""Home Assistant's own `shelly`, which we did not write, serves the emulated RPC devices."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from zeroconf.asyncio import AsyncServiceInfo

from homeassistant.const import (
    CONF_PASSWORD,
    SERVICE_SET_COVER_POSITION,
    SERVICE_TOGGLE,
    SERVICE_TURN_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import HomeAssistant
from tests.emulators.shelly.announcement import SHELLY
from tests.emulators.shelly.rpc import BOOT_SECONDS, RpcShelly
from tests.emulators.shelly.rpc.announcement import services
from tests.emulators.shelly.rpc.output import Input, Switch
from tests.emulators.shelly.rpc.sensors import Temperature

from .core_shelly import add, becomes, discover, order, remove_all, shown

PASSWORD = "pässwörd:€"
type Unpack = Callable[..., Awaitable[RpcShelly]]

pytestmark = pytest.mark.usefixtures("socket_enabled", "enable_bluetooth")


@pytest.fixture
async def unpack(hass: HomeAssistant, socket_enabled: None) -> AsyncIterator[Unpack]:
    """Switch devices on whose time stands still."""
    async with AsyncExitStack() as stack:

        async def switch_on(model: str, **options: Any) -> RpcShelly:
            device = RpcShelly(model, **{"monotonic": lambda: 0.0, **options})
            return await stack.enter_async_context(device)

        yield switch_on
        await remove_all(hass)


def announcement(device: RpcShelly) -> AsyncServiceInfo:
    """Return the announcement that only later generations have."""
    infos = services(device.machine, device.host, device.port)
    return next(info for info in infos.values() if info.type == SHELLY)


@pytest.mark.parametrize(
    ("model", "count", "some"),
    [
        ("plus-1pm", 10, {"switch:0": "off", "switch:0-power": "0.0"}),
        ("plus-2pm", 18, {"switch:1": "off", "input:1-input": "off"}),
        ("pro-4pm", 34, {"switch:3": "off", "switch:3-energy": "0.0"}),
        ("pro-3em", 16, {"em:0-total_act_power": "265.0", "em:0-c_pf": "-1.0"}),
        ("plus-i4", 6, {"input:3": STATE_UNKNOWN}),
        ("plug-s-gen3", 9, {"switch:0": "off", "sys-fwupdate": "on"}),
        ("1-gen4", 4, {"switch:0": "off", "input:0-input": "off"}),
        ("dimmer-gen3", 7, {"light:0": "off", "light:0-power_light": "0.0"}),
    ],
)
async def test_every_model_shows_its_entities(
    hass: HomeAssistant, unpack: Unpack, model: str, count: int, some: dict[str, str]
) -> None:
    """All that are not disabled at first have a state; none is unavailable."""
    device = await unpack(model, name="Attic")

    entry = await add(hass, await discover(hass, announcement(device)))

    states = {key: state.state for key, state in shown(hass, entry).items()}
    assert entry.title == "Attic"
    assert entry.unique_id == device.mac
    assert len(states) == count
    assert states.items() >= some.items()
    assert STATE_UNAVAILABLE not in states.values()


@pytest.mark.parametrize("firmware", ["1.7.5", "2.0.0", "2.0.1"])
async def test_a_locked_device_opens_to_its_password(
    hass: HomeAssistant, unpack: Unpack, firmware: str
) -> None:
    """A wrong one is refused first; nobody is locked out."""
    device = await unpack("1-gen4", firmware=firmware, password=PASSWORD)
    card = await discover(hass, announcement(device))
    assert card["step_id"] == "credentials"

    refused = await hass.config_entries.flow.async_configure(
        card["flow_id"], {CONF_PASSWORD: "wrong"}
    )
    entry = await add(hass, card, password=PASSWORD)
    await order(hass, SERVICE_TURN_ON, shown(hass, entry)["switch:0"])
    await becomes(hass, entry, "switch:0", "on")

    assert refused["errors"] == {"base": "invalid_auth"}
    assert device.machine.components["switch:0"].state["output"] is True
    assert device.log.codes[429] == 0


async def test_a_switch_is_toggled_and_its_power_arrives(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """By Home Assistant, and by hand."""
    device = await unpack("plus-1pm")
    relay = device.machine.components["switch:0"]
    assert isinstance(relay, Switch)
    relay.connect(60.5)
    entry = await add(hass, await discover(hass, announcement(device)))

    await order(hass, SERVICE_TOGGLE, shown(hass, entry)["switch:0"])
    await becomes(hass, entry, "switch:0", "on")
    await becomes(hass, entry, "switch:0-power", "60.5")

    relay.toggle({})
    await becomes(hass, entry, "switch:0", "off")
    await becomes(hass, entry, "switch:0-power", "0.0")


async def test_a_shutter_is_followed(hass: HomeAssistant, unpack: Unpack) -> None:
    """It moves, and arrives."""
    device = await unpack("plus-2pm", profile="cover")
    entry = await add(hass, await discover(hass, announcement(device)))
    assert len(shown(hass, entry)) == 11

    cover = shown(hass, entry)["cover:0"]
    await order(hass, SERVICE_SET_COVER_POSITION, cover, position=10)
    await becomes(hass, entry, "cover:0", "closing")
    await device.advance(20)
    await becomes(hass, entry, "cover:0", "open")

    assert shown(hass, entry)["cover:0"].attributes["current_position"] == 10


async def test_a_pushed_button_is_an_event(hass: HomeAssistant, unpack: Unpack) -> None:
    """With the kind of push."""
    device = await unpack("plus-i4")
    button = device.machine.components["input:2"]
    assert isinstance(button, Input)
    entry = await add(hass, await discover(hass, announcement(device)))

    button.press("double_push")

    async with asyncio.timeout(10):
        while shown(hass, entry)["input:2"].attributes["event_type"] != "double_push":
            await asyncio.sleep(0.01)


async def test_a_restart_is_survived(hass: HomeAssistant, unpack: Unpack) -> None:
    """What was shown is unavailable meanwhile."""
    device = await unpack("1-gen4")
    entry = await add(hass, await discover(hass, announcement(device)))

    await device.lose_power()
    await becomes(hass, entry, "switch:0", STATE_UNAVAILABLE)
    await device.start()
    await entry.runtime_data.rpc.async_refresh()

    await becomes(hass, entry, "switch:0", "off")


async def test_a_sleeping_device_dials_when_it_wakes(
    hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator, unpack: Unpack
) -> None:
    """Added while awake it is told where to dial; asleep it keeps its states."""
    device = await unpack("plus-ht")
    thermometer = device.machine.components["temperature:0"]
    assert isinstance(thermometer, Temperature)
    card = await discover(hass, announcement(device))
    server = (await hass_client_no_auth()).server
    await hass.config.async_update(internal_url=f"http://127.0.0.1:{server.port}")
    entry = await add(hass, card)
    await device.advance(BOOT_SECONDS)
    await device.sleep()

    thermometer.measure(24.5)
    await hass.async_block_till_done()
    asleep = {key: state.state for key, state in shown(hass, entry).items()}
    await device.wake()
    await becomes(hass, entry, "temperature:0-temperature_tc", "24.5")

    assert len(asleep) == 5
    assert asleep["temperature:0-temperature_tc"] == "21.4"
