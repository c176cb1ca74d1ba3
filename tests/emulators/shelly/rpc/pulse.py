"""What a device pushes without anything having happened."""

from .machine import Machine

_MINUTE = 60.0


class Pulse:
    """Energy once a minute; everything that fluctuates at an interval, in one frame, if wanted."""

    def __init__(self, machine: Machine, interval: float | None) -> None:
        """Push at this interval in device seconds; None: energy only."""
        self._machine = machine
        self._board = machine.board
        self._interval = interval

    def start(self) -> None:
        """Begin, after every start of the device."""
        self._board.after(_MINUTE, self._push_energy)
        if self._interval is not None:
            self._board.after(self._interval, self._push_measurements)

    def _push_energy(self) -> None:
        for component in self._machine.components.values():
            energy = component.status().get("aenergy")
            if energy is not None and any(energy["by_minute"]):
                component.publish({"aenergy": energy})
        self._board.after(_MINUTE, self._push_energy)

    def _push_measurements(self) -> None:
        self._board.on_status(
            {
                key: {"id": component.id, **changes}
                for key, component in self._machine.components.items()
                if (changes := component.fluctuate()) is not None
            }
        )
        assert self._interval is not None
        self._board.after(self._interval, self._push_measurements)
