"""What this very appliance can do: gathered from what it says, never by trying commands."""

from dataclasses import dataclass, replace
from typing import Any, Self

from .protocol.actions import StateAction
from .protocol.dop2.leaves.context import DeviceContext
from .protocol.dop2.requests import LeafWrite, UserRequest
from .protocol.hob import HobDetails
from .protocol.identity import ApplianceIdent
from .protocol.state import ApplianceState
from .protocol.tables.kinds import ApplianceKind
from .protocol.tables.status import Light

_FREEZERS = frozenset({ApplianceKind.FREEZER, ApplianceKind.FRIDGE_FREEZER})
_FRIDGES = frozenset({ApplianceKind.FRIDGE, ApplianceKind.FRIDGE_FREEZER})
_READ_ONLY_COOLING_MODULE = "EK057"
_POWER_REQUESTS = frozenset({UserRequest.SWITCH_ON, UserRequest.SWITCH_OFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """Evidence, which only grows: an appliance that sleeps can still do what it could.

    Only a refusal for good takes something away again.
    """

    fields: frozenset[str] = frozenset()
    """Fields of `/State` that it ever sent."""
    has_light: bool = False
    zones: frozenset[int] = frozenset()
    """Indices of temperatures that were ever more than "not there"."""
    target_zones: frozenset[int] = frozenset()
    door_zones: frozenset[int] = frozenset()
    requests: frozenset[int] = frozenset()
    """User requests that it ever offered."""
    containers: int = 0
    """TwinDos containers."""
    plates: int = 0
    """Cooking zones."""
    has_extractor: bool = False
    writes_power: bool = False
    """Its directory lets the combined state be written."""
    leaves: frozenset[str] = frozenset()
    """Details that it ever told: names of `details.Detail`."""
    refused: frozenset[str] = frozenset()
    """Writes that this model turned out not to have."""

    def saw_state(self, state: ApplianceState) -> Self:
        """Learn from a reading of `/State`: a sleeping appliance sends zeros."""
        known = replace(self, fields=self.fields | state.fields)
        if state.is_asleep:
            return known
        return replace(
            known,
            has_light=self.has_light or state.light in (Light.ON, Light.OFF),
            zones=self.zones | _present(state.temperatures),
            target_zones=self.target_zones | _present(state.target_temperatures),
            door_zones=self.door_zones | _present(state.doors),
            plates=max(self.plates, len(state.plate_steps)),
        )

    def saw_context(self, context: DeviceContext) -> Self:
        """Learn from the device context: washers without TwinDos list containers too."""
        device = context.laundry_device
        real = [
            number
            for number, container in enumerate(device.containers if device else (), 1)
            if container.inserted or container.supported
        ]
        return replace(
            self,
            requests=self.requests | context.supported_requests,
            containers=max(self.containers, *real, 0),
        )

    def saw_hob(self, hob: HobDetails) -> Self:
        """Learn from what newer hobs tell."""
        return replace(
            self,
            plates=max(self.plates, len(hob.zones)),
            has_extractor=self.has_extractor or hob.extractor_level is not None,
        )

    def saw_refusal(self, write: StateAction | LeafWrite) -> Self:
        """Learn that this model does not have a write."""
        return replace(self, refused=self.refused | {write.name})

    def allows(self, *writes: StateAction | LeafWrite) -> bool:
        """Tell whether none of these writes turned out not to exist."""
        return not self.refused & {write.name for write in writes}

    def power_writes(self, ident: ApplianceIdent) -> tuple[LeafWrite, LeafWrite] | None:
        """How to switch it on and off; the surer way first, None if there is none."""
        if ident.kind is not None and ident.kind.is_cooling:
            return None
        direct = LeafWrite.POWER_ON, LeafWrite.POWER_OFF
        if self.writes_power and self.allows(*direct):
            return direct
        pressed = LeafWrite.SWITCH_ON, LeafWrite.SWITCH_OFF
        if self.requests & _POWER_REQUESTS and self.allows(*pressed):
            return pressed
        return None

    def has_program_control(self, ident: ApplianceIdent) -> bool:
        """Tell whether programs can be started and stopped from afar."""
        kind = ident.kind
        return (
            "ProcessAction" in self.fields
            and "RemoteEnable" in self.fields
            and ident.device_type is not None
            and not (kind and (kind.is_cooling or kind.is_hob or kind.has_extractor))
            and self.allows(StateAction.START)
        )

    def can_super_cool(self, ident: ApplianceIdent) -> bool:
        """Tell whether super-cooling can be switched."""
        return ident.kind in _FRIDGES and self._cooling_writes(
            ident, StateAction.SUPER_COOL_ON
        )

    def can_super_freeze(self, ident: ApplianceIdent) -> bool:
        """Tell whether super-freezing can be switched."""
        return ident.kind in _FREEZERS and self._cooling_writes(
            ident, StateAction.SUPER_FREEZE_ON
        )

    def _cooling_writes(self, ident: ApplianceIdent, write: StateAction) -> bool:
        """Every cooling appliance with this module refuses every write (docs/protocols/miele.md, Load)."""
        module = ident.module_tech_type
        return (
            module is not None
            and not module.startswith(_READ_ONLY_COOLING_MODULE)
            and "ProcessAction" in self.fields
            and self.allows(write)
        )

    def as_memory(self) -> dict[str, Any]:
        """Return what `recall` reads."""
        return {
            "fields": sorted(self.fields),
            "has_light": self.has_light,
            "zones": sorted(self.zones),
            "target_zones": sorted(self.target_zones),
            "door_zones": sorted(self.door_zones),
            "requests": sorted(self.requests),
            "containers": self.containers,
            "plates": self.plates,
            "has_extractor": self.has_extractor,
            "writes_power": self.writes_power,
            "leaves": sorted(self.leaves),
            "refused": sorted(self.refused),
        }

    @classmethod
    def recall(cls, memory: dict[str, Any]) -> Self:
        """Read what `as_memory` wrote. Raises TypeError or KeyError if it did not."""
        sets = {
            key: frozenset(value)
            for key, value in memory.items()
            if isinstance(value, list)
        }
        return cls(**{**memory, **sets})


def _present(values: tuple[Any, ...]) -> frozenset[int]:
    """Return the indices of what is not None."""
    return frozenset(index for index, value in enumerate(values) if value is not None)
