"""What a Gen1 device pushes ends where polls end, and silence is noticed."""

import asyncio
from typing import Any

import pytest

from custom_components.freehold.connection.errors import (
    AuthenticationError,
    ConnectionLostError,
)
from custom_components.freehold.families.descriptions import DeviceEvent
from custom_components.freehold.families.shelly.gen1 import device as module
from custom_components.freehold.families.shelly.gen1.happenings import Presses
from custom_components.freehold.families.shelly.protocol.gen1.components import Input
from tests.emulators.shelly.gen1.emulator import Gen1Shelly
from tests.families.shelly.rpc.device_rig import Hours

from .coap import push as coap_push
from .device_rig import Rig, free_port, hub_at, pushing, rigged

pytestmark = pytest.mark.usefixtures("socket_enabled")


async def settled() -> None:
    """Give datagrams and errands the time that they need."""
    await asyncio.sleep(0.1)


async def test_a_push_shows_at_once() -> None:
    """And the poll becomes rare, since nobody waits for the rest."""
    async with pushing("plug-s") as rig:
        await rig.device.poll()
        assert rig.device.poll_interval == module.ASKED_INTERVAL
        await rig.until_pushes_arrive()
        assert rig.device.poll_interval == module.PUSHED_INTERVAL
        rig.shelly.requests.clear()
        rig.shelly.parts.relays[0].control({"turn": "on"})
        await rig.heard.until(lambda: rig.value("switches", "relay_0"))
        assert rig.paths == []


async def test_an_idle_push_changes_nothing() -> None:
    """Home Assistant writes no state for it."""
    async with pushing("plug-s") as rig:
        await rig.device.poll()
        await rig.until_pushes_arrive()
        state, pushes = rig.device.state, rig.heard.pushes
        rig.shelly.coiot.push()
        await settled()
        assert rig.device.state == state
        assert rig.heard.pushes == pushes


async def test_missing_pushes_make_polls_normal_again() -> None:
    """After two and a bit of its periods, and until the next push."""
    async with pushing("plug-s") as rig:
        await rig.device.poll()
        await rig.until_pushes_arrive()
        # The watch looks at it while it is well.
        await settled()
        rig.shelly.misbehave("mute-coiot")
        rig.hours.seconds += 15 * 2.2 + 1
        await rig.heard.until(lambda: rig.heard.losses)
        assert rig.device.poll_interval == module.ASKED_INTERVAL
        rig.shelly.behave()
        await rig.until_pushes_arrive()
        assert rig.device.poll_interval == module.PUSHED_INTERVAL


async def test_pushes_do_not_put_off_the_poll_for_ever() -> None:
    """A coordinator begins to wait anew with every push."""
    async with pushing("plug-s") as rig:
        await rig.device.poll()
        await rig.until_pushes_arrive()
        rig.shelly.requests.clear()
        rig.hours.seconds += module.PUSHED_INTERVAL
        rig.shelly.parts.relays[0].control({"turn": "on"})
        await rig.heard.until(lambda: "/status" in rig.paths)


async def test_a_push_tells_of_a_changed_configuration() -> None:
    """Its counter is the one of the status."""
    async with pushing("switch25") as rig:
        await rig.device.poll()
        await rig.until_pushes_arrive()
        rig.shelly.machine.section("relays", 0)["name"] = "Fan"
        rig.shelly.machine.count_change()
        await rig.heard.until(lambda: rig.device.parts["relay_0"].name == "Fan")


async def test_a_push_says_that_a_lost_device_is_back() -> None:
    """It is asked, without the pause that a silent device is given."""
    async with pushing("plug-s") as rig:
        await rig.device.poll()
        await rig.until_pushes_arrive()
        rig.shelly.misbehave("refuse")
        await rig.shelly.settled()
        with pytest.raises(ConnectionLostError):
            await rig.device.poll()
        rig.shelly.behave()
        await rig.shelly.settled()
        pushes = rig.heard.pushes
        rig.shelly.coiot.push()
        rig.shelly.parts.relays[0].control({"turn": "on"})
        await rig.heard.until(lambda: rig.heard.pushes > pushes)
        assert (await rig.device.poll()).status.relays[0].on


async def test_a_device_that_is_still_lost_is_told_so() -> None:
    """Its push came through, its answer did not."""
    async with pushing("plug-s") as rig:
        await rig.device.poll()
        await rig.until_pushes_arrive()
        rig.shelly.misbehave("drop")
        with pytest.raises(ConnectionLostError):
            await rig.device.poll()
        rig.shelly.parts.relays[0].control({"turn": "on"})
        await rig.heard.until(lambda: rig.heard.losses)


async def test_who_refuses_us_is_not_shown_as_well() -> None:
    """A push needs no password; a device that asks for another one does."""
    async with pushing("plug-s", password="secret") as rig:
        await rig.device.poll()
        await rig.until_pushes_arrive()
        rig.shelly.login.change("other")
        with pytest.raises(AuthenticationError):
            await rig.device.poll()
        pushes = rig.heard.pushes
        rig.shelly.parts.relays[0].control({"turn": "on"})
        await settled()
        assert rig.heard.pushes == pushes


