"""Where emulated Gen1 devices live.

Programs that we did not write know no other ports than 80 and 5683 for them, so every device
gets an address of its own.
"""

from collections.abc import Iterator
from itertools import count
import os
import socket

import pytest_socket

from tests.skipping import skip_loudly

LOOPBACK = "127.0.0.1"
HTTP, COIOT = 80, 5683
_NET = f"127.80.{os.getpid() % 256}"
"""One per process: other tests may run beside these."""


def new_addresses() -> Iterator[str]:
    """Return addresses to give to devices; skip the test where their ports cannot be bound."""
    pytest_socket.enable_socket()
    for kind, port in ((socket.SOCK_STREAM, HTTP), (socket.SOCK_DGRAM, COIOT)):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind((f"{_NET}.254", port))
            except OSError as err:
                skip_loudly(f"Gen1 needs port {port}, which cannot be bound: {err}")
    pytest_socket.socket_allow_hosts(
        [LOOPBACK, *(f"{_NET}.{number}" for number in range(1, 20))]
    )
    return (f"{_NET}.{number}" for number in count(1))


def free_port() -> int:
    """Return a UDP port that nobody uses, for who hears the devices."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
