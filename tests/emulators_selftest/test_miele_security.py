"""The emulated appliance verifies and signs exactly as the worked vectors do."""

import json
from pathlib import Path

import pytest

from tests.emulators.miele.security import (
    SignedHeaders,
    open_request,
    pad_json_after_line_feed,
    pad_json_before_brace,
    parse_authorization,
    seal_response,
    signature_header,
)

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "miele.json").read_text("utf-8")
)["vectors"]


@pytest.mark.parametrize(
    "vector", [v for v in VECTORS if v["kind"] == "request"], ids=lambda v: v["name"]
)
def test_opens_every_request_of_the_vectors(vector: dict[str, str]) -> None:
    """Signature and body of each worked request are accepted; a flipped bit is not."""
    headers = SignedHeaders(
        method=vector["method"],
        host=vector["host"],
        path=vector["path"],
        content_type=vector["content_type"],
        accept=vector["accept"],
        date=vector["date"],
    )
    authorization = parse_authorization(vector["authorization"])
    assert authorization is not None
    key = bytes.fromhex(vector["group_key_hex"])
    cipher = bytes.fromhex(vector["ciphertext_hex"])
    plain = open_request(key, authorization[1], headers, cipher)
    assert plain == bytes.fromhex(vector["body_padded_hex"])
    flipped = bytes([authorization[1][0] ^ 1]) + authorization[1][1:]
    assert open_request(key, flipped, headers, cipher) is None


@pytest.mark.parametrize(
    "vector", [v for v in VECTORS if v["kind"] == "response"], ids=lambda v: v["name"]
)
def test_seals_every_response_of_the_vectors(vector: dict[str, str]) -> None:
    """Signature and ciphertext come out as worked."""
    mac, cipher = seal_response(
        bytes.fromhex(vector["group_key_hex"]),
        int(vector["status"]),
        vector["content_type"],
        vector["date"],
        bytes.fromhex(vector["body_padded_hex"]),
    )
    assert signature_header(vector["group_id"], mac) == vector["x_signature"]
    assert cipher.hex() == vector["ciphertext_hex"]


def test_old_modules_put_blanks_before_the_last_brace() -> None:
    """XKM3100W: the brace is the last byte."""
    assert pad_json_before_brace(b'{"a":1}') == b'{"a":1         }'


def test_new_modules_put_blanks_after_a_line_feed() -> None:
    """EK057: brace, line feed, blanks."""
    assert pad_json_after_line_feed(b'{"a":1}') == b'{"a":1}\n        '
