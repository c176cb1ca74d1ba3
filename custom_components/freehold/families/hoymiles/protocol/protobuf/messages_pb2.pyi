from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class InformationRequest(_message.Message):
    __slots__ = ("local_time", "offset", "package", "time")
    LOCAL_TIME_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    PACKAGE_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    local_time: bytes
    offset: int
    package: int
    time: int
    def __init__(self, local_time: _Optional[bytes] = ..., offset: _Optional[int] = ..., package: _Optional[int] = ..., time: _Optional[int] = ...) -> None: ...

class Information(_message.Message):
    __slots__ = ("gateway_serial", "time", "packages", "package", "gateway", "meters", "inverters")
    GATEWAY_SERIAL_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    PACKAGES_FIELD_NUMBER: _ClassVar[int]
    PACKAGE_FIELD_NUMBER: _ClassVar[int]
    GATEWAY_FIELD_NUMBER: _ClassVar[int]
    METERS_FIELD_NUMBER: _ClassVar[int]
    INVERTERS_FIELD_NUMBER: _ClassVar[int]
    gateway_serial: bytes
    time: int
    packages: int
    package: int
    gateway: GatewayVersion
    meters: _containers.RepeatedCompositeFieldContainer[MeterInformation]
    inverters: _containers.RepeatedCompositeFieldContainer[InverterVersion]
    def __init__(self, gateway_serial: _Optional[bytes] = ..., time: _Optional[int] = ..., packages: _Optional[int] = ..., package: _Optional[int] = ..., gateway: _Optional[_Union[GatewayVersion, _Mapping]] = ..., meters: _Optional[_Iterable[_Union[MeterInformation, _Mapping]]] = ..., inverters: _Optional[_Iterable[_Union[InverterVersion, _Mapping]]] = ...) -> None: ...

class GatewayVersion(_message.Message):
    __slots__ = ("software", "hardware", "signal", "features", "seed")
    SOFTWARE_FIELD_NUMBER: _ClassVar[int]
    HARDWARE_FIELD_NUMBER: _ClassVar[int]
    SIGNAL_FIELD_NUMBER: _ClassVar[int]
    FEATURES_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    software: int
    hardware: int
    signal: int
    features: int
    seed: bytes
    def __init__(self, software: _Optional[int] = ..., hardware: _Optional[int] = ..., signal: _Optional[int] = ..., features: _Optional[int] = ..., seed: _Optional[bytes] = ...) -> None: ...

class MeterInformation(_message.Message):
    __slots__ = ("serial",)
    SERIAL_FIELD_NUMBER: _ClassVar[int]
    serial: int
    def __init__(self, serial: _Optional[int] = ...) -> None: ...

class InverterVersion(_message.Message):
    __slots__ = ("serial", "software", "part_number", "hardware")
    SERIAL_FIELD_NUMBER: _ClassVar[int]
    SOFTWARE_FIELD_NUMBER: _ClassVar[int]
    PART_NUMBER_FIELD_NUMBER: _ClassVar[int]
    HARDWARE_FIELD_NUMBER: _ClassVar[int]
    serial: int
    software: int
    part_number: int
    hardware: int
    def __init__(self, serial: _Optional[int] = ..., software: _Optional[int] = ..., part_number: _Optional[int] = ..., hardware: _Optional[int] = ...) -> None: ...

class ReadingsRequest(_message.Message):
    __slots__ = ("local_time", "page", "offset", "time")
    LOCAL_TIME_FIELD_NUMBER: _ClassVar[int]
    PAGE_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    local_time: bytes
    page: int
    offset: int
    time: int
    def __init__(self, local_time: _Optional[bytes] = ..., page: _Optional[int] = ..., offset: _Optional[int] = ..., time: _Optional[int] = ...) -> None: ...

