"""How gateways are found, and what asking one brings to light."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from aiohttp import web
import pytest

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.errors import (
    ConnectionLostError,
    DeviceError,
)
from custom_components.freehold.families.contract import (
    Match,
    Ownership,
    Sighting,
    Source,
)
from custom_components.freehold.families.hoymiles import HOYMILES
from custom_components.freehold.families.hoymiles.discovery import (
    ACCESS_POINT,
    identify,
    recognise,
)
from custom_components.freehold.families.hoymiles.gateways import POLICIES, PORTS
from custom_components.freehold.families.hoymiles.protocol.gateway import (
    GatewayProtocol,
)
from custom_components.freehold.provisioning.credential import CredentialError
from tests.emulators.hoymiles import Kind

from .device_rig import ADDRESS, KINDS, emulated

PROTOBUF, MODBUS = GatewayProtocol


def asks_for_an_address(
    hostname: str = "", mac: str | None = "aa:bb:cc:dd:ee:ff", host: str = "192.0.2.1"
) -> Sighting:
    """Return what Home Assistant hears of a DHCP request."""
    return Sighting(source=Source.DHCP, host=host, hostname=hostname, mac=mac)


@pytest.mark.parametrize(
    ("hostname", "serial"),
    [
        ("DTUBI-4143A0000041", "4143A0000041"),
        ("dtubi-4143a0000041", "4143A0000041"),
        ("dtubi-4143a0000041.fritz.box", "4143A0000041"),
        ("dtup-10f800000043", "10F800000043"),
        ("dtul-413000000045", "413000000045"),
        ("dtuw-413000000045", "413000000045"),
        ("dtubi-d03000000001j", "D03000000001"),
    ],
)
def test_a_name_tells_the_serial_number(hostname: str, serial: str) -> None:
    """As its access point is called."""
    match = recognise(asks_for_an_address(hostname))
    assert match == Match(
        title=f"Hoymiles DTU {serial[-4:]}",
        address=Address("192.0.2.1", 10081),
        serial=serial,
        mac="aa:bb:cc:dd:ee:ff",
    )


@pytest.mark.parametrize(
    "sighting",
    [
        asks_for_an_address("dtubi-"),
        asks_for_an_address("dtubi-41430000004"),
        asks_for_an_address("dtubi-4143a0000041-2"),
        asks_for_an_address("dtux-4143a0000041"),
        asks_for_an_address("logger1234"),
        asks_for_an_address(""),
        asks_for_an_address("", mac=None),
        asks_for_an_address("dtubi-4143a0000041", host=ACCESS_POINT),
        Sighting(
            source=Source.ZEROCONF, host="192.0.2.1", hostname="dtubi-4143a0000041"
        ),
    ],
)
def test_others_are_none(sighting: Sighting) -> None:
    """Nor is the access point, which is at the same address everywhere."""
    assert recognise(sighting) is None


def test_a_mac_alone_is_doubtful() -> None:
    """Others own parts of what it begins with."""
    match = recognise(asks_for_an_address(mac="48:4d:72:22:67:97"))
    assert match is not None
    assert match.doubtful
    assert match.serial is None
    assert match.mac == "48:4d:72:22:67:97"


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have somebody silent waited for no longer than a test can."""
    for protocol, policy in POLICIES.items():
        monkeypatch.setitem(
            POLICIES,
            protocol,
            replace(policy, gap=0, backoff=0.01, request_timeout=1, busy_backoff=0.01),
        )


@pytest.mark.usefixtures("socket_enabled", "ports")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("usual", [True, False])
async def test_whoever_answers_says_who_it_is(
    monkeypatch: pytest.MonkeyPatch, kind: Kind, usual: bool
) -> None:
    """In either protocol, at its own port and at another; and is left alone then."""
    async with emulated(kind) as dtu:
        spoken = MODBUS if dtu.cable else PROTOBUF
        asked = Address(dtu.host, dtu.port)
        if usual:
            monkeypatch.setitem(PORTS, spoken, dtu.port)
            asked = Address(dtu.host, PORTS[PROTOBUF])

        finding = await identify(asked)

        assert finding is not None
        assert finding.ownership is Ownership.US
        assert finding.serial == dtu.serial
        assert finding.opened is not None
        assert finding.opened.address == Address(dtu.host, dtu.port)
        identity = finding.opened.identity
        assert identity.family == "hoymiles"
        assert identity.protocol == spoken
        assert identity.name.endswith(dtu.serial[-4:])
        assert not [each for each in dtu.requests if each.name in ("A305", "A310")]


@pytest.mark.usefixtures("socket_enabled", "ports")
async def test_firmware_that_tells_only_who_it_is_is_recognised() -> None:
    """What it lacks is said when it is read."""
    async with emulated(firmware="V00.08.03") as dtu:
        finding = await identify(Address(dtu.host, dtu.port))
        assert finding is not None
        assert finding.serial == dtu.serial


@pytest.mark.usefixtures("socket_enabled", "ports")
async def test_nobody_answers(unused_tcp_port: int) -> None:
    """Which protocol was asked for last makes no difference."""
    emulated()
    with pytest.raises(ConnectionLostError):
        await identify(Address(ADDRESS, unused_tcp_port))


@pytest.mark.usefixtures("socket_enabled", "ports")
async def test_the_only_connection_is_held_by_somebody_else() -> None:
    """Whose, is said."""
    async with emulated() as dtu:
        dtu.misbehave("cut")
        with pytest.raises(DeviceError) as caught:
            await identify(Address(dtu.host, dtu.port))
        assert caught.value.key == "connection_taken"


@asynccontextmanager
async def web_server() -> AsyncIterator[Address]:
    """Run something else."""
    runner = web.AppRunner(web.Application())
    await runner.setup()
    site = web.TCPSite(runner, ADDRESS, 0)
    await site.start()
    yield Address(ADDRESS, runner.addresses[0][1])
    await runner.cleanup()


@pytest.mark.usefixtures("socket_enabled", "ports")
async def test_a_web_server_is_no_gateway() -> None:
    """It answers, and not like one."""
    emulated()
    async with web_server() as address:
        assert await identify(address) is None


def test_there_is_nothing_to_log_in_with() -> None:
    """Nor anybody to adopt from."""
    assert HOYMILES.credential_fields == ()
    with pytest.raises(CredentialError):
        HOYMILES.new_credential()
    with pytest.raises(CredentialError):
        HOYMILES.parse_credentials({"export": "[]"})
    assert HOYMILES.core_domain is None
    assert HOYMILES.adoptable({}) is None


def test_a_label_is_read() -> None:
    """In either form; anything else is an error."""
    assert HOYMILES.read_label("4143-a000 0041") == "4143A0000041"
    with pytest.raises(ValueError):
        HOYMILES.read_label("414")
