"""From A201, A209 and A204 to what they mean (docs/protocols/hoymiles.md, Messages)."""

from collections.abc import Iterable, Iterator, Sequence

from ..alarms import alarm_code
from ..gateway import Alarm, GatewayInformation, GatewaySettings, InverterInformation
from ..models import gateway_model, inverter_model
from ..serials import serial_text
from .hello import Hello
from .messages_pb2 import AlarmsPage, Information, Settings
from .values import mac, moment, text
from .versions import (
    gateway_hardware,
    gateway_software,
    inverter_hardware,
    inverter_software,
)


def information_of(pages: Sequence[Information]) -> GatewayInformation:
    """Join complete pages."""
    first = pages[0]
    hello = Hello.parse(first)
    return GatewayInformation(
        serial=hello.serial,
        model=gateway_model(hello.serial),
        firmware=gateway_software(hello.software),
        hardware=gateway_hardware(first.gateway.hardware),
        encrypted=hello.encrypted,
        clock=moment(first.time),
        signal=first.gateway.signal or None,
        inverters=tuple(_inverters(pages)),
        meters=tuple(
            serial_text(meter.serial)
            for page in pages
            for meter in page.meters
            if meter.serial
        ),
    )


def _inverters(pages: Iterable[Information]) -> Iterator[InverterInformation]:
    for page in pages:
        for told in page.inverters:
            if told.serial:
                yield InverterInformation(
                    serial=serial_text(told.serial),
                    model=inverter_model(told.part_number),
                    firmware=inverter_software(told.software),
                    hardware=inverter_hardware(told.hardware),
                )


def settings_of(told: Settings) -> GatewaySettings:
    """A limit of 0 stands for one that was never set."""
    wired = told.mac_0, told.mac_1, told.mac_2, told.mac_3, told.mac_4, told.mac_5
    wifi = (
        *(told.wifi_mac_0, told.wifi_mac_1, told.wifi_mac_2),
        *(told.wifi_mac_3, told.wifi_mac_4, told.wifi_mac_5),
    )
    return GatewaySettings(
        power_limit=told.power_limit / 10 or None,
        upload_interval=told.upload_interval or None,
        server=text(told.server),
        mac=mac(wired),
        wifi_mac=mac(wifi),
    )


def alarms_of(pages: Iterable[AlarmsPage]) -> tuple[Alarm, ...]:
    """Join complete pages."""
    return tuple(
        Alarm(
            serial=serial_text(told.serial),
            code=alarm_code(told.code),
            number=told.number,
            began=moment(told.began),
            ended=moment(told.ended),
        )
        for page in pages
        for told in page.alarms
    )
