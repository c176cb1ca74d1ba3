"""CoIoT of emulated Gen1 devices, byte by byte and push by push."""

import json

import pytest

from tests.emulators.shelly import recorded
from tests.emulators.shelly.gen1 import (
    MODELS,
    CoiotMessage,
    CoiotRequest,
    Fault,
    decode,
    encode,
)
from tests.emulators.shelly.gen1.coiot_message import PUSH, REPLY, requested

from .conftest import UnpackGen1
from .shelly_gen1_peer import Ear, values_of

PERIODIC = bytes.fromhex(
    "501e0001b36369740173ed0bec08534853572d31233334393435343732413634332332d2439600"
    "820007ff7b2247223a5b5b302c393130332c305d2c5b302c313130312c315d2c5b302c32313031"
    "2c305d2c5b302c323130322c22225d2c5b302c323130332c305d5d7d"
)
"""The worked vector, accepted by aioshelly's parser."""
MESSAGE = CoiotMessage(
    code=PUSH,
    message_id=1,
    request=CoiotRequest.STATUS,
    device="SHSW-1#34945472A643#2",
    validity_seconds=3840,
    serial=7,
    payload={
        "G": [[0, 9103, 0], [0, 1101, 1], [0, 2101, 0], [0, 2102, ""], [0, 2103, 0]]
    },
)
ASK_DESCRIPTION = bytes.fromhex("5001000ab36369740164ff00")
ASK_STATUS = bytes.fromhex("5001000ab36369740173ff00")
RECORDED = {
    "plug-s": "SHPLG-S-4022D88349C4",
    "switch25": "SHSW-25-3494547BF36C",
    "dimmer2": "SHDM-2-98CDAC0D01BB",
    "ht": "SHHT-1-CA969F",
}


def test_the_worked_vector_is_written_and_read() -> None:
    """Options in their delta coding, compact JSON behind the marker."""
    assert encode(MESSAGE) == PERIODIC
    assert decode(PERIODIC) == MESSAGE


@pytest.mark.parametrize("seconds", [0.2, 37.4, 3840, 6553.4, 43204])
def test_validity_is_written_in_one_of_its_two_units(seconds: float) -> None:
    """Even: tenths of a second; odd: units of four seconds."""
    message = CoiotMessage(
        PUSH, 1, CoiotRequest.STATUS, "SHHT-1#AABBCC#2", seconds, 1, {}
    )

    assert decode(encode(message)).validity_seconds == seconds


@pytest.mark.parametrize("cut", [0, 3, 9, 13, 20])
def test_half_a_message_is_none(cut: int) -> None:
    """It is refused, not guessed."""
    with pytest.raises(ValueError):
        decode(PERIODIC[:cut])


@pytest.mark.parametrize("datagram", [b"", b"\x00", PERIODIC, ASK_STATUS[:-6]])
def test_what_is_no_question_is_not_taken_for_one(datagram: bytes) -> None:
    """A device must not answer to pushes of others."""
    assert requested(datagram) is None


async def test_questions_are_answered(unpack_gen1: UnpackGen1, ear: Ear) -> None:
    """Unicast to whoever asked, with the number of the question."""
    peer = await unpack_gen1("plug-s")

    ear.send(ASK_DESCRIPTION, peer.device.coiot_port)
    description = await ear.message()
    ear.send(ASK_STATUS, peer.device.coiot_port)
    status = await ear.message()

    assert (description.code, description.message_id) == (REPLY, 10)
    assert description.payload == await peer.get("/cit/d")
    assert values_of(status)[1101] == 0
    assert status.device == f"SHPLG-S#{peer.device.mac}#2"


async def test_it_pushes_by_itself_and_after_changes(
    unpack_gen1: UnpackGen1, ear: Ear
) -> None:
    """The serial rises only where something is new."""
    peer = await unpack_gen1(coiot_peer=f"127.0.0.1:{ear.port}")
    first = await ear.message()

    await peer.device.advance(15)
    second = await ear.message()
    await peer.get("/relay/0", turn="on")
    third = await ear.message()

    assert [first.serial, second.serial, third.serial] == [1, 1, 2]
    assert values_of(third)[1101] == 1
    assert third.validity_seconds > 15


