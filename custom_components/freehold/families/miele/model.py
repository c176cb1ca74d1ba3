"""What Freehold knows of an appliance at one moment."""

from dataclasses import dataclass
from datetime import datetime

from .protocol.dop2.leaves.context import DeviceContext
from .protocol.dop2.leaves.cooking import CookingDevice, CookingProgram
from .protocol.dop2.leaves.laundry import DosingContainer
from .protocol.dop2.leaves.upkeep import FailureList, HoursOfOperation, Notifications
from .protocol.hob import HobDetails
from .protocol.network import UpdateState, WlanState
from .protocol.state import ApplianceState
from .protocol.tables.kinds import ApplianceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MieleState:
    """The state of an appliance, and the last that its slower sources told.

    A source that the appliance does not have, or has not told yet, is None.
    """

    appliance: ApplianceState
    kind: ApplianceKind | None
    starts_at: datetime | None = None
    finishes_at: datetime | None = None
    hob: HobDetails | None = None
    context: DeviceContext | None = None
    hours: HoursOfOperation | None = None
    notifications: Notifications | None = None
    failures: FailureList | None = None
    programs: tuple[int, ...] | None = None
    """What a laundry appliance offers to be chosen."""
    wlan: WlanState | None = None
    update: UpdateState | None = None

    @property
    def mobile_start(self) -> bool | None:
        """Somebody at the panel released the start from afar, says either place that tells."""
        told = (
            self.context.mobile_start if self.context else None,
            self.appliance.mobile_start,
        )
        return None if told == (None, None) else any(told)

    @property
    def cooking_program(self) -> CookingProgram | None:
        """The program of an oven or coffee machine."""
        return self.context.cooking_program if self.context else None

    @property
    def cooking_device(self) -> CookingDevice | None:
        """The upkeep of an oven or coffee machine."""
        return self.context.cooking_device if self.context else None

    @property
    def containers(self) -> tuple[DosingContainer, ...]:
        """The TwinDos containers of a washer."""
        if self.context is None or self.context.laundry_device is None:
            return ()
        return self.context.laundry_device.containers
