"""One socket for all devices: real datagrams on the loopback interface."""
# ruff: noqa: D103 - names of tests state their rules

import asyncio
from collections.abc import AsyncIterator
import socket

import pytest

from custom_components.freehold.families.shelly.protocol.gen1.coiot import (
    GROUP,
    CoiotMessage,
    request,
)
from custom_components.freehold.families.shelly.protocol.gen1.coiot_listener import (
    CoiotListener,
    PushHealth,
    Subscription,
)

from .coap import push
from .conftest import InstantTime

pytestmark = pytest.mark.usefixtures("socket_enabled")

MAC = "34945472A643"
OTHER = "SHPLG-S#4022D88349C4#2"


class Inbox:
    """Collects messages, and tells when one came."""

    def __init__(self) -> None:
        """Begin empty."""
        self.messages: list[CoiotMessage] = []
        self._came = asyncio.Event()

    def __call__(self, message: CoiotMessage) -> None:
        """Take one in."""
        self.messages.append(message)
        self._came.set()

    async def wait(self) -> CoiotMessage:
        """Wait for the next one."""
        await self._came.wait()
        self._came.clear()
        return self.messages[-1]


class Switch:
    """Whether the port may be taken."""

    allowed = True

    def __call__(self) -> bool:
        """Tell."""
        return self.allowed


@pytest.fixture
def switch() -> Switch:
    """Allow to listen."""
    return Switch()


@pytest.fixture
async def listener(time: InstantTime, switch: Switch) -> AsyncIterator[CoiotListener]:
    """Make a listener on any free port."""
    listener = CoiotListener(
        allowed=switch,
        clock=time.clock,
        host="127.0.0.1",
        port=0,
        interface="127.0.0.1",
    )
    yield listener
    switch.allowed = False
    await listener.refresh()


def health(subscription: Subscription) -> PushHealth:
    """Look anew, which a type checker does not expect of a property."""
    return subscription.health


def listening(listener: CoiotListener) -> bool:
    """Look anew whether the port is held."""
    return listener.address is not None


def send(listener: CoiotListener, datagram: bytes) -> None:
    """Send a datagram to it."""
    assert listener.address
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        device.sendto(datagram, listener.address)


async def test_the_port_is_held_from_the_first_to_the_last(
    listener: CoiotListener,
) -> None:
    assert not listening(listener)

    one = await listener.subscribe(MAC, Inbox(), period=15)
    address = listener.address
    two = await listener.subscribe("AABBCCDDEEFF", Inbox(), period=15)
    assert listener.address == address
    await one.close()
    assert listener.address == address
    await two.close()
    await two.close()

    assert not listening(listener)
    assert health(one) is PushHealth.OFF


async def test_a_push_reaches_its_device_only(listener: CoiotListener) -> None:
    mine, other = Inbox(), Inbox()
    subscription = await listener.subscribe(MAC, mine, period=15)
    await listener.subscribe("4022D88349C4", other, period=15)
    assert health(subscription) is PushHealth.WAITING

    send(listener, push())
    message = await mine.wait()

    assert message.values == {1101: 1}
    assert health(subscription) is PushHealth.ARRIVING
    assert not other.messages


async def test_strangers_and_noise_are_counted_and_forgotten(
    listener: CoiotListener,
) -> None:
    inbox = Inbox()
    await listener.subscribe(MAC, inbox, period=15)

    send(listener, push(device=OTHER))
    send(listener, b"noise")
    send(listener, push())
    await inbox.wait()

    assert listener.strangers == 2
    assert len(inbox.messages) == 1


async def test_a_push_that_comes_twice_is_delivered_once(
    listener: CoiotListener, time: InstantTime
) -> None:
    inbox = Inbox()
    subscription = await listener.subscribe(MAC, inbox, period=15)
    send(listener, push())
    await inbox.wait()
    time.seconds += 30

    send(listener, push())
    send(listener, push(b'{"G":[[0,1101,0]]}', serial=8))
    await inbox.wait()

    assert [message.serial for message in inbox.messages] == [7, 8]
    assert health(subscription) is PushHealth.ARRIVING


async def test_the_same_number_with_other_content_is_new(
    listener: CoiotListener,
) -> None:
    inbox = Inbox()
    await listener.subscribe(MAC, inbox, period=15)
    send(listener, push())
    await inbox.wait()

    send(listener, push(b'{"G":[[0,1101,0]]}'))

    assert (await inbox.wait()).values == {1101: 0}


