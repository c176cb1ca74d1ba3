"""What is read more rarely than the state, each at its own pace."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from .dop2_reader import Dop2Reader
from .protocol.client import MieleClient
from .protocol.dop2.directory import ObjectEntry, directory_path
from .protocol.dop2.frame import Leaf, decode_leaf
from .protocol.dop2.leaves.context import DeviceContext
from .protocol.dop2.leaves.state import CombinedState, ProgramListPage
from .protocol.dop2.leaves.upkeep import FailureList, HoursOfOperation, Notifications
from .protocol.dop2.paths import LeafPath
from .protocol.network import UpdateState, WlanState

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """A source beside the state. What it told is kept raw, to be remembered and shown."""

    name: str
    interval: float
    """Seconds."""
    first_after: float = 0
    """Seconds: long lists must not delay the first contact."""
    read: Callable[[MieleClient, Dop2Reader], Awaitable[Any]]
    """Return JSON."""
    parse: Callable[[Any], Any]
    dop2: bool = True
    """Silent while the appliance sleeps, and absent on most."""
    while_running: bool = True
    """Long lists are not read in the middle of a program: that has cut appliances off."""
    on_change: bool = False
    """Also read when the status or the phase changes."""


def _leaf(paths: tuple[LeafPath, ...]) -> Callable[..., Awaitable[str]]:
    async def read(_: MieleClient, dop2: Dop2Reader) -> str:
        return (await dop2.first(paths)).hex()

    return read


def _pages(path: LeafPath) -> Callable[..., Awaitable[list[str]]]:
    async def read(_: MieleClient, dop2: Dop2Reader) -> list[str]:
        return [page.hex() for page in await dop2.pages(path)]

    return read


def _of_leaf[T](parse: Callable[[Leaf], T]) -> Callable[[str], T]:
    return lambda raw: parse(decode_leaf(bytes.fromhex(raw)))


def _programs(raw: list[str]) -> tuple[int, ...]:
    pages = (ProgramListPage.parse(decode_leaf(bytes.fromhex(page))) for page in raw)
    return tuple(program for page in pages for program in page.programs)


def _writes_power(raw: list[str]) -> bool:
    entries = (ObjectEntry.parse(decode_leaf(bytes.fromhex(page))) for page in raw)
    attribute = CombinedState.PATHS[0].attribute
    return any(
        entry.writable for entry in entries if entry and entry.attribute == attribute
    )


DETAILS = (
    Detail(
        name="wlan",
        interval=5 * MINUTE,
        read=lambda client, _: client.wlan(),
        parse=WlanState.parse,
        dop2=False,
    ),
    Detail(
        name="update",
        interval=6 * HOUR,
        read=lambda client, _: client.update(),
        parse=UpdateState.parse,
        dop2=False,
    ),
    Detail(
        name="context",
        interval=10 * MINUTE,
        read=_leaf(DeviceContext.PATHS),
        parse=_of_leaf(DeviceContext.parse),
        on_change=True,
    ),
    Detail(
        name="notifications",
        interval=10 * MINUTE,
        read=_leaf(Notifications.PATHS),
        parse=_of_leaf(Notifications.parse),
        on_change=True,
    ),
    Detail(
        name="hours",
        interval=10 * MINUTE,
        read=_leaf(HoursOfOperation.PATHS),
        parse=_of_leaf(HoursOfOperation.parse),
    ),
    Detail(
        name="failures",
        interval=HOUR,
        read=_leaf(FailureList.PATHS),
        parse=_of_leaf(FailureList.parse),
    ),
    Detail(
        name="programs",
        interval=DAY,
        first_after=MINUTE,
        read=_pages(ProgramListPage.PATHS[0]),
        parse=_programs,
        while_running=False,
    ),
    Detail(
        name="writes_power",
        interval=DAY,
        first_after=MINUTE,
        read=_pages(directory_path(2)),
        parse=_writes_power,
        while_running=False,
    ),
)
