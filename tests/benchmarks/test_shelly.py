"""What the comparison with Home Assistant's own `shelly` rests on."""

import time

import pytest

from homeassistant.core import HomeAssistant
from scripts.benchmarks import push_clock
from scripts.benchmarks.inside.pushes import delays
from scripts.benchmarks.orders import config_entry
from scripts.benchmarks.shelly_devices import LOCKED, OPEN, fleet, tell_time
from scripts.benchmarks.shelly_fleet import PASSWORD, running_fleet


@pytest.mark.parametrize("state", ["unavailable", "unknown", "60.5", "on", "11000.5"])
def test_only_what_was_pushed_tells_a_time(state: str) -> None:
    """Polled readings are those of a real load."""
    assert push_clock.delay_of(state) is None


def test_a_push_tells_how_long_ago_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also beyond the turn of its clock."""
    monkeypatch.setattr(time, "monotonic", lambda: 1999.99)
    watts = push_clock.watts_of_now()
    monkeypatch.setattr(time, "monotonic", lambda: 2000.01)

    assert push_clock.delay_of(str(watts)) == pytest.approx(0.02)


async def test_each_state_that_a_push_changes_is_seen(hass: HomeAssistant) -> None:
    """Others are not."""
    with delays(hass) as seen:
        for state in ("60.5", str(push_clock.watts_of_now())):
            hass.states.async_set("sensor.power", state)
        hass.states.async_remove("sensor.power")
        await hass.async_block_till_done()

    assert len(seen) == 1


async def test_pushed_power_is_a_time(socket_enabled: None) -> None:
    """And nothing else in the push is touched."""
    device = fleet(1, 0, None)[0]
    told: list[dict[str, dict[str, object]]] = []
    device.board.on_status = told.append
    tell_time(device)

    device.board.on_status({"switch:0": {"apower": 60.5, "voltage": 230}})

    readings = told[0]["switch:0"]
    assert push_clock.delay_of(str(readings["apower"])) is not None
    assert readings["voltage"] == 230


async def test_a_fleet_is_a_mixture_at_addresses_of_its_own() -> None:
    """As many of each kind; locked ones have each kind with each firmware 2."""
    devices = fleet(200, 1, None)
    locked = fleet(16, 0, PASSWORD)

    assert {device.model.key for device in devices} == set(OPEN)
    assert len({device.mac for device in devices}) == 200
    assert len({device.network.plain.host for device in devices}) == 200
    kinds = {(device.model.key, device.machine.firmware.version) for device in locked}
    assert len(kinds) == 2 * len(LOCKED)


def test_both_integrations_get_the_same_devices() -> None:
    """And the record of what was answered starts anew each time."""
    with running_fleet(2, password=PASSWORD) as running:
        ours = [config_entry(fields) for fields in running.ours]
        theirs = [config_entry(fields) for fields in running.theirs]
        assert running.codes() == {}

    assert [entry.unique_id for entry in ours] == [entry.unique_id for entry in theirs]
    assert {entry.domain for entry in theirs} == {"shelly"}
    assert PASSWORD not in str([dict(entry.data) for entry in ours])
