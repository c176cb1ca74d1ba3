"""What a family offers to the rest of Freehold, and what passes between the two."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Protocol

from aiohttp import ClientSession

from ..connection.address import Address
from ..connection.connection import DeviceConnection
from ..connection.policy import ConnectionPolicy
from ..provisioning.credential import Credential, CredentialError
from ..provisioning.strategy import Strategy
from .descriptions import DeviceEvent, Entities

type JsonObject = dict[str, Any]


class Source(StrEnum):
    """Where a sighting comes from."""

    ZEROCONF = "zeroconf"
    DHCP = "dhcp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One piece of evidence that a device exists."""

    source: Source
    host: str
    port: int | None = None
    """None where the evidence does not tell."""
    name: str = ""
    """Service type and instance, or DHCP host name, as announced."""
    hostname: str = ""
    mac: str | None = None
    """Lower case, with colons."""
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a family reads out of a sighting, without asking the device."""

    title: str
    """What to call it on the discovery card."""
    address: Address
    serial: str | None = None
    """Its serial number, where it announces that."""
    mac: str | None = None
    owner: str | None = None
    """Public id of the household it says it belongs to; empty: nobody; None: it does not say."""
    details: Mapping[str, str] = field(default_factory=dict)
    """What a job on this device may want to know of its announcement."""
    refusal: str | None = None
    """Translation key of the reason why this device can never be added."""
    doubtful: bool = False
    """Others look the same: nobody is told of it before it says who it is."""


class Ownership(StrEnum):
    """Who a device belongs to, as far as it can be seen from here."""

    NOBODY = "nobody"
    US = "us"
    OTHER = "other"
    CLOUD = "cloud"
    """The vendor's cloud, and nobody on this network."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a device says it is."""

    family: str
    serial: str
    """Unique within the family and stable for the life of the device."""
    model: str
    name: str
    """What a person would call it: "Washing machine WCI960"."""
    manufacturer: str
    protocol: str = ""
    """Which of the family's protocols it speaks, where there are several."""
    mac: str | None = None
    """Lower case, with colons."""
    firmware: str | None = None
    hardware: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialField:
    """A field in which a person enters a part of a credential."""

    key: str
    secret: bool = False
    multiline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A device that told its owner who it is."""

    identity: Identity
    credential: Credential | None
    """The one of the offered credentials that opened it; None: it is open to everybody."""
    address: Address | None = None
    """Where it answered, if that is another port than it was asked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What asking a device brought to light."""

    ownership: Ownership
    opened: Opened | None = None
    """Set when, and only when, it is ours."""
    serial: str | None = None
    name: str | None = None
    """What it tells everybody, owner or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What hangs behind a device, or is one of several equal things in it."""

    name: str
    model: str | None = None
    """None: that of the device."""
    serial: str | None = None
    """Where it has one of its own."""
    firmware: str | None = None
    behind: str = ""
    """Key of the part that it hangs behind; empty: the device itself."""


class Listener(Protocol):
    """Who hears what a device tells by itself. Called from the event loop."""

    def pushed(self, changed: Collection[str] | None) -> None:
        """Its state, or what it has, is another now.

        `changed`: the sources of descriptions that can read something new; None: all of them.
        """

    def lost(self) -> None:
        """It tells nothing any more."""

    def happened(self, event: DeviceEvent) -> None:
        """Something happened that leaves no state behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a device's whereabouts tell of it."""

    now: Callable[[], datetime]
    """The time, in Home Assistant's zone."""
    is_day: Callable[[], bool]
    """Whether the sun is above the horizon there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchOption:
    """Something about a device that its owner switches on or off."""

    key: str
    default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondsOption:
    """A time that its owner may judge; None, the default: as Freehold thinks best."""

    key: str
    minimum: int
    maximum: int
    default: None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesOption:
    """Some of what there is behind a device; at first none of it."""

    key: str
    choices: Callable[[Any], Mapping[str, str]]
    """Return, of the device's state, what can be chosen, with names."""
    default: tuple[str, ...] = ()


type Option = SwitchOption | SecondsOption | ChoicesOption


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoptable:
    """A device that Home Assistant's own integration serves."""

    address: Address
    credential: Credential | None = None
    """What opens it, as that integration was told."""


