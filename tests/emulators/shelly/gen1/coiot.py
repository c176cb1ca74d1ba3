"""CoIoT on the wire: pushes by themselves and after changes, and answers to questions."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
import socket
from typing import override

from ...faults import Faults
from .coiot_message import PUSH, REPLY, CoiotMessage, Request, encode, requested
from .faults import Fault
from .machine import Machine
from .server import OTHER_MAC
from .values import Json

PORT = 5683
GROUP = "224.0.1.187"
_NO_HOPS = 0
_GARBAGE = b"\x50\x1e\xff{not coap"
_HOUR = 3600


class Coiot(asyncio.DatagramProtocol):
    """The UDP side of one device."""

    def __init__(
        self,
        machine: Machine,
        faults: Faults[Fault],
        *,
        values: Callable[[], Json],
        description: Callable[[], Json],
        interface: str,
    ) -> None:
        """Multicast, if no peer is set, goes out on this interface and no further."""
        self._machine = machine
        self._faults = faults
        self._values = values
        self._description = description
        self._interface = interface
        self._transport: asyncio.DatagramTransport | None = None
        self._enabled = False
        self._peer = ""
        self._period = 15.0
        self._message_id = 0
        self._last: Json | None = None
        self._sent = 0
        self.serial = 0
        """It rises when what is told has changed."""

    @property
    def pushes(self) -> int:
        """Return how many were sent."""
        return self._sent

    async def start(self, host: str, port: int) -> int:
        """Open the socket, and return its port."""
        opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            opened.setblocking(False)
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            opened.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, _NO_HOPS)
            opened.setsockopt(
                socket.IPPROTO_IP,
                socket.IP_MULTICAST_IF,
                socket.inet_aton(self._interface),
            )
            opened.bind((host, port))
            await asyncio.get_running_loop().create_datagram_endpoint(
                lambda: self, sock=opened
            )
        except OSError:
            opened.close()
            raise
        return int(opened.getsockname()[1])

    def boot(self) -> None:
        """Take the settings over: they count from a restart on. The serial begins anew."""
        settings = self._machine.section("coiot")
        self._enabled = bool(settings["enabled"])
        self._peer = str(settings["peer"])
        period = settings["update_period"]
        assert isinstance(period, int)
        self._period = float(period)
        self._last = None
        self.serial = 0
        if not self._machine.model.sleeping:
            self._machine.timers.after(self._period, self._push_periodically)

    def stop(self) -> None:
        """Close the socket."""
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()

    def push(self) -> None:
        """Tell the state."""
        if self._transport is None or not self._enabled:
            return
        if self._faults.take(Fault.MUTE_COIOT):
            return
        datagram = encode(self._message(PUSH, Request.STATUS))
        if self._faults.take(Fault.GARBAGE_COIOT):
            datagram = _GARBAGE
        # Where a recorded peer cannot be reached from loopback, nobody hears it.
        with suppress(OSError, ValueError):
            self._transport.sendto(datagram, self._destination())
            self._sent += 1

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        assert isinstance(transport, asyncio.DatagramTransport)
        self._transport = transport

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer a question to whoever asked."""
        asked = requested(data)
        if asked is None or self._transport is None or not self._enabled:
            return
        if not self._faults.take(Fault.MUTE_COIOT):
            request, message_id = asked
            answer = encode(self._message(REPLY, request, message_id))
            self._transport.sendto(answer, addr)

    def _push_periodically(self) -> None:
        self.push()
        self._machine.timers.after(self._period, self._push_periodically)

    def _message(
        self, code: int, request: Request, message_id: int | None = None
    ) -> CoiotMessage:
        values = self._values()
        if values != self._last:
            self._last = values
            self.serial = (self.serial + 1) & 0xFFFF
        self._message_id = (self._message_id + 1) & 0xFFFF
        mac, model = self._machine.mac, self._machine.model
        if self._faults.active(Fault.OTHER_MAC):
            mac = OTHER_MAC
        return CoiotMessage(
            code=code,
            message_id=self._message_id if message_id is None else message_id,
            request=request,
            device=f"{model.type}#{model.short_mac(mac)}#2",
            validity_seconds=self._validity(),
            serial=self.serial,
            payload=values if request is Request.STATUS else self._description(),
        )

    def _validity(self) -> float:
        """Return how long the state holds. Modelled: 2.5 periods, or one sleep."""
        if not self._machine.model.sleeping:
            return self._period * 2.5
        period = self._machine.section("sleep_mode")["period"]
        assert isinstance(period, int)
        return period * _HOUR

    def _destination(self) -> tuple[str, int]:
        if self._peer in {"", "mcast"}:
            return GROUP, PORT
        host, _, port = self._peer.partition(":")
        return host, int(port or PORT)
