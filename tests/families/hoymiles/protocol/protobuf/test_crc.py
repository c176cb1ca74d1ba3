"""The checksum, against worked values and against its definition."""

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.families.hoymiles.protocol.protobuf.crc import crc16

from .vectors import VECTORS


@pytest.mark.parametrize("example", VECTORS["crc16"], ids=lambda e: e["data_hex"])
def test_worked_values(example: dict[str, str]) -> None:
    """As others computed them."""
    assert f"{crc16(bytes.fromhex(example['data_hex'])):04x}" == example["crc_hex"]


@given(st.binary(max_size=2000))
def test_it_is_what_its_definition_says(data: bytes) -> None:
    """Polynomial 0xA001 reflected, initial value 0xFFFF, bit by bit."""
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ 0xA001 * (register & 1)
    assert crc16(data) == register