class ReadingsPage(_message.Message):
    __slots__ = ("gateway_serial", "time", "pages", "page", "meters", "single_phase", "three_phase", "ports", "power", "today")
    GATEWAY_SERIAL_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    PAGES_FIELD_NUMBER: _ClassVar[int]
    PAGE_FIELD_NUMBER: _ClassVar[int]
    METERS_FIELD_NUMBER: _ClassVar[int]
    SINGLE_PHASE_FIELD_NUMBER: _ClassVar[int]
    THREE_PHASE_FIELD_NUMBER: _ClassVar[int]
    PORTS_FIELD_NUMBER: _ClassVar[int]
    POWER_FIELD_NUMBER: _ClassVar[int]
    TODAY_FIELD_NUMBER: _ClassVar[int]
    gateway_serial: bytes
    time: int
    pages: int
    page: int
    meters: _containers.RepeatedCompositeFieldContainer[Meter]
    single_phase: _containers.RepeatedCompositeFieldContainer[SinglePhase]
    three_phase: _containers.RepeatedCompositeFieldContainer[ThreePhase]
    ports: _containers.RepeatedCompositeFieldContainer[Port]
    power: int
    today: int
    def __init__(self, gateway_serial: _Optional[bytes] = ..., time: _Optional[int] = ..., pages: _Optional[int] = ..., page: _Optional[int] = ..., meters: _Optional[_Iterable[_Union[Meter, _Mapping]]] = ..., single_phase: _Optional[_Iterable[_Union[SinglePhase, _Mapping]]] = ..., three_phase: _Optional[_Iterable[_Union[ThreePhase, _Mapping]]] = ..., ports: _Optional[_Iterable[_Union[Port, _Mapping]]] = ..., power: _Optional[int] = ..., today: _Optional[int] = ...) -> None: ...

class Meter(_message.Message):
    __slots__ = ("type", "serial", "power", "power_a", "power_b", "power_c", "power_factor", "forward", "reverse", "fault", "voltage_a", "voltage_b", "voltage_c", "current_a", "current_b", "current_c", "power_factor_a", "power_factor_b", "power_factor_c")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    SERIAL_FIELD_NUMBER: _ClassVar[int]
    POWER_FIELD_NUMBER: _ClassVar[int]
    POWER_A_FIELD_NUMBER: _ClassVar[int]
    POWER_B_FIELD_NUMBER: _ClassVar[int]
    POWER_C_FIELD_NUMBER: _ClassVar[int]
    POWER_FACTOR_FIELD_NUMBER: _ClassVar[int]
    FORWARD_FIELD_NUMBER: _ClassVar[int]
    REVERSE_FIELD_NUMBER: _ClassVar[int]
    FAULT_FIELD_NUMBER: _ClassVar[int]
    VOLTAGE_A_FIELD_NUMBER: _ClassVar[int]
    VOLTAGE_B_FIELD_NUMBER: _ClassVar[int]
    VOLTAGE_C_FIELD_NUMBER: _ClassVar[int]
    CURRENT_A_FIELD_NUMBER: _ClassVar[int]
    CURRENT_B_FIELD_NUMBER: _ClassVar[int]
    CURRENT_C_FIELD_NUMBER: _ClassVar[int]
    POWER_FACTOR_A_FIELD_NUMBER: _ClassVar[int]
    POWER_FACTOR_B_FIELD_NUMBER: _ClassVar[int]
    POWER_FACTOR_C_FIELD_NUMBER: _ClassVar[int]
    type: int
    serial: int
    power: int
    power_a: int
    power_b: int
    power_c: int
    power_factor: int
    forward: int
    reverse: int
    fault: int
    voltage_a: int
    voltage_b: int
    voltage_c: int
    current_a: int
    current_b: int
    current_c: int
    power_factor_a: int
    power_factor_b: int
    power_factor_c: int
    def __init__(self, type: _Optional[int] = ..., serial: _Optional[int] = ..., power: _Optional[int] = ..., power_a: _Optional[int] = ..., power_b: _Optional[int] = ..., power_c: _Optional[int] = ..., power_factor: _Optional[int] = ..., forward: _Optional[int] = ..., reverse: _Optional[int] = ..., fault: _Optional[int] = ..., voltage_a: _Optional[int] = ..., voltage_b: _Optional[int] = ..., voltage_c: _Optional[int] = ..., current_a: _Optional[int] = ..., current_b: _Optional[int] = ..., current_c: _Optional[int] = ..., power_factor_a: _Optional[int] = ..., power_factor_b: _Optional[int] = ..., power_factor_c: _Optional[int] = ...) -> None: ...

