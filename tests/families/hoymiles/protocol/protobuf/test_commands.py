"""Commands on a gateway."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from custom_components.freehold.connection.errors import (
    CommandRefusedError,
    ConnectionLostError,
    DeviceBusyError,
    UnsupportedError,
)
from custom_components.freehold.families.hoymiles.protocol.gateway import (
    Alarm,
    GatewayCommand,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.client import (
    ProtobufGateway,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.dispatcher import (
    LOOKS,
    LOOKS_OF_READS,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.messages_pb2 import (
    AlarmEntry,
    AlarmsPage,
    AlarmsRequest,
    Command,
    CommandRequest,
    CommandStatus,
    Information,
    InformationRequest,
    InverterProgress,
    InverterVersion,
    ReadingsPage,
    Settings,
    SinglePhase,
)
from tests.connection.script import FakeTime

from .conftest import Connect
from .scripted_gateway import HangUp, Reaction, ScriptedGateway, Silence

HELLO, ALARMS, COMMAND, STATUS = 0xA301, 0xA304, 0xA305, 0xA306
SETTINGS, READINGS, CLOUD_COMMAND = 0xA309, 0xA311, 0x2305
INVERTER = "1412A0123456"
SEED = bytes(range(16))

type Send = Callable[[ProtobufGateway], Awaitable[None]]

SENT: list[tuple[Send, int, dict[str, Any]]] = [
    (lambda c: c.limit(80), COMMAND, {"action": 8, "data": b"A:800,B:0,C:0\r"}),
    (
        lambda c: c.turn(INVERTER, on=True),
        CLOUD_COMMAND,
        {"action": 6, "device_kind": 1, "inverters": [0x1412A0123456]},
    ),
    (
        lambda c: c.turn(INVERTER, on=False),
        CLOUD_COMMAND,
        {"action": 7, "device_kind": 1, "inverters": [0x1412A0123456]},
    ),
    (
        lambda c: c.restart_inverter(INVERTER),
        COMMAND,
        {"action": 3, "device_kind": 1, "inverters": [0x1412A0123456]},
    ),
]


def accepted(payload: bytes) -> Command:
    """Accept whatever is told."""
    told = CommandRequest.FromString(payload)
    return Command(action=told.action, transaction=told.transaction)


def refused(payload: bytes) -> Command:
    """Refuse it, as a DTU-Pro-S does."""
    told = accepted(payload)
    told.error = 7
    return told


def of_an_earlier_one(payload: bytes) -> Command:
    """Answer a command that was given before."""
    told = accepted(payload)
    told.transaction -= 10
    return told


def status(**told: Any) -> Callable[[bytes], CommandStatus]:
    """Tell how far a command is."""

    def make(payload: bytes) -> CommandStatus:
        asked = CommandRequest.FromString(payload)
        return CommandStatus(action=asked.action, **told)

    return make


BUSY = status(operating=[InverterProgress(serial=1, percent=50)])
DONE = status(succeeded=[1])
FAILED = status(failed=[1])
LOST = Silence()


@pytest.mark.parametrize(("send", "message_id", "fields"), SENT)
async def test_what_is_sent(
    gateway: ScriptedGateway,
    client: ProtobufGateway,
    send: Send,
    message_id: int,
    fields: dict[str, Any],
) -> None:
    """And then followed to its end."""
    gateway.on(message_id, accepted)
    gateway.on(STATUS, BUSY, DONE)
    await send(client)
    assert gateway.asked == [HELLO, message_id, STATUS, STATUS]
    told = CommandRequest.FromString(gateway.payloads[1])
    expected = CommandRequest(
        packages=1, time=told.time, transaction=told.time, **fields
    )
    assert told == expected


async def test_a_command_is_followed_in_seconds(
    gateway: ScriptedGateway, client: ProtobufGateway, time: FakeTime
) -> None:
    """After a moment, and then each second."""
    gateway.on(COMMAND, accepted)
    gateway.on(STATUS, BUSY, BUSY, DONE)
    await client.limit(80)
    assert [nap for nap in time.naps if nap in (0.2, 1)] == [0.2, 1, 1]


async def test_a_command_that_fails_at_an_inverter(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """Accepted is not done."""
    gateway.on(COMMAND, accepted)
    gateway.on(STATUS, BUSY, FAILED)
    with pytest.raises(CommandRefusedError, match="did not carry out"):
        await client.limit(80)


async def test_a_command_that_never_ends(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """Is not waited for all day."""
    gateway.on(COMMAND, accepted)
    gateway.on(STATUS, BUSY)
    with pytest.raises(DeviceBusyError):
        await client.limit(80)
    assert gateway.asked.count(STATUS) == LOOKS


async def test_a_command_that_is_refused(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """It is not sent again."""
    gateway.on(COMMAND, refused)
    with pytest.raises(CommandRefusedError, match="7"):
        await client.limit(80)
    assert gateway.asked == [HELLO, COMMAND]


async def test_an_answer_to_an_earlier_command_is_none(
    gateway: ScriptedGateway, connect: Connect
) -> None:
    """It would say "accepted" of something that was never heard."""
    gateway.on(COMMAND, of_an_earlier_one)
    gateway.on(SETTINGS, Settings())
    with pytest.raises(ConnectionLostError):
        await connect(patience=0.1).limit(80)


@pytest.mark.parametrize(
    ("settings", "is_set"),
    [(Settings(power_limit=800), True), (Settings(power_limit=900), False)],
)
async def test_a_limit_whose_answer_is_lost_is_looked_for(
    gateway: ScriptedGateway, client: ProtobufGateway, settings: Settings, is_set: bool
) -> None:
    """Where the gateway tells another one, it is not known; nothing is sent again."""
    gateway.on(COMMAND, HangUp())
    gateway.on(SETTINGS, settings)
    if is_set:
        await client.limit(80)
    else:
        with pytest.raises(ConnectionLostError):
            await client.limit(80)
    assert gateway.asked.count(COMMAND) == 1


@pytest.mark.parametrize(("told", "is_set"), [(800, True), (0, False)])
async def test_a_limit_is_looked_for_at_the_inverters_where_settings_are_not_told(
    gateway: ScriptedGateway, client: ProtobufGateway, told: int, is_set: bool
) -> None:
    """As on V01.01.01."""
    gateway.is_(software=4353, seed=SEED)
    gateway.on(COMMAND, HangUp())
    inverters = [SinglePhase(serial=n, power_limit=told) for n in (1, 2)]
    gateway.on(READINGS, ReadingsPage(single_phase=inverters))
    if is_set:
        await client.limit(80)
    else:
        with pytest.raises(ConnectionLostError):
            await client.limit(80)
    assert gateway.asked.count(COMMAND) == 1
    assert SETTINGS not in gateway.asked


async def test_switching_is_never_repeated(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """Nothing tells whether it took effect."""
    gateway.on(CLOUD_COMMAND, HangUp())
    with pytest.raises(ConnectionLostError):
        await client.turn(INVERTER, on=False)
    assert gateway.asked.count(CLOUD_COMMAND) == 1


@pytest.mark.parametrize("reaction", [Silence(), HangUp()])
async def test_a_command_that_cannot_be_followed_is_done_when_accepted(
    gateway: ScriptedGateway, connect: Connect, reaction: Reaction
) -> None:
    """Not all firmware tells how far it is; one that was silent twice is not asked again."""
    client = connect(patience=0.1)
    gateway.on(COMMAND, accepted)
    gateway.on(STATUS, reaction)
    await client.limit(80)
    asked = gateway.asked.count(STATUS)
    await client.limit(70)
    assert gateway.asked.count(STATUS) == 2 * asked
    await client.limit(60)
    again = gateway.asked.count(STATUS) - 2 * asked
    assert again == (0 if isinstance(reaction, Silence) else asked)


@pytest.mark.parametrize("between", [(), (DONE, LOST, LOST)])
async def test_a_status_that_is_lost_once_ends_no_checking(
    gateway: ScriptedGateway, connect: Connect, between: tuple[Reaction, ...]
) -> None:
    """Nor twice, if it told in between: radio to the home network loses packets."""
    client = connect(patience=0.1)
    gateway.on(COMMAND, accepted)
    gateway.on(STATUS, LOST, LOST, *between, FAILED)
    for _ in range(2 if between else 0):
        await client.limit(80)
    await client.limit(80)
    with pytest.raises(CommandRefusedError):
        await client.limit(70)


async def test_a_gateway_that_was_away_is_not_silent_about_commands(
    gateway: ScriptedGateway, connect: Connect
) -> None:
    """It did not say who it is either."""
    client = connect(patience=0.1)
    hello = gateway.hello
    gateway.on(COMMAND, accepted)
    gateway.on(STATUS, LOST, LOST, FAILED)
    gateway.on(HELLO, hello, LOST, hello, LOST, hello)
    await client.limit(80)
    await client.limit(80)
    assert gateway.asked.count(STATUS) == 2
    with pytest.raises(CommandRefusedError):
        await client.limit(70)


@pytest.mark.parametrize(
    "back",
    [
        pytest.param({"software": 4353, "seed": bytes(16)}, id="restarted"),
        pytest.param({"software": 4354, "seed": SEED}, id="other firmware"),
    ],
)
async def test_a_silent_gateway_that_comes_back_is_asked_again(
    gateway: ScriptedGateway, connect: Connect, back: dict[str, Any]
) -> None:
    """It may have other firmware now."""
    client = connect(patience=0.1)
    gateway.is_(software=4353, seed=SEED)
    gateway.on(COMMAND, accepted)
    gateway.on(STATUS, Silence())
    for _ in range(3):
        await client.limit(80)
    assert gateway.asked.count(STATUS) == 4
    await client.hang_up()
    gateway.is_(**back)
    gateway.on(STATUS, FAILED)
    with pytest.raises(CommandRefusedError):
        await client.limit(70)


async def test_a_limit_for_now(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """Where the firmware has it."""
    gateway.is_(software=4353, seed=SEED)
    gateway.on(COMMAND, accepted)
    gateway.on(STATUS, DONE)
    await client.limit_for_now(400)
    told = CommandRequest.FromString(gateway.payloads[1])
    assert (told.action, told.data) == (211, b"S:1,P:4000\r")
    assert GatewayCommand.LIMIT_FOR_NOW in client.commands


async def test_a_limit_for_now_is_not_tried_out(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """Older firmware is asked who it is, and nothing else."""
    assert client.commands == frozenset()
    with pytest.raises(UnsupportedError):
        await client.limit_for_now(400)
    assert gateway.asked == [HELLO]
    assert GatewayCommand.LIMIT in client.commands


@pytest.mark.parametrize(
    "send",
    [
        lambda c: c.limit(101),
        lambda c: c.limit(50.0),
        lambda c: c.limit_for_now(0),
        lambda c: c.turn("nonsense", on=True),
        lambda c: c.restart_inverter("nonsense"),
    ],
)
async def test_nonsense_is_not_sent(
    gateway: ScriptedGateway, client: ProtobufGateway, send: Send
) -> None:
    """Nobody is even connected to."""
    with pytest.raises(ValueError):
        await send(client)
    assert gateway.connections == 0


async def test_one_inverter_cannot_be_limited(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """Only all of them."""
    with pytest.raises(UnsupportedError):
        await client.limit(50, INVERTER)
    assert gateway.connections == 0


async def test_restarting_ends_the_connection(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """It is away then, so nobody asks how far it is."""
    gateway.on(CLOUD_COMMAND, accepted)
    await client.restart()
    assert gateway.asked == [HELLO, CLOUD_COMMAND]
    await client.information()
    assert gateway.connections == 2


async def test_alarms(gateway: ScriptedGateway, client: ProtobufGateway) -> None:
    """The gateway collects them first, and hands them out in pages."""

    def page(payload: bytes) -> AlarmsPage:
        number = AlarmsRequest.FromString(payload).package
        entry = AlarmEntry(serial=0x1412A0123456, code=8316, number=number)
        return AlarmsPage(packages=2, package=number, alarms=[entry])

    gateway.on(COMMAND, accepted)
    gateway.on(STATUS, DONE)
    gateway.on(ALARMS, page)
    assert await client.alarms() == tuple(
        Alarm(serial=INVERTER, code=124, number=number, began=None, ended=None)
        for number in (0, 1)
    )
    assert gateway.asked == [HELLO, COMMAND, STATUS, ALARMS, ALARMS]


async def test_alarms_that_are_never_collected(
    gateway: ScriptedGateway, client: ProtobufGateway, time: FakeTime
) -> None:
    """Whoever reads waits no longer than ten seconds: the readings have to wait, too."""
    gateway.on(COMMAND, accepted)
    gateway.on(STATUS, BUSY)
    with pytest.raises(DeviceBusyError):
        await client.alarms()
    assert sum(nap for nap in time.naps if nap in (0.2, 1)) <= 10
    assert gateway.asked.count(STATUS) == LOOKS_OF_READS


async def test_settings(gateway: ScriptedGateway, client: ProtobufGateway) -> None:
    """As far as they are told."""
    gateway.on(SETTINGS, Settings(upload_interval=15))
    assert (await client.settings()).upload_interval == 15


@pytest.mark.parametrize(
    ("software", "seed", "asked"),
    [
        pytest.param(4353, SEED, lambda c: c.settings(), id="V01.01.01 settings"),
        pytest.param(2051, b"", lambda c: c.settings(), id="V00.08.03 settings"),
        pytest.param(2051, b"", lambda c: c.alarms(), id="V00.08.03 alarms"),
        pytest.param(2051, b"", lambda c: c.limit(50), id="V00.08.03 limit"),
        pytest.param(2051, b"", lambda c: c.restart(), id="V00.08.03 restart"),
    ],
)
async def test_what_firmware_is_known_to_be_silent_about_is_not_asked(
    gateway: ScriptedGateway,
    client: ProtobufGateway,
    software: int,
    seed: bytes,
    asked: Send,
) -> None:
    """Waiting for it would take half a minute, and end the connection."""
    gateway.is_(software=software, seed=seed)
    with pytest.raises(UnsupportedError):
        await asked(client)
    assert gateway.asked == [HELLO]


async def test_information_in_packages(
    gateway: ScriptedGateway, client: ProtobufGateway
) -> None:
    """The second is asked for like the first."""

    def package(payload: bytes) -> Information:
        number = InformationRequest.FromString(payload).package
        return Information(
            gateway_serial=b"4143A0123456",
            packages=2,
            package=number,
            inverters=[InverterVersion(serial=number + 1)],
        )

    gateway.on(HELLO, package)
    found = await client.information()
    assert [inverter.serial for inverter in found.inverters] == [
        "000000000001",
        "000000000002",
    ]
