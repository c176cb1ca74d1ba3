"""Who may talk to the emulated Miele appliance, and how it changes hands."""

from aiohttp import ClientError
import pytest

from tests.emulators.miele import Generation, Kind, Network, Status

from .conftest import Unpack
from .miele_peer import (
    BODY,
    COMMISSIONING,
    GROUP_ID,
    OTHER_GROUP,
    PAIRING,
    Peer,
    device,
    network,
    state,
)


async def test_never_commissioned_is_open_to_everybody_but_knows_no_signature(
    unpack: Unpack,
) -> None:
    """Unsigned works, signed is not found."""
    peer = await unpack(group=None)
    reply = await peer.send_unsigned("GET", "/Devices")
    assert reply.json[peer.appliance.fab] == {
        "href": f"{peer.appliance.fab}/",
        "Group": "",
        "Pairing": False,
    }
    assert (await peer.get("/Devices")).status == 404


async def test_commissioned_hides_from_strangers(unpack: Unpack) -> None:
    """Unsigned requests get 404, recognisable as Miele's."""
    peer = await unpack()
    reply = await peer.send_unsigned("GET", "/Devices")
    assert reply.status == 404
    assert "vnd.miele" in reply.content_type


async def test_cloud_only_answers_nobody(unpack: Unpack) -> None:
    """Cloud but no local group: 404 for everything, and `con=1` in the announcement."""
    peer = await unpack(group=None, cloud_connected=True)
    assert (await peer.send_unsigned("GET", "/Devices")).status == 404
    assert (await peer.get("/Devices")).status == 404
    properties = peer.appliance.announcement.decoded_properties
    assert (properties["group"], properties["con"]) == ("", "1")


@pytest.mark.parametrize(
    ("generation", "status"), [(Generation.XKM3100W, 404), (Generation.EK057, 403)]
)
async def test_a_foreign_household_is_refused(
    unpack: Unpack, generation: Generation, status: int
) -> None:
    """Another group, and our group with another key."""
    peer = await unpack(generation=generation)
    stranger = Peer(
        peer.session, peer.appliance, OTHER_GROUP[0], bytes.fromhex(OTHER_GROUP[1])
    )
    assert (await stranger.get("/Devices")).status == status
    forger = Peer(peer.session, peer.appliance, GROUP_ID, bytes(64))
    assert (await forger.get("/Devices")).status == 403
    assert [r.verified for r in peer.appliance.requests] == [False, False]


async def test_commissioning_takes_once_and_waits_for_the_signed_repetition(
    unpack: Unpack,
) -> None:
    """First 200, `Status` 12, then the same body signed, then 403 even for the same body."""
    peer = await unpack(Kind.OVEN, group=None)
    first = await peer.send_unsigned("PUT", COMMISSIONING, BODY, PAIRING)
    assert first.status == 200
    assert (await state(peer))["Status"] == Status.SERVICE
    assert (await peer.put(COMMISSIONING, BODY)).status == 204
    assert (await state(peer))["Status"] == Status.ON
    again = await peer.send_unsigned("PUT", COMMISSIONING, BODY, PAIRING)
    assert again.status == 403
    assert peer.appliance.announcement.decoded_properties["group"] == GROUP_ID


async def test_an_empty_key_locks_everybody_out_until_the_panel_reset(
    unpack: Unpack,
) -> None:
    """Nothing is validated: zeros and no key are taken, every real key is refused."""
    peer = await unpack(group=None)
    nonsense = {"GroupID": "0" * 16, "GroupKey": ""}
    assert (
        await peer.send_unsigned("PUT", COMMISSIONING, nonsense, PAIRING)
    ).status == 200
    assert (await peer.send_unsigned("PUT", COMMISSIONING, BODY, PAIRING)).status == 403
    assert (await peer.get("/Devices")).status == 403
    await peer.appliance.factory_reset(keep_wifi=True)
    assert (await peer.send_unsigned("PUT", COMMISSIONING, BODY, PAIRING)).status == 200


@pytest.mark.parametrize(
    ("generation", "status"), [(Generation.XKM3100W, 204), (Generation.EK057, 404)]
)
async def test_only_new_modules_want_the_pairing_header(
    unpack: Unpack, generation: Generation, status: int
) -> None:
    """Without it the path does not exist on EK057."""
    peer = await unpack(generation=generation, group=None)
    assert (await peer.send_unsigned("PUT", COMMISSIONING, BODY)).status == status
    assert (await peer.send_unsigned("GET", COMMISSIONING)).status == 405


async def test_a_cloud_number_may_be_wanted_first(unpack: Unpack) -> None:
    """404 until the number was delivered."""
    peer = await unpack(group=None, cloud_tan="4711")
    assert (await peer.send_unsigned("PUT", COMMISSIONING, BODY, PAIRING)).status == 404
    tan_path = "/Security/Cloud/TAN/"
    assert (await peer.send_unsigned("POST", tan_path, {"Tan": "1"})).status == 403
    assert (await peer.send_unsigned("POST", tan_path, {"Tan": "4711"})).status == 204
    assert (await peer.send_unsigned("PUT", COMMISSIONING, BODY, PAIRING)).status == 200


async def test_some_dryers_refuse_until_removed_in_the_app(unpack: Unpack) -> None:
    """403 survives the panel reset."""
    peer = await unpack(group=None, refuses_commissioning=True)
    await peer.appliance.factory_reset(keep_wifi=True)
    assert (await peer.send_unsigned("PUT", COMMISSIONING, BODY, PAIRING)).status == 403
    peer.appliance.remove_in_app()
    assert (await peer.send_unsigned("PUT", COMMISSIONING, BODY, PAIRING)).status == 200


async def test_removal_in_the_app_leaves_it_on_the_network_without_group(
    unpack: Unpack,
) -> None:
    """Signed 404, unsigned 200, empty group: the reliable sign of a reset."""
    peer = await unpack()
    peer.appliance.remove_in_app()
    assert (await peer.get("/Devices")).status == 404
    assert (await peer.send_unsigned("GET", "/Devices")).status == 200
    assert peer.appliance.announcement.decoded_properties["group"] == ""


async def test_a_full_reset_makes_it_vanish_until_it_is_set_up_on_its_access_point(
    unpack: Unpack,
) -> None:
    """Gone; then device list, scan and `/WLAN` without signature; a wrong passphrase fails."""
    peer = await unpack()
    await peer.appliance.factory_reset()
    with pytest.raises(ClientError):
        await peer.send_unsigned("GET", "/Devices")
    await peer.appliance.open_access_point()
    devices = await peer.send_unsigned("GET", "/Devices")
    assert devices.json[peer.appliance.fab]["Pairing"] is False
    assert (await peer.send_unsigned("GET", device(peer, "/State"))).status == 404
    scan = await peer.send_unsigned("GET", "/WLAN/Scan")
    assert {"SSID": "home", "RSSI": -52, "Sec": "WPA2"} in scan.json["Result"]
    wish = {"SSID": "home", "Sec": "WPA2", "Key": "wrong"}
    assert (await peer.send_unsigned("PUT", "/WLAN", wish)).status == 204
    assert network(peer) is Network.ACCESS_POINT
    wish["Key"] = "correct horse"
    assert (await peer.send_unsigned("PUT", "/WLAN/", wish)).status == 204
    assert network(peer) is Network.LAN
