"""Solar gateways in Home Assistant: unpacked by a test, let go of after it."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_socket

from custom_components import freehold
from custom_components.freehold.const import DOMAIN
from custom_components.freehold.families.hoymiles import HoymilesFamily
from custom_components.freehold.families.hoymiles.gateways import POLICIES, PORTS
from custom_components.freehold.families.hoymiles.protocol.gateway import (
    GatewayProtocol,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf import dispatcher
from custom_components.freehold.families.shelly import discovery as shelly_discovery
from custom_components.freehold.families.shelly.policy import IDENTIFY_POLICY
from homeassistant.core import HomeAssistant
from tests.emulators.hoymiles import HoymilesDtu, Kind

from .household import ADDRESSES, Sky
from .told import NOON

type Unpack = Callable[..., Awaitable[HoymilesDtu]]


@pytest.fixture
def sky(monkeypatch: pytest.MonkeyPatch) -> Sky:
    """Have it noon of a summer's day until the test says otherwise."""
    sky = Sky(NOON)
    monkeypatch.setattr(freehold, "is_up", lambda _: sky.day)
    monkeypatch.setattr(freehold, "dt_util", SimpleNamespace(now=lambda: sky.now))
    return sky


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the pauses out of talking to gateways; their reasons are not of this machine."""
    for protocol, policy in POLICIES.items():
        monkeypatch.setitem(
            POLICIES,
            protocol,
            replace(
                policy,
                gap=0,
                backoff=0.01,
                busy_backoff=0.01,
                breaker_pause=0,
                request_timeout=5,
            ),
        )
    monkeypatch.setattr(dispatcher, "FIRST_LOOK", 0.001)
    monkeypatch.setattr(dispatcher, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(
        shelly_discovery,
        "IDENTIFY_POLICY",
        replace(IDENTIFY_POLICY, read_retries=0, request_timeout=0.5),
    )


@pytest.fixture
async def home(
    hass: HomeAssistant,
    sky: Sky,
    hurried: None,
    socket_enabled: None,
) -> HomeAssistant:
    """Stand in Berlin."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", *ADDRESSES])
    await hass.config.async_set_time_zone("Europe/Berlin")
    return hass


@pytest.fixture
async def unpack(
    home: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Unpack]:
    """Switch gateways on, each at an address of its own and all at the same port."""
    places = iter(ADDRESSES)
    async with AsyncExitStack() as stack:

        async def switch_on(kind: Kind = Kind.BUILT_IN, **options: Any) -> HoymilesDtu:
            told = {
                "host": next(places),
                "began": NOON,
                "offset": 7200,
                "monotonic": lambda: 0.0,
            }
            dtu = HoymilesDtu(kind, **{**told, **options})
            dtu = await stack.enter_async_context(dtu)
            spoken = GatewayProtocol.MODBUS if dtu.cable else GatewayProtocol.PROTOBUF
            if "port" not in options:
                monkeypatch.setitem(PORTS, spoken, dtu.port)
            return dtu

        # Nobody is at the usual ports of this machine, whatever runs on it.
        monkeypatch.setitem(PORTS, GatewayProtocol.PROTOBUF, 1)
        monkeypatch.setitem(PORTS, GatewayProtocol.MODBUS, 2)
        monkeypatch.setattr(
            HoymilesFamily,
            "default_port",
            property(lambda _: PORTS[GatewayProtocol.PROTOBUF]),
        )
        yield switch_on
        for entry in home.config_entries.async_entries(DOMAIN):
            await home.config_entries.async_remove(entry.entry_id)
