"""Signatures cover every byte, and answers that do not prove their origin are refused."""
# ruff: noqa: D103 - names of tests state their rules

from contextlib import suppress
import json
from pathlib import Path
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.connection.errors import ProtocolError
from custom_components.freehold.families.miele.protocol.credentials import (
    GroupCredentials,
)
from custom_components.freehold.families.miele.protocol.signing import (
    SignatureError,
    SignatureFault,
    canonical_request,
    canonical_response,
    open_response,
    pad_binary,
    pad_json,
    read_json,
    sign_request,
)

from .appliance_server import DATE, JSON, Household, aes_cbc, hmac_sha256

VECTORS = Path(__file__).parents[2] / "vectors"
HOUSEHOLD = Household()
CREDENTIALS = GroupCredentials(HOUSEHOLD.group_id, HOUSEHOLD.group_key)

type Vector = dict[str, Any]


def load(kind: str) -> list[Any]:
    vectors = [
        vector
        for name in ("miele.json", "miele_recorded.json")
        for vector in json.loads((VECTORS / name).read_text())["vectors"]
    ]
    return [
        pytest.param(vector, id=vector["name"])
        for vector in vectors
        if vector["kind"] == kind
    ]


def credentials_of(vector: Vector) -> GroupCredentials:
    return GroupCredentials.parse(vector["group_id"], vector["group_key_hex"])


def headers_of(vector: Vector) -> dict[str, str]:
    return {
        "Content-Type": vector["content_type"],
        "Date": vector["date"],
        "X-Signature": vector["x_signature"],
    }


@pytest.mark.parametrize("vector", load("request"))
def test_requests_are_signed_and_encrypted_like_the_vectors(vector: Vector) -> None:
    signed = sign_request(
        credentials_of(vector),
        vector["method"],
        vector["host"],
        vector["path"],
        accept=vector["accept"],
        date=vector["date"],
        content_type=vector["content_type"],
        body=bytes.fromhex(vector["body_padded_hex"]),
    )

    assert signed.authorization == (
        f"MieleH256 {vector['group_id']}:{vector['signature_hex_upper']}"
    )
    assert signed.body.hex() == vector["ciphertext_hex"]


@pytest.mark.parametrize("vector", load("request"))
def test_encrypted_requests_open_with_the_iv_in_their_signature(vector: Vector) -> None:
    iv = bytes.fromhex(vector["signature_hex_upper"])[:16]
    key = bytes.fromhex(vector["group_key_hex"])
    sealed = bytes.fromhex(vector["ciphertext_hex"])

    assert iv.hex() == vector.get("iv_hex", iv.hex())
    assert aes_cbc(key, iv, sealed, encrypt=False).hex() == vector["body_padded_hex"]


@pytest.mark.parametrize("vector", load("request"))
def test_bodies_are_padded_like_the_vectors(vector: Vector) -> None:
    plain = bytes.fromhex(vector["body_plain_hex"])
    pad = pad_json if plain.startswith(b"{") else pad_binary

    assert pad(plain).hex() == vector["body_padded_hex"]


@pytest.mark.parametrize(
    "vector", [v for v in load("request") if "canonical_hex" in v.values[0]]
)
def test_requests_are_canonicalised_like_the_vectors(vector: Vector) -> None:
    canonical = canonical_request(
        vector["method"],
        vector["host"],
        vector["path"],
        content_type=vector["content_type"],
        accept=vector["accept"],
        date=vector["date"],
        body=bytes.fromhex(vector["body_padded_hex"]),
    )

    assert canonical.hex() == vector["canonical_hex"]


@pytest.mark.parametrize("vector", load("response"))
def test_answers_verify_and_decrypt_like_the_vectors(vector: Vector) -> None:
    plain = open_response(
        vector["status"],
        headers_of(vector),
        bytes.fromhex(vector["ciphertext_hex"]),
        credentials_of(vector),
    )

    assert plain.hex() == vector["body_padded_hex"]


@pytest.mark.parametrize("vector", load("response"))
def test_answers_are_signed_like_the_vectors(vector: Vector) -> None:
    plain = bytes.fromhex(vector["body_padded_hex"])
    canonical = canonical_response(
        vector["status"],
        content_type=vector["content_type"],
        date=vector["date"],
        body=plain,
    )
    key = bytes.fromhex(vector["group_key_hex"])
    signature = hmac_sha256(key, canonical)

    assert canonical.hex() == vector.get("canonical_hex", canonical.hex())
    assert signature.hex().upper() == vector["x_signature"].rpartition(":")[2]
    assert (
        aes_cbc(key, signature[:16], plain, encrypt=True).hex()
        == vector["ciphertext_hex"]
    )


