"""All that outlives a crash: devices, the disk, time. And a family that sets devices up."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
from typing import Any, override
from unittest.mock import patch

from custom_components.freehold.connection.errors import AuthenticationError
from custom_components.freehold.provisioning import (
    journal as journal_module,
    vault as vault_module,
)
from custom_components.freehold.provisioning.credential import Credential
from custom_components.freehold.provisioning.engine import Engine
from custom_components.freehold.provisioning.link import (
    HOME_NETWORK,
    HomeNetworkLease,
    Lease,
    Link,
)
from custom_components.freehold.provisioning.policy import JobPolicy
from custom_components.freehold.provisioning.registry import Registry
from custom_components.freehold.provisioning.strategy import (
    Actor,
    Check,
    Context,
    Effect,
    Evidence,
    Identified,
    JobFailure,
    Proof,
    Recovery,
    Request,
    Reversal,
    Step,
    Strategy,
    Suitability,
)
from custom_components.freehold.provisioning.vault import Vault

from .device import Device

ACTOR = Actor(source="test", user_id="somebody")
START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PLAN = (
    Step(id="mark", reversal=Reversal.COMPENSATE),
    Step(id="key", reversal=Reversal.IRREVERSIBLE, hands_over_secret=True),
    Step(id="finish", reversal=Reversal.NONE_NEEDED, idempotent=True, optional=True),
)


class Crash(BaseException):
    """Home Assistant was killed."""


@dataclass
class Power:
    """What one process runs on. After it is gone, the process does nothing any more."""

    crash_after: int | None = None
    """So many points from now."""
    alive: bool = True
    points: int = 0

    def point(self) -> None:
        """Be at a point where a crash makes a difference."""
        if self.alive:
            self.points += 1
            if self.crash_after is not None:
                self.crash_after -= 1
                self.alive = self.crash_after >= 0
        if not self.alive:
            raise Crash


@dataclass
class World:
    """The devices by host, the disk and the clocks."""

    folder: Path
    devices: dict[str, Device]
    time: float = 0.0
    wall: datetime = START
    power: Power = field(default_factory=Power)
    disk_full: bool = False
    keys_made: int = 0
    jobs_made: int = 0
    leases: int = 0
    in_doubt: set[tuple[str, str]] = field(default_factory=set)
    """Steps that were sent and not looked at since, by serial."""
    violations: list[str] = field(default_factory=list)
    task_names: list[str] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    sleep: Callable[[float], Coroutine[Any, Any, None]] | None = None
    checks: list[Check] = field(default_factory=list)

    @property
    def journals(self) -> Path:
        """The folder of journals."""
        return self.folder / "jobs"

    @property
    def vault_path(self) -> Path:
        """The vault's file."""
        return self.folder / "vault"

    def now(self) -> datetime:
        """Return what the clock on the wall shows."""
        return self.wall

    def clock(self) -> float:
        """Return the seconds since some moment."""
        return self.time

    async def sleep_at_once(self, seconds: float) -> None:
        """Let time pass without waiting for it."""
        self.pass_time(seconds)
        await asyncio.sleep(0)

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self.time += seconds
        self.wall += timedelta(seconds=seconds)

    async def boot(
        self,
        *,
        restored: bool = False,
        policy: JobPolicy | None = None,
        engine_type: type[Engine] = Engine,
        vault_type: type[Vault] = Vault,
        version: int = 1,
    ) -> Engine:
        """Start a process on what the disk holds."""
        self.power = Power()
        vault = vault_type(self.vault_path)
        await vault.load()
        engine = engine_type(
            self.journals,
            vault,
            Registry([Commissioning(self, self.power, version)], [CountingLink(self)]),
            self.spawn,
            policy=policy,
            clock=self.clock,
            now=self.now,
            sleep=self.sleep or self.sleep_at_once,
            random=lambda: 0.5,
            new_id=self.new_id,
        )
        await engine.recover(restored=restored)
        return engine

    def spawn(self, job: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Make a task as Home Assistant does."""
        self.task_names.append(name)
        task = asyncio.get_running_loop().create_task(job, name=name)
        self.tasks.append(task)
        return task

    def new_id(self) -> str:
        """Return the next job's id."""
        self.jobs_made += 1
        return f"job-{self.jobs_made}"

    def request(self, host: str = "one", **changes: Any) -> Request:
        """Ask to commission the device that belongs at a host."""
        fields = {"family": "fake", "purpose": "commission", "port": 80}
        return Request(**{**fields, "host": host, "serial": host, **changes})

    def secrets_on_disk(self) -> set[str]:
        """Return all keys that the vault's file holds, retired ones too."""
        if not self.vault_path.exists():
            return set()
        records = json.loads(self.vault_path.read_text())["credentials"].values()
        return {
            kept["secrets"]["key"]
            for record in records
            for kept in (record, *record["retired"])
        }

    def lines(self, job_id: str) -> list[dict[str, Any]]:
        """Return the whole lines of a journal."""
        raw = (self.journals / f"{job_id}.jsonl").read_bytes()
        return [json.loads(line) for line in raw[: raw.rfind(b"\n") + 1].splitlines()]

    def open_intents(self) -> set[str]:
        """Return the steps that a journal on the disk says may be under way."""
        steps: set[str] = set()
        for path in self.journals.glob("*.jsonl"):
            mine: set[str] = set()
            for line in self.lines(path.stem):
                if line["kind"] == "intent":
                    mine.add(line["step"])
                elif line["kind"] in ("done", "undo"):
                    mine.discard(line["step"])
            steps |= mine
        return steps

    def watch_write(self, device: Device, step: str, secret: str | None) -> None:
        """Check the rules at the moment at which something reaches a device."""
        if step == "unmark":
            return
        if step not in self.open_intents():
            self.violations.append(f"{step} without a durable intent")
        if secret is not None and secret not in self.secrets_on_disk():
            self.violations.append("a secret reaches a device before the vault")
        if (device.serial, step) in self.in_doubt:
            self.violations.append(f"{step} is repeated blindly")
        if step != "finish":
            self.in_doubt.add((device.serial, step))

    @contextmanager
    def disk(self) -> Iterator[None]:
        """Let this world's crashes and full disk reach what the engine writes."""
        append, write = journal_module._append_durably, vault_module._write  # noqa: SLF001

        def crashing_append(path: Path, size: int, raw: bytes) -> None:
            self.power.point()
            if self.disk_full:
                raise OSError(28, "No space left on device")
            append(path, size, raw)
            try:
                self.power.point()
            except Crash:
                if self.power.points % 2:
                    with path.open("r+b") as file:
                        file.truncate(size + len(raw) // 2)
                raise

        def crashing_write(path: Path, records: dict[str, dict[str, Any]]) -> None:
            self.power.point()
            if self.disk_full:
                raise vault_module.VaultError("No space left on device")
            write(path, records)
            self.power.point()

        with (
            patch.object(journal_module, "_append_durably", crashing_append),
            patch.object(vault_module, "_write", crashing_write),
        ):
            yield


class CountingLink(Link):
    """A link that knows who holds it."""

    def __init__(self, world: World) -> None:
        """Count in this world."""
        self._world = world

    @property
    @override
    def kind(self) -> str:
        return HOME_NETWORK

    @asynccontextmanager
    @override
    async def hold(self, host: str) -> AsyncIterator[Lease]:
        self._world.leases += 1
        try:
            yield HomeNetworkLease()
        finally:
            self._world.leases -= 1


class Commissioning(Strategy):
    """Marks a device, gives it the household key, and finishes."""

    def __init__(self, world: World, power: Power, version: int = 1) -> None:
        """Talk to the devices of a world for as long as there is power."""
        self._world = world
        self._power = power
        self._version = version

    id = "fake_commissioning"
    family = "fake"
    requires = frozenset({HOME_NETWORK})

    @property
    @override
    def version(self) -> int:
        return self._version

    @override
    def match(self, request: Request) -> Suitability | None:
        return Suitability(50, "commissions")

    @override
    async def precheck(self, context: Context) -> list[Check]:
        self._world.in_doubt.discard((context.request.host, "mark"))
        self._world.in_doubt.discard((context.request.host, "key"))
        return self._world.checks

    @override
    async def identify(self, context: Context) -> Identified:
        device = self._device(context)
        owner = device.owner()
        ours = owner is not None and owner in self._ours(context)
        if owner is not None and not ours:
            raise JobFailure("owned_by_other", placeholders={"serial": device.serial})
        return Identified(
            serial=device.serial, details={"owner": "us" if ours else "nobody"}
        )

    @override
    def plan(self, identity: Identified, request: Request) -> tuple[Step, ...]:
        return () if identity.details["owner"] == "us" else PLAN

    @override
    def credential(self, context: Context) -> Credential:
        if known := context.keys.of_family("fake"):
            return known[0]
        return self.fresh()

    def fresh(self) -> Credential:
        """Make the key of a new household."""
        self._world.keys_made += 1
        number = self._world.keys_made
        return Credential(
            id=f"fake:{number}",
            family="fake",
            name="home",
            secrets={"key": f"very secret key {number}"},
        )

    @override
    async def execute(self, context: Context, step: Step) -> Evidence:
        self._power.point()
        credential = context.credential
        secret = credential.secrets["key"] if credential else None
        device = self._device(context)
        await device.write(step.id, secret if step.hands_over_secret else None)
        self._power.point()
        return {"answer": 200}

    @override
    async def probe(self, context: Context, step: Step) -> Effect:
        device = self._device(context)
        if context.identity is None or device.serial != context.identity.serial:
            return Effect.UNKNOWN
        credential = context.credential
        seen = device.looks_like(
            step.id, credential.secrets["key"] if credential else None
        )
        self._world.in_doubt.discard((device.serial, step.id))
        return Effect.APPLIED if seen else Effect.NOT_APPLIED

    @override
    async def confirm(self, context: Context) -> list[Proof]:
        taken = context.clock()
        device = self._device(context)
        for key in self._ours(context):
            try:
                device.proof(key)
            except AuthenticationError:
                continue
            return [
                Proof(
                    kind="signed_read",
                    serial=device.serial,
                    authenticated=True,
                    taken=taken,
                )
            ]
        raise JobFailure("confirm_auth_failed")

    @override
    async def compensate(self, context: Context, step: Step) -> Evidence:
        self._power.point()
        self._device(context).unmark()
        self._power.point()
        return {}

    @override
    def explain(self, code: str, identity: Identified | None) -> Recovery | None:
        if code == "device_already_keyed":
            return Recovery(key="fake_menu")
        return None

    def _device(self, context: Context) -> Device:
        if not self._power.alive:
            raise Crash
        return self._world.devices[context.request.host]

    def _ours(self, context: Context) -> list[str]:
        return [known.secrets["key"] for known in context.keys.of_family("fake")]


def world_of(folder: Path, *hosts: str) -> World:
    """Make a world with devices, each with its host as serial number."""
    world = World(folder, {})
    for host in hosts:
        add_device(world, host)
    return world


def add_device(world: World, host: str, serial: str | None = None) -> Device:
    """Put a device at a host."""
    device = Device(serial or host)
    device.on_write = lambda step, secret: world.watch_write(device, step, secret)
    world.devices[host] = device
    return device
