"""What can be asked for at the control port beyond what every generation offers."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from ...control import Action, Wish
from .component import Component
from .cover import Cover
from .output import Input, Output
from .sensors import DevicePower, EnergyMeter, Humidity, Temperature
from .virtual import BTHomeSensor, VirtualValue

if TYPE_CHECKING:
    from .emulator import RpcShelly

_LAST_REQUESTS = 20


def actions(device: RpcShelly) -> Mapping[str, Action]:
    """Return the actions by path; components are named by their key."""

    def of[ComponentT: Component](kind: type[ComponentT], wish: Wish) -> ComponentT:
        component = device.machine.components[wish["component"]]
        if not isinstance(component, kind):
            raise TypeError(f"{component.key} cannot do that")
        return component

    def load(wish: Wish) -> None:
        if "phase" in wish:
            of(EnergyMeter, wish).connect(wish["phase"], wish["watts"])
        else:
            of(Output, wish).connect(wish["watts"])

    def measure(wish: Wish) -> None:
        component = of(Component, wish)
        if isinstance(component, Temperature | Humidity | DevicePower | BTHomeSensor):
            component.measure(wish["value"])
        else:
            of(VirtualValue, wish).hold(wish["value"], "control")

    def travel(wish: Wish) -> None:
        of(Cover, wish).travel_seconds = wish["seconds"]

    return {
        "/press": lambda wish: of(Input, wish).press(wish.get("event", "single_push")),
        "/flip": lambda wish: of(Input, wish).flip(on=wish["on"]),
        "/load": load,
        "/measure": measure,
        "/cover/obstruct": lambda wish: of(Cover, wish).obstruct({}),
        "/cover/travel": travel,
        "/wake": lambda wish: device.wake(wish.get("cause", "button")),
        "/sleep": lambda wish: device.sleep(),
        "/reboot": lambda wish: device.reboot(),
        "/password": lambda wish: device.authentication.set_password(wish["password"]),
        "/lock-out": lambda wish: device.authentication.lock_out(),
        "/enhanced-security": lambda wish: device.set_enhanced_security(on=wish["on"]),
        "/remove": lambda wish: device.machine.remove(wish["component"]),
        "/bluetooth": lambda wish: device.added.pair_bluetooth(
            wish["address"], tuple(wish["objects"])
        ),
        "/log/clear": lambda wish: device.log.clear(),
    }


def report(device: RpcShelly) -> dict[str, object]:
    """Return what a person could see, and what clients have done."""
    machine = device.machine
    return {
        "id": machine.id,
        "mac": device.mac,
        "host": device.host,
        "port": device.port,
        "tls_port": device.tls_port,
        "firmware": machine.firmware.version,
        "profile": machine.profile,
        "reachable": device.network.is_open,
        "access_point": not machine.wifi.joined,
        "protected": device.authentication.enabled,
        "cfg_rev": device.board.cfg_rev,
        "identified": device.shelly.identified,
        "channels": len(device.channels),
        "status": machine.status(),
        "codes": {str(code): count for code, count in device.log.codes.items()},
        "requests": [asdict(item) for item in device.requests[-_LAST_REQUESTS:]],
    }
