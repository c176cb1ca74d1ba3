"""How the device itself fares: network, memory, security, firmware."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.button import ButtonDeviceClass
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.components.update import UpdateDeviceClass
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    UnitOfInformation,
)

from ....descriptions import (
    BinarySensorDescription,
    ButtonDescription,
    SensorDescription,
    UpdateDescription,
    UpdateReading,
)
from ....kinds import DIAGNOSTIC, HIDDEN, MEASURED
from ...protocol.rpc.maintenance import Stage
from ..model import RpcState
from .readings import Read, component, whole
from .templates import (
    BinarySensor,
    Button,
    Sensor,
    Template,
    Update,
    binary_sensor,
    sensor,
)

NOTES: Final = "https://shelly-api-docs.shelly.cloud/gen2/changelog/"
NOTES_OF_DISPLAYS: Final = "https://github.com/ShellyGroup/Wall-Display-Changelog"

SIGNAL: Final[dict[str, Any]] = {
    **MEASURED,
    **DIAGNOSTIC,
    **HIDDEN,
    "device_class": SensorDeviceClass.SIGNAL_STRENGTH,
    "native_unit_of_measurement": SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
}

RESET_REASONS: Final[Mapping[int, str]] = {
    1: "power_on",
    2: "external",
    3: "software",
    4: "crash",
    5: "watchdog",
    6: "watchdog",
    7: "watchdog",
    8: "deep_sleep",
    9: "brownout",
}
"""Numbers of the chip's own framework; that devices pass them on is inferred."""
OTHER: Final = "other"


def _reset_reason(*path: str) -> Read[str]:
    def of(key: str) -> Any:
        def value(state: RpcState) -> str | None:
            told = whole(component(state, key).get("reset_reason"))
            return None if told is None else RESET_REASONS.get(told, OTHER)

        return value

    return of


UPKEEP: Final[tuple[Template[Sensor], ...]] = (
    sensor("wifi", "wifi_signal", "rssi", **SIGNAL),
    sensor(
        "sys",
        "free_memory",
        "ram_free",
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.KIBIBYTES,
        suggested_display_precision=0,
        **MEASURED,
        **DIAGNOSTIC,
        **HIDDEN,
    ),
    sensor(
        "sys",
        "reset_reason",
        "reset_reason",
        read=_reset_reason,
        device_class=SensorDeviceClass.ENUM,
        options=sorted({*RESET_REASONS.values(), OTHER}),
        lifecycle=True,
        **DIAGNOSTIC,
        **HIDDEN,
    ),
)

CONNECTED: Final[tuple[Template[BinarySensor], ...]] = (
    *(
        binary_sensor(
            kind,
            f"{kind}_connected",
            "connected",
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
            **DIAGNOSTIC,
            **HIDDEN,
        )
        for kind in ("cloud", "mqtt")
    ),
    # What core shows and hides is shown: a changed setting that waits for a restart is
    # one that does not hold yet.
    binary_sensor(
        "sys",
        "restart_required",
        "restart_required",
        device_class=BinarySensorDeviceClass.PROBLEM,
        lifecycle=True,
        **DIAGNOSTIC,
    ),
)


SYSTEM: Final[dict[str, Any]] = {"source": "sys"}
"""Worked out of the status of the system, or of what no push is about alone: who it is, its
configuration, an update."""


def _open_doors(state: RpcState) -> dict[str, bool | None]:
    facts = state.security
    return {
        "no_password": facts.no_password,
        "open_access_point": facts.open_access_point,
        "bluetooth_commands": facts.bluetooth_commands,
        "cloud": facts.cloud,
    }


LAST_RESTART: Final[Sensor] = SensorDescription(
    key="last_restart",
    translation_key="last_restart",
    device_class=SensorDeviceClass.TIMESTAMP,
    value=lambda state: state.started_at,
    **SYSTEM,
    **DIAGNOSTIC,
    **HIDDEN,
)

SECURITY: Final[BinarySensor] = BinarySensorDescription(
    key="security",
    translation_key="security",
    device_class=BinarySensorDeviceClass.SAFETY,
    lifecycle=True,
    value=lambda state: state.security.is_open,
    attributes=_open_doors,
    **SYSTEM,
    **DIAGNOSTIC,
)

RESTART: Final[Button] = ButtonDescription(
    key="restart",
    translation_key="restart",
    device_class=ButtonDeviceClass.RESTART,
    entity_category=EntityCategory.CONFIG,
    press=lambda device: device.reboot(),
)

IDENTIFY: Final[Button] = ButtonDescription(
    key="identify",
    translation_key="identify",
    device_class=ButtonDeviceClass.IDENTIFY,
    entity_category=EntityCategory.CONFIG,
    lifecycle=True,
    press=lambda device: device.identify(),
)


def _firmware(key: str, stage: Stage, **kind: Any) -> Update:
    def value(state: RpcState) -> UpdateReading:
        installed = state.info.firmware
        offered = getattr(state.offers, stage)
        updating = state.updating
        progress: float | bool = False
        if updating is not None:
            progress = True if updating.percent is None else updating.percent
        return UpdateReading(
            installed=installed, latest=offered or installed, progress=progress
        )

    return UpdateDescription(
        key=key,
        translation_key=key,
        device_class=UpdateDeviceClass.FIRMWARE,
        entity_category=EntityCategory.CONFIG,
        value=value,
        install=lambda device: device.install(stage),
        notes=_notes,
        **SYSTEM,
        **kind,
    )


def _notes(state: RpcState) -> str:
    is_display = (state.info.app or "").startswith("WallDisplay")
    return NOTES_OF_DISPLAYS if is_display else NOTES


FIRMWARE: Final[tuple[Update, ...]] = (
    _firmware("firmware", "stable"),
    _firmware("beta_firmware", "beta", **HIDDEN),
)
"""Not in lifecycle-only mode: Home Assistant's own integration has them, and two that tell of
the same update are one too many."""
