"""What a gateway has entities for."""

import json

import pytest

from custom_components.freehold.families.hoymiles.capabilities import Capabilities
from custom_components.freehold.families.hoymiles.model import GATEWAY
from custom_components.freehold.families.hoymiles.protocol.gateway import (
    GatewayCommand,
    GatewaySettings,
)
from custom_components.freehold.families.hoymiles.protocol.readings import (
    InverterReading,
    MeterReading,
    Readings,
)

from .told import A, B, port

BOTH = Readings(
    inverters=(
        InverterReading(serial=A, link=True, power=1.0, voltages=(230.0,)),
        InverterReading(serial=B, link=True, voltages=(230.0, 231.0, 232.0)),
    ),
    ports=(port(1, 1), port(1, 1, serial=B), port(1, 1, serial=B, number=2)),
    meters=(MeterReading(serial="37FF00000044", power=1, forward=1, reverse=1),),
)
COMMANDS = frozenset({GatewayCommand.LIMIT})


def known() -> Capabilities:
    """Return what is known after one answer."""
    return Capabilities().learn(BOTH, GatewaySettings(server="x"), COMMANDS)


def test_it_is_learned_from_what_was_told() -> None:
    """Where, and what; nothing that was not told."""
    capabilities = known()
    assert capabilities.inverters == {A, B}
    assert capabilities.ports == {(A, 1), (B, 1), (B, 2)}
    assert capabilities.meters == {"37FF00000044"}
    assert {(A, "power"), (GATEWAY, "server")} <= capabilities.told
    assert (B, "power") not in capabilities.told
    assert (GATEWAY, "mac") not in capabilities.told
    assert capabilities.phases_of(A) == 1
    assert capabilities.phases_of(B) == 3
    assert capabilities.phases_of("nobody") == 1


def test_nothing_new_is_the_same_object() -> None:
    """So that nobody looks at entities after every reading."""
    capabilities = known()
    assert capabilities.learn(BOTH, None, frozenset()) is capabilities


def test_it_only_grows() -> None:
    """What is not told of now is told of later."""
    capabilities = known()
    assert (
        capabilities.learn(Readings(inverters=(), ports=()), None, frozenset())
        is capabilities
    )


def test_an_inverter_can_be_left_out() -> None:
    """With all that hangs behind it."""
    without = known().without(B)
    assert without.inverters == {A}
    assert without.ports == {(A, 1)}
    assert without.phases == {(A, 1)}
    assert not any(place == B for place, _ in without.told)
    assert without.meters
    assert without.commands


def test_it_is_remembered() -> None:
    """As JSON."""
    stored = json.loads(json.dumps(known().as_json()))
    assert Capabilities.from_json(stored) == known()
    assert Capabilities.from_json({}) == Capabilities()


def test_commands_of_a_later_version_are_an_error() -> None:
    """Which the caller takes for nothing remembered."""
    with pytest.raises(ValueError):
        Capabilities.from_json({"commands": ["fly"]})