async def test_changed_settings_are_told(unpack_gen1: UnpackGen1, ear: Ear) -> None:
    """9103 is the counter of `/status`."""
    peer = await unpack_gen1(coiot_peer=f"127.0.0.1:{ear.port}")
    await ear.message()

    await peer.get("/settings", name="Lamp")

    assert (await ear.values())[9103] == 1


async def test_without_a_peer_it_pushes_to_everybody_on_this_machine(
    unpack_gen1: UnpackGen1,
) -> None:
    """Multicast with no hops, on loopback."""
    group = await Ear.open(multicast=5683)
    peer = await unpack_gen1(mac="02AABBCCDD01")
    try:
        while not (message := await group.message()).device.endswith(
            f"#{peer.device.mac}#2"
        ):
            pass
    finally:
        group.close()

    assert message.code == PUSH


async def test_a_new_peer_counts_from_the_restart_on(
    unpack_gen1: UnpackGen1, ear: Ear
) -> None:
    """Until then the old one is served."""
    peer = await unpack_gen1(coiot_peer="127.0.0.1:9")

    await peer.get("/settings", coiot_peer=f"127.0.0.1:{ear.port}")
    await peer.get("/relay/0", turn="on")
    assert ear.waiting() == 0

    await peer.get("/reboot")
    await peer.device.advance(10)
    assert (await ear.message()).serial == 1


async def test_switched_off_it_tells_nothing(unpack_gen1: UnpackGen1) -> None:
    """Neither by itself nor when asked."""
    peer = await unpack_gen1()
    await peer.get("/settings", coiot_enable="false")
    await peer.get("/reboot")
    await peer.device.advance(10)
    before = peer.device.coiot.pushes

    await peer.device.advance(60)

    assert peer.device.coiot.pushes == before


async def test_garbage_and_strangers_can_be_ordered(
    unpack_gen1: UnpackGen1, ear: Ear
) -> None:
    """Once bytes that are no message, once another device, then as it should be."""
    peer = await unpack_gen1(coiot_peer=f"127.0.0.1:{ear.port}")
    await ear.message()

    peer.device.misbehave(Fault.GARBAGE_COIOT, times=1)
    await peer.device.advance(15)
    with pytest.raises(ValueError):
        decode(await ear.hear())

    peer.device.misbehave(Fault.OTHER_MAC)
    await peer.device.advance(15)
    assert peer.device.mac not in (await ear.message()).device

    peer.device.behave()
    await peer.device.advance(15)
    assert peer.device.mac in (await ear.message()).device


@pytest.mark.parametrize("model", MODELS)
async def test_what_is_told_is_described(
    unpack_gen1: UnpackGen1, ear: Ear, model: str
) -> None:
    """No number without a description, no block without a name."""
    peer = await unpack_gen1(model)
    description = await peer.get("/cit/d")

    described = {sensor["I"] for sensor in description["sen"]}
    blocks = {block["I"] for block in description["blk"]}
    ear.send(ASK_STATUS, peer.device.coiot_port)
    told = (await ear.values()).keys()

    assert told == described
    assert {sensor["L"] for sensor in description["sen"]} <= blocks


@pytest.mark.parametrize("model", RECORDED)
async def test_descriptions_are_those_of_recorded_devices(
    unpack_gen1: UnpackGen1, model: str
) -> None:
    """Numbers, words, units, ranges, blocks; in the order of the device."""
    path = recorded.FOLDER / "matterbridge_coap" / f"{RECORDED[model]}.coap.citd.json"
    if not path.exists():
        pytest.skip(f"{path.name} is not here; set FREEHOLD_FIXTURES")
    real = json.loads(path.read_text())
    peer = await unpack_gen1(model)

    ours = await peer.get("/cit/d")

    assert ours == real
