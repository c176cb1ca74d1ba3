"""Building and generating DOP2 trees."""

from hypothesis import strategies as st

from custom_components.freehold.families.miele.protocol.dop2.frame import (
    Field,
    Leaf,
    Scalar,
    Struct,
    Tag,
    Value,
)

INTEGER_BITS = {
    Tag.U8: (False, 8),
    Tag.I8: (True, 8),
    Tag.E8: (False, 8),
    Tag.U16: (False, 16),
    Tag.I16: (True, 16),
    Tag.E16: (False, 16),
    Tag.U32: (False, 32),
    Tag.I32: (True, 32),
    Tag.E32: (False, 32),
    Tag.U64: (False, 64),
    Tag.I64: (True, 64),
    Tag.E64: (False, 64),
}


def fields(**values: tuple[Tag, Value]) -> Struct:
    """Build a struct: `fields(_1=(Tag.U8, 3))`."""
    return Struct(
        tuple(Field(int(name[1:]), tag, value) for name, (tag, value) in values.items())
    )


def leaf(
    root: Struct, *, unit: int = 2, attribute: int = 1585, idx1: int = 0, idx2: int = 0
) -> Leaf:
    """Build a leaf."""
    return Leaf(unit, attribute, idx1, idx2, root)


def annotated(
    tag: Tag, value: Value, interpretation: int = 0, mask: int = 8
) -> tuple[Tag, Value]:
    """Build the field of an annotated value."""
    return Tag.STRUCT, fields(
        _1=(Tag.U8, mask), _2=(tag, value), _3=(Tag.E8, interpretation)
    )


def _struct_array(elements: list[Struct]) -> Value:
    return tuple(elements)


def _scalar_array(elements: list[Scalar]) -> Value:
    return tuple(elements)


def _scalars(tag: Tag) -> st.SearchStrategy[Scalar]:
    if tag is Tag.BOOL:
        return st.booleans()
    if tag in {Tag.F32, Tag.F64}:
        return st.floats(width=32 if tag is Tag.F32 else 64, allow_nan=False)
    signed, bits = INTEGER_BITS[tag]
    if signed:
        return st.integers(-(1 << bits - 1), (1 << bits - 1) - 1)
    return st.integers(0, (1 << bits) - 1)


def _values(tag: Tag, structs: st.SearchStrategy[Struct]) -> st.SearchStrategy[Value]:
    if tag is Tag.STRUCT:
        return structs
    if tag is Tag.STRUCT_ARRAY:
        return st.lists(structs, max_size=3).map(_struct_array)
    if tag is Tag.TEXT:
        return st.binary(max_size=20)
    if tag > Tag.STRUCT:
        elements = st.lists(_scalars(Tag(tag - 16)), max_size=5)
        return elements.map(_scalar_array)
    return _scalars(tag)


def _structs(nested: st.SearchStrategy[Struct]) -> st.SearchStrategy[Struct]:
    tags = st.sampled_from(Tag)
    typed = tags.flatmap(lambda tag: st.tuples(st.just(tag), _values(tag, nested)))
    field = st.builds(
        lambda index, value: Field(index, *value), st.integers(0, 0xFFFF), typed
    )
    return st.lists(field, max_size=5).map(lambda each: Struct(tuple(each)))


_words = st.integers(0, 0xFFFF)
structs = st.recursive(st.just(Struct()), _structs, max_leaves=8)
leaves = st.builds(Leaf, _words, _words, _words, _words, structs)
