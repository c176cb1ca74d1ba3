"""aioshelly, which we did not write, drives the emulated RPC devices."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from aioshelly.common import ConnectionOptions, get_info
from aioshelly.exceptions import (
    DeviceConnectionError,
    InvalidAuthError,
    MacAddressMismatchError,
    RpcCallError,
)
from aioshelly.rpc_device import RpcDevice, RpcUpdateType
import pytest

from tests.emulators.shelly import recorded
from tests.emulators.shelly.rpc import BOOT_SECONDS, MODELS, Fault, RpcShelly
from tests.emulators.shelly.rpc.ota import STEP_SECONDS
from tests.emulators.shelly.rpc.seeding import recorded_dumps

PASSWORD = "pässwörd:€"
LOCKS = [("1.7.5", None), ("1.7.5", PASSWORD), ("2.0.1", PASSWORD), ("2.0.0", PASSWORD)]
DUMPS = recorded_dumps()
NEEDS_A_TRV = {"shellyblugwg3-34CDB077BCD4"}
"""aioshelly asks these for the configuration of a radiator valve, which no dump has."""


class Home:
    """Devices, and aioshelly's view of them."""

    def __init__(self, session: ClientSession, stack: AsyncExitStack) -> None:
        """Begin empty."""
        self.session = session
        self._stack = stack

    async def unpack(self, model: str | None = None, **options: Any) -> RpcShelly:
        """Switch an emulated device on."""
        device = RpcShelly(model, **{"monotonic": lambda: 0.0, **options})
        return await self._stack.enter_async_context(device)

    async def connect(
        self,
        device: RpcShelly,
        password: str | None = None,
        mac: str | None = None,
        listener: Callable[[RpcDevice, RpcUpdateType], None] | None = None,
    ) -> RpcDevice:
        """Return an initialised aioshelly device."""
        client = await RpcDevice.create(
            self.session,
            None,
            ConnectionOptions(
                device.host,
                "admin" if password else None,
                password,
                device_mac=mac,
                port=device.port,
            ),
        )
        if listener is not None:
            client.subscribe_updates(listener)
        self._stack.push_async_callback(client.shutdown)
        await client.initialize()
        return client


@pytest.fixture
async def home(socket_enabled: None) -> AsyncIterator[Home]:
    """Return a home without devices."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession())
        yield Home(session, stack)


class Updates:
    """What aioshelly has told its listener."""

    def __init__(self) -> None:
        """Begin empty."""
        self._queue: asyncio.Queue[tuple[RpcUpdateType, Any]] = asyncio.Queue()

    def __call__(self, client: RpcDevice, update: RpcUpdateType) -> None:
        """Keep it."""
        self._queue.put_nowait((update, client.event))

    async def next(self, wanted: RpcUpdateType) -> Any:
        """Wait for an update of this kind."""
        while True:
            kind, event = await asyncio.wait_for(self._queue.get(), 5)
            if kind is wanted:
                return event


@pytest.mark.parametrize(("firmware", "password"), LOCKS)
@pytest.mark.parametrize("model", MODELS)
async def test_every_model_initialises(
    home: Home, model: str, firmware: str, password: str | None
) -> None:
    """Open and locked, with each firmware's authentication; one challenge is enough."""
    device = await home.unpack(model, firmware=firmware, password=password, name="X")
    info = await get_info(home.session, device.host, device.mac, device.port)
    assert info["auth_en"] is (password is not None)
    client = await home.connect(device, password, device.mac)
    assert client.initialized
    assert client.firmware_supported
    assert (client.model, client.gen) == (
        MODELS[model].number,
        MODELS[model].generation,
    )
    assert set(client.status) == set(device.machine.components)
    assert device.log.codes[401] == (1 if password else 0)
    counts = [r.nc for r in device.requests if r.authenticated]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize(("firmware", "password"), LOCKS)
async def test_it_switches_and_is_told(
    home: Home, firmware: str, password: str | None
) -> None:
    """A command, the push that follows, a poll."""
    device = await home.unpack("plus-1pm", firmware=firmware, password=password)
    updates = Updates()
    client = await home.connect(device, password, listener=updates)
    await client.call_rpc("Switch.Set", {"id": 0, "on": True})
    await updates.next(RpcUpdateType.STATUS)
    assert client.status["switch:0"]["output"] is True
    assert client.status["switch:0"]["apower"] == 40
    await client.poll()
    assert client.status["switch:0"]["source"] == "WS_in"
    with pytest.raises(RpcCallError, match="not found"):
        await client.call_rpc("Switch.Set", {"id": 7, "on": True})


