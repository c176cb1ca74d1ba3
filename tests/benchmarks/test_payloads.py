"""What the benchmarks of the protocol run on."""

from collections import Counter

import pytest

from custom_components.freehold.families.miele.protocol.dop2.frame import (
    Struct,
    Tag,
    decode_leaf,
)
from scripts.benchmarks import device_context, signing


def census(struct: Struct) -> Counter[Tag]:
    """Count the fields of each type, however deep."""
    found: Counter[Tag] = Counter()
    for field in struct.fields:
        found[field.tag] += 1
        nested = field.value if isinstance(field.value, tuple) else (field.value,)
        for value in nested:
            if isinstance(value, Struct):
                found += census(value)
    return found


def test_the_built_context_is_as_long_as_the_recorded_one() -> None:
    """Without the recording, the decoder has as much to do."""
    assert len(device_context.built()) == device_context.SIZE


def test_the_built_context_has_the_same_fields_as_the_recorded_one() -> None:
    """As many of each type."""
    frame, origin = device_context.device_context()
    if origin == "built":
        pytest.skip("FREEHOLD_FIXTURES has no recorded DOP2 leaves")
    built = decode_leaf(device_context.built())
    assert census(decode_leaf(frame).root) == census(built.root)


def test_both_sides_of_the_signing_benchmark_decrypt_the_same_body() -> None:
    """The bare calls do no less than the cryptography inside an exchange."""
    assert signing.exchange()() == signing.bare_exchange()() == signing.BODY
