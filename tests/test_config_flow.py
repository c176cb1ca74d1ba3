"""The wizard, against emulated appliances over real sockets."""

from collections.abc import AsyncGenerator
from ipaddress import ip_address
import json
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.freehold.const import (
    CONF_CREDENTIAL_ID,
    CONF_FAMILY,
    CONF_SERIAL,
    DOMAIN,
    HOUSEHOLD,
)
from custom_components.freehold.families.miele import MIELE
from custom_components.freehold.household import async_get_household
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_IGNORE,
    SOURCE_IMPORT,
    SOURCE_USER,
    SOURCE_ZEROCONF,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo

from .conftest import announced, entry_of
from .emulators.miele import Generation, Kind, MieleAppliance
from .households import OURS, THEIRS

OUR_INPUT = {"group_id": OURS[0], "group_key": OURS[1]}
THEIR_INPUT = {"group_id": OURS[0], "group_key": THEIRS[1]}
OUR_CREDENTIAL_ID = f"miele:{OURS[0]}"

pytestmark = pytest.mark.usefixtures("setup_entry")


def leased(appliance: MieleAppliance) -> DhcpServiceInfo:
    """Return what Home Assistant makes of an appliance's DHCP request."""
    mac = appliance.nameplate.mac.lower()
    return DhcpServiceInfo(
        ip=appliance.host, hostname=f"{mac}-mysimplelink", macaddress=mac
    )


async def sight(
    hass: HomeAssistant, appliance: MieleAppliance, **changes: str
) -> ConfigFlowResult:
    """Have Home Assistant hear an announcement."""
    return await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_ZEROCONF},
        data=announced(appliance, **changes),
    )


async def enter(
    hass: HomeAssistant, result: ConfigFlowResult, user_input: dict[str, Any] | None
) -> ConfigFlowResult:
    """Fill in the form that is shown."""
    return await hass.config_entries.flow.async_configure(result["flow_id"], user_input)


