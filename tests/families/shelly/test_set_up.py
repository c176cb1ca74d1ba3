"""Shelly devices in Home Assistant: found, opened, shown, used."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.freehold import coordinator
from custom_components.freehold.const import (
    CONF_CREDENTIAL_ID,
    CONF_LIFECYCLE_ONLY,
    CONF_PROTOCOL,
    DOMAIN,
)
from custom_components.freehold.families.descriptions import (
    BinarySensorDescription,
    Entities,
    SensorDescription,
)
from custom_components.freehold.families.shelly.rpc import entities as rpc_entities
from custom_components.freehold.household import async_get_household
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_REAUTH,
    SOURCE_USER,
    SOURCE_ZEROCONF,
    ConfigEntry,
)
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from tests.conftest import discovered
from tests.emulators.shelly.gen1 import Gen1Shelly
from tests.emulators.shelly.rpc import RpcShelly
from tests.emulators.shelly.rpc.announcement import services

PASSWORD = "pässwörd:€"
type Unpack = Callable[..., Awaitable[Any]]

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
async def unpack(hass: HomeAssistant, socket_enabled: None) -> AsyncGenerator[Unpack]:
    """Switch devices on whose time stands still; in the end, let go of them."""
    async with AsyncExitStack() as stack:

        async def switch_on(make: type, model: str, **options: Any) -> Any:
            device = make(model, **{"monotonic": lambda: 0.0, **options})
            return await stack.enter_async_context(device)

        yield switch_on
        for entry in hass.config_entries.async_entries(DOMAIN):
            await hass.config_entries.async_remove(entry.entry_id)


async def add(hass: HomeAssistant, device: Any) -> Any:
    """Add a device by its address."""
    result: Any = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    return await answer(hass, result, **{CONF_HOST: f"{device.host}:{device.port}"})


async def answer(hass: HomeAssistant, result: Any, **fields: str) -> Any:
    """Fill in a form, and wait for what follows."""
    result = await hass.config_entries.flow.async_configure(result["flow_id"], fields)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def hear(hass: HomeAssistant, device: RpcShelly, kind: str) -> Any:
    """Have one announcement of a device heard: its `http`, its `shelly`, or by its name."""
    infos = services(device.machine, device.host, device.port)
    info = next(info for key, info in infos.items() if f" {kind}" in key)
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_ZEROCONF}, data=discovered(info)
    )


def entry_of(hass: HomeAssistant, device: Any) -> ConfigEntry:
    """Return the entry of a device."""
    entry = hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, device.mac)
    assert entry is not None
    return entry


def shown(hass: HomeAssistant, device: Any, domain: str, key: str) -> tuple[str, str]:
    """Return the id and the state of an entity."""
    registry = er.async_get(hass)
    found = registry.async_get_entity_id(domain, DOMAIN, f"{device.mac}_{key}")
    assert found, [entity.unique_id for entity in registry.entities.values()]
    state = hass.states.get(found)
    assert state is not None
    return found, state.state


async def becomes(hass: HomeAssistant, device: Any, key: str, value: float) -> None:
    """Wait until a sensor shows a value."""
    async with asyncio.timeout(10):
        while float(shown(hass, device, "sensor", key)[1]) != value:
            await asyncio.sleep(0.01)


async def test_an_open_device_needs_nothing(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """It is there at once, does what it is told and tells what it does."""
    plug = await unpack(RpcShelly, "plug-s-gen3", name="Desk")

    result = await add(hass, plug)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Desk"
    await hass.async_block_till_done(wait_background_tasks=True)
    entry = entry_of(hass, plug)
    assert entry.data[CONF_CREDENTIAL_ID] is None
    assert entry.data[CONF_PROTOCOL] == "rpc"
    assert CONF_LIFECYCLE_ONLY not in entry.options
    switch, state = shown(hass, plug, "switch", "switch:0_switch")
    await hass.services.async_call(
        "switch", "toggle", {"entity_id": switch}, blocking=True
    )
    assert plug.machine.components["switch:0"].status()["output"] is (state == "off")
    plug.machine.components["switch:0"].connect(60)
    await becomes(hass, plug, "switch:0_power", 60)


async def test_a_gen1_device_is_added_alike(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """With its password, in its own protocol."""
    plug = await unpack(Gen1Shelly, "plug-s", password=PASSWORD)

    result = await add(hass, plug)
    assert result["step_id"] == "password"
    result = await answer(hass, result, password="wrong")
    assert result["errors"] == {"password": "password_refused"}
    result = await answer(hass, result, password=PASSWORD)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry_of(hass, plug).data[CONF_PROTOCOL] == "gen1"
    switch, _ = shown(hass, plug, "switch", "relay_0")
    await hass.services.async_call(
        "switch", "turn_on", {"entity_id": switch}, blocking=True
    )
    assert shown(hass, plug, "switch", "relay_0")[1] == "on"


@pytest.mark.parametrize("firmware", ["1.7.5", "2.0.1"])
async def test_a_password_is_asked_for_once(
    hass: HomeAssistant, unpack: Unpack, firmware: str
) -> None:
    """The next device with the same one is simply there; nobody is locked out."""
    first = await unpack(
        RpcShelly, "1-gen4", name="Cellar", password=PASSWORD, firmware=firmware
    )
    second = await unpack(
        RpcShelly,
        "plus-1pm",
        name="Attic",
        password=PASSWORD,
        mac="A8032AB0AAAA",
    )
    result = await hear(hass, first, "shelly")
    assert result["step_id"] == "password"
    for wrong, error in {
        "": "password_empty",
        "x" * 51: "password_too_long",
        "wrong": "password_refused",
    }.items():
        result = await answer(hass, result, password=wrong)
        assert result["errors"] == {"password": error}
    result = await answer(hass, result, password=PASSWORD)
    assert result["type"] is FlowResultType.CREATE_ENTRY

    result = await hear(hass, second, "shelly")
    assert result["step_id"] == "confirm"
    await answer(hass, result)

    held = (await async_get_household(hass)).vault.of_family("shelly")
    assert [dict(credential.secrets) for credential in held] == [{"password": PASSWORD}]
    assert {
        entry_of(hass, each).data[CONF_CREDENTIAL_ID] for each in (first, second)
    } == {held[0].id}
    assert PASSWORD not in str(
        [entry.data for entry in hass.config_entries.async_entries()]
    )
    assert 429 not in first.log.codes


async def test_all_announcements_of_a_device_make_one_card(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """One with a name announces itself three times, once without its MAC."""
    relay = await unpack(
        RpcShelly, "1-gen4", name="Cellar", password=PASSWORD, firmware="2.0.1"
    )
    for kind in ("http", "shelly", "named"):
        await hear(hass, relay, kind)
    assert len(hass.config_entries.flow.async_progress()) == 1


async def test_an_announcement_without_a_mac_is_asked_for_it(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """A person's name for it is no name that lasts."""
    relay = await unpack(RpcShelly, "1-gen4", name="Cellar", password=PASSWORD)
    infos = services(relay.machine, relay.host, relay.port)
    sighting = discovered(next(i for k, i in infos.items() if k.endswith("shelly")))
    sighting.name = "Cellar._shelly._tcp.local."
    for reason in (None, "already_in_progress"):
        result = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_ZEROCONF}, data=sighting
        )
        assert result.get("reason") == reason
    (card,) = hass.config_entries.flow.async_progress()
    assert card["context"]["unique_id"] == relay.mac


