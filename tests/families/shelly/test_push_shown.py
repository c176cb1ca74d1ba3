"""A push is shown by the entities that it is about, and by no other."""

import asyncio
from collections.abc import AsyncGenerator
from unittest.mock import patch

import pytest

from custom_components.freehold.coordinator import DeviceCoordinator
from custom_components.freehold.entity import FreeholdEntity
from custom_components.freehold.families.shelly.rpc.device import RpcDevice
from custom_components.freehold.memory import SAVE_DELAY, UNHURRIED_DELAY, DeviceMemory
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.update_coordinator import UpdateFailed
from tests.emulators.shelly.rpc import RpcShelly

from .test_set_up import add, becomes, entry_of, shown

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the keys of entities that look at the state, in a list that grows."""
    keys: list[str] = []
    look = FreeholdEntity._handle_coordinator_update  # noqa: SLF001

    def note(entity: FreeholdEntity) -> None:
        keys.append(entity.entity_description.key)
        look(entity)

    monkeypatch.setattr(FreeholdEntity, "_handle_coordinator_update", note)
    return keys


@pytest.fixture
async def shelly(
    hass: HomeAssistant, asked: list[str], socket_enabled: None
) -> AsyncGenerator[RpcShelly]:
    """Set a device with two outputs up that told something once."""
    async with RpcShelly("plus-2pm", monotonic=lambda: 0.0) as shelly:
        await add(hass, shelly)
        shelly.board.on_status({"switch:0": {"apower": 1.0}})
        await becomes(hass, shelly, "switch:0_power", 1)
        asked.clear()
        yield shelly
        await hass.config_entries.async_remove(entry_of(hass, shelly).entry_id)


def coordinator_of(hass: HomeAssistant, shelly: RpcShelly) -> DeviceCoordinator:
    """Return what keeps the state of the device."""
    coordinator: DeviceCoordinator = entry_of(hass, shelly).runtime_data
    return coordinator


async def test_only_what_shows_the_component_looks(
    hass: HomeAssistant, shelly: RpcShelly, asked: list[str]
) -> None:
    """Neither its neighbour nor a button nor what tells of the device itself."""
    shelly.board.on_status({"switch:1": {"apower": 7.0}})
    await becomes(hass, shelly, "switch:1_power", 7)

    assert asked
    assert all(key.startswith("switch:1_") for key in asked)


async def test_a_listener_without_a_source_hears_every_push(
    hass: HomeAssistant, shelly: RpcShelly
) -> None:
    """And one that fails keeps nobody else from hearing."""
    calls: list[str] = []

    def fail() -> None:
        calls.append("fails")
        raise ValueError

    coordinator = coordinator_of(hass, shelly)
    coordinator.async_add_listener(fail, "switch:1")
    coordinator.async_add_listener(lambda: calls.append("any"))
    coordinator.async_add_listener(lambda: calls.append("other"), "switch:0")
    coordinator.pushed({"switch:1"})

    assert calls == ["fails", "any"]


async def test_everybody_looks_when_contact_is_back(
    hass: HomeAssistant, shelly: RpcShelly, asked: list[str]
) -> None:
    """Whatever the first push is about."""
    coordinator = coordinator_of(hass, shelly)
    coordinator.async_set_update_error(UpdateFailed("gone"))
    assert shown(hass, shelly, "sensor", "switch:0_power")[1] == STATE_UNAVAILABLE
    asked.clear()

    coordinator.pushed({"switch:1"})

    assert {"switch:0_power", "switch:1_power", "security", "restart"} <= {*asked}
    assert shown(hass, shelly, "sensor", "switch:0_power")[1] == "1.0"


async def test_everybody_looks_when_there_is_more_to_show(
    hass: HomeAssistant, shelly: RpcShelly, asked: list[str]
) -> None:
    """A reading that was never told before changes the tables."""
    shelly.board.on_status({"switch:1": {"ret_aenergy": {"total": 5.0}}})
    async with asyncio.timeout(5):
        while "security" not in asked:
            await asyncio.sleep(0.01)
    assert "switch:0_power" in asked


@pytest.mark.parametrize(
    ("sleeps", "delay"), [(False, UNHURRIED_DELAY), (True, SAVE_DELAY)]
)
async def test_what_pushes_all_the_time_is_not_written_down_all_the_time(
    hass: HomeAssistant,
    shelly: RpcShelly,
    monkeypatch: pytest.MonkeyPatch,
    *,
    sleeps: bool,
    delay: float,
) -> None:
    """A home has hundreds of them. One that sleeps is shown from memory after a start."""
    coordinator = coordinator_of(hass, shelly)
    monkeypatch.setattr(RpcDevice, "normal_silence", sleeps)
    with patch.object(DeviceMemory, "async_save_later") as save_later:
        coordinator.pushed({"switch:1"})
    save_later.assert_called_once_with(coordinator.device.remember, delay)
