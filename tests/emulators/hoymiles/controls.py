"""What a person beside the gateway can do, for the control port."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from ..control import Action, Wish
from .modbus import Newcomer
from .models import HM_1500, HMS_800W, HMS_1000W, HMS_1800, HMT_2250, Night
from .plant import Hearing, Reception

if TYPE_CHECKING:
    from .emulator import HoymilesDtu

INVERTER_TYPES = {
    one.name: one for one in (HM_1500, HMS_800W, HMS_1000W, HMS_1800, HMT_2250)
}
_SHOWN_REQUESTS = 20


def actions(device: HoymilesDtu) -> Mapping[str, Action]:
    """Return the actions by path. An inverter is named by its serial number or its place."""
    plant = device.plant
    return {
        "/mains/off": lambda wish: device.lose_power(),
        "/mains/on": lambda wish: device.start(),
        "/reset": lambda wish: device.factory_reset(),
        "/restart": lambda wish: device.restart(),
        "/clock/advance": lambda wish: device.advance(wish["seconds"]),
        "/clock/error": lambda wish: setattr(device.wall, "error", wish["seconds"]),
        "/sun": lambda wish: device.set_hour(wish["hour"]),
        "/night": lambda wish: setattr(plant, "night", Night(wish["night"])),
        "/ambient": lambda wish: setattr(plant, "ambient", wish["celsius"]),
        "/firmware": lambda wish: device.update_firmware(wish["version"]),
        "/cloud": lambda wish: setattr(device.cloud, "window", wish["window"]),
        "/push": lambda wish: device.pushes.send(int(wish["message"], 16)),
        "/split": lambda wish: setattr(device.exchange, "split_at", tuple(wish["at"])),
        "/inverter/hear": lambda wish: plant.receive(
            str(wish.get("inverter", 0)), _reception(wish)
        ),
        "/inverter/exchange": lambda wish: device.exchange_inverter(
            str(wish.get("inverter", 0)), wish["serial"]
        ),
        "/inverter/add": lambda wish: device.add_inverter(
            wish["serial"], INVERTER_TYPES[wish["model"]]
        ),
        "/inverter/remove": lambda wish: plant.array.remove(
            str(wish.get("inverter", 0))
        ),
        "/meter": lambda wish: _turn_meter(device, wish),
        "/modbus": lambda wish: _change_modbus(device, wish),
        "/fault": lambda wish: device.misbehave(
            wish["fault"], times=wish.get("times"), where=wish.get("where", "")
        ),
        "/fault/clear": lambda wish: device.behave(),
    }


def report(device: HoymilesDtu) -> dict[str, object]:
    """Return how it is, and what it was asked last."""
    plant = device.plant
    plant.settle()
    return {
        "serial": device.serial,
        "model": device.nature.model.title,
        "host": device.host,
        "port": device.port,
        "firmware": device.nature.version,
        "encrypted": device.nature.firmware.encrypted,
        "listening": device.listening,
        "hour": plant.hour,
        "clock": device.wall.moment.isoformat(),
        "night": plant.night,
        "fast": device.radio.fast,
        "restarts": device.restarts,
        "connections": device.server.connections,
        "kicked": device.server.kicked,
        "uploads": device.cloud.uploads,
        "starved": device.cloud.starved,
        "watts": plant.array.power,
        "inverters": [
            {
                "serial": inverter.serial,
                "model": inverter.type.name,
                "on": inverter.on,
                "limit": inverter.limit,
                "watts_at_most": inverter.watts_at_most,
                "watts": inverter.power,
                "ports": [asdict(port) for port in inverter.ports],
            }
            for inverter in plant.array
        ],
        "modbus_requests": [
            one.hex() for one in device.cable.server.requests[-_SHOWN_REQUESTS:]
        ]
        if device.cable
        else [],
        "requests": [asdict(one) for one in device.requests[-_SHOWN_REQUESTS:]],
    }


def _reception(wish: Wish) -> Reception:
    return Reception(
        Hearing(wish["hearing"]),
        wish.get("complete", 1),
        wish.get("without_today", 0),
    )


def _turn_meter(device: HoymilesDtu, wish: Wish) -> None:
    for meter in device.plant.meters:
        meter.load = wish.get("load", meter.load)
        meter.turned = wish.get("turned", meter.turned)


def _change_modbus(device: HoymilesDtu, wish: Wish) -> None:
    if device.cable is None:
        raise ValueError("this gateway is not on its network cable")
    server = device.cable.server
    server.byte_count = wish.get("byte_count", server.byte_count)
    server.blank_a = wish.get("blank_a", server.blank_a)
    server.newcomer = Newcomer(wish.get("newcomer", server.newcomer))
    uploading = wish.get("uploading", server.uploading)
    server.uploading = set(uploading) if uploading else None
