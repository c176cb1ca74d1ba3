"""What a person does with solar gateways in Home Assistant, and what there is to see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from custom_components.freehold.const import DOMAIN
from custom_components.freehold.families.hoymiles.device import HoymilesDevice
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
)
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from tests.emulators.hoymiles import HoymilesDtu

ADDRESSES = tuple(f"127.0.0.{number}" for number in range(64, 70))
"""Nobody else listens there."""
MAC = "48:4d:00:00:00:44"


@dataclass
class Sky:
    """Time and sun over Home Assistant: they stand still until they are moved."""

    now: datetime
    day: bool = True


async def begin(hass: HomeAssistant) -> Any:
    """Begin to add a device by its address."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )


async def answer(hass: HomeAssistant, result: Any, **fields: Any) -> Any:
    """Fill in a form, and wait for what follows."""
    result = await hass.config_entries.flow.async_configure(result["flow_id"], fields)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def add(hass: HomeAssistant, dtu: HoymilesDtu, host: str = "") -> Any:
    """Add a gateway by its address."""
    return await answer(hass, await begin(hass), **{CONF_HOST: host or dtu.host})


async def reconfigure(hass: HomeAssistant, entry: ConfigEntry) -> Any:
    """Begin to move a gateway to another address."""
    return await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id},
    )


async def hear(
    hass: HomeAssistant, host: str, hostname: str = "", mac: str = MAC
) -> Any:
    """Have a gateway ask for an address."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_DHCP},
        data=DhcpServiceInfo(
            ip=host, hostname=hostname, macaddress=mac.replace(":", "")
        ),
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


def entry_of(hass: HomeAssistant, dtu: HoymilesDtu) -> ConfigEntry:
    """Return the entry of a gateway."""
    entry = hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, dtu.serial)
    assert entry is not None
    return entry


def device_of(hass: HomeAssistant, dtu: HoymilesDtu) -> HoymilesDevice:
    """Return what drives it."""
    device: HoymilesDevice = entry_of(hass, dtu).runtime_data.device
    return device


async def poll(hass: HomeAssistant, dtu: HoymilesDtu) -> None:
    """Have a gateway read."""
    await entry_of(hass, dtu).runtime_data.async_refresh()
    await hass.async_block_till_done()


def id_of(
    hass: HomeAssistant, dtu: HoymilesDtu, key: str, domain: str = "sensor"
) -> str | None:
    """Return the id of an entity, if there is one."""
    return er.async_get(hass).async_get_entity_id(domain, DOMAIN, f"{dtu.serial}_{key}")


def shown(
    hass: HomeAssistant, dtu: HoymilesDtu, key: str, domain: str = "sensor"
) -> str:
    """Return the state of an entity."""
    found = id_of(hass, dtu, key, domain)
    assert found, [each.unique_id for each in er.async_get(hass).entities.values()]
    state = hass.states.get(found)
    assert state is not None
    return state.state


def produced(dtu: HoymilesDtu) -> float:
    """Return the kilowatt-hours that all ports tell."""
    ports = [port for inverter in dtu.plant.array for port in inverter.ports]
    return sum(int(port.total) for port in ports) / 1000
