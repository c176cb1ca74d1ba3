"""The models: what is printed on them and what is in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

FIRMWARES: Mapping[str, str] = {
    "1.4.4": "20241011-114446/1.4.4-g6d2a586",
    "1.7.5": "20260311-095847/1.7.5-g9979d16",
    "2.0.0": "20260713-083000/2.0.0-g0f1a2b3",
    "2.0.1": "20260820-083000/2.0.1-g4c5d6e7",
}
"""Version and build, oldest first; those of 2.x are modelled."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model."""

    key: str
    """Its name on the command line."""
    title: str
    number: str
    app: str
    hostname: str
    """The device id is this in lower case, with the MAC; the access point keeps the case."""
    generation: int
    components: tuple[str, ...] = ()
    profiles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Components by profile; the first one is the factory's."""
    metered: bool = True
    bluetooth: bool = True
    matter: bool = False
    ethernet: bool = False
    wakeup_period: int = 0
    """Seconds between two wake-ups; 0: never sleeps."""
    frozen: bool = False
    """Gets no firmware 2.x."""
    mac: str = "A8032AB00000"

    def components_of(self, profile: str | None) -> tuple[str, ...]:
        """Return the keys of the components in this profile."""
        return self.components + self.profiles.get(profile or "", ())

    @property
    def first_profile(self) -> str | None:
        """Return the factory's profile."""
        return next(iter(self.profiles), None)

    def id_of(self, mac: str) -> str:
        """Return the device id, which is also the realm of its password."""
        return f"{self.hostname}-{mac}".lower()


_FOUR_INPUTS = ("input:0", "input:1", "input:2", "input:3")

_ALL = (
    Model(
        key="plus-1pm",
        title="Plus 1PM",
        number="SNSW-001P16EU",
        app="Plus1PM",
        hostname="ShellyPlus1PM",
        generation=2,
        components=("input:0", "switch:0"),
        frozen=True,
        mac="A8032AB00101",
    ),
    Model(
        key="plus-2pm",
        title="Plus 2PM",
        number="SNSW-102P16EU",
        app="Plus2PM",
        hostname="ShellyPlus2PM",
        generation=2,
        components=("input:0", "input:1"),
        profiles={"switch": ("switch:0", "switch:1"), "cover": ("cover:0",)},
        frozen=True,
        mac="A8032AB00201",
    ),
    Model(
        key="pro-4pm",
        title="Pro 4PM",
        number="SPSW-104PE16EU",
        app="Pro4PM",
        hostname="ShellyPro4PM",
        generation=2,
        components=(
            *_FOUR_INPUTS,
            "switch:0",
            "switch:1",
            "switch:2",
            "switch:3",
            "ui",
        ),
        ethernet=True,
        mac="A8032AB00301",
    ),
    Model(
        key="pro-3em",
        title="Pro 3EM",
        number="SPEM-003CEBEU",
        app="Pro3EM",
        hostname="ShellyPro3EM",
        generation=2,
        components=("temperature:0",),
        profiles={"triphase": ("em:0", "emdata:0")},
        ethernet=True,
        mac="A8032AB00401",
    ),
    Model(
        key="plus-i4",
        title="Plus i4",
        number="SNSN-0024X",
        app="PlusI4",
        hostname="ShellyPlusI4",
        generation=2,
        components=_FOUR_INPUTS,
        frozen=True,
        mac="A8032AB00501",
    ),
    Model(
        key="plus-ht",
        title="Plus H&T",
        number="SNSN-0013A",
        app="PlusHT",
        hostname="ShellyPlusHT",
        generation=2,
        components=("devicepower:0", "ht_ui", "humidity:0", "temperature:0"),
        wakeup_period=7200,
        frozen=True,
        mac="A8032AB00601",
    ),
    Model(
        key="plug-s-gen3",
        title="Plug S Gen3",
        number="S3PL-00112EU",
        app="PlugSG3",
        hostname="ShellyPlugSG3",
        generation=3,
        components=("plugs_ui", "switch:0"),
        matter=True,
        mac="A8032AB00701",
    ),
    Model(
        key="1-gen4",
        title="1 Gen4",
        number="S4SW-001X16EU",
        app="S1G4",
        hostname="Shelly1G4",
        generation=4,
        components=("input:0", "switch:0"),
        metered=False,
        matter=True,
        mac="A8032AB00801",
    ),
    Model(
        key="dimmer-gen3",
        title="Dimmer Gen3",
        number="S3DM-0A101WWL",
        app="DimmerG3",
        hostname="ShellyDimmerG3",
        generation=3,
        components=("input:0", "input:1", "light:0"),
        mac="A8032AB00901",
    ),
)

MODELS: Mapping[str, Model] = {model.key: model for model in _ALL}


@dataclass(slots=True)
class Firmware:
    """What runs on a device."""

    version: str

    @property
    def build(self) -> str:
        """Return `fw_id`."""
        return FIRMWARES.get(self.version, f"20260101-000000/{self.version}-g0000000")

    @property
    def second_generation(self) -> bool:
        """Return whether this is firmware 2.x: other authentication, other settings."""
        return self.version.startswith("2.")

    def offers(self, model: Model) -> dict[str, str]:
        """Return the newest version for the model by stage, as a server would."""
        newest = "1.7.5" if model.frozen else list(FIRMWARES)[-1]
        known = list(FIRMWARES)
        if self.version in known and known.index(self.version) < known.index(newest):
            return {"stable": newest}
        return {}