class SinglePhase(_message.Message):
    __slots__ = ("serial", "voltage", "frequency", "power", "reactive_power", "current", "power_factor", "temperature", "alarms", "checksum", "link", "power_limit", "signal")
    SERIAL_FIELD_NUMBER: _ClassVar[int]
    VOLTAGE_FIELD_NUMBER: _ClassVar[int]
    FREQUENCY_FIELD_NUMBER: _ClassVar[int]
    POWER_FIELD_NUMBER: _ClassVar[int]
    REACTIVE_POWER_FIELD_NUMBER: _ClassVar[int]
    CURRENT_FIELD_NUMBER: _ClassVar[int]
    POWER_FACTOR_FIELD_NUMBER: _ClassVar[int]
    TEMPERATURE_FIELD_NUMBER: _ClassVar[int]
    ALARMS_FIELD_NUMBER: _ClassVar[int]
    CHECKSUM_FIELD_NUMBER: _ClassVar[int]
    LINK_FIELD_NUMBER: _ClassVar[int]
    POWER_LIMIT_FIELD_NUMBER: _ClassVar[int]
    SIGNAL_FIELD_NUMBER: _ClassVar[int]
    serial: int
    voltage: int
    frequency: int
    power: int
    reactive_power: int
    current: int
    power_factor: int
    temperature: int
    alarms: int
    checksum: int
    link: int
    power_limit: int
    signal: int
    def __init__(self, serial: _Optional[int] = ..., voltage: _Optional[int] = ..., frequency: _Optional[int] = ..., power: _Optional[int] = ..., reactive_power: _Optional[int] = ..., current: _Optional[int] = ..., power_factor: _Optional[int] = ..., temperature: _Optional[int] = ..., alarms: _Optional[int] = ..., checksum: _Optional[int] = ..., link: _Optional[int] = ..., power_limit: _Optional[int] = ..., signal: _Optional[int] = ...) -> None: ...

