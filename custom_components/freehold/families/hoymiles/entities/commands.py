"""What a gateway and its inverters can be told. Nothing of it is tried out: the protocol decides."""

from collections.abc import Iterator
from typing import Final

from homeassistant.components.button import ButtonDeviceClass
from homeassistant.components.number import NumberDeviceClass, NumberMode
from homeassistant.const import PERCENTAGE, UnitOfPower

from ...descriptions import (
    ButtonDescription,
    Command,
    NumberDescription,
    SwitchDescription,
)
from ...kinds import CONFIG, HIDDEN, Kind
from ..capabilities import Capabilities
from ..device import HoymilesDevice
from ..parts import inverter_part
from ..protocol.gateway import LOWEST_PERCENT, GatewayCommand
from ..protocol.modbus.gateway import LOWEST_PERCENT_MI
from ..protocol.modbus.records import is_mi
from .kinds import Button, Number, Switch, key_of

LEAST_WATTS: Final = 0.1
MOST_WATTS: Final = 3276.7

LIMIT_FOR_NOW: Final[Number] = NumberDescription(
    key="limit_for_now",
    translation_key="limit_for_now",
    device_class=NumberDeviceClass.POWER,
    native_unit_of_measurement=UnitOfPower.WATT,
    native_min_value=LEAST_WATTS,
    native_max_value=MOST_WATTS,
    native_step=0.1,
    mode=NumberMode.BOX,
    value=lambda state: state.limit_for_now,
    put=lambda device, watts: device.limit_for_now(watts),
)

RESTART: Final[Button] = ButtonDescription(
    key="restart",
    translation_key="restart",
    device_class=ButtonDeviceClass.RESTART,
    press=lambda device: device.restart(),
    **CONFIG,
)


def numbers(told: Capabilities) -> Iterator[Number]:
    """Describe the limits that can be set."""
    serials = sorted(told.inverters)
    if GatewayCommand.LIMIT in told.commands:
        yield NumberDescription(
            key="limit",
            value=lambda state: state.limit,
            put=lambda device, percent: device.limit(percent),
            **_limit_of(serials),
        )
    if GatewayCommand.LIMIT_FOR_NOW in told.commands:
        yield LIMIT_FOR_NOW
    if GatewayCommand.LIMIT_INVERTER in told.commands:
        yield from map(_inverter_limit, serials)


def switches(told: Capabilities) -> Iterator[Switch]:
    """Describe which inverters can be switched off."""
    if GatewayCommand.TURN in told.commands:
        yield from map(_production, sorted(told.inverters))


def buttons(told: Capabilities) -> Iterator[Button]:
    """Describe what can be restarted."""
    if GatewayCommand.RESTART in told.commands:
        yield RESTART
    if GatewayCommand.RESTART_INVERTER in told.commands:
        yield from map(_restart, sorted(told.inverters))


def _limit_of(serials: list[str]) -> Kind:
    """Describe a limit for good; who types it in does not send what is passed on the way."""
    return {
        **CONFIG,
        "translation_key": "permanent_limit",
        "native_unit_of_measurement": PERCENTAGE,
        "native_min_value": (
            LOWEST_PERCENT_MI if any(map(is_mi, serials)) else LOWEST_PERCENT
        ),
        "native_max_value": 100,
        "native_step": 1,
        "mode": NumberMode.BOX,
    }


def _inverter_limit(serial: str) -> Number:
    def put(device: HoymilesDevice, percent: float) -> Command:
        return device.limit_inverter(serial, percent)

    part = inverter_part(serial)
    return NumberDescription(
        key=key_of(part, "limit"),
        part=part,
        value=lambda state: state.limits.get(serial),
        put=put,
        **_limit_of([serial]),
    )


def _production(serial: str) -> Switch:
    """Describe a switch. As a setting: whoever switches off a whole area does not mean it."""

    def turn(device: HoymilesDevice, on: bool) -> Command:
        return device.turn(serial, on)

    part = inverter_part(serial)
    return SwitchDescription(
        key=key_of(part, "production"),
        translation_key="production",
        part=part,
        value=lambda state: serial not in state.switched_off,
        turn=turn,
        **CONFIG,
    )


def _restart(serial: str) -> Button:
    part = inverter_part(serial)
    return ButtonDescription(
        key=key_of(part, "restart"),
        translation_key="restart",
        part=part,
        device_class=ButtonDeviceClass.RESTART,
        press=lambda device: device.restart_inverter(serial),
        **CONFIG,
        **HIDDEN,
    )
