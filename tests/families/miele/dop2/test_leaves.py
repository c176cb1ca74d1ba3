"""Leaves as types: what recordings say, and what happens to the rest."""

from datetime import UTC, datetime

from hypothesis import given
import pytest

from custom_components.freehold.families.miele.protocol.dop2.frame import (
    Leaf,
    Tag,
    decode_leaf,
)
from custom_components.freehold.families.miele.protocol.dop2.leaves.context import (
    DeviceContext,
    WashToDry,
)
from custom_components.freehold.families.miele.protocol.dop2.leaves.cooking import (
    BeanContainer,
    CookingDevice,
    CookingProgram,
    DoorLock,
    FrontPanel,
)
from custom_components.freehold.families.miele.protocol.dop2.leaves.identity import (
    ApplianceIdent,
    Application,
    Labels,
    ModuleIdent,
)
from custom_components.freehold.families.miele.protocol.dop2.leaves.laundry import (
    ContainerInfo,
    DosingContainer,
    LaundryDevice,
    LaundryProgram,
)
from custom_components.freehold.families.miele.protocol.dop2.leaves.module import (
    ModuleConnection,
    ModuleState,
)
from custom_components.freehold.families.miele.protocol.dop2.leaves.state import (
    ApplianceState,
    CombinedState,
    DeviceState,
    OperationState,
    ProcessState,
    ProgramListPage,
)
from custom_components.freehold.families.miele.protocol.dop2.leaves.upkeep import (
    Failure,
    FailureList,
    HoursOfOperation,
    Notifications,
)

from .recordings import recorded
from .trees import annotated, fields, leaf, leaves

ALL = (
    ApplianceIdent,
    CombinedState,
    DeviceContext,
    DeviceState,
    FailureList,
    HoursOfOperation,
    Labels,
    ModuleIdent,
    ModuleState,
    Notifications,
    ProgramListPage,
)


def read(name: str) -> Leaf:
    """Decode a recorded leaf."""
    return decode_leaf(recorded(name))


@given(leaves)
def test_every_leaf_can_be_parsed_as_any_type(tree: Leaf) -> None:
    """A firmware may send what it likes: parsing does not fail."""
    for kind in ALL:
        kind.parse(tree)
    for part in (LaundryProgram, LaundryDevice, CookingProgram, CookingDevice):
        part.parse_fields(tree.root)


def test_the_context_of_a_washer_dryer_with_twin_dos() -> None:
    """On, nothing chosen, both containers full."""
    context = DeviceContext.parse(read("washer-dryer 2/1585"))

    assert context.state == CombinedState(
        appliance=ApplianceState.ON,
        operation=OperationState.CHOOSING,
        process=ProcessState.NONE,
    )
    assert context.supported_requests == {12140, 12134, 12135, 12136, 20, 12141}
    assert context.mobile_start is False
    assert context.wash_to_dry is None
    assert context.cooking_program is None
    assert context.cooking_device is None
    assert context.laundry_program == LaundryProgram(
        program_id=None, phase=12000, remaining_minutes=0, load_capacity_g=None
    )
    assert context.laundry_device is not None
    assert context.laundry_device.interior_light is False
    assert [each.dosage_ml for each in context.laundry_device.containers] == [120, 115]
    assert context.laundry_device.containers[0] == DosingContainer(
        info=ContainerInfo.INSERTED,
        level_percent=100,
        size=14000,
        initial_dosage_ml=0,
        dosage_ml=120,
    )


def test_the_context_of_a_washer_that_is_off() -> None:
    """It keeps the program, and its containers are out."""
    context = DeviceContext.parse(read("washer 2/1585"))

    assert context.state is not None
    assert context.state.appliance is ApplianceState.OFF
    assert context.supported_requests == frozenset()
    assert context.laundry_program == LaundryProgram(
        program_id=2, phase=12000, remaining_minutes=86, load_capacity_g=8000
    )
    assert context.laundry_device is not None
    assert context.laundry_device.energy_last_program is None
    assert context.laundry_device.water_total is None
    assert [each.inserted for each in context.laundry_device.containers] == [False] * 2
    assert [each.level_percent for each in context.laundry_device.containers] == [
        None,
        None,
    ]


