"""A Gen1 device over a real socket: first contact, polls, commands, changes, faults."""

import pytest

from custom_components.freehold.connection.errors import (
    AuthenticationError,
    ConnectionLostError,
    WrongDeviceError,
)
from custom_components.freehold.families.shelly.gen1 import device as module
from tests.emulators.shelly.gen1.emulator import Gen1Shelly

from .device_rig import rigged

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def test_the_first_poll_reads_everything() -> None:
    """What it does, who it is, what it is set to, and what its pushes mean."""
    async with Gen1Shelly("plug-s", name="Pump") as shelly, rigged(shelly) as rig:
        assert rig.device.state is None
        state = await rig.device.poll()
        assert rig.device.identity.name == "Pump"
        assert rig.device.identity.model == "SHPLG-S"
        assert rig.device.identity.firmware == "1.14.0"
        assert state.firmware.installed == "1.14.0"
        assert "relay_0_power" in rig.keys("sensors")
        assert rig.device.parts == {}
        assert rig.paths == ["/shelly", "/status", "/shelly", "/settings", "/cit/d"]
        assert not rig.device.normal_silence


async def test_later_polls_read_the_status_alone() -> None:
    """The configuration is read again only if it changed."""
    async with Gen1Shelly("plug-s") as shelly, rigged(shelly) as rig:
        first = await rig.device.poll()
        entities = rig.device.entities
        shelly.requests.clear()
        assert await rig.device.poll() == first
        assert rig.paths == ["/status"]
        assert rig.device.entities is entities
        assert rig.device.poll_interval == module.ASKED_INTERVAL


async def test_a_changed_configuration_is_read_again() -> None:
    """The device counts its changes."""
    async with Gen1Shelly("switch25") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        assert {p.name for p in rig.device.parts.values()} == {
            f"{rig.device.identity.name} Switch 1",
            f"{rig.device.identity.name} Switch 2",
        }
        await rig.device.client.write_settings("relay", {"name": "Fan"}, 0)
        await rig.device.poll()
        assert rig.device.parts["relay_0"].name == "Fan"


async def test_another_mode_is_another_device() -> None:
    """Relays become a roller: other entities, other parts."""
    async with Gen1Shelly("switch25") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        assert rig.keys("switches") == {"relay_0", "relay_1"}
        await rig.device.client.write_settings("settings", {"mode": "roller"})
        await shelly.advance(10)
        await rig.device.poll()
        assert rig.keys("switches") == set()
        assert rig.keys("covers") == {"roller_0"}
        assert rig.device.parts == {}
        assert not any("relay" in key for key in rig.keys("sensors"))


async def test_a_relay_is_switched() -> None:
    """And shows it, with what it feeds."""
    async with Gen1Shelly("plug-s") as shelly, rigged(shelly) as rig:
        shelly.loads.connect(0, 60)
        await rig.device.poll()
        await rig.entity("switches", "relay_0").turn(rig.device, True)
        await rig.device.poll()
        assert rig.value("switches", "relay_0") is True
        assert rig.value("sensors", "relay_0_power") == pytest.approx(60)


async def test_a_roller_is_moved() -> None:
    """Fast polls follow it, since it does not push where it is."""
    async with Gen1Shelly("switch25-roller") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        cover = rig.entity("covers", "roller_0")
        await cover.open(rig.device)
        await rig.device.poll()
        assert cover.value(rig.device.state).is_opening
        assert rig.device.poll_interval == module.MOVING_INTERVAL
        await cover.stop(rig.device)
        await cover.close(rig.device)
        await rig.device.poll()
        assert cover.value(rig.device.state).is_closing


async def test_a_calibrated_roller_goes_to_a_position() -> None:
    """An uncalibrated one cannot, and its entity does not pretend."""
    async with Gen1Shelly("switch25-roller") as shelly, rigged(shelly) as rig:
        shelly.machine.section("rollers", 0)["positioning"] = True
        await rig.device.poll()
        await shelly.advance(60)
        cover = rig.entity("covers", "roller_0")
        assert cover.move is not None
        await cover.move(rig.device, 40)
        await shelly.advance(60)
        await rig.device.poll()
        assert cover.value(rig.device.state).position == 40
        assert cover.value(rig.device.state).is_closed is False


async def test_a_device_of_another_mac_is_not_taken_for_ours() -> None:
    """Routers give addresses to others."""
    async with Gen1Shelly("plug-s") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        shelly.misbehave("other-mac")
        with pytest.raises(WrongDeviceError):
            await rig.device.poll()


