"""Recognising appliances by what they announce, and asking them who they are."""

from collections.abc import AsyncGenerator

from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.freehold.connection.address import Address
from custom_components.freehold.connection.errors import (
    ConnectionLostError,
    ProtocolError,
)
from custom_components.freehold.connection.session import open_session
from custom_components.freehold.families.contract import (
    Finding,
    Match,
    Ownership,
    Sighting,
    Source,
)
from custom_components.freehold.families.miele import MIELE
from custom_components.freehold.provisioning.credential import (
    Credential,
    CredentialError,
)
from tests.emulators.miele import Fault, Generation, Kind, MieleAppliance
from tests.households import OURS, THEIRS

TXT = {
    "txtvers": "1",
    "group": "0123456789ABCDEF",
    "path": "/",
    "security": "1",
    "pairing": "false",
    "devicetype": "1",
    "con": "0",
    "subtype": "0",
    "s": "0",
}


def announcement(
    hostname: str = "Miele-001D63FFFE362144.local.", **txt: str
) -> Sighting:
    """Make an mDNS sighting."""
    return Sighting(
        source=Source.ZEROCONF,
        host="192.0.2.10",
        port=80,
        name="Miele WCI960._mieleathome._tcp.local.",
        hostname=hostname,
        properties={**TXT, **txt},
    )


def test_an_announcement_tells_name_mac_and_household() -> None:
    """As recorded, but for the group."""
    assert MIELE.recognise(announcement()) == Match(
        title="Washing machine WCI960",
        address=Address("192.0.2.10", 80),
        mac="00:1d:63:36:21:44",
        owner="0123456789ABCDEF",
        details={"devicetype": "1"},
    )


def test_an_empty_group_is_nobody_and_a_missing_one_is_not_told() -> None:
    """The difference decides what a locked appliance means."""
    nobody = MIELE.recognise(announcement(group=""))
    assert nobody is not None
    assert nobody.owner == ""

    silent = Sighting(
        source=Source.ZEROCONF,
        host="192.0.2.10",
        name="Miele WCI960._mieleathome._tcp.local.",
    )
    match = MIELE.recognise(silent)
    assert match is not None
    assert match.owner is None
    assert match.mac is None
    assert match.address.port == 80


@pytest.mark.parametrize(
    ("devicetype", "title"),
    [
        ("7", "Dishwasher WCI960"),
        ("21", "Fridge-freezer WCI960"),
        ("9999", "Appliance WCI960"),
        ("", "Appliance WCI960"),
        ("-1", "Appliance WCI960"),
        ("9" * 5000, "Appliance WCI960"),
        ("²", "Appliance WCI960"),
    ],
)
def test_a_card_says_what_it_is(devicetype: str, title: str) -> None:
    """A model number alone tells nobody which is the dishwasher."""
    match = MIELE.recognise(announcement(devicetype=devicetype))
    assert match is not None
    assert match.title == title


def test_the_group_is_compared_in_upper_case() -> None:
    """However a firmware spells it."""
    match = MIELE.recognise(announcement(group="0123456789abcdef"))
    assert match is not None
    assert match.owner == "0123456789ABCDEF"


@pytest.mark.parametrize("hostname", ["", "washer.local.", "Miele-001D63362144.local."])
def test_another_host_name_tells_no_mac(hostname: str) -> None:
    """Only the one form is known to hold it."""
    match = MIELE.recognise(announcement(hostname))
    assert match is not None
    assert match.mac is None


def test_a_gateway_is_refused_with_its_reason() -> None:
    """It speaks another protocol."""
    match = MIELE.recognise(announcement(path="/rest/"))
    assert match is not None
    assert match.refusal == "miele_gateway"


@pytest.mark.parametrize(
    "sighting",
    [
        announcement(devicetype="2147483647"),
        Sighting(source=Source.ZEROCONF, host="192.0.2.10", name="x._http._tcp.local."),
        Sighting(source=Source.DHCP, host="192.0.2.10", hostname="printer"),
        Sighting(source=Source.DHCP, host="192.0.2.10", mac="aa:bb:cc:00:11:22"),
    ],
)
def test_what_is_no_appliance_is_not_recognised(sighting: Sighting) -> None:
    """Nor is a program that poses as one."""
    assert MIELE.recognise(sighting) is None


@pytest.mark.parametrize(
    "sighting",
    [
        Sighting(
            source=Source.DHCP,
            host="192.0.2.10",
            hostname="aabbccddeeff-mysimplelink",
            mac="aa:bb:cc:dd:ee:ff",
        ),
        Sighting(source=Source.DHCP, host="192.0.2.10", hostname="miele"),
    ],
)
def test_another_device_with_the_same_module_is_no_appliance(
    sighting: Sighting,
) -> None:
    """Its maker sells the module to others as well."""
    assert MIELE.recognise(sighting) is None


