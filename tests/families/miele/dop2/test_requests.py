"""Nothing can be written but what is listed here, byte for byte."""

import json

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.families.miele.protocol.dop2 import requests
from custom_components.freehold.families.miele.protocol.dop2.paths import LeafPath
from custom_components.freehold.families.miele.protocol.dop2.requests import (
    LeafWrite,
    UserRequest,
)

from .recordings import FOLDER, needs_recordings

BLANKS = "20"


@pytest.mark.parametrize(
    ("write", "body"),
    [
        (LeafWrite.START, "00100001062f0000000000010001070001" + BLANKS * 15),
        (LeafWrite.STOP, "00100001062f0000000000010001070002" + BLANKS * 15),
        (LeafWrite.PAUSE, "00100001062f0000000000010001070003" + BLANKS * 15),
        (LeafWrite.LIGHT_ON, "00100001062f000000000001000107000d" + BLANKS * 15),
        (LeafWrite.LIGHT_OFF, "00100001062f000000000001000107000e" + BLANKS * 15),
        (LeafWrite.SWITCH_ON, "00100001062f0000000000010001070010" + BLANKS * 15),
        (LeafWrite.SWITCH_OFF, "00100001062f0000000000010001070013" + BLANKS * 15),
        (
            LeafWrite.INTERIOR_LIGHT_ON,
            "00100001062f0000000000010001072f6d" + BLANKS * 15,
        ),
        (
            LeafWrite.INTERIOR_LIGHT_OFF,
            "00100001062f0000000000010001072f6e" + BLANKS * 15,
        ),
        (LeafWrite.POWER_ON, "000e0002063200000000000100010404" + BLANKS * 16),
        (LeafWrite.POWER_OFF, "000e0002063200000000000100010401" + BLANKS * 16),
    ],
)
def test_a_write_is_exactly_these_bytes(write: LeafWrite, body: str) -> None:
    """Two cipher blocks, as appliances have accepted them."""
    assert write.body.hex() == body
    assert len(write.body) == 32


def test_all_writes_are_listed_above() -> None:
    """Whoever adds one has to change this number, too."""
    assert len(LeafWrite) == len(UserRequest) + 2 == 11


@needs_recordings
def test_the_bytes_are_those_that_appliances_obeyed() -> None:
    """Compared with what owners recorded."""
    proven = {
        bytes.fromhex(body)
        for name, body in json.loads(
            (FOLDER / "write_payloads.json").read_text()
        ).items()
        if name.startswith(("2/1583", "2/1586"))
    }

    assert proven <= {write.body for write in LeafWrite}


def test_user_requests_go_to_one_leaf_and_power_to_another() -> None:
    """No other leaf can be written."""
    power = {LeafWrite.POWER_ON, LeafWrite.POWER_OFF}

    assert {str(write.path) for write in power} == {"2/1586?idx1=0&idx2=0"}
    assert {str(write.path) for write in set(LeafWrite) - power} == {
        "2/1583?idx1=0&idx2=0"
    }


@pytest.mark.parametrize("request_", UserRequest)
def test_every_user_request_has_its_write(request_: UserRequest) -> None:
    """Its number stands in the body, as a word."""
    body = LeafWrite.of(request_).body

    assert body[15:17] == request_.to_bytes(2)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(15, id="factory reset"),
        pytest.param(20, id="reset PIN"),
        pytest.param(23, id="start update"),
        pytest.param(112, id="Wi-Fi off"),
        pytest.param(56, id="finalise"),
    ],
)
def test_a_dangerous_request_cannot_be_expressed(number: int) -> None:
    """Neither by number nor as bytes."""
    with pytest.raises(ValueError, match="not a valid UserRequest"):
        LeafWrite.of(number)  # type: ignore[arg-type]
    assert number.to_bytes(2) not in {write.body[15:17] for write in LeafWrite}


@given(st.integers().filter(lambda number: number not in {*UserRequest}))
def test_no_other_number_is_a_request(number: int) -> None:
    """The list is closed."""
    with pytest.raises(ValueError, match="not a valid UserRequest"):
        LeafWrite.of(number)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (LeafPath(14, 130, 1, 1), "000e000e0082000100010001000104 02"),
        (LeafPath(15, 170), "000e000f00aa0000000000010001 0401"),
        (LeafPath(2, 1583), "00100001062f000000000001000107000f" + BLANKS * 15),
        (LeafPath(2, 1586), "000e0002063200000000000100010406" + BLANKS * 16),
    ],
)
def test_a_write_cannot_be_made_up(path: LeafPath, body: str) -> None:
    """Module reset, update, factory reset, service mode."""
    with pytest.raises(ValueError, match="not a valid LeafWrite"):
        LeafWrite((path, bytes.fromhex(body)))


def test_there_is_no_other_way_to_write() -> None:
    """The module offers the two closed lists and no function."""
    own = {
        name
        for name, value in vars(requests).items()
        if not name.startswith("_")
        and getattr(value, "__module__", "") == requests.__name__
    }

    assert own == {"UserRequest", "LeafWrite"}
