"""Closing a device to everybody else in Home Assistant: options, action, button, entry."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from custom_components.freehold import jobs as jobs_module
from custom_components.freehold.const import (
    CONF_CREDENTIAL_ID,
    CONF_FAMILY,
    CONF_SECURED,
    CONF_SERIAL,
    DOMAIN,
    EVENT_PROVISIONING,
)
from custom_components.freehold.families import FAMILIES
from custom_components.freehold.families.shelly.credential import credential_of
from custom_components.freehold.families.shelly.policy import IDENTIFY_POLICY
from custom_components.freehold.families.shelly.provisioning import entrance
from custom_components.freehold.household import Household, async_get_household
from custom_components.freehold.provisioning.job import JobView
from custom_components.freehold.provisioning.registry import UnsupportedRequestError
from custom_components.freehold.provisioning.securing import Door
from custom_components.freehold.provisioning.states import State
from custom_components.freehold.provisioning.strategy import Actor, JobFailure, Purpose
from custom_components.freehold.provisioning.vault import VaultError
from custom_components.freehold.securing import recover_request, usual_request
from custom_components.freehold.takeover import async_take_over, async_take_over_late
from homeassistant.components.button import DOMAIN as BUTTON, SERVICE_PRESS
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState, FlowType
from homeassistant.const import ATTR_ENTITY_ID, CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.update_coordinator import UpdateFailed
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .emulators.shelly.rpc import Fault, RpcShelly
from .securable import SecurableDevice, SecurableFamily
from .test_jobs import progressed

OLD, TYPED = "old mellon", "typed by a person: ß"


@pytest.fixture(autouse=True)
def family(monkeypatch: pytest.MonkeyPatch) -> SecurableFamily:
    """Have a family whose devices can be secured, and no patience."""
    family = SecurableFamily()
    monkeypatch.setitem(FAMILIES, family.key, family)
    quick = replace(
        IDENTIFY_POLICY,
        read_retries=0,
        backoff=0.01,
        busy_backoff=0.01,
        request_timeout=0.5,
        breaker_pause=0,
    )
    monkeypatch.setattr(entrance, "IDENTIFY_POLICY", quick)
    return family


@pytest.fixture
async def shelly(socket_enabled: None) -> AsyncGenerator[RpcShelly]:
    """Run a device that is open to everybody."""
    async with RpcShelly("plus-1pm") as shelly:
        shelly.machine.wifi.config["ap"] |= {"enable": True, "is_open": True}
        yield shelly


@pytest.fixture
async def household(hass: HomeAssistant) -> Household:
    """Have Freehold loaded, and the old password in the vault."""
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    household = await async_get_household(hass)
    await household.vault.store(replace(credential_of(OLD), id="shelly:old"))
    return household


@pytest.fixture
async def entry(
    hass: HomeAssistant, household: Household, shelly: RpcShelly
) -> MockConfigEntry:
    """Have the device added, as it is."""
    return await added(hass, shelly)


async def added(
    hass: HomeAssistant, shelly: RpcShelly, credential_id: str | None = None
) -> MockConfigEntry:
    """Add a device."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Lamp",
        unique_id=shelly.mac,
        data={
            CONF_FAMILY: "shelly",
            CONF_SERIAL: shelly.mac,
            CONF_CREDENTIAL_ID: credential_id,
            CONF_HOST: shelly.host,
            CONF_PORT: shelly.port,
        },
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


