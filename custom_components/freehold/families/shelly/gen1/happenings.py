"""What happens at inputs, as Home Assistant is told."""

from collections.abc import Mapping
from typing import Final

from ...descriptions import DeviceEvent
from ..protocol.gen1.components import Input

PUSHES: Final[Mapping[str, str]] = {
    "S": "single",
    "SS": "double",
    "SSS": "triple",
    "L": "long",
    "SL": "single_long",
    "LS": "long_single",
}
"""How devices call it, and how it is called here; of most models only S and L are known."""


def event_key(index: int) -> str:
    """Return the key of the events of an input."""
    return f"input_{index}_event"


class Presses:
    """Tells a press by its counter, so that none is told twice and none from before."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        self._counts: dict[int, int] = {}
        self._recalled: dict[int, int] = {}

    def recall(self, inputs: tuple[Input, ...]) -> None:
        """Take up what was counted when the device was last heard."""
        self._recalled = _counts(inputs)

    def follow(
        self, inputs: tuple[Input, ...], *, woke_for_press: bool = False
    ) -> list[DeviceEvent]:
        """Return what was pressed since the last reading. The first one tells nothing.

        A button that sleeps is heard only when it is pressed: with `woke_for_press` even
        the first reading is news, unless it is the one that was remembered.
        """
        before = self._counts
        self._counts = before | _counts(inputs)
        pressed: list[DeviceEvent] = []
        for index, count in _counts(inputs).items():
            known = before.get(index)
            if known is None:
                if not woke_for_press or count == self._recalled.get(index):
                    continue
            elif count == known:
                continue
            # Back at 0 without an event: it restarted.
            if event := inputs[index].event:
                kind = PUSHES.get(event, event.lower())
                pressed.append(DeviceEvent(key=event_key(index), type=kind))
        return pressed


def _counts(inputs: tuple[Input, ...]) -> dict[int, int]:
    return {
        index: wall.event_count
        for index, wall in enumerate(inputs)
        if wall.event_count is not None
    }
