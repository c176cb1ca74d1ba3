"""Pages are turned as long as there are more, and never for ever."""

from hypothesis import given, strategies as st

from custom_components.freehold.families.miele.protocol.dop2.frame import Struct
from custom_components.freehold.families.miele.protocol.dop2.paths import (
    MAX_PAGES,
    LeafPath,
    next_page,
)

from .trees import leaf


def test_a_path_is_what_follows_dop2_in_the_url() -> None:
    """The query is a part of it, because it is signed, too."""
    assert str(LeafPath(2, 1584, 1, 3)) == "2/1584?idx1=1&idx2=3"


def test_the_next_page_follows_while_there_are_more() -> None:
    """`idx1` of the answer is this page, `idx2` the last one."""
    answer = leaf(Struct(), attribute=1584, idx1=0, idx2=1)

    assert next_page(LeafPath(2, 1584), answer) == LeafPath(2, 1584, 1, 1)


def test_the_last_page_is_the_end() -> None:
    """As is the only one."""
    last = leaf(Struct(), attribute=1584, idx1=1, idx2=1)
    only = leaf(Struct(), attribute=1584)

    assert next_page(LeafPath(2, 1584, 1, 1), last) is None
    assert next_page(LeafPath(2, 1584), only) is None


def test_a_leaf_with_another_index_than_asked_has_no_pages() -> None:
    """The module answers 1/1 to 0/0; another may answer 0 to everything."""
    module = leaf(Struct(), unit=14, attribute=1565, idx1=1, idx2=9)
    stubborn = leaf(Struct(), attribute=1584, idx1=0, idx2=9)

    assert next_page(LeafPath(14, 1565), module) is None
    assert next_page(LeafPath(2, 1584, 1, 9), stubborn) is None


@given(st.integers(0, 0xFFFF))
def test_paging_ends(last: int) -> None:
    """However many pages an appliance announces."""
    path: LeafPath | None = LeafPath(2, 19)
    pages = 0
    while path is not None:
        pages += 1
        path = next_page(path, leaf(Struct(), idx1=path.idx1, idx2=last))

    assert pages == min(last + 1, MAX_PAGES)
