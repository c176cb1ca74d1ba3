"""What is remembered shows everything after a restart, and holds no secret."""

import json
from typing import Any

import pytest

from custom_components.freehold.families.shelly.protocol.rpc.status import Status
from custom_components.freehold.families.shelly.rpc.memory import without_secrets
from custom_components.freehold.families.shelly.rpc.model import RpcState
from tests.emulators.shelly.rpc.emulator import RpcShelly

from .device_rig import rigged

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def test_a_restart_beside_an_absent_device_shows_everything() -> None:
    """The same entities, parts and values, from the disk."""
    async with RpcShelly("pro-4pm", name="Board") as shelly:
        async with rigged(shelly) as rig:
            await rig.device.poll()
            memory = json.loads(json.dumps(rig.device.remember()))
            before = rig.device.state
            keys = {table: rig.keys(table) for table in vars(rig.device.entities)}
            parts = rig.device.parts
        await shelly.lose_power()
        async with rigged(shelly, memory=memory) as rig:
            after = rig.device.state
            assert isinstance(after, RpcState)
            assert before is not None
            assert after.status == before.status
            assert after.config == before.config
            assert after.started_at == before.started_at
            assert {table: rig.keys(table) for table in keys} == keys
            assert rig.device.parts == parts
            assert rig.device.identity.name == "Board"
            assert rig.device.remember() == memory


async def test_what_is_remembered_need_not_be_asked_again() -> None:
    """But for what changed: the list of methods stays."""
    async with RpcShelly("plus-1pm") as shelly:
        async with rigged(shelly) as rig:
            await rig.device.poll()
            memory = rig.device.remember()
        shelly.log.clear()
        async with rigged(shelly, memory=memory) as rig:
            await rig.device.poll()
            assert "shelly.listmethods" not in rig.methods


@pytest.mark.parametrize(
    "memory",
    [
        {"info": {}},
        {"serial": "A8032AB00101"},
        {
            "info": {"mac": "A8032AB00101", "generation": 2, "model": "x"},
            "config": {"sys": []},
            "status": {},
            "methods": [],
            "dynamic": [],
            "heard": "2026-09-01T00:00:00+00:00",
        },
        {
            "info": {"mac": "A8032AB00101", "generation": 2, "model": "x"},
            "config": [],
            "status": {},
            "methods": [],
            "dynamic": [],
            "heard": "yesterday",
        },
    ],
)
async def test_a_memory_that_cannot_be_read_is_dropped(
    memory: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """And said."""
    async with RpcShelly("plus-1pm") as shelly, rigged(shelly, memory=memory) as rig:
        assert rig.device.state is None
        assert "asked anew" in caplog.text
        await rig.device.poll()


def test_secrets_are_left_out_however_deep() -> None:
    """Devices hide most of them; not all firmwares do."""
    config: Status = {
        "wifi": {"sta": {"ssid": "Home", "pass": "secret"}},
        "mqtt": {"user": "me", "server": "10.0.0.1"},
        "bthomedevice:200": {"addr": "aa", "key": "secret"},
    }
    assert without_secrets(config) == {
        "wifi": {"sta": {"ssid": "Home"}},
        "mqtt": {"server": "10.0.0.1"},
        "bthomedevice:200": {"addr": "aa"},
    }


async def test_nothing_is_remembered_of_a_device_that_told_nothing() -> None:
    """There is nothing to show."""
    async with RpcShelly("plus-1pm") as shelly, rigged(shelly) as rig:
        assert rig.device.remember() == {}
        assert rig.device.identity.serial == shelly.mac