async def test_a_password_that_was_taken_away_meanwhile_is_not_needed(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """Whatever is entered, the device is open; nothing is kept."""
    relay = await unpack(RpcShelly, "1-gen4", name="Cellar", password=PASSWORD)
    result = await hear(hass, relay, "shelly")
    assert result["step_id"] == "password"
    relay.authentication.set_password(None)

    result = await answer(hass, result, password="whatever")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry_of(hass, relay).data[CONF_CREDENTIAL_ID] is None
    assert not (await async_get_household(hass)).vault.of_family("shelly")


async def test_a_strange_web_server_is_no_shelly(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """Nor is what a device opens itself, at the same address everywhere."""
    relay = await unpack(RpcShelly, "1-gen4", name="Cellar")
    infos = services(relay.machine, relay.host, relay.port)
    info = next(info for key, info in infos.items() if key.endswith("http"))
    sighting = discovered(info)
    for changed in (
        {"name": "printer._http._tcp.local."},
        {"name": "other._ipp._tcp.local."},
        {"ip_address": "192.168.33.1"},
    ):
        for name, value in changed.items():
            setattr(sighting, name, value)
        result = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_ZEROCONF}, data=sighting
        )
        assert result["reason"] == "not_recognised"


async def test_a_device_that_moved_is_followed(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """By DHCP, whose host name says what it is; a stranger at that address is left alone."""
    plug = await unpack(RpcShelly, "plug-s-gen3", name="Desk")
    await add(hass, plug)
    entry = entry_of(hass, plug)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_HOST: "127.0.0.99"}
    )

    async def lease(mac: str) -> str | None:
        result = await hass.config_entries.flow.async_init(
            DOMAIN,
            context={"source": SOURCE_DHCP},
            data=DhcpServiceInfo(
                ip=plug.host, macaddress=mac.lower(), hostname=f"shellyplugsg3-{mac}"
            ),
        )
        await hass.async_block_till_done(wait_background_tasks=True)
        reason: str | None = result.get("reason")
        return reason

    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_PORT: plug.port}
    )
    assert await lease(plug.mac) == "already_configured"
    assert entry.data[CONF_HOST] == plug.host


