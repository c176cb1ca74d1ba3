"""What entities show of a gateway that answered as in the worked examples."""

from collections.abc import Collection
from dataclasses import replace
import json
from pathlib import Path
from typing import Any, Final

from custom_components.freehold.families.hoymiles.capabilities import Capabilities
from custom_components.freehold.families.hoymiles.entities import describe
from custom_components.freehold.families.hoymiles.model import HoymilesState
from custom_components.freehold.families.hoymiles.protocol.gateway import (
    Alarm,
    GatewayCommand,
    GatewayInformation,
    GatewaySettings,
)
from custom_components.freehold.families.hoymiles.protocol.modbus import conversion
from custom_components.freehold.families.hoymiles.protocol.modbus.frame import (
    Function,
    parse_values,
)
from custom_components.freehold.families.hoymiles.protocol.modbus.records import LAYOUTS
from custom_components.freehold.families.hoymiles.protocol.protobuf.frame import (
    FrameSplitter,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.messages_pb2 import (
    ReadingsPage,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.readings import (
    readings_of,
)
from custom_components.freehold.families.hoymiles.protocol.readings import Readings
from custom_components.freehold.families.hoymiles.totals.ledger import YieldLedger
from tests.families.hoymiles.protocol.protobuf.vectors import answers

from .told import BERLIN, NOON

GATEWAY_SERIAL = "4143A0123456"
TABLES = ("sensors", "binary_sensors", "buttons", "switches", "events", "numbers")
_MODBUS: Final = Path(__file__).parents[2] / "vectors" / "hoymiles_modbus.json"


def protobuf(name: str) -> Readings:
    """Return what a worked example of protobuf tells."""
    splitter = FrameSplitter()
    return readings_of(
        [
            ReadingsPage.FromString(frame.payload)
            for data in answers(name)
            for frame in splitter.feed(data)
        ]
    )


def modbus() -> Readings:
    """Return what the worked example of Modbus tells."""
    vectors = json.loads(_MODBUS.read_text())["vectors"]
    (vector,) = (v for v in vectors if v["name"] == "modbus_ports_old_layout")
    records = [
        LAYOUTS[0].parse(
            parse_values(
                Function.READ_REGISTERS,
                bytes.fromhex(exchange["response_hex"])[7:],
                40,
            ),
            position,
        )
        for position, exchange in enumerate(vector["exchanges"])
    ]
    return conversion.readings_of(record for record in records if record)


class Shown:
    """A gateway that told this, with what it has and shows."""

    def __init__(
        self,
        readings: Readings,
        *,
        commands: Collection[GatewayCommand] = (),
        settings: GatewaySettings | None = None,
        alarms: dict[str, tuple[Alarm, ...]] | None = None,
        signal: int | None = None,
        excluded: Collection[str] = (),
    ) -> None:
        """Take it in, as a device does."""
        information = GatewayInformation(
            serial=GATEWAY_SERIAL, model="DTU", signal=signal
        )
        self.capabilities = Capabilities().learn(
            readings,
            settings,
            frozenset(commands),
            information=information,
            lists_alarms=alarms is not None,
        )
        for serial in excluded:
            self.capabilities = self.capabilities.without(serial)
        self.state = HoymilesState(
            information=information,
            in_contact=True,
            inverters={each.serial: each for each in readings.inverters},
            ports={(each.serial, each.port): each for each in readings.ports},
            meters={each.serial: each for each in readings.meters},
            yields=YieldLedger(excluded=excluded).accept(
                readings, (readings.clock or NOON).astimezone(BERLIN)
            ),
            settings=settings,
            alarms=alarms,
        )
        self.entities = describe(self.capabilities)

    def become(self, **changes: Any) -> None:
        """Change the state."""
        self.state = replace(self.state, **changes)

    def lose_contact(self) -> None:
        """Show what is shown when nobody answers."""
        self.become(in_contact=False, inverters={}, ports={}, meters={})

    def described(self, *tables: str) -> set[str]:
        """Return the keys of all entities, or of those of some kinds."""
        return {
            each.key
            for table in tables or TABLES
            for each in getattr(self.entities, table)
        }

    def entity(self, table: str, key: str) -> Any:
        """Return the description of an entity."""
        (found,) = (e for e in getattr(self.entities, table) if e.key == key)
        return found

    def value(self, key: str, table: str = "sensors") -> Any:
        """Return what an entity shows."""
        return self.entity(table, key).value(self.state)

    def values(self, part: str, *names: str) -> tuple[Any, ...]:
        """Return what sensors of a part show."""
        return tuple(self.value(f"{part}_{name}" if part else name) for name in names)