async def test_a_changed_password_asks_for_the_new_one() -> None:
    """Somebody else set it; that is no reset."""
    async with (
        Gen1Shelly("plug-s", password="secret") as shelly,
        rigged(shelly, password="secret") as rig,
    ):
        await rig.device.poll()
        shelly.login.change("other")
        with pytest.raises(AuthenticationError):
            await rig.device.poll()


async def test_a_vanished_device_is_lost() -> None:
    """It does not sleep, so silence is an error; its state is kept."""
    async with Gen1Shelly("plug-s") as shelly, rigged(shelly) as rig:
        state = await rig.device.poll()
        await shelly.lose_power()
        with pytest.raises(ConnectionLostError):
            await rig.device.poll()
        assert rig.device.state is state


async def test_the_moment_of_the_last_restart_does_not_waver() -> None:
    """It moves when the device restarted, and not with the rounding of seconds."""
    async with Gen1Shelly("plug-s") as shelly, rigged(shelly) as rig:
        await shelly.advance(600)
        first = await rig.device.poll()
        rig.hours.seconds += 30
        assert (await rig.device.poll()).started_at == first.started_at
        rig.hours.seconds += 600
        shelly.restart()
        await shelly.advance(20)
        again = await rig.device.poll()
        assert again.started_at is not None
        assert first.started_at is not None
        assert again.started_at > first.started_at
        assert "/settings" in rig.paths[-3:]


async def test_firmware_is_installed() -> None:
    """It is silent while it restarts, which is no error then."""
    async with Gen1Shelly("plug-s", offered="1.14.1") as shelly, rigged(shelly) as rig:
        await shelly.advance(100)
        await rig.device.poll()
        update = rig.entity("updates", "firmware")
        assert rig.value("updates", "firmware").latest == "1.14.1"
        await update.install(rig.device)
        assert rig.device.state is not None
        assert rig.device.state.updating
        assert rig.device.poll_interval == module.UPDATING_INTERVAL
        rig.hours.seconds += 31
        await shelly.advance(31)
        assert not shelly.listening
        assert (await rig.device.poll()).updating
        rig.hours.seconds += 100
        await shelly.advance(20)
        state = await rig.device.poll()
        assert state.firmware.installed == "1.14.1"
        assert not state.updating
        assert rig.device.identity.firmware == "1.14.1"


async def test_an_update_that_comes_to_nothing_ends() -> None:
    """Its firmware is the one that was there before."""
    async with Gen1Shelly("plug-s", offered="1.14.1") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        shelly.misbehave("ota-error")
        await rig.device.install("stable")
        await shelly.advance(40)
        assert (await rig.device.poll()).updating
        rig.hours.seconds += module.UPDATE_PATIENCE
        state = await rig.device.poll()
        assert not state.updating
        assert state.firmware.installed == "1.14.0"


async def test_it_restarts_at_a_press() -> None:
    """The button of every device."""
    async with Gen1Shelly("plug-s") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        await rig.entity("buttons", "restart").press(rig.device)
        await shelly.advance(10)
        assert shelly.restarts == 1


async def test_diagnostics_hold_no_secret() -> None:
    """Neither those of a download nor those that ask the device for more."""
    async with (
        Gen1Shelly("plug-s", password="sesame", name="Pump") as shelly,
        rigged(shelly, password="sesame") as rig,
    ):
        shelly.machine.section("wifi_ap")["key"] = "cupboard"
        await rig.device.client.set_action(
            "out_on_url", 0, urls=["http://a:hidden@b/"], enabled=True
        )
        await rig.device.poll()
        deep = await rig.device.diagnose_deeply()
        assert deep["actions"]["out_on_url[0]"] == {"enabled": True, "count": 1}
        assert deep["pushes"] == "off"
        for secret in ("sesame", "cupboard", "hidden"):
            assert secret not in str(deep)
        shelly.misbehave("drop", where="actions")
        assert "error" in (await rig.device.diagnose_deeply())["actions"]


async def test_a_device_is_closed_twice() -> None:
    """Nothing is under way after the first time."""
    async with Gen1Shelly("plug-s") as shelly, rigged(shelly) as rig:
        await rig.device.close()
        await rig.device.close()
        with pytest.raises(ConnectionLostError):
            await rig.device.poll()
