"""What the emulated appliance says about itself in mDNS."""

from typing import override

from zeroconf.asyncio import AsyncServiceInfo

from tests.emulators.announce import Announcer
from tests.emulators.miele import Generation, Kind, MieleAppliance

from .conftest import Unpack
from .miele_peer import BODY, COMMISSIONING, GROUP_ID, OTHER_GROUP, PAIRING


def test_announcement_is_as_recorded() -> None:
    """Names, TXT keys and their order, the real port, the lifetimes."""
    washer = MieleAppliance(
        kind=Kind.WASHER,
        generation=Generation.XKM3100W,
        host="127.0.0.21",
        port=8021,
        mac="00:1d:63:36:21:44",
    )
    info = washer.announcement
    assert info.type == "_mieleathome._tcp.local."
    assert info.name == "Miele WCI960._mieleathome._tcp.local."
    assert info.server == "Miele-001D63FFFE362144.local."
    assert (info.port, info.parsed_addresses()) == (8021, ["127.0.0.21"])
    assert (info.priority, info.weight) == (0, 0)
    assert (info.other_ttl, info.host_ttl) == (600, 120)
    assert list(info.decoded_properties.items()) == [
        ("txtvers", "1"),
        ("group", ""),
        ("path", "/"),
        ("security", "1"),
        ("pairing", "false"),
        ("devicetype", "1"),
        ("con", "0"),
        ("subtype", "0"),
        ("s", "0"),
    ]


class RecordingAnnouncer(Announcer):
    """Keeps what would be announced; multicast itself was tried by hand."""

    def __init__(self) -> None:
        """Begin silent."""
        super().__init__()
        self.groups: list[str | None] = []

    @override
    async def publish(self, key: str, info: AsyncServiceInfo) -> None:
        """Keep the group."""
        self.groups.append(info.decoded_properties["group"])

    @override
    async def withdraw(self, key: str) -> None:
        """Keep that it is gone."""
        self.groups.append(None)


async def test_every_change_of_owner_is_announced(unpack: Unpack) -> None:
    """Empty, ours, another, empty, gone: in this order."""
    announcer = RecordingAnnouncer()
    peer = await unpack(group=None, announcer=announcer)
    await peer.send_unsigned("PUT", COMMISSIONING, BODY, PAIRING)
    await peer.appliance.announced()
    peer.appliance.give_to(*OTHER_GROUP)
    await peer.appliance.announced()
    peer.appliance.remove_in_app()
    await peer.appliance.announced()
    await peer.appliance.lose_power()
    assert announcer.groups == ["", GROUP_ID, OTHER_GROUP[0], "", None]


def test_a_gateway_is_announced_with_its_own_path() -> None:
    """`path=/rest/`: another protocol, to be refused."""
    gateway = MieleAppliance(
        kind=Kind.WASHER, generation=Generation.XKM3100W, gateway=True
    )
    assert gateway.announcement.decoded_properties["path"] == "/rest/"
