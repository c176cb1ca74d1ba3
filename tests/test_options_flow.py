"""Options of a device and of the household."""

import json

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.freehold.const import DOMAIN, HOUSEHOLD
from custom_components.freehold.household import async_get_household
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .conftest import entry_of
from .emulators.miele import MieleAppliance
from .households import OURS, THEIRS

OUR_CREDENTIAL_ID = f"miele:{OURS[0]}"


@pytest.fixture
def household(hass: HomeAssistant) -> MockConfigEntry:
    """Have a household."""
    entry = MockConfigEntry(domain=DOMAIN, unique_id=HOUSEHOLD, title="Household")
    entry.add_to_hass(hass)
    return entry


async def open_page(
    hass: HomeAssistant, household: MockConfigEntry, page: str
) -> ConfigFlowResult:
    """Choose a page of the household's menu."""
    options = hass.config_entries.options
    result = await options.async_init(household.entry_id)
    assert result["type"] is FlowResultType.MENU
    return await options.async_configure(result["flow_id"], {"next_step_id": page})


@pytest.mark.usefixtures("our_key")
async def test_the_options_of_a_device_take_effect_at_once(
    hass: HomeAssistant, oven: MieleAppliance
) -> None:
    """Detailed data can be switched off for an oven that takes it badly."""
    entry = entry_of(oven)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    options = hass.config_entries.options
    result = await options.async_init(entry.entry_id)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "init"
    before = len(oven.requests)
    result = await options.async_configure(result["flow_id"], {"read_details": False})
    await hass.async_block_till_done(wait_background_tasks=True)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {"read_details": False}
    later = oven.requests[before:]
    assert later
    assert not any("DOP2" in request.path for request in later)


async def test_a_household_without_keys_has_nothing_to_choose(
    hass: HomeAssistant, household: MockConfigEntry
) -> None:
    """And says so."""
    for page in ("keys", "export_keys"):
        result = await open_page(hass, household, page)
        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "no_keys"


@pytest.mark.usefixtures("our_key")
async def test_a_key_in_use_is_not_forgotten(
    hass: HomeAssistant, household: MockConfigEntry, washer: MieleAppliance
) -> None:
    """The appliance takes no other key; once it is removed, the key may go."""
    entry = entry_of(washer)
    entry.add_to_hass(hass)
    options = hass.config_entries.options
    vault = (await async_get_household(hass)).vault

    result = await open_page(hass, household, "keys")
    result = await options.async_configure(
        result["flow_id"], {"forget": [OUR_CREDENTIAL_ID]}
    )
    assert result["errors"] == {"forget": "key_in_use"}
    assert vault.get(OUR_CREDENTIAL_ID) is not None

    await hass.config_entries.async_remove(entry.entry_id)
    result = await options.async_configure(
        result["flow_id"], {"forget": [OUR_CREDENTIAL_ID]}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert vault.get(OUR_CREDENTIAL_ID) is None


@pytest.mark.usefixtures("our_key")
async def test_nothing_is_forgotten_unless_it_is_chosen(
    hass: HomeAssistant, household: MockConfigEntry
) -> None:
    """Pressing submit alone does no harm."""
    options = hass.config_entries.options
    result = await open_page(hass, household, "keys")
    await options.async_configure(result["flow_id"], {})

    vault = (await async_get_household(hass)).vault
    assert vault.get(OUR_CREDENTIAL_ID) is not None


@pytest.mark.usefixtures("our_key")
async def test_a_vault_that_cannot_be_written_is_told(
    hass: HomeAssistant,
    household: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The key is still there."""
    options = hass.config_entries.options
    result = await open_page(hass, household, "keys")

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as read_only:
        read_only.setattr("os.fsync", refuse)
        result = await options.async_configure(
            result["flow_id"], {"forget": [OUR_CREDENTIAL_ID]}
        )

    assert result["reason"] == "vault_unwritable"
    vault = (await async_get_household(hass)).vault
    assert vault.get(OUR_CREDENTIAL_ID) is not None


@pytest.mark.usefixtures("our_key")
async def test_keys_are_shown_only_to_who_asks_twice(
    hass: HomeAssistant, household: MockConfigEntry
) -> None:
    """What is shown can be imported as it is."""
    options = hass.config_entries.options
    result = await open_page(hass, household, "export_keys")
    result = await options.async_configure(result["flow_id"], {"confirm": False})
    assert result["errors"] == {"confirm": "confirm_first"}

    result = await options.async_configure(result["flow_id"], {"confirm": True})
    assert result["step_id"] == "exported"
    shown = (result["description_placeholders"] or {})["export"]
    assert OURS[1] in shown
    result = await options.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY

    vault = (await async_get_household(hass)).vault
    await vault.forget(OUR_CREDENTIAL_ID)
    result = await open_page(hass, household, "import_keys")
    result = await options.async_configure(result["flow_id"], {"export": shown})
    assert result["reason"] == "imported"
    held = vault.get(OUR_CREDENTIAL_ID)
    assert held is not None
    assert held.secrets["group_key"] == OURS[1]


@pytest.mark.usefixtures("our_key")
async def test_an_import_replaces_no_key(
    hass: HomeAssistant, household: MockConfigEntry
) -> None:
    """The one that is here may have opened an appliance; the other was never tried."""
    options = hass.config_entries.options
    result = await open_page(hass, household, "import_keys")
    result = await options.async_configure(result["flow_id"], {"export": "{"})
    assert result["errors"] == {"export": "not_json"}

    other = json.dumps({"GroupID": OURS[0], "GroupKey": THEIRS[1]})
    result = await options.async_configure(result["flow_id"], {"export": other})
    assert result["reason"] == "imported"

    vault = (await async_get_household(hass)).vault
    held = vault.get(OUR_CREDENTIAL_ID)
    assert held is not None
    assert held.secrets["group_key"] == OURS[1]


async def test_an_import_that_cannot_be_stored_is_told(
    hass: HomeAssistant,
    household: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is claimed."""
    result = await open_page(hass, household, "import_keys")

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    export = json.dumps({"GroupID": OURS[0], "GroupKey": OURS[1]})
    with monkeypatch.context() as read_only:
        read_only.setattr("os.fsync", refuse)
        result = await hass.config_entries.options.async_configure(
            result["flow_id"], {"export": export}
        )
    assert result["reason"] == "vault_unwritable"


async def test_why_a_key_cannot_be_replaced_is_explained(
    hass: HomeAssistant, household: MockConfigEntry
) -> None:
    """And the menu is one press away."""
    result = await open_page(hass, household, "rotate")
    assert result["step_id"] == "rotate"

    result = await hass.config_entries.options.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.MENU
