"""Which strategy is chosen, and what is said when none can be."""

from pathlib import Path
from typing import override

from aiohttp import ClientSession
import pytest

from custom_components.freehold.connection.policy import ConnectionPolicy
from custom_components.freehold.provisioning.link import HOME_NETWORK, HomeNetworkLink
from custom_components.freehold.provisioning.metrics import Metrics
from custom_components.freehold.provisioning.registry import (
    NearMiss,
    Registry,
    UnsupportedRequestError,
)
from custom_components.freehold.provisioning.strategy import (
    Context,
    JobFailure,
    Request,
    Suitability,
)
from custom_components.freehold.provisioning.vault import Vault

from .world import Commissioning, Power, world_of

WIFI = frozenset({"wifi"})
REQUEST = Request(family="fake", purpose="commission", host="one", port=80)


class Named(Commissioning):
    """A strategy with a score."""

    def __init__(
        self,
        path: Path,
        name: str,
        score: int | None,
        requires: frozenset[str] = frozenset({HOME_NETWORK}),
    ) -> None:
        """Give it what selection looks at."""
        super().__init__(world_of(path), Power())
        self.id = name
        self.requires = requires
        self._score = score

    @override
    def match(self, request: Request) -> Suitability | None:
        return None if self._score is None else Suitability(self._score, "because")


def test_the_best_that_can_be_satisfied_is_chosen(tmp_path: Path) -> None:
    """A better one without a link is passed over."""
    registry = Registry(
        [
            Named(tmp_path, "poor", 10),
            Named(tmp_path, "good", 60),
            Named(tmp_path, "best", 90, WIFI),
            Named(tmp_path, "other", None),
        ],
        [HomeNetworkLink()],
    )

    selection = registry.select(REQUEST)
    assert (selection.strategy.id, selection.link.kind) == ("good", HOME_NETWORK)
    assert registry.find("good", 1) == selection
    assert registry.find("good", 2) is None
    assert registry.find("best", 1) is None


def test_what_was_lacking_is_told(tmp_path: Path) -> None:
    """A near miss names the link; nothing at all is unsupported."""
    registry = Registry([Named(tmp_path, "best", 90, WIFI)], [HomeNetworkLink()])

    with pytest.raises(UnsupportedRequestError) as caught:
        registry.select(REQUEST)
    assert caught.value.near_misses == (NearMiss("best", "because", ("wifi",)),)

    with pytest.raises(UnsupportedRequestError) as caught:
        Registry([], []).select(REQUEST)
    assert caught.value.near_misses == ()


async def test_the_home_network_is_just_there(tmp_path: Path) -> None:
    """A session over it is any client's; without a way there is none."""
    context = Context(
        request=REQUEST,
        keys=Vault(tmp_path / "vault"),
        clock=lambda: 0,
        waiting_for=lambda what, placeholders: None,
    )
    with pytest.raises(JobFailure, match="link_unavailable"):
        context.open_session(ConnectionPolicy())
    async with HomeNetworkLink().hold("one") as lease:
        context.lease = lease
        session = context.open_session(ConnectionPolicy())
        assert isinstance(session, ClientSession)
        await session.close()
    assert context.credential is None


async def test_statistics_survive_a_restart(tmp_path: Path) -> None:
    """And only good ends say how long something takes."""
    metrics = Metrics(tmp_path / "metrics.json")
    for seconds in (1, 2, 9):
        metrics.ended("f", "s", "key", "ok", seconds)
    metrics.ended("f", "s", "key", "device_busy", 100)
    metrics.retried("f", "s", "key")
    await metrics.save()

    again = Metrics(tmp_path / "metrics.json")
    await again.load()
    assert again.expected("f", "s", "key") == 2
    assert again.expected("f", "s", "mark") is None
    assert again.report()["f/s/key"] == {
        "count": 4,
        "outcomes": {"ok": 3, "device_busy": 1},
        "retries": 1,
        "median": 2,
    }


@pytest.mark.parametrize("content", ["", "[]", '{"format": 1}', '{"format": 9}'])
async def test_statistics_that_cannot_be_read_begin_anew(
    tmp_path: Path, content: str
) -> None:
    """They cost an estimate, nothing else."""
    path = tmp_path / "metrics.json"
    path.write_text(content)
    metrics = Metrics(path)
    await metrics.load()

    assert metrics.report() == {}


async def test_statistics_that_cannot_be_written_stop_nothing(tmp_path: Path) -> None:
    """It is logged."""
    (tmp_path / "file").write_text("")
    await Metrics(tmp_path / "file" / "metrics.json").save()
