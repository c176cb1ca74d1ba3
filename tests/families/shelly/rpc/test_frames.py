"""Frames, read from whatever a device may send."""
# ruff: noqa: D103 - names of tests state their rules

from contextlib import suppress
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.connection.errors import ProtocolError
from custom_components.freehold.families.shelly.protocol.rpc.frames import (
    FRAME_LIMIT,
    Answer,
    Call,
    Frame,
    Notification,
    Refusal,
    Request,
    parse_frames,
    refuse,
)

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
MEMBERS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("id", "src", "method", "params", "result", "error"), JSON),
)


@pytest.mark.parametrize(
    ("data", "frame"),
    [
        ('{"id":1,"src":"s","result":{"a":1}}', Answer(1, "s", {"a": 1})),
        ('{"id":1,"src":"s","result":null}', Answer(1, "s", None)),
        ('{"id":1.0,"result":null}', Answer(1, "", None)),
        ('{"id":"a","src":7,"result":1}', Answer("a", "", 1)),
        (
            '{"id":1,"error":{"code":-103,"message":"Bad"}}',
            Refusal(1, "", -103, "Bad"),
        ),
        ('{"id":null,"error":{"code":-103.0}}', Refusal(None, "", -103, "")),
        (
            '{"src":"s","method":"NotifyStatus","params":{"ts":1.5}}',
            Notification("s", "notifystatus", {"ts": 1.5}),
        ),
        ('{"method":"NOTIFYEVENT"}', Notification("", "notifyevent", {})),
        (
            '{"id":3,"src":"s","method":"Sys.Time","params":null}',
            Request(3, "s", "sys.time", {}),
        ),
    ],
)
def test_the_four_kinds_of_frames_are_told_apart(data: str, frame: Frame) -> None:
    assert parse_frames(data.encode()) == (frame,)


def test_two_frames_in_one_message_are_both_read() -> None:
    data = b'{"id":1,"result":null}\n {"method":"NotifyStatus"} '

    assert parse_frames(data) == (
        Answer(1, "", None),
        Notification("", "notifystatus", {}),
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b'{"id":1,"resu',
        b'{"id":1,"result":null}{"id":2,',
        b"[]",
        b"null",
        b"{}",
        b'{"id":1}',
        b'{"id":[],"result":1}',
        b'{"id":true,"result":1}',
        b'{"id":1.5,"result":1}',
        b'{"method":7}',
        b'{"method":"a","params":[]}',
        b'{"id":1,"error":"no"}',
        b'{"id":1,"error":{"code":"no"}}',
        b'{"id":1,"error":{"code":1.5}}',
        b"\xff\xfe",
        b"[" * 100_000,
        b" " * (FRAME_LIMIT + 1),
    ],
)
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        parse_frames(data)


@given(st.binary() | JSON.map(json.dumps).map(str.encode))
def test_any_bytes_give_frames_or_a_protocol_error(data: bytes) -> None:
    with suppress(ProtocolError):
        assert parse_frames(data)


@given(st.lists(MEMBERS, min_size=1, max_size=3))
def test_any_objects_give_frames_or_a_protocol_error(bodies: list[Any]) -> None:
    try:
        frames = parse_frames("".join(map(json.dumps, bodies)).encode())
    except ProtocolError:
        return

    assert len(frames) == len(bodies)
    for frame in frames:
        if isinstance(frame, Request):
            assert json.loads(refuse(frame, "us"))["error"]["code"] == 500


def test_a_call_names_us_so_that_notifications_come() -> None:
    frame = Call("Switch.Set", {"id": 0}).encode(3, "freehold", {"nc": 1})

    assert json.loads(frame) == {
        "jsonrpc": "2.0",
        "id": 3,
        "src": "freehold",
        "method": "Switch.Set",
        "params": {"id": 0},
        "auth": {"nc": 1},
    }


def test_a_call_does_not_show_its_parameters() -> None:
    assert "secret" not in repr(Call("Wifi.SetConfig", {"pass": "secret"}))
