"""Answers that come in pages: all of them, or none (docs/protocols/hoymiles.md, Pages)."""

from collections.abc import Awaitable, Callable
from typing import Final

from google.protobuf.message import Message

from .....connection.errors import ProtocolError

MAX_PAGES: Final = 100
"""A gateway has at most 99 ports."""
_ATTEMPTS: Final = 2
"""What a gateway knows may grow between two pages, but not all the time."""


async def all_pages[A: Message](
    ask: Callable[[int], Awaitable[A]],
    count: Callable[[A], int],
    number: Callable[[A], int],
) -> tuple[A, ...]:
    """Ask for page 0 and for as many as it says there are.

    Pages that do not fit together are thrown away, and all are asked for once more. Raises
    ProtocolError if those do not either.
    """
    for _ in range(_ATTEMPTS):
        if pages := await _read(ask, count, number):
            return pages
    raise ProtocolError("the gateway's pages do not fit together")


async def _read[A: Message](
    ask: Callable[[int], Awaitable[A]],
    count: Callable[[A], int],
    number: Callable[[A], int],
) -> tuple[A, ...] | None:
    """Return all pages; None if they do not belong together."""
    first = await ask(0)
    pages = count(first) or 1
    if not 0 < pages <= MAX_PAGES or number(first) != 0:
        return None
    joined = [first]
    for wanted in range(1, pages):
        page = await ask(wanted)
        if count(page) != pages or number(page) != wanted:
            return None
        joined.append(page)
    return tuple(joined)
