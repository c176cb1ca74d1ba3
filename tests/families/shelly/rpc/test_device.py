"""A device of generation 2 to 4 over a real socket: first contact, pushes, polls, commands."""

import asyncio
import logging

import pytest

from custom_components.freehold.connection.errors import (
    AuthenticationError,
    ConnectionLostError,
    WrongDeviceError,
)
from custom_components.freehold.families.shelly.protocol.rpc.frames import Notification
from custom_components.freehold.families.shelly.rpc import device as module
from custom_components.freehold.families.shelly.rpc.reader import RESYNC
from tests.emulators.shelly.rpc.emulator import RpcShelly

from .device_rig import rigged

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def test_the_first_poll_reads_everything() -> None:
    """Who it is, what it is set to, what it does and what it can."""
    async with RpcShelly("plus-1pm", name="Pump") as shelly, rigged(shelly) as rig:
        state = await rig.device.poll()
        assert rig.device.identity.name == "Pump"
        assert rig.device.identity.firmware == "1.7.5"
        assert state.status["switch:0"]["output"] is False
        assert "switch:0_power" in rig.keys("sensors")
        assert rig.methods == [
            "/shelly",
            "shelly.getdeviceinfo",
            "shelly.listmethods",
            "shelly.getconfig",
            "shelly.getstatus",
            "shelly.getcomponents",
        ]
        assert rig.device.poll_interval == module.PUSHED_INTERVAL


async def test_a_poll_beside_pushes_is_one_light_read() -> None:
    """What is pushed need not be asked for."""
    async with RpcShelly("plus-1pm") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        shelly.log.clear()
        await rig.device.poll()
        assert rig.methods == ["sys.getstatus"]
        rig.hours.seconds += RESYNC
        await rig.device.poll()
        assert rig.methods == ["sys.getstatus", "shelly.getstatus"]


async def test_a_push_changes_only_what_it_names() -> None:
    """Components that stay as they are stay the same objects."""
    async with RpcShelly("plus-1pm") as shelly, rigged(shelly) as rig:
        before = await rig.device.poll()
        entities = rig.device.entities
        await rig.device.outputs.switch_set(0, True)
        await rig.heard.until(lambda: rig.value("switches", "switch:0_switch"))
        after = rig.device.state
        assert after is not None
        assert after.status["wifi"] is before.status["wifi"]
        assert after.status["switch:0"] is not before.status["switch:0"]
        assert after.security is before.security
        assert rig.device.entities is entities


async def test_a_push_tells_what_it_is_about_and_what_was_read_since_the_last() -> None:
    """So that only what shows that is shown anew; a read that was never told gets lost nowhere."""
    seconds = 0.0
    async with (
        RpcShelly("plus-2pm", monotonic=lambda: seconds) as shelly,
        rigged(shelly) as rig,
    ):
        await rig.device.poll()
        await rig.device.outputs.switch_set(0, True)
        await rig.heard.until(lambda: rig.value("switches", "switch:0_switch"))
        assert rig.heard.changed[0] is None
        rig.heard.changed.clear()

        params = {"switch:1": {"apower": 7.0}}
        rig.device.notified(Notification("", "notifystatus", params))
        assert rig.heard.changed.pop() == {"switch:1"}

        seconds = 100.0
        await rig.device.poll()
        params = {"switch:1": {"apower": 8.0}}
        rig.device.notified(Notification("", "notifystatus", params))
        assert rig.heard.changed.pop() == {"switch:1", "sys"}

        rig.device.notified(Notification("", "notifystatus", {"wifi": None}))
        assert rig.heard.changed.pop() == {"wifi"}


async def test_a_command_is_pressed_through_its_entity() -> None:
    """A switch entity switches, and shows it."""
    async with RpcShelly("plus-1pm") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        await rig.entity("switches", "switch:0_switch").turn(rig.device, True)
        await rig.heard.until(lambda: rig.value("switches", "switch:0_switch"))
        assert rig.value("sensors", "switch:0_power") > 0


async def test_without_a_websocket_it_is_asked() -> None:
    """Every poll asks who answers and what it does."""
    async with RpcShelly("plus-1pm") as shelly, rigged(shelly, push=False) as rig:
        await rig.device.poll()
        assert rig.device.poll_interval == module.ASKED_INTERVAL
        shelly.log.clear()
        await rig.device.poll()
        assert rig.methods == ["/shelly", "shelly.getstatus"]


async def test_losing_the_websocket_is_told_and_the_next_poll_opens_another() -> None:
    """What was not pushed meanwhile is read."""
    async with RpcShelly("plus-1pm") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        await shelly.reboot()
        await rig.heard.until(lambda: rig.heard.losses)
        shelly.log.clear()
        await rig.device.poll()
        assert rig.device.client.is_push_open
        assert "shelly.getstatus" in rig.methods


