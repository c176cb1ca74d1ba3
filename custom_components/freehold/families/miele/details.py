"""Reads what changes more rarely than the state, each source at its own pace."""

from collections.abc import Callable, Mapping
import logging
from typing import Any, Final

from ...connection.errors import (
    ConnectionLostError,
    DeviceBusyError,
    DeviceSleepError,
    ProtocolError,
    UnsupportedError,
)
from .dop2_reader import Dop2Reader
from .protocol.client import MieleClient
from .protocol.state import ApplianceState
from .sources import DETAILS, Detail

_LOGGER = logging.getLogger(__name__)

NOT_TOLD: Final = (UnsupportedError, ProtocolError, DeviceSleepError, DeviceBusyError)
"""An answer, though not the one that was asked for: contact there is."""
NOT_TOLD_PAUSE: Final = 600.0

DOP2_INTERVAL: Final = 600.0
DOP2_CUTS: Final = 2
DOP2_REST: Final = 86400.0
"""Who hangs up on DOP2 twice is spared it for a day; a power cut can look the same."""


class DetailReader:
    """Keeps the last that each detail told, as it came and as it was understood.

    A detail that the appliance does not tell costs nothing but itself.
    """

    def __init__(
        self,
        client: MieleClient,
        fab: str,
        clock: Callable[[], float],
        *,
        read_dop2: bool,
        accept: Callable[[str, Any], None],
    ) -> None:
        """`accept` is called with each detail that was understood."""
        self.bodies: dict[str, Any] = {}
        self.values: dict[str, Any] = {}
        self._client = client
        self._fab = fab
        self._clock = clock
        self._accept = accept
        self._dop2 = Dop2Reader(client, fab)
        self._read_dop2 = read_dop2
        self._has_dop2 = False
        self._dop2_cuts = 0
        self._dop2_rests_until = 0.0
        self._due = {detail.name: clock() + detail.first_after for detail in DETAILS}
        self._previous: ApplianceState | None = None

    def recall(self, bodies: Mapping[str, Any]) -> None:
        """Take up what was remembered. Raises ProtocolError, ValueError or TypeError."""
        for detail in DETAILS:
            wanted = self._read_dop2 or not detail.dop2
            if wanted and detail.name in bodies:
                self._keep(detail, bodies[detail.name])

    async def refresh(self, appliance: ApplianceState, *, active: bool) -> None:
        """Read what is due, now that the state was read.

        Raises ConnectionLostError, or ReconnectionError after several of them.
        """
        self._follow(appliance)
        await self._look_for_dop2(appliance)
        for detail in DETAILS:
            wanted = (self._has_dop2 or not detail.dop2) and (
                detail.while_running or not active
            )
            if wanted and self._is_due(detail.name, detail.interval):
                await self._read(detail)

    def _follow(self, appliance: ApplianceState) -> None:
        """Have some details read earlier after a change."""
        previous, self._previous = self._previous, appliance
        if previous is None:
            return
        if (previous.status, previous.program_phase) != (
            appliance.status,
            appliance.program_phase,
        ):
            for detail in DETAILS:
                if detail.on_change:
                    self._due.pop(detail.name, None)
        if previous.is_asleep and not appliance.is_asleep:
            self._due.pop("dop2", None)

    async def _look_for_dop2(self, appliance: ApplianceState) -> None:
        """Ask now and then whether there is a DOP2 tree: most appliances have none.

        One that was just woken denies it for some seconds, so a no is not for ever.
        """
        rests = self._clock() < self._dop2_rests_until or not self._read_dop2
        if appliance.is_asleep or rests:
            self._has_dop2 = False
        elif self._is_due("dop2", DOP2_INTERVAL):
            try:
                self._has_dop2 = bool(await self._client.dop2_units(self._fab))
            except ConnectionLostError:
                self._cut_off()
            except NOT_TOLD:
                self._has_dop2 = False

    def _cut_off(self) -> None:
        """Note that it hung up on DOP2, as some ovens do: the state was just read."""
        self._has_dop2 = False
        self._dop2_cuts += 1
        if self._dop2_cuts == DOP2_CUTS:
            self._dop2_cuts = 0
            self._dop2_rests_until = self._clock() + DOP2_REST
            self._drop_the_momentary()

    def _drop_the_momentary(self) -> None:
        """Forget what would be taken for the present: hours of operation may stay."""
        for detail in DETAILS:
            if detail.on_change:
                self.values.pop(detail.name, None)
                self.bodies.pop(detail.name, None)

    async def _read(self, detail: Detail) -> None:
        try:
            self._keep(detail, await detail.read(self._client, self._dop2))
        except ConnectionLostError:
            if not detail.dop2:
                raise
            self._cut_off()
        except NOT_TOLD as err:
            _LOGGER.debug("The appliance does not tell %s: %s", detail.name, err)

    def _keep(self, detail: Detail, body: Any) -> None:
        value = detail.parse(body)
        self.bodies[detail.name] = body
        self.values[detail.name] = value
        self._accept(detail.name, value)

    def _is_due(self, name: str, interval: float) -> bool:
        """Tell whether it is time, and set the next."""
        if self._clock() < self._due.get(name, 0):
            return False
        self._due[name] = self._clock() + interval
        return True
