"""Making an appliance ours: commissioning it on the home network, and again after a reset."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from ...connection.address import Address
from ...connection.connection import DeviceConnection
from ...connection.errors import (
    AuthenticationError,
    CommandRefusedError,
    ConnectionLostError,
    DeviceError,
    UnsupportedError,
)
from ...provisioning.credential import Credential
from ...provisioning.link import HOME_NETWORK
from ...provisioning.strategy import (
    Check,
    Context,
    Effect,
    Evidence,
    Identified,
    JobFailure,
    Proof,
    Purpose,
    Recovery,
    Request,
    Reversal,
    Step,
    Suitability,
    check_credential,
)
from .credential import group_credentials, new_credential
from .discovery import HTTP_PORT, IDENTIFY_POLICY, announced_kind
from .identity import FAMILY
from .protocol.client import MieleClient
from .protocol.credentials import GroupCredentials
from .protocol.signing import SignatureError

_COMMISSION: Final = "commission"
_FINISH: Final = "finish"

_OWNER: Final = "owner"
_TLS: Final = "tls"
_TLS_PORT: Final = 443
_NOBODY: Final = "nobody"
_US: Final = "us"
_ALREADY_KEYED: Final = "device_already_keyed"
_DRYER_KEYED: Final = "provisioning_miele_dryer_device_already_keyed"
_REFUSED: Final = (AuthenticationError, SignatureError)
_FAMILY_WORDS: Final = frozenset(
    {"owned_by_other", _ALREADY_KEYED, "window_closed", "needs_cloud_tan"}
)


class HomeNetworkCommissioning:
    """Hands the household's key to an appliance that is on the network and nobody's.

    It takes any key, once, and then refuses every other until it is reset at its panel
    (docs/protocols/miele.md, Commissioning): the key is durable before it is sent, it is
    sent once, and whether a lost answer took effect is looked at from outside.
    """

    id = "miele_home_network"
    version = 1
    family = FAMILY
    requires = frozenset({HOME_NETWORK})

    def match(self, request: Request) -> Suitability | None:
        """Serve both purposes: they differ in who chooses the key."""
        if request.purpose not in (Purpose.COMMISSION, Purpose.RECOVER):
            return None
        return Suitability(100, "an appliance on the home network")

    async def precheck(self, context: Context) -> list[Check]:
        """A wanted key must be there, and be one."""
        return check_credential(context)

    async def identify(self, context: Context) -> Identified:
        """Ask without a key, as only an appliance that nobody owns answers; then with ours.

        Some modules take a key over TLS only.
        """
        try:
            return await self._identify(context, tls=False)
        except ConnectionLostError:
            return await self._identify(context, tls=True)

    async def _identify(self, context: Context, *, tls: bool) -> Identified:
        async with _client(context, None, tls=tls) as client:
            try:
                appliances = await client.devices_unsigned()
            except AuthenticationError:
                return await self._identify_ours(context)
            except UnsupportedError as err:
                raise JobFailure("unsupported_device") from err
        return _identified(context, appliances, _NOBODY, tls=tls)

    async def _identify_ours(self, context: Context) -> Identified:
        wanted = context.credential_id
        for credential in context.keys.of_family(FAMILY):
            if wanted is not None and credential.id != wanted:
                continue
            async with _client(context, credential) as client:
                try:
                    return _identified(context, await client.devices(), _US)
                except _REFUSED:
                    continue
        # One that took our key just now starts its server anew, and may refuse for a moment.
        raise JobFailure("owned_by_other", retryable=context.identity is not None)

    def plan(self, identity: Identified, request: Request) -> tuple[Step, ...]:
        """Hand over the key, then tell the panel that the app is done; nothing if it is ours."""
        if identity.details[_OWNER] == _US:
            return ()
        return (
            Step(
                id=_COMMISSION,
                reversal=Reversal.IRREVERSIBLE,
                hands_over_secret=True,
            ),
            Step(
                id=_FINISH,
                reversal=Reversal.NONE_NEEDED,
                idempotent=True,
                optional=True,
            ),
        )

    def credential(self, context: Context) -> Credential:
        """Take the key of the household, or make its first."""
        held = context.keys.of_family(FAMILY)
        return held[0] if held else new_credential()

    async def execute(self, context: Context, step: Step) -> Evidence:
        """Send one of the two requests."""
        credential = _credential(context)
        groups = group_credentials(credential)
        async with _client(context, credential, tls=_tls(context)) as client:
            if step.id == _FINISH:
                await client.confirm_commissioning(groups)
            else:
                await _commission(client, groups)
        return {"group": groups.group_id}

    async def probe(self, context: Context, step: Step) -> Effect:
        """See whether the appliance answers to our key, or still to everybody."""
        serial = context.identity.serial if context.identity else None
        # Without a key in the vault, none was handed over: the order is vault, then device.
        async with _client(context, context.credential, tls=_tls(context)) as client:
            try:
                if serial in await client.devices():
                    return Effect.APPLIED
            except _REFUSED:
                pass
            try:
                free = serial in await client.devices_unsigned()
            except DeviceError:
                return Effect.UNKNOWN
        return Effect.NOT_APPLIED if free else Effect.UNKNOWN

    async def confirm(self, context: Context) -> list[Proof]:
        """Have it sign an answer with the key."""
        taken = context.clock()
        credential = context.credential or await self._opening(context)
        async with _client(context, credential) as client:
            try:
                appliances = await client.devices()
            except _REFUSED as err:
                # Its server starts anew after it was commissioned.
                raise JobFailure("confirm_auth_failed", retryable=True) from err
        return [
            Proof(kind="signed_read", serial=serial, authenticated=True, taken=taken)
            for serial in appliances
        ]

    async def _opening(self, context: Context) -> Credential:
        """Return the key that opens an appliance that was ours before the job."""
        for credential in context.keys.of_family(FAMILY):
            async with _client(context, credential) as client:
                try:
                    await client.devices()
                except _REFUSED:
                    continue
            return credential
        raise JobFailure("confirm_auth_failed", retryable=True)

    async def compensate(self, context: Context, step: Step) -> Evidence:
        """Nothing can be taken back from here."""
        raise JobFailure("undo_failed")

    def explain(self, code: str, identity: Identified | None) -> Recovery | None:
        """Say where at the panel, and for dryers in which app."""
        if code not in _FAMILY_WORDS:
            return None
        kind = announced_kind(identity.details) if identity else None
        if code == _ALREADY_KEYED and kind is not None and kind.is_dryer:
            return Recovery(key=_DRYER_KEYED)
        return Recovery(key=f"provisioning_{FAMILY}_{code}")


@asynccontextmanager
async def _client(
    context: Context, credential: Credential | None, *, tls: bool = False
) -> AsyncGenerator[MieleClient]:
    """Talk to the appliance of a job, with a key or without."""
    port = context.request.port
    address = Address(
        context.request.host, _TLS_PORT if tls and port == HTTP_PORT else port
    )
    connection = DeviceConnection(IDENTIFY_POLICY, name=str(address))
    async with context.open_session(IDENTIFY_POLICY) as session:
        groups = group_credentials(credential) if credential else None
        yield MieleClient(session, address, connection, groups, tls=tls)


async def _commission(client: MieleClient, groups: GroupCredentials) -> None:
    try:
        await client.commission(groups)
    except CommandRefusedError as err:
        raise JobFailure(_ALREADY_KEYED) from err
    except UnsupportedError as err:
        raise JobFailure("window_closed") from err


def _credential(context: Context) -> Credential:
    if (credential := context.credential) is None:
        raise JobFailure("credential_missing")
    return credential


def _tls(context: Context) -> bool:
    return context.identity is not None and _TLS in context.identity.details


def _identified(
    context: Context,
    appliances: Mapping[str, object],
    owner: str,
    *,
    tls: bool = False,
) -> Identified:
    if len(appliances) != 1:
        raise JobFailure("unsupported_device")
    (serial,) = appliances
    details = {**context.request.details, _OWNER: owner}
    if tls:
        details[_TLS] = "only"
    return Identified(serial=serial, details=details)