async def test_a_changed_password_is_asked_for_again(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """Somebody changed it; what was refused is not sent a second time."""
    relay = await unpack(RpcShelly, "1-gen4", name="Cellar", password=PASSWORD)
    await answer(hass, await add(hass, relay), password=PASSWORD)
    relay.authentication.set_password("another")
    await hass.config_entries.async_reload(entry_of(hass, relay).entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    assert flow["step_id"] == "reauth_password"
    result = await answer(hass, flow, password="another")
    assert result["reason"] == "reauth_successful"
    assert shown(hass, relay, "switch", "switch:0_switch")[1] == "off"


async def test_several_channels_are_devices_of_their_own(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """So that each can have its own room and name."""
    strip = await unpack(RpcShelly, "pro-4pm", name="Board")
    await add(hass, strip)

    registry = dr.async_get(hass)
    devices = dr.async_entries_for_config_entry(
        registry, entry_of(hass, strip).entry_id
    )
    whole = next(device for device in devices if device.via_device_id is None)
    assert whole.name == "Board"
    assert sorted(
        device.name or "" for device in devices if device.via_device_id == whole.id
    ) == [f"Board Switch {number}" for number in range(1, 5)]


async def call(device: RpcShelly, method: str, params: dict[str, Any]) -> None:
    """Use the device's own page."""
    async with (
        ClientSession() as session,
        session.post(
            f"http://{device.host}:{device.port}/rpc/{method}", json=params
        ) as response,
    ):
        assert response.ok


async def test_components_that_come_and_go_need_no_reload(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """A virtual component is added in the device's own page, and deleted."""
    plug = await unpack(RpcShelly, "plug-s-gen3", name="Desk")
    await add(hass, plug)
    registry = er.async_get(hass)

    async def virtual() -> str | None:
        await hass.async_block_till_done()
        return next(
            (
                entity.entity_id
                for entity in registry.entities.values()
                if "boolean:200" in entity.unique_id
            ),
            None,
        )

    await call(plug, "Virtual.Add", {"type": "boolean", "config": {"name": "Guests"}})
    async with asyncio.timeout(10):
        while not await virtual():
            await asyncio.sleep(0.05)
    await call(plug, "Virtual.Delete", {"key": "boolean:200"})
    async with asyncio.timeout(10):
        while await virtual():
            await asyncio.sleep(0.05)


async def test_a_sleeping_device_is_asked_when_it_wakes(
    hass: HomeAssistant, unpack: Unpack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For seconds, in which it announces itself; in between, all it told stays."""
    climate = await unpack(RpcShelly, "plus-ht", name="Attic")
    await climate.wake()
    await add(hass, climate)
    await climate.sleep()
    before = shown(hass, climate, "sensor", "temperature:0_temperature")[1]

    await entry_of(hass, climate).runtime_data.async_refresh()
    assert shown(hass, climate, "sensor", "temperature:0_temperature")[1] == before

    monkeypatch.setattr(coordinator, "RECENTLY", timedelta(0))
    climate.machine.components["temperature:0"].measure(30.5)
    await climate.wake()
    await hear(hass, climate, "shelly")
    await hass.async_block_till_done(wait_background_tasks=True)
    await becomes(hass, climate, "temperature:0_temperature", 30.5)


async def test_what_is_gone_for_good_leaves_the_registry(
    hass: HomeAssistant, unpack: Unpack
) -> None:
    """A Bluetooth sensor that was removed from its gateway, say."""
    gateway = await unpack(RpcShelly, "1-gen4", name="Cellar")
    gateway.added.pair_bluetooth("3c:2e:f5:71:d5:2a", (45,))
    await add(hass, gateway)
    registry = dr.async_get(hass)
    entry_id = entry_of(hass, gateway).entry_id

    def devices() -> int:
        return len(dr.async_entries_for_config_entry(registry, entry_id))

    assert devices() == 2
    gateway.machine.remove("bthomesensor:200")
    gateway.machine.remove("bthomedevice:200")
    async with asyncio.timeout(10):
        while devices() > 1:
            await asyncio.sleep(0.05)


async def test_kinds_of_entity_that_share_a_key_are_told_apart(
    hass: HomeAssistant, unpack: Unpack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lifecycle-only mode takes away the one and leaves the other."""
    table: Entities[Any, Any] = Entities(
        sensors=(SensorDescription(key="both", value=lambda _: 1),),
        binary_sensors=(
            BinarySensorDescription(key="both", value=lambda _: True, lifecycle=True),
        ),
    )
    monkeypatch.setattr(rpc_entities, "describe", lambda channels, methods: table)
    plug = await unpack(RpcShelly, "plug-s-gen3", name="Desk")
    await add(hass, plug)
    entry = entry_of(hass, plug)
    hass.config_entries.async_update_entry(entry, options={CONF_LIFECYCLE_ONLY: True})
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)

    registry = er.async_get(hass)
    assert registry.async_get_entity_id("binary_sensor", DOMAIN, f"{plug.mac}_both")
    assert not registry.async_get_entity_id("sensor", DOMAIN, f"{plug.mac}_both")
