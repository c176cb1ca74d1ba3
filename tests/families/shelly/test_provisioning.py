"""Securing and recovering a Shelly: the engine, the strategy, and emulated devices."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from inspect import isawaitable
import json
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.freehold.connection.errors import ConnectionLostError
from custom_components.freehold.families.shelly import policy, provisioning
from custom_components.freehold.families.shelly.credential import credential_of
from custom_components.freehold.families.shelly.provisioning import Securing, entrance
from custom_components.freehold.families.shelly.provisioning.gen1 import Gen1Access
from custom_components.freehold.families.shelly.provisioning.rpc import RpcAccess
from custom_components.freehold.provisioning.engine import Engine
from custom_components.freehold.provisioning.job import JobView
from custom_components.freehold.provisioning.journal import Journal, JournalError
from custom_components.freehold.provisioning.link import HomeNetworkLink
from custom_components.freehold.provisioning.policy import JobPolicy
from custom_components.freehold.provisioning.registry import Registry
from custom_components.freehold.provisioning.securing import (
    KEEP,
    LOCK,
    OFF,
    ON,
    OPENED_BY,
    SLEEPS,
    Door,
)
from custom_components.freehold.provisioning.states import State
from custom_components.freehold.provisioning.strategy import (
    Actor,
    Context,
    Effect,
    JobFailure,
    Purpose,
    Request,
)
from custom_components.freehold.provisioning.vault import Vault
from tests.emulators.shelly.gen1 import Fault as Gen1Fault, Gen1Shelly
from tests.emulators.shelly.rpc import Fault, RpcShelly

POLICY = JobPolicy(
    settle=0.01, look_every=0.01, look_limit=0.4, backoff=0.01, user_limit=0.3
)
OLD, NEW, OTHER = "old mellon", "neues Paßwörd: €5", "somebody else's"
ALL_DOORS: Final = dict.fromkeys(map(str, Door), OFF)

pytestmark = pytest.mark.usefixtures("socket_enabled")

type Shelly = RpcShelly | Gen1Shelly


@dataclass
class Kind:
    """What the generations call the same things."""

    make: Callable[..., Shelly]
    lock: str
    """Part of the name of what sets the password."""
    faults: type[Fault | Gen1Fault]
    doors: frozenset[Door]
    read: str
    """Part of the name of what is read to try a password."""


RPC = Kind(
    lambda **options: RpcShelly("plus-1pm", **options),
    "SetAuth",
    Fault,
    frozenset(Door),
    "Sys.GetStatus",
)
RPC2 = replace(
    RPC, make=lambda **options: RpcShelly("1-gen4", firmware="2.0.1", **options)
)
GEN1 = Kind(
    lambda **options: Gen1Shelly("shelly1", **options),
    "/settings/login",
    Gen1Fault,
    frozenset({Door.CLOUD}),
    "/settings",
)
KINDS = pytest.mark.parametrize(
    "kind", [RPC, RPC2, GEN1], ids=["firmware 1", "firmware 2", "generation 1"]
)


def spawn(coroutine: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    """Make a task, as Home Assistant would."""
    return asyncio.get_running_loop().create_task(coroutine, name=name)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the pauses out of talking to devices; their reasons are not of this machine."""
    quick = replace(
        policy.IDENTIFY_POLICY,
        read_retries=0,
        backoff=0.01,
        busy_backoff=0.01,
        request_timeout=0.3,
        breaker_pause=0,
    )
    monkeypatch.setattr(entrance, "IDENTIFY_POLICY", quick)


@pytest.fixture
async def vault(tmp_path: Path) -> Vault:
    """Have the old password, and one that somebody chose."""
    vault = Vault(tmp_path / "vault")
    for name, password in (("old", OLD), ("new", NEW)):
        await vault.store(
            replace(credential_of(password), id=f"shelly:{name}", name=name)
        )
    return vault


def engine_in(folder: Path, vault: Vault) -> Engine:
    """Make an engine with the one strategy and no patience."""
    registry = Registry([Securing()], [HomeNetworkLink()])
    return Engine(folder / "jobs", vault, registry, spawn, policy=POLICY)


