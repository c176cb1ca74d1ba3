"""Solar gateways in Home Assistant: found, added, moved."""

import pytest

from custom_components.freehold.const import (
    CONF_CREDENTIAL_ID,
    CONF_FAMILY,
    CONF_PROTOCOL,
    CONF_SERIAL,
    DOMAIN,
)
from custom_components.freehold.families.hoymiles.gateways import PORTS
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PORT, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from tests.emulators.hoymiles import Kind

from .conftest import Unpack
from .household import (
    ADDRESSES,
    MAC,
    add,
    answer,
    device_of,
    entry_of,
    hear,
    poll,
    produced,
    reconfigure,
    shown,
)


@pytest.mark.parametrize("kind", Kind)
async def test_a_gateway_is_added_by_its_address(
    hass: HomeAssistant, unpack: Unpack, kind: Kind
) -> None:
    """On the radio or on the cable: both are asked, each at its own port."""
    dtu = await unpack(kind)

    result = await add(hass, dtu)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"].endswith(dtu.serial[-4:])
    entry = entry_of(hass, dtu)
    assert entry.state is ConfigEntryState.LOADED
    assert entry.unique_id == dtu.serial
    spoken = "modbus" if dtu.cable else "protobuf"
    assert {**entry.data, CONF_MAC: None} == {
        CONF_FAMILY: "hoymiles",
        CONF_SERIAL: dtu.serial,
        CONF_PROTOCOL: spoken,
        CONF_HOST: dtu.host,
        CONF_PORT: dtu.port,
        CONF_CREDENTIAL_ID: None,
        CONF_MAC: None,
    }
    assert float(shown(hass, dtu, "total")) == pytest.approx(produced(dtu), abs=0.02)
    assert float(shown(hass, dtu, "power")) > 100
    assert shown(hass, dtu, "contact", "binary_sensor") == "on"


@pytest.mark.parametrize("kind", [Kind.ENCRYPTED, Kind.MODBUS])
async def test_at_another_port(hass: HomeAssistant, unpack: Unpack, kind: Kind) -> None:
    """Behind a router that forwards it, or as it was set."""
    dtu = await unpack(kind)
    for protocol in PORTS:
        PORTS[protocol] = 3

    result = await add(hass, dtu, f"{dtu.host}:{dtu.port}")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry_of(hass, dtu).data[CONF_PORT] == dtu.port
    assert float(shown(hass, dtu, "total")) == pytest.approx(produced(dtu), abs=0.02)


async def test_a_gateway_is_added_once(hass: HomeAssistant, unpack: Unpack) -> None:
    """Who adds it again, perhaps at another address, moves it."""
    dtu = await unpack()
    await add(hass, dtu)
    result = await add(hass, dtu)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1


async def test_two_gateways_are_two(hass: HomeAssistant, unpack: Unpack) -> None:
    """Neither shows what is the other's."""
    first = await unpack(Kind.BUILT_IN)
    second = await unpack(Kind.DTU_PRO, port=first.port)
    for dtu in (first, second):
        await add(hass, dtu)
    for dtu in (first, second):
        assert float(shown(hass, dtu, "total")) == pytest.approx(
            produced(dtu), abs=0.02
        )
    await first.lose_power()
    for dtu in (first, second):
        await poll(hass, dtu)
    assert shown(hass, first, "total") == STATE_UNAVAILABLE
    assert shown(hass, second, "total") != STATE_UNAVAILABLE


