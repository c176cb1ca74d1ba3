"""Covers."""

from typing import Any, override

from homeassistant.components.cover import (
    ATTR_POSITION,
    ATTR_TILT_POSITION,
    CoverEntity,
    CoverEntityFeature,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import DeviceCoordinator, FreeholdConfigEntry
from .entity import ReadingEntity, async_add_described
from .families.descriptions import CoverDescription, CoverReading

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FreeholdConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the covers of a device."""
    await async_add_described(
        entry, async_add_entities, lambda has: has.covers, FreeholdCover
    )


class FreeholdCover(ReadingEntity, CoverEntity):
    """A cover of a device."""

    entity_description: CoverDescription[Any, Any]

    def __init__(
        self, coordinator: DeviceCoordinator, description: CoverDescription[Any, Any]
    ) -> None:
        """Tell what it can do."""
        super().__init__(coordinator, description)
        features = (
            CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE | CoverEntityFeature.STOP
        )
        if description.move:
            features |= CoverEntityFeature.SET_POSITION
        if description.tilt:
            features |= CoverEntityFeature.SET_TILT_POSITION
        self._attr_supported_features = features

    @callback
    @override
    def _take(self, reading: CoverReading) -> None:
        self._attr_current_cover_position = reading.position
        self._attr_current_cover_tilt_position = reading.tilt
        self._attr_is_closed = reading.is_closed
        self._attr_is_opening = reading.is_opening
        self._attr_is_closing = reading.is_closing

    @override
    async def async_open_cover(self, **kwargs: Any) -> None:
        """Open it."""
        await self.async_command(self.entity_description.open(self.device))

    @override
    async def async_close_cover(self, **kwargs: Any) -> None:
        """Close it."""
        await self.async_command(self.entity_description.close(self.device))

    @override
    async def async_stop_cover(self, **kwargs: Any) -> None:
        """Stop it where it is."""
        await self.async_command(self.entity_description.stop(self.device))

    @override
    async def async_set_cover_position(self, **kwargs: Any) -> None:
        """Move it to a position."""
        assert self.entity_description.move
        await self.async_command(
            self.entity_description.move(self.device, kwargs[ATTR_POSITION])
        )

    @override
    async def async_set_cover_tilt_position(self, **kwargs: Any) -> None:
        """Turn its slats."""
        assert self.entity_description.tilt
        await self.async_command(
            self.entity_description.tilt(self.device, kwargs[ATTR_TILT_POSITION])
        )
