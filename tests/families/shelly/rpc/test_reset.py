"""A reset is told from a change, and a device that was set up again from both."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from custom_components.freehold.connection.errors import (
    AuthenticationError,
    DeviceResetError,
)
from custom_components.freehold.families.shelly.protocol.info import DeviceInfo
from custom_components.freehold.families.shelly.rpc.evidence import was_reset
from custom_components.freehold.families.shelly.rpc.model import RpcState, assemble
from tests.emulators.shelly.rpc.emulator import RpcShelly

from .device_rig import Rig, rigged

pytestmark = pytest.mark.usefixtures("socket_enabled")


def state(
    revision: int | None, *, auth: bool = True, name: str | None = "A"
) -> RpcState:
    """Return the state of a device of this evidence."""
    info = DeviceInfo(
        mac="A8032AB00101", generation=2, model="x", auth_required=auth, name=name
    )
    status = {"sys": {"cfg_rev": revision}}
    return assemble(info, {}, status, previous=None, now=datetime.now(UTC))


@pytest.mark.parametrize(
    ("before", "now", "reset"),
    [
        (state(9), state(2, auth=False, name=None), True),
        (state(9), state(2, auth=False), True),
        (state(9, auth=False), state(2, auth=False, name=None), True),
        # A password taken away is one change more.
        (state(9), state(10, auth=False), False),
        # Somebody set it up again.
        (state(9), state(2, name=None), False),
        # It had nothing that it could have forgotten.
        (state(9, auth=False, name=None), state(2, auth=False, name=None), False),
        (state(9, auth=False), state(2, auth=False), False),
        (state(None), state(2, auth=False), False),
        (state(9), state(None, auth=False), False),
    ],
)
def test_the_evidence(before: RpcState, now: RpcState, *, reset: bool) -> None:
    """A younger configuration, and password or name gone."""
    assert was_reset(before, now) is reset


async def reset(rig: Rig) -> None:
    """Press its button, and have it come back to the network."""
    await rig.shelly.factory_reset()
    await rig.heard.until(lambda: rig.heard.losses)


@pytest.mark.parametrize("push", [True, False])
async def test_a_reset_device_says_so_until_it_is_set_up(*, push: bool) -> None:
    """What is known of it stays known: recovery needs that."""
    async with (
        RpcShelly("plus-1pm", name="Pump", password="secret") as shelly,
        rigged(shelly, password="secret", push=push) as rig,
    ):
        before = await rig.device.poll()
        await shelly.factory_reset()
        if push:
            await rig.heard.until(lambda: rig.heard.losses)
        for _ in range(2):
            with pytest.raises(DeviceResetError):
                await rig.device.poll()
        assert rig.device.state is before
        assert rig.device.remember()["info"]["name"] == "Pump"
        shelly.authentication.set_password("secret")
        await shelly.reboot()
        assert not (await rig.device.poll()).security.no_password


async def test_a_reset_while_we_were_away_is_seen_in_the_memory() -> None:
    """Home Assistant was not running."""
    async with RpcShelly("plus-1pm", password="secret") as shelly:
        async with rigged(shelly, password="secret") as rig:
            await rig.device.poll()
            memory = rig.device.remember()
        await shelly.factory_reset()
        async with rigged(shelly, password="secret", memory=memory) as rig:
            with pytest.raises(DeviceResetError):
                await rig.device.poll()


async def test_a_changed_password_is_no_reset() -> None:
    """The owner enters the new one."""
    async with (
        RpcShelly("plus-1pm", password="secret") as shelly,
        rigged(shelly, password="secret") as rig,
    ):
        await rig.device.poll()
        shelly.authentication.set_password("other")
        await shelly.reboot()
        await rig.heard.until(lambda: rig.heard.losses)
        with pytest.raises(AuthenticationError):
            await rig.device.poll()


async def test_a_push_of_a_younger_configuration_is_not_believed_but_asked_about() -> (
    None
):
    """Who it is now has to be known first."""
    async with (
        RpcShelly("plus-1pm", password="secret") as shelly,
        rigged(shelly, password="secret") as rig,
    ):
        before = await rig.device.poll()
        shelly.board.publish("sys", {"cfg_rev": 1})
        await rig.heard.until(lambda: rig.heard.pushes)
        assert rig.device.state is not None
        assert rig.device.state.revision == before.revision
        assert replace(before) == before
