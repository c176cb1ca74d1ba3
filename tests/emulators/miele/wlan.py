"""On which network the appliance is: its own access point, the home's, or none. Modelled."""

from collections.abc import Mapping
from enum import StrEnum


class Network(StrEnum):
    """Where the appliance can be reached."""

    LAN = "lan"
    ACCESS_POINT = "access-point"
    NOWHERE = "nowhere"


class Wlan:
    """The radio: what it hears and what it has joined."""

    def __init__(self, network: Network, networks: Mapping[str, str]) -> None:
        """Know the passphrase of each network in range; empty means open."""
        self.network = network
        self._networks = networks
        self.ssid = next(iter(networks)) if network is Network.LAN else ""

    def scan(self) -> list[dict[str, object]]:
        """Return `Result` of `/WLAN/Scan`."""
        return [
            {"SSID": ssid, "RSSI": -52 - 9 * index, "Sec": "WPA2" if key else "None"}
            for index, (ssid, key) in enumerate(self._networks.items())
        ]

    def join(self, ssid: str, key: str) -> None:
        """Try a network; with a wrong passphrase the access point comes back."""
        if self._networks.get(ssid) == key:
            self.network = Network.LAN
            self.ssid = ssid

    def join_by_wps(self) -> None:
        """Join the first network in range."""
        self.network = Network.LAN
        self.ssid = next(iter(self._networks))

    def forget(self) -> None:
        """Lose the configuration."""
        self.network = Network.NOWHERE
        self.ssid = ""
