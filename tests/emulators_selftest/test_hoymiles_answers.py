"""What an emulated gateway answers, kind by kind."""

import math

import pytest

from tests.emulators.hoymiles import MODELS, HoymilesDtu, Kind, fields, wire

from .conftest import NOON, UnpackDtu
from .hoymiles_peer import (
    ALARMS,
    CLOUD_COMMAND,
    DAY,
    ENERGIES,
    GET_CONFIG,
    HEARTBEAT,
    NETWORK,
    READ_OLD,
    SET_CONFIG,
    HoymilesPeer,
    Page,
    messages,
    named,
    numbers,
)

OVER_WIFI = [kind for kind in Kind if MODELS[kind].modbus is None]
INVERTERS = {
    Kind.BUILT_IN: (1, 2),
    Kind.ENCRYPTED: (1, 2),
    Kind.DTU_PRO: (3, 12),
    Kind.DTU_PRO_S: (4, 16),
    Kind.THREE_PHASE: (1, 6),
}


def ports_of(page: Page, inverter: dict[str, int]) -> list[dict[str, int]]:
    """Return the ports of an inverter."""
    return [port for port in page.ports if port["sn"] == inverter["sn"]]


async def config(peer: HoymilesPeer) -> wire.Decoded:
    """Return what the gateway is set to, by the numbers of reading."""
    return wire.decode(await peer.ask(GET_CONFIG))


@pytest.mark.parametrize("kind", OVER_WIFI)
async def test_the_physics_hold(unpack_dtu: UnpackDtu, kind: Kind) -> None:
    """Current is the active component, AC is 0.95 DC, the power factor follows."""
    peer = await unpack_dtu(kind)
    await peer.hello()
    page = await peer.everything()
    assert (len(page.inverters), len(page.ports)) == INVERTERS[kind]
    for port in page.ports:
        product = port["voltage"] * port["current"] / 100
        assert math.isclose(product, port["power"], rel_tol=0.01)
        assert port["code"] >> 24 == 3
        assert port["total"] > port["today"] > 0
    for inverter in page.inverters:
        direct = sum(port["power"] for port in ports_of(page, inverter))
        assert math.isclose(inverter["power"], 0.95 * direct, rel_tol=0.002)
        apparent = math.hypot(inverter["power"], inverter["reactive"])
        assert inverter["pf"] == round(1000 * inverter["power"] / apparent)
        assert inverter["link"] == 1
        assert inverter["crc"] > 0


@pytest.mark.parametrize("kind", OVER_WIFI)
async def test_who_it_is(unpack_dtu: UnpackDtu, kind: Kind) -> None:
    """A201 is never sealed; it names all inverters and meters."""
    peer = await unpack_dtu(kind)
    answer = await peer.ask(0xA301)
    model = MODELS[kind]
    assert named(fields.GATEWAY, answer)["dtu_sn"] == [model.serial.encode()]
    inverters = [
        numbers(fields.PV_INFO, one)
        for one in messages(fields.GATEWAY, answer, "pv_info")
    ]
    assert [f"{one['pv_sn']:012X}" for one in inverters] == list(model.inverters)
    assert len(messages(fields.GATEWAY, answer, "meter_info")) == len(
        model.meters or ()
    )
    info = await peer.hello()
    assert bool(info["dfs"] >> 25 & 1) == (kind is Kind.ENCRYPTED)
    assert (peer.seed is not None) == (kind is Kind.ENCRYPTED)
    if peer.seed is not None:
        assert peer.seed == peer.device.seed


async def test_the_versions(unpack_dtu: UnpackDtu) -> None:
    """As numbers that others decode."""
    plain, sealed = await unpack_dtu(), await unpack_dtu(Kind.ENCRYPTED)
    pro = await unpack_dtu(Kind.DTU_PRO)
    versions = [(await peer.hello())["dtu_sw"] for peer in (plain, sealed, pro)]
    assert versions == [267, 4353, 520]


async def test_pages(unpack_dtu: UnpackDtu) -> None:
    """Four of them, inverters and meter on the first; twelve ports need one."""
    peer = await unpack_dtu(Kind.DTU_PRO_S)
    pages = [await peer.page(number) for number in range(4)]
    assert [(page.head["ap"], page.head["cp"]) for page in pages] == [
        (4, number) for number in range(4)
    ]
    assert [len(page.ports) for page in pages] == [4] * 4
    assert [(len(page.inverters), len(page.meters)) for page in pages] == [
        (4, 1),
        *[(0, 0)] * 3,
    ]
    assert (await (await unpack_dtu(Kind.DTU_PRO)).page()).head["ap"] == 1


