"""Jobs in Home Assistant, against emulated appliances: wizard, repairs, actions, WebSocket."""

import asyncio
from collections.abc import AsyncGenerator
import os
from pathlib import Path
from typing import Any

import probatio
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.freehold import (
    household as household_module,
    jobs as jobs_module,
)
from custom_components.freehold.backup import async_post_backup, async_pre_backup
from custom_components.freehold.const import (
    CONF_CREDENTIAL_ID,
    DOMAIN,
    EVENT_PROVISIONING,
    HOUSEHOLD,
)
from custom_components.freehold.families.miele import MIELE
from custom_components.freehold.household import Household, async_get_household
from custom_components.freehold.job_dialog import async_answer_job
from custom_components.freehold.jobs import (
    async_follow,
    async_set_up_jobs,
    async_start_job,
)
from custom_components.freehold.provisioning.engine import (
    JobRunningError,
    WrongJobStateError,
)
from custom_components.freehold.provisioning.job import JobView
from custom_components.freehold.provisioning.registry import UnsupportedRequestError
from custom_components.freehold.provisioning.strategy import Actor, JobFailure, Request
from custom_components.freehold.provisioning.vault import VaultError
from custom_components.freehold.repairs import ResetDeviceFlow, async_create_fix_flow
from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.config_entries import (
    SOURCE_IMPORT,
    SOURCE_USER,
    ConfigEntries,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import (
    EVENT_DATA_ENTRY_FLOW_PROGRESSED,
    FlowResultType,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component
from homeassistant.util.hass_dict import HassKey

from .conftest import announced, entry_of
from .emulators.miele import Fault, Generation, Kind, MieleAppliance
from .households import OURS, THEIRS


@pytest.fixture
async def washer(socket_enabled: None) -> AsyncGenerator[MieleAppliance]:
    """Run an appliance that nobody owns."""
    async with MieleAppliance(
        kind=Kind.WASHER, generation=Generation.EK057, latency=0
    ) as appliance:
        yield appliance


@pytest.fixture
async def loaded(hass: HomeAssistant) -> Household:
    """Have Freehold loaded, as it is once a household exists."""
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    return await async_get_household(hass)


async def sight(hass: HomeAssistant, appliance: MieleAppliance) -> ConfigFlowResult:
    """Have Home Assistant hear an announcement."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": "zeroconf"}, data=announced(appliance)
    )


async def enter(
    hass: HomeAssistant, result: Any, user_input: dict[str, Any] | None
) -> Any:
    """Fill in the form that is shown."""
    return await hass.config_entries.flow.async_configure(result["flow_id"], user_input)


async def finished(hass: HomeAssistant) -> JobView:
    """Wait for the one job to rest."""
    engine = (await async_get_household(hass)).engine
    job = engine.jobs()[-1]
    return await asyncio.wait_for(engine.wait(job.id), 20)


async def watched(hass: HomeAssistant, result: Any) -> Any:
    """Do what the browser does: wait until there is something else than progress."""
    return await progressed(hass.config_entries.flow, result)


async def progressed(manager: Any, result: Any) -> Any:
    """Wait for the end of progress, then ask what follows, once."""
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    flow = manager._progress[result["flow_id"]]  # noqa: SLF001
    async with asyncio.timeout(20):
        while flow.cur_step["type"] is FlowResultType.SHOW_PROGRESS:
            await asyncio.sleep(0.005)
    return await manager.async_configure(result["flow_id"])


async def test_an_appliance_that_nobody_owns_goes_through_the_wizard(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """One explanation, one click, progress, and the entry is there."""
    events = async_capture_events(hass, EVENT_PROVISIONING)
    result = await sight(hass, washer)
    assert result["step_id"] == "set_up"

    result = await watched(hass, await enter(hass, result, {}))

    assert result["type"] is FlowResultType.CREATE_ENTRY, result
    assert result["title"] == "Washing machine WXF660"
    await hass.async_block_till_done(wait_background_tasks=False)
    entry = result["result"]
    vault = (await async_get_household(hass)).vault
    held = vault.get(entry.data[CONF_CREDENTIAL_ID])
    assert held is not None
    assert washer.ownership.group_id == held.name
    assert hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, HOUSEHOLD)
    assert [event.data["state"] for event in events][-1] == "succeeded"
    assert held.secrets["group_key"] not in str([event.data for event in events])


async def test_the_title_over_the_progress_needs_no_name(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """The frontend fills nothing in there: it would log an error and show the bare braces."""
    result = await enter(hass, await sight(hass, washer), {})
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    await finished(hass)

    texts = await async_get_translations(hass, "en", "config", {DOMAIN})

    title = texts[f"component.{DOMAIN}.config.step.{result['step_id']}.title"]
    assert "{" not in title


async def test_a_job_that_has_just_begun_says_what_it_does(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """Not that it waits for its turn: nothing is before it, and a short job shows no other text."""
    result = await enter(hass, await sight(hass, washer), {})
    assert result["progress_action"] == "precheck"
    await finished(hass)


async def test_a_closed_dialog_loses_nothing(
    hass: HomeAssistant, washer: MieleAppliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job goes on, and the entry is made without anybody watching."""
    monkeypatch.setattr(jobs_module, "ADOPTION_DELAY", 0)
    result = await sight(hass, washer)
    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    hass.config_entries.flow.async_abort(result["flow_id"])

    assert (await finished(hass)).state == "succeeded"
    for _ in range(200):
        if hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, washer.fab):
            break
        await asyncio.sleep(0.01)

    entry = hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, washer.fab)
    assert entry is not None
    assert entry.title == "Washing machine WXF660"


