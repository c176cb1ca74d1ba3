"""Digest authentication against worked vectors, and challenges nobody should answer."""
# ruff: noqa: D103 - names of tests state their rules

from contextlib import suppress
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.connection.errors import ProtocolError
from custom_components.freehold.families.shelly.protocol.rpc.digest import (
    Challenge,
    Proof,
    hash_password,
)

PASSWORD = "mysecretpassword"
REALM = "shellyplus1pm-441793d69718"
HA1 = "8a7663a6cd71dbdde0a9eb5cef1f2445b0ea12a3c3707b63fd64ae9f4c918f2b"
BASE64 = "c2hlbGx5LXRlc3Qtbm9uY2UtMDE="
FRAME_REALM = "shellyplus2pm-485519992590"
FRAME_CNONCE = "AAECAwQFBgcICQoLDA0ODw=="


def test_v1_a_password_is_hashed_with_user_and_realm() -> None:
    assert hash_password(REALM, PASSWORD) == HA1


@pytest.mark.parametrize(
    ("method", "uri", "nonce", "count", "cnonce", "response"),
    [
        pytest.param(
            "POST",
            "/rpc",
            "64d5f1a3",
            1,
            "0a4f113b00112233",
            "dfd0eb83a464454cb15841293896f2a15c5cffb47537565775f263fd1a752480",
            id="V2",
        ),
        pytest.param(
            "GET",
            "/rpc/Switch.Set?id=0&on=true",
            "64d5f1a3",
            1,
            "0a4f113b00112233",
            "351d0c0c298673353a646628132463fe0571925aaeb11d381d0512f8e91c3da0",
            id="V3",
        ),
        pytest.param(
            "POST",
            "/rpc",
            BASE64,
            1,
            "Zm9vYmFyYmF6cXV1eA==",
            "c183c1ef27b52231018c80ed18e98bcc221911f8b841f40663514631893419e1",
            id="V4",
        ),
        pytest.param(
            "POST",
            "/rpc",
            BASE64,
            16,
            "Zm9vYmFyYmF6cXV1eA==",
            "1913b5b7edb01b6d15c825344146a08bf60e8e83ed12ea4f442ceeec2f9b3e7d",
            id="V5",
        ),
    ],
)
def test_a_header_proves_the_password(
    method: str, uri: str, nonce: str, count: int, cnonce: str, response: str
) -> None:
    header = Proof(Challenge(REALM, nonce), HA1, count, cnonce).as_header(method, uri)

    assert header == (
        f'Digest username="admin", realm="{REALM}", nonce="{nonce}", uri="{uri}", '
        f'algorithm=SHA-256, qop=auth, nc={count:08x}, cnonce="{cnonce}", '
        f'response="{response}"'
    )


@pytest.mark.parametrize(
    ("realm", "password", "nonce", "count", "response"),
    [
        pytest.param(
            FRAME_REALM,
            PASSWORD,
            1725185413,
            1,
            "9810205f837fe5e064094bd330dd691ef8fe6a8079293ea3f1ef3c30a7a587be",
            id="V6",
        ),
        pytest.param(
            FRAME_REALM,
            PASSWORD,
            1725185413,
            2,
            "4ee3129889749a2eaf2cf25ba92ed26426febab9faea223ca2f04c7fe980cbec",
            id="V7",
        ),
        pytest.param(
            "shellyplugsg3-8cbfeaa133f0",
            PASSWORD,
            BASE64,
            1,
            "3f5b8b5d8010ffc36472504dd07fc0f912157e0dfc84e7ba164f314008bc692e",
            id="V8",
        ),
        pytest.param(
            FRAME_REALM,
            "pässwörd:€",
            1725185413,
            1,
            "3cb3416af76aa44f393881595a76b075f413e80912e9b2cee086dd08a3ccbd24",
            id="V9",
        ),
    ],
)
def test_a_frame_proves_the_password(
    realm: str, password: str, nonce: str | int, count: int, response: str
) -> None:
    ha1 = hash_password(realm, password)

    assert Proof(Challenge(realm, nonce), ha1, count, FRAME_CNONCE).as_frame() == {
        "realm": realm,
        "username": "admin",
        "nonce": nonce,
        "nc": count,
        "cnonce": FRAME_CNONCE,
        "response": response,
        "algorithm": "SHA-256",
    }


