"""How fast the DOP2 decoder is."""

import json
from typing import Any

from custom_components.freehold.families.miele.protocol.dop2.frame import (
    Struct,
    Value,
    decode_leaf,
)
from custom_components.freehold.families.miele.protocol.dop2.leaves.context import (
    DeviceContext,
)

from .device_context import device_context
from .measurement import Measurement, Target
from .timing import median_seconds

TARGET = Target(3, at_least=True)


def measure() -> list[Measurement]:
    """Decode a device context, and read it."""
    frame, origin = device_context()
    leaf = decode_leaf(frame)
    document = json.dumps(plain(leaf.root))
    decoding, loading, parsing = median_seconds(
        lambda: decode_leaf(frame),
        lambda: json.loads(document),
        lambda: DeviceContext.parse(leaf),
    )
    return [
        Measurement(
            what=f"decode a {origin} device context of {len(frame)} bytes",
            value=len(frame) / decoding / 1e6,
            unit="MB/s",
            compared_to=(
                f"json.loads of the same tree, {loading * 1e6:.0f} µs; "
                f"ours {decoding * 1e6:.0f} µs"
            ),
            target=TARGET,
        ),
        Measurement(
            what="read the decoded context as types",
            value=parsing * 1e6,
            unit="µs",
            compared_to=f"decoding it, {decoding * 1e6:.0f} µs",
        ),
    ]


def plain(value: Value) -> Any:
    """Return a tree as what JSON can hold."""
    if isinstance(value, Struct):
        return {str(field.index): plain(field.value) for field in value.fields}
    if isinstance(value, tuple):
        return [plain(element) for element in value]
    return value.hex() if isinstance(value, bytes) else value
