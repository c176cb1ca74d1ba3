"""One password, proven and refused; no sockets here."""
# ruff: noqa: D103 - names of tests state their rules

import asyncio
from collections.abc import Callable
from contextlib import suppress

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.connection.errors import (
    AuthenticationError,
    ConnectionLostError,
    DeviceBusyError,
)
from custom_components.freehold.families.shelly.protocol.rpc.authentication import (
    NONCE_LIFE,
    Authentication,
)
from custom_components.freehold.families.shelly.protocol.rpc.channel import (
    Challenged,
    ChannelKind,
    Failed,
    Reply,
    Succeeded,
)
from custom_components.freehold.families.shelly.protocol.rpc.digest import (
    Challenge,
    Proof,
)
from custom_components.freehold.families.shelly.protocol.rpc.frames import Call

CALL = Call("Sys.GetStatus")
OK = Succeeded(7)
THROTTLED = Failed(429)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.seconds = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.seconds


class ScriptedChannel:
    """Replies as written and remembers every proof."""

    def __init__(self, *replies: Reply | Exception) -> None:
        """Write the replies down; afterwards whatever is asked for is given."""
        self.kind = ChannelKind.WEBSOCKET
        self.replies = list(replies)
        self.proofs: list[tuple[str | int, int] | None] = []
        self.under_way = 0

    async def exchange(self, call: Call, proof: Proof | None) -> Reply:
        """Carry one call."""
        self.proofs.append((proof.challenge.nonce, proof.count) if proof else None)
        self.under_way += 1
        assert self.under_way == 1
        await asyncio.sleep(0)
        self.under_way -= 1
        reply = self.replies.pop(0) if self.replies else OK
        if isinstance(reply, Exception):
            raise reply
        return reply


def wants(nonce: str, *, stale: bool = False) -> Challenged:
    return Challenged(Challenge("realm", nonce, stale))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def authentication(clock: Clock) -> Authentication:
    return Authentication("secret", clock=clock, cnonce=lambda: "c")


async def test_without_a_password_on_the_device_nothing_is_proven(
    authentication: Authentication,
) -> None:
    channel = ScriptedChannel()

    assert await authentication.run(channel, CALL) == OK
    assert channel.proofs == [None]
    assert not authentication.proven


async def test_a_nonce_is_counted_from_one_and_strictly_up(
    authentication: Authentication,
) -> None:
    channel = ScriptedChannel(wants("n"))

    for _ in range(3):
        await authentication.run(channel, CALL)

    assert channel.proofs == [None, ("n", 1), ("n", 2), ("n", 3)]
    assert authentication.proven


async def test_calls_side_by_side_go_one_after_the_other(
    authentication: Authentication,
) -> None:
    channel = ScriptedChannel(wants("n"))

    await asyncio.gather(*(authentication.run(channel, CALL) for _ in range(4)))

    assert channel.proofs == [None, *(("n", count) for count in (1, 2, 3, 4))]


async def test_each_kind_of_channel_has_its_own_nonce(
    authentication: Authentication,
) -> None:
    socket, http = ScriptedChannel(wants("a")), ScriptedChannel(wants("b"))
    http.kind = ChannelKind.HTTP

    for channel in (socket, http, socket, http):
        await authentication.run(channel, CALL)

    assert socket.proofs == [None, ("a", 1), ("a", 2)]
    assert http.proofs == [None, ("b", 1), ("b", 2)]


async def test_a_nonce_is_renewed_before_it_ends(
    authentication: Authentication, clock: Clock
) -> None:
    channel = ScriptedChannel(wants("a"), OK, OK, wants("b"))
    await authentication.run(channel, CALL)
    clock.seconds = NONCE_LIFE - 1
    await authentication.run(channel, CALL)
    clock.seconds = NONCE_LIFE
    await authentication.run(channel, CALL)

    assert channel.proofs == [None, ("a", 1), ("a", 2), None, ("b", 1)]