class Device[StateT](Protocol):
    """One device, as a coordinator drives it. Commands are named methods of each family."""

    connection: DeviceConnection

    @property
    def identity(self) -> Identity:
        """Who it says it is."""

    @property
    def state(self) -> StateT | None:
        """The last accepted state, remembered or read; None before the first."""

    @property
    def entities(self) -> Entities[Any, StateT]:
        """What it may have: the same object until that changes."""

    @property
    def parts(self) -> Mapping[str, Part]:
        """What gets a place of its own in the device registry, by key."""

    @property
    def normal_silence(self) -> bool:
        """Whether it may be out of reach for hours and is healthy all the same."""

    keeps_books: bool
    """What it remembers has to be on the disk before it is shown: it counts what nobody else counts."""

    @property
    def complaints(self) -> Collection[str]:
        """What its owner should look after: translation keys of issues."""

    def start(self, listener: Listener) -> None:
        """Tell by itself from now on, if it can. Called once, before `close`."""

    @property
    def poll_interval(self) -> float:
        """Seconds until the next poll is due: shorter while something goes on."""

    async def poll(self) -> StateT:
        """Read the state. Raises nothing but `DeviceError`."""

    async def close(self) -> None:
        """Stop what is under way. Can be called twice."""

    def forget(self, part: str) -> bool:
        """Forget a part that its owner says is gone for good; tell whether it may be gone."""

    def remember(self) -> JsonObject:
        """Return what `Family.open` needs to show the device as it is now, without secrets."""

    def diagnose(self) -> JsonObject:
        """Return what a developer wants to see. The caller redacts it."""

    async def diagnose_deeply(self) -> JsonObject:
        """Like `diagnose`, and read whatever takes the device a while to tell."""


class Family[StateT](ABC):
    """A line of devices. What is abstract all have, the rest is for those that have it."""

    key: str
    title: str
    default_port: int
    core_domain: str | None = None
    """Home Assistant's own integration for the same devices. Its entries have their serial
    numbers as unique ids."""
    policy: ConnectionPolicy
    credential_fields: tuple[CredentialField, ...] = ()
    credentials_step: Literal["credentials", "password"] = "password"
    """Which step of the wizard asks for them: one for keys of a household, one for passwords."""
    options: tuple[Option, ...] = ()
    """What a user may judge."""
    private_keys: frozenset[str]
    """Keys of diagnostics whose values are nobody else's business."""
    entities: Entities[Any, StateT]
    """All that its devices may have, to be checked against translations and icons."""
    strategies: tuple[Strategy, ...] = ()
    """How its devices become ours."""

    @abstractmethod
    def recognise(self, sighting: Sighting) -> Match | None:
        """Tell whether a sighting is one of ours. Pure: asks nobody."""

    @abstractmethod
    async def identify(
        self,
        address: Address,
        session: ClientSession,
        credentials: Sequence[Credential],
        owner: str | None,
    ) -> Finding | None:
        """Ask who the device is, by reading only; None if it is not of this family.

        `owner` is what the sighting said, None after a manual address. Raises `DeviceError`.
        """

    def adoptable(self, data: Mapping[str, Any]) -> Adoptable | None:
        """Read an entry of `core_domain`; None if it cannot be adopted."""
        return None

    def core_changed(self, *, present: bool) -> None:
        """Make way for `core_domain` where only one of the two can listen, or take over.

        Who names such an integration has this.
        """
        raise NotImplementedError(self.key)

    def read_label(self, text: str) -> str | None:
        """Read the serial number of a device that is added while it is out of reach.

        None for a family whose devices can only be added when they answer. Raises ValueError
        if it is not a serial number.
        """
        return None

    def new_credential(self) -> Credential:
        """Make a credential for a household that has none.

        Raises `CredentialError` for devices that have nothing to log in with.
        """
        raise CredentialError("password", "no_credentials")

    def parse_credentials(self, values: Mapping[str, str]) -> tuple[Credential, ...]:
        """Make credentials of what a person entered, at least one. Raises `CredentialError`."""
        raise CredentialError("password", "no_credentials")

    @abstractmethod
    def open(
        self,
        serial: str,
        protocol: str,
        address: Address,
        session: ClientSession,
        credential: Credential | None,
        options: Mapping[str, Any],
        memory: JsonObject | None,
        surroundings: Surroundings,
    ) -> Device[StateT]:
        """Make the device, without talking to it.

        `memory` is empty, not None, for one that was added while it was out of reach.
        """
