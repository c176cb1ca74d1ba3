"""Making CoAP messages, written apart from what reads them."""

DEVICE = "SHSW-1#34945472A643#2"


def option(delta: int, value: bytes) -> bytes:
    """Encode an option whose number is `delta` above the one before."""
    high, more = nibble(delta)
    low, longer = nibble(len(value))
    return bytes([high << 4 | low]) + more + longer + value


def nibble(value: int) -> tuple[int, bytes]:
    """Encode a number as four bits and what follows them."""
    if value < 13:
        return value, b""
    if value < 269:
        return 13, bytes([value - 13])
    return 14, (value - 269).to_bytes(2)


def push(
    payload: bytes = b'{"G":[[0,1101,1]]}',
    *,
    device: str | None = DEVICE,
    validity: int | None = 38400,
    serial: int | None = 7,
    code: int = 30,
) -> bytes:
    """Return a message of a device."""
    message = b"\x50" + bytes([code]) + b"\x00\x01"
    message += option(11, b"cit") + option(0, b"s")
    last = 11
    for number, value in (
        (3332, None if device is None else device.encode()),
        (3412, None if validity is None else validity.to_bytes(2)),
        (3420, None if serial is None else serial.to_bytes(2)),
    ):
        if value is not None:
            message += option(number - last, value)
            last = number
    return message + b"\xff" + payload
