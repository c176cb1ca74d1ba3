"""How a job gets onto the network of its device."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final, Protocol, override

from aiohttp import ClientSession

from ..connection.policy import ConnectionPolicy
from ..connection.session import open_session

HOME_NETWORK: Final = "home_network"


class Lease(Protocol):
    """A way to a device, for as long as it is held."""

    def open_session(self, policy: ConnectionPolicy) -> ClientSession:
        """Open a session whose traffic takes this way. Who opens it closes it."""


class Link(Protocol):
    """A kind of way. Leaving the context puts this host back as it was found, and never raises."""

    @property
    def kind(self) -> str:
        """What a strategy's `requires` names."""

    def hold(self, host: str) -> AbstractAsyncContextManager[Lease]:
        """Get on the way to a host. Raises JobFailure, and then has changed nothing."""


class HomeNetworkLease(Lease):
    """The network this host is already on."""

    @override
    def open_session(self, policy: ConnectionPolicy) -> ClientSession:
        """Open a session as any client does."""
        return open_session(policy)


class HomeNetworkLink(Link):
    """The network this host is already on: nothing to join, nothing to put back."""

    @property
    @override
    def kind(self) -> str:
        """Say which kind."""
        return HOME_NETWORK

    @asynccontextmanager
    @override
    async def hold(self, host: str) -> AsyncIterator[Lease]:
        """Be there already."""
        yield HomeNetworkLease()