async def test_a_nonce_is_renewed_before_it_is_used_up(
    authentication: Authentication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{Authentication.__module__}.NONCE_USES", 2)
    channel = ScriptedChannel(wants("a"), OK, OK, wants("b"))

    for _ in range(3):
        await authentication.run(channel, CALL)

    assert channel.proofs == [None, ("a", 1), ("a", 2), None, ("b", 1)]


async def test_a_forgotten_nonce_is_replaced_by_the_one_that_comes_with_the_401(
    authentication: Authentication,
) -> None:
    channel = ScriptedChannel(wants("a"), OK, wants("b"))
    await authentication.run(channel, CALL)

    assert await authentication.run(channel, CALL) == OK
    assert channel.proofs == [None, ("a", 1), ("a", 2), ("b", 1)]


async def test_a_stale_nonce_is_replaced_once(authentication: Authentication) -> None:
    channel = ScriptedChannel(wants("a"), wants("b", stale=True))

    assert await authentication.run(channel, CALL) == OK
    assert channel.proofs == [None, ("a", 1), ("b", 1)]


@pytest.mark.parametrize(
    "replies",
    [
        pytest.param([wants("a"), wants("b")], id="fresh nonce"),
        pytest.param(
            [wants("a"), wants("b", stale=True), wants("c", stale=True)], id="stale"
        ),
        pytest.param([wants("a"), wants("b", stale=True), wants("c")], id="then not"),
    ],
)
async def test_a_refused_password_is_never_sent_again(
    authentication: Authentication, replies: list[Reply]
) -> None:
    channel = ScriptedChannel(*replies)
    with pytest.raises(AuthenticationError):
        await authentication.run(channel, CALL)
    sent = len(channel.proofs)

    for _ in range(3):
        with pytest.raises(AuthenticationError):
            await authentication.run(channel, CALL)

    assert authentication.refused
    assert sent == len(channel.proofs) == len(replies)


async def test_a_password_refused_after_it_worked_is_tried_with_one_new_nonce(
    authentication: Authentication,
) -> None:
    channel = ScriptedChannel(wants("a"), OK, wants("b"), wants("c"))
    await authentication.run(channel, CALL)

    with pytest.raises(AuthenticationError):
        await authentication.run(channel, CALL)

    assert channel.proofs == [None, ("a", 1), ("a", 2), ("b", 1)]


async def test_another_password_begins_anew(authentication: Authentication) -> None:
    channel = ScriptedChannel(wants("a"), wants("b"), wants("c"))
    with pytest.raises(AuthenticationError):
        await authentication.run(channel, CALL)

    authentication.change("right")

    assert await authentication.run(channel, CALL) == OK
    assert not authentication.refused


async def test_a_refused_password_does_not_stand_in_the_way_once_there_is_none(
    authentication: Authentication,
) -> None:
    channel = ScriptedChannel(wants("a"), wants("b"), OK, wants("c"))
    with pytest.raises(AuthenticationError):
        await authentication.run(channel, CALL)

    authentication.observe(required=False)

    assert await authentication.run(channel, CALL) == OK
    with pytest.raises(AuthenticationError):
        await authentication.run(channel, CALL)
    assert channel.proofs == [None, ("a", 1), None, None]


async def test_without_a_password_a_challenge_is_asked_for_only_once() -> None:
    authentication = Authentication(None)
    channel = ScriptedChannel(wants("a"))

    for _ in range(2):
        with pytest.raises(AuthenticationError):
            await authentication.run(channel, CALL)

    assert channel.proofs == [None]


@pytest.mark.parametrize("before", [[], [wants("a")], [wants("a"), OK]])
async def test_429_forgets_the_nonce_and_gives_rest(
    authentication: Authentication, clock: Clock, before: list[Reply]
) -> None:
    channel = ScriptedChannel(*before, THROTTLED, wants("z"))
    if before[1:]:
        await authentication.run(channel, CALL)

    with pytest.raises(DeviceBusyError) as err:
        await authentication.run(channel, CALL)
    assert err.value.retry_after == 2
    sent = len(channel.proofs)

    with pytest.raises(DeviceBusyError) as err:
        authentication.check()
    assert err.value.retry_after == 2
    with pytest.raises(DeviceBusyError):
        await authentication.run(channel, CALL)
    assert len(channel.proofs) == sent

    clock.seconds += 2
    assert await authentication.run(channel, CALL) == OK
    assert channel.proofs[sent:] == [None, ("z", 1)]


async def test_rest_doubles_up_to_ten_minutes_and_an_answer_ends_that(
    authentication: Authentication, clock: Clock
) -> None:
    async def rest() -> float | None:
        with pytest.raises(DeviceBusyError) as err:
            await authentication.run(ScriptedChannel(THROTTLED), CALL)
        clock.seconds += err.value.retry_after or 0
        return err.value.retry_after

    pauses = [await rest() for _ in range(12)]
    await authentication.run(ScriptedChannel(), CALL)

    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600]
    assert await rest() == 2