@pytest.fixture
async def engine(tmp_path: Path, vault: Vault) -> AsyncGenerator[Engine]:
    """Run one."""
    engine = engine_in(tmp_path, vault)
    await engine.recover()
    yield engine
    await engine.stop()


@asynccontextmanager
async def running(kind: Kind, password: str | None = None) -> AsyncIterator[Shelly]:
    """Run a device whose every door is open, and whose password may be set."""
    async with kind.make(password=password) as shelly:
        if isinstance(shelly, RpcShelly):
            shelly.machine.wifi.config["ap"] |= {"enable": True, "is_open": True}
        else:
            shelly.machine.section("cloud")["enabled"] = True
        yield shelly


def wanted(
    shelly: Shelly,
    purpose: str = Purpose.SECURE,
    credential_id: str | None = None,
    **changes: Any,
) -> Request:
    """Ask for a device to be closed entirely."""
    return replace(
        Request(
            family="shelly",
            purpose=purpose,
            host=shelly.host,
            port=shelly.port,
            serial=shelly.mac,
            credential_id=credential_id,
            details=ALL_DOORS,
        ),
        **changes,
    )


async def run(engine: Engine, request: Request) -> JobView:
    """Start a job and see it through."""
    job = await engine.start(request, Actor(source="test"))
    return await asyncio.wait_for(engine.wait(job.id), 20)


async def opening(engine: Engine, shelly: Shelly, *passwords: str) -> str | None:
    """Return what opens a device now, as an owner would find out."""
    shelly.behave()
    if isinstance(shelly, RpcShelly):
        realm = shelly.authentication
        for password in passwords:
            held = realm.ha1
            realm.set_password(password)
            same, realm.ha1 = realm.ha1 == held, held
            if same:
                return password
        return None if realm.ha1 is None else "unknown"
    if not shelly.login.enabled:
        return None
    held = shelly.machine.secrets["login", "password"]
    return held if held in passwords else "unknown"


def open_doors(shelly: Shelly) -> set[Door]:
    """Return which doors stand open."""
    if isinstance(shelly, Gen1Shelly):
        return {Door.CLOUD} if shelly.machine.section("cloud")["enabled"] else set()
    parts = shelly.machine.components
    ways = {
        Door.ACCESS_POINT: parts["wifi"].config["ap"],
        Door.BLUETOOTH: parts["ble"].config["rpc"],
        Door.CLOUD: parts["cloud"].config,
    }
    return {door for door, config in ways.items() if config["enable"]}


def failed_attempts(shelly: Shelly) -> int:
    """Return how many passwords the device has refused."""
    if isinstance(shelly, RpcShelly):
        return sum(
            request.nonce is not None and not request.authenticated
            for request in shelly.requests
        )
    return sum(
        request.credentials and not request.authenticated for request in shelly.requests
    )


@KINDS
async def test_an_open_device_is_closed_with_a_password_of_its_own(
    engine: Engine, vault: Vault, kind: Kind
) -> None:
    """The password is in the vault, the device holds it, and no door is open."""
    async with running(kind) as shelly:
        assert open_doors(shelly) == kind.doors
        view = await run(engine, wanted(shelly))
        assert view.state is State.SUCCEEDED, view
        held = vault.get(view.credential_id or "")
        assert held is not None
        assert held.id not in ("shelly:old", "shelly:new")
        password = held.secrets["password"]
        assert await opening(engine, shelly, password) == password
        assert open_doors(shelly) == set()
        assert failed_attempts(shelly) == 0


@KINDS
async def test_a_password_is_changed_for_one_with_letters_of_all_kinds(
    engine: Engine, kind: Kind
) -> None:
    """Umlauts, a colon and a euro sign."""
    async with running(kind, OLD) as shelly:
        view = await run(
            engine, wanted(shelly, credential_id="shelly:new", opened_by="shelly:old")
        )
        assert view.state is State.SUCCEEDED, view
        assert await opening(engine, shelly, NEW) == NEW