class ThreePhase(_message.Message):
    __slots__ = ("serial", "voltage_a", "voltage_b", "voltage_c", "voltage_ab", "voltage_bc", "voltage_ca", "frequency", "power", "reactive_power", "current_a", "current_b", "current_c", "power_factor", "temperature", "alarms", "checksum", "link", "signal")
    SERIAL_FIELD_NUMBER: _ClassVar[int]
    VOLTAGE_A_FIELD_NUMBER: _ClassVar[int]
    VOLTAGE_B_FIELD_NUMBER: _ClassVar[int]
    VOLTAGE_C_FIELD_NUMBER: _ClassVar[int]
    VOLTAGE_AB_FIELD_NUMBER: _ClassVar[int]
    VOLTAGE_BC_FIELD_NUMBER: _ClassVar[int]
    VOLTAGE_CA_FIELD_NUMBER: _ClassVar[int]
    FREQUENCY_FIELD_NUMBER: _ClassVar[int]
    POWER_FIELD_NUMBER: _ClassVar[int]
    REACTIVE_POWER_FIELD_NUMBER: _ClassVar[int]
    CURRENT_A_FIELD_NUMBER: _ClassVar[int]
    CURRENT_B_FIELD_NUMBER: _ClassVar[int]
    CURRENT_C_FIELD_NUMBER: _ClassVar[int]
    POWER_FACTOR_FIELD_NUMBER: _ClassVar[int]
    TEMPERATURE_FIELD_NUMBER: _ClassVar[int]
    ALARMS_FIELD_NUMBER: _ClassVar[int]
    CHECKSUM_FIELD_NUMBER: _ClassVar[int]
    LINK_FIELD_NUMBER: _ClassVar[int]
    SIGNAL_FIELD_NUMBER: _ClassVar[int]
    serial: int
    voltage_a: int
    voltage_b: int
    voltage_c: int
    voltage_ab: int
    voltage_bc: int
    voltage_ca: int
    frequency: int
    power: int
    reactive_power: int
    current_a: int
    current_b: int
    current_c: int
    power_factor: int
    temperature: int
    alarms: int
    checksum: int
    link: int
    signal: int
    def __init__(self, serial: _Optional[int] = ..., voltage_a: _Optional[int] = ..., voltage_b: _Optional[int] = ..., voltage_c: _Optional[int] = ..., voltage_ab: _Optional[int] = ..., voltage_bc: _Optional[int] = ..., voltage_ca: _Optional[int] = ..., frequency: _Optional[int] = ..., power: _Optional[int] = ..., reactive_power: _Optional[int] = ..., current_a: _Optional[int] = ..., current_b: _Optional[int] = ..., current_c: _Optional[int] = ..., power_factor: _Optional[int] = ..., temperature: _Optional[int] = ..., alarms: _Optional[int] = ..., checksum: _Optional[int] = ..., link: _Optional[int] = ..., signal: _Optional[int] = ...) -> None: ...

class Port(_message.Message):
    __slots__ = ("serial", "port", "voltage", "current", "power", "total", "today", "code")
    SERIAL_FIELD_NUMBER: _ClassVar[int]
    PORT_FIELD_NUMBER: _ClassVar[int]
    VOLTAGE_FIELD_NUMBER: _ClassVar[int]
    CURRENT_FIELD_NUMBER: _ClassVar[int]
    POWER_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    TODAY_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    serial: int
    port: int
    voltage: int
    current: int
    power: int
    total: int
    today: int
    code: int
    def __init__(self, serial: _Optional[int] = ..., port: _Optional[int] = ..., voltage: _Optional[int] = ..., current: _Optional[int] = ..., power: _Optional[int] = ..., total: _Optional[int] = ..., today: _Optional[int] = ..., code: _Optional[int] = ...) -> None: ...

class SettingsRequest(_message.Message):
    __slots__ = ("offset", "time")
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    offset: int
    time: int
    def __init__(self, offset: _Optional[int] = ..., time: _Optional[int] = ...) -> None: ...

