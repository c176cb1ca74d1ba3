"""How fast a gateway's answers are read, beside another client of the same gateways."""

import asyncio
from collections.abc import Callable
import socket
from threading import Thread
import time

from hoymiles_wifi.dtu import DTU
from hoymiles_wifi.protobuf import RealDataNew_pb2

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.policy import ConnectionPolicy
from custom_components.freehold.families.hoymiles.protocol.protobuf.client import (
    ProtobufGateway,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.encryption import (
    Cipher,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.frame import (
    Frame,
    FrameSplitter,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.messages_pb2 import (
    GatewayVersion,
    Information,
    Port,
    ReadingsPage,
    SinglePhase,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.readings import (
    readings_of,
)
from custom_components.freehold.families.hoymiles.protocol.readings import Readings

from .measurement import Measurement, Target
from .timing import median_seconds

INVERTERS, PORTS_EACH = 4, 4
SEED = bytes(range(16))
CYCLES = 300
FASTER = Target(3, at_least=True)
CYCLE_MILLISECONDS = Target(2)


def measure() -> list[Measurement]:
    """Read one answer again and again, then ask a gateway on a socket."""
    return [_rate("clear", None), _rate("encrypted", Cipher.of(SEED)), _cycle()]


def answer(cipher: Cipher | None) -> bytes:
    """Return the frame with which a plant of 16 ports answers."""
    payload = ReadingsPage(
        gateway_serial=b"10F800000001",
        time=1750000000,
        pages=1,
        single_phase=map(_inverter, range(INVERTERS)),
        ports=[
            _port(inverter, port)
            for inverter in range(INVERTERS)
            for port in range(PORTS_EACH)
        ],
    ).SerializeToString()
    if cipher is None:
        return Frame(0xA211, 1, payload).encode()
    return cipher.seal(0xA211, 1, payload).encode()


def reader(cipher: Cipher | None) -> Callable[[], Readings]:
    """Return what our client does with the frame."""
    data = answer(cipher)

    def read() -> Readings:
        (frame,) = FrameSplitter(encrypted=cipher is not None).feed(data)
        payload = frame.payload if cipher is None else cipher.open(frame)
        return readings_of([ReadingsPage.FromString(payload)])

    return read


def their_reader(cipher: Cipher | None) -> Callable[[], object]:
    """Return what hoymiles-wifi does with it, which ends with the message as it came."""
    data = answer(cipher)
    seed = b"" if cipher is None else cipher.seed
    client = DTU("", is_encrypted=cipher is not None, enc_rand=seed)
    message = RealDataNew_pb2.RealDataNewReqDTO
    return lambda: client.parse_response(data, message, False)


def _inverter(number: int) -> SinglePhase:
    return SinglePhase(
        serial=0x116100000001 + number,
        voltage=2301 + number,
        frequency=5002,
        power=3847 + number,
        reactive_power=12,
        current=167,
        power_factor=998,
        temperature=312,
        alarms=2,
        checksum=28864 + number,
        link=1,
        power_limit=1000,
        signal=-58,
    )


def _port(inverter: int, number: int) -> Port:
    return Port(
        serial=0x116100000001 + inverter,
        port=1 + number,
        voltage=331 + number,
        current=590,
        power=1953 + number,
        total=1234567 + inverter,
        today=2345,
        code=0x0300FF00,
    )


def _rate(name: str, cipher: Cipher | None) -> Measurement:
    ours, theirs = median_seconds(reader(cipher), their_reader(cipher))
    return Measurement(
        what=f"from the {name} frame of 16 ports to readings",
        value=theirs / ours,
        unit="×",
        compared_to=(
            f"the rate of hoymiles-wifi, {theirs * 1e6:.0f} µs; ours {ours * 1e6:.0f} µs"
        ),
        target=FASTER,
    )


def _cycle() -> Measurement:
    listener = socket.create_server(("127.0.0.1", 0))
    Thread(target=_answer_all, args=(listener,), daemon=True).start()
    seconds = asyncio.run(_read_often(listener.getsockname()[1]))
    return Measurement(
        what="CPU of a cycle: connect, say hello, read 16 encrypted ports, hang up",
        value=seconds * 1e3,
        unit="ms",
        compared_to=f"mean of {CYCLES} cycles; the gateway is another thread",
        target=CYCLE_MILLISECONDS,
    )


async def _read_often(port: int) -> float:
    """Return the CPU time of one cycle, of this thread alone."""
    client = ProtobufGateway(
        Address("127.0.0.1", port),
        DeviceConnection(ConnectionPolicy(gap=0)),
        serial=None,
    )
    begun = time.thread_time()
    for _ in range(CYCLES):
        await client.readings()
        await client.hang_up()
    return (time.thread_time() - begun) / CYCLES


def _answer_all(listener: socket.socket) -> None:
    """Answer the two questions of each cycle."""
    version = GatewayVersion(software=4353, features=1 << 25, seed=SEED)
    hello = Information(gateway_serial=b"4143A0123456", packages=1, gateway=version)
    answers = (
        Frame(0xA201, 1, hello.SerializeToString()).encode(),
        answer(Cipher.of(SEED)),
    )
    for _ in range(CYCLES):
        connected, _ = listener.accept()
        with connected:
            for data in answers:
                connected.recv(4096)
                connected.sendall(data)
