"""Where a device answers, and how: plain or over TLS."""

from dataclasses import dataclass
from typing import Final

from yarl import URL

from ....connection.address import Address
from ....connection.errors import ProtocolError, WrongDeviceError

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address, and whether TLS is spoken there."""

    address: Address
    tls: bool = False

    def url(self, path: str) -> URL:
        """Return the URL of a path, which is sent as it is."""
        return self._url("https" if self.tls else "http", path)

    def socket_url(self, path: str) -> URL:
        """Return the URL of a WebSocket."""
        return self._url("wss" if self.tls else "ws", path)

    def redirected(self, location: str) -> Endpoint:
        """Return where the same device wants to be asked over TLS.

        Enhanced security can be switched on at any time; plain HTTP then only points to HTTPS
        (docs/protocols/shelly.md, Enhanced security). Nothing else is followed: neither to
        another host nor back to plain text. Raises ProtocolError, WrongDeviceError.
        """
        try:
            target = URL(location)
            host, port = target.host, target.port
        except ValueError as err:
            raise ProtocolError("the device redirects to nowhere") from err
        if target.scheme != "https" or self.tls or port is None:
            raise ProtocolError("the device redirects, but not to HTTPS")
        if host is None or host.lower() != self.address.host.lower():
            raise WrongDeviceError("the device redirects to another host")
        return Endpoint(Address(self.address.host, port), tls=True)

    def _url(self, scheme: str, path: str) -> URL:
        host = self.address.host
        authority = f"[{host}]" if ":" in host else host
        return URL(f"{scheme}://{authority}:{self.address.port}{path}", encoded=True)
