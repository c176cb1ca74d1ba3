"""Giving an appliance its household, against the emulator, which is as careless as the real one."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import json

import pytest

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.connection import DeviceConnection
from custom_components.freehold.connection.errors import (
    CommandRefusedError,
    ConnectionLostError,
    UnsupportedError,
)
from custom_components.freehold.connection.session import open_session
from custom_components.freehold.families.miele.policy import POLICY
from custom_components.freehold.families.miele.protocol.client import MieleClient
from custom_components.freehold.families.miele.protocol.credentials import (
    GroupCredentials,
)
from tests.emulators.miele import Fault, Generation, Kind, MieleAppliance
from tests.households import OURS, THEIRS

pytestmark = pytest.mark.usefixtures("socket_enabled")

CREDENTIALS = GroupCredentials.parse(*OURS)


@asynccontextmanager
async def client_of(
    appliance: MieleAppliance, credentials: GroupCredentials | None = None
) -> AsyncGenerator[MieleClient]:
    """Talk to an appliance, without a key unless one is given."""
    async with open_session(POLICY) as session:
        yield MieleClient(
            session,
            Address(appliance.host, appliance.port),
            DeviceConnection(POLICY),
            credentials,
        )


@pytest.mark.parametrize("generation", list(Generation))
async def test_an_appliance_that_nobody_owns_takes_our_key(
    generation: Generation,
) -> None:
    """Both requests hold the same body; then it answers to the key and to nobody else."""
    async with MieleAppliance(kind=Kind.WASHER, generation=generation) as appliance:
        async with client_of(appliance) as client:
            await client.commission(CREDENTIALS)
        async with client_of(appliance, CREDENTIALS) as client:
            await client.confirm_commissioning(CREDENTIALS)
            assert list(await client.devices()) == [appliance.fab]

        first, second, *_ = (
            request for request in appliance.requests if request.method == "PUT"
        )
        assert json.loads(first.body) == {"GroupID": OURS[0], "GroupKey": OURS[1]}
        assert json.loads(first.body) == json.loads(second.body)
        assert not appliance.ownership.waiting_for_app


async def test_a_second_key_is_refused() -> None:
    """Whatever it is."""
    async with (
        MieleAppliance(
            kind=Kind.WASHER, generation=Generation.EK057, group=THEIRS
        ) as appliance,
        client_of(appliance) as client,
    ):
        with pytest.raises(CommandRefusedError):
            await client.commission(CREDENTIALS)


async def test_an_appliance_that_wants_the_cloud_first_takes_none() -> None:
    """It says so by a 404."""
    async with (
        MieleAppliance(
            kind=Kind.WASHER, generation=Generation.EK057, cloud_tan="1234"
        ) as appliance,
        client_of(appliance) as client,
    ):
        with pytest.raises(UnsupportedError):
            await client.commission(CREDENTIALS)


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.RESET])
async def test_a_lost_answer_is_never_repeated(fault: Fault) -> None:
    """It may have landed or not: whoever asked has to look."""
    async with MieleAppliance(
        kind=Kind.WASHER, generation=Generation.EK057
    ) as appliance:
        appliance.inject(fault, method="PUT")
        async with client_of(appliance) as client:
            with pytest.raises(ConnectionLostError):
                await client.commission(CREDENTIALS)
        assert sum(request.method == "PUT" for request in appliance.requests) == 1
        assert bool(appliance.ownership.group_id) is (fault is Fault.LOST_ANSWER)
