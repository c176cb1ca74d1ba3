"""Where a device answers: host and port, as a person may write them."""

from dataclasses import dataclass
import ipaddress
import re
from typing import override

_HOST_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?")


@dataclass(frozen=True, slots=True)
class Address:
    """A host name or address without brackets, and a port."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str, default_port: int) -> Address:
        """Read `host`, `host:port`, `[v6]:port`, a bare IPv6 address or an http URL.

        Raises ValueError for anything else.
        """
        host, port = _split(
            re.sub(r"^http://", "", text.strip(), flags=re.IGNORECASE).rstrip("/")
        )
        number = default_port if port is None else int(port)
        if not 0 < number < 65536:
            raise ValueError(f"port {number} is not between 1 and 65535")
        try:
            return cls(str(ipaddress.ip_address(host)), number)
        except ValueError:
            pass
        host = host.lower()
        if (
            len(host) > 253
            or not _HOST_NAME.fullmatch(host)
            or re.fullmatch(r"[\d.]+", host)
        ):
            raise ValueError("not a host name or address")
        return cls(host, number)

    @property
    def netloc(self) -> str:
        """As in a URL or a `Host` header: brackets around IPv6, the port unless it is 80."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == 80 else f"{host}:{self.port}"

    @override
    def __str__(self) -> str:
        """Return what a person would type."""
        return self.netloc


def _split(text: str) -> tuple[str, str | None]:
    """Split off a port, if there is one."""
    if match := re.fullmatch(r"\[([0-9a-fA-F:.%\w]+)\](?::(\d+))?", text):
        return match[1], match[2]
    if match := re.fullmatch(r"([^:]+):(\d{1,5})", text):
        return match[1], match[2]
    return text, None
