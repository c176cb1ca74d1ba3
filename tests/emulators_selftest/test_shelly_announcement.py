"""What the emulated RPC devices say about themselves in mDNS."""

from typing import override

from zeroconf.asyncio import AsyncServiceInfo

from tests.emulators.announce import Announcer

from .conftest import UnpackShelly


class RecordingAnnouncer(Announcer):
    """Keeps what would be announced."""

    def __init__(self) -> None:
        """Begin silent."""
        super().__init__()
        self.said: dict[str, AsyncServiceInfo] = {}

    @override
    async def publish(self, key: str, info: AsyncServiceInfo) -> None:
        """Keep it."""
        self.said[info.name] = info

    @override
    async def withdraw(self, key: str) -> None:
        """Forget a named instance."""
        name = key.partition(" named ")[2]
        self.said.pop(f"{name}._http._tcp.local.", None)


async def test_it_announces_itself_as_recorded(unpack_shelly: UnpackShelly) -> None:
    """Both services; a named device once more, without its MAC, under its newest name."""
    announcer = RecordingAnnouncer()
    peer = await unpack_shelly("1-gen4", name="Hall", announcer=announcer)
    device = peer.device
    await peer.call("Sys.SetConfig", config={"device": {"name": "1 Gen4"}})
    await device.network.settled()
    name = f"shelly1g4-{device.mac.lower()}"
    target = f"Shelly1G4-{device.mac}.local."
    full = {"gen": "4", "app": "S1G4", "ver": "1.7.5"}
    assert {
        info.name: (info.server, info.port, info.decoded_properties)
        for info in announcer.said.values()
    } == {
        f"{name}._http._tcp.local.": (target, device.port, {"gen": "4"}),
        f"{name}._shelly._tcp.local.": (target, device.port, full),
        "1 Gen4._http._tcp.local.": ("1-Gen4.local.", device.port, full),
    }


async def test_a_device_on_its_access_point_announces_nothing(
    unpack_shelly: UnpackShelly,
) -> None:
    """Nobody of the home could reach it."""
    announcer = RecordingAnnouncer()
    await unpack_shelly("1-gen4", factory_new=True, announcer=announcer)
    assert not announcer.said
