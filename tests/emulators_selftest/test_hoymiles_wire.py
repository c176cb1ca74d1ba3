"""The emulated gateway's own codec, held against worked vectors."""

from contextlib import suppress
import json
from pathlib import Path
from typing import Any

from hypothesis import given, strategies as st
import pytest

from tests.emulators.hoymiles import fields, frames, wire

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "hoymiles_emulator.json").read_text()
)
CLEAR_FRAMES = [
    (f"{one['name']} {way}", bytes.fromhex(one[f"{way}_hex"]))
    for one in VECTORS["exchanges"]
    if "enc_rand_hex" not in one
    for way in ("request", "response")
]
RECORDED_FRAMES = [
    (f"{one['cmd']} {number}", bytes.fromhex(one["hex"]))
    for number, one in enumerate(VECTORS["recorded"])
]
INVERTER = int("1412A0123456", 16)


def read(data: bytes, *, sealed: bool = False) -> list[frames.Frame]:
    """Return the frames in some bytes."""
    return list(frames.FrameReader(lambda message: sealed).feed(data))


def response(name: str) -> bytes:
    """Return the payload of the answer in a vector."""
    (found,) = [one for one in VECTORS["exchanges"] if one["name"] == name]
    return bytes.fromhex(found["response_hex"])[frames.HEAD_SIZE :]


@pytest.mark.parametrize("vector", VECTORS["crc16_modbus"])
def test_the_check_sum(vector: dict[str, str]) -> None:
    """CRC-16 of Modbus."""
    crc = frames.crc16(bytes.fromhex(vector["data_hex"]))
    assert f"{crc:04x}" == vector["crc_hex"]


@pytest.mark.parametrize(
    "data",
    [frame for _, frame in CLEAR_FRAMES + RECORDED_FRAMES],
    ids=[name for name, _ in CLEAR_FRAMES + RECORDED_FRAMES],
)
def test_frames_are_read_and_written(data: bytes) -> None:
    """Every frame of others, recorded ones too, is one frame, and can be built again."""
    (frame,) = read(data)
    assert frames.crc16(frame.payload) == frame.crc
    assert frames.build(frame.id, frame.sequence, frame.payload, None) == data


@pytest.mark.parametrize(
    "data", [frame for _, frame in CLEAR_FRAMES], ids=[name for name, _ in CLEAR_FRAMES]
)
def test_fields_are_read_and_written(data: bytes) -> None:
    """What is decoded encodes to the same bytes: signs, packing, order."""
    payload = read(data)[0].payload
    table = {str(number): number for number in range(1, 64)}
    decoded = wire.decode(payload)

    def value(values: list[int | bytes]) -> wire.Value:
        texts = [one for one in values if isinstance(one, bytes)]
        return texts or values[0]

    again = {str(number): value(values) for number, values in decoded.items()}
    assert wire.encode(table, again) == payload


def test_sealed_frames() -> None:
    """AES-GCM both ways, the tag outside of length and check sum."""
    (exchange,) = [one for one in VECTORS["exchanges"] if "enc_rand_hex" in one]
    seed = bytes.fromhex(exchange["enc_rand_hex"])
    for way in ("request", "response"):
        data = bytes.fromhex(exchange[f"{way}_hex"])
        (frame,) = read(data, sealed=True)
        payload = frames.unseal(seed, frame)
        assert payload is not None
        assert frames.build(frame.id, frame.sequence, payload, seed) == data
        assert frames.unseal(seed[::-1], frame) is None
    assert payload == response("real_data_new_hms_800w_2t")


def test_readings_by_name() -> None:
    """The numbers of the tables, by what others decoded."""
    payload = response("real_data_new_hms_800w_2t")
    ports = [
        {"voltage": 331, "current": 590, "power": 1953, "total": 1_234_567},
        {"voltage": 329, "current": 588, "power": 1935, "total": 1_230_001},
    ]
    assert payload == wire.encode(
        fields.READINGS,
        {
            "sn": "4143A0123456",
            "time": 1_750_000_039,
            "ap": 1,
            "ver": 1,
            "sgs": [
                wire.encode(
                    fields.SGS,
                    {
                        "sn": INVERTER,
                        "ver": 1,
                        "voltage": 2301,
                        "power": 3847,
                        "frequency": 5002,
                        "reactive": 12,
                        "current": 167,
                        "pf": 998,
                        "temperature": 312,
                        "link": 1,
                        "p_lim": 1000,
                        "mi_signal": -58,
                    },
                )
            ],
            "pv": [
                wire.encode(
                    fields.PV, {**port, "sn": INVERTER, "port": place, "today": 2345}
                )
                for place, port in enumerate(ports, 1)
            ],
            "dtu_power": 3847,
            "dtu_daily_energy": 4690,
        },
    )


def test_configuration_by_name() -> None:
    """Reading and writing number the same settings differently."""
    told = wire.decode(response("get_config"))
    (write,) = [one for one in VECTORS["exchanges"] if one["name"] == "set_wifi_1"]
    written = wire.decode(read(bytes.fromhex(write["request_hex"]))[0].payload)
    assert fields.SET_CONFIG["tid"] == 53
    assert fields.GET_CONFIG["dtu_ap_pass"] == 62
    changed = {"offset", "time", "wifi_ssid", "wifi_password"}
    common = (fields.GET_CONFIG.keys() & fields.SET_CONFIG.keys()) - changed
    assert {name for name in common if fields.SET_CONFIG[name] in written} == {
        name for name in common if fields.GET_CONFIG[name] in told
    }
    for name in common:
        got = told.get(fields.GET_CONFIG[name])
        assert written.get(fields.SET_CONFIG[name]) == got
    assert written[fields.SET_CONFIG["wifi_ssid"]] == [b"NewNet"]


def test_alarms_by_name() -> None:
    """The list is field 6."""
    warnings = wire.decode(response("warn_list"))[fields.WARNINGS["warns"]]
    first = wire.decode(bytes(warnings[0]) if isinstance(warnings[0], bytes) else b"")
    assert wire.number(first, fields.WARNING["code"]) & 0xFFF == 124
    assert wire.number(first, fields.WARNING["num"]) == 51
    assert wire.number(first, fields.WARNING["s_time"]) == 1_750_000_400


@given(st.integers(-(2**63), 2**63 - 1))
def test_numbers(value: int) -> None:
    """Negative ones take ten bytes."""
    written = wire.varint(value)
    assert wire.read_varint(written, 0) == (value, len(written))
    assert len(written) == 10 or value >= 0


@given(st.binary(max_size=60))
def test_any_bytes(payload: bytes) -> None:
    """Anything is a message, or is said to be none."""
    with suppress(wire.WireError):
        wire.decode(payload)


@given(st.lists(st.integers(0, 40)))
def test_pieces(sizes: list[int]) -> None:
    """Frames are found whatever pieces they come in, and whatever stands between."""
    whole = frames.build(0xA301, 1, b"\x0a\x01H", None)
    stream = b"H\0HM\0\0\0\0\0\0\0\1" + whole + b"MH" + whole
    reader, found = frames.FrameReader(lambda message: False), []
    for size in [*sizes, len(stream)]:
        piece, stream = stream[:size], stream[size:]
        found += list(reader.feed(piece))
    assert [frame.payload for frame in found] == [b"\x0a\x01H"] * 2
