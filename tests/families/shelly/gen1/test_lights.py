"""Lights can do what they show, and are told in their own units."""

from typing import Any

import pytest

from custom_components.freehold.families.descriptions import LightCommand, LightReading
from homeassistant.components.light import ColorMode

from .known_device import Has

BULB = {
    "ison": True,
    "mode": "color",
    "red": 255,
    "green": 0,
    "blue": 10,
    "white": 0,
    "gain": 50,
    "temp": 4000,
    "brightness": 20,
    "effect": 1,
    "transition": 0,
}
STRIP = {name: BULB[name] for name in BULB if name not in ("temp", "brightness")}
DUO = {"ison": True, "brightness": 100, "white": 40, "temp": 2700}


@pytest.mark.parametrize(
    ("light", "info", "modes", "resource"),
    [
        (BULB, {}, {ColorMode.RGB, ColorMode.COLOR_TEMP}, "light"),
        (STRIP, {"mode": "color"}, {ColorMode.RGBW}, "color"),
        (
            {"ison": True, "brightness": 3, "mode": "white"},
            {"mode": "white"},
            {ColorMode.BRIGHTNESS},
            "white",
        ),
        (DUO, {}, {ColorMode.COLOR_TEMP}, "light"),
        ({"ison": True, "brightness": 3}, {}, {ColorMode.BRIGHTNESS}, "light"),
        ({"ison": True}, {}, {ColorMode.ONOFF}, "light"),
    ],
)
async def test_a_light_can_do_what_it_shows(
    light: dict[str, Any],
    info: dict[str, Any],
    modes: set[ColorMode],
    resource: str,
) -> None:
    """And is commanded where it takes commands."""
    has = Has({"lights": [{}]}, {"lights": [light]}, info)
    description = has.entity("lights", "light_0")
    assert description.modes == modes
    await description.turn_off(has.as_device, 1.5)
    assert has.client.calls == [
        ("light_set", (0,), {"channel": resource, "on": False, "transition_ms": 1500})
    ]


def test_a_light_shines_in_its_mode() -> None:
    """The brightness of colours is their gain."""
    has = Has({"lights": [{}]}, {"lights": [BULB]})
    assert has.value("lights", "light_0") == LightReading(
        is_on=True,
        brightness=128,
        kelvin=4000,
        rgb=(255, 0, 10),
        rgbw=(255, 0, 10, 0),
        effect="meteor_shower",
        mode=ColorMode.RGB,
    )
    has.show({"lights": [{**BULB, "mode": "white", "effect": 6}]})
    white = has.value("lights", "light_0")
    assert (white.brightness, white.mode, white.effect) == (
        51,
        ColorMode.COLOR_TEMP,
        None,
    )


@pytest.mark.parametrize(
    ("light", "command", "sent"),
    [
        (BULB, LightCommand(), {}),
        (BULB, LightCommand(brightness=255), {"gain": 100}),
        (BULB, LightCommand(brightness=1), {"gain": 1}),
        (
            BULB,
            LightCommand(kelvin=3000, brightness=128),
            {"mode": "white", "temperature_k": 3000, "brightness": 50},
        ),
        (BULB, LightCommand(rgb=(1, 2, 3)), {"red": 1, "green": 2, "blue": 3}),
        (
            {**BULB, "mode": "white"},
            LightCommand(rgb=(1, 2, 3), brightness=255),
            {"mode": "color", "red": 1, "green": 2, "blue": 3, "gain": 100},
        ),
        (BULB, LightCommand(effect="flash"), {"effect": 3}),
        (BULB, LightCommand(transition=9), {"transition_ms": 5000}),
        (
            STRIP,
            LightCommand(rgbw=(1, 2, 3, 4), brightness=255),
            {"red": 1, "green": 2, "blue": 3, "white": 4, "gain": 100},
        ),
        (
            DUO,
            LightCommand(kelvin=5000, brightness=255),
            {"temperature_k": 5000, "brightness": 100},
        ),
    ],
)
async def test_a_light_is_told_in_its_own_units(
    light: dict[str, Any], command: LightCommand, sent: dict[str, Any]
) -> None:
    """Percent, milliseconds, and the mode only if it is another one."""
    has = Has({"lights": [{}]}, {"lights": [light]})
    await has.entity("lights", "light_0").turn_on(has.as_device, command)
    assert has.client.calls == [
        ("light_set", (0,), {"channel": "light", "on": True, **sent})
    ]
