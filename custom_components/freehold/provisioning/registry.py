"""Which strategy serves a request, and why others do not."""

from collections.abc import Iterable
from dataclasses import dataclass

from .link import Link
from .strategy import Request, Strategy


@dataclass(frozen=True, slots=True)
class Selection:
    """A strategy and the link it will use."""

    strategy: Strategy
    link: Link


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A strategy that would do, were there a link for it."""

    strategy: str
    reason: str
    requires: tuple[str, ...]


class UnsupportedRequestError(Exception):
    """No strategy can serve a request. `near_misses` says what was lacking; empty: unsupported."""

    def __init__(self, request: Request, near_misses: tuple[NearMiss, ...]) -> None:
        """Tell what would have done."""
        super().__init__(f"nothing can {request.purpose} this {request.family} device")
        self.near_misses = near_misses


class Registry:
    """The strategies and links there are."""

    def __init__(self, strategies: Iterable[Strategy], links: Iterable[Link]) -> None:
        """Take both from outside. The order of links is that of preference."""
        self._strategies = tuple(strategies)
        self._links = tuple(links)

    def select(self, request: Request) -> Selection:
        """Return the best match that can be satisfied. Raises UnsupportedRequestError."""
        matches = sorted(
            (
                (suitability, strategy)
                for strategy in self._strategies
                if strategy.family == request.family
                and (suitability := strategy.match(request)) is not None
            ),
            key=lambda match: -match[0].score,
        )
        for _, strategy in matches:
            if link := self._link_for(strategy):
                return Selection(strategy, link)
        raise UnsupportedRequestError(
            request,
            tuple(
                NearMiss(
                    strategy.id, suitability.reason, tuple(sorted(strategy.requires))
                )
                for suitability, strategy in matches
            ),
        )

    def find(self, strategy_id: str, version: int) -> Selection | None:
        """Return what a journal names, if it is still here and means the same."""
        for strategy in self._strategies:
            if (strategy.id, strategy.version) == (strategy_id, version):
                link = self._link_for(strategy)
                return Selection(strategy, link) if link else None
        return None

    def _link_for(self, strategy: Strategy) -> Link | None:
        return next((k for k in self._links if k.kind in strategy.requires), None)
