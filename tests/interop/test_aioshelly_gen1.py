"""aioshelly, which we did not write, drives the emulated Gen1 devices."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from aioshelly.block_device import COAP, BlockDevice, BlockUpdateType
from aioshelly.common import ConnectionOptions
from aioshelly.exceptions import (
    DeviceConnectionError,
    InvalidAuthError,
    MacAddressMismatchError,
)
import pytest

from tests.emulators.shelly import recorded
from tests.emulators.shelly.gen1 import MODELS, Fault, Gen1Shelly

from .gen1_network import COIOT, HTTP, LOOPBACK, new_addresses

PASSWORD = "my secret: password"
_GEN1_DUMPS = [
    path for path in recorded.dumps() if "gen" not in recorded.read(path)["shelly"]
]


class Home:
    """Devices, and aioshelly's view of them."""

    def __init__(
        self, stack: AsyncExitStack, session: ClientSession, addresses: Iterator[str]
    ) -> None:
        """Begin empty."""
        self._stack = stack
        self._session = session
        self._addresses = addresses
        self.coap = COAP()

    async def listen(self) -> None:
        """Hear pushes at a port of our own, and multicast on loopback."""
        await self.coap.initialize(0, [IPv4Address(LOOPBACK)])
        self._stack.callback(self.coap.close)

    async def unpack(self, model: str = "shelly1", **options: Any) -> Gen1Shelly:
        """Switch an emulated device on that pushes to aioshelly."""
        assert self.coap.sock is not None
        port = self.coap.sock.getsockname()[1]
        device = Gen1Shelly(
            model,
            **{
                "host": next(self._addresses),
                "port": HTTP,
                "coiot_port": COIOT,
                "coiot_peer": f"{LOOPBACK}:{port}",
                "monotonic": lambda: 0.0,
                **options,
            },
        )
        return await self._stack.enter_async_context(device)

    async def create(self, device: Gen1Shelly, **options: Any) -> BlockDevice:
        """Return aioshelly's device, not yet initialised."""
        client = await BlockDevice.create(
            self._session, self.coap, ConnectionOptions(device.host, **options)
        )
        self._stack.push_async_callback(client.shutdown)
        return client

    async def connect(self, device: Gen1Shelly, **options: Any) -> BlockDevice:
        """Return aioshelly's device."""
        client = await self.create(device, **options)
        await client.initialize()
        return client


class Pushes:
    """Waits for what was pushed."""

    def __init__(self, client: BlockDevice) -> None:
        """Listen to this device."""
        self._queue: asyncio.Queue[BlockUpdateType] = asyncio.Queue()
        client.subscribe_updates(lambda _, kind: self._queue.put_nowait(kind))

    async def next(self, kind: BlockUpdateType) -> None:
        """Wait for the next of this kind."""
        async with asyncio.timeout(10):
            while await self._queue.get() is not kind:
                pass


@pytest.fixture
async def home(socket_enabled: None) -> AsyncIterator[Home]:
    """Have a home of Gen1 devices, where port 80 can be bound."""
    addresses = new_addresses()
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession())
        home = Home(stack, session, addresses)
        await home.listen()
        yield home


def block(client: BlockDevice, description: str) -> Any:
    """Return a block by its name."""
    return next(one for one in client.blocks if one.description == description)


@pytest.mark.parametrize("model", MODELS)
async def test_every_model_is_initialised(home: Home, model: str) -> None:
    """Settings, status, description and state are complete for aioshelly."""
    device = await home.unpack(model, name="Kitchen")

    client = await home.connect(device, device_mac=device.mac)

    assert client.initialized
    assert client.name == "Kitchen"
    assert client.model == MODELS[model].type
    assert [one.description for one in client.blocks] == list(
        device.model.descriptions[device.model.mode or ""].blocks.values()
    )
    assert all(one.current_values().keys() for one in client.blocks if one.sensor_ids)
    assert block(client, "device").cfgChanged == 0


async def test_a_relay_is_switched_and_the_push_tells(home: Home) -> None:
    """What is switched over HTTP comes back over UDP."""
    device = await home.unpack("plug-s")
    device.loads.connect(0, 60)
    client = await home.connect(device)
    pushes = Pushes(client)
    relay = block(client, "relay_0")

    await relay.set_state(turn="on")
    await pushes.next(BlockUpdateType.COAP_PERIODIC)

    assert relay.output == 1
    assert relay.power == 60

    await relay.toggle()
    await pushes.next(BlockUpdateType.COAP_PERIODIC)

    assert relay.output == 0


