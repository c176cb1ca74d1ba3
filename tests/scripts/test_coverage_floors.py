"""A module that is tested too little fails the run."""

from scripts.coverage_floors import too_low


def test_a_module_below_the_floor_is_named() -> None:
    """Ninety-five per cent is enough for most."""
    assert too_low({"sensor.py": 95.0, "switch.py": 94.9}) == [
        "switch.py is tested to 94.9 %, and must be to 95 %"
    ]


def test_a_wizard_must_be_tested_wholly() -> None:
    """Its floor is higher, wherever it lies."""
    assert too_low({"a/config_flow.py": 99.9, "options_flow.py": 100.0}) == [
        "a/config_flow.py is tested to 99.9 %, and must be to 100 %"
    ]