async def test_a_rebooting_device_is_out_of_contact() -> None:
    """Then the coordinator says so, as of any device."""
    async with RpcShelly("plus-1pm") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        await shelly.lose_power()
        await rig.heard.until(lambda: rig.heard.losses)
        with pytest.raises(ConnectionLostError):
            await rig.device.poll()
        await shelly.start()
        await rig.device.poll()


async def test_a_changed_configuration_is_followed_without_a_reload() -> None:
    """A channel gets a name; its part is called like it."""
    async with RpcShelly("pro-4pm", name="Board") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        assert rig.device.parts["switch:0"].name == "Board Switch 1"
        entities = rig.device.entities
        await rig.device.client.write(
            "Switch.SetConfig", {"id": 0, "config": {"name": "Boiler"}}
        )
        await rig.heard.until(lambda: rig.device.parts["switch:0"].name == "Boiler")
        assert rig.device.entities is not entities


async def test_virtual_components_come_and_go() -> None:
    """`component_added` and `component_removed` are followed."""
    async with RpcShelly("plug-s-gen3") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        await rig.device.client.write(
            "Virtual.Add",
            {
                "type": "number",
                "id": 200,
                "config": {
                    "name": "Wanted",
                    "min": 5,
                    "max": 30,
                    "meta": {"ui": {"view": "slider", "unit": "°C", "step": 0.5}},
                },
            },
        )
        await rig.heard.until(lambda: "number:200_value" in rig.keys("numbers"))
        number = rig.entity("numbers", "number:200_value")
        assert (number.native_min_value, number.native_step) == (5, 0.5)
        await number.put(rig.device, 21.5)
        await rig.heard.until(lambda: rig.value("numbers", "number:200_value") == 21.5)
        # A whole status leaves virtual components out: they stay all the same.
        rig.hours.seconds += RESYNC
        await rig.device.poll()
        assert rig.value("numbers", "number:200_value") == 21.5
        await rig.device.client.write("Virtual.Delete", {"key": "number:200"})
        await rig.heard.until(lambda: "number:200_value" not in rig.keys("numbers"))


async def test_a_button_makes_events() -> None:
    """Pushes leave no state behind."""
    async with RpcShelly("plus-i4") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        await rig.device.client.write(
            "Input.SetConfig", {"id": 1, "config": {"type": "button"}}
        )
        await rig.heard.until(lambda: "input:1_event" in rig.keys("events"))
        await rig.device.client.write(
            "Input.Trigger", {"id": 1, "event_type": "double_push"}
        )
        await rig.heard.until(lambda: rig.heard.events)
        event = rig.heard.events[-1]
        assert (event.key, event.type) == ("input:1_event", "double")
        assert event.type in rig.entity("events", "input:1_event").event_types


async def test_a_moving_cover_is_followed_until_it_stops() -> None:
    """It does not push where it is."""
    async with (
        RpcShelly("plus-2pm", profile="cover", speed=20) as shelly,
        rigged(shelly) as rig,
    ):
        await rig.device.poll()
        cover = rig.entity("covers", "cover:0_cover")
        await cover.close(rig.device)
        await rig.heard.until(lambda: rig.value("covers", "cover:0_cover").is_closing)
        await rig.heard.until(
            lambda: not rig.value("covers", "cover:0_cover").is_closing
        )
        assert "cover.getstatus" in rig.methods


async def test_a_wrong_password_is_an_error_of_its_own() -> None:
    """Somebody else changed it: the owner is asked for the new one."""
    async with RpcShelly("plus-1pm", password="secret") as shelly:
        async with rigged(shelly, password="wrong") as rig:
            with pytest.raises(AuthenticationError):
                await rig.device.poll()
        async with rigged(shelly, password="secret") as rig:
            state = await rig.device.poll()
            assert not state.security.no_password


async def test_a_password_taken_away_opens_a_door_and_breaks_nothing() -> None:
    """The security sensor says so."""
    async with (
        RpcShelly("plus-1pm", password="secret") as shelly,
        rigged(shelly, password="secret") as rig,
    ):
        await rig.device.poll()
        shelly.authentication.set_password(None)
        await shelly.reboot()
        await rig.heard.until(lambda: rig.heard.losses)
        state = await rig.device.poll()
        assert state.security.no_password
        assert rig.value("binary_sensors", "security") is True


async def test_another_device_at_the_address_is_not_believed() -> None:
    """Addresses are given to others."""
    async with RpcShelly("plus-1pm") as shelly, rigged(shelly) as rig:
        shelly.misbehave("other-mac")
        with pytest.raises(WrongDeviceError):
            await rig.device.poll()


