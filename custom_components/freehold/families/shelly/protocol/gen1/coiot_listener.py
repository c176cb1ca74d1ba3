"""One UDP socket for the pushes of all devices (docs/protocols/shelly-gen1.md, CoIoT).

The port is taken only while somebody listens and the switch allows it. Where somebody else holds
it, only what devices tell to everybody is heard. It can be given away at any time; devices are
then polled.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
import logging
import socket
import time
from typing import Final, override

from .....connection.errors import ProtocolError
from .coiot import GROUP, PORT, Code, CoiotMessage, request

_LOGGER = logging.getLogger(__name__)

PERIODS_UNTIL_MISSING: Final = 2.2
"""Two pushes may be lost, and clocks run a little apart."""


class PushHealth(StrEnum):
    """How a device's pushes stand."""

    OFF = "off"
    """Nobody listens: the switch, or another program shares the port with nobody."""
    WAITING = "waiting"
    """None came yet, and none was due."""
    ARRIVING = "arriving"
    MISSING = "missing"
    """One is overdue."""


@dataclass(eq=False, slots=True)
class _Listening:
    """One device."""

    mac: str
    deliver: Callable[[CoiotMessage], None]
    period: float
    since: float
    arrived: bool = False
    last: bytes = b""


class CoiotListener:
    """Shared by all devices; opened by the first that subscribes, closed after the last."""

    def __init__(
        self,
        *,
        allowed: Callable[[], bool] = lambda: True,
        clock: Callable[[], float] = time.monotonic,
        host: str = "",
        port: int = PORT,
        interface: str = "0.0.0.0",
        group: str = GROUP,
    ) -> None:
        """Take the switch and the time from outside.

        `interface` is the address of the network interface that joins the multicast group.
        """
        self._allowed = allowed
        self._clock = clock
        self._bind_to = (host, port)
        self._interface = interface
        self._group = group
        self._devices: dict[object, _Listening] = {}
        self._lock = asyncio.Lock()
        self._transport: asyncio.DatagramTransport | None = None
        self.multicast = False
        """Whether the group was joined: without, only devices with us as peer are heard."""
        self.strangers = 0
        """Datagrams that were of nobody who is listened to, or no messages."""

    @property
    def address(self) -> tuple[str, int] | None:
        """Where it listens; None while it does not."""
        if self._transport is None:
            return None
        host, port = self._transport.get_extra_info("sockname")
        return host, port

    async def subscribe(
        self, mac: str, deliver: Callable[[CoiotMessage], None], *, period: float
    ) -> Subscription:
        """Hear the messages of a device, 12 upper-case digits, due every `period` seconds."""
        key = object()
        self._devices[key] = _Listening(mac, deliver, period, self._clock())
        await self.refresh()
        return Subscription(self, key)

    async def refresh(self) -> None:
        """Take the port or give it away, as users and the switch now demand."""
        async with self._lock:
            wanted = bool(self._devices) and self._allowed()
            if wanted and self._transport is None:
                await self._open()
            elif not wanted and self._transport is not None:
                self.release()
                await asyncio.sleep(0)

    def release(self) -> None:
        """Give the port away now; `refresh` takes it again if the switch allows it."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None
            self.multicast = False

    def ask(self, resource: str, host: str, port: int = PORT) -> None:
        """Ask a device for `d` or `s`; the answer comes as a message, if it comes."""
        if self._transport is not None:
            self._transport.sendto(request(resource), (host, port))

    def health(self, key: object) -> PushHealth:
        """Return how the pushes of a subscription stand."""
        device = self._devices.get(key)
        if device is None or self._transport is None:
            return PushHealth.OFF
        if self._clock() - device.since > device.period * PERIODS_UNTIL_MISSING:
            return PushHealth.MISSING
        return PushHealth.ARRIVING if device.arrived else PushHealth.WAITING

    def set_period(self, key: object, period: float) -> None:
        """Expect a push every so many seconds."""
        if device := self._devices.get(key):
            device.period = period

    async def unsubscribe(self, key: object) -> None:
        """Hear a device no longer."""
        self._devices.pop(key, None)
        await self.refresh()

    def datagram(self, data: bytes) -> None:
        """Hand a datagram to whom it belongs; a stranger's is counted and forgotten."""
        try:
            message = CoiotMessage.parse(data)
        except ProtocolError:
            self.strangers += 1
            return
        devices = [d for d in self._devices.values() if message.is_from(d.mac)]
        if not devices:
            self.strangers += 1
        # A push repeats itself, and comes by multicast and unicast: its number and content tell.
        this = data[4:]
        for device in devices:
            if message.code is Code.PUSH:
                device.since = self._clock()
                device.arrived = True
            if device.last == this:
                continue
            device.last = this
            try:
                device.deliver(message)
            except Exception:
                _LOGGER.exception("A receiver of pushes failed")

    async def _open(self) -> None:
        """Take what can be had of the port."""
        endpoint = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            endpoint.setblocking(False)
            self._bind(endpoint)
        except OSError as err:
            endpoint.close()
            _LOGGER.debug("CoIoT is not listened to: %s", err)
            return
        self.multicast = self._join(endpoint)
        self._transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Receiver(self.datagram), sock=endpoint
        )
        for device in self._devices.values():
            device.since = self._clock()

    def _bind(self, endpoint: socket.socket) -> None:
        """Take the port if nobody has it, and let a later one, which then wins, share it.

        Else take the group's address alone: that takes nothing from who has the port.
        """
        try:
            endpoint.bind(self._bind_to)
            endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        except OSError:
            endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            endpoint.bind((self._group, self._bind_to[1]))

    def _join(self, endpoint: socket.socket) -> bool:
        """Join the multicast group. Without a route there is none to join."""
        membership = socket.inet_aton(self._group) + socket.inet_aton(self._interface)
        try:
            endpoint.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
        except OSError as err:
            _LOGGER.debug("The multicast group was not joined: %s", err)
            return False
        return True


class Subscription:
    """One device's share of the listener."""

    def __init__(self, listener: CoiotListener, key: object) -> None:
        """Remember whose it is."""
        self._listener = listener
        self._key = key

    @property
    def health(self) -> PushHealth:
        """How the pushes stand now."""
        return self._listener.health(self._key)

    def set_period(self, seconds: float) -> None:
        """Expect a push every so many seconds: the device's settings changed."""
        self._listener.set_period(self._key, seconds)

    async def close(self) -> None:
        """Hear the device no longer; the last one closes the port."""
        await self._listener.unsubscribe(self._key)


class _Receiver(asyncio.DatagramProtocol):
    """Hands datagrams on."""

    def __init__(self, receive: Callable[[bytes], None]) -> None:
        """Hand them to this."""
        self._receive = receive

    @override
    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        """Hand one on, whoever sent it: it says itself whose it is."""
        self._receive(data)