def test_the_recorded_answer_is_the_firmware_report_it_is_known_to_be() -> None:
    (vector,) = json.loads((VECTORS / "miele_recorded.json").read_text())["vectors"][2:]
    plain = open_response(
        200,
        headers_of(vector),
        bytes.fromhex(vector["ciphertext_hex"]),
        credentials_of(vector),
    )

    assert read_json(plain) == {
        "NewerAvailable": False,
        "CurrentVersion": "08.32",
        "AvailableVersion": "",
        "Type": "EK057",
        "ReleaseNotes": "",
        "UpdateInProgress": False,
    }


@given(st.binary(max_size=600), st.sampled_from([200, 201, 204]))
def test_what_an_appliance_seals_opens_unchanged(body: bytes, status: int) -> None:
    headers, sealed = HOUSEHOLD.seal(body, status=status)

    assert open_response(status, headers, sealed, CREDENTIALS) == pad_binary(body)


@given(st.binary(max_size=200).map(pad_binary))
def test_what_we_seal_opens_unchanged(body: bytes) -> None:
    signed = sign_request(
        CREDENTIALS, "PUT", "h", "/p", accept="a", date=DATE, body=body
    )
    iv = bytes.fromhex(signed.authorization.rpartition(":")[2])[:16]

    assert aes_cbc(HOUSEHOLD.group_key, iv, signed.body, encrypt=False) == body


@given(st.data())
def test_any_flipped_bit_of_an_answer_is_refused(data: st.DataObject) -> None:
    headers, sealed = HOUSEHOLD.seal(b'{"Status": 5, "ProgramID": 1}')
    part = data.draw(st.sampled_from(["body", "Content-Type", "Date"]))
    original = bytearray(sealed if part == "body" else headers[part].encode())
    index = data.draw(st.integers(0, len(original) - 1))
    original[index] ^= 1 << data.draw(st.integers(0, 6))
    if part == "body":
        sealed = bytes(original)
    else:
        headers[part] = original.decode()

    with pytest.raises(SignatureError) as caught:
        open_response(200, headers, sealed, CREDENTIALS)

    assert caught.value.reason is SignatureFault.MISMATCH


def test_each_byte_of_an_answer_is_covered() -> None:
    headers, sealed = HOUSEHOLD.seal(b'{"Status": 5}')
    for index in range(len(sealed)):
        tampered = bytearray(sealed)
        tampered[index] ^= 0x01
        with pytest.raises(SignatureError):
            open_response(200, headers, bytes(tampered), CREDENTIALS)


@pytest.mark.parametrize("status", [0, 100, 201, 204, 2000, 500])
def test_another_status_is_refused(status: int) -> None:
    headers, sealed = HOUSEHOLD.seal(b"{}")

    with pytest.raises(SignatureError):
        open_response(status, headers, sealed, CREDENTIALS)


@pytest.mark.parametrize("length", [16, 48, 64, 80])
def test_blocks_cannot_be_taken_away_or_added(length: int) -> None:
    headers, sealed = HOUSEHOLD.seal(b'{"Status": 5, "ProgramID": 1}')
    assert len(sealed) == 32

    with pytest.raises(SignatureError):
        open_response(200, headers, (sealed * 3)[:length], CREDENTIALS)


def test_a_body_of_broken_blocks_is_malformed() -> None:
    headers, sealed = HOUSEHOLD.seal(b"{}")

    with pytest.raises(ProtocolError):
        open_response(200, headers, sealed[:-1], CREDENTIALS)


def test_an_unsigned_answer_is_told_apart() -> None:
    with pytest.raises(SignatureError) as caught:
        open_response(200, {"Date": DATE}, b"{}", CREDENTIALS)

    assert caught.value.reason is SignatureFault.MISSING


def test_an_answer_for_another_group_is_told_apart() -> None:
    headers, sealed = Household(group_id="F" * 16).seal(b"{}")

    with pytest.raises(SignatureError) as caught:
        open_response(200, headers, sealed, CREDENTIALS)

    assert caught.value.reason is SignatureFault.FOREIGN_GROUP


def test_an_answer_with_another_key_does_not_match() -> None:
    headers, sealed = Household(group_key=b"k" * 64).seal(b"{}")

    with pytest.raises(SignatureError) as caught:
        open_response(200, headers, sealed, CREDENTIALS)

    assert caught.value.reason is SignatureFault.MISMATCH


