"""Switches, covers and lights (docs/protocols/shelly.md, Commands)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from .client import RpcClient

type Rgb = tuple[int, int, int]
"""0 to 255 each."""

_OPENING: Final = frozenset({"open", "opening"})
_CLOSING: Final = frozenset({"closed", "closing"})
_MOVING: Final = frozenset({"opening", "closing"})


class Outputs:
    """What a device drives. `id` is the number in a component's key.

    Every command raises UnsupportedError if this device has no such output, and
    CommandRefusedError if it cannot do this now (overheated, not calibrated, moving).
    If an answer is lost, the status tells whether the command took effect. Times are seconds.
    """

    def __init__(self, client: RpcClient) -> None:
        """Send through this client."""
        self._client = client

    async def switch_set(
        self, id: int, on: bool, *, toggle_after: float | None = None
    ) -> None:
        """Switch on or off, and back after a while if wanted."""
        await self._set(
            "Switch", id, {"on": on, "toggle_after": toggle_after}, {"output": on}
        )

    async def switch_toggle(self, id: int) -> None:
        """Switch over. A lost answer leaves open whether it did."""
        await self._client.write("Switch.Toggle", {"id": id})

    async def cover_open(self, id: int, *, duration: float | None = None) -> None:
        """Open, for a while or to the end."""
        await self._move("Open", id, {"duration": duration}, _is(_OPENING))

    async def cover_close(self, id: int, *, duration: float | None = None) -> None:
        """Close, for a while or to the end."""
        await self._move("Close", id, {"duration": duration}, _is(_CLOSING))

    async def cover_stop(self, id: int) -> None:
        """Stop where it is."""
        await self._move("Stop", id, {}, lambda s: s.get("state") not in _MOVING)

    async def cover_go_to_position(
        self, id: int, position: int | None = None, *, slat: int | None = None
    ) -> None:
        """Go to a position of the cover, of its slats or of both: percent open."""
        goals = {"target_pos": position, "slat_target_pos": slat}
        reached = {"current_pos": position, "slat_pos": slat}
        await self._move(
            "GoToPosition",
            id,
            {"pos": position, "slat_pos": slat},
            lambda s: _holds(s, goals) or _holds(s, reached),
        )

    async def light_set(
        self,
        id: int,
        *,
        on: bool | None = None,
        brightness: int | None = None,
        transition: float | None = None,
        toggle_after: float | None = None,
    ) -> None:
        """Set a dimmer: brightness in percent."""
        await self._light(
            "Light", id, on, brightness, transition, toggle_after, extra={}
        )

    async def cct_set(
        self,
        id: int,
        *,
        on: bool | None = None,
        brightness: int | None = None,
        temperature: int | None = None,
        transition: float | None = None,
        toggle_after: float | None = None,
    ) -> None:
        """Set a white light: brightness in percent, temperature in kelvin."""
        extra = {"ct": temperature}
        await self._light("CCT", id, on, brightness, transition, toggle_after, extra)

    async def rgb_set(
        self,
        id: int,
        *,
        on: bool | None = None,
        brightness: int | None = None,
        rgb: Rgb | None = None,
        transition: float | None = None,
        toggle_after: float | None = None,
    ) -> None:
        """Set a coloured light: brightness in percent."""
        extra = {"rgb": None if rgb is None else list(rgb)}
        await self._light("RGB", id, on, brightness, transition, toggle_after, extra)

    async def rgbw_set(
        self,
        id: int,
        *,
        on: bool | None = None,
        brightness: int | None = None,
        rgb: Rgb | None = None,
        white: int | None = None,
        transition: float | None = None,
        toggle_after: float | None = None,
    ) -> None:
        """Set a coloured light with white: brightness in percent, white 0 to 255."""
        extra = {"rgb": None if rgb is None else list(rgb), "white": white}
        await self._light("RGBW", id, on, brightness, transition, toggle_after, extra)

    async def rgbcct_set(
        self,
        id: int,
        *,
        on: bool | None = None,
        brightness: int | None = None,
        rgb: Rgb | None = None,
        temperature: int | None = None,
        transition: float | None = None,
        toggle_after: float | None = None,
    ) -> None:
        """Set a light that is either coloured or white: it becomes what it is given."""
        mode = "rgb" if rgb is not None else "cct" if temperature is not None else None
        extra = {
            "mode": mode,
            "rgb": None if rgb is None else list(rgb),
            "ct": temperature,
        }
        await self._light("RGBCCT", id, on, brightness, transition, toggle_after, extra)

    async def light_toggle(self, id: int, kind: str = "Light") -> None:
        """Switch a light over: `Light`, `CCT`, `RGB` or `RGBW`. A lost answer leaves it open."""
        await self._client.write(f"{kind}.Toggle", {"id": id})

    async def _light(
        self,
        kind: str,
        id: int,
        on: bool | None,
        brightness: int | None,
        transition: float | None,
        toggle_after: float | None,
        extra: Mapping[str, Any],
    ) -> None:
        wanted = {"on": on, "brightness": brightness, **extra}
        times = {"transition_duration": transition, "toggle_after": toggle_after}
        shown = {"output": on, "brightness": brightness, **extra}
        await self._set(kind, id, {**wanted, **times}, shown)

    async def _set(
        self, kind: str, id: int, wanted: Mapping[str, Any], shown: Mapping[str, Any]
    ) -> None:
        await self._send(f"{kind}.Set", kind, id, wanted, lambda s: _holds(s, shown))

    async def _move(
        self,
        verb: str,
        id: int,
        wanted: Mapping[str, Any],
        landed: Callable[[Mapping[str, Any]], bool],
    ) -> None:
        await self._send(f"Cover.{verb}", "Cover", id, wanted, landed)

    async def _send(
        self,
        method: str,
        kind: str,
        id: int,
        wanted: Mapping[str, Any],
        landed: Callable[[Mapping[str, Any]], bool],
    ) -> None:
        async def look() -> bool:
            status = await self._client.read(f"{kind}.GetStatus", {"id": id})
            return isinstance(status, dict) and landed(status)

        await self._client.write(method, {"id": id, **_given(wanted)}, landed=look)


def _given(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was not asked for."""
    return {name: value for name, value in wanted.items() if value is not None}


def _holds(status: Mapping[str, Any], shown: Mapping[str, Any]) -> bool:
    """Tell whether a status shows what was asked for; 60 is 60.0."""
    return all(status.get(name) == value for name, value in _given(shown).items())


def _is(states: frozenset[str]) -> Callable[[Mapping[str, Any]], bool]:
    return lambda status: status.get("state") in states
