"""How the device itself fares: network, memory, security, firmware."""

from typing import Any, Final, Literal

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.button import ButtonDeviceClass
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.components.update import UpdateDeviceClass
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    UnitOfInformation,
)

from ....descriptions import ButtonDescription, UpdateDescription, UpdateReading
from ....kinds import DIAGNOSTIC, HIDDEN, MEASURED
from ..layout import DEVICE
from ..model import Gen1State
from .readings import own
from .templates import (
    BinarySensor,
    Button,
    Sensor,
    Template,
    Update,
    own_binary_sensor,
    own_sensor,
)

NOTES: Final = "https://shelly-api-docs.shelly.cloud/gen1/#changelog"

UPKEEP: Final[tuple[Template[Sensor], ...]] = (
    own_sensor(
        "rssi_dbm",
        "wifi_signal",
        own("status.wifi.rssi_dbm"),
        device_class=SensorDeviceClass.SIGNAL_STRENGTH,
        native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        **MEASURED,
        **DIAGNOSTIC,
        **HIDDEN,
    ),
    own_sensor(
        "ram_free_bytes",
        "free_memory",
        own("status.ram_free_bytes"),
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.KIBIBYTES,
        suggested_display_precision=0,
        lifecycle=True,
        **MEASURED,
        **DIAGNOSTIC,
        **HIDDEN,
    ),
    own_sensor(
        "runs",
        "last_restart",
        own("started_at"),
        device_class=SensorDeviceClass.TIMESTAMP,
        **DIAGNOSTIC,
        **HIDDEN,
    ),
)


def _open_doors(state: Gen1State) -> dict[str, bool | None]:
    facts = state.security
    return {
        "no_password": facts.no_password,
        "open_access_point": facts.open_access_point,
        "cloud": facts.cloud,
    }


CONNECTED: Final[tuple[Template[BinarySensor], ...]] = (
    own_binary_sensor(
        "cloud_connected",
        "cloud_connected",
        own("status.cloud_connected"),
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        **DIAGNOSTIC,
        **HIDDEN,
    ),
    own_binary_sensor(
        "mqtt_connected",
        "mqtt_connected",
        own("status.mqtt_connected"),
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        lifecycle=True,
        **DIAGNOSTIC,
        **HIDDEN,
    ),
    own_binary_sensor(
        "",
        "security",
        own("security.is_open"),
        device_class=BinarySensorDeviceClass.SAFETY,
        lifecycle=True,
        attributes=_open_doors,
        **DIAGNOSTIC,
    ),
)


def _button(key: str, press: Any, member: str = "", **more: Any) -> Template[Button]:
    return Template(
        kind=DEVICE,
        member=member,
        make=lambda _: ButtonDescription(
            key=key, translation_key=key, press=press, **more
        ),
    )


BUTTONS: Final[tuple[Template[Button], ...]] = (
    _button(
        "restart",
        lambda device: device.reboot(),
        device_class=ButtonDeviceClass.RESTART,
        entity_category=EntityCategory.CONFIG,
    ),
    _button("mute", lambda device: device.client.mute(), "gas_alarm"),
    _button("unmute", lambda device: device.client.unmute(), "gas_alarm"),
    _button(
        "self_test",
        lambda device: device.client.self_test(),
        "gas_alarm",
        **DIAGNOSTIC,
    ),
)


def _firmware(
    key: str, stage: Literal["stable", "beta"], **more: Any
) -> Template[Update]:
    def value(state: Gen1State) -> UpdateReading:
        installed = state.firmware.installed
        return UpdateReading(
            installed=installed,
            latest=getattr(state.firmware, stage) or installed,
            progress=state.updating,
        )

    return Template(
        kind=DEVICE,
        make=lambda _: UpdateDescription(
            key=key,
            translation_key=key,
            device_class=UpdateDeviceClass.FIRMWARE,
            entity_category=EntityCategory.CONFIG,
            value=value,
            install=lambda device: device.install(stage),
            notes=lambda _: NOTES,
            **more,
        ),
    )


FIRMWARE: Final[tuple[Template[Update], ...]] = (
    _firmware("firmware", "stable"),
    _firmware("beta_firmware", "beta", **HIDDEN),
)
"""Not in lifecycle-only mode: Home Assistant's own integration has them, too."""
