"""Who a gateway is, what it is set to and what it complains about."""

from datetime import UTC, datetime

import pytest

from custom_components.freehold.connection.errors import ProtocolError
from custom_components.freehold.families.hoymiles.protocol.gateway import (
    Alarm,
    GatewayCommand,
    GatewayInformation,
    GatewaySettings,
    InverterInformation,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf import versions
from custom_components.freehold.families.hoymiles.protocol.protobuf.frame import (
    FrameSplitter,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.hello import Hello
from custom_components.freehold.families.hoymiles.protocol.protobuf.information import (
    alarms_of,
    information_of,
    settings_of,
)
from custom_components.freehold.families.hoymiles.protocol.protobuf.messages_pb2 import (
    AlarmsPage,
    GatewayVersion,
    Information,
    InverterVersion,
    MeterInformation,
    Settings,
)

from .vectors import VECTORS, answers, recorded

WRITTEN = {
    "dtu": versions.gateway_software,
    "dtu_hw": versions.gateway_hardware,
    "inverter_sw": versions.inverter_software,
    "inverter_hw": versions.inverter_hardware,
}
ALL = frozenset(GatewayCommand) - {GatewayCommand.LIMIT_INVERTER}
USUAL = ALL - {GatewayCommand.LIMIT_FOR_NOW}


def payload(data: bytes) -> bytes:
    """Return what a frame carries."""
    (frame,) = FrameSplitter().feed(data)
    return frame.payload


def hello(software: int, serial: str = "4143A0123456", *, encrypted: bool) -> Hello:
    """Return what some gateway says."""
    features = 1308623040 if encrypted else 0
    gateway = GatewayVersion(software=software, features=features, seed=bytes(16))
    return Hello.parse(Information(gateway_serial=serial.encode(), gateway=gateway))


@pytest.mark.parametrize(
    "example", VECTORS["versions"], ids=lambda e: f"{e['kind']}-{e['int']}"
)
def test_versions(example: dict[str, int | str]) -> None:
    """As they are printed; 0 is none."""
    write = WRITTEN[str(example["kind"])]
    assert write(int(example["int"])) == example["text"]
    assert write(0) is None


def test_a_recorded_gateway() -> None:
    """A DTU-Pro with three HM-1500, which writes out what is empty."""
    told = Information.FromString(payload(recorded("A201")[0]))
    assert information_of([told]) == GatewayInformation(
        serial="10F800000001",
        model="DTU-Pro",
        firmware="V00.02.08",
        hardware="H09.01.02",
        clock=datetime(2022, 3, 10, 15, 15, 6, tzinfo=UTC),
        signal=62,
        inverters=tuple(
            InverterInformation(
                serial=f"11610000000{n}",
                model="HM-1500-4T",
                firmware="V01.00.12",
                hardware="H00.04.00",
            )
            for n in (1, 2, 3)
        ),
    )


def test_an_encrypting_gateway() -> None:
    """One bit says so, and its seed comes with it."""
    told = Information.FromString(payload(answers("app_info_encrypted_device")[0]))
    assert information_of([told]).encrypted
    assert information_of([told]).firmware == "V01.01.01"
    assert Hello.parse(told).seed.hex() == "f5480938516c557e347bc49c672b6af1"
    assert "seed" not in repr(Hello.parse(told))


def test_a_worked_gateway() -> None:
    """A gateway inside an inverter."""
    told = Information.FromString(payload(answers("app_info_plain")[0]))
    assert information_of([told]) == GatewayInformation(
        serial="4143A0123456",
        model="DTUBI",
        firmware="V00.01.11",
        hardware="H01.00.00",
        clock=datetime(2025, 6, 15, 15, 6, 41, tzinfo=UTC),
        signal=68,
        inverters=(
            InverterInformation(
                serial="1412A0123456",
                model="HMS-900-2T",
                firmware="V01.00.08",
                hardware="H00.04.10",
            ),
        ),
    )


def test_no_inverters_yet() -> None:
    """A gateway fresh out of its box, with an empty place in its list."""
    told = Information(
        gateway_serial=b"10F800000001",
        inverters=[InverterVersion()],
        meters=[MeterInformation(serial=0x10C000000001), MeterInformation()],
    )
    found = information_of([told])
    assert found.inverters == ()
    assert found.meters == ("10C000000001",)
    assert (found.clock, found.firmware, found.signal) == (None, None, None)


@pytest.mark.parametrize(
    ("told", "serial"),
    [
        (b"D03012345678J", "D03012345678"),
        (b"10f800000001\0\0", "10F800000001"),
        (b"FFFF00000001", "FFFF00000001"),
    ],
)
def test_serial_numbers_of_gateways(told: bytes, serial: str) -> None:
    """Solenso's end in a J; an unknown kind is as good as any."""
    assert Hello.parse(Information(gateway_serial=told)).serial == serial


@pytest.mark.parametrize("told", [b"", b"\xff\xfe\xfd\xfc\xfb\xfa\xf9", b"x"])
def test_who_does_not_say_who_it_is(told: bytes) -> None:
    """Is not to be talked to any further."""
    with pytest.raises(ProtocolError):
        Hello.parse(Information(gateway_serial=told))


@pytest.mark.parametrize(
    ("said", "commands"),
    [
        (hello(267, encrypted=False), USUAL),
        (hello(4352, encrypted=True), USUAL),
        (hello(4353, encrypted=True), ALL),
        (hello(4353, encrypted=False), USUAL),
        (hello(4609, serial="FFFF00000001", encrypted=True), ALL),
        (hello(4354, serial="413300000001", encrypted=True), USUAL),
        (hello(2051, serial="412100000001", encrypted=False), frozenset()),
    ],
)
def test_commands_depend_on_the_firmware(
    said: Hello, commands: frozenset[GatewayCommand]
) -> None:
    """A limit for now: encrypting firmware from V01.01.01, unless the gateway is a device of its own."""
    assert said.commands == commands


def test_worked_settings() -> None:
    """Without the passwords that come along."""
    told = Settings.FromString(payload(answers("get_config")[0]))
    assert settings_of(told) == GatewaySettings(
        power_limit=100.0,
        upload_interval=15,
        server="dataeu.hoymiles.com",
        mac=None,
        wifi_mac="02:00:5e:00:53:01",
    )
    assert "secret" not in repr(settings_of(told))


def test_untold_settings_are_none() -> None:
    """A limit of 0 was never set; text need not be UTF-8."""
    assert settings_of(Settings()) == GatewaySettings()
    told = Settings(server=b"\xffhost", mac_0=0x48, mac_1=0x4D, mac_5=0x97)
    assert settings_of(told).server == "\ufffdhost"
    assert settings_of(told).mac == "48:4d:00:00:00:97"


def test_worked_alarms() -> None:
    """The list is in field 6; an alarm that has not ended is still there."""
    page = AlarmsPage.FromString(payload(answers("warn_list")[0]))
    first, second, third = alarms_of([page])
    assert first == Alarm(
        serial="1412A0123456",
        code=124,
        number=51,
        began=datetime.fromtimestamp(1750000400, UTC),
        ended=None,
    )
    assert (second.code, second.ended) == (147, datetime.fromtimestamp(1750000200, UTC))
    assert third.code == 1


def test_recorded_alarms() -> None:
    """A DTU-Pro that lost the cloud."""
    pages = [AlarmsPage.FromString(payload(data)) for data in recorded("220B")]
    found = alarms_of(pages)
    assert {alarm.code for alarm in found if alarm.serial == "10F800000001"} == {4}
    assert {alarm.code for alarm in found} == {4, 130}
