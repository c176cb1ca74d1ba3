"""What one device pushes over CoIoT, and whether it still does."""

from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from ....connection.errors import ProtocolError
from ...descriptions import DeviceEvent
from ..protocol.gen1.coiot import Code, CoiotMessage
from ..protocol.gen1.coiot_description import parse_description
from ..protocol.gen1.coiot_listener import PushHealth, Subscription
from .coiot_hub import DEFAULT_PERIOD, CoiotHub
from .knowledge import Knowledge

_LONGEST_LOOK: Final = 60.0
"""Seconds until it is noticed at the latest that pushes come no more, or come again."""


class Took(Protocol):
    """Hears of a push that was taken in."""

    def __call__(self, events: list[DeviceEvent], *, changed: bool) -> None:
        """`changed`: the state is another now."""


class Pushes:
    """Takes in what is pushed, and watches over it."""

    def __init__(
        self,
        hub: CoiotHub | None,
        mac: str,
        host: str,
        known: Knowledge,
        took: Took,
        fell_silent: Callable[[], None],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        """Hear nothing yet."""
        self._hub = hub
        self._mac = mac
        self._host = host
        self._known = known
        self._took = took
        self._fell_silent = fell_silent
        self._sleep = sleep
        self._subscription: Subscription | None = None
        self.count = 0
        """How many came."""

    @property
    def health(self) -> PushHealth:
        """How they stand."""
        return self._subscription.health if self._subscription else PushHealth.OFF

    @property
    def are_arriving(self) -> bool:
        """Whether they come as they should, and can be understood."""
        return self.health is PushHealth.ARRIVING and bool(self._known.description)

    @property
    def config_changed(self) -> bool:
        """Whether the last one tells of another configuration than the one that was read."""
        state = self._known.state
        return (
            state is not None
            and self._known.settings_count != state.status.config_changes
        )

    async def listen(self) -> None:
        """Hear the device, and tell when it falls silent, until this is cancelled."""
        if self._hub is None:
            return
        self._subscription = await self._hub.subscribe(
            self._mac, self._heard, period=self._period
        )
        arrived = False
        while True:
            await self._sleep(min(self._period, _LONGEST_LOOK))
            before, arrived = arrived, self.are_arriving
            if before and not arrived:
                self._fell_silent()

    def follow_settings(self) -> None:
        """Expect pushes as often as the device is set to."""
        if self._subscription:
            self._subscription.set_period(self._period)

    def ask_description(self) -> None:
        """Ask old firmware over CoIoT what its sensors are called; HTTP does not tell."""
        if self._hub:
            self._hub.ask("d", self._host)

    async def close(self) -> None:
        """Hear nothing any more."""
        subscription, self._subscription = self._subscription, None
        if subscription:
            await subscription.close()

    @property
    def _period(self) -> float:
        return self._known.settings.push_period_seconds or DEFAULT_PERIOD

    def _heard(self, message: CoiotMessage) -> None:
        if message.code is Code.REPLY and "blk" in message.payload:
            self._take_description(message)
        elif (
            message.code is Code.PUSH and self._known.state and self._known.description
        ):
            self.count += 1
            before = self._known.state
            events = self._known.take_push(message.values)
            self._took(events, changed=self._known.state != before)

    def _take_description(self, message: CoiotMessage) -> None:
        try:
            self._known.description = parse_description(message.payload)
        except ProtocolError:
            # It is asked again when the configuration is read the next time.
            return