async def open_secure(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Choose securing in the options of a device."""
    options = hass.config_entries.options
    result = await options.async_init(entry.entry_id)
    assert result["type"] is FlowResultType.MENU
    return await options.async_configure(result["flow_id"], {"next_step_id": "secure"})


async def enter(hass: HomeAssistant, result: Any, user_input: Any) -> Any:
    """Fill in the form that is shown."""
    return await hass.config_entries.options.async_configure(
        result["flow_id"], user_input
    )


async def watched(hass: HomeAssistant, result: Any) -> Any:
    """Wait for the end of progress."""
    return await progressed(hass.config_entries.options, result)


async def rest(hass: HomeAssistant, household: Household) -> JobView:
    """Wait for the newest job to rest, and for what follows."""
    job = household.engine.jobs()[-1]
    view = await asyncio.wait_for(household.engine.wait(job.id), 20)
    await hass.async_block_till_done()
    async with asyncio.timeout(5):
        while job.id in household.followed:
            await asyncio.sleep(0.01)
    await hass.async_block_till_done()
    return view


def choice(result: Any, name: str) -> Any:
    """Return the default and the selector of a field."""
    for key, selector in result["data_schema"].schema.items():
        if key == name:
            return key.default(), selector
    raise AssertionError(f"{name} is not asked for")


def holds(shelly: RpcShelly, password: str | None) -> bool:
    """Tell whether this opens a device."""
    lock = shelly.authentication
    held = lock.ha1
    lock.set_password(password)
    wanted, lock.ha1 = lock.ha1, held
    return wanted == held


async def test_an_open_device_is_secured_and_its_password_shown_once(
    hass: HomeAssistant,
    household: Household,
    entry: MockConfigEntry,
    shelly: RpcShelly,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The entry knows the new password, and the device is read with it."""
    events = async_capture_events(hass, EVENT_PROVISIONING)
    result = await open_secure(hass, entry)
    assert result["step_id"] == "secure"
    assert choice(result, "choice")[0] == "new"
    assert choice(result, "access_point")[0] is True
    assert choice(result, "bluetooth")[0] is True
    assert choice(result, "cloud")[0] is False

    result = await watched(
        hass,
        await enter(
            hass,
            result,
            {"choice": "new", "access_point": True, "bluetooth": True, "cloud": False},
        ),
    )

    assert result["step_id"] == "secured"
    # Bluetooth ends with a restart, and that is left to a person.
    assert result["errors"] == {"base": "provisioning_restart_required"}
    password = result["description_placeholders"]["password"]
    assert holds(shelly, password)
    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await rest(hass, household)
    held = household.vault.get(entry.data[CONF_CREDENTIAL_ID])
    assert held is not None
    assert held.secrets["password"] == password
    assert entry.data[CONF_SECURED] == {"access_point": "off", "bluetooth": "off"}
    assert entry.state is ConfigEntryState.LOADED
    assert entry.runtime_data.data is True
    assert events[-1].data["state"] == "succeeded"
    assert password not in str([event.data for event in events])
    assert password not in caplog.text
    assert not list(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))


async def test_a_password_that_is_held_may_open_many_devices(
    hass: HomeAssistant,
    household: Household,
    entry: MockConfigEntry,
    shelly: RpcShelly,
) -> None:
    """It is chosen from a list."""
    result = await open_secure(hass, entry)
    doors = {"access_point": False, "bluetooth": False, "cloud": False}
    result = await watched(
        hass, await enter(hass, result, {"choice": "shelly:old", **doors})
    )
    assert result["description_placeholders"]["password"] == OLD
    assert result["errors"] == {}
    await rest(hass, household)
    assert entry.data[CONF_CREDENTIAL_ID] == "shelly:old"
    assert entry.data[CONF_SECURED] == {}
    assert holds(shelly, OLD)


async def test_a_password_may_be_typed(
    hass: HomeAssistant,
    household: Household,
    entry: MockConfigEntry,
    shelly: RpcShelly,
) -> None:
    """And is in the vault before the device gets it; one that is none is told at its field."""
    result = await open_secure(hass, entry)
    wish = {"choice": "typed", "access_point": False, "bluetooth": False}
    wish["cloud"] = False
    result = await enter(hass, result, wish)
    assert result["errors"] == {"password": "password_empty"}

    result = await watched(hass, await enter(hass, result, {**wish, "password": TYPED}))
    assert result["step_id"] == "secured"
    await rest(hass, household)
    held = household.vault.get(entry.data[CONF_CREDENTIAL_ID])
    assert held is not None
    assert held.secrets["password"] == TYPED
    assert holds(shelly, TYPED)


