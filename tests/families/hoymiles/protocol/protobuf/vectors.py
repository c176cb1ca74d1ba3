"""Worked examples of the protocol (tests/vectors/hoymiles_protobuf.json says where they come from)."""

import json
from pathlib import Path
from typing import Any, Final

VECTORS: Final[dict[str, Any]] = json.loads(
    (Path(__file__).parents[4] / "vectors" / "hoymiles_protobuf.json").read_text()
)
GENERATED: Final[dict[str, Any]] = {
    example["name"]: example for example in VECTORS["generated"]
}


def answers(name: str) -> list[bytes]:
    """Return the frames with which a gateway answers in an example."""
    return [
        bytes.fromhex(exchange["response_hex"])
        for exchange in GENERATED[name]["exchanges"]
    ]


def requests(name: str) -> list[bytes]:
    """Return the frames with which it is asked."""
    return [
        bytes.fromhex(exchange["request_hex"])
        for exchange in GENERATED[name]["exchanges"]
    ]


def recorded(*commands: str) -> list[bytes]:
    """Return recorded frames of these kinds."""
    told = [*VECTORS["recorded"]["session"], *VECTORS["recorded"]["push"]]
    return [
        bytes.fromhex(frame["hex"])
        for frame in told
        if not commands or frame["cmd"] in commands
    ]