class Settings(_message.Message):
    __slots__ = ("offset", "time", "power_limit", "upload_interval", "server", "mac_0", "mac_1", "mac_2", "mac_3", "mac_4", "mac_5", "wifi_mac_0", "wifi_mac_1", "wifi_mac_2", "wifi_mac_3", "wifi_mac_4", "wifi_mac_5")
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    POWER_LIMIT_FIELD_NUMBER: _ClassVar[int]
    UPLOAD_INTERVAL_FIELD_NUMBER: _ClassVar[int]
    SERVER_FIELD_NUMBER: _ClassVar[int]
    MAC_0_FIELD_NUMBER: _ClassVar[int]
    MAC_1_FIELD_NUMBER: _ClassVar[int]
    MAC_2_FIELD_NUMBER: _ClassVar[int]
    MAC_3_FIELD_NUMBER: _ClassVar[int]
    MAC_4_FIELD_NUMBER: _ClassVar[int]
    MAC_5_FIELD_NUMBER: _ClassVar[int]
    WIFI_MAC_0_FIELD_NUMBER: _ClassVar[int]
    WIFI_MAC_1_FIELD_NUMBER: _ClassVar[int]
    WIFI_MAC_2_FIELD_NUMBER: _ClassVar[int]
    WIFI_MAC_3_FIELD_NUMBER: _ClassVar[int]
    WIFI_MAC_4_FIELD_NUMBER: _ClassVar[int]
    WIFI_MAC_5_FIELD_NUMBER: _ClassVar[int]
    offset: int
    time: int
    power_limit: int
    upload_interval: int
    server: bytes
    mac_0: int
    mac_1: int
    mac_2: int
    mac_3: int
    mac_4: int
    mac_5: int
    wifi_mac_0: int
    wifi_mac_1: int
    wifi_mac_2: int
    wifi_mac_3: int
    wifi_mac_4: int
    wifi_mac_5: int
    def __init__(self, offset: _Optional[int] = ..., time: _Optional[int] = ..., power_limit: _Optional[int] = ..., upload_interval: _Optional[int] = ..., server: _Optional[bytes] = ..., mac_0: _Optional[int] = ..., mac_1: _Optional[int] = ..., mac_2: _Optional[int] = ..., mac_3: _Optional[int] = ..., mac_4: _Optional[int] = ..., mac_5: _Optional[int] = ..., wifi_mac_0: _Optional[int] = ..., wifi_mac_1: _Optional[int] = ..., wifi_mac_2: _Optional[int] = ..., wifi_mac_3: _Optional[int] = ..., wifi_mac_4: _Optional[int] = ..., wifi_mac_5: _Optional[int] = ...) -> None: ...

class AlarmsRequest(_message.Message):
    __slots__ = ("local_time", "package", "offset", "time")
    LOCAL_TIME_FIELD_NUMBER: _ClassVar[int]
    PACKAGE_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    local_time: bytes
    package: int
    offset: int
    time: int
    def __init__(self, local_time: _Optional[bytes] = ..., package: _Optional[int] = ..., offset: _Optional[int] = ..., time: _Optional[int] = ...) -> None: ...

class AlarmsPage(_message.Message):
    __slots__ = ("gateway_serial", "time", "packages", "package", "of_inverters", "alarms")
    GATEWAY_SERIAL_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    PACKAGES_FIELD_NUMBER: _ClassVar[int]
    PACKAGE_FIELD_NUMBER: _ClassVar[int]
    OF_INVERTERS_FIELD_NUMBER: _ClassVar[int]
    ALARMS_FIELD_NUMBER: _ClassVar[int]
    gateway_serial: bytes
    time: int
    packages: int
    package: int
    of_inverters: int
    alarms: _containers.RepeatedCompositeFieldContainer[AlarmEntry]
    def __init__(self, gateway_serial: _Optional[bytes] = ..., time: _Optional[int] = ..., packages: _Optional[int] = ..., package: _Optional[int] = ..., of_inverters: _Optional[int] = ..., alarms: _Optional[_Iterable[_Union[AlarmEntry, _Mapping]]] = ...) -> None: ...

class AlarmEntry(_message.Message):
    __slots__ = ("serial", "code", "number", "began", "ended", "data_1", "data_2")
    SERIAL_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    BEGAN_FIELD_NUMBER: _ClassVar[int]
    ENDED_FIELD_NUMBER: _ClassVar[int]
    DATA_1_FIELD_NUMBER: _ClassVar[int]
    DATA_2_FIELD_NUMBER: _ClassVar[int]
    serial: int
    code: int
    number: int
    began: int
    ended: int
    data_1: int
    data_2: int
    def __init__(self, serial: _Optional[int] = ..., code: _Optional[int] = ..., number: _Optional[int] = ..., began: _Optional[int] = ..., ended: _Optional[int] = ..., data_1: _Optional[int] = ..., data_2: _Optional[int] = ...) -> None: ...

