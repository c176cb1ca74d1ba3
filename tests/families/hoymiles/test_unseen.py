"""A gateway that is added at night: by its serial number, proved by its first answer."""

from aiohttp import web
import pytest

from custom_components.freehold.const import CONF_SERIAL, CONF_UNSEEN, DOMAIN
from custom_components.freehold.families.miele import MieleFamily
from custom_components.freehold.families.shelly import ShellyFamily
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from tests.emulators.hoymiles import HoymilesDtu, Kind

from .conftest import Unpack
from .household import (
    ADDRESSES,
    Sky,
    add,
    answer,
    begin,
    device_of,
    entry_of,
    poll,
    produced,
    shown,
)

SERIAL = "4143A0000041"
LABEL = "4143-A000-0041"


@pytest.fixture
async def dark(unpack: Unpack, sky: Sky) -> HoymilesDtu:
    """Have a gateway without sun."""
    dtu = await unpack()
    await dtu.lose_power()
    sky.day = False
    return dtu


async def add_unseen(hass: HomeAssistant, host: str, label: str = LABEL) -> None:
    """Add a gateway that does not answer."""
    result = await answer(hass, await begin(hass), **{CONF_HOST: host})
    assert result["errors"] == {CONF_HOST: "connection_lost"}
    result = await answer(hass, result, **{CONF_HOST: host, CONF_SERIAL: label})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_field_for_its_serial_number_appears(
    hass: HomeAssistant, dark: HoymilesDtu
) -> None:
    """Once nobody answered, not before; what is none is said at its field."""
    result = await begin(hass)
    assert CONF_SERIAL not in result["data_schema"].schema
    result = await answer(hass, result, **{CONF_HOST: dark.host})
    assert result["errors"] == {CONF_HOST: "connection_lost"}
    assert CONF_SERIAL in result["data_schema"].schema
    result = await answer(
        hass, result, **{CONF_HOST: dark.host, CONF_SERIAL: "on the back"}
    )
    assert result["errors"] == {CONF_SERIAL: "invalid_serial"}
    result = await answer(hass, result, **{CONF_HOST: dark.host, CONF_SERIAL: LABEL})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Hoymiles 0041"
    entry = entry_of(hass, dark)
    assert entry.unique_id == SERIAL
    assert entry.data[CONF_UNSEEN] is True
    assert entry.state is ConfigEntryState.LOADED


async def test_it_is_shown_and_its_first_answer_fills_it(
    hass: HomeAssistant, dark: HoymilesDtu, sky: Sky
) -> None:
    """Nothing is known of it before, and it is no fault."""
    await add_unseen(hass, dark.host)
    assert shown(hass, dark, "total") == STATE_UNKNOWN
    assert shown(hass, dark, "contact", "binary_sensor") == "off"
    await poll(hass, dark)
    assert shown(hass, dark, "total") == STATE_UNKNOWN
    sky.day = True
    await dark.start()
    await dark.set_hour(12)
    await poll(hass, dark)
    assert float(shown(hass, dark, "total")) == pytest.approx(produced(dark), abs=0.02)
    assert shown(hass, dark, "contact", "binary_sensor") == "on"
    inverter = dark.plant.array["0"].serial
    assert float(shown(hass, dark, f"{inverter}_1_today")) > 0


async def test_it_waits_for_its_sun_over_a_restart(
    hass: HomeAssistant, dark: HoymilesDtu
) -> None:
    """Since when it is waited for is remembered, however Home Assistant ends."""
    await add_unseen(hass, dark.host)
    began = device_of(hass, dark).remember()["began"]
    stored = await entry_of(hass, dark).runtime_data._memory.async_load()  # noqa: SLF001
    assert stored is not None
    assert stored["began"] == began
    await hass.config_entries.async_reload(entry_of(hass, dark).entry_id)
    assert device_of(hass, dark).remember()["began"] == began


async def test_another_gateway_is_not_taken_for_it(
    hass: HomeAssistant, dark: HoymilesDtu, issue_registry: ir.IssueRegistry
) -> None:
    """It is out of reach then, and nothing is written."""
    await add_unseen(hass, dark.host, "4143A0000099")
    await dark.start()
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    await entry.runtime_data.async_refresh()
    await hass.async_block_till_done()
    failure = entry.runtime_data.last_exception
    assert failure.translation_key == "wrong_device"
    states = [each.state for each in hass.states.async_all() if each.domain != "update"]
    assert set(states) == {STATE_UNAVAILABLE}
    assert {request.name for request in dark.requests} == {"A301"}


async def test_who_is_there_already_is_not_added_again(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """Nor moved: who is at the new address has not said who it is."""
    dtu = await unpack()
    await add(hass, dtu)
    await dtu.lose_power()
    host = ADDRESSES[-1]
    result = await answer(hass, await begin(hass), **{CONF_HOST: host})
    result = await answer(hass, result, **{CONF_HOST: host, CONF_SERIAL: LABEL})
    assert result["reason"] == "already_configured"
    assert entry_of(hass, dtu).data[CONF_HOST] == dtu.host


async def test_over_modbus_at_its_own_port(hass: HomeAssistant, unpack: Unpack) -> None:
    """Who names that port means the cable."""
    dtu = await unpack(Kind.MODBUS)
    await dtu.lose_power()
    result = await answer(
        hass, await begin(hass), **{CONF_HOST: f"{dtu.host}:{dtu.port}"}
    )
    await answer(
        hass,
        result,
        **{CONF_HOST: f"{dtu.host}:{dtu.port}", CONF_SERIAL: dtu.serial},
    )
    await dtu.start()
    await dtu.set_hour(12)
    await poll(hass, dtu)
    assert float(shown(hass, dtu, "total")) == pytest.approx(produced(dtu), abs=0.02)


@pytest.mark.parametrize("at_its_usual_port", [True, False])
async def test_something_else_that_answers_is_no_gateway_without_sun(
    hass: HomeAssistant,
    unpack: Unpack,
    monkeypatch: pytest.MonkeyPatch,
    at_its_usual_port: bool,
) -> None:
    """A web server is said to be unknown, not to be silent."""
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, ADDRESSES[-1], 0).start()
    host, port = ADDRESSES[-1], runner.addresses[0][1]
    if at_its_usual_port:
        for family in (MieleFamily, ShellyFamily):
            monkeypatch.setattr(family, "default_port", port)
    else:
        host = f"{host}:{port}"
    try:
        result = await answer(hass, await begin(hass), **{CONF_HOST: host})
    finally:
        await runner.cleanup()
    assert result["errors"] == {CONF_HOST: "not_recognised"}
    assert CONF_SERIAL not in result["data_schema"].schema