async def test_a_shutter_moves_over_time(home: Home) -> None:
    """It opens for half of its way, and says when it has arrived."""
    device = await home.unpack("switch25-roller")
    client = await home.connect(device)
    pushes = Pushes(client)
    roller = block(client, "roller_0")

    await roller.set_state(go="open")
    await pushes.next(BlockUpdateType.COAP_PERIODIC)
    assert (roller.roller, roller.rollerPower) == ("open", 120)

    await device.advance(8)
    await pushes.next(BlockUpdateType.COAP_PERIODIC)
    assert (roller.roller, roller.rollerPos) == ("stop", 100)


async def test_the_dimmer_dims(home: Home) -> None:
    """Brightness and state go together."""
    device = await home.unpack("dimmer2")
    client = await home.connect(device)
    pushes = Pushes(client)
    light = block(client, "light_0")

    await light.set_state(turn="on", brightness=30)
    await pushes.next(BlockUpdateType.COAP_PERIODIC)

    assert (light.output, light.brightness) == (1, 30)


async def test_a_push_of_a_button_is_an_event(home: Home) -> None:
    """The counter rises with every push, also of the same kind."""
    device = await home.unpack("i3")
    client = await home.connect(device)
    pushes = Pushes(client)
    button = block(client, "input_1")

    for number in (1, 2):
        device.parts.inputs[1].press("SS")
        await pushes.next(BlockUpdateType.COAP_PERIODIC)
        assert (button.inputEvent, button.inputEventCnt) == ("SS", number)


async def test_a_password_is_asked_for_and_accepted(home: Home) -> None:
    """Without or with a wrong one there is nothing but `/shelly`."""
    device = await home.unpack(password=PASSWORD)

    with pytest.raises(InvalidAuthError):
        await home.connect(device)
    with pytest.raises(InvalidAuthError):
        await home.connect(device, username="admin", password="wrong")
    client = await home.connect(device, username="admin", password=PASSWORD)

    assert client.initialized
    assert client.settings["login"] == {
        "enabled": True,
        "unprotected": False,
        "username": "admin",
    }


async def test_another_device_at_the_address_is_noticed(home: Home) -> None:
    """The MAC is that of a stranger."""
    device = await home.unpack()
    device.misbehave(Fault.OTHER_MAC)

    with pytest.raises(MacAddressMismatchError):
        await home.connect(device, device_mac=device.mac)


async def test_a_sleeping_device_is_served_while_awake(home: Home) -> None:
    """Its push says that it is there; asleep nobody can connect."""
    device = await home.unpack("ht")
    await device.fall_asleep()
    client = await home.create(device, device_mac=device.mac)
    pushes = Pushes(client)

    with pytest.raises(DeviceConnectionError):
        await client.initialize()
    await device.set_climate(24.5, 55)
    await pushes.next(BlockUpdateType.ONLINE)
    await client.initialize()

    sensor = block(client, "sensor_0")
    assert (sensor.extTemp, sensor.humidity) == (24.5, 55)
    assert block(client, "device").wakeupEvent == ["sensor"]


async def test_coiot_is_configured_as_home_assistant_does(home: Home) -> None:
    """A peer that was written counts from the restart on."""
    assert home.coap.sock is not None
    port = home.coap.sock.getsockname()[1]
    device = await home.unpack(coiot_peer="127.0.0.1:9")
    client = await home.connect(device)
    pushes = Pushes(client)

    await client.configure_coiot_protocol(LOOPBACK, port)
    await client.trigger_reboot()
    await device.advance(10)

    await pushes.next(BlockUpdateType.COAP_PERIODIC)
    assert device.restarts == 1


async def test_an_update_brings_the_other_firmware(home: Home) -> None:
    """It takes its time and ends with a restart."""
    device = await home.unpack(offered="1.14.1")
    client = await home.connect(device)
    assert client.status["update"]["has_update"]

    assert (await client.trigger_ota_update())["status"] == "updating"
    await device.advance(40)
    await client.initialize()

    assert "v1.14.1" in client.firmware_version
    assert not client.status["update"]["has_update"]


@pytest.mark.parametrize("path", _GEN1_DUMPS, ids=lambda path: path.stem)
async def test_recorded_devices_are_initialised(home: Home, path: Path) -> None:
    """What others recorded is a whole device for aioshelly, too."""
    dump = recorded.read(path)
    device = await home.unpack(dump=dump)
    await device.wake()

    client = await home.connect(device, device_mac=device.mac)

    assert client.initialized
    assert client.status["mac"] == dump["shelly"]["mac"]