async def test_its_other_commands(home: Home) -> None:
    """Shutter, dimmer, virtual number, scripts, values."""
    cover = await home.unpack("plus-2pm", profile="cover")
    client = await home.connect(cover)
    await client.cover_set_position(0, pos=70)
    await cover.advance(4)
    await client.update_cover_status(0)
    assert client.status["cover:0"]["current_pos"] == 70

    dimmer = await home.unpack("dimmer-gen3")
    client = await home.connect(dimmer)
    await client.call_rpc("Light.Set", {"id": 0, "brightness": 30})
    await client.update_status()
    assert client.status["light:0"]["brightness"] == 30
    await client.call_rpc("Virtual.Add", {"type": "number", "config": {"max": 9}})
    await client.get_dynamic_components()
    await client.number_set(200, 8)
    await client.poll()
    assert client.status["number:200"]["value"] == 8
    assert await client.supports_scripts()
    await client.script_create("ours")
    scripts = await client.script_list()
    await client.script_putcode(scripts[0]["id"], "let a = 'ä';")
    code = await client.script_getcode(scripts[0]["id"])
    assert code["data"] == "let a = 'ä';"
    await client.kvs_set("place", "attic")
    assert (await client.kvs_get("place"))["value"] == "attic"
    assert await client.update_outbound_websocket("ws://127.0.0.1:1/x")


async def test_dynamic_components_come_in_pages(home: Home) -> None:
    """It asks on until it has all."""
    device = await home.unpack("1-gen4")
    device.added.pair_bluetooth("7c:c6:b6:58:b9:a0", tuple(range(1, 24)))
    client = await home.connect(device)
    assert sum(key.startswith("bthome") for key in client.status) == 25
    assert [r.params for r in device.requests if r.method.endswith("Components")] == [
        {"dynamic_only": True},
        {"dynamic_only": True, "offset": 10},
        {"dynamic_only": True, "offset": 20},
    ]


async def test_events_and_an_update_arrive(home: Home) -> None:
    """A pushed button; the progress of firmware; the end of the connection."""
    device = await home.unpack("plus-i4", firmware="1.4.4")
    updates = Updates()
    client = await home.connect(device, listener=updates)
    device.machine.components["input:2"].press("long_push")  # type: ignore[attr-defined]
    events = [await updates.next(RpcUpdateType.EVENT) for _ in range(3)]
    assert events[1]["events"][0]["event"] == "long_push"
    await client.trigger_ota_update()
    await device.advance(STEP_SECONDS * 10)
    await updates.next(RpcUpdateType.DISCONNECTED)
    await device.advance(BOOT_SECONDS)
    await client.initialize()
    assert client.version == "1.7.5"


@pytest.mark.parametrize("firmware", ["1.7.5", "2.0.1"])
async def test_it_survives_an_old_nonce(home: Home, firmware: str) -> None:
    """After an hour it is challenged once, and goes on."""
    device = await home.unpack("1-gen4", firmware=firmware, password=PASSWORD)
    client = await home.connect(device, PASSWORD)
    await device.advance(3700)
    await client.poll()
    assert device.log.codes[401] == 2
    assert device.log.codes[429] == 0


@pytest.mark.parametrize("firmware", ["1.7.5", "2.0.1"])
async def test_a_wrong_password_is_refused(home: Home, firmware: str) -> None:
    """And only as often as it was tried."""
    device = await home.unpack("1-gen4", firmware=firmware, password=PASSWORD)
    with pytest.raises(InvalidAuthError):
        await home.connect(device, "wrong")
    assert device.log.codes[401] == 2


async def test_a_lock_out_reaches_it(home: Home) -> None:
    """429 in a frame, as the vendor's firmware has it."""
    device = await home.unpack("1-gen4", firmware="2.0.1", password=PASSWORD)
    device.authentication.lock_out()
    with pytest.raises(DeviceConnectionError, match="429"):
        await home.connect(device, PASSWORD)


async def test_another_device_at_the_address_is_noticed(home: Home) -> None:
    """By its MAC."""
    device = await home.unpack("1-gen4")
    device.misbehave(Fault.OTHER_MAC)
    with pytest.raises(MacAddressMismatchError):
        await home.connect(device, mac=device.mac)


@pytest.mark.parametrize("name", DUMPS or ["none"])
async def test_recorded_devices_initialise(home: Home, name: str) -> None:
    """A device that begins from a dump shows what was recorded."""
    if name not in DUMPS:
        pytest.skip("recorded dumps are not here; set FREEHOLD_FIXTURES")
    if name in NEEDS_A_TRV:
        pytest.skip("needs a radiator valve")
    path: Path = DUMPS[name]
    dump = recorded.read(path)
    device = await home.unpack(seed=dump)
    client = await home.connect(device, mac=dump["shelly"]["mac"])
    assert (client.model, client.version) == (
        dump["shelly"]["model"],
        dump["shelly"]["ver"],
    )
    assert set(dump["status"]) <= set(client.status)
    for key, status in dump["status"].items():
        if key not in {"sys", "wifi"} and status:
            assert status.keys() <= client.status[key].keys(), key
