"""The compiled messages: whence, how old, and beside those of others."""

from pathlib import Path
import re

from awesomeversion import AwesomeVersion
from hoymiles_wifi.protobuf import APPInfomationData_pb2, RealDataNew_pb2

from custom_components.freehold.families.hoymiles.protocol.protobuf import messages_pb2
from custom_components.freehold.families.hoymiles.protocol.protobuf.messages_pb2 import (
    Information,
    ReadingsPage,
)
import homeassistant

from .vectors import recorded

COMPILED = Path(messages_pb2.__file__)
SOURCE = COMPILED.with_name("messages.proto").read_text()
MANIFEST = COMPILED.parents[4] / "manifest.json"
CONSTRAINTS = Path(homeassistant.__file__).with_name("package_constraints.txt")


def compiler_version() -> AwesomeVersion:
    """Return the version of protobuf that the messages need at least."""
    found = re.search(r"Protobuf Python Version: (\S+)", COMPILED.read_text())
    assert found
    return AwesomeVersion(found[1])


def test_they_are_not_newer_than_what_home_assistant_allows() -> None:
    """Newer ones would not load."""
    pinned = re.search(r"^protobuf==(\S+)$", CONSTRAINTS.read_text(), re.MULTILINE)
    assert pinned
    assert compiler_version() <= AwesomeVersion(pinned[1])


def test_the_manifest_asks_for_what_they_need() -> None:
    """From the version of the compiler to the end of its major version."""
    version = compiler_version()
    major = int(version.split(".")[0])
    assert f'"protobuf>={version},<{major + 1}"' in MANIFEST.read_text()


def test_they_are_compiled_from_the_source_as_it_is() -> None:
    """scripts/protobuf was run after the last change."""
    written = {
        name: dict(re.findall(r"(\w+) = (\d+);", body))
        for name, body in re.findall(
            r"^message (\w+) \{(.*?)^\}", SOURCE, re.MULTILINE | re.DOTALL
        )
    }
    compiled = {
        name: {field.name: str(field.number) for field in message.fields}
        for name, message in messages_pb2.DESCRIPTOR.message_types_by_name.items()
    }
    assert compiled == written


def test_they_live_beside_those_of_another_program() -> None:
    """All names of messages and files are known to the whole process."""
    (page,) = recorded("A211")[:1]
    (hello,) = recorded("A201")
    theirs = RealDataNew_pb2.RealDataNewReqDTO.FromString(page[10:])
    assert [port.energy_total for port in theirs.pv_data] == [
        port.total for port in ReadingsPage.FromString(page[10:]).ports
    ]
    also_theirs = APPInfomationData_pb2.APPInfoDataReqDTO.FromString(hello[10:])
    assert Information.FromString(hello[10:]).gateway_serial == (
        also_theirs.dtu_serial_number.encode()
    )


def test_no_password_and_no_network_has_a_field() -> None:
    """What is not declared cannot be shown."""
    assert not re.search("pass|ssid|wifi_name|lock", SOURCE.split("syntax")[1])
