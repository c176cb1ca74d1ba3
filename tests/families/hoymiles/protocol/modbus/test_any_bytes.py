"""Whatever comes as an answer, only errors of ours leave the client."""

import asyncio
from contextlib import suppress
import socket

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.errors import DeviceError
from custom_components.freehold.families.hoymiles.protocol.modbus.gateway import (
    ModbusGateway,
)
from custom_components.freehold.families.hoymiles.protocol.readings import Readings

from .conftest import DTU, HMS, connection_of

pytestmark = pytest.mark.usefixtures("socket_enabled")

_SERIAL = b"\x03\x06" + bytes.fromhex(DTU)
_PDUS = st.one_of(
    st.binary(min_size=1, max_size=253),
    st.builds(
        lambda kind, serial, values: b"\x03\x28" + kind + serial + values,
        st.binary(min_size=1, max_size=1),
        st.sampled_from([bytes.fromhex(HMS), bytes(6)]),
        st.binary(min_size=33, max_size=33),
    ),
    st.builds(lambda code: b"\x83" + bytes([code]), st.integers(0, 255)),
)


def _frames(pdus: list[bytes]) -> bytes:
    """Answer the first requests, the serial first of all."""
    return b"".join(
        number.to_bytes(2) + b"\0\0" + (len(pdu) + 1).to_bytes(2) + b"\x01" + pdu
        for number, pdu in enumerate([_SERIAL, *pdus], start=1)
    )


async def _talk(answers: bytes) -> None:
    """Read, and give a command, to what has these bytes to say and hangs up."""
    loop = asyncio.get_running_loop()

    async def open_connection(
        host: str, port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        await loop.sock_sendall(theirs, answers)
        theirs.shutdown(socket.SHUT_WR)
        ends.append(theirs)
        return await asyncio.open_connection(sock=ours)

    ends: list[socket.socket] = []
    gateway = ModbusGateway(
        Address("127.0.0.1", 502),
        connection_of(),
        serial=DTU,
        open_connection=open_connection,
    )
    with suppress(DeviceError):
        assert isinstance(await gateway.readings(), Readings)
    with suppress(DeviceError):
        await gateway.limit(50, HMS)
    await gateway.hang_up()
    for end in ends:
        end.close()


@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(_PDUS, max_size=6).map(_frames),
        st.tuples(st.lists(_PDUS, max_size=4).map(_frames), st.binary()).map(b"".join),
    )
)
@settings(deadline=None, max_examples=200)
def test_any_bytes_are_readings_or_one_of_our_errors(answers: bytes) -> None:
    """In step with the requests, or not."""
    asyncio.run(_talk(answers))