async def test_the_password_of_before_may_stay(
    hass: HomeAssistant, household: Household, shelly: RpcShelly
) -> None:
    """Then something else must be chosen, and no password is shown."""
    shelly.authentication.set_password(OLD)
    entry = await added(hass, shelly, "shelly:old")
    result = await open_secure(hass, entry)
    assert choice(result, "choice")[0] == "keep"
    doors = {"access_point": False, "bluetooth": False, "cloud": False}
    result = await enter(hass, result, {"choice": "keep", **doors})
    assert result["errors"] == {"base": "nothing_chosen"}

    doors["cloud"] = True
    result = await watched(hass, await enter(hass, result, {"choice": "keep", **doors}))
    assert result["step_id"] == "secured_kept"
    assert (await enter(hass, result, {}))["type"] is FlowResultType.CREATE_ENTRY
    await rest(hass, household)
    assert entry.data[CONF_CREDENTIAL_ID] == "shelly:old"
    assert entry.data[CONF_SECURED] == {"cloud": "off"}
    assert holds(shelly, OLD)


async def test_beside_core_it_is_said_who_else_will_ask(
    hass: HomeAssistant, entry: MockConfigEntry, shelly: RpcShelly
) -> None:
    """Beforehand."""
    MockConfigEntry(domain="shelly", unique_id=shelly.mac).add_to_hass(hass)
    result = await open_secure(hass, entry)
    assert result["step_id"] == "secure_beside_core"
    doors = {"access_point": False, "bluetooth": False, "cloud": False}
    result = await enter(hass, result, {"choice": "shelly:old", **doors})
    assert (await watched(hass, result))["step_id"] == "secured"


async def test_a_device_that_does_not_answer_is_asked_again(
    hass: HomeAssistant, entry: MockConfigEntry, shelly: RpcShelly
) -> None:
    """On request, and with the words of its family."""
    shelly.misbehave(Fault.HANG)
    result = await open_secure(hass, entry)
    assert result["errors"] == {"base": "provisioning_device_unreachable"}
    assert result["data_schema"].schema == {}
    shelly.behave()
    shelly.authentication.set_password("somebody else's")
    result = await enter(hass, result, {})
    assert result["errors"] == {"base": "provisioning_shelly_not_authenticated"}
    shelly.authentication.set_password(None)
    result = await enter(hass, result, {})
    assert result["errors"] == {}


async def test_a_failure_is_told_and_may_be_tried_again(
    hass: HomeAssistant,
    household: Household,
    entry: MockConfigEntry,
    shelly: RpcShelly,
) -> None:
    """Everything was taken back, and the entry stays as it was."""
    shelly.authentication.realm, realm = "another", shelly.authentication.realm
    result = await open_secure(hass, entry)
    wish = {"choice": "new", "access_point": True, "bluetooth": False, "cloud": False}
    result = await watched(hass, await enter(hass, result, wish))
    assert result["step_id"] == "secure_failed"
    assert result["errors"] == {"base": "provisioning_shelly_device_rejected"}
    assert shelly.machine.wifi.config["ap"]["enable"] is True
    assert entry.data[CONF_CREDENTIAL_ID] is None

    shelly.authentication.realm = realm
    result = await watched(hass, await enter(hass, result, {}))
    assert result["step_id"] == "secured"
    assert entry.data[CONF_CREDENTIAL_ID]


async def test_a_dialog_that_was_closed_goes_on_where_the_job_is(
    hass: HomeAssistant,
    household: Household,
    entry: MockConfigEntry,
    shelly: RpcShelly,
) -> None:
    """A device that sleeps is waited for, and woken by a person."""
    wanted = replace(usual_request(entry), details={"sleeps": "yes"})
    shelly.misbehave(Fault.REFUSE)
    await asyncio.sleep(0.05)
    await jobs_module.async_start_job(hass, wanted, Actor(source="test"))
    job = household.engine.jobs()[-1]
    async with asyncio.timeout(10):
        while job.needs is None:
            await job.changed(job.revision)
    result = await open_secure(hass, entry)
    assert result["step_id"] == "secure_answer"
    assert result["errors"] == {"base": "provisioning_shelly_device_asleep"}
    shelly.behave()
    await asyncio.sleep(0.05)
    result = await watched(hass, await enter(hass, result, {}))
    assert result["step_id"] == "secured"


