"""What emulated Gen1 devices switch, move, dim, count and measure."""

import pytest

from .conftest import UnpackGen1
from .shelly_gen1_peer import Ear


async def test_a_relay_is_switched(unpack_gen1: UnpackGen1) -> None:
    """By query and by form, on, off and over."""
    peer = await unpack_gen1()

    assert (await peer.get("/relay/0", turn="on"))["ison"] is True
    assert (await peer.post("/relay/0", turn="off"))["ison"] is False
    toggled = await peer.get("/relay/0", turn="toggle")
    assert (toggled["ison"], toggled["source"]) == (True, "http")
    assert (await peer.get("/relay/0"))["ison"] is True
    assert (await peer.get("/settings"))["relays"][0]["ison"] is True


async def test_a_timer_turns_back(unpack_gen1: UnpackGen1) -> None:
    """It counts down, and says that it was the timer."""
    peer = await unpack_gen1()

    await peer.get("/relay/0", turn="on", timer=10)
    await peer.device.advance(4)
    running = await peer.get("/relay/0")
    await peer.device.advance(6)
    over = await peer.get("/relay/0")

    assert (running["has_timer"], running["timer_remaining"]) == (True, 6)
    assert (over["ison"], over["has_timer"], over["source"]) == (False, False, "timer")


async def test_auto_off_turns_back_every_time(unpack_gen1: UnpackGen1) -> None:
    """It is a setting."""
    peer = await unpack_gen1()
    await peer.get("/settings/relay/0", auto_off=30)

    await peer.get("/relay/0", turn="on")
    await peer.device.advance(31)

    assert (await peer.get("/relay/0"))["ison"] is False


async def test_energy_is_counted_in_watt_minutes(unpack_gen1: UnpackGen1) -> None:
    """60 W for two and a half minutes."""
    peer = await unpack_gen1("plug-s")
    peer.device.loads.connect(0, 60)
    await peer.get("/relay/0", turn="on")

    await peer.device.advance(150)

    meter = (await peer.get("/status"))["meters"][0]
    assert (meter["power"], meter["total"]) == (60, 150)
    assert meter["counters"] == [60, 60, 0]


async def test_a_shelly_1_only_repeats_the_power_it_was_told(
    unpack_gen1: UnpackGen1,
) -> None:
    """It has no meter; the user enters a constant."""
    peer = await unpack_gen1()
    await peer.get("/settings/relay/0", power=40)

    await peer.get("/relay/0", turn="on")

    assert (await peer.get("/status"))["meters"] == [{"power": 40, "is_valid": True}]


async def test_too_much_power_trips_the_relay(unpack_gen1: UnpackGen1) -> None:
    """And it says how much it was, until it is switched on again."""
    peer = await unpack_gen1("plug-s")
    await peer.get("/relay/0", turn="on")

    peer.device.loads.connect(0, 2600)
    status = await peer.get("/status")

    assert status["relays"][0]["ison"] is False
    assert status["relays"][0]["overpower"] is True
    assert status["relays"][0]["source"] == "overpower"
    assert status["meters"][0]["overpower"] == 2600


@pytest.mark.parametrize(
    ("btn_type", "flipped", "back"),
    [
        ("toggle", True, False),
        ("edge", True, True),
        ("momentary", False, False),
        ("detached", False, False),
    ],
)
async def test_a_wall_switch_acts_by_its_type(
    unpack_gen1: UnpackGen1, btn_type: str, flipped: bool, back: bool
) -> None:
    """It follows, turns at each flip, or does nothing."""
    peer = await unpack_gen1()
    await peer.get("/settings/relay/0", btn_type=btn_type)
    switch = peer.device.parts.inputs[0]

    switch.flip(closed=True)
    status = await peer.get("/status")
    assert status["inputs"][0]["input"] == 1
    assert status["relays"][0]["ison"] is flipped

    if btn_type == "edge":
        switch.flip(closed=False)
        back = False
    else:
        switch.flip(closed=False)
    assert (await peer.get("/relay/0"))["ison"] is back


