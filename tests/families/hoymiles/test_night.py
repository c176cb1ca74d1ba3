"""Nights, restarts, complaints, diagnostics: what is left when a gateway is silent."""

import asyncio
from datetime import timedelta
import json
from typing import Any

import pytest

from custom_components.freehold import async_remove_config_entry_device
from custom_components.freehold.const import DOMAIN
from custom_components.freehold.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE, STATE_UNAVAILABLE
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.helpers.json import JSONEncoder
from tests.emulators.hoymiles import Hearing, HoymilesDtu, Kind, Reception
from tests.emulators.hoymiles.models import HM_1500

from .conftest import Unpack
from .household import Sky, add, device_of, entry_of, id_of, poll, produced, shown

NEWCOMER = "116180000099"


async def reload(hass: HomeAssistant, dtu: HoymilesDtu) -> None:
    """Set a gateway up again, as after a restart."""
    await hass.config_entries.async_reload(entry_of(hass, dtu).entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


def issues(hass: HomeAssistant) -> set[str | None]:
    """Return what its owner is told to look after."""
    return {
        issue.translation_key
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active
    }


@pytest.mark.parametrize("kind", Kind)
async def test_a_restart_at_night_shows_everything(
    hass: HomeAssistant, unpack: Unpack, sky: Sky, kind: Kind
) -> None:
    """Totals stand, today's too, and nothing is unavailable."""
    dtu = await unpack(kind)
    await add(hass, dtu)
    before = {state.entity_id: state.state for state in hass.states.async_all()}
    sky.day = False
    await dtu.lose_power()

    await reload(hass, dtu)

    entry = entry_of(hass, dtu)
    assert entry.state is ConfigEntryState.LOADED
    after = {state.entity_id: state.state for state in hass.states.async_all()}
    assert after.keys() == before.keys()
    assert STATE_UNAVAILABLE not in after.values()
    for key in ("total", "today"):
        found = id_of(hass, dtu, key)
        assert found
        assert after[found] == before[found]
    assert shown(hass, dtu, "contact", "binary_sensor") == "off"
    sky.now += timedelta(hours=13)
    await poll(hass, dtu)
    assert float(shown(hass, dtu, "today")) == 0
    assert float(shown(hass, dtu, "power")) == 0
    found = id_of(hass, dtu, "total")
    assert found
    assert shown(hass, dtu, "total") == before[found]


async def test_by_day_a_silent_gateway_is_unavailable(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """And shown again when it is back."""
    dtu = await unpack()
    await add(hass, dtu)
    await dtu.lose_power()
    await poll(hass, dtu)
    assert shown(hass, dtu, "total") == STATE_UNAVAILABLE
    await dtu.start()
    await dtu.set_hour(12)
    await poll(hass, dtu)
    assert float(shown(hass, dtu, "total")) == pytest.approx(produced(dtu), abs=0.02)


async def test_complaints_come_and_go(
    hass: HomeAssistant, unpack: Unpack, sky: Sky
) -> None:
    """A wrong clock, a day of silence; and with the gateway they go for good."""
    dtu = await unpack()
    await add(hass, dtu)
    assert issues(hass) == set()
    dtu.wall.error = 2 * 86400
    await poll(hass, dtu)
    assert issues(hass) == {"gateway_clock_wrong"}
    dtu.wall.error = 0
    await poll(hass, dtu)
    assert issues(hass) == set()

    await dtu.lose_power()
    sky.now += timedelta(hours=25)
    await poll(hass, dtu)
    assert issues(hass) == {"gateway_silent"}
    await reload(hass, dtu)
    assert issues(hass) == {"gateway_silent"}
    sky.day = False
    await poll(hass, dtu)
    assert issues(hass) == {"gateway_silent"}
    await hass.config_entries.async_remove(entry_of(hass, dtu).entry_id)
    assert issues(hass) == set()


async def test_new_inverters_appear_and_missing_ones_stay(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """Without a reload."""
    dtu = await unpack(Kind.DTU_PRO)
    await add(hass, dtu)
    missing = dtu.plant.array["0"].serial
    dtu.add_inverter(NEWCOMER, HM_1500)
    dtu.plant.receive("0", Reception(Hearing.MISSING))
    await poll(hass, dtu)
    assert float(shown(hass, dtu, f"{NEWCOMER}_1_power")) > 0
    assert float(shown(hass, dtu, f"{missing}_today")) > 0
    registry = dr.async_get(hass)
    for serial in (NEWCOMER, missing):
        assert registry.async_get_device_by_identifier(
            (DOMAIN, f"{dtu.serial}_{serial}"), entry_of(hass, dtu).entry_id
        )


@pytest.mark.parametrize(
    "kind", [Kind.BUILT_IN, Kind.ENCRYPTED, Kind.DTU_PRO_S, Kind.MODBUS]
)
async def test_diagnostics_tell_nobody_apart(
    hass: HomeAssistant, unpack: Unpack, kind: Kind
) -> None:
    """No serial number, no MAC, no Wi-Fi, no password, no key."""
    dtu = await unpack(kind)
    await add(hass, dtu)
    dtu.plant.turn(dtu.plant.array["0"], on=False)
    await poll(hass, dtu)
    entry = entry_of(hass, dtu)
    hass.config_entries.async_update_entry(
        entry, options={"excluded_inverters": [dtu.plant.array["0"].serial]}
    )
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, dtu.serial), entry.entry_id
    )
    assert device
    for report in (
        await async_get_config_entry_diagnostics(hass, entry),
        await async_get_device_diagnostics(hass, entry, device),
    ):
        text = json.dumps(report, cls=JSONEncoder).lower()
        private = [
            dtu.serial,
            dtu.host,
            dtu.seed.hex(),
            "correct horse",
            dtu.serial[-8:],
            *[inverter.serial for inverter in dtu.plant.array],
            *[meter.serial for meter in dtu.plant.meters],
            *macs(dtu),
        ]
        for word in private:
            assert word.lower() not in text, word
        assert '"home"' not in text
        assert report["device"]["protocol"] in ("protobuf", "modbus")
        assert report["device"]["poll_interval"] == device_of(hass, dtu).poll_interval
        assert report["health"]["state"] == "healthy"


def macs(dtu: HoymilesDtu) -> list[str]:
    """Return the MACs that it tells, as they are written."""
    found = []
    for kind in ("mac", "wifi_mac"):
        numbers = [dtu.settings[f"{kind}_{place}"] for place in range(6)]
        if any(numbers):
            found.append(":".join(f"{number:02x}" for number in numbers))
    return found


async def test_unloading_in_the_middle_of_a_reading(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """It ends at once; what was known is remembered."""
    dtu = await unpack()
    await add(hass, dtu)
    total = shown(hass, dtu, "total")
    dtu.misbehave("silence", where="A311")
    before = len(dtu.requests)
    refresh = asyncio.create_task(entry_of(hass, dtu).runtime_data.async_refresh())
    async with asyncio.timeout(10):
        while len(dtu.requests) < before + 2:
            await asyncio.sleep(0.001)
        assert await hass.config_entries.async_unload(entry_of(hass, dtu).entry_id)
        await refresh
    dtu.behave()
    await hass.config_entries.async_setup(entry_of(hass, dtu).entry_id)
    assert float(shown(hass, dtu, "total")) >= float(total)


async def test_totals_are_on_the_disk_before_they_are_shown(
    hass: HomeAssistant, unpack: Unpack, hass_storage: dict[str, Any]
) -> None:
    """Killed at any moment, Home Assistant does not show less at its next start."""
    dtu = await unpack()
    await add(hass, dtu)
    stored: list[float] = []

    def note() -> None:
        memory = hass_storage[f"{DOMAIN}.{entry_of(hass, dtu).entry_id}"]["data"]
        stored.append(memory["ledger"]["plant"]["total"])

    coordinator = entry_of(hass, dtu).runtime_data
    coordinator.async_add_listener(note)
    await dtu.advance(3600)
    await poll(hass, dtu)
    assert stored == [coordinator.data.yields.plant.total]


async def test_totals_are_on_the_disk_when_home_assistant_stops(
    hass: HomeAssistant, unpack: Unpack, hass_storage: dict[str, Any]
) -> None:
    """Whatever was read last."""
    dtu = await unpack()
    await add(hass, dtu)
    await dtu.advance(3600)
    await poll(hass, dtu)
    hass.set_state(CoreState.final_write)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    stored = hass_storage[f"{DOMAIN}.{entry_of(hass, dtu).entry_id}"]["data"]
    assert stored["ledger"]["plant"]["total"] == pytest.approx(
        float(shown(hass, dtu, "total")) * 1000
    )


async def call(
    hass: HomeAssistant,
    dtu: HoymilesDtu,
    domain: str,
    action: str,
    key: str,
    **fields: Any,
) -> None:
    """Have an entity do something."""
    found = id_of(hass, dtu, key, domain)
    assert found
    await hass.services.async_call(
        domain, action, {"entity_id": found, **fields}, blocking=True
    )
    await hass.async_block_till_done()


@pytest.mark.parametrize("kind", [Kind.ENCRYPTED, Kind.MODBUS])
async def test_limits_and_switches_are_set(
    hass: HomeAssistant, unpack: Unpack, kind: Kind
) -> None:
    """A second limit for good within a minute is refused with the reason."""
    dtu = await unpack(kind, monotonic=asyncio.get_running_loop().time, speed=100)
    await add(hass, dtu)
    await call(hass, dtu, "number", "set_value", "limit", value=50)
    assert float(shown(hass, dtu, "limit", "number")) == 50
    assert {inverter.limit for inverter in dtu.plant.array} == {50}
    with pytest.raises(ServiceValidationError) as caught:
        await call(hass, dtu, "number", "set_value", "limit", value=60)
    assert caught.value.translation_key == "limit_too_soon"
    inverter = dtu.plant.array["0"]
    for action, on in (("turn_off", False), ("turn_on", True)):
        await call(hass, dtu, "switch", action, f"{inverter.serial}_production")
        assert inverter.on is on
        await poll(hass, dtu)
        assert shown(hass, dtu, f"{inverter.serial}_production", "switch") == (
            "on" if on else "off"
        )


async def test_who_holds_the_connection_is_told(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """At a command as at a reading."""
    dtu = await unpack()
    await add(hass, dtu)
    dtu.misbehave("cut", where="2305/1")
    with pytest.raises(HomeAssistantError) as caught:
        await call(hass, dtu, "button", "press", "restart")
    assert caught.value.translation_key == "connection_taken"
    dtu.misbehave("cut")
    await poll(hass, dtu)
    failure = entry_of(hass, dtu).runtime_data.last_exception
    assert failure
    assert failure.translation_key == "connection_taken"


async def test_an_alarm_is_an_event(hass: HomeAssistant, unpack: Unpack) -> None:
    """In words, and of whom."""
    dtu = await unpack()
    await add(hass, dtu)
    inverter = dtu.plant.array["0"]
    dtu.plant.turn(inverter, on=False)
    await poll(hass, dtu)
    found = id_of(hass, dtu, "alarm", "event")
    assert found
    state = hass.states.get(found)
    assert state
    assert state.attributes["event_type"] == "began"
    assert state.attributes["alarm"] == "switched_off_by_remote"


async def test_an_inverter_that_is_gone_is_deleted_by_a_person(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """With its ports and entities. One that is there is not; nor is the gateway."""
    dtu = await unpack(Kind.DTU_PRO)
    await add(hass, dtu)
    entry = entry_of(hass, dtu)
    gone, there, _ = (inverter.serial for inverter in dtu.plant.array)
    registry = dr.async_get(hass)

    async def delete(identifier: str) -> bool:
        device = registry.async_get_device_by_identifier(
            (DOMAIN, identifier), entry.entry_id
        )
        assert device
        return await async_remove_config_entry_device(hass, entry, device)

    dtu.plant.array.remove(gone)
    await poll(hass, dtu)
    total = float(shown(hass, dtu, "total"))
    assert not await delete(f"{dtu.serial}_{there}")
    assert not await delete(dtu.serial)
    assert await delete(f"{dtu.serial}_{gone}")
    await hass.async_block_till_done()
    assert id_of(hass, dtu, f"{gone}_power") is None
    assert id_of(hass, dtu, f"{gone}_1_power") is None
    assert float(shown(hass, dtu, "total")) == total