async def start(hass: HomeAssistant) -> ConfigFlowResult:
    """Press "add integration"."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )


def entry_data(appliance: MieleAppliance, **more: str) -> dict[str, Any]:
    """Return what an entry may remember: no key among it."""
    return {
        CONF_FAMILY: "miele",
        CONF_SERIAL: appliance.fab,
        CONF_CREDENTIAL_ID: OUR_CREDENTIAL_ID,
        CONF_HOST: appliance.host,
        CONF_PORT: appliance.port,
        **more,
    }


async def vault_ids(hass: HomeAssistant) -> list[str]:
    """Return the ids of the keys that we hold."""
    vault = (await async_get_household(hass)).vault
    return [credential.id for credential in vault.of_family("miele")]


@pytest.fixture
async def other_washer(socket_enabled: None) -> AsyncGenerator[MieleAppliance]:
    """Run a second washing machine of our household."""
    async with MieleAppliance(
        kind=Kind.DISHWASHER,
        generation=Generation.EK037,
        group=OURS,
        fab="000111111111",
    ) as appliance:
        yield appliance


@pytest.fixture
async def new_washer(socket_enabled: None) -> AsyncGenerator[MieleAppliance]:
    """Run a washing machine that nobody commissioned."""
    async with MieleAppliance(
        kind=Kind.WASHER, generation=Generation.EK037, fab="000222222222"
    ) as appliance:
        yield appliance


@pytest.fixture
async def web_server(socket_enabled: None) -> AsyncGenerator[str]:
    """Run something that is no appliance, and return its address."""
    app = web.Application()
    async with TestServer(app, host="127.0.0.1") as server:
        yield f"127.0.0.1:{server.port}"


@pytest.mark.usefixtures("our_key")
async def test_an_announced_appliance_of_our_household_is_added_by_one_click(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """No typing: the key is in the vault."""
    result = await sight(hass, washer)

    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "confirm"
    (card,) = hass.config_entries.flow.async_progress()
    assert "WCI960" in card["context"]["title_placeholders"]["name"]

    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Washing machine WCI960"
    assert result["data"] == entry_data(washer, mac="00:1d:63:65:43:21")
    assert result["result"].unique_id == washer.fab


async def test_a_household_that_we_do_not_know_is_asked_for_its_key(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """A refused key is told at its field; the right one then works in the same dialog."""
    result = await sight(hass, washer)
    assert result["step_id"] == "credentials"

    result = await enter(hass, result, THEIR_INPUT)
    assert result["errors"] == {"group_key": "credentials_refused"}
    assert await vault_ids(hass) == []

    result = await enter(hass, result, OUR_INPUT)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == entry_data(washer, mac="00:1d:63:65:43:21")
    assert await vault_ids(hass) == [OUR_CREDENTIAL_ID]
    assert hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, HOUSEHOLD)
    assert OURS[1] not in json.dumps(dict(result["data"]))


async def test_the_announced_group_is_filled_in(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """What the appliance tells nobody has to type; the key is never shown again."""
    result = await sight(hass, washer)
    assert suggested(result) == {"group_id": OURS[0]}

    result = await enter(hass, result, {"group_id": "x", "group_key": OURS[1]})
    assert suggested(result) == {"group_id": "x"}


def suggested(result: ConfigFlowResult) -> dict[str, Any]:
    """Return the suggested values of a form."""
    schema = result["data_schema"]
    assert schema is not None
    return {
        str(key): key.description["suggested_value"]
        for key in schema.schema
        if key.description
    }


@pytest.mark.parametrize(
    ("user_input", "errors"),
    [
        ({}, {"group_id": "required"}),
        ({"group_id": OURS[0]}, {"group_key": "required"}),
        ({"group_id": "", "group_key": OURS[1]}, {"group_id": "required"}),
        ({"group_id": "0123", "group_key": OURS[1]}, {"group_id": "too_short"}),
        ({"group_id": OURS[0] * 2, "group_key": OURS[1]}, {"group_id": "too_long"}),
        ({"group_id": "G" * 16, "group_key": OURS[1]}, {"group_id": "not_hex"}),
        ({"group_id": "0" * 16, "group_key": OURS[1]}, {"group_id": "all_zero"}),
        ({"group_id": OURS[0], "group_key": OURS[1][:-1]}, {"group_key": "too_short"}),
        ({"group_id": OURS[0], "group_key": OURS[1] + "00"}, {"group_key": "too_long"}),
        ({"group_id": OURS[0], "group_key": "x" * 128}, {"group_key": "not_hex"}),
        ({"group_id": OURS[0], "group_key": "0" * 128}, {"group_key": "all_zero"}),
        ({"export": "{"}, {"export": "not_json"}),
        ({"export": "[]"}, {"export": "no_keys_found"}),
        (
            {"export": json.dumps({"GroupID": OURS[0], "GroupKey": "12"})},
            {"export": "too_short"},
        ),
        (
            {
                "group_id": OURS[0],
                "group_key": OURS[1],
                "export": json.dumps({"GroupID": THEIRS[0], "GroupKey": THEIRS[1]}),
            },
            {"export": "credentials_refused"},
        ),
    ],
)
async def test_malformed_keys_are_told_at_their_field_and_reach_no_appliance(
    hass: HomeAssistant,
    washer: MieleAppliance,
    user_input: dict[str, str],
    errors: dict[str, str],
) -> None:
    """Whatever is wrong with it, it is not stored, and the dialog goes on."""
    result = await sight(hass, washer)
    result = await enter(hass, result, user_input)

    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors
    assert await vault_ids(hass) == []

    result = await enter(hass, result, OUR_INPUT)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "export",
    [
        {"GroupID": OURS[0], "GroupKey": OURS[1]},
        {"group_id": OURS[0].lower(), "group_key": OURS[1].lower()},
        [
            {"groupId": THEIRS[0], "groupKey": THEIRS[1]},
            {"groupId": OURS[0], "groupKey": OURS[1]},
        ],
    ],
)
async def test_an_export_of_another_program_is_understood(
    hass: HomeAssistant, washer: MieleAppliance, export: Any
) -> None:
    """One paste; of several households only the one that opened the appliance is kept."""
    result = await sight(hass, washer)
    result = await enter(hass, result, {"export": json.dumps(export)})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert await vault_ids(hass) == [OUR_CREDENTIAL_ID]


async def test_one_paste_adds_every_appliance_of_the_household(
    hass: HomeAssistant, washer: MieleAppliance, other_washer: MieleAppliance
) -> None:
    """The waiting cards of the same group are offered in the same dialog."""
    await sight(hass, other_washer)
    result = await sight(hass, washer)
    result = await enter(hass, result, OUR_INPUT)
    assert result["step_id"] == "others"

    result = await enter(hass, result, {})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert {entry.unique_id for entry in hass.config_entries.async_entries(DOMAIN)} == {
        HOUSEHOLD,
        washer.fab,
        other_washer.fab,
    }
    assert hass.config_entries.flow.async_progress() == []


async def test_other_appliances_can_be_left_alone(
    hass: HomeAssistant, washer: MieleAppliance, other_washer: MieleAppliance
) -> None:
    """Their cards stay, and open with one click from now on."""
    card = await sight(hass, other_washer)
    result = await sight(hass, washer)
    result = await enter(hass, result, OUR_INPUT)
    result = await enter(hass, result, {"others": []})
    assert result["type"] is FlowResultType.CREATE_ENTRY

    card = await enter(hass, card, None)
    assert card["step_id"] == "confirm"
    card = await enter(hass, card, {})
    assert card["result"].unique_id == other_washer.fab


async def test_a_card_that_went_away_does_not_stop_the_others(
    hass: HomeAssistant, washer: MieleAppliance, other_washer: MieleAppliance
) -> None:
    """Somebody else finished or ignored it in the meantime."""
    card = await sight(hass, other_washer)
    result = await sight(hass, washer)
    result = await enter(hass, result, OUR_INPUT)
    hass.config_entries.flow.async_abort(card["flow_id"])

    result = await enter(hass, result, {"others": [card["flow_id"]]})

    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_another_appliance_that_fell_silent_keeps_its_card(
    hass: HomeAssistant, washer: MieleAppliance, other_washer: MieleAppliance
) -> None:
    """It is not added unseen."""
    card = await sight(hass, other_washer)
    result = await sight(hass, washer)
    result = await enter(hass, result, OUR_INPUT)
    await other_washer.lose_power()

    result = await enter(hass, result, {"others": [card["flow_id"]]})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    (waiting,) = hass.config_entries.flow.async_progress()
    assert waiting["flow_id"] == card["flow_id"]


async def test_a_new_key_that_does_not_fit_leaves_a_card_as_it_is(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """A key of another household came: this appliance still asks for its own."""
    result = await sight(hass, washer)
    await store(hass, THEIRS)

    result = await enter(hass, result, None)

    assert result["step_id"] == "credentials"


async def store(hass: HomeAssistant, household: tuple[str, str]) -> None:
    """Put a key into the vault."""
    (credential,) = MIELE.parse_credentials(
        {"group_id": household[0], "group_key": household[1]}
    )
    await (await async_get_household(hass)).vault.store(credential)


async def test_an_appliance_that_only_the_cloud_may_talk_to_is_explained(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    """It announces no group, and yet it is closed."""
    async with MieleAppliance(
        kind=Kind.WASHER, generation=Generation.EK037, cloud_connected=True
    ) as appliance:
        result = await sight(hass, appliance)
        assert result["step_id"] == "cloud_only"

        result = await enter(hass, result, {})
        assert result["errors"] == {"base": "unchanged"}

        appliance.remove_in_app()
        result = await enter(hass, result, {})
        assert result["step_id"] == "set_up"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"path": "/rest/"}, "miele_gateway"),
        ({"devicetype": "2147483647"}, "not_recognised"),
    ],
)
async def test_what_can_never_be_added_raises_no_card(
    hass: HomeAssistant, washer: MieleAppliance, changes: dict[str, str], reason: str
) -> None:
    """A gateway speaks another protocol, and some programs pose as appliances."""
    result = await sight(hass, washer, **changes)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == reason


async def test_another_kind_of_device_is_not_recognised(
    hass: HomeAssistant, web_server: str
) -> None:
    """Neither by its announcement nor by what answers."""
    host, _, port = web_server.partition(":")
    info = ZeroconfServiceInfo(
        ip_address=ip_address(host),
        ip_addresses=[ip_address(host)],
        port=int(port),
        hostname="printer.local.",
        type="_mieleathome._tcp.local.",
        name="Printer._mieleathome._tcp.local.",
        properties={"group": "", "path": "/"},
    )
    flow = hass.config_entries.flow
    result = await flow.async_init(
        DOMAIN, context={"source": SOURCE_ZEROCONF}, data=info
    )
    assert result["reason"] == "not_recognised"

    info.name = "Printer._http._tcp.local."
    result = await flow.async_init(
        DOMAIN, context={"source": SOURCE_ZEROCONF}, data=info
    )
    assert result["reason"] == "not_recognised"

    result = await flow.async_init(
        DOMAIN,
        context={"source": SOURCE_DHCP},
        data=DhcpServiceInfo(ip=host, hostname="printer", macaddress="aabbccddeeff"),
    )
    assert result["reason"] == "not_recognised"


@pytest.mark.usefixtures("our_key")
async def test_an_appliance_that_was_seen_and_is_silent_is_explained(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """Asleep or still starting: looking again finds it."""
    await washer.lose_power()
    result = await sight(hass, washer)
    assert result["step_id"] == "silent"

    result = await enter(hass, result, {})
    assert result["errors"] == {"base": "connection_lost"}

    await washer.start()
    result = await enter(hass, result, {})
    assert result["step_id"] == "confirm"


async def test_a_silent_address_that_another_device_took_is_given_up(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """What answers now is no appliance."""
    await washer.lose_power()
    result = await sight(hass, washer)

    server = TestServer(web.Application(), host=washer.host, port=washer.port)
    async with server:
        result = await enter(hass, result, {})

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "not_recognised"


@pytest.mark.usefixtures("our_key")
async def test_an_appliance_is_followed_to_its_new_address(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """Its MAC says which one it may be; its key and serial, that it is."""
    entry = entry_of(washer)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_HOST: "127.0.0.99", CONF_PORT: 1}
    )

    result = await sight(hass, washer)

    assert result["reason"] == "already_configured"
    assert entry.data == entry_of(washer).data


@pytest.mark.usefixtures("our_key")
async def test_an_announcement_alone_moves_nothing(
    hass: HomeAssistant, washer: MieleAppliance, other_washer: MieleAppliance
) -> None:
    """Anybody can announce a MAC: silence, a stranger and another appliance are not it."""
    entry = entry_of(washer)
    entry.add_to_hass(hass)
    before = dict(entry.data)

    for port in (1, other_washer.port):
        info = announced(washer)
        info.port = port
        result = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_ZEROCONF}, data=info
        )
        assert result["reason"] == "already_configured"
        assert entry.data == before


@pytest.mark.usefixtures("our_key")
async def test_two_kinds_of_announcement_make_one_card(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """Its records changed, or DHCP saw it too: it is still one appliance."""
    await sight(hass, washer)
    result = await sight(hass, washer, con="1")

    assert result["reason"] == "already_in_progress"
    assert len(hass.config_entries.flow.async_progress()) == 1


async def test_a_card_goes_when_its_appliance_is_added_by_address(
    hass: HomeAssistant, washer: MieleAppliance, other_washer: MieleAppliance
) -> None:
    """Nobody is asked twice for the same key; the card of another appliance stays."""
    await sight(hass, washer)
    other = await sight(hass, other_washer)
    result = await enter(
        hass, await start(hass), {CONF_HOST: f"{washer.host}:{washer.port}"}
    )
    result = await enter(hass, result, OUR_INPUT)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    (card,) = hass.config_entries.flow.async_progress()
    assert card["flow_id"] == other["flow_id"]


async def test_a_silent_card_is_not_offered_along(
    hass: HomeAssistant, washer: MieleAppliance, other_washer: MieleAppliance
) -> None:
    """It could not be added."""
    await other_washer.lose_power()
    await sight(hass, other_washer)
    result = await sight(hass, washer)
    result = await enter(hass, result, OUR_INPUT)

    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("our_key")
async def test_an_address_change_takes_up_a_change_of_key(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """The key that opened it is the one to remember."""
    entry = entry_of(washer)
    entry.add_to_hass(hass)
    washer.give_to(*THEIRS)
    await store(hass, THEIRS)

    result = await entry.start_reconfigure_flow(hass)
    result = await enter(hass, result, {CONF_HOST: f"{washer.host}:{washer.port}"})

    assert result["reason"] == "reconfigure_successful"
    assert entry.data[CONF_CREDENTIAL_ID] == f"miele:{THEIRS[0]}"


@pytest.mark.usefixtures("our_key")
async def test_an_appliance_added_by_address_is_recognised_by_its_serial(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """Its MAC was not known then; it is remembered from now on."""
    entry = entry_of(washer)
    data = {key: value for key, value in entry.data.items() if key != CONF_MAC}
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, data=data)

    result = await sight(hass, washer)

    assert result["reason"] == "already_configured"
    assert entry.data == entry_of(washer).data


@pytest.mark.usefixtures("our_key")
async def test_a_lease_moves_the_host_and_keeps_the_port(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """DHCP knows addresses, not ports."""
    entry = entry_of(washer)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_HOST: "127.0.0.99"}
    )

    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_DHCP}, data=leased(washer)
    )

    assert result["reason"] == "already_configured"
    assert entry.data[CONF_HOST] == washer.host
    assert entry.data[CONF_PORT] == washer.port


async def test_an_unknown_lease_of_an_appliance_raises_a_card(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """Where multicast is blocked, DHCP finds it; on port 80 nobody answers here."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_DHCP}, data=leased(washer)
    )

    assert result["step_id"] == "silent"
    assert (result["description_placeholders"] or {})["name"] == "Miele appliance"