async def test_every_push_of_a_button_is_counted(unpack_gen1: UnpackGen1) -> None:
    """The event stays; its counter tells of the next of the same kind."""
    peer = await unpack_gen1("i3")
    button = peer.device.parts.inputs[2]

    button.press("SSS")
    button.press("SSS")
    status = await peer.get("/status")

    assert status["inputs"][2] == {
        "input": 0,
        "event": "SSS",
        "event_cnt": 2,
        "last_sequence": "SSS",
    }
    with pytest.raises(ValueError):
        (await unpack_gen1()).device.parts.inputs[0].press("SSS")


async def test_a_dimmer_draws_what_it_lets_through(unpack_gen1: UnpackGen1) -> None:
    """Half the brightness, half the power."""
    peer = await unpack_gen1("dimmer2")
    peer.device.loads.connect(0, 80)

    light = await peer.get("/light/0", turn="on", brightness=50)

    assert (light["ison"], light["brightness"]) == (True, 50)
    assert (await peer.get("/status"))["meters"][0]["power"] == 40
    assert (await peer.ask("GET", "/light/0?brightness=101")).status == 400


async def test_a_roller_takes_its_time(unpack_gen1: UnpackGen1) -> None:
    """Fifteen seconds from end to end; the motor draws power on its way."""
    peer = await unpack_gen1("switch25-roller")
    await peer.get("/roller/0", go="close")
    await peer.device.advance(10)

    await peer.get("/roller/0", go="to_pos", roller_pos=60)
    await peer.device.advance(4.5)
    moving = await peer.get("/roller/0")
    await peer.device.advance(5)
    arrived = await peer.get("/roller/0")

    assert (moving["state"], moving["current_pos"], moving["power"]) == (
        "open",
        30,
        120,
    )
    assert (arrived["state"], arrived["current_pos"], arrived["power"]) == (
        "stop",
        60,
        0,
    )
    assert arrived["last_direction"] == "open"


async def test_a_roller_stops_where_it_is_told(unpack_gen1: UnpackGen1) -> None:
    """By a client, after a duration, and by an obstacle where it is watched for."""
    peer = await unpack_gen1("switch25-roller")

    await peer.get("/roller/0", go="open", duration=3)
    await peer.device.advance(5)
    assert (await peer.get("/roller/0"))["current_pos"] == 70

    await peer.get("/roller/0", go="close")
    await peer.device.advance(1.5)
    assert (await peer.get("/roller/0", go="stop"))["current_pos"] == 60

    await peer.get("/settings/roller/0", obstacle_mode="while_opening")
    await peer.get("/roller/0", go="open")
    await peer.device.advance(1.5)
    peer.device.parts.rollers[0].obstruct()
    stopped = await peer.get("/roller/0")
    assert (stopped["stop_reason"], stopped["current_pos"]) == ("obstacle", 70)


async def test_without_calibration_there_are_no_positions(
    unpack_gen1: UnpackGen1,
) -> None:
    """Until it is calibrated."""
    peer = await unpack_gen1("switch25-roller")
    await peer.get("/settings/roller/0", positioning="false")

    refused = await peer.ask("GET", "/roller/0?go=to_pos&roller_pos=10")
    assert refused.status == 400
    assert (await peer.get("/roller/0"))["current_pos"] == -1

    assert (await peer.get("/roller/0/calibrate"))["positioning"] is True


async def test_climate_is_told_in_both_units(unpack_gen1: UnpackGen1, ear: Ear) -> None:
    """A large change wakes the device, a small one does not."""
    peer = await unpack_gen1("ht", coiot_peer=f"127.0.0.1:{ear.port}")
    await ear.message()
    await peer.device.fall_asleep()

    await peer.device.set_climate(21.9, 48)
    assert not peer.device.awake

    await peer.device.set_climate(25, 60)
    values = await ear.values()

    assert peer.device.listening
    assert (values[3101], values[3102], values[3103]) == (25, 77, 60)
    assert values[9102] == ["sensor"]
