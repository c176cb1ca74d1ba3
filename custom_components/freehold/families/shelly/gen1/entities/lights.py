"""Lamps, dimmers and colour channels: what each can do is seen in what it shows."""

from collections.abc import Callable
from typing import Any, Final, cast

from homeassistant.components.light import ColorMode

from ....descriptions import LightCommand, LightDescription, LightReading
from ...protocol.gen1.commands import LightChannel
from ..device import Gen1Device
from ..layout import Channel
from ..model import Gen1State
from .templates import Light, Template

EFFECTS: Final = ("off", "meteor_shower", "gradual_change", "flash")
"""By their numbers on a colour controller; some lamps know more."""
LONGEST_TRANSITION: Final = 5000
"""Milliseconds."""
_WHITE: Final = (2700, 6500)
_WHITE_OF_COLORED: Final = (3000, 6500)


def _modes(channel: Channel) -> frozenset[ColorMode]:
    """Tell in which modes it shines. A lamp's own white is what it does in white mode."""
    members = channel.members
    has_color, has_white = "red" in members, "temperature_k" in members
    if has_color:
        return frozenset(
            {ColorMode.RGB, ColorMode.COLOR_TEMP} if has_white else {ColorMode.RGBW}
        )
    if has_white:
        return frozenset({ColorMode.COLOR_TEMP})
    return frozenset(
        {ColorMode.BRIGHTNESS if "brightness" in members else ColorMode.ONOFF}
    )


def _light_reading(
    index: int, modes: frozenset[ColorMode]
) -> Callable[[Gen1State], LightReading]:
    def value(state: Gen1State) -> LightReading:
        lights = state.status.lights
        if index >= len(lights):
            return LightReading(is_on=None)
        light = lights[index]
        is_color = ColorMode.COLOR_TEMP not in modes or light.mode == "color"
        percent = (
            light.gain if is_color and light.gain is not None else light.brightness
        )
        rgb = None
        if light.red is not None and light.green is not None and light.blue is not None:
            rgb = light.red, light.green, light.blue
        return LightReading(
            is_on=light.on,
            brightness=None if percent is None else round(percent * 255 / 100),
            kelvin=light.temperature_k,
            rgb=rgb,
            rgbw=None if rgb is None or light.white is None else (*rgb, light.white),
            effect=_effect(light.effect),
            mode=None
            if len(modes) == 1
            else ColorMode.RGB
            if is_color
            else ColorMode.COLOR_TEMP,
        )

    return value


def _effect(number: int | None) -> str | None:
    if number is None or not 0 <= number < len(EFFECTS):
        return None
    return EFFECTS[number]


async def _turn_on(device: Gen1Device, channel: Channel, command: LightCommand) -> None:
    lights = device.state.status.lights if device.state else ()
    mode = lights[channel.index].mode if channel.index < len(lights) else None
    given: dict[str, Any] = {"transition_ms": _milliseconds(command.transition)}
    if len(_modes(channel)) > 1:
        wanted = mode
        if command.rgb is not None:
            wanted = "color"
        elif command.kelvin is not None:
            wanted = "white"
        given["mode"], mode = (None if wanted == mode else wanted), wanted
    if command.brightness is not None:
        in_gain = mode == "color" and "gain" in channel.members
        percent = max(1, round(command.brightness * 100 / 255))
        given["gain" if in_gain else "brightness"] = percent
    if (color := command.rgbw or command.rgb) is not None:
        given |= dict(zip(("red", "green", "blue", "white"), color, strict=False))
    if command.kelvin is not None:
        given["temperature_k"] = command.kelvin
    if command.effect is not None:
        given["effect"] = EFFECTS.index(command.effect)
    await device.client.light_set(
        channel.index, channel=_resource(channel), on=True, **given
    )


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else min(LONGEST_TRANSITION, round(seconds * 1000))


def _resource(channel: Channel) -> LightChannel:
    return cast(LightChannel, channel.resource)


def _light(channel: Channel) -> Light:
    modes = _modes(channel)
    return LightDescription(
        key=channel.key,
        name=None,
        part=channel.part,
        modes=modes,
        kelvin=_WHITE_OF_COLORED if ColorMode.RGB in modes else _WHITE,
        effects=EFFECTS if "effect" in channel.members else (),
        transitions="transition_ms" in channel.members,
        value=_light_reading(channel.index, modes),
        turn_on=lambda device, command: _turn_on(device, channel, command),
        turn_off=lambda device, seconds: device.client.light_set(
            channel.index,
            channel=_resource(channel),
            on=False,
            transition_ms=_milliseconds(seconds),
        ),
    )


LIGHTS: Final[tuple[Template[Light], ...]] = (Template(kind="light", make=_light),)
