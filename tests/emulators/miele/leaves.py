"""The DOP2 leaves this appliance offers, built from its state.

Layouts follow recorded leaves of one oven and one washer. Modelled: the paging of
the object directory, what is zero here and may not be zero elsewhere.
"""

from collections.abc import Callable, Mapping
import time

from .appliance import Appliance
from .contexts import Contexts
from .dop2 import (
    Fields,
    annotated,
    array,
    boolean,
    enum8,
    enum16,
    frame,
    i8,
    i32,
    label,
    struct,
    structs,
    u8,
    u16,
    u32,
    u64,
)
from .models import Kind

MAIN, XKM = 2, 14
FRONT = 1
DIRECTORY, DIRECTORY_RIGHT, NO_RIGHT = 19, 64000, 32768
CONTEXT, COMMAND, PROGRAMS, POWER, SELECT, ACKNOWLEDGE = (
    1585,
    1583,
    1584,
    1586,
    1577,
    138,
)

_PAGE = 20

type Leaf = Callable[[], Fields]


class Leaves:
    """The tree of units and attributes of one appliance."""

    def __init__(
        self, appliance: Appliance, wall: Callable[[], float] = time.time
    ) -> None:
        """Lay out the tree of this kind of appliance."""
        self._appliance = appliance
        self._nameplate = appliance.nameplate
        self.contexts = Contexts(appliance, wall)
        self._tree = self._lay_out()

    @property
    def units(self) -> list[int]:
        """Return the units."""
        return sorted(self._tree)

    def attributes(self, unit: int) -> list[int] | None:
        """Return the attributes of a unit; None if there is no such unit."""
        return sorted({DIRECTORY, *self._tree[unit]}) if unit in self._tree else None

    def read(self, unit: int, attribute: int, idx1: int) -> bytes | None:
        """Return a leaf without padding; None if there is no such leaf."""
        attributes = self.attributes(unit)
        if attributes is None or attribute not in attributes:
            return None
        if attribute == DIRECTORY:
            return self._directory(unit, attributes, idx1)
        if attribute == PROGRAMS:
            return self._programs(idx1)
        instance = 1 if unit == XKM else 0
        return frame(unit, attribute, self._tree[unit][attribute](), instance, instance)

    def _lay_out(self) -> Mapping[int, Mapping[int, Leaf]]:
        labels = {144: self._ident, 145: self._labels}
        module = {
            1565: self._module_ident,
            1566: self._module_labels,
            1568: self._module_state,
        }
        working = {
            **labels,
            119: self._hours,
            COMMAND: self._user_request,
            POWER: self.contexts.combined_state,
            CONTEXT: self.contexts.laundry_context,
        }
        notes = {
            131: self._notifications,
            ACKNOWLEDGE: self._acknowledge,
            148: self._failures,
        }
        match self._appliance.model.kind:
            case Kind.OVEN:
                front = {131: self._notifications, CONTEXT: self.contexts.oven_context}
                main = {
                    **working,
                    **notes,
                    256: self.contexts.device_state,
                    SELECT: self._selection,
                }
                del main[CONTEXT]
                return {FRONT: front, MAIN: main, XKM: module}
            case Kind.WASHER:
                main = {
                    **working,
                    **notes,
                    256: self.contexts.device_state,
                    SELECT: self._selection,
                    PROGRAMS: dict,
                    6195: self._process_data,
                }
                return {FRONT: {}, MAIN: main, XKM: module}
            case Kind.DISHWASHER:
                return {MAIN: working, XKM: module}
            case Kind.FRIDGE_FREEZER:
                return {MAIN: {**labels, **notes}, XKM: module}

    def _directory(self, unit: int, attributes: list[int], index: int) -> bytes | None:
        """Page `index` of the directory; idx2 of the answer is the last page. Modelled."""
        if not index < len(attributes):
            return None
        attribute = attributes[index]
        writable = attribute in {COMMAND, POWER, SELECT, ACKNOWLEDGE}
        fields = {
            1: u16(attribute),
            2: u16(1),
            3: u16(DIRECTORY_RIGHT),
            4: u16(DIRECTORY_RIGHT if writable else NO_RIGHT),
            5: u16(NO_RIGHT),
        }
        return frame(unit, DIRECTORY, fields, index, len(attributes) - 1)

    def _programs(self, page: int) -> bytes | None:
        ids = [program.id for program in self._appliance.model.programs]
        last = (len(ids) - 1) // _PAGE
        if page > last:
            return None
        shown = ids[page * _PAGE : (page + 1) * _PAGE]
        fields = {
            1: u8(len(shown)),
            2: array(u16, shown, _PAGE),
            3: array(u16, [], _PAGE),
            4: array(u16, [], _PAGE),
            5: array(u8, [], _PAGE),
        }
        return frame(MAIN, PROGRAMS, fields, page, last)

    def _ident(self) -> Fields:
        supported = {
            number: boolean(number in {1, 4, 5, 6, 9}) for number in range(1, 12)
        }
        return {
            1: enum8(self._nameplate.model.device_type),
            2: enum8(4),
            5: struct(supported),
            9: enum16(2),
        }

    def _labels(self) -> Fields:
        return {
            1: label(self._nameplate.fab, 12),
            2: label("00", 2),
            3: label(self._nameplate.tech_type, 15, " "),
            4: label("11804520", 8),
        }

    def _hours(self) -> Fields:
        minutes = int(self._appliance.operating_seconds // 60)
        return {1: u32(minutes), **{number: u32(0) for number in range(2, 6)}}

    def _notifications(self) -> Fields:
        def message(number: int) -> Fields:
            return {
                1: enum16(number),
                2: array(u64, [0, 0]),
                3: array(enum8, [number > 0, 0]),
            }

        def error(number: int) -> Fields:
            return {1: u32(number), 2: array(enum8, [number > 0, 0]), 3: u16(0)}

        return {
            2: structs(
                [message(number) for number in _padded(self._appliance.messages, 5)]
            ),
            3: structs(
                [error(number) for number in _padded(self._appliance.failures, 5)]
            ),
        }

    def _acknowledge(self) -> Fields:
        return {2: enum16(0), 3: u32(0), 5: enum8(0)}

    def _failures(self) -> Fields:
        present = self._appliance.failures
        return {
            1: structs(
                [{1: u32(code), 2: boolean(code > 0)} for code in _padded(present, 67)]
            )
        }

    def _user_request(self) -> Fields:
        return {1: enum16(0), 2: u16(0), 3: u16(0)}

    def _selection(self) -> Fields:
        selection = self._appliance.selection
        return {1: enum16(selection.program.id if selection else 0), 3: enum8(0)}

    def _process_data(self) -> Fields:
        appliance = self._appliance
        run = appliance.run
        litres = int(48 * run.elapsed(appliance.now) / run.duration) if run else 0
        return {
            16: annotated(u16, 0),
            17: annotated(u16, 36),
            21: annotated(i32, litres * 200),
            25: annotated(u16, litres * 12),
            26: annotated(u16, litres * 21),
            65: annotated(u16, 8 if run else 0),
        }

    def _module_ident(self) -> Fields:
        firmware = self._nameplate.firmware
        return {
            2: enum8(0),
            3: enum8(0),
            4: label(firmware, len(firmware)),
            5: u16(6713),
            6: array(u8, list(bytes.fromhex(self._nameplate.eui64))),
            7: enum8(0),
            8: array(u8, [], 8),
        }

    def _module_labels(self) -> Fields:
        return {
            1: label(self._nameplate.fab[::-1], 12),
            2: label("00", 2),
            3: label(self._nameplate.module.tech_type, 15),
            4: label("12597311", 8),
        }

    def _module_state(self) -> Fields:
        return {
            1: enum8(2),
            2: u8(50),
            6: enum8(2),
            7: boolean(True),
            8: u16(0),
            9: u8(0),
            11: u16(2400),
            12: enum8(11),
            13: i8(-67),
            14: array(u8, [2, 0, 0, 0, 0, 3]),
        }


def _padded(numbers: list[int], length: int) -> list[int]:
    return [*numbers, *[0] * length][:length]