async def test_sums_are_told_by_newer_firmware_only(unpack_dtu: UnpackDtu) -> None:
    """V00.02.08 leaves both fields out."""
    page = await (await unpack_dtu(Kind.BUILT_IN)).page()
    assert page.head["dtu_power"] == page.inverters[0]["power"]
    assert page.head["dtu_daily_energy"] == sum(port["today"] for port in page.ports)
    old = wire.decode(await (await unpack_dtu(Kind.DTU_PRO)).ask(0xA311))
    assert fields.READINGS["dtu_power"] not in old


async def test_the_old_request_is_answered_in_the_new_layout(
    unpack_dtu: UnpackDtu,
) -> None:
    """A303 is A311."""
    peer = await unpack_dtu()
    page = Page.read(await peer.ask(READ_OLD))
    assert page.ports == (await peer.page()).ports


async def test_three_phases(unpack_dtu: UnpackDtu) -> None:
    """Currents share the power; voltages between phases are larger."""
    peer = await unpack_dtu(Kind.THREE_PHASE)
    (inverter,) = (await peer.page()).inverters
    power = sum(
        inverter[f"voltage_{phase}"] * inverter[f"current_{phase}"] for phase in "abc"
    )
    assert math.isclose(power / 100, inverter["power"], rel_tol=0.01)
    assert 3900 < inverter["voltage_ca"] < 4100


async def test_the_meter_counts_what_the_house_leaves(unpack_dtu: UnpackDtu) -> None:
    """Negative while it takes; units are 10 W and 10 Wh; clamps can be turned."""
    peer = await unpack_dtu(Kind.DTU_PRO_S)
    (meter,) = peer.device.plant.meters
    await peer.device.advance(60)
    produced = (await peer.everything()).head["dtu_power"] / 10
    (told,) = (await peer.page()).meters
    assert abs(told["power"] * 10 - (produced - meter.load)) < 60
    active = told["voltage_a"] / 100 * told["current_a"] / 100 * told["pf_a"] / 1000
    assert math.isclose(active, told["power_a"] * 10, rel_tol=0.01)

    await peer.device.set_hour(23)
    await peer.device.advance(3600)
    (night,) = (await peer.page()).meters
    assert night["power"] == -45
    assert night["reverse"] - told["reverse"] == pytest.approx(45, abs=1)

    meter.turned = True
    await peer.device.advance(60)
    assert (await peer.page()).meters[0]["power"] == 45


async def test_the_signal_is_garbage_on_old_firmware(unpack_dtu: UnpackDtu) -> None:
    """A counter instead of decibels."""
    new = (await (await unpack_dtu()).page()).inverters[0]["mi_signal"]
    old = (await (await unpack_dtu(Kind.DTU_PRO)).page()).inverters[0]["mi_signal"]
    assert -120 <= new < 0
    assert old > 1_000_000


async def test_temperature_below_zero(unpack_dtu: UnpackDtu) -> None:
    """A varint of ten bytes; one firmware forgets the sign."""
    peer = await unpack_dtu(sun_hour=6)
    peer.device.plant.ambient = -12
    await peer.device.advance(60)
    cold = (await peer.page()).inverters[0]["temperature"]
    assert -120 < cold < 0
    peer.device.misbehave("unsigned-temperature")
    assert (await peer.page()).inverters[0]["temperature"] == cold + 0x10000


async def test_configuration_is_written_whole(unpack_dtu: UnpackDtu) -> None:
    """What is left out is 0 from then on, but texts stay."""
    peer = await unpack_dtu()
    before = await config(peer)
    assert before[fields.GET_CONFIG["wifi_password"]] == [b"correct horse"]
    assert before[fields.GET_CONFIG["netmode_select"]] == [1]
    copy = {
        str(fields.SET_CONFIG[name]): before[number][0]
        for name, number in fields.GET_CONFIG.items()
        if name in fields.SET_CONFIG and number in before
    }
    table = {str(number): number for number in fields.SET_CONFIG.values()}
    ssid = str(fields.SET_CONFIG["wifi_ssid"])
    await peer.ask(SET_CONFIG, wire.encode(table, {**copy, ssid: "Other"}))
    after = await config(peer)
    changed = {number for number in before if before[number] != after.get(number)}
    assert changed == {fields.GET_CONFIG["wifi_ssid"]}

    await peer.ask(SET_CONFIG, wire.encode(fields.SET_CONFIG, {"server_send_time": 5}))
    rest = await config(peer)
    assert rest[fields.GET_CONFIG["server_send_time"]] == [5]
    assert fields.GET_CONFIG["netmode_select"] not in rest
    assert rest[fields.GET_CONFIG["wifi_ssid"]] == [b"Other"]
    assert "correct horse" not in str(peer.device.report())
    assert numbers(fields.NETWORK, await peer.ask(NETWORK))["net_set_time"] > 0


