"""What real devices of all generations said."""
# ruff: noqa: D103 - names of tests state their rules

import copy

import pytest

from custom_components.freehold.connection.errors import ProtocolError
from custom_components.freehold.families.shelly.protocol.info import DeviceInfo
from custom_components.freehold.families.shelly.protocol.rpc.components import (
    ComponentKey,
    ComponentPage,
)
from custom_components.freehold.families.shelly.protocol.rpc.digest import Challenge
from custom_components.freehold.families.shelly.protocol.rpc.frames import (
    Answer,
    Refusal,
    parse_frames,
)
from custom_components.freehold.families.shelly.protocol.rpc.status import (
    merge,
    parse_status,
)
from tests.families.shelly.fixtures import FIXTURES, recorded, recorded_devices


@pytest.mark.parametrize("name", recorded_devices())
def test_a_recorded_device_is_read(name: str) -> None:
    dump = recorded(f"matterbridge_devices/{name}")

    info = DeviceInfo.parse(dump["shelly"])

    assert info.mac.endswith(name.split(".", maxsplit=1)[0].rpartition("-")[2])
    assert info.model
    assert info.firmware_id
    if info.generation > 1:
        assert info.id
        assert info.app
        status = parse_status(dump["status"])
        assert merge(status, copy.deepcopy(status)) is status
        assert all(str(ComponentKey.parse(key)) == key for key in status)
        with_page = dump.get("cfg_rev") is not None
        assert not with_page or ComponentPage.parse(dump).revision == dump["cfg_rev"]


def test_recorded_frames_are_read() -> None:
    recorded("aioshelly_rpc/shellyplus2pm/Cover.Close_success.json")
    folder = FIXTURES / "aioshelly_rpc" / "shellyplus2pm"

    (answer,) = parse_frames((folder / "Cover.Close_success.json").read_bytes())
    (refusal,) = parse_frames((folder / "Cover.Close_auth_failure.json").read_bytes())

    assert answer == Answer(19, "shellyplus2pm-485519992590", None)
    assert isinstance(refusal, Refusal)
    assert Challenge.parse_message(refusal.message) == Challenge(
        "shellyplus2pm-485519992590", 1725185413
    )
    with pytest.raises(ProtocolError):
        parse_frames((folder / "Cover.Close_success.json").read_bytes()[:-5])