async def test_a_repeated_push_is_a_sign_of_life(
    listener: CoiotListener, time: InstantTime
) -> None:
    subscription = await listener.subscribe(MAC, Inbox(), period=15)
    for _ in range(4):
        time.seconds += 30
        listener.datagram(push())

    assert health(subscription) is PushHealth.ARRIVING


async def test_an_overdue_push_is_missing(
    listener: CoiotListener, time: InstantTime
) -> None:
    subscription = await listener.subscribe(MAC, Inbox(), period=15)

    time.seconds = 33
    assert health(subscription) is PushHealth.WAITING
    time.seconds = 34
    assert health(subscription) is PushHealth.MISSING
    listener.datagram(push(code=69))
    assert health(subscription) is PushHealth.MISSING
    listener.datagram(push())
    assert health(subscription) is PushHealth.ARRIVING
    time.seconds += 34
    assert health(subscription) is PushHealth.MISSING
    subscription.set_period(3600)
    assert health(subscription) is PushHealth.ARRIVING


async def test_the_port_is_given_away_and_taken_back_by_the_switch(
    listener: CoiotListener, switch: Switch, time: InstantTime
) -> None:
    switch.allowed = False
    subscription = await listener.subscribe(MAC, Inbox(), period=15)
    assert not listening(listener)
    assert health(subscription) is PushHealth.OFF
    listener.ask("d", "127.0.0.1")

    switch.allowed = True
    time.seconds = 1000
    await listener.refresh()
    assert listener.address
    assert health(subscription) is PushHealth.WAITING

    host, port = listener.address
    switch.allowed = False
    await listener.refresh()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as successor:
        successor.bind((host, port))


async def test_who_holds_the_port_keeps_what_is_sent_to_it(time: InstantTime) -> None:
    """What devices tell to everybody is heard all the same."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("", 0))
        holder.settimeout(5)
        port = holder.getsockname()[1]
        listener = CoiotListener(clock=time.clock, port=port, interface="127.0.0.1")
        inbox = Inbox()
        subscription = await listener.subscribe(MAC, inbox, period=15)

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
            device.setsockopt(
                socket.IPPROTO_IP,
                socket.IP_MULTICAST_IF,
                socket.inet_aton("127.0.0.1"),
            )
            device.sendto(push(serial=1), ("127.0.0.1", port))
            assert await asyncio.to_thread(holder.recv, 1000) == push(serial=1)
            device.sendto(push(serial=2), (GROUP, port))

        assert (await inbox.wait()).serial == 2
        assert len(inbox.messages) == 1
        await subscription.close()


async def test_a_port_that_somebody_shares_with_nobody_is_left_to_him(
    time: InstantTime,
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("", 0))
        listener = CoiotListener(clock=time.clock, port=holder.getsockname()[1])

        subscription = await listener.subscribe(MAC, Inbox(), period=15)

        assert not listening(listener)
        assert health(subscription) is PushHealth.OFF


async def test_who_comes_later_gets_the_port_and_the_pushes(
    listener: CoiotListener,
) -> None:
    await listener.subscribe(MAC, Inbox(), period=15)
    assert listener.address

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as later:
        later.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        later.bind(listener.address)
        later.settimeout(5)
        send(listener, push())

        assert await asyncio.to_thread(later.recv, 1000) == push()


async def test_a_device_can_be_asked(listener: CoiotListener) -> None:
    await listener.subscribe(MAC, Inbox(), period=15)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        device.bind(("127.0.0.1", 0))
        device.settimeout(5)

        listener.ask("d", *device.getsockname())

        assert await asyncio.to_thread(device.recv, 100) == request("d")


async def test_a_receiver_that_fails_does_not_stop_the_others(
    listener: CoiotListener, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(message: CoiotMessage) -> None:
        raise RuntimeError(message.mac)

    inbox = Inbox()
    await listener.subscribe(MAC, fail, period=15)
    await listener.subscribe(MAC, inbox, period=15)

    listener.datagram(push())

    assert len(inbox.messages) == 1
    assert "receiver of pushes failed" in caplog.text


async def test_without_an_interface_for_the_group_pushes_still_arrive(
    time: InstantTime,
) -> None:
    listener = CoiotListener(
        clock=time.clock, host="127.0.0.1", port=0, interface="192.0.2.1"
    )
    inbox = Inbox()
    subscription = await listener.subscribe(MAC, inbox, period=15)
    assert not listener.multicast

    send(listener, push())
    await inbox.wait()

    listener.set_period(object(), 5)
    await subscription.close()