@KINDS
async def test_what_is_closed_already_is_only_confirmed(
    engine: Engine, kind: Kind
) -> None:
    """Nothing is written."""
    async with running(kind, OLD) as shelly:
        request = wanted(shelly, credential_id="shelly:new", opened_by="shelly:old")
        await run(engine, request)
        view = await run(engine, request)
        assert view.state is State.SUCCEEDED
        assert engine.get(view.id).plan == ()


@KINDS
async def test_only_what_was_asked_for_is_closed(engine: Engine, kind: Kind) -> None:
    """The password stays, and so do the other doors."""
    async with running(kind, OLD) as shelly:
        view = await run(
            engine,
            wanted(
                shelly,
                opened_by="shelly:old",
                details={Door.CLOUD: OFF, LOCK: KEEP},
            ),
        )
        assert view.state is State.SUCCEEDED
        assert view.credential_id is None
        assert await opening(engine, shelly, OLD) == OLD
        assert open_doors(shelly) == kind.doors - {Door.CLOUD}


@KINDS
async def test_a_device_may_stay_without_a_password(engine: Engine, kind: Kind) -> None:
    """Its owner wants that."""
    async with running(kind) as shelly:
        view = await run(engine, wanted(shelly, details={Door.CLOUD: OFF, LOCK: KEEP}))
        assert view.state is State.SUCCEEDED
        assert await opening(engine, shelly) is None


@KINDS
async def test_a_reset_device_gets_back_password_and_closed_doors(
    engine: Engine, kind: Kind
) -> None:
    """The same as before."""
    async with running(kind) as shelly:
        view = await run(
            engine, wanted(shelly, Purpose.RECOVER, credential_id="shelly:old")
        )
        assert view.state is State.SUCCEEDED, view
        assert await opening(engine, shelly, OLD) == OLD
        assert open_doors(shelly) == set()


@KINDS
async def test_a_reset_device_that_had_no_password_gets_none(
    engine: Engine, kind: Kind
) -> None:
    """Only its doors are closed again."""
    async with running(kind) as shelly:
        view = await run(engine, wanted(shelly, Purpose.RECOVER))
        assert view.state is State.SUCCEEDED
        assert await opening(engine, shelly) is None
        assert open_doors(shelly) == set()


@KINDS
@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("password", [None, OLD])
@pytest.mark.parametrize("fault", ["lost-answer", "drop", "hang"])
async def test_a_lost_answer_leaves_no_unknown_password(
    engine: Engine, kind: Kind, fault: str, times: int, password: str | None
) -> None:
    """Whether or not it took effect: what opens the device is what the job says."""
    async with running(kind, password) as shelly:
        shelly.misbehave(kind.faults(fault), times=times, where=kind.lock)
        view = await run(
            engine,
            wanted(
                shelly,
                credential_id="shelly:new",
                opened_by="shelly:old" if password else None,
                details={},
            ),
        )
        opened = await opening(engine, shelly, OLD, NEW)
        assert opened == (NEW if view.state is State.SUCCEEDED else password), view
        if fault == "lost-answer":
            assert view.state is State.SUCCEEDED
        assert failed_attempts(shelly) <= 4


@KINDS
@pytest.mark.parametrize("door", Door)
async def test_a_lost_answer_of_a_door_is_looked_at(
    engine: Engine, kind: Kind, door: Door
) -> None:
    """Closing it twice does no harm."""
    if door not in kind.doors:
        pytest.skip("it has no such door")
    where = {
        Door.ACCESS_POINT: "Wifi.SetConfig",
        Door.BLUETOOTH: "BLE.SetConfig",
        Door.CLOUD: "/settings/cloud" if kind is GEN1 else "Cloud.SetConfig",
    }[door]
    async with running(kind) as shelly:
        shelly.misbehave(kind.faults("lost-answer"), times=1, where=where)
        view = await run(engine, wanted(shelly, details={door: OFF}))
        assert view.state is State.SUCCEEDED, view
        assert door not in open_doors(shelly)