def test_the_context_of_an_oven_that_runs() -> None:
    """Hot air at 160 °C, just started."""
    context = DeviceContext.parse(read("oven_2_1585"))

    assert context.state == CombinedState(
        appliance=ApplianceState.ON,
        operation=OperationState.RUNNING,
        process=ProcessState.RUNNING,
    )
    assert context.supported_requests == {19, 14, 2, 56, 112}
    assert context.mobile_start is True
    assert context.laundry_program is None
    assert context.cooking_program == CookingProgram(
        program_id=13,
        phase=10000,
        sub_phase=None,
        progress=None,
        display_temperature=21.47,
        core_temperature=None,
        setpoint_temperature=160.0,
        setpoint_moisture_percent=None,
        start_time=datetime(2025, 10, 9, 20, 3, tzinfo=UTC),
        next_action_time=None,
    )
    assert context.cooking_device is not None
    assert context.cooking_device.door_lock is DoorLock.UNLOCKED
    assert context.cooking_device.water_tank_level is None
    assert context.cooking_device.programs_until_descaling is None
    assert context.cooking_device.sabbath_mode is False


def test_the_older_context_of_an_oven_has_the_same_shape() -> None:
    """Attribute 391, with everything zero while asleep."""
    context = DeviceContext.parse(read("oven_1_391"))

    assert context.state is not None
    assert context.state.appliance is ApplianceState.UNKNOWN
    assert context.supported_requests == frozenset()
    assert context.cooking_program is not None
    assert context.cooking_program.display_temperature is None
    assert context.cooking_program.start_time is None


def test_the_state_of_a_container_is_a_set_of_bits() -> None:
    """Inserted, empty, usable, in use, low."""
    container = DosingContainer.parse_fields(fields(_2=(Tag.U8, 0b11101)))

    assert container.inserted is True
    assert container.empty is False
    assert container.supported is True
    assert container.active is True
    assert container.low is True


def test_a_container_that_tells_nothing_is_unknown() -> None:
    """Neither in nor out."""
    container = DosingContainer.parse_fields(fields())

    assert container.inserted is None
    assert container.low is None


def test_consumption_is_read_where_an_appliance_has_it() -> None:
    """With its unit, which no recording shows."""
    energy = fields(
        _1=(Tag.U8, 8),
        _2=(Tag.U16, 0),
        _3=(Tag.U16, 100),
        _4=(Tag.U16, 7),
        _5=(Tag.U16, 0),
        _6=(Tag.E8, 45),
    )
    device = LaundryDevice.parse_fields(fields(_3=(Tag.STRUCT, energy)))

    assert device.energy_last_program is not None
    assert device.energy_last_program.value == 7
    assert device.energy_last_program.interpretation == 45


def test_salt_and_rinse_aid_are_told_by_dishwashers() -> None:
    """By annotated truth values."""
    device = LaundryDevice.parse_fields(
        fields(_33=annotated(Tag.BOOL, True), _34=annotated(Tag.BOOL, False))
    )

    assert device.salt_low is True
    assert device.rinse_aid_low is False


def test_the_remaining_time_of_laundry_falls_back_to_the_plain_field() -> None:
    """Where the annotated one is not valid."""
    program = LaundryProgram.parse_fields(
        fields(_3=(Tag.U16, 42), _22=annotated(Tag.U16, 0, 6, mask=0))
    )

    assert program.remaining_minutes == 42


def test_a_coffee_machine_tells_what_it_needs() -> None:
    """Water, beans, milk."""
    device = CookingDevice.parse_fields(
        fields(
            _9=(Tag.STRUCT, fields(_1=(Tag.E8, 2), _2=(Tag.E8, 1), _3=(Tag.E8, 0))),
            _15=(Tag.U8, 80),
            _17=(Tag.E8, 2),
            _19=(Tag.BOOL, True),
            _25=(Tag.U8, 3),
        )
    )

    assert device.bean_containers == (
        BeanContainer.FULL,
        BeanContainer.EMPTY,
        BeanContainer.UNKNOWN,
    )
    assert device.water_tank_level == 80
    assert device.front_panel is FrontPanel.OPEN
    assert device.descaling_required is True
    assert device.days_until_milk_cleaning == 3