def test_an_opaque_is_sent_back_even_if_empty() -> None:
    proof = Proof(Challenge(REALM, "n", opaque=""), HA1, 1, "c")

    assert proof.as_header("POST", "/rpc").endswith(', opaque=""')


def test_what_is_quoted_cannot_end_its_quotes() -> None:
    proof = Proof(Challenge('a"b\\c', "n"), HA1, 1, "c")

    assert r'realm="a\"b\\c"' in proof.as_header("POST", "/rpc")


def test_a_proof_does_not_show_the_password() -> None:
    assert HA1 not in repr(Proof(Challenge(REALM, "n"), HA1, 1, "c"))


@pytest.mark.parametrize(
    ("header", "challenge"),
    [
        (
            f'Digest qop="auth", realm="{REALM}", nonce="{BASE64}", algorithm=SHA-256',
            Challenge(REALM, BASE64),
        ),
        (
            f'digest QOP=auth,realm="{REALM}",nonce={BASE64},algorithm="sha-256",',
            Challenge(REALM, BASE64),
        ),
        (
            r'Digest qop="auth,auth-int", realm="a, \"b\"", nonce="n=1==", '
            'opaque="", stale=TRUE, algorithm=SHA-256',
            Challenge('a, "b"', "n=1==", stale=True, opaque=""),
        ),
    ],
)
def test_a_header_is_read(header: str, challenge: Challenge) -> None:
    assert Challenge.parse_header(header) == challenge


@pytest.mark.parametrize(
    "header",
    [
        "",
        'Basic realm="UniFi"',
        "Digest",
        f'Digest realm="{REALM}", nonce="n", algorithm=SHA-256',
        f'Digest qop="auth-int", realm="{REALM}", nonce="n", algorithm=SHA-256',
        f'Digest qop="auth", realm="{REALM}", nonce="n", algorithm=MD5',
        f'Digest qop="auth", realm="{REALM}", nonce="n"',
        'Digest qop="auth", nonce="n", algorithm=SHA-256',
        f'Digest qop="auth", realm="{REALM}", algorithm=SHA-256',
        f'Digest qop="auth", realm="{REALM}", nonce="", algorithm=SHA-256',
        f'Digest qop="auth", realm="{REALM}", nonce="a\rb", algorithm=SHA-256',
        f'Digest qop="auth", realm="{"x" * 600}", nonce="n", algorithm=SHA-256',
        'Digest qop="auth", realm="open',
    ],
)
def test_a_header_that_cannot_be_answered_is_refused(header: str) -> None:
    with pytest.raises(ProtocolError):
        Challenge.parse_header(header)


@pytest.mark.parametrize(
    ("message", "challenge"),
    [
        (
            '{"auth_type": "digest", "nonce": 1725185413, "nc": 1, "realm": "r", "algorithm": "SHA-256"}',
            Challenge("r", 1725185413),
        ),
        (
            '{"auth_type":"digest","nonce":"bm9uY2U=","nc":"1","realm":"r","algorithm":"SHA-256","stale":true}',
            Challenge("r", "bm9uY2U=", stale=True),
        ),
    ],
)
def test_a_message_is_read(message: str, challenge: Challenge) -> None:
    assert Challenge.parse_message(message) == challenge


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Unauthorized",
        "[" * 100_000,
        "[]",
        '{"auth_type": "basic"}',
        '{"auth_type": "digest", "nonce": true, "realm": "r", "algorithm": "SHA-256"}',
        '{"auth_type": "digest", "nonce": 1, "realm": 2, "algorithm": "SHA-256"}',
        '{"auth_type": "digest", "nonce": 1, "realm": "r", "algorithm": 256}',
        '{"auth_type": "digest", "nonce": 1, "realm": "r", "opaque": 1, "algorithm": "SHA-256"}',
    ],
)
def test_a_message_that_cannot_be_answered_is_refused(message: str) -> None:
    with pytest.raises(ProtocolError):
        Challenge.parse_message(message)


@given(st.text())
def test_challenges_are_total(text: str) -> None:
    parsers: list[Any] = [Challenge.parse_header, Challenge.parse_message]
    for prefix in ("", "Digest ", 'Digest qop="auth", algorithm=SHA-256, '):
        for parse in parsers:
            with suppress(ProtocolError):
                assert isinstance(parse(prefix + text), Challenge)


@given(st.text())
def test_any_password_can_be_hashed(password: str) -> None:
    assert len(hash_password(REALM, password + "\ud800")) == 64
