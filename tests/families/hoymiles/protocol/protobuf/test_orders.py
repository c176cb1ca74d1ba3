"""Commands before they are sent."""

from datetime import UTC, datetime
import math
from typing import Any

from google.protobuf.message import Message
import pytest

from custom_components.freehold.connection.errors import CommandRefusedError
from custom_components.freehold.families.hoymiles.protocol.protobuf import orders
from custom_components.freehold.families.hoymiles.protocol.protobuf.frame import (
    Frame,
    FrameSplitter,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.messages_pb2 import (
    Command,
    CommandRequest,
    CommandStatus,
    CommandStatusRequest,
    InformationRequest,
    InverterError,
    InverterProgress,
    ReadingsRequest,
    SettingsRequest,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.questions import (
    OFFSET,
    local_time,
    seconds,
)

from .vectors import GENERATED, answers, recorded, requests

NOW = datetime(2025, 6, 15, 17, 12, 40, tzinfo=UTC)


def only(data: bytes) -> Frame:
    """Split one frame."""
    (frame,) = FrameSplitter().feed(data)
    return frame


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("limit_persistent_80pct", orders.limit(80)),
        ("limit_temporary_400W", orders.limit_for_now(400)),
        ("restart_dtu", orders.RESTART),
        ("inverter_off", orders.turn("1412A0123456", on=False)),
        ("alarm_list_trigger", orders.LIST_ALARMS),
    ],
)
def test_worked_commands(name: str, order: orders.Order) -> None:
    """As another client writes them, but for the times: it leaves one or the other out."""
    frame = only(requests(name)[0])
    theirs, ours = CommandRequest.FromString(frame.payload), order.request(NOW)
    assert order.question.message_id == frame.message_id
    for request in (theirs, ours):
        request.ClearField("time")
        request.ClearField("transaction")
    assert ours.SerializeToString() == theirs.SerializeToString()


def test_time_and_transaction_are_one_number() -> None:
    """As in the vendor's app."""
    (frame,) = map(only, recorded("A305")[1:])
    theirs = CommandRequest.FromString(frame.payload)
    now = datetime.fromtimestamp(theirs.time, UTC)
    ours = orders.Order(action=33).request(now)
    assert ours.SerializeToString() == frame.payload


@pytest.mark.parametrize(
    ("name", "request_type", "fields"),
    [
        ("app_info_plain", InformationRequest, {}),
        ("real_data_new_hms_800w_2t", ReadingsRequest, {}),
    ],
)
def test_worked_questions(
    name: str, request_type: type[Message], fields: dict[str, Any]
) -> None:
    """Byte for byte."""
    frame = only(requests(name)[0])
    theirs: Any = request_type.FromString(frame.payload)
    # The examples give the time of day of their first second all along.
    local = datetime(2025, 6, 15, 17, 6, 40, tzinfo=UTC)
    now = datetime.fromtimestamp(theirs.time, UTC)
    ours = request_type(
        local_time=local_time(local),
        offset=OFFSET,
        time=seconds(now),
        **fields,
    )
    assert ours.SerializeToString() == frame.payload


def test_worked_pages_and_settings() -> None:
    """Page by page, and with a time only."""
    frames = map(only, requests("real_data_new_paginated_dtu_pro_s"))
    asked = [ReadingsRequest.FromString(frame.payload) for frame in frames]
    assert [request.page for request in asked] == [0, 1, 2, 3]
    (frame,) = map(only, requests("get_config"))
    ours = SettingsRequest(offset=OFFSET, time=1750000220)
    assert ours.SerializeToString() == frame.payload


def test_worked_status_questions() -> None:
    """Under the number of the command."""
    request = orders.limit(80).request(datetime.fromtimestamp(1750001000, UTC))
    now = datetime.fromtimestamp(1750001002, UTC)
    ours = orders.status_request(request, now)
    for data in requests("command_status_flow"):
        theirs = CommandStatusRequest.FromString(only(data).payload)
        assert ours.SerializeToString() == theirs.SerializeToString()


def test_worked_statuses() -> None:
    """Running, done, failed."""
    running, done, failed = (
        CommandStatus.FromString(only(data).payload)
        for data in answers("command_status_flow")
    )
    assert not orders.is_done(running)
    assert orders.is_done(done)
    with pytest.raises(CommandRefusedError):
        orders.is_done(failed)


def test_an_inverter_that_gives_a_reason() -> None:
    """Its number is in the message; 0 is none."""
    with pytest.raises(CommandRefusedError, match=r"\(12\)"):
        orders.is_done(CommandStatus(errors=[InverterError(serial=1, code=12)]))
    assert orders.is_done(CommandStatus(errors=[InverterError(serial=1)]))
    assert not orders.is_done(CommandStatus(operating=[InverterProgress(serial=1)]))


@pytest.mark.parametrize("name", ["limit_rejected_err7", "limit_persistent_80pct"])
def test_worked_answers(name: str) -> None:
    """0 is accepted, 7 is what a DTU-Pro-S says."""
    told = Command.FromString(only(answers(name)[0]).payload)
    code = GENERATED[name]["decoded"]["err_code"]
    if code:
        with pytest.raises(CommandRefusedError, match=str(code)):
            orders.check_accepted(told)
    else:
        orders.check_accepted(told)


def test_any_other_refusal() -> None:
    """The number is all that is known."""
    with pytest.raises(CommandRefusedError, match=r"\(3\)"):
        orders.check_accepted(Command(error=3))


@pytest.mark.parametrize(
    "percent", [1, 0, -1, 101, 1000, True, 50.0, 50.5, math.nan, "50", None]
)
def test_limits_that_are_none(percent: Any) -> None:
    """Whole percent from 2 to 100: floats end up in the device as something else."""
    with pytest.raises(ValueError):
        orders.limit(percent)


@pytest.mark.parametrize(
    "watts", [0, 0.04, -1, 3276.8, 1e300, math.nan, math.inf, -math.inf]
)
def test_limits_for_now_that_are_none(watts: float) -> None:
    """0.1 to 3276.7 W."""
    with pytest.raises(ValueError):
        orders.limit_for_now(watts)


@pytest.mark.parametrize(
    ("watts", "data"),
    [(0.1, b"S:1,P:1\r"), (3276.7, b"S:1,P:32767\r"), (99.99, b"S:1,P:1000\r")],
)
def test_limits_for_now(watts: float, data: bytes) -> None:
    """In tenths of a watt."""
    assert orders.limit_for_now(watts).data == data


@pytest.mark.parametrize("inverter", ["", "xyz", "0", "-1", "1" * 13])
def test_inverters_that_are_none(inverter: str) -> None:
    """Found out before anything is sent."""
    with pytest.raises(ValueError):
        orders.turn(inverter, on=True)
    with pytest.raises(ValueError):
        orders.restart_inverter(inverter)