@pytest.mark.parametrize("state", WashToDry)
def test_a_dryer_tells_of_the_announced_load(state: WashToDry) -> None:
    """Field 16 of the context."""
    assert DeviceContext.parse(leaf(fields(_16=(Tag.E8, state)))).wash_to_dry is state


def test_the_combined_state_is_a_leaf_of_its_own() -> None:
    """Shorter than the context."""
    assert CombinedState.parse(read("oven_2_1586")) == CombinedState(
        appliance=ApplianceState.ON,
        operation=OperationState.CHOOSING,
        process=ProcessState.NONE,
    )


def test_the_device_state_of_a_washer() -> None:
    """Its times are seconds, its temperatures were hundredths."""
    state = DeviceState.parse(read("washer 2/256"))

    assert state.status == 1
    assert state.remote_control is True
    assert state.mobile_start is False
    assert state.program_id == 2
    assert state.phase == 256
    assert state.remaining_seconds == 5160
    assert state.target_temperatures == (40.0,)
    assert state.temperatures == (None,)
    assert state.door_open is True
    assert state.spin_speed_rpm == 1600


def test_the_program_list_has_pages() -> None:
    """Of twenty programs each."""
    page = ProgramListPage.parse(read("washer 2/1584"))

    assert page.programs[:4] == (49, 56, 37, 27)
    assert len(page.programs) == 20


def test_the_program_list_ends_where_it_says() -> None:
    """Or at the first zero that fills it up."""
    counted = fields(_1=(Tag.U8, 1), _2=(Tag.U16_ARRAY, (1, 2, 3)))
    uncounted = fields(_2=(Tag.U16_ARRAY, (1, 2, 0)))

    assert ProgramListPage.parse(leaf(counted)).programs == (1,)
    assert ProgramListPage.parse(leaf(uncounted)).programs == (1, 2)


def test_hours_of_operation_are_minutes() -> None:
    """In spite of the name."""
    assert HoursOfOperation.parse(read("washer 2/119")) == HoursOfOperation(
        total_minutes=904, before_replacement_minutes=0, since_maintenance_minutes=0
    )


def test_notifications_are_ids_without_the_empty_slots() -> None:
    """One message on the display of the recorded washer."""
    assert Notifications.parse(read("washer 2/131")) == Notifications(
        messages=(11018,), errors=()
    )


def test_the_failure_list_remembers_what_is_over() -> None:
    """67 slots, one used."""
    assert FailureList.parse(read("washer 2/148")) == FailureList(
        failures=(Failure(code=220, present=False),)
    )


def test_the_ident_of_a_washer() -> None:
    """What it takes part in."""
    assert ApplianceIdent.parse(read("washer 2/144")) == ApplianceIdent(
        device_type=1,
        protocol=4,
        applications=frozenset(
            {
                Application.MIELE_AT_HOME,
                Application.SMART_GRID,
                Application.MOBILE_CONTROL,
            }
        ),
    )


def test_the_labels_of_appliance_and_module() -> None:
    """Both have the same form."""
    appliance = Labels.parse(read("washer 2/145"))
    module = Labels.parse(read("washer 14/1566"))

    assert (appliance.model, appliance.material) == ("WXF660", "11614130")
    assert appliance.serial is not None
    assert len(appliance.serial) == 12
    assert (module.model, module.index) == ("EK057S", "00")


def test_the_ident_of_the_module() -> None:
    """Its MAC is hidden in an EUI-64."""
    assert ModuleIdent.parse(read("washer 14/1565")) == ModuleIdent(
        firmware="09.11",
        software_id=6297,
        wifi_mac="00:1d:63:00:00:03",
        lan_mac=None,
    )


def test_the_state_of_the_module() -> None:
    """A fair signal."""
    assert ModuleState.parse(read("washer 14/1568")) == ModuleState(
        connection=ModuleConnection.CONNECTED,
        signal_percent=50,
        rssi_dbm=-67,
        band_mhz=2400,
        channel=11,
        bssid="02:00:00:00:00:03",
        cloud_status=0,
    )
