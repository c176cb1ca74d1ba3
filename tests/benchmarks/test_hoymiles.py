"""The benchmark of gateways compares like with like."""

from typing import Any

import pytest

from custom_components.freehold.families.hoymiles.protocol.protobuf.encryption import (
    Cipher,
)
from scripts.benchmarks import hoymiles


@pytest.mark.parametrize("cipher", [None, Cipher.of(hoymiles.SEED)])
def test_both_read_the_same(cipher: Cipher | None) -> None:
    """All 16 ports, out of the same frame."""
    ours = hoymiles.reader(cipher)()
    theirs: Any = hoymiles.their_reader(cipher)()
    assert [port.total for port in ours.ports] == [
        port.energy_total for port in theirs.pv_data
    ]
    assert len(ours.ports) == hoymiles.INVERTERS * hoymiles.PORTS_EACH