async def test_a_browser_that_asks_twice_gets_one_answer(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """It asks for each change, while Home Assistant itself goes on at the end of the progress."""
    flows = hass.config_entries.flow
    result = await enter(hass, await sight(hass, washer), {})
    flow = flows._progress[result["flow_id"]]  # noqa: SLF001
    task = flow.async_get_progress_task()
    await flows.async_configure(result["flow_id"])
    assert flow.async_get_progress_task() is task

    await finished(hass)
    answers = await asyncio.gather(
        flows.async_configure(result["flow_id"]),
        flows.async_configure(result["flow_id"]),
    )
    assert [answer["type"] for answer in answers] == [
        FlowResultType.CREATE_ENTRY,
        FlowResultType.ABORT,
    ]
    await hass.async_block_till_done()
    assert len(hass.config_entries.async_entries(DOMAIN)) == 2


async def test_a_browser_that_missed_a_change_hears_of_it_again(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """A job that waits changes nothing by itself."""
    told = async_capture_events(hass, EVENT_DATA_ENTRY_FLOW_PROGRESSED)
    washer.inject(Fault.SILENCE, times=1, method="PUT")
    result = await enter(hass, await sight(hass, washer), {})
    engine = (await async_get_household(hass)).engine

    async with asyncio.timeout(10):
        while engine.jobs()[0].stage != "commission":
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        told.clear()
        while len(told) < 3:
            await asyncio.sleep(0.01)
    hass.config_entries.flow.async_abort(result["flow_id"])


async def test_nothing_begins_unless_the_next_start_loads_us(
    hass: HomeAssistant, washer: MieleAppliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Home Assistant writes its entries a second late; killed before, it would know nothing."""
    monkeypatch.setattr(household_module, "WRITTEN_LIMIT", 0.2)
    monkeypatch.setattr(ConfigEntries, "_async_schedule_save", lambda _: None)
    result = await enter(hass, await sight(hass, washer), {})

    assert result["reason"] == "vault_unwritable"
    assert washer.ownership.household is None
    assert not list(Path(hass.config.path(".storage")).glob("freehold*/*.jsonl"))


async def test_a_card_that_rests_goes_when_the_entry_is_made(
    hass: HomeAssistant, washer: MieleAppliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A discovery card outlives its dialog."""
    monkeypatch.setattr(jobs_module, "ADOPTION_DELAY", 0)
    result = await sight(hass, washer)
    await enter(hass, result, {})

    await finished(hass)
    for _ in range(200):
        if not hass.config_entries.flow.async_progress():
            break
        await asyncio.sleep(0.01)

    assert hass.config_entries.flow.async_progress() == []
    assert hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, washer.fab)


async def test_a_dialog_opened_again_finds_the_job(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """It watches the one that runs; there is no second."""
    washer.inject(Fault.SILENCE, times=1, method="PUT")
    result = await sight(hass, washer)
    result = await enter(hass, result, {})
    hass.config_entries.flow.async_abort(result["flow_id"])

    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    result = await enter(hass, result, {CONF_HOST: f"{washer.host}:{washer.port}"})
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    result = await watched(hass, result)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert len((await async_get_household(hass)).engine.jobs()) == 1


async def test_a_refusal_is_explained_and_tried_again_on_request(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """The same key, a new job."""
    washer.inject(Fault.FORBIDDEN, method="PUT")
    result = await sight(hass, washer)
    result = await watched(hass, await enter(hass, result, {}))
    assert result["step_id"] == "set_up_failed"
    assert result["errors"] == {"base": "provisioning_miele_device_already_keyed"}

    washer.faults.clear()
    result = await watched(hass, await enter(hass, result, {}))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    vault = (await async_get_household(hass)).vault
    assert len(vault.of_family("miele")) == 1


async def test_a_person_is_asked_and_the_job_goes_on(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """The appliance takes no key before something is done at its panel."""
    washer.inject(Fault.NOT_FOUND, method="PUT", times=1)
    result = await sight(hass, washer)
    result = await watched(hass, await enter(hass, result, {}))
    assert result["step_id"] == "set_up_answer"
    assert result["errors"] == {"base": "provisioning_miele_window_closed"}

    result = await watched(hass, await enter(hass, result, {}))

    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_which_key_is_asked_only_where_there_is_a_choice(
    hass: HomeAssistant, washer: MieleAppliance, our_key: None
) -> None:
    """Two households under one roof."""
    (theirs,) = MIELE.parse_credentials({"group_id": THEIRS[0], "group_key": THEIRS[1]})
    await (await async_get_household(hass)).vault.store(theirs)

    result = await sight(hass, washer)
    schema = result["data_schema"]
    assert schema is not None
    assert [str(key) for key in schema.schema] == [CONF_CREDENTIAL_ID]
    result = await watched(
        hass, await enter(hass, result, {CONF_CREDENTIAL_ID: theirs.id})
    )

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert washer.ownership.group_id == THEIRS[0]


async def test_an_appliance_that_was_taken_meanwhile_is_not_set_up(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """Between the card and the click, another household was faster."""
    result = await sight(hass, washer)
    washer.give_to(*THEIRS)

    result = await watched(hass, await enter(hass, result, {}))

    assert result["step_id"] == "set_up_failed"
    assert result["errors"] == {"base": "provisioning_miele_owned_by_other"}
    assert not any(request.method == "PUT" for request in washer.requests)


@pytest.fixture
async def reset_entry(
    hass: HomeAssistant,
    our_key: None,
    loaded: Household,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncGenerator[MockConfigEntry]:
    """Have an appliance of ours that was reset, and that was noticed."""
    monkeypatch.setattr(
        "custom_components.freehold.families.miele.device.REFUSAL_WINDOW", 0
    )
    washer.give_to(*OURS)
    entry = entry_of(washer)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    washer.remove_in_app()
    await entry.runtime_data.async_refresh()
    yield entry
    # Given back what it had, it is set up once more, and asked in the background.
    await hass.async_block_till_done(wait_background_tasks=True)


def reset_issue(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """Return the issue of a reset device."""
    return ir.async_get(hass).async_get_issue(DOMAIN, f"device_reset_{entry.entry_id}")


async def test_a_reset_appliance_raises_one_issue(
    hass: HomeAssistant, reset_entry: MockConfigEntry
) -> None:
    """And no question for another key."""
    issue = reset_issue(hass, reset_entry)
    assert issue is not None
    assert issue.is_fixable
    assert hass.config_entries.flow.async_progress() == []


async def test_one_press_brings_a_reset_appliance_back(
    hass: HomeAssistant, reset_entry: MockConfigEntry, washer: MieleAppliance
) -> None:
    """The same key, the same entry, the same entities."""
    registry = er.async_get(hass)
    before = {
        entity.entity_id
        for entity in er.async_entries_for_config_entry(registry, reset_entry.entry_id)
    }
    flow, result = await start_repair(hass, f"device_reset_{reset_entry.entry_id}")
    assert result["step_id"] == "confirm"

    result = await progressed(flow, await flow.async_configure(result["flow_id"], {}))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert washer.ownership.group_id == OURS[0]
    assert reset_issue(hass, reset_entry) is None
    for _ in range(300):
        if reset_entry.runtime_data.last_update_success:
            break
        await asyncio.sleep(0.01)
    await hass.async_block_till_done()
    assert before == {
        entity.entity_id
        for entity in er.async_entries_for_config_entry(registry, reset_entry.entry_id)
    }


async def test_a_repair_that_fails_keeps_the_issue(
    hass: HomeAssistant, reset_entry: MockConfigEntry, washer: MieleAppliance
) -> None:
    """And says why."""
    washer.inject(Fault.FORBIDDEN, method="PUT")
    flow, result = await start_repair(hass, f"device_reset_{reset_entry.entry_id}")

    result = await progressed(flow, await flow.async_configure(result["flow_id"], {}))

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "provisioning_miele_device_already_keyed"
    assert reset_issue(hass, reset_entry) is not None


async def test_a_reset_appliance_is_left_to_its_repair(
    hass: HomeAssistant,
    reset_entry: MockConfigEntry,
    loaded: Household,
    washer: MieleAppliance,
) -> None:
    """It answers one caller at a time, and its issue stays until the repair has ended."""
    washer.inject(Fault.NOT_FOUND, method="PUT", times=1)
    flow, result = await start_repair(hass, f"device_reset_{reset_entry.entry_id}")
    result = await progressed(flow, await flow.async_configure(result["flow_id"], {}))
    assert result["step_id"] == "answer"

    washer.give_to(*OURS)
    asked = len(washer.requests)
    await reset_entry.runtime_data.async_refresh()
    assert len(washer.requests) == asked
    assert reset_issue(hass, reset_entry) is not None

    result = await progressed(flow, await flow.async_configure(result["flow_id"], {}))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_repair_that_nobody_watches_brings_the_appliance_back(
    hass: HomeAssistant,
    reset_entry: MockConfigEntry,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The dialog was closed; the appliance is asked again all the same."""
    monkeypatch.setattr(jobs_module, "ADOPTION_DELAY", 0)
    flow, result = await start_repair(hass, f"device_reset_{reset_entry.entry_id}")
    await flow.async_configure(result["flow_id"], {})
    flow.async_abort(result["flow_id"])

    assert (await finished(hass)).state == "succeeded"
    async with asyncio.timeout(10):
        while reset_issue(hass, reset_entry) is not None:
            await asyncio.sleep(0.01)
    assert reset_entry.runtime_data.last_update_success
    assert washer.ownership.group_id == OURS[0]


async def test_a_device_that_was_removed_during_its_repair_stays_removed(
    hass: HomeAssistant,
    reset_entry: MockConfigEntry,
    loaded: Household,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody wants it back."""
    monkeypatch.setattr(jobs_module, "ADOPTION_DELAY", 0)
    flow, result = await start_repair(hass, f"device_reset_{reset_entry.entry_id}")
    await flow.async_configure(result["flow_id"], {})
    flow.async_abort(result["flow_id"])
    await hass.config_entries.async_remove(reset_entry.entry_id)

    assert (await finished(hass)).state == "succeeded"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert loaded.followed == {}
    assert not hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, washer.fab)


async def start_repair(hass: HomeAssistant, issue_id: str) -> tuple[Any, Any]:
    """Press repair."""
    assert await async_setup_component(hass, "repairs", {})
    await hass.async_block_till_done()
    manager = repairs_flow_manager(hass)
    assert manager is not None
    result = await manager.async_init(DOMAIN, data={"issue_id": issue_id})
    return manager, result


async def act(hass: HomeAssistant, name: str, data: dict[str, Any]) -> dict[str, Any]:
    """Run an action and return its answer."""
    answer = await hass.services.async_call(
        DOMAIN, name, data, blocking=True, return_response=True
    )
    assert isinstance(answer, dict)
    return answer


async def test_where_nothing_is_locked_no_key_is_made(
    hass: HomeAssistant, loaded: Household
) -> None:
    """A solar gateway answers everybody."""
    with pytest.raises(probatio.Invalid):
        await act(hass, "generate_credentials", {"family": "hoymiles"})


async def test_a_household_key_is_made_on_request(
    hass: HomeAssistant, loaded: Household
) -> None:
    """It is in the vault; the answer names it and shows nothing of it."""
    answer = await act(hass, "generate_credentials", {"family": "miele"})

    held = loaded.vault.get(answer["credential_id"])
    assert held is not None
    assert held.secrets["group_key"] not in str(answer)


async def test_an_action_provisions_and_leaves_a_receipt(
    hass: HomeAssistant, loaded: Household, washer: MieleAppliance
) -> None:
    """Who, what, when, with proof."""
    started = await act(
        hass,
        "provision",
        {"family": "miele", "host": f"{washer.host}:{washer.port}"},
    )
    assert started["serial"] == washer.fab
    assert (await finished(hass)).state == "succeeded"

    receipt = await act(hass, "export_receipt", {"job_id": started["job_id"]})
    assert washer.fab in str(receipt)
    (held,) = loaded.vault.of_family("miele")
    assert held.secrets["group_key"] not in str(receipt)

    with pytest.raises(ServiceValidationError):
        await act(hass, "cancel_provisioning", {"job_id": started["job_id"]})


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("provision", {}, "provision_what"),
        ("provision", {"family": "miele", "host": "no host"}, "invalid_host"),
        ("provision", {"retry_of": "nothing"}, "job_unknown"),
        ("cancel_provisioning", {"job_id": "nothing"}, "job_unknown"),
        ("export_receipt", {"job_id": "nothing"}, "job_unknown"),
    ],
)
async def test_a_wrong_call_says_what_is_wrong(
    hass: HomeAssistant,
    loaded: Household,
    name: str,
    data: dict[str, Any],
    key: str,
) -> None:
    """And does nothing."""
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, name, data)
    assert caught.value.translation_key == key


async def test_a_silent_address_is_told_to_the_action(
    hass: HomeAssistant, loaded: Household, washer: MieleAppliance
) -> None:
    """No job is begun for it."""
    await washer.lose_power()
    with pytest.raises(HomeAssistantError) as caught:
        await act(
            hass,
            "provision",
            {"family": "miele", "host": f"{washer.host}:{washer.port}"},
        )
    assert caught.value.translation_key == "connection_lost"


async def test_jobs_can_be_watched_answered_and_cancelled_by_a_client(
    hass: HomeAssistant,
    loaded: Household,
    washer: MieleAppliance,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Over WebSocket, by an administrator."""
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "freehold/jobs/subscribe"})
    assert (await client.receive_json())["success"]
    washer.inject(Fault.NOT_FOUND, method="PUT")
    started = await act(
        hass,
        "provision",
        {"family": "miele", "host": f"{washer.host}:{washer.port}"},
    )
    seen: list[str] = []
    while "waiting_for_user" not in seen:
        message = await asyncio.wait_for(client.receive_json(), 20)
        seen.append(message["event"]["state"])

    await client.send_json_auto_id(
        {"type": "freehold/jobs/answer", "job_id": started["job_id"]}
    )
    while (message := await client.receive_json())["type"] != "result":
        pass
    assert message["success"]

    await client.send_json_auto_id(
        {"type": "freehold/jobs/cancel", "job_id": started["job_id"]}
    )
    while (message := await client.receive_json())["type"] != "result":
        pass
    assert message["success"]
    assert (await finished(hass)).state in ("cancelled", "needs_attention")

    for command in ("answer", "cancel"):
        await client.send_json_auto_id(
            {"type": f"freehold/jobs/{command}", "job_id": "nothing"}
        )
        while (message := await client.receive_json())["type"] != "result":
            pass
        assert message["error"]["code"] == "unknown_job"


async def test_a_job_of_before_the_restart_waits_for_a_decision_if_it_is_old(
    hass: HomeAssistant,
    loaded: Household,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It becomes a repair with three ways; going on ends well."""
    job_id = await interrupted(hass, loaded, washer, monkeypatch)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"job_interrupted_{job_id}")
    assert issue is not None

    manager, result = await start_repair(hass, f"job_interrupted_{job_id}")
    assert result["type"] is FlowResultType.MENU
    result = await manager.async_configure(
        result["flow_id"], {"next_step_id": "continue"}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert (await finished(hass)).state == "succeeded"


@pytest.mark.parametrize("way", ["undo", "leave"])
async def test_an_interrupted_job_can_be_undone_or_left(
    hass: HomeAssistant,
    loaded: Household,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    """It ends, and a second decision finds nothing to decide."""
    job_id = await interrupted(hass, loaded, washer, monkeypatch)
    manager, result = await start_repair(hass, f"job_interrupted_{job_id}")
    _, second = await start_repair(hass, f"job_interrupted_{job_id}")

    result = await manager.async_configure(result["flow_id"], {"next_step_id": way})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert (await finished(hass)).state.terminal

    second = await manager.async_configure(second["flow_id"], {"next_step_id": way})
    assert second["reason"] == "decided_already"


async def interrupted(
    hass: HomeAssistant,
    household: Household,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """Interrupt a job before its key is sent, and start again after a restored backup."""
    washer.inject(Fault.NOT_FOUND, method="PUT", times=1)
    started = await act(
        hass, "provision", {"family": "miele", "host": f"{washer.host}:{washer.port}"}
    )
    engine = household.engine
    async with asyncio.timeout(20):
        while engine.view(started["job_id"]).needs is None:
            await asyncio.sleep(0.01)
    await engine.stop()
    hass.data.pop(HassKey(DOMAIN))
    again = await async_get_household(hass)
    await again.engine.recover(restored=True)
    again.recovered.set()
    job = again.engine.get(started["job_id"])
    async_follow(hass, again, job)
    await asyncio.wait_for(again.engine.wait(job.id), 20)
    await hass.async_block_till_done(wait_background_tasks=False)
    for _ in range(100):
        if ir.async_get(hass).async_get_issue(DOMAIN, f"job_interrupted_{job.id}"):
            break
        await asyncio.sleep(0.01)
    return job.id


async def test_a_backup_holds_jobs_and_lets_them_go_on(
    hass: HomeAssistant, loaded: Household, washer: MieleAppliance
) -> None:
    """Nothing is written to a device while its journal is copied."""
    await async_pre_backup(hass)
    starting = hass.async_create_task(
        act(
            hass,
            "provision",
            {"family": "miele", "host": f"{washer.host}:{washer.port}"},
        )
    )
    await asyncio.sleep(0.2)
    assert not any(request.method == "PUT" for request in washer.requests)

    await async_post_backup(hass)
    await starting
    assert (await finished(hass)).state == "succeeded"


async def test_a_backup_of_an_unreadable_vault_is_refused(hass: HomeAssistant) -> None:
    """It would hold no keys."""
    vault = Path(hass.config.path(".storage", "freehold.vault"))
    vault.parent.mkdir(exist_ok=True)
    vault.write_text("{")

    with pytest.raises(HomeAssistantError) as caught:
        await async_pre_backup(hass)
    assert caught.value.translation_key == "backup_not_ready"
    await async_post_backup(hass)


async def test_a_reset_appliance_at_a_new_address_is_followed(
    hass: HomeAssistant, reset_entry: MockConfigEntry, washer: MieleAppliance
) -> None:
    """It has no key to prove itself with, but nobody is talked to at the old address."""
    hass.config_entries.async_update_entry(
        reset_entry, data={**reset_entry.data, CONF_HOST: "127.0.0.99"}
    )

    result = await sight(hass, washer)

    assert result["reason"] == "already_configured"
    assert reset_entry.data[CONF_HOST] == washer.host


async def test_a_removed_entry_takes_its_issue_along(
    hass: HomeAssistant, reset_entry: MockConfigEntry
) -> None:
    """Nobody repairs what is not there."""
    await hass.config_entries.async_remove(reset_entry.entry_id)
    assert reset_issue(hass, reset_entry) is None


async def test_a_repair_of_a_removed_entry_ends(
    hass: HomeAssistant, loaded: Household
) -> None:
    """And says so."""
    flow = await async_create_fix_flow(hass, "x", {"entry_id": "nothing"})
    assert isinstance(flow, ResetDeviceFlow)
    flow.hass = hass
    result = await flow.async_step_init()
    assert result["reason"] == "not_loaded"


async def test_a_repair_asks_a_person_and_goes_on(
    hass: HomeAssistant, reset_entry: MockConfigEntry, washer: MieleAppliance
) -> None:
    """Something has to be done at the panel first."""
    washer.inject(Fault.NOT_FOUND, method="PUT", times=1)
    manager, result = await start_repair(hass, f"device_reset_{reset_entry.entry_id}")
    result = await progressed(
        manager, await manager.async_configure(result["flow_id"], {})
    )
    assert result["step_id"] == "answer"
    assert result["errors"] == {"base": "provisioning_miele_window_closed"}

    result = await progressed(
        manager, await manager.async_configure(result["flow_id"], {})
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_repair_opened_twice_watches_one_job(
    hass: HomeAssistant, reset_entry: MockConfigEntry, washer: MieleAppliance
) -> None:
    """Whoever comes second sees the progress of the first."""
    washer.inject(Fault.NOT_FOUND, method="PUT", times=1)
    manager, first = await start_repair(hass, f"device_reset_{reset_entry.entry_id}")
    _, other = await start_repair(hass, f"device_reset_{reset_entry.entry_id}")
    first = await manager.async_configure(first["flow_id"], {})
    other = await manager.async_configure(other["flow_id"], {})
    assert other["type"] is FlowResultType.SHOW_PROGRESS
    other = await progressed(manager, other)
    other = await progressed(
        manager, await manager.async_configure(other["flow_id"], {})
    )
    first = await progressed(manager, first)
    assert first["type"] is FlowResultType.CREATE_ENTRY
    assert other["type"] is FlowResultType.CREATE_ENTRY
    assert len((await async_get_household(hass)).engine.jobs()) == 1
    await hass.async_block_till_done(wait_background_tasks=False)


@pytest.mark.parametrize("full", ["journal", "vault"])
async def test_a_full_disk_stops_the_wizard_before_anything_is_sent(
    hass: HomeAssistant,
    loaded: Household,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
    full: str,
) -> None:
    """No key reaches an appliance that would be lost at the next restart."""
    result = await sight(hass, washer)
    fsync = os.fsync

    def refuse(descriptor: int) -> None:
        target = str(Path(f"/proc/self/fd/{descriptor}").readlink())
        if ("vault" in target) == (full == "vault"):
            raise OSError(28, "No space left on device")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse)
    result = await enter(hass, result, {})
    if full == "journal":
        assert result["step_id"] == "set_up"
        assert result["errors"] == {"base": "provisioning_journal_unwritable"}
    else:
        result = await watched(hass, result)
        assert result["step_id"] == "set_up_failed"
        assert result["errors"] == {"base": "provisioning_vault_unwritable"}
    assert not any(request.method == "PUT" for request in washer.requests)


async def test_an_appliance_that_falls_silent_at_the_very_end_is_added_later(
    hass: HomeAssistant, washer: MieleAppliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is ours; the entry comes by itself."""
    result = await sight(hass, washer)
    result = await enter(hass, result, {})
    assert (await finished(hass)).state == "succeeded"
    await washer.lose_power()

    result = await watched(hass, result)

    assert result["reason"] == "added_later"


async def test_another_device_at_the_address_at_the_very_end_is_not_added(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """It was reset again, say."""
    result = await sight(hass, washer)
    result = await enter(hass, result, {})
    assert (await finished(hass)).state == "succeeded"
    washer.give_to(*THEIRS)

    result = await watched(hass, result)

    assert result["reason"] == "not_recognised"


async def test_a_card_of_what_became_ours_meanwhile_adds_it(
    hass: HomeAssistant, washer: MieleAppliance, loaded: Household
) -> None:
    """An action did it while the card was resting."""
    card = await sight(hass, washer)
    await act(
        hass, "provision", {"family": "miele", "host": f"{washer.host}:{washer.port}"}
    )
    assert (await finished(hass)).state == "succeeded"

    result = await enter(hass, card, None)

    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_card_of_a_silent_appliance_can_still_be_read(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """Pressing the button then tells the rest."""
    card = await sight(hass, washer)
    await washer.lose_power()

    result = await enter(hass, card, None)

    assert result["step_id"] == "set_up"


async def test_a_damaged_vault_stops_every_step(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """Keys cannot be made without it."""
    card = await sight(hass, washer)
    hass.data.pop(HassKey(DOMAIN))
    vault = Path(hass.config.path(".storage", "freehold.vault"))
    vault.parent.mkdir(exist_ok=True)
    vault.write_text("{")

    result = await enter(hass, card, {})

    assert result["reason"] == "vault_unreadable"


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (UnsupportedRequestError, {"reason": "unsupported_request"}),
        (VaultError, {"reason": "vault_unwritable"}),
    ],
)
async def test_what_cannot_be_begun_is_told(
    hass: HomeAssistant,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
    shown: dict[str, str],
) -> None:
    """In the wizard and in the action."""
    card = await sight(hass, washer)

    async def refuse(_: HomeAssistant, request: Request, __: object) -> None:
        raise (
            UnsupportedRequestError(request, ())
            if error is UnsupportedRequestError
            else error
        )

    monkeypatch.setattr(
        "custom_components.freehold.set_up_flow.async_start_job", refuse
    )
    result = await enter(hass, card, {})
    assert {key: result.get(key) for key in shown} == shown


async def test_a_second_start_watches_the_first(
    hass: HomeAssistant, washer: MieleAppliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two dialogs, one click each, at the same moment."""
    card = await sight(hass, washer)
    washer.inject(Fault.NOT_FOUND, method="PUT", times=1)
    engine = (await async_get_household(hass)).engine

    async def late(*args: Any) -> Any:
        await async_start_job(*args)
        raise JobRunningError(engine.jobs()[-1].id)

    monkeypatch.setattr("custom_components.freehold.set_up_flow.async_start_job", late)
    result = await enter(hass, card, {})
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    result = await watched(hass, result)
    assert result["step_id"] == "set_up_answer"

    engine.answer(engine.jobs()[-1].id)
    await finished(hass)
    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("error", [JobFailure("journal_unwritable"), VaultError()])
async def test_a_retry_that_cannot_begin_is_told(
    hass: HomeAssistant,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    """And the dialog ends."""
    washer.inject(Fault.FORBIDDEN, method="PUT")
    result = await sight(hass, washer)
    result = await watched(hass, await enter(hass, result, {}))

    async def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("custom_components.freehold.job_dialog.async_retry_job", refuse)
    result = await enter(hass, result, {})
    if isinstance(error, VaultError):
        assert result["reason"] == "vault_unwritable"
    else:
        assert result["errors"] == {"base": "provisioning_journal_unwritable"}


async def test_a_retry_of_what_runs_already_watches_it(
    hass: HomeAssistant, washer: MieleAppliance, loaded: Household
) -> None:
    """An action was faster than the person in the dialog."""
    washer.inject(Fault.FORBIDDEN, method="PUT", times=1)
    result = await sight(hass, washer)
    result = await watched(hass, await enter(hass, result, {}))
    failed = loaded.engine.jobs()[-1].id
    washer.inject(Fault.NOT_FOUND, method="PUT", times=1)
    await act(hass, "provision", {"retry_of": failed})

    result = await watched(hass, await enter(hass, result, {}))
    assert result["step_id"] == "set_up_answer"
    result = await watched(hass, await enter(hass, result, {}))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert len(loaded.engine.jobs()) == 2


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (JobRunningError("x"), "job_running"),
        (UnsupportedRequestError, "unsupported_request"),
        (JobFailure("journal_unwritable"), "provisioning_journal_unwritable"),
        (VaultError(), "provisioning_vault_unwritable"),
        (WrongJobStateError(), "job_not_ended"),
    ],
)
async def test_the_action_says_why_it_cannot_begin(
    hass: HomeAssistant,
    loaded: Household,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
    error: Any,
    key: str,
) -> None:
    """In translated words."""

    async def refuse(_: HomeAssistant, request: Request, __: object) -> None:
        raise (
            UnsupportedRequestError(request, ())
            if error is UnsupportedRequestError
            else error
        )

    monkeypatch.setattr("custom_components.freehold.actions.async_start_job", refuse)
    with pytest.raises(HomeAssistantError) as caught:
        await act(
            hass,
            "provision",
            {"family": "miele", "host": f"{washer.host}:{washer.port}"},
        )
    assert caught.value.translation_key == key


async def test_a_key_that_cannot_be_stored_is_not_made(
    hass: HomeAssistant, loaded: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The action fails."""

    async def refuse(*_: object) -> None:
        raise VaultError

    monkeypatch.setattr(
        "custom_components.freehold.actions.async_keep_credential", refuse
    )
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "generate_credentials", {"family": "miele"})
    assert caught.value.translation_key == "provisioning_vault_unwritable"


async def test_a_damaged_journal_has_no_receipt(
    hass: HomeAssistant, loaded: Household, washer: MieleAppliance
) -> None:
    """A receipt that proves nothing is none."""
    started = await act(
        hass, "provision", {"family": "miele", "host": f"{washer.host}:{washer.port}"}
    )
    await finished(hass)
    path = loaded.engine.get(started["job_id"]).journal.path
    path.write_text(path.read_text().replace(washer.fab, "000000000000", 1))

    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "export_receipt", {"job_id": started["job_id"]})
    assert caught.value.translation_key == "journal_unreadable"


async def test_a_client_lists_jobs_and_hears_what_cannot_be_done(
    hass: HomeAssistant,
    loaded: Household,
    washer: MieleAppliance,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """A job that has ended takes no answer and no cancel."""
    started = await act(
        hass, "provision", {"family": "miele", "host": f"{washer.host}:{washer.port}"}
    )
    await finished(hass)
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "freehold/jobs/list"})
    jobs = (await client.receive_json())["result"]["jobs"]
    assert [job["state"] for job in jobs] == ["succeeded"]

    for command in ("answer", "cancel"):
        await client.send_json_auto_id(
            {"type": f"freehold/jobs/{command}", "job_id": started["job_id"]}
        )
        assert (await client.receive_json())["error"]["code"] == "wrong_state"

    await client.send_json_auto_id({"type": "freehold/jobs/subscribe"})
    assert (await client.receive_json())["success"]
    assert (await client.receive_json())["event"]["state"] == "succeeded"


@pytest.mark.parametrize(("owner", "reason"), [(THEIRS, "not_recognised"), (None, "x")])
async def test_an_appliance_that_is_not_ours_after_all_gets_no_entry(
    hass: HomeAssistant,
    our_key: None,
    washer: MieleAppliance,
    owner: tuple[str, str] | None,
    reason: str,
) -> None:
    """Nobody watched, and then it was taken, or switched off."""
    data = {
        "family": "miele",
        "host": washer.host,
        "port": washer.port,
        "serial": washer.fab,
        "credential_id": f"miele:{OURS[0]}",
    }
    if owner:
        washer.give_to(*owner)
    else:
        await washer.lose_power()
        reason = "connection_lost"

    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_IMPORT}, data=data
    )

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == reason


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (JobFailure("journal_unwritable"), "provisioning_journal_unwritable"),
        (VaultError(), "vault_unwritable"),
    ],
)
async def test_a_repair_that_cannot_begin_is_told(
    hass: HomeAssistant,
    reset_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    reason: str,
) -> None:
    """The issue stays."""

    async def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("custom_components.freehold.repairs.async_start_job", refuse)
    manager, result = await start_repair(hass, f"device_reset_{reset_entry.entry_id}")
    result = await manager.async_configure(result["flow_id"], {})

    assert result["reason"] == reason
    assert reset_issue(hass, reset_entry) is not None


async def test_a_repair_that_was_faster_elsewhere_is_watched(
    hass: HomeAssistant, reset_entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both started at the same moment."""
    engine = (await async_get_household(hass)).engine

    async def late(*args: Any) -> Any:
        await async_start_job(*args)
        raise JobRunningError(engine.jobs()[-1].id)

    monkeypatch.setattr("custom_components.freehold.repairs.async_start_job", late)
    manager, result = await start_repair(hass, f"device_reset_{reset_entry.entry_id}")
    result = await progressed(
        manager, await manager.async_configure(result["flow_id"], {})
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_decision_that_cannot_be_written_down_is_told(
    hass: HomeAssistant,
    loaded: Household,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The job goes on resting."""
    job_id = await interrupted(hass, loaded, washer, monkeypatch)
    manager, result = await start_repair(hass, f"job_interrupted_{job_id}")
    engine = (await async_get_household(hass)).engine

    async def refuse(*_: object) -> None:
        raise JobFailure("journal_unwritable")

    monkeypatch.setattr(engine, "decide", refuse)
    result = await manager.async_configure(result["flow_id"], {"next_step_id": "leave"})
    assert result["reason"] == "provisioning_journal_unwritable"


async def test_a_job_goes_on_after_a_restart_without_being_asked(
    hass: HomeAssistant, loaded: Household, washer: MieleAppliance
) -> None:
    """It was stopped where it was, and is young: it asks again what it needs, and ends well."""
    washer.inject(Fault.NOT_FOUND, method="PUT", times=1)
    started = await act(
        hass, "provision", {"family": "miele", "host": f"{washer.host}:{washer.port}"}
    )
    async with asyncio.timeout(10):
        while loaded.engine.view(started["job_id"]).needs is None:
            await asyncio.sleep(0.01)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    async with asyncio.timeout(10):
        while not all(job.task and job.task.done() for job in loaded.engine.jobs()):
            await asyncio.sleep(0.01)

    hass.data.pop(HassKey(DOMAIN))
    again = await async_get_household(hass)
    async_set_up_jobs(hass, again)
    await again.recovered.wait()

    assert (await finished(hass)).state == "succeeded"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ('{"no": "journal"}\n{"really": "not"}\n', "job_unreadable"),
        ('{"schema": 999, "seq": 0, "prev": ""}\n', "job_unreadable_newer"),
    ],
)
async def test_a_record_that_cannot_be_read_is_told_and_left_alone(
    hass: HomeAssistant, content: str, key: str
) -> None:
    """Damaged, or of a newer version."""
    folder = Path(hass.config.path(".storage", "freehold_jobs"))
    folder.mkdir(parents=True)
    path = folder / "abc.jsonl"
    path.write_text(content)

    assert await async_setup_component(hass, DOMAIN, {})
    household = await async_get_household(hass)
    await asyncio.wait_for(household.recovered.wait(), 10)
    await hass.async_block_till_done(wait_background_tasks=True)

    issue = ir.async_get(hass).async_get_issue(DOMAIN, "job_unreadable_abc")
    assert issue is not None
    assert issue.translation_key == key
    assert path.read_text() == content


async def by_address(hass: HomeAssistant, washer: MieleAppliance) -> Any:
    """Enter an address by hand."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    return await enter(hass, result, {CONF_HOST: f"{washer.host}:{washer.port}"})


async def test_an_appliance_that_nobody_owns_can_be_set_up_by_its_address(
    hass: HomeAssistant, washer: MieleAppliance
) -> None:
    """Not every network lets announcements through."""
    result = await by_address(hass, washer)
    assert result["step_id"] == "set_up"
    result = await watched(hass, await enter(hass, result, {}))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_dialog_opened_on_a_job_that_needs_somebody_asks_at_once(
    hass: HomeAssistant, washer: MieleAppliance, loaded: Household
) -> None:
    """And a click that was meant for another form answers nothing."""
    washer.inject(Fault.NOT_FOUND, method="PUT", times=1)
    started = await act(
        hass, "provision", {"family": "miele", "host": f"{washer.host}:{washer.port}"}
    )
    async with asyncio.timeout(10):
        while loaded.engine.view(started["job_id"]).needs is None:
            await asyncio.sleep(0.01)

    result = await by_address(hass, washer)
    assert result["step_id"] == "set_up_answer"
    view = loaded.engine.view(started["job_id"])
    assert view.needs is not None

    loaded.engine.answer(view.id)
    await async_answer_job(loaded, view, view.needs)
    assert (await finished(hass)).state == "succeeded"
    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_dialog_opened_on_a_job_that_waits_for_a_decision_says_so(
    hass: HomeAssistant,
    loaded: Household,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The decision is made in repairs."""
    await interrupted(hass, loaded, washer, monkeypatch)

    result = await by_address(hass, washer)
    assert result["step_id"] == "set_up_failed"
    assert result["errors"] == {"base": "provisioning_restored"}
    result = await enter(hass, result, {})
    assert result["step_id"] == "set_up_failed"


async def test_a_reset_appliance_is_not_set_up_a_second_time(
    hass: HomeAssistant, reset_entry: MockConfigEntry, washer: MieleAppliance
) -> None:
    """Its own key waits for it; a dialog points there, an action uses it."""
    result = await by_address(hass, washer)
    assert result["reason"] == "was_reset"

    started = await act(
        hass, "provision", {"family": "miele", "host": f"{washer.host}:{washer.port}"}
    )
    assert started["purpose"] == "recover"
    assert (await finished(hass)).state == "succeeded"
    assert washer.ownership.group_id == OURS[0]


async def test_an_entry_is_made_after_a_restart_in_the_last_moment(
    hass: HomeAssistant,
    loaded: Household,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And again, if the appliance does not answer at the first try."""
    await act(
        hass, "provision", {"family": "miele", "host": f"{washer.host}:{washer.port}"}
    )
    assert (await finished(hass)).state == "succeeded"
    await loaded.engine.stop()
    monkeypatch.setattr(jobs_module, "ADOPTION_DELAY", 0.05)
    await washer.lose_power()

    hass.data.pop(HassKey(DOMAIN))
    household = await async_get_household(hass)
    async_set_up_jobs(hass, household)
    await asyncio.sleep(0.1)
    await washer.start()

    async with asyncio.timeout(10):
        while not hass.config_entries.async_entry_for_domain_unique_id(
            DOMAIN, washer.fab
        ):
            await asyncio.sleep(0.01)
    entries = hass.config_entries.async_entries(DOMAIN)

    hass.data.pop(HassKey(DOMAIN))
    async_set_up_jobs(hass, await async_get_household(hass))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.config_entries.async_entries(DOMAIN) == entries


async def test_a_job_is_not_begun_while_those_of_before_are_unknown(
    hass: HomeAssistant, loaded: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of them may be about the same device."""
    monkeypatch.setattr(jobs_module, "RECOVERY_LIMIT", 0.01)
    loaded.recovered.clear()
    with pytest.raises(JobFailure):
        await async_start_job(
            hass,
            Request(family="miele", purpose="commission", host="127.0.0.1", port=1),
            Actor(source="test"),
        )