async def test_floats_unknown_components_and_null_change_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A firmware may write everything otherwise."""
    async with RpcShelly("dimmer-gen3") as shelly:
        for fault in ("floats", "unknown-component"):
            shelly.misbehave(fault)
        shelly.misbehave("null-status", where="wifi")
        async with rigged(shelly) as rig:
            await rig.device.poll()
            await rig.entity("lights", "light:0_light").turn_off(rig.device, None)
            light = rig.value("lights", "light:0_light")
            assert isinstance(light.brightness, int)
            for table in vars(rig.device.entities).values():
                for description in table:
                    if hasattr(description, "value"):
                        description.value(rig.device.state)
    assert not [r for r in caplog.records if r.levelno >= logging.WARNING]


async def test_a_read_that_a_push_crossed_is_repeated_soon() -> None:
    """Which of the two was the newer one is not known."""
    async with RpcShelly("plus-1pm") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        rig.hours.seconds += RESYNC
        switching = asyncio.create_task(rig.device.outputs.switch_set(0, True))
        await rig.device.poll()
        await switching
        assert rig.device.poll_interval in (
            module.PUSHED_INTERVAL,
            module.DOUBT_INTERVAL,
        )


async def test_diagnostics_tell_how_it_is_talked_to() -> None:
    """And what is kept in it."""
    async with RpcShelly("plus-1pm") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        deep = await rig.device.diagnose_deeply()
        assert deep["push_open"] is True
        assert "Schedule.List" in deep["lists"]
        assert deep["status"]["switch:0"]["id"] == 0


async def test_closing_twice_is_harmless() -> None:
    """And ends what runs in the background."""
    async with RpcShelly("plus-1pm") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        await rig.device.close()
        await rig.device.close()
        with pytest.raises(ConnectionLostError):
            await rig.device.poll()


async def test_what_is_asked_because_of_an_event_may_fail() -> None:
    """Then the next poll says why."""
    async with RpcShelly("plus-1pm") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        await rig.device.client.close()
        losses = rig.heard.losses
        changed = {"component": "sys", "event": "config_changed", "cfg_rev": 13}
        rig.device.notified(Notification("x", "notifyevent", {"events": [changed]}))
        await rig.heard.until(lambda: rig.heard.losses > losses)


async def test_before_the_first_poll_nothing_that_is_told_counts() -> None:
    """It is all read then."""
    async with RpcShelly("plus-1pm") as shelly, rigged(shelly) as rig:
        rig.device.notified(Notification("x", "notifystatus", {"switch:0": {}}))
        assert rig.device.state is None
        assert rig.heard.pushes == 0


async def test_diagnostics_say_what_could_not_be_read() -> None:
    """And go on."""
    async with RpcShelly("plus-1pm") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        shelly.misbehave("429", where="Schedule.List")
        deep = await rig.device.diagnose_deeply()
        assert "error" in deep["lists"]["Schedule.List"]


async def test_a_firmware_that_came_while_nobody_looked_is_asked_what_it_offers() -> (
    None
):
    """What is remembered of its methods is that of the old one."""
    async with RpcShelly("1-gen4", firmware="1.7.5") as shelly:
        async with rigged(shelly) as rig:
            await rig.device.poll()
            memory = rig.device.remember()
        shelly.machine.install("2.0.0")
        await shelly.reboot()
        shelly.log.clear()
        async with rigged(shelly, memory=memory) as rig:
            await rig.device.poll()
            assert "shelly.listmethods" in rig.methods
            assert rig.device.identity.firmware == "2.0.0"


async def test_two_covers_that_move_are_followed_as_one() -> None:
    """An errand that is under way is not begun again, and ends with the device."""
    async with (
        RpcShelly("plus-2pm", profile="cover") as shelly,
        rigged(shelly) as rig,
    ):
        await rig.device.poll()
        await rig.device.outputs.cover_close(0)
        await rig.heard.until(lambda: rig.value("covers", "cover:0_cover").is_closing)
        assert rig.device.poll_interval == module.MOVING_INTERVAL
        pushes = rig.heard.pushes
        await rig.heard.until(lambda: rig.heard.pushes > pushes + 2)
        await rig.device.close()


async def test_without_a_listener_it_is_only_asked() -> None:
    """A device that was not started yet tells nobody."""
    async with (
        RpcShelly("plus-2pm", profile="cover", speed=50, firmware="1.4.4") as shelly,
        rigged(shelly, start=False) as rig,
    ):
        await rig.device.poll()
        await rig.device.outputs.cover_close(0)
        await rig.device.client.write(
            "Input.SetConfig", {"id": 1, "config": {"type": "button"}}
        )
        await rig.device.install("stable")
        await asyncio.sleep(0.3)
        assert "input:1_event" in rig.keys("events")
        shelly.board.emit("input:1", "single_push")
        await shelly.reboot()
        await asyncio.sleep(0.05)
        assert (rig.heard.pushes, rig.heard.losses, rig.heard.events) == (0, 0, [])
