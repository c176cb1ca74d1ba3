"""The gateway itself, and the plant as a whole."""

from collections.abc import Callable, Iterator
from typing import Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import PERCENTAGE, UnitOfTime

from ...descriptions import BinarySensorDescription, SensorDescription
from ...kinds import DIAGNOSTIC, HIDDEN, MEASURED
from ..capabilities import CLOCK, SIGNAL, Capabilities
from ..model import GATEWAY, HoymilesState
from ..protocol.gateway import GatewaySettings
from .kinds import BinarySensor, Sensor
from .yields import yield_sensors

PLANT: Final[tuple[Sensor, ...]] = tuple(
    yield_sensors(GATEWAY, lambda yields: yields.plant, words="plant_")
)


def _setting[T](
    read: Callable[[GatewaySettings], T | None],
) -> Callable[[HoymilesState], T | None]:
    return lambda state: read(state.settings) if state.settings else None


_WHERE_TOLD: Final[tuple[tuple[str, Sensor], ...]] = (
    (
        CLOCK,
        SensorDescription(
            key="clock_drift",
            translation_key="clock_drift",
            device_class=SensorDeviceClass.DURATION,
            native_unit_of_measurement=UnitOfTime.SECONDS,
            suggested_display_precision=0,
            value=lambda state: state.clock_drift,
            **MEASURED,
            **DIAGNOSTIC,
            **HIDDEN,
        ),
    ),
    (
        SIGNAL,
        SensorDescription(
            key="signal",
            translation_key="wifi_quality",
            native_unit_of_measurement=PERCENTAGE,
            value=lambda state: state.information.signal if state.in_contact else None,
            **MEASURED,
            **DIAGNOSTIC,
            **HIDDEN,
        ),
    ),
    (
        "upload_interval",
        SensorDescription(
            key="upload_interval",
            translation_key="upload_interval",
            device_class=SensorDeviceClass.DURATION,
            native_unit_of_measurement=UnitOfTime.MINUTES,
            value=_setting(lambda settings: settings.upload_interval),
            **DIAGNOSTIC,
            **HIDDEN,
        ),
    ),
    (
        "server",
        SensorDescription(
            key="server",
            translation_key="cloud_server",
            value=_setting(lambda settings: settings.server),
            **DIAGNOSTIC,
            **HIDDEN,
        ),
    ),
)
"""By what must have been told of the gateway."""

CONTACT: Final[BinarySensor] = BinarySensorDescription(
    key="contact",
    translation_key="gateway_contact",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    value=lambda state: state.in_contact,
    **DIAGNOSTIC,
)
"""At night everything else stays available."""


def gateway_sensors(told: Capabilities) -> Iterator[Sensor]:
    """Describe what the gateway tells of itself."""
    yield from (
        description
        for field, description in _WHERE_TOLD
        if (GATEWAY, field) in told.told
    )
