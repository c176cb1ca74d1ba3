"""Frames are what Modbus TCP says, but for byte counts."""
# ruff: noqa: D103 - names of tests state their rules

from contextlib import suppress

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.connection.errors import (
    DeviceBusyError,
    DeviceError,
    ProtocolError,
)
from custom_components.freehold.families.hoymiles.protocol.modbus.frame import (
    Function,
    ModbusRefusalError,
    parse_answer,
    parse_header,
    parse_values,
    request,
)


def test_a_request_names_unit_1_and_takes_a_bare_number() -> None:
    assert request(3, Function.WRITE_COIL, 0xC001, 50) == bytes.fromhex(
        "0003 0000 0006 01 05 c001 0032"
    )


@pytest.mark.parametrize(
    "header",
    [
        "0001 0001 0003 01",
        "0001 0000 0001 01",
        "0001 0000 00ff 01",
        "484d a211 0000 00",
    ],
)
def test_a_header_of_another_protocol_or_an_impossible_length_is_refused(
    header: str,
) -> None:
    with pytest.raises(ProtocolError):
        parse_header(bytes.fromhex(header))


@pytest.mark.parametrize("count", [0x00, 0x14, 0x28, 0x50, 0xFF])
def test_no_byte_count_is_believed(count: int) -> None:
    values = bytes(range(40))
    answer = bytes([3, count]) + values
    assert parse_values(Function.READ_REGISTERS, answer, 40) == values


@pytest.mark.parametrize("answer", ["03", "0300"])
def test_an_answer_without_values_means_that_inverters_are_not_known_yet(
    answer: str,
) -> None:
    with pytest.raises(DeviceBusyError):
        parse_values(Function.READ_REGISTERS, bytes.fromhex(answer), 40)


def test_a_short_answer_is_no_answer() -> None:
    with pytest.raises(ProtocolError, match="38 bytes of 40"):
        parse_values(Function.READ_REGISTERS, bytes([3, 38]) + bytes(38), 40)


@pytest.mark.parametrize(
    ("code", "unknown"), [(1, True), (2, True), (3, True), (4, False)]
)
def test_an_exception_is_a_refusal(code: int, unknown: bool) -> None:
    with pytest.raises(ModbusRefusalError) as caught:
        parse_answer(Function.WRITE_COIL, bytes([0x85, code]))
    assert caught.value.is_unknown is unknown


@pytest.mark.parametrize("code", [5, 6])
def test_a_busy_gateway_says_so(code: int) -> None:
    with pytest.raises(DeviceBusyError):
        parse_answer(Function.WRITE_COIL, bytes([0x85, code]))


@pytest.mark.parametrize("answer", ["0400", "8301", "85", "850102"])
def test_an_answer_to_something_else_is_refused(answer: str) -> None:
    with pytest.raises(ProtocolError):
        parse_answer(Function.WRITE_COIL, bytes.fromhex(answer))


@given(st.sampled_from(Function), st.binary(min_size=1), st.integers(0, 80))
def test_any_answer_is_values_or_one_of_our_errors(
    function: Function, answer: bytes, size: int
) -> None:
    with suppress(DeviceError):
        assert len(parse_values(function, answer, size)) >= size
