"""Emulated Gen1 devices beside those that others recorded."""

from pathlib import Path
from typing import Any

import pytest

from tests.emulators.shelly import recorded
from tests.emulators.shelly.gen1 import MODELS

from .conftest import UnpackGen1

DUMPS = [
    path for path in recorded.dumps() if "gen" not in recorded.read(path)["shelly"]
]
OWN = {
    "shelly1": "shelly1-34945472A643",
    "plug-s": "shellyplug-s-4022D88349C4",
    "switch25": "shellyswitch25-3494547BF36C",
    "dimmer2": "shellydimmer2-98CDAC0D01BB",
    "i3": "shellyix3-E8DB84D6FE11",
    "ht": "shellyht-703523",
}
UNNEEDED = {
    "settings": {
        # A fine point of the dimmer's electronics.
        "pulse_mode_detected",
        "pulse_mode_rebooted",
        "load_autodetect",
        "zcross_debounce",
        "bypass",
    },
    "status": {
        "calib_status",
        "calib_running",
        "forced_neutral",
        "debug",
    },
}


def fields(node: Any, prefix: str = "") -> set[str]:
    """Return the paths of all fields; those of a list's items once."""
    if isinstance(node, dict):
        return {prefix}.union(*(fields(node[key], f"{prefix}.{key}") for key in node))
    if isinstance(node, list):
        return {prefix}.union(*(fields(item, f"{prefix}[]") for item in node))
    return {prefix}


@pytest.mark.parametrize("resource", ["shelly", "settings", "status"])
@pytest.mark.parametrize("model", OWN)
async def test_our_models_have_the_fields_of_recorded_ones(
    unpack_gen1: UnpackGen1, model: str, resource: str
) -> None:
    """No field that a real one does not have, and none missing but those named above."""
    path = recorded.FOLDER / "matterbridge_devices" / f"{OWN[model]}.json"
    if not path.exists():
        pytest.skip(f"{path.name} is not here; set FREEHOLD_FIXTURES")
    real = fields(recorded.read(path)[resource])
    peer = await unpack_gen1(model)

    ours = fields(await peer.get(f"/{resource}"))

    missing = {path.strip(".") for path in real - ours}
    assert missing - UNNEEDED.get(resource, set()) - {"update.beta_version"} == set()
    assert ours - real == set()


@pytest.mark.parametrize("path", DUMPS, ids=lambda path: path.stem)
async def test_a_recorded_device_lives(unpack_gen1: UnpackGen1, path: Path) -> None:
    """Its settings are what was recorded, and it can be restarted."""
    dump = recorded.read(path)
    peer = await unpack_gen1(dump=dump)
    await peer.device.wake()

    settings = await peer.get("/settings")
    status = await peer.get("/status")
    await peer.device.advance(1)
    await peer.get("/reboot")
    await peer.device.advance(7)

    assert settings["device"] == dump["settings"]["device"]
    assert fields(dump["settings"]) - fields(settings) <= {".login.password"}
    assert status["mac"] == dump["shelly"]["mac"]
    assert peer.device.restarts == 1


async def test_a_device_can_be_seeded_from_a_dump_of_our_own(
    unpack_gen1: UnpackGen1,
) -> None:
    """Its outputs live; where it pushed to is forgotten; unknown types work as well."""
    model = MODELS["plug-s"]
    dump = {
        "shelly": {
            "type": "SHPLG-X",
            "mac": "AABBCCDDEEFF",
            "fw": "20230913-1/v1.14.0-g1",
        },
        "settings": {
            **model.settings,
            "coiot": {"enabled": True, "update_period": 15, "peer": "192.0.2.9:5683"},
            "name": "Found",
        },
        "status": {**model.status, "mystery": 42},
    }
    peer = await unpack_gen1(dump=dump)

    assert (await peer.get("/settings"))["coiot"]["peer"] == ""
    assert (await peer.get("/settings"))["name"] == "Found"
    assert (await peer.get("/relay/0", turn="on"))["ison"] is True
    status = await peer.get("/status")
    assert (status["mac"], status["mystery"]) == ("AABBCCDDEEFF", 42)
    blocks = (await peer.get("/cit/d"))["blk"]
    assert [block["D"] for block in blocks] == ["device", "relay_0"]