async def test_the_wired_address_ends_as_the_serial(unpack_dtu: UnpackDtu) -> None:
    """HM, then the last eight digits."""
    told = numbers(
        fields.GET_CONFIG, await (await unpack_dtu(Kind.DTU_PRO)).ask(GET_CONFIG)
    )
    mac = bytes(told[f"mac_{place}"] for place in range(6))
    assert mac == b"HM" + bytes.fromhex(MODELS[Kind.DTU_PRO].serial[-8:])
    built_in = numbers(fields.GET_CONFIG, await (await unpack_dtu()).ask(GET_CONFIG))
    assert any(built_in[f"wifi_mac_{place}"] for place in range(6))
    assert not any(built_in[f"mac_{place}"] for place in range(6))


async def test_alarms_come_after_they_were_wanted(unpack_dtu: UnpackDtu) -> None:
    """Command 50 first; the count of an inverter rises with each new one."""
    peer = await unpack_dtu()
    assert messages(fields.WARNINGS, await peer.ask(ALARMS), "warns") == []
    count = (await peer.page()).inverters[0]["wnum"]
    serial = peer.device.plant.array["0"].number

    await peer.command(7, targets=[serial], message=CLOUD_COMMAND)
    await peer.device.advance(60)
    await peer.command(50)

    listed = [
        numbers(fields.WARNING, one)
        for one in messages(fields.WARNINGS, await peer.ask(ALARMS), "warns")
    ]
    assert (await peer.page()).inverters[0]["wnum"] == count + 1 == len(listed)
    off = listed[-1]
    assert (off["code"] & 0xFFF, off["num"], off["e_time"]) == (124, count + 1, 0)
    assert all(one["sn"] == serial and one["e_time"] for one in listed[:-1])

    await peer.command(6, targets=[serial], message=CLOUD_COMMAND)
    await peer.command(50)
    await peer.device.advance(5)
    last = messages(fields.WARNINGS, await peer.ask(ALARMS), "warns")[-1]
    over = numbers(fields.WARNING, last)
    assert over["e_time"] - over["s_time"] == over["data1"] > 0


async def test_heartbeat(unpack_dtu: UnpackDtu) -> None:
    """In clear from both sides, where all else is sealed."""
    for kind, signal in ((Kind.ENCRYPTED, -69), (Kind.DTU_PRO, 78)):
        peer = await unpack_dtu(kind)
        await peer.hello()
        assert numbers(fields.HEARTBEAT, await peer.ask(HEARTBEAT))["csq"] == signal


async def test_the_curve_of_the_day(unpack_dtu: UnpackDtu) -> None:
    """Two hundred minutes a page, from the beginning; then the days before."""
    peer = await unpack_dtu()
    await peer.device.advance(5 * 3600)
    told = [
        await peer.ask(DAY, wire.encode(fields.ASK_DAY, {"cp": page}))
        for page in range(2)
    ]
    first, second = (numbers(fields.DAY, one) for one in told)
    assert (first["ap"], second["cp"]) == (2, 1)
    assert first["absolute_start"] == second["absolute_start"]
    assert second["start_time"] - first["start_time"] == 200 * 60
    curve = [
        power
        for one in told
        for packed in messages(fields.DAY, one, "power_array")
        for power in wire.unpack(packed)
    ]
    assert len(curve) == 60
    today = sum(port["today"] for port in (await peer.page()).ports)
    assert abs(first["daily_energy"] - today) <= 5

    await peer.device.advance(20 * 3600)
    await peer.connect()
    days = messages(fields.ENERGIES, await peer.ask(ENERGIES), "energ")
    assert [numbers(fields.ENERGY, day)["ed"] > today for day in days] == [True]


async def test_silent_firmware_answers_hello_only(unpack_dtu: UnpackDtu) -> None:
    """V00.08.03."""
    peer = await unpack_dtu(Kind.DTU_PRO_S, firmware="V00.08.03")
    for message in (0xA311, 0xA305, GET_CONFIG, HEARTBEAT):
        await peer.send(message)
    assert (await peer.hello())["dtu_sw"] == 2051
    assert [one.answered for one in peer.device.requests] == [False] * 4 + [True]


async def test_new_firmware_says_nothing_of_its_configuration(
    unpack_dtu: UnpackDtu,
) -> None:
    """V01.01.01 tells its limit with the readings, and there alone."""
    peer = await unpack_dtu(Kind.ENCRYPTED)
    await peer.hello()
    await peer.send(GET_CONFIG)
    assert (await peer.page()).inverters[0]["p_lim"] == 1000
    assert not peer.device.requests[-2].answered
    assert (await (await unpack_dtu()).page()).inverters[0]["p_lim"] == 0


def test_every_kind_can_be_unpacked() -> None:
    """Serial numbers are twelve digits, and no two are the same."""
    serials = [HoymilesDtu(kind, began=NOON).serial for kind in Kind]
    behind = [serial for kind in Kind for serial in MODELS[kind].inverters]
    everybody = serials + behind
    assert len(set(everybody)) == len(everybody)
    assert all(len(bytes.fromhex(serial)) == 6 for serial in everybody)