async def test_an_ignored_appliance_stays_ignored(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """Announcements come again and again; a card does not."""
    MockConfigEntry(
        domain=DOMAIN, source=SOURCE_IGNORE, unique_id="00:1d:63:65:43:21"
    ).add_to_hass(hass)

    result = await sight(hass, washer)

    assert result["reason"] == "already_configured"


async def test_two_announcements_of_one_appliance_make_one_card(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """The second is dropped."""
    await sight(hass, washer)
    result = await sight(hass, washer)

    assert result["reason"] == "already_in_progress"


@pytest.mark.usefixtures("our_key")
async def test_an_address_is_enough_where_announcements_are_blocked(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """With a key in the vault, the address is all there is to type."""
    result = await start(hass)
    assert result["step_id"] == "by_address"

    result = await enter(hass, result, {CONF_HOST: f"{washer.host}:{washer.port}"})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == entry_data(washer)


async def test_an_address_of_an_unknown_household_asks_for_the_key(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """An address tells no group, so nothing is filled in."""
    result = await start(hass)
    result = await enter(
        hass, result, {CONF_HOST: f"http://{washer.host}:{washer.port}/"}
    )
    assert result["step_id"] == "credentials"
    assert suggested(result) == {}

    result = await enter(hass, result, OUR_INPUT)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Washing machine WCI960"


@pytest.mark.parametrize(
    ("host", "error"),
    [
        ("", "invalid_host"),
        ("what is this", "invalid_host"),
        ("127.0.0.1:0", "invalid_host"),
        ("127.0.0.1:70000", "invalid_host"),
        ("256.1.1.1", "invalid_host"),
        ("127.0.0.1:1", "connection_lost"),
    ],
)
@pytest.mark.usefixtures("our_key")
async def test_a_wrong_address_is_told_at_its_field(
    hass: HomeAssistant, washer: MieleAppliance, host: str, error: str
) -> None:
    """The dialog stays, and the right address then works."""
    result = await enter(hass, await start(hass), {CONF_HOST: host})
    assert result["errors"] == {CONF_HOST: error}
    assert suggested(result) == {CONF_HOST: host}

    result = await enter(hass, result, {CONF_HOST: f"{washer.host}:{washer.port}"})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("our_key")
async def test_an_address_of_something_else_is_not_recognised(
    hass: HomeAssistant, washer: MieleAppliance, web_server: str
) -> None:
    """A web server is no appliance."""
    result = await enter(hass, await start(hass), {CONF_HOST: web_server})
    assert result["errors"] == {CONF_HOST: "not_recognised"}

    result = await enter(hass, result, {CONF_HOST: f"{washer.host}:{washer.port}"})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("our_key")
async def test_one_appliance_has_one_entry(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """Added twice, by whatever way, it is the same appliance."""
    entry_of(washer).add_to_hass(hass)

    result = await enter(
        hass, await start(hass), {CONF_HOST: f"{washer.host}:{washer.port}"}
    )

    assert result["reason"] == "already_configured"


async def test_a_vault_that_cannot_be_read_stops_the_wizard(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """Nothing is asked, nothing is overwritten."""
    damage(hass)

    result = await sight(hass, washer)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "vault_unreadable"


def damage(hass: HomeAssistant) -> None:
    """Make the vault unreadable."""
    vault = Path(hass.config.path(".storage", "freehold.vault"))
    vault.parent.mkdir(exist_ok=True)
    vault.write_text("{")


async def test_a_vault_that_cannot_be_written_stops_the_wizard(
    hass: HomeAssistant, washer: MieleAppliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No entry is made whose key would be gone after a restart."""
    result = await sight(hass, washer)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk_full:
        disk_full.setattr("os.fsync", refuse)
        result = await enter(hass, result, OUR_INPUT)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "vault_unwritable"
    assert await vault_ids(hass) == []


@pytest.mark.usefixtures("our_key")
async def test_reauthentication_takes_the_key_that_the_appliance_holds_now(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """A refused key and a silent appliance are told; the right key ends it."""
    entry = entry_of(washer)
    entry.add_to_hass(hass)
    washer.give_to(*THEIRS)

    result = await entry.start_reauth_flow(hass)
    assert result["step_id"] == "reauth_confirm"

    result = await enter(hass, result, OUR_INPUT)
    assert result["errors"] == {"group_key": "credentials_refused"}

    theirs = {"group_id": THEIRS[0], "group_key": THEIRS[1]}
    await washer.lose_power()
    result = await enter(hass, result, theirs)
    assert result["errors"] == {"base": "connection_lost"}

    await washer.start()
    result = await enter(hass, result, theirs)
    assert result["reason"] == "reauth_successful"
    assert entry.data[CONF_CREDENTIAL_ID] == f"miele:{THEIRS[0]}"
    assert f"miele:{THEIRS[0]}" in await vault_ids(hass)


async def test_reauthentication_refuses_another_appliance(
    hass: HomeAssistant, washer: MieleAppliance, other_washer: MieleAppliance
) -> None:
    """The address was taken over: nothing is stored."""
    entry = entry_of(washer)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_PORT: other_washer.port}
    )

    result = await entry.start_reauth_flow(hass)
    result = await enter(hass, result, OUR_INPUT)
    assert result["errors"] == {"base": "another_device_here"}
    assert await vault_ids(hass) == []

    hass.config_entries.async_update_entry(entry, data=entry_of(washer).data)
    result = await entry.start_reauth_flow(hass)
    result = await enter(hass, result, OUR_INPUT)
    assert result["reason"] == "reauth_successful"


@pytest.mark.usefixtures("our_key")
async def test_reconfiguration_moves_a_device_after_checking_who_answers(
    hass: HomeAssistant,
    washer: MieleAppliance,
    other_washer: MieleAppliance,
    new_washer: MieleAppliance,
    web_server: str,
) -> None:
    """Every wrong address is told; the right one is taken."""
    entry = entry_of(washer)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_PORT: 1, CONF_HOST: "127.0.0.2"}
    )
    result = await entry.start_reconfigure_flow(hass)
    assert suggested(result) == {CONF_HOST: "127.0.0.2:1"}

    for host, error in (
        ("not a host", "invalid_host"),
        ("127.0.0.1:1", "connection_lost"),
        (web_server, "not_recognised"),
        (f"127.0.0.1:{new_washer.port}", "not_ours"),
        (f"127.0.0.1:{other_washer.port}", "another_device"),
    ):
        result = await enter(hass, result, {CONF_HOST: host})
        assert result["errors"] == {CONF_HOST: error}

    result = await enter(hass, result, {CONF_HOST: f"127.0.0.1:{washer.port}"})
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == entry_of(washer).data


async def test_there_is_one_household(hass: HomeAssistant) -> None:
    """However often it is asked for."""
    flow = hass.config_entries.flow
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_IMPORT}, data={})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].unique_id == HOUSEHOLD
    assert result["data"] == {}

    result = await flow.async_init(DOMAIN, context={"source": SOURCE_IMPORT}, data={})
    assert result["reason"] == "already_configured"