async def test_a_gateway_is_found_by_its_name(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """One click adds it."""
    dtu = await unpack()

    result = await hear(hass, dtu.host, f"DTUBI-{dtu.serial}")
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "confirm"
    assert (await hear(hass, dtu.host, f"DTUBI-{dtu.serial}"))["reason"] == (
        "already_in_progress"
    )
    result = await answer(hass, result)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry_of(hass, dtu).data[CONF_MAC] == MAC
    registry = dr.async_get(hass)
    (device,) = [
        each
        for each in dr.async_entries_for_config_entry(
            registry, entry_of(hass, dtu).entry_id
        )
        if (DOMAIN, dtu.serial) in each.identifiers
    ]
    assert (dr.CONNECTION_NETWORK_MAC, MAC) in device.connections


async def test_a_gateway_that_is_named_and_silent_is_explained(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """It may have no sun; once it has, the same card adds it."""
    dtu = await unpack()
    await dtu.lose_power()
    result = await hear(hass, dtu.host, f"dtubi-{dtu.serial.lower()}")
    assert result["step_id"] == "silent"
    result = await answer(hass, result)
    assert result["errors"] == {"base": "connection_lost"}
    await dtu.start()
    result = await answer(hass, result)
    assert result["step_id"] == "confirm"
    result = await answer(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_mac_alone_makes_no_card_for_somebody_silent(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """Others have such a MAC, too."""
    dtu = await unpack(Kind.DTU_PRO)
    await dtu.lose_power()
    result = await hear(hass, dtu.host)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "not_recognised"
    assert not hass.config_entries.flow.async_progress()


async def test_a_mac_and_an_answer_make_a_card(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """It said who it is."""
    dtu = await unpack(Kind.MODBUS)
    result = await hear(hass, dtu.host)
    assert result["step_id"] == "confirm"
    result = await answer(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry_of(hass, dtu).data[CONF_PORT] == dtu.port
    assert entry_of(hass, dtu).data[CONF_PROTOCOL] == "modbus"


@pytest.mark.parametrize("named", [True, False])
async def test_a_gateway_is_followed_to_another_address(
    hass: HomeAssistant, unpack: Unpack, named: bool
) -> None:
    """Known by its MAC, or by its name where it never told that."""
    before = await unpack(Kind.ENCRYPTED)
    if named:
        await add(hass, before)
        assert CONF_MAC not in entry_of(hass, before).data
    else:
        await answer(hass, await hear(hass, before.host, f"dtubi-{before.serial}"))
    await before.lose_power()
    after = await unpack(Kind.ENCRYPTED, port=before.port)
    assert after.serial == before.serial

    result = await hear(hass, after.host, f"dtubi-{after.serial}" if named else "")

    assert result["reason"] == "already_configured"
    entry = entry_of(hass, after)
    assert entry.data[CONF_HOST] == after.host
    assert entry.state is ConfigEntryState.LOADED
    await poll(hass, after)
    assert device_of(hass, after).state
    assert shown(hass, after, "contact", "binary_sensor") == "on"


async def test_another_gateway_is_not_followed(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """Anybody can have a name or a MAC."""
    dtu = await unpack(Kind.ENCRYPTED)
    await add(hass, dtu)
    other = await unpack(Kind.BUILT_IN, port=dtu.port)
    result = await hear(hass, other.host, f"dtubi-{dtu.serial}")
    assert result["reason"] == "already_configured"
    assert entry_of(hass, dtu).data[CONF_HOST] == dtu.host


async def test_a_gateway_is_moved_by_hand(hass: HomeAssistant, unpack: Unpack) -> None:
    """Errors first: an address that is none, nobody there, another gateway."""
    dtu = await unpack(Kind.ENCRYPTED)
    await add(hass, dtu)
    entry = entry_of(hass, dtu)
    await dtu.lose_power()
    other = await unpack(Kind.BUILT_IN, port=dtu.port)
    moved = await unpack(Kind.ENCRYPTED, port=dtu.port)
    result = await reconfigure(hass, entry)
    assert result["step_id"] == "reconfigure"
    for host, error in {
        "not an address": "invalid_host",
        ADDRESSES[-1]: "connection_lost",
        other.host: "another_device",
    }.items():
        result = await answer(hass, result, **{CONF_HOST: host})
        assert result["errors"] == {CONF_HOST: error}
    result = await answer(hass, result, **{CONF_HOST: moved.host})
    assert result["reason"] == "reconfigure_successful"
    assert entry.data[CONF_HOST] == moved.host
    assert entry.state is ConfigEntryState.LOADED


async def test_a_gateway_is_moved_from_the_radio_to_the_cable(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """It speaks another protocol there, at another port."""
    radio = await unpack(Kind.DTU_PRO)
    await add(hass, radio)
    entry = entry_of(hass, radio)
    total = float(shown(hass, radio, "total"))
    await radio.lose_power()
    cable = await unpack(Kind.MODBUS, serial=radio.serial)

    result = await answer(
        hass, await reconfigure(hass, entry), **{CONF_HOST: cable.host}
    )

    assert result["reason"] == "reconfigure_successful"
    assert entry.data[CONF_PROTOCOL] == "modbus"
    assert entry.data[CONF_PORT] == cable.port
    assert entry.state is ConfigEntryState.LOADED
    await poll(hass, cable)
    assert shown(hass, cable, "contact", "binary_sensor") == "on"
    assert float(shown(hass, cable, "total")) >= total


async def test_a_gateway_on_the_cable_is_followed_by_its_doubtful_mac(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """Over Modbus it never told that; it says who it is when it is asked."""
    before = await unpack(Kind.MODBUS)
    await add(hass, before)
    assert CONF_MAC not in entry_of(hass, before).data
    await before.lose_power()
    after = await unpack(Kind.MODBUS, port=before.port)
    result = await hear(hass, after.host)
    assert result["reason"] == "already_configured"
    entry = entry_of(hass, after)
    assert entry.data[CONF_HOST] == after.host
    assert entry.data[CONF_MAC] == MAC
