"""What inverters and gateway complained about; the gateway keeps the list."""

from dataclasses import dataclass

OWN_RESET = 1
SERVER_LOST = 4
SWITCHED_OFF = 124
OFFLINE = 130
NO_GRID = 147
INTERNAL_EVENT = 1 << 15
USER_ALARM = 1 << 14
AFTERNOON_START = 1 << 13
"""Bits that tell more about an alarm; its number is in the lower twelve."""
_KEPT = 20


@dataclass(slots=True)
class Alarm:
    """One of them. Times are those of the gateway's clock."""

    serial: str
    code: int
    """With bits that tell its kind."""
    number: int
    """Counts the alarms of this inverter."""
    began: int
    ended: int = 0
    """0: it is still there."""
    data: int = 0


class AlarmLog:
    """The newest alarms of everybody."""

    def __init__(self) -> None:
        """Begin without any."""
        self.alarms: list[Alarm] = []
        self._counts: dict[str, int] = {}

    def count(self, serial: str) -> int:
        """Return how many alarms an inverter has ever had."""
        return self._counts.get(serial, 0)

    def present(self, serial: str) -> int:
        """Return the number of the newest alarm that is not over; 0: none."""
        present = [one for one in self.alarms if one.serial == serial and not one.ended]
        return present[-1].code & 0xFFF if present else 0

    def begin(self, serial: str, code: int, now: int, ended: int = 0) -> None:
        """Note an alarm, unless it is there already."""
        if not ended and self._active(serial, code):
            return
        self._counts[serial] = self.count(serial) + 1
        self.alarms.append(Alarm(serial, code, self.count(serial), now, ended))
        del self.alarms[:-_KEPT]

    def end(self, serial: str, code: int, now: int) -> None:
        """Note that it is over."""
        for alarm in self._active(serial, code):
            alarm.ended = now
            alarm.data = now - alarm.began

    def _active(self, serial: str, code: int) -> list[Alarm]:
        return [
            alarm
            for alarm in self.alarms
            if alarm.serial == serial and alarm.code == code and not alarm.ended
        ]
