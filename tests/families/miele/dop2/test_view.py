"""Diagnostics show a whole leaf, but nobody's serial number."""

import json

from hypothesis import given

from custom_components.freehold.families.miele.protocol.dop2.frame import Leaf, Tag
from custom_components.freehold.families.miele.protocol.dop2.view import leaf_as_json

from .trees import fields, leaf, leaves


def test_fields_are_shown_by_index() -> None:
    """Nested as in the leaf."""
    tree = leaf(
        fields(
            _1=(Tag.STRUCT, fields(_2=(Tag.BOOL, True))),
            _3=(Tag.U8_ARRAY, (1, 2)),
            _4=(Tag.STRUCT_ARRAY, (fields(_1=(Tag.U8, 5)),)),
            _5=(Tag.TEXT, b"Apr  5 2023\x00"),
            _6=(Tag.F32, float("nan")),
        )
    )

    assert leaf_as_json(tree) == {
        "unit": 2,
        "attribute": 1585,
        "idx1": 0,
        "idx2": 0,
        "fields": {
            "1": {"2": True},
            "3": [1, 2],
            "4": [{"1": 5}],
            "5": "Apr  5 2023\x00",
            "6": "nan",
        },
    }


@given(leaves)
def test_every_leaf_is_strict_json(tree: Leaf) -> None:
    """No NaN, no bytes."""
    assert json.loads(json.dumps(leaf_as_json(tree), allow_nan=False))


def test_texts_of_private_leaves_are_hidden() -> None:
    """Their numbers are not: they are what a developer looks for."""
    state = leaf(
        fields(
            _2=(Tag.U8, 50),
            _9=(Tag.TEXT, b"home"),
            _14=(Tag.U8_ARRAY, (2, 0, 0, 0, 0, 3)),
        ),
        unit=14,
        attribute=1568,
    )

    assert leaf_as_json(state)["fields"] == {
        "2": 50,
        "9": "**hidden**",
        "14": "**hidden**",
    }