async def test_a_sleeping_device_that_is_heard_needs_nobody_to_say_so(
    hass: HomeAssistant,
    household: Household,
    entry: MockConfigEntry,
    shelly: RpcShelly,
) -> None:
    """It is awake for seconds only."""
    wanted = replace(usual_request(entry), details={"sleeps": "yes"})
    shelly.misbehave(Fault.REFUSE)
    await asyncio.sleep(0.05)
    await jobs_module.async_start_job(hass, wanted, Actor(source="test"))
    job = household.engine.jobs()[-1]
    async with asyncio.timeout(10):
        while job.needs is None:
            await job.changed(job.revision)
    shelly.behave()
    await asyncio.sleep(0.05)
    entry.runtime_data.pushed(None)
    entry.runtime_data.pushed(None)
    assert (await rest(hass, household)).state is State.SUCCEEDED


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (UnsupportedRequestError, "unsupported_request"),
        (VaultError, "vault_unwritable"),
        (JobFailure("journal_unwritable"), "provisioning_journal_unwritable"),
    ],
)
async def test_what_cannot_begin_is_told(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    error: Any,
    reason: str,
) -> None:
    """Before anything was sent."""
    result = await open_secure(hass, entry)

    async def refuse(hass: HomeAssistant, request: Any, actor: Any) -> None:
        raise error(request, ()) if error is UnsupportedRequestError else error

    monkeypatch.setattr(
        "custom_components.freehold.secure_flow.async_start_job", refuse
    )
    doors = {"access_point": False, "bluetooth": False, "cloud": False}
    result = await enter(hass, result, {"choice": "new", **doors})
    if isinstance(error, JobFailure):
        assert result["errors"] == {"base": reason}
    else:
        assert result["reason"] == reason