class CommandRequest(_message.Message):
    __slots__ = ("time", "action", "device_kind", "packages", "package", "transaction", "data", "inverters")
    TIME_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    DEVICE_KIND_FIELD_NUMBER: _ClassVar[int]
    PACKAGES_FIELD_NUMBER: _ClassVar[int]
    PACKAGE_FIELD_NUMBER: _ClassVar[int]
    TRANSACTION_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    INVERTERS_FIELD_NUMBER: _ClassVar[int]
    time: int
    action: int
    device_kind: int
    packages: int
    package: int
    transaction: int
    data: bytes
    inverters: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, time: _Optional[int] = ..., action: _Optional[int] = ..., device_kind: _Optional[int] = ..., packages: _Optional[int] = ..., package: _Optional[int] = ..., transaction: _Optional[int] = ..., data: _Optional[bytes] = ..., inverters: _Optional[_Iterable[int]] = ...) -> None: ...

class Command(_message.Message):
    __slots__ = ("gateway_serial", "time", "action", "package", "error", "transaction")
    GATEWAY_SERIAL_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    PACKAGE_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    TRANSACTION_FIELD_NUMBER: _ClassVar[int]
    gateway_serial: bytes
    time: int
    action: int
    package: int
    error: int
    transaction: int
    def __init__(self, gateway_serial: _Optional[bytes] = ..., time: _Optional[int] = ..., action: _Optional[int] = ..., package: _Optional[int] = ..., error: _Optional[int] = ..., transaction: _Optional[int] = ...) -> None: ...

class CommandStatusRequest(_message.Message):
    __slots__ = ("time", "action", "package", "transaction", "error")
    TIME_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    PACKAGE_FIELD_NUMBER: _ClassVar[int]
    TRANSACTION_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    time: int
    action: int
    package: int
    transaction: int
    error: int
    def __init__(self, time: _Optional[int] = ..., action: _Optional[int] = ..., package: _Optional[int] = ..., transaction: _Optional[int] = ..., error: _Optional[int] = ...) -> None: ...

class CommandStatus(_message.Message):
    __slots__ = ("gateway_serial", "time", "action", "packages", "package", "transaction", "succeeded", "failed", "operating", "errors")
    GATEWAY_SERIAL_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    PACKAGES_FIELD_NUMBER: _ClassVar[int]
    PACKAGE_FIELD_NUMBER: _ClassVar[int]
    TRANSACTION_FIELD_NUMBER: _ClassVar[int]
    SUCCEEDED_FIELD_NUMBER: _ClassVar[int]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    OPERATING_FIELD_NUMBER: _ClassVar[int]
    ERRORS_FIELD_NUMBER: _ClassVar[int]
    gateway_serial: bytes
    time: int
    action: int
    packages: int
    package: int
    transaction: int
    succeeded: _containers.RepeatedScalarFieldContainer[int]
    failed: _containers.RepeatedScalarFieldContainer[int]
    operating: _containers.RepeatedCompositeFieldContainer[InverterProgress]
    errors: _containers.RepeatedCompositeFieldContainer[InverterError]
    def __init__(self, gateway_serial: _Optional[bytes] = ..., time: _Optional[int] = ..., action: _Optional[int] = ..., packages: _Optional[int] = ..., package: _Optional[int] = ..., transaction: _Optional[int] = ..., succeeded: _Optional[_Iterable[int]] = ..., failed: _Optional[_Iterable[int]] = ..., operating: _Optional[_Iterable[_Union[InverterProgress, _Mapping]]] = ..., errors: _Optional[_Iterable[_Union[InverterError, _Mapping]]] = ...) -> None: ...

class InverterProgress(_message.Message):
    __slots__ = ("serial", "percent")
    SERIAL_FIELD_NUMBER: _ClassVar[int]
    PERCENT_FIELD_NUMBER: _ClassVar[int]
    serial: int
    percent: int
    def __init__(self, serial: _Optional[int] = ..., percent: _Optional[int] = ...) -> None: ...

class InverterError(_message.Message):
    __slots__ = ("serial", "code")
    SERIAL_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    serial: int
    code: int
    def __init__(self, serial: _Optional[int] = ..., code: _Optional[int] = ...) -> None: ...
