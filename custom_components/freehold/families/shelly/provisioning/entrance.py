"""Getting into a device: who it is first, then the passwords that it may hold."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from aiohttp import ClientSession

from ....connection.address import Address
from ....connection.connection import DeviceConnection
from ....connection.errors import ConnectionLostError, ReconnectionError
from ....provisioning.credential import Credential
from ....provisioning.securing import OPENED_BY, SLEEPS
from ....provisioning.strategy import Context, JobFailure
from ..credential import password_of
from ..discovery import GUESSES, endpoint_of
from ..gen1.client import open_gen1
from ..identity import FAMILY
from ..policy import IDENTIFY_POLICY
from ..protocol.endpoint import Endpoint
from ..protocol.exchange import read_info
from ..protocol.info import DeviceInfo, NotShellyError
from ..rpc.client import open_rpc
from .access import Access
from .gen1 import Gen1Access
from .rpc import RpcAccess

_SILENT: Final = (ConnectionLostError, ReconnectionError)


@dataclass(frozen=True, slots=True)
class Visit:
    """A device that told who it is, and was let in by or not yet."""

    context: Context
    info: DeviceInfo
    endpoint: Endpoint
    session: ClientSession
    connection: DeviceConnection

    async def enter(
        self, candidates: list[Credential]
    ) -> tuple[Access, Credential | None]:
        """Try passwords, at most two, and none twice in a run of a job.

        Returns what opened the device, None if it is open to everybody. Raises JobFailure.
        """
        if not self.info.auth_required:
            return self._access(None), None
        for credential in candidates[:GUESSES]:
            if credential.id in self.context.refused:
                continue
            access = self._access(credential)
            if await access.accepts():
                return access, credential
            self.context.refused.add(credential.id)
        raise JobFailure("not_authenticated")

    def _access(self, credential: Credential | None) -> Access:
        password, mac = password_of(credential), self.info.mac
        if self.info.generation > 1:
            return RpcAccess(
                open_rpc(
                    self.session, self.endpoint, self.connection, password, mac=mac
                )
            )
        address = self.endpoint.address
        return Gen1Access(
            open_gen1(self.session, address, self.connection, password, mac=mac)
        )


@asynccontextmanager
async def visit(context: Context) -> AsyncGenerator[Visit]:
    """Ask who is there, and send nothing else to anybody but the one that is meant.

    One that sleeps is waited for. Raises JobFailure and `DeviceError`.
    """
    address = Address(context.request.host, context.request.port)
    connection = DeviceConnection(IDENTIFY_POLICY, name=str(address))
    try:
        async with context.open_session(IDENTIFY_POLICY) as session:
            info, endpoint = await connection.read(
                lambda: read_info(session, endpoint_of(address))
            )
            expected = expected_mac(context)
            if expected not in (None, info.mac):
                raise JobFailure("wrong_device", placeholders={"serial": info.mac})
            yield Visit(context, info, endpoint, session, connection)
    except NotShellyError as err:
        raise JobFailure("unsupported_device") from err
    except _SILENT as err:
        if context.request.details.get(SLEEPS):
            raise JobFailure("device_asleep") from err
        raise


def expected_mac(context: Context) -> str | None:
    """Return whom the job is about; None: a person has still to say."""
    if context.identity is not None:
        return context.identity.serial
    return context.request.serial or context.answers.get("confirm_identity")


def candidates(context: Context) -> list[Credential]:
    """Return what may open the device: what did so far, and what is to do so."""
    named = (former_id(context), context.credential_id)
    if not any(named):
        return list(context.keys.of_family(FAMILY)[-GUESSES:])
    return list(_held(context, dict.fromkeys(named)))


def former_id(context: Context) -> str | None:
    """Return the id of what opened the device before the job, as far as is known."""
    if context.identity is not None:
        return context.identity.details[OPENED_BY] or None
    return context.request.opened_by


def _held(context: Context, ids: dict[str | None, None]) -> Iterator[Credential]:
    for credential_id in ids:
        if credential_id and (credential := context.keys.get(credential_id)):
            yield credential
