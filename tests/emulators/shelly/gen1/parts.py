"""The parts of a device as its mode has them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .climate import Climate
from .machine import Machine
from .meter import Meter
from .output import Light, Output
from .roller import Roller
from .values import Json
from .wall_input import WallInput

_HIDDEN: Mapping[object, str] = {"relay": "rollers", "roller": "relays"}
_FOLLOWING = frozenset({"toggle"})
_PUSHED = frozenset(
    {"momentary", "momentary_on_release", "one_button", "dual_button", "action"}
)
_TURNING_AT_EACH_FLIP = frozenset({"edge", "cycle"})


@dataclass(slots=True)
class Parts:
    """Everything that has a state of its own."""

    relays: list[Output] = field(default_factory=list)
    rollers: list[Roller] = field(default_factory=list)
    lights: list[Light] = field(default_factory=list)
    inputs: list[WallInput] = field(default_factory=list)
    meters: list[Meter] = field(default_factory=list)
    climate: Climate | None = None

    @property
    def outputs(self) -> list[Output]:
        """Return relays and lights."""
        return [*self.relays, *self.lights]

    def boot(self) -> None:
        """Start everything."""
        for part in self.outputs:
            part.boot()
        for roller in self.rollers:
            roller.boot()
        for output, wall in zip(self.outputs, self.inputs, strict=False):
            output.follow_at_boot(closed=wall.closed)

    def remember(self, templates: Json) -> None:
        """Keep in the templates what survives a restart."""
        lists: dict[str, list[Any]] = {
            "relays": self.relays,
            "rollers": self.rollers,
            "lights": self.lights,
            "inputs": self.inputs,
        }
        for name, parts in lists.items():
            if parts:
                templates[name] = [part.status() for part in parts]

    def status(self) -> Json:
        """Return the parts of `/status`."""
        lists: dict[str, list[Any]] = {
            "relays": self.relays,
            "rollers": self.rollers,
            "lights": self.lights,
            "meters": self.meters,
            "inputs": self.inputs,
        }
        return {
            **{
                name: [part.status() for part in parts]
                for name, parts in lists.items()
                if parts
            },
            **(self.climate.status() if self.climate else {}),
            **({"overpower": self.lights[0].overpower} if self.lights else {}),
        }

    def settings(self) -> Json:
        """Return the parts of `/settings` that have something live in them."""
        lists: dict[str, list[Any]] = {
            "relays": self.relays,
            "rollers": self.rollers,
            "lights": self.lights,
        }
        return {
            name: [part.settings() for part in parts]
            for name, parts in lists.items()
            if parts
        }


def hidden(mode: object) -> str | None:
    """Return what this mode does not have in `/status`."""
    return _HIDDEN.get(mode)


def assemble(machine: Machine, templates: Json) -> Parts:
    """Make the parts that templates and settings have in the present mode."""
    parts = Parts()
    mode = machine.settings.get("mode")
    present = {
        name: template
        for name, template in templates.items()
        if isinstance(template, list) and name != hidden(mode)
    }
    parts.meters = [Meter(machine, one) for one in present.get("meters", [])]
    parts.relays = _outputs(Output, machine, "relays", present, parts.meters)
    parts.lights = _outputs(Light, machine, "lights", present, parts.meters)
    parts.rollers = [
        Roller(machine, config, one, _nth(parts.meters, index))
        for index, (config, one) in enumerate(_paired(machine, "rollers", present))
    ]
    parts.inputs = [
        WallInput(machine, one, _action(machine, parts, index))
        for index, one in enumerate(present.get("inputs", []))
    ]
    if {"tmp", "hum"} <= templates.keys() and "sensors" in machine.settings:
        parts.climate = Climate(machine)
    return parts


def _outputs[OutputT: Output](
    kind: type[OutputT],
    machine: Machine,
    name: str,
    present: dict[str, list[Json]],
    meters: list[Meter],
) -> list[OutputT]:
    return [
        kind(machine, config, one, _nth(meters, index))
        for index, (config, one) in enumerate(_paired(machine, name, present))
    ]


def _paired(
    machine: Machine, name: str, present: dict[str, list[Json]]
) -> list[tuple[Json, Json]]:
    configs = machine.settings.get(name)
    if not isinstance(configs, list):
        return []
    return list(zip(configs, present.get(name, []), strict=False))


def _nth(meters: list[Meter], index: int) -> Meter | None:
    return meters[index] if index < len(meters) else None


def _action(
    machine: Machine, parts: Parts, index: int
) -> Callable[[bool | None], None]:
    def act(closed: bool | None) -> None:
        if parts.rollers:
            if closed is None:
                parts.rollers[0].push_button(index)
            return
        output = _wired(parts, index)
        if output is None:
            return
        kind = output.settings().get("btn_type")
        if closed is None and kind in _PUSHED:
            output.switch(on=not output.is_on, source="input")
        elif closed is not None and kind in _FOLLOWING:
            output.switch(on=closed, source="input")
        elif closed is not None and kind in _TURNING_AT_EACH_FLIP:
            output.switch(on=not output.is_on, source="input")

    return act


def _wired(parts: Parts, index: int) -> Output | None:
    if parts.lights:
        return parts.lights[0]
    return parts.relays[index] if index < len(parts.relays) else None