async def test_a_typed_password_that_cannot_be_stored_is_not_sent(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody would know it."""

    async def refuse(*_: object) -> None:
        raise VaultError

    monkeypatch.setattr(
        "custom_components.freehold.secure_flow.async_keep_credential", refuse
    )
    result = await open_secure(hass, entry)
    doors = {"access_point": False, "bluetooth": False, "cloud": False}
    result = await enter(hass, result, {"choice": "typed", "password": TYPED, **doors})
    assert result["reason"] == "vault_unwritable"


async def test_what_can_be_secured_no_more_is_told(
    hass: HomeAssistant,
    household: Household,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An update of Freehold may be the reason."""

    async def refuse(request: Any) -> None:
        raise UnsupportedRequestError(request, ())

    monkeypatch.setattr(household.engine, "look", refuse)
    assert (await open_secure(hass, entry))["reason"] == "unsupported_request"


async def test_the_settings_are_beside_it(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """As before."""
    options = hass.config_entries.options
    result = await options.async_init(entry.entry_id)
    result = await options.async_configure(
        result["flow_id"], {"next_step_id": "settings"}
    )
    assert result["step_id"] == "init"
    result = await options.async_configure(result["flow_id"], {"lifecycle_only": True})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


async def test_adding_an_open_device_goes_on_to_securing_it(
    hass: HomeAssistant, household: Household, shelly: RpcShelly
) -> None:
    """The second dialog follows on the first."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": "user"}
    )
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {CONF_HOST: f"{shelly.host}:{shelly.port}"}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    kind, flow_id = result["next_flow"]
    assert kind is FlowType.OPTIONS_FLOW
    (flow,) = hass.config_entries.options.async_progress()
    assert flow["flow_id"] == flow_id
    assert flow["step_id"] == "secure"


async def test_adding_a_device_with_a_password_ends_there(
    hass: HomeAssistant, household: Household, shelly: RpcShelly
) -> None:
    """It is secured already."""
    shelly.authentication.set_password(OLD)
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": "user"}
    )
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {CONF_HOST: f"{shelly.host}:{shelly.port}"}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert "next_flow" not in result


def secure_button(hass: HomeAssistant, shelly: RpcShelly) -> str | None:
    """Return the button of a device."""
    return er.async_get(hass).async_get_entity_id(
        BUTTON, DOMAIN, f"{shelly.mac}_secure"
    )


async def press(hass: HomeAssistant, shelly: RpcShelly) -> None:
    """Press it."""
    await hass.services.async_call(
        BUTTON,
        SERVICE_PRESS,
        {ATTR_ENTITY_ID: secure_button(hass, shelly)},
        blocking=True,
    )


async def test_a_button_secures_and_goes_away(
    hass: HomeAssistant,
    household: Household,
    entry: MockConfigEntry,
    shelly: RpcShelly,
) -> None:
    """With a password of its own; the cloud is left to its owner."""
    await press(hass, shelly)
    view = await rest(hass, household)
    assert view.state is State.SUCCEEDED
    assert view.actor.source == "button"
    assert shelly.authentication.enabled
    assert shelly.machine.components["cloud"].config["enable"] is True
    assert secure_button(hass, shelly) is None
    loaded = entry.runtime_data
    async_take_over(hass, view)
    await hass.async_block_till_done()
    assert entry.runtime_data is loaded, "nothing is new, so nothing is reloaded"


async def test_a_button_that_cannot_begin_says_why(
    hass: HomeAssistant,
    household: Household,
    entry: MockConfigEntry,
    shelly: RpcShelly,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the name of the device."""

    async def refuse(*_: object) -> None:
        raise JobFailure("journal_unwritable")

    monkeypatch.setattr(household.engine, "start", refuse)
    with pytest.raises(HomeAssistantError) as caught:
        await press(hass, shelly)
    assert caught.value.translation_key == "provisioning_journal_unwritable"
    assert caught.value.translation_placeholders == {"device": "Lamp"}


async def act(hass: HomeAssistant, **data: Any) -> Any:
    """Call the action."""
    return await hass.services.async_call(
        DOMAIN, "secure", data, blocking=True, return_response=True
    )


async def test_an_action_secures_by_device(
    hass: HomeAssistant,
    household: Household,
    entry: MockConfigEntry,
    shelly: RpcShelly,
) -> None:
    """It answers with the job, and with no secret."""
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    answer = await act(hass, device_id=device.id, cloud=True)
    assert answer["purpose"] == "secure"
    view = await rest(hass, household)
    assert view.state is State.SUCCEEDED
    assert entry.data[CONF_SECURED] == dict.fromkeys(map(str, Door), "off")
    password = household.vault.get(entry.data[CONF_CREDENTIAL_ID])
    assert password is not None
    assert holds(shelly, password.secrets["password"])
    assert password.secrets["password"] not in str(answer)


async def test_an_action_secures_by_address_and_keeps_a_password(
    hass: HomeAssistant, household: Household, shelly: RpcShelly
) -> None:
    """Unless it is told otherwise."""
    shelly.authentication.set_password(OLD)
    entry = await added(hass, shelly, "shelly:old")
    where = {"family": "shelly", "host": f"{shelly.host}:{shelly.port}"}
    await act(hass, **where)
    assert (await rest(hass, household)).state is State.SUCCEEDED
    assert holds(shelly, OLD)
    await act(hass, **where, new_password=True)
    assert (await rest(hass, household)).state is State.SUCCEEDED
    assert not holds(shelly, OLD)
    await act(hass, **where, credential_id="shelly:old")
    assert (await rest(hass, household)).state is State.SUCCEEDED
    assert holds(shelly, OLD)
    assert entry.data[CONF_CREDENTIAL_ID] == "shelly:old"


async def test_an_action_needs_a_device_of_ours(
    hass: HomeAssistant,
    household: Household,
    shelly: RpcShelly,
) -> None:
    """Another is to be added first."""
    where = {"family": "shelly", "host": f"{shelly.host}:{shelly.port}"}
    for data, key in (
        (where, "not_added"),
        ({"device_id": "0123456789abcdef"}, "not_added"),
        ({}, "provision_what"),
    ):
        with pytest.raises(ServiceValidationError) as caught:
            await act(hass, **data)
        assert caught.value.translation_key == key


async def test_a_job_of_the_past_changes_the_entry_at_the_next_start(
    hass: HomeAssistant,
    household: Household,
    entry: MockConfigEntry,
    shelly: RpcShelly,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Home Assistant was killed between the success and the entry."""
    monkeypatch.setattr(jobs_module, "async_take_over", lambda hass, view: None)
    await act(hass, family="shelly", host=f"{shelly.host}:{shelly.port}")
    view = await rest(hass, household)
    assert entry.data[CONF_CREDENTIAL_ID] is None
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert list(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))

    async_take_over_late(hass, [view])
    await hass.async_block_till_done()
    assert entry.data[CONF_CREDENTIAL_ID] == view.credential_id
    assert entry.state is ConfigEntryState.LOADED
    assert not list(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))


async def test_an_entry_that_was_changed_since_knows_better(
    hass: HomeAssistant,
    household: Household,
    entry: MockConfigEntry,
    shelly: RpcShelly,
) -> None:
    """A person has entered another password after the job."""
    await act(hass, family="shelly", host=f"{shelly.host}:{shelly.port}")
    view = await rest(hass, household)
    data = {**entry.data, CONF_CREDENTIAL_ID: "shelly:old"}
    hass.config_entries.async_update_entry(entry, data=data)
    async_take_over_late(hass, [view])
    assert entry.data[CONF_CREDENTIAL_ID] == "shelly:old"
    # An entry that is gone, and a job that was about something else, change nothing.
    late = view.updated + timedelta(days=1)
    async_take_over_late(hass, [replace(view, serial="gone", updated=late)])
    recovered = replace(view.request, purpose=Purpose.RECOVER)
    async_take_over(hass, replace(view, request=recovered))
    assert entry.data[CONF_CREDENTIAL_ID] == "shelly:old"


async def test_a_reset_device_gets_back_what_was_closed(
    hass: HomeAssistant,
    household: Household,
    entry: MockConfigEntry,
    shelly: RpcShelly,
) -> None:
    """The entry remembers that, for as long as there is one."""
    await act(hass, family="shelly", host=f"{shelly.host}:{shelly.port}")
    await rest(hass, household)
    await shelly.factory_reset()
    shelly.machine.wifi.seed("home")
    shelly.machine.wifi.config["ap"] |= {"enable": True, "is_open": True}
    request = recover_request(entry)
    assert request.details == {"access_point": "off", "bluetooth": "off"}
    await jobs_module.async_start_job(hass, request, Actor(source="test"))
    view = await rest(hass, household)
    assert view.state is State.SUCCEEDED, view
    held = household.vault.get(entry.data[CONF_CREDENTIAL_ID])
    assert held is not None
    assert holds(shelly, held.secrets["password"])
    assert shelly.machine.wifi.config["ap"]["enable"] is False


async def test_a_device_that_sleeps_is_known_to(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job waits for it then."""
    assert "sleeps" not in usual_request(entry).details
    monkeypatch.setattr(SecurableDevice, "normal_silence", True)
    assert usual_request(entry).details["sleeps"] == "yes"


async def test_a_poll_under_way_when_a_job_begins_asks_nobody_for_a_password(
    hass: HomeAssistant,
    household: Household,
    entry: MockConfigEntry,
    shelly: RpcShelly,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is refused then is refused because of the job."""
    answers = iter([False, True])
    coordinator = entry.runtime_data
    monkeypatch.setattr(coordinator, "_has_job", lambda: next(answers))
    shelly.authentication.set_password(OLD)
    await coordinator.async_refresh()
    assert isinstance(coordinator.last_exception, UpdateFailed)
    assert coordinator.last_exception.translation_key == "job_at_work"
    assert not list(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))


async def test_the_device_is_left_alone_until_its_entry_has_heard(
    hass: HomeAssistant,
    household: Household,
    entry: MockConfigEntry,
    shelly: RpcShelly,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Success comes a moment before the new password."""
    seen: list[bool] = []

    def take_over(hass: HomeAssistant, view: JobView) -> None:
        seen.append(jobs_module.async_has_job(household, "shelly", shelly.mac))
        async_take_over(hass, view)

    monkeypatch.setattr(jobs_module, "async_take_over", take_over)
    await act(hass, family="shelly", host=f"{shelly.host}:{shelly.port}")
    assert (await rest(hass, household)).updated <= dt_util.utcnow()
    assert seen == [True]
    assert not jobs_module.async_has_job(household, "shelly", shelly.mac)
