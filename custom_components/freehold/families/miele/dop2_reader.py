"""Reading leaves: the first of several places, or page by page."""

from ...connection.errors import UnsupportedError
from .protocol.client import MieleClient
from .protocol.dop2.frame import decode_leaf
from .protocol.dop2.paths import LeafPath, next_page


class Dop2Reader:
    """Reads leaves of one appliance, and remembers where it found them."""

    def __init__(self, client: MieleClient, fab: str) -> None:
        """Read through a client, from the appliance with this serial number."""
        self._client = client
        self._fab = fab
        self._found: dict[tuple[LeafPath, ...], LeafPath] = {}

    async def leaf(self, path: LeafPath) -> bytes:
        """Read one leaf. Raises DeviceError."""
        return await self._client.dop2_leaf(
            self._fab, path.unit, path.attribute, path.idx1, path.idx2
        )

    async def first(self, paths: tuple[LeafPath, ...]) -> bytes:
        """Read the first of several places that exists. Raises DeviceError."""
        places = (self._found[paths],) if paths in self._found else paths
        for path in places[:-1]:
            try:
                data = await self.leaf(path)
            except UnsupportedError:
                continue
            self._found[paths] = path
            return data
        data = await self.leaf(places[-1])
        self._found[paths] = places[-1]
        return data

    async def pages(self, path: LeafPath | None) -> list[bytes]:
        """Read a leaf that has pages. Raises DeviceError."""
        pages = []
        while path is not None:
            pages.append(await self.leaf(path))
            path = next_page(path, decode_leaf(pages[-1]))
        return pages
