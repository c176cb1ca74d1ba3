"""Thermostats."""

from typing import Any, override

from homeassistant.components.climate import (
    ClimateEntity,
    ClimateEntityFeature,
    HVACMode,
)
from homeassistant.const import ATTR_TEMPERATURE, UnitOfTemperature
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import DeviceCoordinator, FreeholdConfigEntry
from .entity import ReadingEntity, async_add_described
from .families.descriptions import ClimateDescription, ClimateReading

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the thermostats of a device."""
    await async_add_described(
        entry, async_add_entities, lambda has: has.climates, FreeholdClimate
    )


class FreeholdClimate(ReadingEntity, ClimateEntity):
    """A thermostat of a device."""

    entity_description: ClimateDescription[Any, Any]
    _attr_temperature_unit = UnitOfTemperature.CELSIUS
    _attr_supported_features = ClimateEntityFeature.TARGET_TEMPERATURE

    def __init__(
        self, coordinator: DeviceCoordinator, description: ClimateDescription[Any, Any]
    ) -> None:
        """Tell what it can do."""
        super().__init__(coordinator, description)
        self._attr_hvac_modes = list(description.modes)
        self._attr_min_temp, self._attr_max_temp = description.range
        self._attr_target_temperature_step = description.step

    @callback
    @override
    def _take(self, reading: ClimateReading) -> None:
        self._attr_hvac_mode = reading.mode
        self._attr_hvac_action = reading.action
        self._attr_current_temperature = reading.temperature
        self._attr_target_temperature = reading.target
        self._attr_current_humidity = reading.humidity

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Set the temperature to be reached."""
        await self.async_command(
            self.entity_description.put_target(self.device, kwargs[ATTR_TEMPERATURE])
        )

    @override
    async def async_set_hvac_mode(self, hvac_mode: HVACMode) -> None:
        """Heat, cool or rest."""
        await self.async_command(
            self.entity_description.put_mode(self.device, hvac_mode)
        )
