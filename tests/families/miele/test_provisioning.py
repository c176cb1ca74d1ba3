"""Commissioning and recovering an appliance: the engine, the strategy, and emulated appliances."""

import asyncio
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
)
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from ssl import SSLContext
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.freehold.families.miele import MIELE, discovery
from custom_components.freehold.families.miele.provisioning import (
    HomeNetworkCommissioning,
)
from custom_components.freehold.provisioning.credential import Credential
from custom_components.freehold.provisioning.engine import Engine
from custom_components.freehold.provisioning.job import JobView
from custom_components.freehold.provisioning.link import HomeNetworkLink
from custom_components.freehold.provisioning.policy import JobPolicy
from custom_components.freehold.provisioning.registry import Registry
from custom_components.freehold.provisioning.states import State
from custom_components.freehold.provisioning.strategy import (
    Actor,
    Identified,
    JobFailure,
    Purpose,
    Request,
    Reversal,
    Step,
)
from custom_components.freehold.provisioning.vault import Vault
from tests.certificates import self_signed
from tests.emulators.miele import Fault, Generation, Kind, MieleAppliance
from tests.households import OURS, THEIRS

POLICY = JobPolicy(
    settle=0.01, look_every=0.01, look_limit=0.5, backoff=0.01, user_limit=0.2
)

pytestmark = pytest.mark.usefixtures("socket_enabled")


def spawn(coroutine: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    """Make a task, as Home Assistant would."""
    return asyncio.get_running_loop().create_task(coroutine, name=name)


@pytest.fixture
async def vault(tmp_path: Path) -> Vault:
    """Open an empty vault."""
    return Vault(tmp_path / "vault")


@pytest.fixture
async def engine(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Engine]:
    """Run an engine with the one strategy and no patience."""
    quick = replace(discovery.IDENTIFY_POLICY, backoff=0.01, read_retries=0)
    monkeypatch.setattr(
        "custom_components.freehold.families.miele.provisioning.IDENTIFY_POLICY", quick
    )
    registry = Registry([HomeNetworkCommissioning()], [HomeNetworkLink()])
    engine = Engine(tmp_path / "jobs", vault, registry, spawn, policy=POLICY)
    await engine.recover()
    yield engine
    await engine.stop()


@pytest.fixture
async def washer(socket_enabled: None) -> AsyncGenerator[MieleAppliance]:
    """Run an appliance that nobody owns, with a module that wants everything done right."""
    async with MieleAppliance(
        kind=Kind.WASHER, generation=Generation.EK057, latency=0
    ) as appliance:
        yield appliance


def request(
    appliance: MieleAppliance,
    purpose: str = Purpose.COMMISSION,
    credential_id: str | None = None,
) -> Request:
    """Ask for an appliance to be made ours."""
    return Request(
        family="miele",
        purpose=purpose,
        host=appliance.host,
        port=appliance.port,
        serial=appliance.fab,
        credential_id=credential_id,
    )


async def run(engine: Engine, wanted: Request) -> JobView:
    """Start a job and see it through."""
    job = await engine.start(wanted, Actor(source="test"))
    return await asyncio.wait_for(engine.wait(job.id), 20)


def keyed(appliance: MieleAppliance) -> list[bytes]:
    """Return every key that was handed over, not the signed repetition."""
    return [
        request.body
        for request in appliance.requests
        if request.method == "PUT" and not request.verified
    ]


def credential(household: tuple[str, str]) -> Credential:
    """Make the credential of a household."""
    (made,) = MIELE.parse_credentials(
        {"group_id": household[0], "group_key": household[1]}
    )
    return made


async def test_an_appliance_becomes_ours_with_a_new_household_key(
    engine: Engine, vault: Vault, washer: MieleAppliance
) -> None:
    """The key is in the vault, the appliance holds it, and its panel waits no longer."""
    view = await run(engine, request(washer))

    assert view.state is State.SUCCEEDED
    (held,) = vault.of_family("miele")
    assert washer.ownership.group_id == held.name
    assert view.credential_id == held.id
    assert not washer.ownership.waiting_for_app
    assert view.warnings == ()


async def test_the_household_key_that_we_hold_is_used_again(
    engine: Engine, vault: Vault, washer: MieleAppliance
) -> None:
    """One household, one key."""
    await vault.store(credential(OURS))

    view = await run(engine, request(washer))

    assert view.state is State.SUCCEEDED
    assert washer.ownership.group_id == OURS[0]
    assert len(vault.of_family("miele")) == 1


async def test_a_reset_appliance_gets_the_same_key_back(
    engine: Engine, vault: Vault, washer: MieleAppliance
) -> None:
    """Even if the household has got another one since."""
    await vault.store(credential(THEIRS))
    await vault.store(credential(OURS))

    view = await run(
        engine, request(washer, Purpose.RECOVER, credential_id=f"miele:{OURS[0]}")
    )

    assert view.state is State.SUCCEEDED
    assert washer.ownership.group_id == OURS[0]


async def test_a_key_that_is_gone_is_told_before_anything_is_asked(
    engine: Engine, washer: MieleAppliance
) -> None:
    """Never a second key for an appliance that may hold the first."""
    view = await run(
        engine, request(washer, Purpose.RECOVER, credential_id=f"miele:{OURS[0]}")
    )

    assert view.state is State.FAILED_VALIDATION
    assert view.code == "credential_missing"
    assert washer.requests == []


async def test_an_appliance_that_is_ours_already_is_only_confirmed(
    engine: Engine, vault: Vault, washer: MieleAppliance
) -> None:
    """Nothing is written."""
    washer.give_to(*OURS)
    await vault.store(credential(OURS))

    view = await run(engine, request(washer))

    assert view.state is State.SUCCEEDED
    assert not any(request.method == "PUT" for request in washer.requests)


async def test_an_appliance_of_another_household_is_never_overwritten(
    engine: Engine, vault: Vault, washer: MieleAppliance
) -> None:
    """Nothing is written."""
    washer.give_to(*THEIRS)
    await vault.store(credential(OURS))

    view = await run(engine, request(washer))

    assert view.state is State.FAILED_VALIDATION
    assert view.code == "owned_by_other"
    assert not any(request.method == "PUT" for request in washer.requests)


async def test_another_appliance_at_the_address_is_not_touched(
    engine: Engine, washer: MieleAppliance
) -> None:
    """It is not the one that was picked."""
    view = await run(engine, replace(request(washer), serial="000999999999"))

    assert view.state is State.FAILED_VALIDATION
    assert view.code == "wrong_device"
    assert not any(request.method == "PUT" for request in washer.requests)


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.RESET, Fault.SILENCE])
async def test_a_lost_answer_is_looked_at_from_outside(
    engine: Engine,
    vault: Vault,
    washer: MieleAppliance,
    fault: Fault,
) -> None:
    """Landed or not, it ends well, and never with a second key."""
    washer.inject(fault, times=1, method="PUT")

    view = await run(engine, request(washer))

    assert view.state is State.SUCCEEDED
    # What was cut off or left lying is recorded without its body.
    assert len({body for body in keyed(washer) if body}) == 1
    assert len(keyed(washer)) == (1 if fault is Fault.LOST_ANSWER else 2)
    assert washer.ownership.group_id == vault.of_family("miele")[0].name


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.FORBIDDEN, "device_already_keyed"),
        (Fault.NOT_FOUND, "window_closed"),
        (Fault.SERVER_ERROR, "device_asleep"),
    ],
)
async def test_a_refusal_has_its_reason(
    engine: Engine, vault: Vault, washer: MieleAppliance, fault: Fault, code: str
) -> None:
    """The key that was made stays in the vault: nobody knows for sure."""
    washer.inject(fault, method="PUT")

    view = await run(engine, request(washer))

    assert view.state in (State.FAILED, State.NEEDS_ATTENTION, State.CANCELLED)
    assert washer.ownership.group_id == ""
    assert len(set(keyed(washer))) == 1
    assert vault.of_family("miele")