def test_a_lease_is_recognised_by_its_vendor() -> None:
    """Where multicast is blocked."""
    match = MIELE.recognise(
        Sighting(source=Source.DHCP, host="192.0.2.10", mac="00:1d:63:36:21:44")
    )
    assert match is not None
    assert match.owner is None


def credential(household: tuple[str, str]) -> Credential:
    """Make a credential of a household."""
    (made,) = MIELE.parse_credentials(
        {"group_id": household[0], "group_key": household[1]}
    )
    return made


async def identify(
    appliance: MieleAppliance,
    *households: tuple[str, str],
    owner: str | None = None,
) -> Finding | None:
    """Ask an appliance who it is."""
    async with open_session(MIELE.policy) as session:
        return await MIELE.identify(
            Address(appliance.host, appliance.port),
            session,
            [credential(household) for household in households],
            owner,
        )


@pytest.fixture
async def washer(socket_enabled: None) -> AsyncGenerator[MieleAppliance]:
    """Run a washing machine of our household."""
    async with MieleAppliance(
        kind=Kind.WASHER, generation=Generation.EK037, group=OURS
    ) as appliance:
        yield appliance


async def test_the_key_that_fits_is_found_among_several(washer: MieleAppliance) -> None:
    """The announced group is tried first, the others after it."""
    finding = await identify(washer, THEIRS, OURS, owner=OURS[0])

    assert finding is not None
    assert finding.ownership is Ownership.US
    assert finding.opened is not None
    assert finding.opened.identity.serial == washer.fab
    assert finding.opened.credential == credential(OURS)
    assert {request.group_id for request in washer.requests} == {OURS[0]}


@pytest.mark.parametrize(
    ("owner", "ownership"),
    [
        (None, Ownership.UNKNOWN),
        ("", Ownership.CLOUD),
        (OURS[0], Ownership.OTHER),
    ],
)
async def test_a_locked_appliance_is_told_by_its_announcement(
    washer: MieleAppliance, owner: str | None, ownership: Ownership
) -> None:
    """None of our keys opens it."""
    assert await identify(washer, THEIRS, owner=owner) == Finding(ownership=ownership)


async def test_an_owned_appliance_that_talks_nonsense_is_an_error(
    washer: MieleAppliance,
) -> None:
    """It took our signature, so it is ours; what it says is not understood."""
    washer.inject(Fault.NOT_AN_OBJECT)

    with pytest.raises(ProtocolError):
        await identify(washer, OURS)


@pytest.mark.parametrize("fault", [Fault.NOT_FOUND, Fault.NOT_JSON, Fault.SERVER_ERROR])
async def test_an_appliance_without_ident_is_known_by_its_serial(
    washer: MieleAppliance, fault: Fault
) -> None:
    """It is added under a plain name."""
    washer.inject(fault, path="/Ident")

    finding = await identify(washer, OURS)

    assert finding is not None
    assert finding.opened is not None
    assert finding.opened.identity.name == f"Appliance {washer.fab[-4:]}"


async def test_a_silent_appliance_is_a_lost_connection(washer: MieleAppliance) -> None:
    """Not an unknown one."""
    await washer.lose_power()

    with pytest.raises(ConnectionLostError):
        await identify(washer, OURS)


@pytest.mark.parametrize("listed", [{}, {"000000000001": {}, "000000000002": {}}])
async def test_what_lists_not_one_appliance_is_none(
    socket_enabled: None, listed: dict[str, object]
) -> None:
    """It answers like one, and yet nobody could tell which."""

    async def devices(_: web.Request) -> web.Response:
        return web.json_response(listed)

    app = web.Application()
    app.router.add_get("/Devices", devices)
    async with (
        TestServer(app, host="127.0.0.1") as server,
        open_session(MIELE.policy) as session,
    ):
        address = Address("127.0.0.1", server.port or 0)
        assert await MIELE.identify(address, session, [], None) is None


def test_a_credential_remembers_no_key_in_its_id() -> None:
    """The id is what an entry stores."""
    assert credential(OURS).id == f"miele:{OURS[0]}"
    assert OURS[1] not in repr(credential(OURS))


def test_a_malformed_key_points_at_its_field() -> None:
    """Inside an export, at the export."""
    with pytest.raises(CredentialError) as caught:
        MIELE.parse_credentials({"group_id": OURS[0], "group_key": "12"})
    assert (caught.value.field, caught.value.key) == ("group_key", "too_short")

    with pytest.raises(CredentialError) as caught:
        MIELE.parse_credentials({"export": '{"GroupID": "1", "GroupKey": "2"}'})
    assert (caught.value.field, caught.value.key) == ("export", "too_short")
