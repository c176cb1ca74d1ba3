"""A reset Gen1 device is told from a change, from sleep and from a power cut."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.freehold.connection.errors import (
    AuthenticationError,
    DeviceResetError,
)
from custom_components.freehold.families.shelly.gen1.evidence import was_reset
from custom_components.freehold.families.shelly.gen1.model import Gen1State, assemble
from custom_components.freehold.families.shelly.protocol.gen1.device_settings import (
    Gen1Settings,
)
from custom_components.freehold.families.shelly.protocol.gen1.status import Gen1Status
from custom_components.freehold.families.shelly.protocol.info import DeviceInfo
from tests.emulators.shelly.gen1.emulator import Gen1Shelly

from .device_rig import rigged

pytestmark = pytest.mark.usefixtures("socket_enabled")
START = datetime(2026, 9, 1, tzinfo=UTC)


def state(
    *,
    auth: bool = True,
    name: str | None = "A",
    changes: int | None = 3,
    started: int = 0,
    access_point: bool = False,
    login: bool | None = None,
) -> Gen1State:
    """Return the state of a device of this evidence."""
    return assemble(
        DeviceInfo(mac="A8032AB00101", generation=1, model="x", auth_required=auth),
        Gen1Settings(
            name=name,
            login_enabled=auth if login is None else login,
            access_point_enabled=access_point,
        ),
        Gen1Status(config_changes=changes),
        started_at=START + timedelta(hours=started),
        updating=False,
    )


@pytest.mark.parametrize(
    ("before", "now", "reset"),
    [
        (state(), state(auth=False, name=None, changes=0, started=1), True),
        # It was set up by hand since, so that changes are counted again.
        (state(), state(auth=False, name=None, changes=5, started=1), True),
        (state(name=None), state(auth=False, name=None, changes=0, started=1), True),
        (
            state(name=None),
            state(auth=False, name=None, changes=0, access_point=True),
            True,
        ),
        # A power cut leaves password and name.
        (state(), state(changes=0, started=1), False),
        # A password taken away is one change more, and restarts nothing.
        (state(), state(auth=False, changes=4), False),
        (state(name=None), state(auth=False, name=None, changes=4), False),
        (state(), state(auth=False, name=None, changes=5), False),
        # A name was left, or given again.
        (state(), state(auth=False, changes=0, started=1), False),
        # It had no password that it could have forgotten.
        (state(auth=False), state(auth=False, name=None, changes=0, started=1), False),
        # Only the answer to everybody is wrong.
        (state(), state(auth=False, name=None, started=1, login=True), False),
    ],
)
def test_the_evidence(before: Gen1State, now: Gen1State, *, reset: bool) -> None:
    """Password gone, no name, and a restart or an access point as from the factory."""
    assert was_reset(before, now) is reset


async def come_back(shelly: Gen1Shelly) -> None:
    """Have it restart and join the network again, as somebody told it to."""
    await shelly.advance(30)
    shelly.wifi.join("home")
    await shelly.settled()


async def test_a_reset_device_says_so_until_it_is_set_up() -> None:
    """What is known of it stays known: recovery needs that."""
    async with (
        Gen1Shelly("plug-s", name="Pump", password="secret") as shelly,
        rigged(shelly, password="secret") as rig,
    ):
        await shelly.advance(600)
        before = await rig.device.poll()
        rig.hours.seconds += 60
        await shelly.factory_reset()
        await come_back(shelly)
        for _ in range(2):
            with pytest.raises(DeviceResetError):
                await rig.device.poll()
        assert rig.device.state is before
        assert rig.device.identity.name == "Pump"
        shelly.login.change("secret")
        assert not (await rig.device.poll()).security.no_password


async def test_a_reset_while_we_were_away_is_seen_in_the_memory() -> None:
    """Home Assistant was not running."""
    async with Gen1Shelly("plug-s", name="Pump", password="secret") as shelly:
        await shelly.advance(600)
        async with rigged(shelly, password="secret") as rig:
            await rig.device.poll()
            memory = rig.device.remember()
        await shelly.factory_reset()
        await come_back(shelly)
        async with rigged(shelly, password="secret", memory=memory) as rig:
            with pytest.raises(DeviceResetError):
                await rig.device.poll()


async def test_a_power_cut_is_no_reset() -> None:
    """Nor is a password that its owner took away."""
    async with (
        Gen1Shelly("plug-s", name="Pump", password="secret") as shelly,
        rigged(shelly, password="secret") as rig,
    ):
        await shelly.advance(600)
        await rig.device.poll()
        rig.hours.seconds += 600
        await shelly.lose_power()
        await shelly.start()
        assert not (await rig.device.poll()).security.no_password
        await rig.device.client.set_login(None)
        state = await rig.device.poll()
        assert state.security.no_password
        assert rig.value("binary_sensors", "security") is True


async def test_a_changed_password_is_no_reset() -> None:
    """The owner enters the new one."""
    async with (
        Gen1Shelly("plug-s", password="secret") as shelly,
        rigged(shelly, password="secret") as rig,
    ):
        await rig.device.poll()
        shelly.login.change("other")
        shelly.restart()
        await shelly.advance(30)
        with pytest.raises(AuthenticationError):
            await rig.device.poll()