@pytest.mark.parametrize(
    "value",
    [
        "",
        "MieleH256",
        "MieleH256 0123456789ABCDEF",
        "MieleH256 0123456789ABCDEF:",
        "MieleH256 0123456789ABCDEF:XY",
        "MieleH256 0123456789ABCDEF:" + "A" * 65,
        "Basic 0123456789ABCDEF:" + "A" * 64,
    ],
)
def test_a_malformed_signature_does_not_match(value: str) -> None:
    headers, sealed = HOUSEHOLD.seal(b"{}")

    with pytest.raises(SignatureError) as caught:
        open_response(200, headers | {"X-Signature": value}, sealed, CREDENTIALS)

    assert caught.value.reason is SignatureFault.MISMATCH


def test_a_signature_without_its_leading_zeros_still_verifies() -> None:
    shortened = 0
    for number in range(600):
        body = f'{{"Status": {number}}}'.encode()
        headers, sealed = HOUSEHOLD.seal(body)
        group, _, digits = headers["X-Signature"].partition(":")
        if digits.startswith("0"):
            headers["X-Signature"] = f"{group}:{digits.lstrip('0').lower()}"
            shortened += 1
            plain = open_response(200, headers, sealed, CREDENTIALS)
            assert read_json(plain) == {"Status": number}

    assert shortened


def test_an_empty_answer_is_verified_too() -> None:
    headers, sealed = HOUSEHOLD.seal(b"", status=204)

    assert open_response(204, headers, sealed, CREDENTIALS) == b""
    with pytest.raises(SignatureError):
        open_response(200, headers, sealed, CREDENTIALS)


@pytest.mark.parametrize(
    ("length", "padded"), [(2, 64), (63, 64), (64, 64), (65, 80), (80, 80), (81, 96)]
)
def test_json_is_padded_to_64_bytes_or_whole_blocks(length: int, padded: int) -> None:
    body = b"{" + b"1" * (length - 2) + b"}"

    result = pad_json(body)

    assert len(result) == padded
    assert result == body[:-1] + b" " * (padded - length) + b"}"


def test_only_objects_can_be_padded_as_json() -> None:
    with pytest.raises(ValueError, match="object"):
        pad_json(b"[]")


@given(st.binary(max_size=100))
def test_binary_padding_only_appends_blanks(body: bytes) -> None:
    padded = pad_binary(body)

    assert len(padded) % 16 == 0
    assert len(padded) - len(body) < 16
    assert padded[: len(body)] == body
    assert not padded[len(body) :].strip(b" ")


@pytest.mark.parametrize(
    "body",
    [
        b'{"Status": 5}',
        b'{"Status": 5         }',
        b'{"Status": 5}      ',
        b'{"Status": 5}\n     ',
        b'{\n\t"Status": 5\n}\n',
        b'{"Status": 5}\0\0\0\0',
        b'{"Status": 5 } \r\n\0 ',
    ],
)
def test_json_reads_with_every_padding_modules_use(body: bytes) -> None:
    assert read_json(body) == {"Status": 5}


@given(st.binary(max_size=100))
def test_what_is_not_json_is_malformed_and_nothing_else(body: bytes) -> None:
    with suppress(ProtocolError):
        read_json(body)


@pytest.mark.parametrize("body", [b"", b"   ", b"{", b"\xff\xfe", b"[" * 60_000])
def test_broken_json_is_malformed(body: bytes) -> None:
    with pytest.raises(ProtocolError):
        read_json(body)


def test_header_values_are_signed_as_the_bytes_that_came() -> None:
    content_type = b"application/json; name=\xe4".decode("utf-8", "surrogateescape")
    canonical = f"200\n{content_type}\n{DATE}\n".encode("utf-8", "surrogateescape")
    mac = hmac_sha256(HOUSEHOLD.group_key, canonical)
    headers = {
        "Content-Type": content_type,
        "Date": DATE,
        "X-Signature": f"MieleH256 {HOUSEHOLD.group_id}:{mac.hex()}",
    }

    assert open_response(200, headers, b"", CREDENTIALS) == b""


def test_credentials_are_needed_in_full_to_open_an_answer() -> None:
    headers, sealed = HOUSEHOLD.seal(b"{}", content_type=JSON)
    half = GroupCredentials(HOUSEHOLD.group_id, HOUSEHOLD.group_key[:32] + b"\x01" * 32)

    with pytest.raises(SignatureError):
        open_response(200, headers, sealed, half)
