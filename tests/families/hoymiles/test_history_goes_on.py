"""What docs/hoymiles.md promises who comes from another program, in Home Assistant's recorder."""

from datetime import datetime, timedelta

import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
    get_start_time,
    statistics_during_period,
)

from homeassistant.components.recorder import Recorder, get_instance
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfEnergy
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

PERIOD = timedelta(minutes=5)
OLD_ID = "sensor.port_1_dc_total_energy"


@pytest.fixture
def auto_enable_custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Have the recorder first: it wants to be there before Home Assistant."""


def show(
    hass: HomeAssistant, entity_id: str, value: float, unit: str, now: datetime
) -> None:
    """Have a counter show a value."""
    hass.states.async_set(
        entity_id,
        str(value),
        {
            "device_class": SensorDeviceClass.ENERGY,
            "state_class": SensorStateClass.TOTAL_INCREASING,
            "unit_of_measurement": unit,
        },
        timestamp=now.timestamp(),
    )


async def compiled(hass: HomeAssistant, start: datetime) -> None:
    """Have five minutes go into the statistics."""
    await async_wait_recording_done(hass)
    do_adhoc_statistics(hass, start=start)
    await async_wait_recording_done(hass)


@pytest.mark.parametrize(
    ("new_total", "gained"),
    [(1020.0, 20.0), (950.0, -50.0), (800.0, 10.0 + 800.0)],
    ids=["the same counter", "a little lower", "another counter"],
)
async def test_statistics_go_on_under_the_old_id(
    hass: HomeAssistant, new_total: float, gained: float
) -> None:
    """In kilowatt-hours before, in watt-hours now; and what a lower counter does to them."""
    await async_setup_component(hass, "sensor", {})
    registry = er.async_get(hass)
    start = get_start_time(dt_util.utcnow()) - 5 * PERIOD
    old = registry.async_get_or_create(
        "sensor", "old", "1", suggested_object_id=OLD_ID.removeprefix("sensor.")
    )
    assert old.entity_id == OLD_ID
    show(hass, OLD_ID, 1000.0, UnitOfEnergy.KILO_WATT_HOUR, start)
    show(hass, OLD_ID, 1010.0, UnitOfEnergy.KILO_WATT_HOUR, start + PERIOD / 2)
    await compiled(hass, start)

    registry.async_remove(OLD_ID)
    hass.states.async_remove(OLD_ID)
    new = registry.async_get_or_create(
        "sensor", "freehold", "1", suggested_object_id="dtu_energy_total"
    )
    renamed = registry.async_update_entity(new.entity_id, new_entity_id=OLD_ID)
    show(
        hass,
        renamed.entity_id,
        new_total * 1000,
        UnitOfEnergy.WATT_HOUR,
        start + 1.5 * PERIOD,
    )
    await compiled(hass, start + PERIOD)

    statistics = await get_instance(hass).async_add_executor_job(
        lambda: statistics_during_period(
            hass, start, statistic_ids={OLD_ID}, period="5minute"
        )
    )
    rows = statistics[OLD_ID]
    assert [(row["sum"] or 0) / 1000 for row in rows] == [10.0, gained]
