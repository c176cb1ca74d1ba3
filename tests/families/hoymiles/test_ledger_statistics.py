"""What Home Assistant's own recorder makes of what is published."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
    get_start_time,
    statistics_during_period,
)

from custom_components.freehold.families.hoymiles.totals.ledger import YieldLedger
from custom_components.freehold.families.hoymiles.totals.yields import Yields
from homeassistant.components.recorder import Recorder, get_instance
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfEnergy
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .recorded_like import KEYS, Series

ATTRIBUTES = {
    "device_class": SensorDeviceClass.ENERGY,
    "state_class": SensorStateClass.TOTAL_INCREASING,
    "unit_of_measurement": UnitOfEnergy.WATT_HOUR,
}
PERIOD = timedelta(minutes=5)
PERIODS = 6
SENSORS: dict[str, Callable[[Yields], int | None]] = {
    "sensor.plant_total": lambda yields: yields.plant.total,
    "sensor.plant_today": lambda yields: yields.plant.today,
    "sensor.inverter_total": lambda yields: yields.inverters[KEYS[0][0]].total,
    "sensor.port_total": lambda yields: yields.ports[KEYS[0]].total,
}


@pytest.fixture
def auto_enable_custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Have the recorder first: it wants to be there before Home Assistant."""


async def test_the_recorder_gains_what_was_produced(hass: HomeAssistant) -> None:
    """All 3218 replies, half a second apart: its sums do not depend on the time between."""
    await async_setup_component(hass, "sensor", {})
    series = Series()
    ledger = YieldLedger()
    history = [ledger.accept(readings, now) for now, readings in series]
    # The recorder is done with the period before its own start, which may be two ago by now.
    start = get_start_time(dt_util.utcnow()) - (PERIODS + 3) * PERIOD
    pace = PERIODS * PERIOD.total_seconds() / (len(history) + 1)
    for entity_id, value in SENSORS.items():
        for number, yields in enumerate(history):
            hass.states.async_set(
                entity_id,
                str(value(yields)),
                ATTRIBUTES,
                timestamp=start.timestamp() + number * pace,
            )
    await async_wait_recording_done(hass)
    for number in range(PERIODS):
        do_adhoc_statistics(hass, start=start + number * PERIOD)
    await async_wait_recording_done(hass)

    statistics = await get_instance(hass).async_add_executor_job(
        lambda: statistics_during_period(
            hass, start, statistic_ids=set(SENSORS), period="5minute"
        )
    )
    truth = series.plant
    gained = {
        key: truth.counters[key] - (history[0].ports[key].total or 0) for key in KEYS
    }
    by_day = sum(produced.total() for produced in truth.produced.values())
    assert {entity_id: rows[-1]["sum"] for entity_id, rows in statistics.items()} == {
        "sensor.plant_total": sum(gained.values()),
        "sensor.plant_today": by_day - (history[0].plant.today or 0),
        "sensor.inverter_total": sum(gained[key] for key in KEYS[:4]),
        "sensor.port_total": gained[KEYS[0]],
    }
    assert all(len(rows) == PERIODS for rows in statistics.values())
