"""Addresses as people write them."""

import pytest

from custom_components.freehold.connection.address import Address


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("192.0.2.1", "192.0.2.1", 80),
        (" 192.0.2.1 ", "192.0.2.1", 80),
        ("192.0.2.1:8080", "192.0.2.1", 8080),
        ("http://192.0.2.1/", "192.0.2.1", 80),
        ("HTTP://192.0.2.1:8443", "192.0.2.1", 8443),
        ("Miele-001D63FFFE362144.local", "miele-001d63fffe362144.local", 80),
        ("washer.lan.:81", "washer.lan.", 81),
        ("washer", "washer", 80),
        ("2001:db8::1", "2001:db8::1", 80),
        ("2001:0DB8:0::1", "2001:db8::1", 80),
        ("[2001:db8::1]", "2001:db8::1", 80),
        ("[2001:db8::1]:8080", "2001:db8::1", 8080),
        ("fe80::1%eth0", "fe80::1%eth0", 80),
    ],
)
def test_what_people_write_is_understood(text: str, host: str, port: int) -> None:
    """Names, both kinds of addresses, with and without a port."""
    assert Address.parse(text, 80) == Address(host, port)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "http://",
        "https://192.0.2.1",
        "two words",
        "192.0.2.1:",
        "192.0.2.1:0",
        "192.0.2.1:65536",
        "192.0.2.1:port",
        "256.0.0.1",
        "1.2.3",
        "-washer",
        "washer-",
        "washer/Devices",
        "a" * 64,
        "a." * 130,
        "[192.0.2.1",
        "[2001:db8::1]8080",
        "2001:db8::1::2",
        "user@washer",
        "wash\ner",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """Nothing that could shape a request gets through."""
    with pytest.raises(ValueError, match=r"."):
        Address.parse(text, 80)


@pytest.mark.parametrize(
    ("address", "netloc"),
    [
        (Address("192.0.2.1", 80), "192.0.2.1"),
        (Address("192.0.2.1", 8080), "192.0.2.1:8080"),
        (Address("2001:db8::1", 80), "[2001:db8::1]"),
        (Address("2001:db8::1", 8080), "[2001:db8::1]:8080"),
    ],
)
def test_an_address_is_shown_as_it_is_typed(address: Address, netloc: str) -> None:
    """In a URL, in a Host header and in a form."""
    assert str(address) == address.netloc == netloc
    assert Address.parse(netloc, 80) == address
