"""CRC-16/MODBUS (docs/protocols/hoymiles.md, Frames)."""

from typing import Final

_FACTOR: Final = 0x8003
"""x^15+x+1."""
_MIRRORED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_FOLDS: Final = tuple((15 << exponent, 1 << exponent) for exponent in range(17))[::-1]
"""The widest is wider than the longest frame."""


def crc16(data: bytes) -> int:
    """Return the checksum of a frame's payload.

    Byte by byte it would take longer than all else that is done to a large plant's readings, so
    the data is divided as one long number, by the two factors of the polynomial: x+1, whose
    remainder is a parity, and x^15+x+1. Each power 2^k of the latter has three terms again, and
    x^15n = x^n + 1 for n = 2^k shortens the number by many bits at once.
    """
    mirrored = int.from_bytes(data.translate(_MIRRORED))
    rest = mirrored << 16 ^ 0xFFFF << 8 * len(data)
    parity = rest.bit_count() & 1
    for width, step in _FOLDS[-1 - len(data).bit_length() :]:
        while high := rest >> width:
            rest ^= high << width ^ high << step ^ high
    if rest.bit_count() & 1 != parity:
        rest ^= _FACTOR
    return _MIRRORED[rest & 0xFF] << 8 | _MIRRORED[rest >> 8]