async def test_what_only_pushes_tell_outlives_a_poll() -> None:
    """The energy of a roller is in no status."""
    async with pushing("switch25-roller") as rig:
        await rig.device.poll()
        await rig.until_pushes_arrive()
        await rig.heard.until(lambda: "roller_0_energy" in rig.keys("sensors"))
        told = rig.value("sensors", "roller_0_energy")
        assert told is not None
        await rig.device.poll()
        assert rig.value("sensors", "roller_0_energy") == told


async def test_old_firmware_is_asked_over_coiot_what_its_pushes_mean() -> None:
    """It does not tell over HTTP."""
    hours, port = Hours(), free_port()
    hub = hub_at(port, hours)
    hub.core_changed(present=False)
    async with (
        Gen1Shelly(
            "plug-s",
            coiot_peer=f"127.0.0.1:{port}",
            firmware="20200812-091015/v1.8.0@8acf41b0",
        ) as shelly,
        rigged(shelly, hub=hub, hours=hours) as rig,
    ):
        await settled()
        asked: list[str] = []
        hub.ask = lambda resource, host, port=0: asked.append(resource)  # type: ignore[method-assign]
        await rig.device.poll()
        assert asked == ["d"]
        assert not rig.device.is_push_healthy
        listener = hub._of_this_loop()  # noqa: SLF001
        device = f"SHPLG-S#{shelly.mac}#2"
        listener.datagram(coap_push(b'{"blk":1}', device=device, code=69))
        assert not rig.device.is_push_healthy
        listener.ask("d", shelly.host, shelly.coiot_port)
        await rig.until_pushes_arrive()


async def press(rig: Rig, event: str) -> None:
    """Press a button, and wait until that is heard."""
    count = len(rig.heard.events)
    rig.shelly.parts.inputs[1].press(event)
    await rig.heard.until(lambda: len(rig.heard.events) > count)


def pressed(rig: Rig) -> list[str]:
    """Return what happened."""
    return [event.type for event in rig.heard.events]


async def test_a_press_is_told_once() -> None:
    """Equal ones, too; the counter tells them apart."""
    async with pushing("i3") as rig:
        await rig.device.poll()
        await rig.until_pushes_arrive()
        assert rig.keys("events") == {f"input_{i}_event" for i in range(3)}
        assert rig.device.parts.keys() == {"input_0", "input_1", "input_2"}
        for event in ("S", "S", "SSS", "SL"):
            await press(rig, event)
        rig.shelly.coiot.push()
        await rig.device.poll()
        assert pressed(rig) == ["single", "single", "triple", "single_long"]
        assert {event.key for event in rig.heard.events} == {"input_1_event"}


async def test_a_press_from_before_is_not_told() -> None:
    """Neither by the first reading nor out of memory."""
    async with Gen1Shelly("i3") as shelly:
        shelly.parts.inputs[0].press("S")
        async with rigged(shelly) as rig:
            await rig.device.poll()
            assert pressed(rig) == []
            shelly.parts.inputs[0].press("L")
            await rig.device.poll()
            assert pressed(rig) == ["long"]
            memory = rig.device.remember()
        shelly.parts.inputs[0].press("S")
        async with rigged(shelly, memory=memory) as rig:
            await rig.device.poll()
            assert pressed(rig) == []


async def test_a_push_that_comes_while_a_poll_is_answered_is_the_newer_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The answer may be from before it, so it is asked for once more soon."""
    async with pushing("plug-s") as rig:
        await rig.device.poll()
        await rig.until_pushes_arrive()
        ask = rig.device.client.status_body

        async def crossed() -> dict[str, Any]:
            body = await ask()
            rig.shelly.parts.relays[0].control({"turn": "on"})
            await rig.heard.until(lambda: rig.value("switches", "relay_0"))
            return body

        monkeypatch.setattr(rig.device.client, "status_body", crossed)
        assert (await rig.device.poll()).status.relays[0].on
        monkeypatch.undo()
        assert rig.device.poll_interval == module.DOUBT_INTERVAL
        assert (await rig.device.poll()).status.relays[0].on
        assert rig.device.poll_interval == module.PUSHED_INTERVAL


def readings(count: int, event: str | None = "S") -> tuple[Input, ...]:
    """Return one input."""
    return (Input(event=event, event_count=count),)


def test_a_restart_is_no_press() -> None:
    """The counter is back at 0, and there is no event."""
    presses = Presses()
    presses.follow(readings(7))
    assert presses.follow(readings(0, None)) == []
    assert presses.follow(readings(1)) == [
        DeviceEvent(key="input_0_event", type="single")
    ]


def test_a_button_that_woke_for_a_press_tells_even_the_first() -> None:
    """Else a button would lose a press whenever Home Assistant restarts."""
    presses = Presses()
    presses.recall(readings(7))
    assert presses.follow(readings(7), woke_for_press=True) == []
    presses = Presses()
    presses.recall(readings(7))
    assert len(presses.follow(readings(8), woke_for_press=True)) == 1
    assert presses.follow((Input(),), woke_for_press=True) == []
