"""What is remembered of a Gen1 device, and what is not."""

import json

import pytest

from tests.emulators.shelly.gen1.emulator import Gen1Shelly

from .device_rig import rigged

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def test_everything_is_shown_out_of_memory() -> None:
    """State, entities, parts; the memory survives the disk."""
    async with Gen1Shelly("switch25", name="Hall") as shelly:
        async with rigged(shelly) as rig:
            state = await rig.device.poll()
            memory = json.loads(json.dumps(rig.device.remember()))
            parts = rig.device.parts
        async with rigged(shelly, memory=memory, start=False) as again:
            shelly.requests.clear()
            assert again.device.identity.name == "Hall"
            assert again.device.parts == parts
            assert again.keys("switches") == {"relay_0", "relay_1"}
            assert again.device.state is not None
            assert again.device.state.status.relays == state.status.relays
            assert again.device.state.started_at == state.started_at
            assert again.device.state.security == state.security
            assert again.paths == []


async def test_no_secret_is_remembered() -> None:
    """Old firmware tells its password, every one the key of its access point."""
    async with (
        Gen1Shelly("plug-s", password="sesame", firmware="1.5.0") as shelly,
        rigged(shelly, password="sesame") as rig,
    ):
        shelly.machine.section("wifi_ap")["key"] = "cupboard"
        await rig.device.poll()
        assert "sesame" in str((await rig.device.client.settings())["login"])
        memory = str(rig.device.remember())
        for secret in ("sesame", "cupboard", "home"):
            assert secret not in memory


@pytest.mark.parametrize(
    "broken", [{"info": 3}, {"info": {}, "description": {}, "settings": {}}]
)
async def test_a_memory_of_another_version_is_asked_anew(
    broken: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    """It is said, and nothing else is lost."""
    async with Gen1Shelly("plug-s") as shelly, rigged(shelly, memory=broken) as rig:
        assert rig.device.state is None
        assert "cannot be read" in caplog.text
        await rig.device.poll()
