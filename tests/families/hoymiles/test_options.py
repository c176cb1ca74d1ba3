"""What the owner of a gateway may judge."""

from typing import Any

import pytest

from custom_components.freehold.const import DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import device_registry as dr, entity_registry as er
from tests.emulators.hoymiles import HoymilesDtu, Kind

from .conftest import Unpack
from .household import Sky, add, device_of, entry_of, id_of, poll, shown


async def open_options(hass: HomeAssistant, dtu: HoymilesDtu) -> Any:
    """Open the form."""
    return await hass.config_entries.options.async_init(entry_of(hass, dtu).entry_id)


async def choose(hass: HomeAssistant, dtu: HoymilesDtu, **options: Any) -> None:
    """Fill the form in, and wait until the gateway is set up again."""
    result = await open_options(hass, dtu)
    result = await hass.config_entries.options.async_configure(
        result["flow_id"],
        {"cloud_window": False, "inverted_meters": False, **options},
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry_of(hass, dtu).state is ConfigEntryState.LOADED


async def test_the_form_offers_what_there_is(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """Inverters by name, nothing chosen, no time preset."""
    dtu = await unpack(Kind.DTU_PRO)
    await add(hass, dtu)
    result = await open_options(hass, dtu)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "init"
    fields = {
        str(marker): field for marker, field in result["data_schema"].schema.items()
    }
    assert list(fields) == [
        "cycle",
        "cloud_window",
        "inverted_meters",
        "excluded_inverters",
    ]
    assert fields["cycle"].config["min"] == 10
    assert fields["cycle"].config["max"] == 600
    assert fields["excluded_inverters"].config["options"] == [
        {"value": one.serial, "label": f"HM-1500-4T {one.serial[-4:]}"}
        for one in dtu.plant.array
    ]


async def test_what_is_no_time_is_not_taken(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """Neither too short nor too long."""
    dtu = await unpack()
    await add(hass, dtu)
    for cycle in (9, 601, "often"):
        result = await open_options(hass, dtu)
        with pytest.raises(InvalidData):
            await hass.config_entries.options.async_configure(
                result["flow_id"],
                {"cycle": cycle, "cloud_window": False, "inverted_meters": False},
            )


async def test_the_cycle_takes_effect(hass: HomeAssistant, unpack: Unpack) -> None:
    """And can be left to the firmware again."""
    dtu = await unpack()
    await add(hass, dtu)
    assert device_of(hass, dtu).poll_interval == 60
    await choose(hass, dtu, cycle=300)
    interval = entry_of(hass, dtu).runtime_data.update_interval
    assert interval is not None
    assert interval.total_seconds() == 300
    await choose(hass, dtu)
    assert device_of(hass, dtu).poll_interval == 60


async def test_room_for_the_cloud_takes_effect(
    hass: HomeAssistant, unpack: Unpack, sky: Sky
) -> None:
    """At the full quarter of an hour it is not asked."""
    dtu = await unpack()
    await add(hass, dtu)
    await choose(hass, dtu, cloud_window=True)
    before = len(dtu.requests)
    await poll(hass, dtu)
    assert len(dtu.requests) == before
    assert shown(hass, dtu, "total") != STATE_UNAVAILABLE
    sky.now = sky.now.replace(minute=5)
    await poll(hass, dtu)
    assert len(dtu.requests) > before


async def test_excluded_inverters_are_gone(hass: HomeAssistant, unpack: Unpack) -> None:
    """From the sums, the entities and the registry; chosen again, they are back."""
    dtu = await unpack(Kind.DTU_PRO)
    await add(hass, dtu)
    everything = float(shown(hass, dtu, "total"))
    out = dtu.plant.array["0"].serial
    devices = len(devices_of(hass, dtu))

    await choose(hass, dtu, excluded_inverters=[out])
    await poll(hass, dtu)

    assert id_of(hass, dtu, f"{out}_power") is None
    assert id_of(hass, dtu, f"{out}_1_today") is None
    assert len(devices_of(hass, dtu)) == devices - 5
    rest = sum(
        int(port.total)
        for one in dtu.plant.array
        for port in one.ports
        if one.serial != out
    )
    assert float(shown(hass, dtu, "power")) == pytest.approx(
        sum(one.power for one in dtu.plant.array if one.serial != out), rel=0.05
    )
    # The form still offers it, by its name.
    result = await open_options(hass, dtu)
    offered = {str(k): v for k, v in result["data_schema"].schema.items()}
    assert out in str(offered["excluded_inverters"].config["options"])
    assert rest / 1000 < everything

    await choose(hass, dtu, excluded_inverters=[])
    await poll(hass, dtu)
    assert len(devices_of(hass, dtu)) == devices
    assert_hangs_together(hass, dtu)
    assert float(shown(hass, dtu, f"{out}_today")) > 0


async def test_while_it_is_not_set_up_what_was_chosen_is_offered(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """By its serial number: nobody says more."""
    dtu = await unpack(Kind.DTU_PRO)
    await add(hass, dtu)
    out = dtu.plant.array["0"].serial
    await choose(hass, dtu, excluded_inverters=[out])
    await hass.config_entries.async_unload(entry_of(hass, dtu).entry_id)
    result = await open_options(hass, dtu)
    offered = {str(k): v for k, v in result["data_schema"].schema.items()}
    assert offered["excluded_inverters"].config["options"] == [
        {"value": out, "label": out}
    ]


async def test_meters_are_turned_around(hass: HomeAssistant, unpack: Unpack) -> None:
    """For clamps that point the other way."""
    dtu = await unpack(Kind.DTU_PRO_S)
    await add(hass, dtu)
    (meter,) = dtu.plant.meters
    await dtu.advance(60)
    await poll(hass, dtu)
    power, *counted = (
        f"meter_{meter.serial}_{what}" for what in ("power", "imported", "exported")
    )
    before = float(shown(hass, dtu, power))
    energies = [float(shown(hass, dtu, key)) for key in counted]
    await choose(hass, dtu, inverted_meters=True)
    await poll(hass, dtu)
    assert float(shown(hass, dtu, power)) == -before != 0
    # The energy dashboard must not take the one counter for a gain of the other.
    assert [float(shown(hass, dtu, key)) for key in counted] == energies


def devices_of(hass: HomeAssistant, dtu: HoymilesDtu) -> list[dr.DeviceEntry]:
    """Return everything of a gateway in the device registry."""
    return dr.async_entries_for_config_entry(
        dr.async_get(hass), entry_of(hass, dtu).entry_id
    )


def assert_hangs_together(hass: HomeAssistant, dtu: HoymilesDtu) -> None:
    """See that ports hang behind inverters, inverters and meters behind the gateway."""
    devices = {each.id: each for each in devices_of(hass, dtu)}
    keys = {
        next(key for domain, key in each.identifiers if domain == DOMAIN): each
        for each in devices.values()
    }
    gateway = keys[dtu.serial]
    assert gateway.via_device_id is None
    for inverter in dtu.plant.array:
        behind = keys[f"{dtu.serial}_{inverter.serial}"]
        assert behind.via_device_id == gateway.id
        for port in inverter.ports:
            at = keys[f"{dtu.serial}_{inverter.serial}_{port.number}"]
            assert at.via_device_id == behind.id
    for meter in dtu.plant.meters:
        assert keys[f"{dtu.serial}_meter_{meter.serial}"].via_device_id == gateway.id


@pytest.mark.parametrize("kind", [Kind.BUILT_IN, Kind.DTU_PRO_S, Kind.MODBUS])
async def test_everything_hangs_behind_what_it_hangs_behind(
    hass: HomeAssistant, unpack: Unpack, kind: Kind
) -> None:
    """Also when Home Assistant has forgotten its registry, and ports come first."""
    dtu = await unpack(kind)
    await add(hass, dtu)
    assert_hangs_together(hass, dtu)
    entry = entry_of(hass, dtu)
    await hass.config_entries.async_unload(entry.entry_id)
    for device in devices_of(hass, dtu):
        dr.async_get(hass).async_remove_device(device.id)
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        er.async_get(hass).async_remove(entity.entity_id)
    await dtu.lose_power()
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert_hangs_together(hass, dtu)
