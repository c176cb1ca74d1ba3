"""Lights."""

from typing import Any, override

from homeassistant.components.light import (
    ATTR_BRIGHTNESS,
    ATTR_COLOR_TEMP_KELVIN,
    ATTR_EFFECT,
    ATTR_RGB_COLOR,
    ATTR_RGBW_COLOR,
    ATTR_TRANSITION,
    LightEntity,
    LightEntityFeature,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import DeviceCoordinator, FreeholdConfigEntry
from .entity import ReadingEntity, async_add_described
from .families.descriptions import LightCommand, LightDescription, LightReading

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the lights of a device."""
    await async_add_described(
        entry, async_add_entities, lambda has: has.lights, FreeholdLight
    )


class FreeholdLight(ReadingEntity, LightEntity):
    """A light of a device."""

    entity_description: LightDescription[Any, Any]

    def __init__(
        self, coordinator: DeviceCoordinator, description: LightDescription[Any, Any]
    ) -> None:
        """Tell what it can do."""
        self._attr_supported_color_modes = set(description.modes)
        super().__init__(coordinator, description)
        warmest, coldest = description.kelvin
        self._attr_min_color_temp_kelvin = warmest
        self._attr_max_color_temp_kelvin = coldest
        features = LightEntityFeature(0)
        if description.transitions:
            features |= LightEntityFeature.TRANSITION
        if description.effects:
            features |= LightEntityFeature.EFFECT
            self._attr_effect_list = list(description.effects)
        self._attr_supported_features = features

    @callback
    @override
    def _take(self, reading: LightReading) -> None:
        self._attr_is_on = reading.is_on
        self._attr_brightness = reading.brightness
        self._attr_color_temp_kelvin = reading.kelvin
        self._attr_rgb_color = reading.rgb
        self._attr_rgbw_color = reading.rgbw
        self._attr_effect = reading.effect
        self._attr_color_mode = reading.mode or next(
            iter(self.entity_description.modes)
        )

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn it on, or have it shine otherwise."""
        command = LightCommand(
            brightness=kwargs.get(ATTR_BRIGHTNESS),
            kelvin=kwargs.get(ATTR_COLOR_TEMP_KELVIN),
            rgb=kwargs.get(ATTR_RGB_COLOR),
            rgbw=kwargs.get(ATTR_RGBW_COLOR),
            effect=kwargs.get(ATTR_EFFECT),
            transition=kwargs.get(ATTR_TRANSITION),
        )
        await self.async_command(self.entity_description.turn_on(self.device, command))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn it off."""
        await self.async_command(
            self.entity_description.turn_off(self.device, kwargs.get(ATTR_TRANSITION))
        )
