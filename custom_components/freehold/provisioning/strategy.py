"""What a family tells the engine about making a device ours, and what it is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from aiohttp import ClientSession

from ..connection.policy import ConnectionPolicy
from .credential import Credential
from .failures import FAILURES, Failure
from .link import Lease

type Placeholders = Mapping[str, str]
type Evidence = Mapping[str, str | int | float | bool | None]
"""What may be written down about an effect: never a secret."""


class Reversal(StrEnum):
    """How an effect is taken back."""

    NONE_NEEDED = "none_needed"
    COMPENSATE = "compensate"
    IRREVERSIBLE = "irreversible"


class Effect(StrEnum):
    """What a look at the device says about a step."""

    APPLIED = "applied"
    NOT_APPLIED = "not_applied"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    """How much a check weighs."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class JobFailure(Exception):
    """A job, or a step of it, cannot go on. The text holds the code only."""

    def __init__(
        self,
        code: str,
        *,
        retryable: bool | None = None,
        placeholders: Placeholders | None = None,
    ) -> None:
        """Name the code, one of FAILURES; `retryable` overrides what the table says."""
        super().__init__(code)
        self.code = code
        self.placeholders: Placeholders = placeholders or {}
        self.failure: Failure = FAILURES[code]
        self.retryable = self.failure.retries > 0 if retryable is None else retryable

    @property
    def may_pass(self) -> bool:
        """Time or a person can remove the cause."""
        return self.retryable or self.failure.asks_user


class Purpose(StrEnum):
    """Why a job runs."""

    COMMISSION = "commission"
    """A device that nobody owns becomes ours."""
    RECOVER = "recover"
    """A device of ours that forgot it gets back what it had."""
    SECURE = "secure"
    """A device of ours is closed to everybody else (`securing.py` has its words)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is wanted, for which device. It holds no secret: it is journaled."""

    family: str
    purpose: str
    """A `Purpose`, or what only one family's strategies know."""
    host: str
    port: int
    serial: str | None = None
    """Whom a person picked; None if nobody could know yet, and then a person is asked."""
    mac: str | None = None
    credential_id: str | None = None
    """The credential it must be; None lets the strategy choose or make one."""
    opened_by: str | None = None
    """The credential that opens it until then, as far as is known."""
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """All by which two requests may mean the same device."""
        # One host may lead to several devices, each at a port of its own.
        names = {f"{self.family} address {self.host}:{self.port}"}
        if self.serial:
            names.add(serial_name(self.family, self.serial))
        if self.mac:
            names.add(f"{self.family} mac {self.mac}")
        return frozenset(names)


def serial_name(family: str, serial: str) -> str:
    """Return the name by which two jobs mean the device with a serial number."""
    return f"{family} serial {serial}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """On whose behalf a job runs."""

    source: str
    """Wizard, repair, action: what the person used."""
    user_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """Who answered, without secrets: it is journaled."""

    serial: str
    details: Mapping[str, str] = field(default_factory=dict)
    """What a plan or a text needs: owner, model, name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a check before the first contact found."""

    severity: Severity
    code: str
    placeholders: Placeholders = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One write to the device, declared before it happens."""

    id: str
    reversal: Reversal
    idempotent: bool = False
    """Sending it twice does no harm."""
    optional: bool = False
    """Its failure is a warning. Such a step is idempotent and needs no reversal."""
    hands_over_secret: bool = False
    """After it the device holds the credential."""
    timeout: float | None = None
    """Seconds; None: the policy's."""
    retries: int | None = None
    """None: what the table says about the failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Evidence that a device is ours."""

    kind: str
    serial: str
    authenticated: bool
    taken: float
    """By the context's clock, when the reading began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What a user can do, in the words of a family."""

    key: str
    placeholders: Placeholders = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suitability:
    """How well a strategy suits a request."""

    score: int
    """0 to 100."""
    reason: str


class Keys(Protocol):
    """What a strategy may do with the vault: look."""

    def get(self, credential_id: str) -> Credential | None:
        """Return one credential."""

    def of_family(self, family: str) -> tuple[Credential, ...]:
        """Return all credentials of a family, oldest first."""


@dataclass(slots=True, kw_only=True)
class Context:
    """What a strategy works with during one job."""

    request: Request
    keys: Keys
    clock: Callable[[], float]
    waiting_for: Callable[[str, Placeholders], None]
    """Tell who watches what is being waited for."""
    lease: Lease | None = None
    identity: Identified | None = None
    credential_id: str | None = None
    """The credential that the device holds or will hold, once that is decided."""
    answers: dict[str, str] = field(default_factory=dict, repr=False)
    """What a person answered, by the code of the failure that asked."""
    refused: set[str] = field(default_factory=set)
    """Ids of credentials that a device refused in this run, and that it is spared since."""

    @property
    def credential(self) -> Credential | None:
        """Return the credential of this job."""
        return self.keys.get(self.credential_id) if self.credential_id else None

    def open_session(self, policy: ConnectionPolicy) -> ClientSession:
        """Open a session on the way to the device. Who opens it closes it."""
        if self.lease is None:
            raise JobFailure("link_unavailable")
        return self.lease.open_session(policy)


def check_credential(context: Context) -> list[Check]:
    """Block a job whose request names a credential that is not held."""
    wanted = context.request.credential_id
    if wanted is not None and context.keys.get(wanted) is None:
        return [Check(severity=Severity.BLOCK, code="credential_missing")]
    return []


class Strategy(Protocol):
    """How a device of one family becomes ours. Methods raise JobFailure or DeviceError only."""

    @property
    def id(self) -> str:
        """Stable: journals name it."""

    @property
    def version(self) -> int:
        """Grows when a journaled plan would mean something else."""

    @property
    def family(self) -> str:
        """The family it serves."""

    @property
    def requires(self) -> frozenset[str]:
        """The kinds of link of which any one suffices."""

    def match(self, request: Request) -> Suitability | None:
        """Say how well it suits. Pure."""

    async def precheck(self, context: Context) -> list[Check]:
        """Look for reasons not to begin, without contact to the device."""

    async def identify(self, context: Context) -> Identified:
        """Ask who is there, by reading only. A failure may ask the user, and is then called again."""

    def plan(self, identity: Identified, request: Request) -> tuple[Step, ...]:
        """Say what will be written, in which order. Pure."""

    def credential(self, context: Context) -> Credential:
        """Choose or make the credential to hand over; the engine keeps it."""

    async def execute(self, context: Context, step: Step) -> Evidence:
        """Write once. A `warning` in the evidence is a code that the person should know."""

    async def probe(self, context: Context, step: Step) -> Effect:
        """Look whether a step took effect, on the device with the serial of `context.identity`.

        Anything but certainty is UNKNOWN.
        """

    async def confirm(self, context: Context) -> list[Proof]:
        """Read from the device as its owner, over the home network."""

    async def compensate(self, context: Context, step: Step) -> Evidence:
        """Take a step back, whether or not it took effect; may be repeated."""

    def explain(self, code: str, identity: Identified | None) -> Recovery | None:
        """Say what a user of this device can do; None: what holds for all."""
