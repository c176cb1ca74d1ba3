"""What an appliance can do, learnt from what it says."""

import json
from typing import Any

from custom_components.freehold.families.miele.capabilities import Capabilities
from custom_components.freehold.families.miele.protocol.actions import StateAction
from custom_components.freehold.families.miele.protocol.dop2.leaves.context import (
    DeviceContext,
)
from custom_components.freehold.families.miele.protocol.dop2.leaves.laundry import (
    ContainerInfo,
    DosingContainer,
    LaundryDevice,
)
from custom_components.freehold.families.miele.protocol.dop2.requests import LeafWrite
from custom_components.freehold.families.miele.protocol.hob import HobDetails
from custom_components.freehold.families.miele.protocol.identity import ApplianceIdent
from custom_components.freehold.families.miele.protocol.state import ApplianceState

OVEN = ApplianceIdent(device_type=12)
FRIDGE = ApplianceIdent(device_type=19)
OVEN_AWAKE = ApplianceState.parse(
    {
        "Status": 2,
        "StandbyState": 1,
        "DeviceAction": 0,
        "Light": 2,
        "Temperature": [2100, -32768, -32768],
        "TargetTemperature": [18000, -32768, -32768],
    }
)
OVEN_ASLEEP = ApplianceState.parse(
    {
        "Status": 1,
        "StandbyState": 2,
        "DeviceAction": 0,
        "Light": 0,
        "Temperature": [0, 0, 0],
        "TargetTemperature": [0, 0, 0],
        "DoorStates": [[0, 0], [0, 0]],
        "PlateStep": [0, 0, 0, 0],
    }
)
HOB = bytes.fromhex(
    "0D000000010000080008000008000008000008000000000000000000000000000000000000000000"
    "0000000000000000000000000000000000000000000000040000"
)


def container(info: int) -> DosingContainer:
    """Make a container."""
    return DosingContainer(
        info=ContainerInfo(info),
        level_percent=None,
        size=None,
        initial_dosage_ml=None,
        dosage_ml=None,
    )


def context(*containers: DosingContainer, requests: frozenset[int]) -> DeviceContext:
    """Make a washer's device context."""
    fields: dict[str, Any] = dict.fromkeys(LaundryDevice.__dataclass_fields__)
    return DeviceContext(
        state=None,
        laundry_program=None,
        laundry_device=LaundryDevice(**{**fields, "containers": containers}),
        cooking_program=None,
        cooking_device=None,
        supported_requests=requests,
        mobile_start=None,
        wash_to_dry=None,
    )


def test_the_zeros_of_a_sleeping_appliance_are_no_evidence() -> None:
    """An oven has no core probe because it slept; its fields are known all the same."""
    known = Capabilities().saw_state(OVEN_AWAKE).saw_state(OVEN_ASLEEP)

    assert known.zones == {0}
    assert known.target_zones == {0}
    assert known.door_zones == frozenset()
    assert known.plates == 0
    assert "DoorStates" in known.fields


def test_what_was_seen_once_stays() -> None:
    """Entities do not come and go with what an appliance happens to send."""
    known = Capabilities().saw_state(OVEN_AWAKE)

    assert known.has_light
    assert known.saw_state(OVEN_ASLEEP).has_light
    assert known.saw_state(ApplianceState()).zones == {0}


def test_containers_that_were_never_inserted_do_not_count() -> None:
    """A washer without TwinDos lists two of them."""
    none = frozenset[int]()
    known = Capabilities().saw_context(
        context(container(0), container(0), requests=none)
    )
    assert known.containers == 0

    known = known.saw_context(
        context(container(0), container(ContainerInfo.INSERTED), requests=none)
    )
    assert known.containers == 2
    assert known.saw_context(context(requests=none)).containers == 2


def test_requests_add_up() -> None:
    """An idle appliance offers others than a running one."""
    known = Capabilities().saw_context(context(requests=frozenset({19})))
    known = known.saw_context(context(requests=frozenset({14, 2})))

    assert known.requests == {2, 14, 19}


def test_the_surest_way_to_switch_it_comes_first() -> None:
    """And the next where the first turned out not to exist."""
    known = Capabilities(writes_power=True, requests=frozenset({19}))
    assert known.power_writes(OVEN) == (LeafWrite.POWER_ON, LeafWrite.POWER_OFF)

    known = known.saw_refusal(LeafWrite.POWER_OFF)
    assert known.power_writes(OVEN) == (LeafWrite.SWITCH_ON, LeafWrite.SWITCH_OFF)

    known = known.saw_refusal(LeafWrite.SWITCH_ON)
    assert known.power_writes(OVEN) is None


def test_a_fridge_is_never_switched_off() -> None:
    """Whatever its directory says may be written."""
    assert Capabilities(writes_power=True).power_writes(FRIDGE) is None


def test_a_hob_is_known_by_its_zones() -> None:
    """Newer ones tell them in their details only."""
    details = HobDetails.parse(HOB)
    assert details is not None

    known = Capabilities().saw_hob(details)

    assert known.plates == 4
    assert known.has_extractor


def test_it_survives_storage() -> None:
    """As JSON, everything is as it was."""
    known = (
        Capabilities(writes_power=True, plates=4)
        .saw_state(OVEN_AWAKE)
        .saw_refusal(StateAction.LIGHT_ON)
        .saw_context(context(requests=frozenset({19})))
    )

    assert Capabilities.recall(json.loads(json.dumps(known.as_memory()))) == known
