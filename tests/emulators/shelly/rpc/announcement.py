"""What a device of generation 2, 3 or 4 says about itself in mDNS."""

from zeroconf.asyncio import AsyncServiceInfo

from ..announcement import HTTP, SHELLY, host_label, service
from .machine import Machine

_NAMES_ITSELF_SINCE = (1, 7, 5)


def services(machine: Machine, host: str, port: int) -> dict[str, AsyncServiceInfo]:
    """Return the announcements by a key of their own.

    A device with a name announces a second instance that has no MAC in it.
    """
    gen = {"gen": str(machine.model.generation)}
    version = machine.firmware.version
    full = {**gen, "app": machine.model.app, "ver": version}
    target = f"{machine.model.hostname}-{machine.mac}"
    infos = {
        f"{machine.id} http": service(HTTP, machine.id, target, host, port, gen),
        f"{machine.id} shelly": service(SHELLY, machine.id, target, host, port, full),
    }
    name = machine.sys.config["device"]["name"]
    if name and _numbers(version) >= _NAMES_ITSELF_SINCE:
        infos[f"{machine.id} named {name}"] = service(
            HTTP, name, host_label(name), host, port, full
        )
    return infos


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.partition("-")[0].split(".")))