@KINDS
async def test_a_door_that_does_not_close_is_looked_at_before_the_job_ends(
    engine: Engine, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is as it was, and so is the password."""

    async def lose(self: Any, door: Door, *, is_open: bool) -> bool:
        raise ConnectionLostError("the answer was lost")

    for access in (RpcAccess, Gen1Access):
        monkeypatch.setattr(access, "set_door", lose)
    async with running(kind) as shelly:
        view = await run(engine, wanted(shelly, details={Door.CLOUD: OFF}))
        assert view.state is State.FAILED
        assert await opening(engine, shelly) is None


async def test_a_model_without_bluetooth_has_no_such_door(engine: Engine) -> None:
    """It is not asked for what it does not offer."""
    async with running(RPC) as shelly:
        assert isinstance(shelly, RpcShelly)
        del shelly.machine.components["ble"]
        found = await engine.look(wanted(shelly))
        assert Door.BLUETOOTH not in found.details
        assert (await run(engine, wanted(shelly))).state is State.SUCCEEDED


@KINDS
async def test_a_wrong_password_is_told_after_one_try(
    engine: Engine, kind: Kind
) -> None:
    """Somebody else changed it. Nothing is written, and nobody is locked out."""
    async with running(kind, OTHER) as shelly:
        view = await run(
            engine, wanted(shelly, credential_id="shelly:new", opened_by="shelly:old")
        )
        assert view.state is State.FAILED_VALIDATION
        assert view.code == "not_authenticated"
        assert await opening(engine, shelly, OTHER) == OTHER
        assert open_doors(shelly) == kind.doors
        assert failed_attempts(shelly) == 2


@KINDS
async def test_passwords_that_we_hold_are_tried_unasked_twice_at_most(
    engine: Engine, vault: Vault, kind: Kind
) -> None:
    """The latest first come into question."""
    await vault.store(credential_of(OTHER))
    async with running(kind, OLD) as shelly:
        view = await run(engine, wanted(shelly))
        assert view.code == "not_authenticated"
        assert failed_attempts(shelly) == 2
    async with running(kind, NEW) as shelly:
        assert (await run(engine, wanted(shelly))).state is State.SUCCEEDED


@KINDS
async def test_a_password_that_is_gone_is_told_before_anything_is_asked(
    engine: Engine, kind: Kind
) -> None:
    """It cannot be set."""
    async with running(kind) as shelly:
        view = await run(engine, wanted(shelly, credential_id="shelly:gone"))
        assert view.code == "credential_missing"
        assert shelly.requests == []


@KINDS
async def test_another_device_at_the_address_gets_no_password(
    engine: Engine, kind: Kind
) -> None:
    """Not even to look whether it fits."""
    async with running(kind, OLD) as shelly:
        view = await run(
            engine, wanted(shelly, serial="0123456789AB", opened_by="shelly:old")
        )
        assert view.state is State.FAILED_VALIDATION
        assert view.code == "wrong_device"
        assert failed_attempts(shelly) == 0
        assert len(shelly.requests) == 1


@KINDS
async def test_a_device_that_nobody_picked_is_confirmed_by_a_person_first(
    engine: Engine, kind: Kind
) -> None:
    """Before that it only tells who it is."""
    async with running(kind) as shelly:
        job = await engine.start(wanted(shelly, serial=None), Actor(source="test"))
        async with asyncio.timeout(10):
            while job.needs is None:
                await job.changed(job.revision)
        assert job.needs.code == "confirm_identity"
        assert len(shelly.requests) == 1
        engine.answer(job.id, shelly.mac)
        assert (await engine.wait(job.id)).state is State.SUCCEEDED


@KINDS
async def test_a_device_that_vanishes_is_waited_for_and_then_told(
    engine: Engine, kind: Kind
) -> None:
    """Nothing was written."""
    async with running(kind) as shelly:
        request = wanted(shelly)
        await shelly.lose_power()
        view = await run(engine, request)
        assert view.state is State.FAILED
        assert view.code == "device_unreachable"


@KINDS
async def test_a_device_that_sleeps_is_waited_for(engine: Engine, kind: Kind) -> None:
    """A person wakes it, and the job goes on."""
    async with running(kind) as shelly:
        request = wanted(shelly, details={SLEEPS: "yes"})
        shelly.misbehave(kind.faults("refuse"))
        await asyncio.sleep(0.05)
        job = await engine.start(request, Actor(source="test"))
        async with asyncio.timeout(10):
            while job.needs is None:
                await job.changed(job.revision)
        assert job.needs.code == "device_asleep"
        shelly.behave()
        await asyncio.sleep(0.05)
        engine.answer(job.id)
        assert (await engine.wait(job.id)).state is State.SUCCEEDED


@pytest.mark.parametrize("kind", [RPC, RPC2])
@pytest.mark.parametrize("where", ["SetAuth", "Wifi.SetConfig", "Wifi.GetConfig"])
async def test_a_device_that_asks_for_rest_gets_it(
    engine: Engine, kind: Kind, where: str
) -> None:
    """429, once."""
    async with running(kind) as shelly:
        shelly.misbehave(Fault.TOO_MANY_REQUESTS, times=1, where=where)
        view = await run(engine, wanted(shelly))
        assert view.state is State.SUCCEEDED, view


@KINDS
async def test_a_refused_password_leaves_everything_as_it_was(
    engine: Engine, kind: Kind
) -> None:
    """The doors that were closed before are opened again."""
    async with running(kind) as shelly:
        refuse_login(shelly)
        view = await run(engine, wanted(shelly))
        assert view.state is State.FAILED, view
        assert view.code == "device_rejected"
        assert await opening(engine, shelly) is None
        assert open_doors(shelly) == kind.doors


def refuse_login(shelly: Shelly) -> None:
    """Have the device take no password."""
    if isinstance(shelly, RpcShelly):
        shelly.shelly.authentication = Refusing(shelly.shelly.authentication)  # type: ignore[assignment]
        return
    login = shelly.login
    login.write = lambda params: login.echo()  # type: ignore[method-assign]


class Refusing:
    """An authentication whose realm is another than the device says."""

    def __init__(self, authentication: Any) -> None:
        """Stand in for it."""
        self._authentication = authentication

    def __getattr__(self, name: str) -> Any:
        """Have another realm, else be the same."""
        return "nobody" if name == "realm" else getattr(self._authentication, name)


@KINDS
async def test_nobody_knows_what_opens_it_and_nobody_goes_on_trying(
    engine: Engine, vault: Vault, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody sets a third password while ours is on its way: two tries, then a person."""
    async with running(kind, OLD) as shelly:

        async def overtaken(self: Any, password: str | None) -> None:
            set_password(shelly, OTHER)
            shelly.requests.clear()
            raise ConnectionLostError("the answer was lost")

        for access in (RpcAccess, Gen1Access):
            monkeypatch.setattr(access, "set_password", overtaken)
        view = await run(
            engine, wanted(shelly, credential_id="shelly:new", opened_by="shelly:old")
        )
        assert view.state is State.NEEDS_ATTENTION
        assert view.code in ("write_unknown", "undo_failed")
        assert failed_attempts(shelly) == 2
        assert vault.get("shelly:new")
        assert vault.get("shelly:old")


def set_password(shelly: Shelly, password: str | None) -> None:
    """Have somebody else set the password."""
    if isinstance(shelly, RpcShelly):
        shelly.authentication.set_password(password)
    else:
        shelly.login.change(password)


def fail_to_confirm(
    monkeypatch: pytest.MonkeyPatch, mishap: Callable[[], Any] = lambda: None
) -> None:
    """Have the proof fail, after a mishap."""

    async def fail(self: Any, context: Any) -> Any:
        if isawaitable(happening := mishap()):
            await happening
        raise JobFailure("not_confirmed")

    monkeypatch.setattr(Securing, "confirm", fail)


@KINDS
@pytest.mark.parametrize("password", [None, OLD])
async def test_a_password_that_cannot_be_confirmed_is_taken_back(
    engine: Engine, kind: Kind, password: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The device has what it had: password or none, doors open."""
    fail_to_confirm(monkeypatch)
    async with running(kind, password) as shelly:
        view = await run(
            engine,
            wanted(
                shelly,
                credential_id="shelly:new",
                opened_by="shelly:old" if password else None,
            ),
        )
        assert view.state is State.FAILED
        assert await opening(engine, shelly, OLD, NEW) == password
        assert open_doors(shelly) == kind.doors


@KINDS
@pytest.mark.parametrize("fault", ["lost-answer", "drop"])
async def test_a_lost_answer_while_taking_back_is_looked_at_too(
    engine: Engine, kind: Kind, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old password is not given twice."""
    async with running(kind, OLD) as shelly:
        fail_to_confirm(
            monkeypatch,
            lambda: shelly.misbehave(kind.faults(fault), times=2, where=kind.lock),
        )
        view = await run(
            engine, wanted(shelly, credential_id="shelly:new", opened_by="shelly:old")
        )
        assert view.state is State.FAILED
        assert await opening(engine, shelly, OLD, NEW) == OLD


@KINDS
async def test_what_was_forgotten_meanwhile_cannot_be_given_back(
    engine: Engine, vault: Vault, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new password stays, and is kept."""
    fail_to_confirm(monkeypatch, lambda: vault.forget("shelly:old"))
    async with running(kind, OLD) as shelly:
        view = await run(
            engine, wanted(shelly, credential_id="shelly:new", opened_by="shelly:old")
        )
        assert view.state is State.NEEDS_ATTENTION
        assert await opening(engine, shelly, OLD, NEW) == NEW


@KINDS
async def test_a_device_reset_in_the_middle_is_no_success(
    engine: Engine, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers to everybody again when it should prove that it does not."""
    confirm = Securing.confirm
    async with running(kind) as shelly:

        async def reset(self: Securing, context: Any) -> Any:
            set_password(shelly, None)
            return await confirm(self, context)

        monkeypatch.setattr(Securing, "confirm", reset)
        view = await run(engine, wanted(shelly, credential_id="shelly:new"))
        assert view.state is State.FAILED
        assert view.code == "confirm_auth_failed"
        assert await opening(engine, shelly) is None


@KINDS
async def test_a_password_changed_before_the_proof_is_no_success(
    engine: Engine, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can be taken back from a device that lets nobody of us in."""
    confirm = Securing.confirm
    async with running(kind) as shelly:

        async def change(self: Securing, context: Any) -> Any:
            set_password(shelly, OTHER)
            return await confirm(self, context)

        monkeypatch.setattr(Securing, "confirm", change)
        view = await run(engine, wanted(shelly, credential_id="shelly:new"))
        assert view.state is State.NEEDS_ATTENTION
        assert failed_attempts(shelly) == 1


@KINDS
async def test_a_door_that_somebody_opened_again_is_no_success(
    engine: Engine, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accepted is not closed."""

    async def lie(self: Any, door: Door, *, is_open: bool) -> bool:
        return False

    for access in (RpcAccess, Gen1Access):
        monkeypatch.setattr(access, "set_door", lie)
    async with running(kind) as shelly:
        view = await run(engine, wanted(shelly, details={Door.CLOUD: OFF, LOCK: KEEP}))
        assert view.state is State.FAILED
        assert view.code == "not_confirmed"


async def test_a_door_that_takes_a_restart_is_told(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, however many: and nobody's light is switched off for it."""
    async with running(RPC) as shelly:
        assert isinstance(shelly, RpcShelly)
        for part in ("ble", "wifi"):
            component = shelly.machine.components[part]
            configure = component.configure
            monkeypatch.setattr(
                component, "configure", lambda config, do=configure: [do(config)] != []
            )
        view = await run(engine, wanted(shelly))
        assert view.state is State.SUCCEEDED
        assert [warning.code for warning in view.warnings] == ["restart_required"]
        assert "Shelly.Reboot" not in shelly.log.methods()


async def test_the_way_we_came_is_not_closed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is on the access point of the device would be locked out."""
    async with running(RPC) as shelly:
        monkeypatch.setattr(provisioning, "ACCESS_POINT", shelly.host)
        view = await run(engine, wanted(shelly))
        assert view.state is State.SUCCEEDED
        assert open_doors(shelly) == {Door.ACCESS_POINT}


async def test_an_access_point_with_a_password_is_no_open_door(
    engine: Engine,
) -> None:
    """It may extend the range of another device."""
    async with running(RPC) as shelly:
        assert isinstance(shelly, RpcShelly)
        shelly.machine.wifi.config["ap"]["is_open"] = False
        found = await engine.look(wanted(shelly))
        assert found.details[Door.ACCESS_POINT] == OFF


@KINDS
async def test_a_look_tells_what_is_open_and_writes_nothing(
    engine: Engine, kind: Kind
) -> None:
    """No job begins."""
    async with running(kind, OLD) as shelly:
        found = await engine.look(wanted(shelly, opened_by="shelly:old"))
        assert found.serial == shelly.mac
        assert found.details[OPENED_BY] == "shelly:old"
        assert {door for door in Door if found.details.get(door) == ON} == kind.doors
        with pytest.raises(JobFailure) as caught:
            await engine.look(wanted(shelly, opened_by="shelly:new"))
        assert caught.value.code == "not_authenticated"
        shelly.misbehave(kind.faults("refuse"))
        await asyncio.sleep(0.05)
        with pytest.raises(JobFailure) as caught:
            await engine.look(wanted(shelly))
        assert caught.value.code == "device_unreachable"
        assert engine.jobs() == ()


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404},
        {"body": b"[1]", "content_type": "application/json"},
    ],
)
async def test_what_is_no_shelly_is_told_nothing(
    engine: Engine, answer: dict[str, Any]
) -> None:
    """Whatever answers there, it is asked one question."""
    paths: list[str] = []

    async def pretend(request: web.Request) -> web.Response:
        paths.append(request.path)
        return web.Response(**answer)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", pretend)
    async with TestServer(app, host="127.0.0.1") as server:
        view = await run(
            engine,
            Request(
                family="shelly",
                purpose=Purpose.SECURE,
                host="127.0.0.1",
                port=server.port or 0,
                serial="A8032AB00000",
            ),
        )
    assert view.code == "unsupported_device"
    assert paths == ["/shelly"]


class Killed:
    """Kills the process when its journal has got so many lines."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, lines: int, *, written: bool
    ) -> None:
        """`written`: the last of them still reaches the disk."""
        self.died = asyncio.Event()
        self._left = lines
        self._append = Journal.append
        append = self.append

        async def patched(journal: Journal, line: Any) -> None:
            await append(journal, line, written=written)

        monkeypatch.setattr(Journal, "append", patched)

    async def append(self, journal: Journal, line: Any, *, written: bool) -> None:
        """Write a line, unless this process is dead."""
        if self.died.is_set():
            raise JournalError("nothing is written by the dead")
        self._left -= 1
        if self._left == 0 and not written:
            self.died.set()
            await asyncio.Event().wait()
        await self._append(journal, line)
        if self._left == 0:
            self.died.set()
            await asyncio.Event().wait()


@pytest.mark.parametrize("written", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("password", [None, OLD], ids=["open", "locked"])
@pytest.mark.parametrize("kind", [RPC2, GEN1], ids=["firmware 2", "generation 1"])
async def test_killed_at_any_line_it_ends_well(
    tmp_path: Path,
    kind: Kind,
    password: str | None,
    written: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The next start goes on, and the password that is known is the one that opens it."""
    positions = 0
    for lines in range(2, 40):
        folder = tmp_path / str(lines)
        async with running(kind, password) as shelly:
            if not await killed(folder, shelly, lines, written, monkeypatch):
                break
            positions += 1
            vault = Vault(folder / "vault")
            await vault.load()
            engine = engine_in(folder, vault)
            await engine.recover()
            (job,) = engine.jobs()
            view = await asyncio.wait_for(engine.wait(job.id), 20)
            assert view.state is State.SUCCEEDED, (lines, view)
            held = vault.get(view.credential_id or "")
            assert held is not None
            assert open_doors(shelly) == set()
            new = held.secrets["password"]
            assert await opening(engine, shelly, OLD, new) == new
            assert failed_attempts(shelly) <= 2
            assert len(vault.of_family("shelly")) == (2 if password else 1)
            await engine.stop()
    assert positions >= 8


async def killed(
    folder: Path,
    shelly: Shelly,
    lines: int,
    written: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> bool:
    """Run a job in a process that is killed; False if it came to its end before."""
    vault = Vault(folder / "vault")
    if await_password := shelly_is_locked(shelly):
        await vault.store(replace(credential_of(OLD), id="shelly:old"))
    engine = engine_in(folder, vault)
    await engine.recover()
    with monkeypatch.context() as patch:
        murder = Killed(patch, lines, written=written)
        job = await engine.start(
            wanted(shelly, opened_by="shelly:old" if await_password else None),
            Actor(source="test"),
        )
        end = asyncio.ensure_future(engine.wait(job.id))
        death = asyncio.ensure_future(murder.died.wait())
        await asyncio.wait(
            {end, death}, return_when=asyncio.FIRST_COMPLETED, timeout=20
        )
        died = murder.died.is_set()
        murder.died.set()
        death.cancel()
        end.cancel()
        assert job.task is not None
        job.task.cancel()
        await asyncio.wait({job.task})
    return died


def shelly_is_locked(shelly: Shelly) -> bool:
    """Tell whether it asks for a password."""
    if isinstance(shelly, RpcShelly):
        return shelly.authentication.enabled
    return shelly.login.enabled


@KINDS
async def test_no_secret_is_in_journal_receipt_or_log(
    engine: Engine,
    vault: Vault,
    kind: Kind,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither the old password nor the new one, nor what is made of them."""
    caplog.set_level("DEBUG")
    async with running(kind, OLD) as shelly:
        shelly.misbehave(kind.faults("lost-answer"), times=2, where=kind.lock)
        view = await run(engine, wanted(shelly, opened_by="shelly:old"))
    assert view.state is State.SUCCEEDED
    made = vault.get(view.credential_id or "")
    assert made is not None
    told = caplog.text + json.dumps(await engine.receipt(view.id)) + repr(view)
    for file in (tmp_path / "jobs").rglob("*.jsonl"):
        told += file.read_text()
    for secret in (OLD, made.secrets["password"]):
        assert secret not in told


async def test_common_passwords_are_no_words_of_a_journal(
    engine: Engine, vault: Vault
) -> None:
    """A weak one in the vault must not keep the job from being written down."""
    for number, password in enumerate(("password", "admin", "shelly", "123456")):
        await vault.store(replace(credential_of(password), id=f"shelly:weak{number}"))
    async with running(RPC) as shelly:
        view = await run(engine, wanted(shelly))
        assert view.state is State.SUCCEEDED, view


def test_only_what_it_is_for_is_served() -> None:
    """Another purpose is another strategy's."""
    request = Request(
        family="shelly", purpose=Purpose.COMMISSION, host="192.0.2.1", port=80
    )
    assert Securing().match(request) is None
    assert Securing().match(replace(request, purpose=Purpose.SECURE))


def test_a_shelly_has_words_of_its_own() -> None:
    """It has a password, not a key; a button, not a panel."""
    recovery = Securing().explain("not_authenticated", None)
    assert recovery is not None
    assert recovery.key == "provisioning_shelly_not_authenticated"
    assert Securing().explain("wrong_device", None) is None


async def test_without_the_credential_nothing_is_sent(vault: Vault) -> None:
    """The engine never does that; the strategy would not either."""
    async with running(RPC) as shelly, HomeNetworkLink().hold(shelly.host) as lease:
        context = Context(
            request=wanted(shelly),
            keys=vault,
            clock=lambda: 0.0,
            waiting_for=lambda what, placeholders: None,
            lease=lease,
        )
        context.identity = await Securing().identify(context)
        step = Securing().plan(context.identity, context.request)[-1]
        with pytest.raises(JobFailure) as caught:
            await Securing().execute(context, step)
        assert caught.value.code == "credential_missing"
        assert await Securing().probe(context, step) is Effect.NOT_APPLIED
        context.credential_id = "shelly:new"
        await Securing().execute(context, step)
        assert await Securing().probe(context, step) is Effect.APPLIED
        assert await Securing().execute(context, step) == {"held": True}
        await Securing().compensate(context, step)
        assert await Securing().compensate(context, step) == {"held": True}
