"""Who a device is, and what is no Shelly."""
# ruff: noqa: D103 - names of tests state their rules

import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.errors import ProtocolError, WrongDeviceError
from custom_components.freehold.families.shelly.protocol.endpoint import Endpoint
from custom_components.freehold.families.shelly.protocol.info import (
    DeviceInfo,
    NotShellyError,
    read_mac,
)

GEN3 = {
    "name": " Hall ",
    "id": "shelly1g3-aabbccddeeff",
    "mac": "AABBCCDDEEFF",
    "slot": 1,
    "model": "S3SW-001X16EU",
    "gen": 3,
    "fw_id": "20260311-095847/1.7.5-g9979d16",
    "ver": "1.7.5",
    "app": "S1G3",
    "auth_en": True,
    "auth_domain": "shelly1g3-aabbccddeeff",
    "provision": "complete",
    "enhanced_security": False,
    "profile": "switch",
    "jwt": {"p": "X1", "n": "Frankever Valve"},
    "unheard_of": {},
}
GEN1 = {
    "type": "SHHT-1",
    "mac": "aa:bb:cc:dd:ee:ff",
    "auth": False,
    "fw": "20230913-114008/v1.14.0-gcb84623",
    "discoverable": False,
    "sleep_mode": True,
}


def test_a_later_generation_is_read() -> None:
    assert DeviceInfo.parse(GEN3) == DeviceInfo(
        mac="AABBCCDDEEFF",
        generation=3,
        model="S3SW-001X16EU",
        id="shelly1g3-aabbccddeeff",
        app="S1G3",
        firmware="1.7.5",
        firmware_id="20260311-095847/1.7.5-g9979d16",
        name="Hall",
        auth_required=True,
        auth_realm="shelly1g3-aabbccddeeff",
        provision="complete",
        enhanced_security=False,
        profile="switch",
        product="Frankever Valve",
    )


def test_generation_1_is_read() -> None:
    assert DeviceInfo.parse(GEN1) == DeviceInfo(
        mac="AABBCCDDEEFF",
        generation=1,
        model="SHHT-1",
        firmware="1.14.0",
        firmware_id="20230913-114008/v1.14.0-gcb84623",
        sleeps=True,
        discoverable=False,
    )


def test_an_unfinished_device_has_an_empty_model() -> None:
    assert DeviceInfo.parse({"mac": "AABBCCDDEEFF", "gen": "2"}).model == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"mac": "AABBCCDDEEFF"}',
        b'{"mac": 1, "gen": 2}',
    ],
)
def test_what_is_no_shelly_is_told_apart(body: bytes) -> None:
    with pytest.raises(NotShellyError):
        DeviceInfo.parse_body(body)


@pytest.mark.parametrize(
    "fields", [{"mac": "AABB"}, {"gen": "two"}, {"gen": 0}, {"gen": []}, {"gen": 1e999}]
)
def test_a_shelly_that_does_not_say_which_is_a_protocol_error(fields: Any) -> None:
    with pytest.raises(ProtocolError):
        DeviceInfo.parse(GEN3 | fields)


@given(
    st.dictionaries(
        st.sampled_from(sorted(GEN3.keys() | GEN1.keys())),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()),
    )
)
def test_reading_is_total(fields: Any) -> None:
    try:
        info = DeviceInfo.parse_body(json.dumps(GEN3 | fields).encode())
    except ProtocolError, NotShellyError:
        return
    assert len(info.mac) == 12


@pytest.mark.parametrize(
    "text", ["aabbccddeeff", "AA-BB-CC-DD-EE-FF", "aabb.ccdd.eeff"]
)
def test_a_mac_is_read_however_it_is_written(text: str) -> None:
    assert read_mac(text) == "AABBCCDDEEFF"


@pytest.mark.parametrize(
    ("host", "port", "location", "target"),
    [
        ("10.0.0.7", 80, "https://10.0.0.7/shelly", Address("10.0.0.7", 443)),
        ("10.0.0.7", 80, "https://10.0.0.7:8443/x?y=1", Address("10.0.0.7", 8443)),
        ("fd00::7", 80, "https://[fd00::7]/shelly", Address("fd00::7", 443)),
        ("plug.local", 80, "https://PLUG.local/", Address("plug.local", 443)),
    ],
)
def test_a_redirect_to_https_on_the_same_host_is_followed(
    host: str, port: int, location: str, target: Address
) -> None:
    assert Endpoint(Address(host, port)).redirected(location) == Endpoint(target, True)


@pytest.mark.parametrize(
    ("tls", "location", "error"),
    [
        (False, "", ProtocolError),
        (False, "/shelly", ProtocolError),
        (False, "http://10.0.0.7/shelly", ProtocolError),
        (False, "https://10.0.0.7:99999/", ProtocolError),
        (False, "https://evil.example/shelly", WrongDeviceError),
        (True, "https://10.0.0.7/shelly", ProtocolError),
    ],
)
def test_no_other_redirect_is_followed(
    tls: bool, location: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        Endpoint(Address("10.0.0.7", 80), tls).redirected(location)


def test_urls_always_name_the_port() -> None:
    plain, secure = (
        Endpoint(Address("fd00::7", 80)),
        Endpoint(Address("10.0.0.7", 443), True),
    )

    assert str(plain.url("/rpc")).startswith("http://[fd00::7]")
    assert plain.socket_url("/rpc").port == 80
    assert (secure.url("/rpc").scheme, secure.socket_url("/rpc").scheme) == (
        "https",
        "wss",
    )
