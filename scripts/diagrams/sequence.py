"""Who does what in a set-up, in which order: written down while the engine does one.

Engine, journal and plan are the real ones. Only the appliance is not there.
"""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, override

from custom_components.freehold.families.miele.provisioning import (
    HomeNetworkCommissioning,
)
from custom_components.freehold.provisioning.credential import Credential
from custom_components.freehold.provisioning.engine import Engine
from custom_components.freehold.provisioning.journal import Kind, read_journal
from custom_components.freehold.provisioning.link import (
    HomeNetworkLease,
    HomeNetworkLink,
    Lease,
)
from custom_components.freehold.provisioning.registry import Registry
from custom_components.freehold.provisioning.strategy import (
    Actor,
    Check,
    Context,
    Evidence,
    Identified,
    Proof,
    Purpose,
    Request,
    Reversal,
    Step,
)
from custom_components.freehold.provisioning.vault import Vault

_SERIAL: Final = "000100008022"
_PARTICIPANTS: Final = (
    ("P", "You (wizard, repair, action)"),
    ("E", "Engine"),
    ("J", "Journal, on the disk"),
    ("V", "Vault, on the disk"),
    ("L", "Link"),
    ("S", "Strategy of the family"),
    ("D", "Device"),
)

_REVERSALS: Final = {
    Reversal.NONE_NEEDED: "nothing to take back",
    Reversal.COMPENSATE: "can be taken back",
    Reversal.IRREVERSIBLE: "cannot be taken back",
}


class Trace:
    """What happened, in its order. A line of the journal counts once it is on the disk."""

    def __init__(self, folder: Path) -> None:
        """Begin with nothing."""
        self._folder = folder
        self._seen = 0
        self.lines: list[str] = []

    async def tell(self, *messages: str) -> None:
        """Write down what is being done, after what the journal says was done before."""
        await self.catch_up()
        self.lines += messages

    async def catch_up(self) -> None:
        """Write down what the journal holds by now."""
        for path in self._folder.glob("*.jsonl"):
            lines = (await read_journal(path)).lines
            for line in lines[self._seen :]:
                what = line.evidence["state"] if line.kind is Kind.STATE else line.step
                self.lines.append(f"E->>J: {line.kind} {what or ''}".rstrip())
            self._seen = len(lines)


class TracedVault(Vault):
    """Tells when a credential is made durable."""

    def __init__(self, path: Path, trace: Trace) -> None:
        """Name the file."""
        super().__init__(path)
        self._trace = trace

    @override
    async def store(self, credential: Credential) -> None:
        await self._trace.tell("E->>V: key, synced to the disk")
        await super().store(credential)


class TracedLink(HomeNetworkLink):
    """Tells when it is held and when it is left."""

    def __init__(self, trace: Trace) -> None:
        """Tell the trace."""
        self._trace = trace

    @asynccontextmanager
    @override
    async def hold(self, host: str) -> AsyncGenerator[Lease]:
        await self._trace.tell(f"E->>L: hold ({self.kind})")
        yield HomeNetworkLease()
        await self._trace.tell("E->>L: leave")


class TracedStrategy(HomeNetworkCommissioning):
    """Plans as it does, and finds an appliance that says yes to everything."""

    def __init__(self, trace: Trace) -> None:
        """Tell the trace."""
        self._trace = trace

    @override
    async def precheck(self, context: Context) -> list[Check]:
        await self._trace.tell("E->>S: precheck")
        return await super().precheck(context)

    @override
    async def identify(self, context: Context) -> Identified:
        await self._trace.tell("E->>S: identify", "S->>D: reads only")
        return Identified(serial=_SERIAL, details={"owner": "nobody"})

    @override
    async def execute(self, context: Context, step: Step) -> Evidence:
        await self._trace.tell(
            f"E->>S: execute {step.id}", f"S->>D: one write, {_why(step)}"
        )
        return {}

    @override
    async def confirm(self, context: Context) -> list[Proof]:
        await self._trace.tell("E->>S: confirm", "S->>D: reads, signed with the key")
        taken = context.clock()
        return [
            Proof(kind="signed_read", serial=_SERIAL, authenticated=True, taken=taken)
        ]


async def draw_sequence() -> str:
    """Set up an appliance that is not there, and draw what was done."""
    with TemporaryDirectory() as name:
        trace = await _trace_job(Path(name))
    return "\n".join(
        [
            "sequenceDiagram",
            *(f"    participant {key} as {title}" for key, title in _PARTICIPANTS),
            "    P->>E: start",
            *(f"    {line}" for line in trace.lines),
            "    E-->>P: done",
            "",
        ]
    )


async def _trace_job(folder: Path) -> Trace:
    trace = Trace(folder)
    vault = TracedVault(folder / "vault", trace)
    await vault.load()

    def spawn(job: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        return asyncio.create_task(job, name=name)

    registry = Registry([TracedStrategy(trace)], [TracedLink(trace)])
    engine = Engine(folder, vault, registry, spawn, new_id=lambda: "job")
    await engine.recover()
    request = Request(
        family=HomeNetworkCommissioning.family,
        purpose=Purpose.COMMISSION,
        host="192.0.2.22",
        port=80,
        serial=_SERIAL,
    )
    job = await engine.start(request, Actor(source="wizard"))
    assert job.task
    await job.task
    await trace.catch_up()
    return trace


def _why(step: Step) -> str:
    return _REVERSALS[step.reversal] + (", may fail" if step.optional else "")
