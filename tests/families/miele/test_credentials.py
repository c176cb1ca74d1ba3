"""A credential is checked before any appliance can hold it."""
# ruff: noqa: D103 - names of tests state their rules

import json

from hypothesis import given, strategies as st
import pytest

from custom_components.freehold.families.miele.protocol.credentials import (
    CredentialFormatError,
    GroupCredentials,
    parse_export,
)

GROUP_ID = "0123456789ABCDEF"
GROUP_KEY = "A1" * 64
OTHER_ID = "FEDCBA9876543210"

digit_bytes = st.binary(min_size=64, max_size=64).filter(any)
id_bytes = st.binary(min_size=8, max_size=8).filter(any)


def test_parsed_credentials_are_upper_case_and_complete() -> None:
    credentials = GroupCredentials.parse(GROUP_ID.lower(), GROUP_KEY.lower())

    assert credentials == GroupCredentials(GROUP_ID, b"\xa1" * 64)


@pytest.mark.parametrize("separator", [" ", ":", "-", "\n", "\t", ": "])
def test_separators_between_digits_do_not_matter(separator: str) -> None:
    group_id = separator.join(GROUP_ID)
    group_key = separator.join(GROUP_KEY)

    assert GroupCredentials.parse(
        f" {group_id}\n", f" {group_key} "
    ) == GroupCredentials.parse(GROUP_ID, GROUP_KEY)


@pytest.mark.parametrize(
    ("group_id", "group_key", "field", "key"),
    [
        ("", GROUP_KEY, "group_id", "required"),
        (" - ", GROUP_KEY, "group_id", "required"),
        (GROUP_ID[1:], GROUP_KEY, "group_id", "too_short"),
        (GROUP_ID + "0", GROUP_KEY, "group_id", "too_long"),
        ("0123456789ABCDEG", GROUP_KEY, "group_id", "not_hex"),
        ("\u0661" * 16, GROUP_KEY, "group_id", "not_hex"),
        ("0" * 16, GROUP_KEY, "group_id", "all_zero"),
        (GROUP_ID, "", "group_key", "required"),
        (GROUP_ID, GROUP_KEY[2:], "group_key", "too_short"),
        (GROUP_ID, GROUP_KEY[1:], "group_key", "too_short"),
        (GROUP_ID, GROUP_KEY + "00", "group_key", "too_long"),
        (GROUP_ID, "x" * 128, "group_key", "not_hex"),
        (GROUP_ID, "0" * 128, "group_key", "all_zero"),
    ],
)
def test_malformed_credentials_name_field_and_reason(
    group_id: str, group_key: str, field: str, key: str
) -> None:
    with pytest.raises(CredentialFormatError) as caught:
        GroupCredentials.parse(group_id, group_key)

    assert (caught.value.field, caught.value.key) == (field, key)


@pytest.mark.parametrize("group_key", [b"", bytes(64), b"\x01" * 63, b"\x01" * 65])
def test_malformed_keys_cannot_be_constructed(group_key: bytes) -> None:
    with pytest.raises(CredentialFormatError):
        GroupCredentials(GROUP_ID, group_key)


@pytest.mark.parametrize("group_id", ["", GROUP_ID.lower(), "0" * 16, GROUP_ID + " "])
def test_malformed_ids_cannot_be_constructed(group_id: str) -> None:
    with pytest.raises(CredentialFormatError):
        GroupCredentials(group_id, b"\x01" * 64)


def test_the_key_shows_in_no_text() -> None:
    credentials = GroupCredentials.parse(GROUP_ID, GROUP_KEY)
    text = f"{credentials} {credentials!r}".upper()

    assert GROUP_ID in text
    assert "A1A1" not in text
    assert r"\XA1" not in text


def test_errors_do_not_repeat_what_was_entered() -> None:
    with pytest.raises(CredentialFormatError) as caught:
        GroupCredentials.parse(GROUP_ID, GROUP_KEY + "FF")

    assert "A1A1" not in str(caught.value)


def test_generated_credentials_use_all_the_randomness_given() -> None:
    asked = []

    def random_bytes(count: int) -> bytes:
        asked.append(count)
        return b"\x5a" * count

    credentials = GroupCredentials.generate(random_bytes)

    assert asked == [8, 64]
    assert credentials == GroupCredentials("5A" * 8, b"\x5a" * 64)


def test_generated_credentials_differ() -> None:
    assert GroupCredentials.generate() != GroupCredentials.generate()


@given(id_bytes, digit_bytes)
def test_an_export_reads_back_as_it_was(group_id: bytes, group_key: bytes) -> None:
    credentials = GroupCredentials(group_id.hex().upper(), group_key)

    assert parse_export(credentials.as_export()) == [credentials]


@pytest.mark.parametrize(
    "names",
    [("GroupID", "GroupKey"), ("groupId", "groupKey"), ("group_id", "group_key")],
)
def test_every_spelling_in_use_is_read(names: tuple[str, str]) -> None:
    household = dict(zip(names, (GROUP_ID, GROUP_KEY), strict=True))
    expected = [GroupCredentials.parse(GROUP_ID, GROUP_KEY)]

    assert parse_export(json.dumps(household)) == expected
    assert parse_export(json.dumps([household])) == expected
    assert parse_export(json.dumps({"keys": household})) == expected
    assert parse_export(json.dumps({"groups": [household, household]})) == expected


def test_households_keep_their_order() -> None:
    text = json.dumps(
        [
            {"groupId": OTHER_ID, "groupKey": GROUP_KEY, "devices": [{"fabNr": "1"}]},
            {"groupId": GROUP_ID, "groupKey": GROUP_KEY, "devices": []},
        ]
    )

    assert [found.group_id for found in parse_export(text)] == [OTHER_ID, GROUP_ID]


@pytest.mark.parametrize("text", ["", "GroupID=1", "{", "[" * 200_000])
def test_text_that_is_no_json_says_so(text: str) -> None:
    with pytest.raises(CredentialFormatError) as caught:
        parse_export(text)

    assert (caught.value.field, caught.value.key) == ("export", "not_json")


@pytest.mark.parametrize(
    "document", [[], {}, 1, None, "x", {"GroupID": GROUP_ID}, [[{"GroupKey": "AA"}]]]
)
def test_json_without_keys_says_so(document: object) -> None:
    with pytest.raises(CredentialFormatError) as caught:
        parse_export(json.dumps(document))

    assert (caught.value.field, caught.value.key) == ("export", "no_keys_found")


@pytest.mark.parametrize(
    ("value", "key"), [(None, "required"), (12, "not_hex"), ("AB", "too_short")]
)
def test_an_export_with_a_malformed_key_is_refused(value: object, key: str) -> None:
    text = json.dumps({"GroupID": GROUP_ID, "GroupKey": value})

    with pytest.raises(CredentialFormatError) as caught:
        parse_export(text)

    assert (caught.value.field, caught.value.key) == ("group_key", key)
