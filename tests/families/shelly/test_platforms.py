"""Every kind of entity, in Home Assistant and at an emulated device."""

import asyncio
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.freehold.climate import FreeholdClimate
from custom_components.freehold.cover import FreeholdCover
from custom_components.freehold.families.descriptions import (
    ClimateDescription,
    ClimateReading,
    CoverDescription,
    CoverReading,
    LightCommand,
    LightDescription,
    LightReading,
)
from custom_components.freehold.light import FreeholdLight
from homeassistant.components.climate import HVACAction, HVACMode
from homeassistant.components.cover import CoverEntityFeature
from homeassistant.components.light import ColorMode, LightEntityFeature
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import HomeAssistant
from tests.emulators.shelly.rpc import RpcShelly

from .test_set_up import Unpack, add, call, entry_of, shown, unpack

__all__ = ["unpack"]

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def order(
    hass: HomeAssistant, device: Any, domain: str, key: str, action: str, **data: Any
) -> None:
    """Call an action for an entity of a device."""
    entity_id, _ = shown(hass, device, domain, key)
    await hass.services.async_call(
        domain, action, {"entity_id": entity_id, **data}, blocking=True
    )


async def test_a_cover_is_moved_and_stopped(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """It tells where it is while it is on its way."""
    shutter = await unpack(RpcShelly, "plus-2pm", profile="cover", name="Shutter")
    await add(hass, shutter)
    cover = shutter.machine.components["cover:0"]
    (shown_cover,) = hass.states.async_all("cover")
    for action, data, state in (
        ("open_cover", {}, "opening"),
        ("stop_cover", {}, "stopped"),
        ("close_cover", {}, "closing"),
        ("stop_cover", {}, "stopped"),
        ("set_cover_position", {"position": 70}, "opening"),
    ):
        await hass.services.async_call(
            "cover", action, {"entity_id": shown_cover.entity_id, **data}, blocking=True
        )
        assert cover.status()["state"] == state
        await shutter.advance(2)


async def test_a_light_is_dimmed(hass: HomeAssistant, unpack: Unpack) -> None:
    """Home Assistant counts to 255, the device to 100."""
    dimmer = await unpack(RpcShelly, "dimmer-gen3", name="Lamp")
    await add(hass, dimmer)
    light = dimmer.machine.components["light:0"]
    (state,) = hass.states.async_all("light")
    for data, brightness in (({"brightness": 128}, 50), ({"brightness_pct": 10}, 10)):
        await hass.services.async_call(
            "light", "turn_on", {"entity_id": state.entity_id, **data}, blocking=True
        )
        assert light.status()["output"] is True
        assert light.status()["brightness"] == brightness
    await hass.services.async_call(
        "light",
        "turn_off",
        {"entity_id": state.entity_id, "transition": 1},
        blocking=True,
    )
    assert light.status()["output"] is False


async def test_a_press_is_an_event(hass: HomeAssistant, unpack: Unpack) -> None:
    """It leaves no state behind, and is told once."""
    buttons = await unpack(RpcShelly, "plus-i4", name="Buttons")
    await call(buttons, "Input.SetConfig", {"id": 0, "config": {"type": "button"}})
    await add(hass, buttons)
    seen = async_capture_events(hass, EVENT_STATE_CHANGED)
    buttons.machine.components["input:0"].press("double_push")

    def told() -> list[str]:
        return [
            event.data["new_state"].attributes["event_type"]
            for event in seen
            if event.data["entity_id"].startswith("event.") and event.data["new_state"]
        ]

    async with asyncio.timeout(10):
        while "double" not in told():
            await asyncio.sleep(0.01)
    assert told().count("double") == 1


async def test_virtual_components_are_set(hass: HomeAssistant, unpack: Unpack) -> None:
    """What a person made in the device's own page."""
    plug = await unpack(RpcShelly, "plug-s-gen3", name="Desk")
    for kind, config in (
        ("number", {"meta": {"ui": {"view": "field"}}, "min": 0, "max": 100}),
        ("text", {"meta": {"ui": {"view": "field"}}}),
        ("enum", {"meta": {"ui": {"view": "dropdown"}}, "options": ["low", "high"]}),
    ):
        await call(plug, "Virtual.Add", {"type": kind, "config": config})
    await add(hass, plug)
    for domain, action, data, key, value in (
        ("number", "set_value", {"value": 42}, "number:200", 42),
        ("text", "set_value", {"value": "hello"}, "text:200", "hello"),
        ("select", "select_option", {"option": "high"}, "enum:200", "high"),
    ):
        (state,) = hass.states.async_all(domain)
        await hass.services.async_call(
            domain, action, {"entity_id": state.entity_id, **data}, blocking=True
        )
        assert plug.machine.components[key].status()["value"] == value


async def test_firmware_is_installed(hass: HomeAssistant, unpack: Unpack) -> None:
    """The device loads it, and restarts with it."""
    plug = await unpack(RpcShelly, "plus-1pm", name="Kitchen", firmware="1.4.4")
    await add(hass, plug)
    entity_id, state = shown(hass, plug, "update", "firmware")
    assert state == "on"
    await hass.services.async_call(
        "update", "install", {"entity_id": entity_id}, blocking=True
    )
    assert any(request.method == "Shelly.Update" for request in plug.requests)


async def test_what_no_emulated_device_has_is_shown_and_set(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """Thermostats, slats, colours: the entity alone, on the coordinator of another device."""
    plug = await unpack(RpcShelly, "plug-s-gen3", name="Desk")
    await add(hass, plug)
    coordinator = entry_of(hass, plug).runtime_data
    orders: list[Any] = []

    async def note(_: Any, *value: Any) -> None:
        orders.extend(value)

    climate = FreeholdClimate(
        coordinator,
        ClimateDescription(
            key="climate",
            value=lambda _: ClimateReading(
                mode=HVACMode.HEAT, action=HVACAction.IDLE, temperature=20.5, target=21
            ),
            put_target=note,
            put_mode=note,
            modes=(HVACMode.OFF, HVACMode.HEAT),
            range=(5, 30),
        ),
    )
    await climate.async_set_temperature(temperature=19)
    await climate.async_set_hvac_mode(HVACMode.OFF)
    assert (climate.hvac_mode, climate.current_temperature) == (HVACMode.HEAT, 20.5)
    assert (climate.target_temperature, climate.max_temp) == (21, 30)

    cover = FreeholdCover(
        coordinator,
        CoverDescription(
            key="cover",
            value=lambda _: CoverReading(position=50, tilt=30, is_closed=False),
            open=note,
            close=note,
            stop=note,
            move=note,
            tilt=note,
        ),
    )
    assert cover.supported_features & CoverEntityFeature.SET_TILT_POSITION
    assert cover.current_cover_tilt_position == 30
    await cover.async_set_cover_tilt_position(tilt_position=80)

    light = FreeholdLight(
        coordinator,
        LightDescription(
            key="light",
            value=lambda _: LightReading(is_on=True, rgb=(1, 2, 3), mode=ColorMode.RGB),
            turn_on=note,
            turn_off=note,
            modes=frozenset({ColorMode.RGB}),
            effects=("off", "party"),
        ),
    )
    assert light.supported_features & LightEntityFeature.EFFECT
    assert light.rgb_color == (1, 2, 3)
    await light.async_turn_on(rgb_color=(4, 5, 6))
    assert orders == [19, HVACMode.OFF, 80, LightCommand(rgb=(4, 5, 6))]
