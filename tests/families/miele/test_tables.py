"""Every number has a name, known or not."""
# ruff: noqa: D103 - names of tests state their rules

from collections.abc import Callable
import re

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.families.miele.protocol.tables import status
from custom_components.freehold.families.miele.protocol.tables.kinds import (
    ApplianceKind,
    kind_of,
)
from custom_components.freehold.families.miele.protocol.tables.phases import (
    phase_label,
    phase_labels,
)
from custom_components.freehold.families.miele.protocol.tables.programs import (
    program_label,
    program_labels,
)

SNAKE_CASE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
WASHER = ApplianceKind.WASHING_MACHINE
kinds = st.none() | st.sampled_from(ApplianceKind)


@given(kinds)
def test_labels_are_translation_keys_and_each_comes_once(
    kind: ApplianceKind | None,
) -> None:
    for labels in (program_labels(kind), phase_labels(kind)):
        assert len(set(labels)) == len(labels)
        assert all(SNAKE_CASE.fullmatch(label) for label in labels)


@pytest.mark.parametrize(
    "labels",
    [
        status.status_labels,
        status.program_type_labels,
        status.drying_step_labels,
        status.remote_state_labels,
        status.plate_level_labels,
        status.residual_heat_labels,
    ],
)
def test_common_labels_are_translation_keys_and_each_comes_once(
    labels: Callable[[], list[str]],
) -> None:
    assert len(set(labels())) == len(labels())
    assert all(SNAKE_CASE.fullmatch(label) for label in labels())


@given(kinds, st.integers(-2, 70000))
def test_a_program_is_known_unknown_or_none(
    kind: ApplianceKind | None, number: int
) -> None:
    label = program_label(kind, number)

    assert (
        label is None or label == f"program {number}" or label in program_labels(kind)
    )


@given(kinds, st.integers(-2, 70000))
def test_a_phase_is_known_or_unknown(kind: ApplianceKind | None, number: int) -> None:
    label = phase_label(kind, number)

    assert label == f"phase {number}" or label in phase_labels(kind)


@pytest.mark.parametrize("number", [None, 0, -1, 65535])
def test_no_program_has_no_name(number: int | None) -> None:
    assert all(program_label(kind, number) is None for kind in ApplianceKind)


@pytest.mark.parametrize("number", [0, 256, 512, 1792, 4352, 65535])
def test_the_base_of_a_range_is_no_phase(number: int) -> None:
    assert phase_label(WASHER, number) == "not_running"
    assert phase_label(None, None) is None


@pytest.mark.parametrize(
    ("kind", "number", "label"),
    [
        (WASHER, 1, "cottons"),
        (WASHER, 1234, "program 1234"),
        (ApplianceKind.WASHER_DRYER, 190, "eco_40_60"),
        (ApplianceKind.TUMBLE_DRYER, 2, "cottons"),
        (ApplianceKind.DISHWASHER, 14, "pasta_paella"),
        (ApplianceKind.OVEN, 54, "quick_microwave"),
        (ApplianceKind.STEAM_OVEN_MICRO, 54, "quick_microwave"),
        (ApplianceKind.STEAM_OVEN_COMBI, 3373, "wild_rice"),
        (ApplianceKind.OVEN, 3373, "program 3373"),
        (ApplianceKind.COFFEE_SYSTEM, 24001, "espresso"),
        (ApplianceKind.FRIDGE, 1, "program 1"),
        (None, 1, "program 1"),
    ],
)
def test_programs_are_named_by_kind(
    kind: ApplianceKind | None, number: int, label: str
) -> None:
    assert program_label(kind, number) == label


@pytest.mark.parametrize(
    ("kind", "number", "label"),
    [
        (WASHER, 260, "main_wash"),
        (WASHER, 9999, "phase 9999"),
        (ApplianceKind.WASHER_DRYER, 260, "main_wash"),
        (ApplianceKind.WASHER_DRYER, 514, "drying"),
        (ApplianceKind.OVEN_MICROWAVE, 3339, "cooling_down"),
        (ApplianceKind.STEAM_OVEN, 7940, "heating_up"),
        (ApplianceKind.OVEN, 7940, "phase 7940"),
        (None, 260, "phase 260"),
    ],
)
def test_phases_are_named_by_kind(
    kind: ApplianceKind | None, number: int, label: str
) -> None:
    assert phase_label(kind, number) == label


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        (status.status_label(5), "running"),
        (status.status_label(7), "ended"),
        (status.status_label(99), "status 99"),
        (status.status_label(None), None),
        (status.program_type_label(3), "automatic"),
        (status.drying_step_label(6), "machine_iron"),
        (status.remote_state_label(15), "full"),
        (status.plate_level_label(1), "level_1"),
        (status.plate_level_label(2), "level_1_5"),
        (status.plate_level_label(23), "level_12"),
        (status.plate_level_label(217), "boost_plus"),
        (status.plate_level_label(99), "level 99"),
        (status.residual_heat_label(3), "high"),
    ],
)
def test_common_numbers_are_named(label: str | None, expected: str | None) -> None:
    assert label == expected


def test_there_are_21_statuses() -> None:
    assert len(status.status_labels()) == 21


def test_kinds_are_grouped_by_what_they_do() -> None:
    assert ApplianceKind.WASHER_DRYER.is_washer
    assert ApplianceKind.WASHER_DRYER.is_dryer
    assert ApplianceKind.TUMBLE_DRYER.is_laundry
    assert not ApplianceKind.TUMBLE_DRYER.is_washer
    assert ApplianceKind.DISHWASHER_PROFESSIONAL.is_dishwasher
    assert ApplianceKind.STEAM_OVEN_MK2.is_oven
    assert ApplianceKind.HOB_INDUCTION_EXTRACTOR.is_hob
    assert ApplianceKind.HOB_INDUCTION_EXTRACTOR.has_extractor
    assert ApplianceKind.HOOD.has_extractor
    assert ApplianceKind.WINE_CABINET.is_cooling
    assert ApplianceKind.WINE_CABINET.is_wine
    assert not ApplianceKind.FRIDGE.is_wine
    assert ApplianceKind.FRIDGE.key == "fridge"
    assert kind_of(24) is ApplianceKind.WASHER_DRYER
    assert kind_of(2147483647) is None
    assert kind_of(None) is None