async def test_a_first_use_that_was_lost_costs_the_nonce(
    authentication: Authentication,
) -> None:
    channel = ScriptedChannel(wants("a"), ConnectionLostError(), wants("b"))
    with pytest.raises(ConnectionLostError):
        await authentication.run(channel, CALL)

    await authentication.run(channel, CALL)

    assert channel.proofs == [None, ("a", 1), None, ("b", 1)]


async def test_a_later_use_that_was_lost_is_counted(
    authentication: Authentication,
) -> None:
    channel = ScriptedChannel(wants("a"), OK, ConnectionLostError())
    await authentication.run(channel, CALL)
    with pytest.raises(ConnectionLostError):
        await authentication.run(channel, CALL)

    await authentication.run(channel, CALL)

    assert channel.proofs[-2:] == [("a", 2), ("a", 3)]


async def test_a_candidate_and_the_password_in_use_give_the_same_rest(
    authentication: Authentication,
) -> None:
    candidate = authentication.candidate("other")
    with pytest.raises(DeviceBusyError):
        await candidate.run(ScriptedChannel(THROTTLED), CALL)

    for either in (authentication, candidate):
        with pytest.raises(DeviceBusyError):
            either.check()


def test_no_representation_shows_the_password(authentication: Authentication) -> None:
    assert "secret" not in repr(authentication)
    assert "secret" not in str(vars(AuthenticationError("x")))


STEPS: list[Callable[[int], Reply | Exception]] = [
    lambda _: OK,
    lambda _: Failed(-103),
    lambda n: wants(f"n{n}"),
    lambda n: wants(f"n{n}", stale=True),
    lambda _: THROTTLED,
    lambda _: ConnectionLostError(),
]


@given(
    st.lists(st.sampled_from(STEPS), max_size=30),
    st.lists(st.floats(0, 4000), max_size=30),
)
def test_whatever_happens_each_nonce_counts_from_one_without_a_gap(
    steps: list[Callable[[int], Reply | Exception]], pauses: list[float]
) -> None:
    async def live() -> None:
        clock = Clock()
        authentication = Authentication("secret", clock=clock, cnonce=lambda: "c")
        channel = ScriptedChannel(*(step(n) for n, step in enumerate(steps)))
        for pause in pauses:
            with suppress(AuthenticationError, DeviceBusyError, ConnectionLostError):
                await authentication.run(channel, CALL)
            if authentication.refused:
                break
            clock.seconds += pause
        uses: dict[str | int, list[int]] = {}
        for nonce, count in filter(None, channel.proofs):
            uses.setdefault(nonce, []).append(count)
        for counts in uses.values():
            assert counts == list(range(1, len(counts) + 1))

    asyncio.run(live())
