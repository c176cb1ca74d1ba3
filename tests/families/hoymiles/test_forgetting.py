"""An inverter that is gone for good is deleted by its owner."""

import pytest

from custom_components.freehold import async_remove_config_entry_device
from custom_components.freehold.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntry
from tests.emulators.hoymiles import Hearing, HoymilesDtu, Kind, Reception

from .conftest import Unpack
from .household import Sky, add, entry_of, id_of, poll, shown

pytestmark = pytest.mark.usefixtures("socket_enabled")


def device(hass: HomeAssistant, dtu: HoymilesDtu, part: str = "") -> DeviceEntry | None:
    """Return the place of a part in the registry."""
    identifier = f"{dtu.serial}_{part}" if part else dtu.serial
    return dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, identifier), entry_of(hass, dtu).entry_id
    )


async def may_go(hass: HomeAssistant, dtu: HoymilesDtu, part: str = "") -> bool:
    """Press Delete on the page of a part; tell whether it was allowed."""
    found = device(hass, dtu, part)
    assert found is not None
    allowed = await async_remove_config_entry_device(hass, entry_of(hass, dtu), found)
    await hass.async_block_till_done()
    return allowed


async def test_what_is_told_stays(
    hass: HomeAssistant, unpack: Unpack, sky: Sky
) -> None:
    """It would come back with the next reading. At night nobody knows what is told."""
    dtu = await unpack(Kind.DTU_PRO)
    await add(hass, dtu)
    serial = dtu.plant.array["0"].serial
    for part in ("", serial, f"{serial}_1"):
        assert not await may_go(hass, dtu, part)
        assert device(hass, dtu, part)
    sky.day = False
    await dtu.lose_power()
    await poll(hass, dtu)
    assert not await may_go(hass, dtu, serial)


async def test_what_is_told_no_more_goes_with_its_ports(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """What it produced stays in the sums of the plant, after a restart, too."""
    dtu = await unpack(Kind.DTU_PRO)
    await add(hass, dtu)
    gone = dtu.plant.array["0"].serial
    dtu.plant.receive("0", Reception(Hearing.MISSING))
    await poll(hass, dtu)
    total = shown(hass, dtu, "total")

    assert await may_go(hass, dtu, gone)

    for _ in range(2):
        assert device(hass, dtu, gone) is None
        assert device(hass, dtu, f"{gone}_1") is None
        assert id_of(hass, dtu, f"{gone}_power") is None
        assert float(shown(hass, dtu, "total")) >= float(total)
        await hass.config_entries.async_reload(entry_of(hass, dtu).entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