async def test_a_200_with_nothing_stored_is_no_success(
    engine: Engine, washer: MieleAppliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accepted is not provisioned."""
    monkeypatch.setattr(washer.ownership, "own", lambda household: None)

    view = await run(engine, request(washer))

    assert view.state is State.NEEDS_ATTENTION


async def test_a_panel_that_goes_on_waiting_is_a_warning(
    engine: Engine, washer: MieleAppliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The appliance is ours all the same."""
    monkeypatch.setattr(washer.ownership, "confirm", lambda body: 403)

    view = await run(engine, request(washer))

    assert view.state is State.SUCCEEDED
    assert [warning.code for warning in view.warnings] == ["device_rejected"]


async def test_a_person_who_resets_it_in_the_middle_is_not_overrun(
    engine: Engine, washer: MieleAppliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is nobody's again when it should prove that it is ours."""
    confirm: Callable[[bytes], int] = washer.ownership.confirm

    def reset(body: bytes) -> int:
        status = confirm(body)
        washer.ownership.forget()
        return status

    monkeypatch.setattr(washer.ownership, "confirm", reset)

    view = await run(engine, request(washer))

    assert view.state is State.NEEDS_ATTENTION
    assert len(keyed(washer)) == 1


async def test_no_secret_is_in_the_journal(
    engine: Engine, vault: Vault, washer: MieleAppliance, tmp_path: Path
) -> None:
    """Nor in the receipt."""
    view = await run(engine, request(washer))
    key = vault.of_family("miele")[0].secrets["group_key"]

    for file in (tmp_path / "jobs").rglob("*.jsonl"):
        assert key not in file.read_text()
    assert key not in str(await engine.receipt(view.id))


@pytest.mark.parametrize(
    "answer",
    [
        # A web server, say.
        pytest.param({"status": 404}, id="no appliance"),
        # Nobody could tell which took the key.
        pytest.param(
            {
                "body": b'{"000187654321": {}, "000187654322": {}}',
                "content_type": "application/json",
            },
            id="several appliances",
        ),
    ],
)
async def test_what_is_not_one_appliance_is_not_written_to(
    engine: Engine, answer: dict[str, Any]
) -> None:
    """Whatever answers there, it is not the one that a person picked."""

    async def pretend(request: web.Request) -> web.Response:
        requests.append(request.method)
        return web.Response(**answer)

    requests: list[str] = []
    async with pretender(pretend) as server:
        view = await run(engine, request_to(server))
    assert view.code == "unsupported_device"
    assert requests
    assert "PUT" not in requests


async def test_recovery_with_one_key_does_not_try_another(
    engine: Engine, vault: Vault, washer: MieleAppliance
) -> None:
    """It belongs to our other household now: that is for a person to decide."""
    await vault.store(credential(OURS))
    await vault.store(credential(THEIRS))
    washer.give_to(*THEIRS)

    view = await run(
        engine, request(washer, Purpose.RECOVER, credential_id=f"miele:{OURS[0]}")
    )

    assert view.code == "owned_by_other"


async def test_what_is_ours_is_confirmed_with_the_key_that_fits(
    engine: Engine, vault: Vault, washer: MieleAppliance
) -> None:
    """The second of two."""
    await vault.store(credential(OURS))
    await vault.store(credential(THEIRS))
    washer.give_to(*THEIRS)

    assert (await run(engine, request(washer))).state is State.SUCCEEDED


async def test_what_was_ours_and_is_taken_before_it_is_confirmed_is_no_success(
    engine: Engine,
    vault: Vault,
    washer: MieleAppliance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An authenticated read is the only proof."""
    await vault.store(credential(OURS))
    washer.give_to(*OURS)
    plan = HomeNetworkCommissioning.plan

    def take(self: HomeNetworkCommissioning, *args: Any) -> Any:
        washer.give_to(*THEIRS)
        return plan(self, *args)

    monkeypatch.setattr(HomeNetworkCommissioning, "plan", take)

    assert (await run(engine, request(washer))).state is not State.SUCCEEDED


def test_only_what_it_is_for_is_served() -> None:
    """Another purpose is another strategy's."""
    wanted = Request(family="miele", purpose="paint", host="192.0.2.1", port=80)

    assert HomeNetworkCommissioning().match(wanted) is None


@pytest.mark.parametrize(
    ("devicetype", "key"),
    [
        ("2", "provisioning_miele_dryer_device_already_keyed"),
        ("1", "provisioning_miele_device_already_keyed"),
    ],
)
def test_a_dryer_has_its_own_way_out(devicetype: str, key: str) -> None:
    """It has to be removed in the app."""
    recovery = HomeNetworkCommissioning().explain(
        "device_already_keyed",
        Identified(serial="1", details={"devicetype": devicetype}),
    )
    assert recovery is not None
    assert recovery.key == key
    assert HomeNetworkCommissioning().explain("device_busy", None) is None


async def test_nothing_is_undone_that_cannot_be(engine: Engine) -> None:
    """Only the appliance's own menu takes a key back."""
    step = Step(id="commission", reversal=Reversal.IRREVERSIBLE)
    with pytest.raises(JobFailure):
        await HomeNetworkCommissioning().compensate(None, step)  # type: ignore[arg-type]


async def test_a_module_that_takes_a_key_over_tls_only_gets_it_there(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its certificate proves nothing and is not asked to."""
    seen: list[tuple[str, str]] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append((request.scheme, request.method))
        if request.method == "PUT":
            return web.Response(status=403)
        return web.json_response({"000187654321": {"Group": ""}})

    # The first attempt comes without TLS, and asyncio reports that as an error of the server.
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    async with pretender(answer, ssl=self_signed(tmp_path)) as server:
        view = await run(engine, request_to(server))
    assert ("https", "PUT") in seen
    assert view.code == "device_already_keyed"


@asynccontextmanager
async def pretender(
    answer: Callable[[web.Request], Awaitable[web.Response]],
    ssl: SSLContext | None = None,
) -> AsyncIterator[TestServer]:
    """Run a server that answers everything in one way."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    server = TestServer(app, host="127.0.0.1", scheme="https" if ssl else "http")
    await server.start_server(ssl=ssl)
    yield server
    await server.close()


def request_to(server: TestServer) -> Request:
    """Ask for one appliance at the address of a server."""
    return Request(
        family="miele",
        purpose=Purpose.COMMISSION,
        host="127.0.0.1",
        port=server.port or 0,
        serial="000187654321",
    )
