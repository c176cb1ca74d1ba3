"""Pages are joined completely, or not at all."""

import pytest

from custom_components.freehold.connection.errors import ProtocolError
from custom_components.freehold.families.hoymiles.protocol.protobuf.messages_pb2 import (
    ReadingsPage,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.pages import (
    all_pages,
)


class Book:
    """Pages as a gateway hands them out: (count, number) in this order."""

    def __init__(self, *pages: tuple[int, int]) -> None:
        """Write them."""
        self._pages = list(pages)
        self.asked: list[int] = []

    async def ask(self, page: int) -> ReadingsPage:
        """Hand out the next, whatever was asked for."""
        self.asked.append(page)
        count, number = self._pages.pop(0)
        return ReadingsPage(pages=count, page=number)

    async def read(self) -> tuple[ReadingsPage, ...]:
        """Ask for all."""
        return await all_pages(self.ask, lambda p: p.pages, lambda p: p.page)


@pytest.mark.parametrize("pages", [[(0, 0)], [(1, 0)], [(3, 0), (3, 1), (3, 2)]])
async def test_complete_pages(pages: list[tuple[int, int]]) -> None:
    """Asked for from 0 on; a count of 0 is 1."""
    book = Book(*pages)
    assert len(await book.read()) == len(pages)
    assert book.asked == list(range(len(pages)))


@pytest.mark.parametrize(
    "torn",
    [
        pytest.param([(2, 1)], id="wrong page first"),
        pytest.param([(2, 0), (2, 0)], id="wrong page"),
        pytest.param([(2, 0), (3, 1)], id="count grows"),
        pytest.param([(3, 0), (3, 1), (2, 2)], id="count shrinks"),
        pytest.param([(-1, 0)], id="negative count"),
        pytest.param([(2**31 - 1, 0)], id="endless"),
    ],
)
async def test_torn_pages(torn: list[tuple[int, int]]) -> None:
    """All are asked for once more, and no more than once."""
    assert len(await Book(*torn, (2, 0), (2, 1)).read()) == 2
    with pytest.raises(ProtocolError, match="do not fit"):
        await Book(*torn, *torn).read()
