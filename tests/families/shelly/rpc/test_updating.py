"""Firmware: what is newer, how an update goes, and how it ends."""

import pytest

from custom_components.freehold.connection.errors import ConnectionLostError
from custom_components.freehold.families.shelly.protocol.info import DeviceInfo
from custom_components.freehold.families.shelly.rpc import device as module
from custom_components.freehold.families.shelly.rpc.model import (
    FirmwareOffers,
    Updating,
)
from custom_components.freehold.families.shelly.versions import is_for, is_newer
from tests.emulators.shelly.rpc.emulator import RpcShelly

from .device_rig import Rig, rigged

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.mark.parametrize(
    ("offered", "installed", "newer"),
    [
        ("1.7.5", "1.7.4", True),
        ("1.7.5", "1.7.5", False),
        ("1.10.0", "1.9.9", True),
        ("2.0.0", "2.0.0-beta1", True),
        ("2.0.0-beta2", "2.0.0-beta1", True),
        ("2.0.0-beta10", "2.0.0-beta9", True),
        ("1.7.5", "2.0.0-beta1", False),
        ("2.0.0-rc1", "2.0.0-beta3", True),
        ("1.2.3", "1.2.3-plugsg3prod0", False),
        ("2.6.2", "2.2.1", True),
        ("20260101", "r1.4-125", True),
        ("odd", "odd", False),
    ],
)
def test_which_is_newer(offered: str, installed: str, *, newer: bool) -> None:
    """A beta device is not taken back to an older release."""
    assert is_newer(offered, installed) is newer


@pytest.mark.parametrize(
    ("app", "offered", "fits"),
    [
        ("Plus1PM", "1.8.0", True),
        ("Plus1PM", "2.0.0", False),
        ("Pro4PM", "2.0.0", True),
        (None, "2.0.0", True),
    ],
)
def test_frozen_lines_end_with_the_first_firmware(
    app: str | None, offered: str, *, fits: bool
) -> None:
    """They never get 2.x."""
    assert is_for(app, offered) is fits


@pytest.mark.parametrize(
    ("told", "offers"),
    [
        (None, FirmwareOffers()),
        ({}, FirmwareOffers()),
        ({"stable": None, "beta": {"version": 7}}, FirmwareOffers()),
        ({"stable": {"version": "1.8.0"}}, FirmwareOffers(stable="1.8.0")),
        (
            {"stable": {"version": "1.7.0"}, "beta": {"version": "1.8.0-beta1"}},
            FirmwareOffers(beta="1.8.0-beta1"),
        ),
    ],
)
def test_offers(told: object, offers: FirmwareOffers) -> None:
    """Stages are places; only what is newer is an offer."""
    info = DeviceInfo(mac="A8032AB00101", generation=2, model="x", firmware="1.7.5")
    assert FirmwareOffers.of(info, {"available_updates": told}) == offers


def updating(rig: Rig) -> Updating | None:
    """Return how far an update is."""
    return rig.device.state.updating if rig.device.state else None


async def test_an_update_from_beginning_to_end() -> None:
    """Progress is shown, nothing is polled meanwhile, and the version is another after it."""
    async with (
        RpcShelly("1-gen4", firmware="1.7.5") as shelly,
        rigged(shelly) as rig,
    ):
        await rig.device.poll()
        reading = rig.value("updates", "firmware")
        assert (reading.installed, reading.latest) == ("1.7.5", "2.0.1")
        await rig.entity("updates", "firmware").install(rig.device)
        assert rig.device.poll_interval == module.UPDATING_INTERVAL
        await shelly.advance(12)
        await rig.heard.until(lambda: updating(rig) == Updating(10))
        assert rig.value("updates", "firmware").progress == 10
        shelly.log.clear()
        await rig.device.poll()
        assert rig.methods == []
        await shelly.advance(12 * 9)
        await rig.heard.until(lambda: rig.heard.losses)
        await shelly.advance(5)
        await rig.device.poll()
        assert updating(rig) is None
        assert rig.device.identity.firmware == "2.0.1"
        assert rig.value("updates", "firmware").latest == "2.0.1"


async def test_an_update_that_fails_is_told_and_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The old firmware runs on."""
    async with RpcShelly("1-gen4") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        shelly.misbehave("ota-error")
        await rig.device.install("stable")
        await shelly.advance(12 * 7)
        await rig.heard.until(lambda: updating(rig) is None)
        assert "ZIP flush error" in caplog.text


async def test_a_restart_in_the_middle_of_an_update_ends_it() -> None:
    """With the old firmware."""
    async with RpcShelly("1-gen4") as shelly, rigged(shelly) as rig:
        await rig.device.poll()
        shelly.misbehave("ota-reboot")
        await rig.device.install("stable")
        await shelly.advance(12 * 6)
        await rig.heard.until(lambda: rig.heard.losses)
        with pytest.raises(ConnectionLostError):
            await rig.device.poll()
        await shelly.advance(5)
        await rig.device.poll()
        assert updating(rig) is None
        assert rig.device.identity.firmware == "1.7.5"


async def test_an_update_without_pushes_is_over_when_it_was_silent_too_long() -> None:
    """Nobody tells how far it is."""
    async with RpcShelly("1-gen4") as shelly, rigged(shelly, push=False) as rig:
        await rig.device.poll()
        await rig.device.install("stable")
        assert rig.value("updates", "firmware").progress is True
        shelly.log.clear()
        await rig.device.poll()
        assert rig.methods == []
        rig.hours.seconds += module.UPDATE_PATIENCE
        await shelly.advance(12 * 11)
        await shelly.advance(5)
        await rig.device.poll()
        assert updating(rig) is None
        assert rig.device.identity.firmware == "2.0.1"
