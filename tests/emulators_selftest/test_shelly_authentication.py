"""The lock of an emulated RPC device, held against worked vectors and the rules of firmware 2.x."""

import base64
import hashlib
from itertools import count
from typing import Any

import pytest

from tests.emulators.shelly.rpc import digest
from tests.emulators.shelly.rpc.authentication import FAILURES_ALLOWED
from tests.emulators.shelly.rpc.nonces import SLOTS, USES

from .conftest import UnpackShelly
from .shelly_peer import PASSWORD, Peer, Socket

PLUS_2PM: dict[str, Any] = {
    "model": "plus-2pm",
    "mac": "485519992590",
    "unixtime": 1725185413.0,
}
PLUS_1PM: dict[str, Any] = {"model": "plus-1pm", "mac": "441793D69718"}
BASE64_NONCE = "c2hlbGx5LXRlc3Qtbm9uY2UtMDE="
VECTOR_2 = "dfd0eb83a464454cb15841293896f2a15c5cffb47537565775f263fd1a752480"
VECTOR_3 = "351d0c0c298673353a646628132463fe0571925aaeb11d381d0512f8e91c3da0"
VECTOR_4 = "c183c1ef27b52231018c80ed18e98bcc221911f8b841f40663514631893419e1"
VECTOR_5 = "1913b5b7edb01b6d15c825344146a08bf60e8e83ed12ea4f442ceeec2f9b3e7d"
VECTOR_6 = "9810205f837fe5e064094bd330dd691ef8fe6a8079293ea3f1ef3c30a7a587be"
VECTOR_7 = "4ee3129889749a2eaf2cf25ba92ed26426febab9faea223ca2f04c7fe980cbec"
VECTOR_8 = "3f5b8b5d8010ffc36472504dd07fc0f912157e0dfc84e7ba164f314008bc692e"
VECTOR_9 = "3cb3416af76aa44f393881595a76b075f413e80912e9b2cee086dd08a3ccbd24"
FRAME_CNONCE = "AAECAwQFBgcICQoLDA0ODw=="
STATUS = {"id": 1, "method": "Sys.GetStatus"}


def header(
    nonce: str, uri: str, response: str, nc: str = "00000001", cnonce: str = ""
) -> str:
    """Return the header of the worked vectors."""
    return (
        f'Digest username="admin", realm="shellyplus1pm-441793d69718", nonce="{nonce}", '
        f'uri="{uri}", algorithm=SHA-256, qop=auth, nc={nc}, '
        f'cnonce="{cnonce or "0a4f113b00112233"}", response="{response}"'
    )


def frame_auth(realm: str, nonce: object, nc: int, response: str) -> dict[str, Any]:
    """Return the member of the worked vectors."""
    return {
        "realm": realm,
        "username": "admin",
        "nonce": nonce,
        "nc": nc,
        "cnonce": FRAME_CNONCE,
        "response": response,
        "algorithm": "SHA-256",
    }


def base64_nonces() -> Any:
    """Return a source of nonces that can be told apart."""
    numbers = count()
    return lambda: base64.b64encode(f"nonce {next(numbers):04}".encode()).decode()


def test_vector_1_what_is_kept_of_a_password() -> None:
    """HA1, and the constant of frames."""
    assert (
        digest.ha1("shellyplus1pm-441793d69718", PASSWORD)
        == "8a7663a6cd71dbdde0a9eb5cef1f2445b0ea12a3c3707b63fd64ae9f4c918f2b"
    )
    assert (
        digest.FRAME_HA2
        == "6370ec69915103833b5222b368555393393f098bfbfbb59f47e0590af135f062"
    )


async def test_vectors_2_and_3_over_http(unpack_shelly: UnpackShelly) -> None:
    """Firmware 1.x: the nonce is the time in hex; the query is part of the proof."""
    peer = await unpack_shelly(
        **PLUS_1PM, password=PASSWORD, unixtime=float(0x64D5F1A3)
    )
    challenge = (await peer.post("/rpc", STATUS)).headers["WWW-Authenticate"]
    assert challenge == (
        'Digest qop="auth", realm="shellyplus1pm-441793d69718", nonce="64d5f1a3", '
        "algorithm=SHA-256"
    )
    good = header("64d5f1a3", "/rpc", VECTOR_2)
    assert (await peer.post("/rpc", STATUS, good)).status == 200
    uri = "/rpc/Switch.Set?id=0&on=true"
    reply = await peer.get(uri, header("64d5f1a3", uri, VECTOR_3))
    assert (reply.status, reply.json) == (200, {"was_on": False})


async def test_vectors_4_and_5_with_a_base64_nonce(unpack_shelly: UnpackShelly) -> None:
    """Firmware 2.x: padding belongs to the nonce; the sixteenth use is 00000010."""
    peer = await unpack_shelly(
        **PLUS_1PM, password=PASSWORD, firmware="2.0.1", nonces=lambda: BASE64_NONCE
    )
    assert (await peer.post("/rpc", STATUS)).nonce == BASE64_NONCE
    cnonce = "Zm9vYmFyYmF6cXV1eA=="
    first = header(BASE64_NONCE, "/rpc", VECTOR_4, "00000001", cnonce)
    assert (await peer.post("/rpc", STATUS, first)).status == 200
    for number in range(2, 16):
        proof = peer.digest("POST", "/rpc", BASE64_NONCE, number)
        assert (await peer.post("/rpc", STATUS, proof)).status == 200
    sixteenth = header(BASE64_NONCE, "/rpc", VECTOR_5, "00000010", cnonce)
    assert (await peer.post("/rpc", STATUS, sixteenth)).status == 200


@pytest.mark.parametrize(
    ("password", "uses"),
    [
        (PASSWORD, [(1, VECTOR_6), (2, VECTOR_7)]),
        ("pässwörd:€", [(1, VECTOR_9)]),
    ],
    ids=["V6 V7", "V9"],
)
async def test_vectors_6_7_and_9_in_frames(
    unpack_shelly: UnpackShelly, password: str, uses: list[tuple[int, str]]
) -> None:
    """Numeric nonce, decimal count, and a password beyond ASCII."""
    peer = await unpack_shelly(**PLUS_2PM, password=password)
    socket = await peer.socket()
    refused = await socket.call("Sys.GetStatus")
    assert refused["error"] == {
        "code": 401,
        "message": '{"auth_type": "digest", "nonce": 1725185413, "nc": 1, '
        '"realm": "shellyplus2pm-485519992590", "algorithm": "SHA-256"}',
    }
    for number, response in uses:
        auth = frame_auth("shellyplus2pm-485519992590", 1725185413, number, response)
        assert "result" in await socket.send("Sys.GetStatus", auth=auth)


async def test_vector_8_string_nonce_in_a_frame(unpack_shelly: UnpackShelly) -> None:
    """Firmware 2.x over the WebSocket, and in a posted frame."""
    peer = await unpack_shelly(
        model="plug-s-gen3",
        mac="8CBFEAA133F0",
        password=PASSWORD,
        firmware="2.0.1",
        nonces=lambda: BASE64_NONCE,
    )
    socket = await peer.socket()
    await socket.call("Sys.GetStatus")
    auth = frame_auth("shellyplugsg3-8cbfeaa133f0", BASE64_NONCE, 1, VECTOR_8)
    assert "result" in await socket.send("Sys.GetStatus", auth=auth)
    posted = await peer.post("/rpc", {**STATUS, "auth": peer.auth(BASE64_NONCE, 2)})
    assert "result" in posted.json


async def locked(unpack_shelly: UnpackShelly, firmware: str = "2.0.1") -> Peer:
    """Return a peer of a device with firmware 2.x and a password."""
    return await unpack_shelly(
        "1-gen4", password=PASSWORD, firmware=firmware, nonces=base64_nonces()
    )


async def authorised(peer: Peer, nonce: str, number: int) -> int:
    """Return the code that a use of a nonce is answered with."""
    proof = peer.digest("POST", "/rpc", nonce, number)
    return (await peer.post("/rpc", STATUS, proof)).status


@pytest.mark.parametrize("first", [0, 2, 53])
async def test_the_first_use_of_a_nonce_has_count_one(
    unpack_shelly: UnpackShelly, first: int
) -> None:
    """A counter that runs on from an older nonce is refused."""
    peer = await locked(unpack_shelly)
    nonce = (await peer.post("/rpc", STATUS)).nonce
    assert await authorised(peer, nonce, first) == 401
    assert await authorised(peer, nonce, 1) == 200


async def test_counts_follow_one_another(unpack_shelly: UnpackShelly) -> None:
    """Neither twice nor with a gap; both transports share the count."""
    peer = await locked(unpack_shelly)
    nonce = (await peer.post("/rpc", STATUS)).nonce
    codes = [await authorised(peer, nonce, number) for number in (1, 1, 3, 2)]
    assert codes == [200, 401, 401, 200]
    socket = await peer.socket()
    answer = await socket.send("Sys.GetStatus", auth=peer.auth(nonce, 3))
    assert "result" in answer


async def test_an_old_nonce_is_stale(unpack_shelly: UnpackShelly) -> None:
    """After an hour both challenges say so, and a stale nonce is no failure."""
    peer = await locked(unpack_shelly)
    nonce = (await peer.post("/rpc", STATUS)).nonce
    await peer.device.advance(3600)
    proof = peer.digest("POST", "/rpc", nonce, 1)
    reply = await peer.post("/rpc", STATUS, proof)
    assert reply.headers["WWW-Authenticate"].endswith("algorithm=SHA-256, stale=true")
    socket = await peer.socket()
    refused = await socket.send("Sys.GetStatus", auth=peer.auth(nonce, 1))
    assert '"stale": true' in refused["error"]["message"]
    fresh = await socket.call("Sys.GetStatus")
    assert '"stale": false' in fresh["error"]["message"]


async def test_a_worn_out_nonce_is_stale(unpack_shelly: UnpackShelly) -> None:
    """30 000 uses are enough."""
    peer = await locked(unpack_shelly)
    nonce = (await peer.post("/rpc", STATUS)).nonce
    peer.device.authentication.nonces.wear_out()  # type: ignore[attr-defined]
    reply = await peer.post("/rpc", STATUS, peer.digest("POST", "/rpc", nonce, USES))
    assert "stale=true" in reply.headers["WWW-Authenticate"]


async def fill(peer: Peer) -> list[str]:
    """Take all slots and return the nonces."""
    return [(await peer.post("/rpc", STATUS)).nonce for _ in range(SLOTS)]


async def test_a_full_table_throttles_and_then_evicts(
    unpack_shelly: UnpackShelly,
) -> None:
    """429 for two seconds, then the nonce with the fewest uses goes."""
    peer = await locked(unpack_shelly)
    nonces = await fill(peer)
    for nonce in nonces[1:]:
        assert await authorised(peer, nonce, 1) == 200
    assert (await peer.post("/rpc", STATUS)).status == 429
    await peer.device.advance(1.9)
    assert (await peer.post("/rpc", STATUS)).status == 429
    assert await authorised(peer, nonces[1], 2) == 200
    await peer.device.advance(0.1)
    assert (await peer.post("/rpc", STATUS)).status == 401
    assert await authorised(peer, nonces[1], 3) == 200
    assert await authorised(peer, nonces[0], 1) == 429
    assert peer.device.log.codes[429] == 3


async def test_expired_nonces_make_room_except_in_2_0_0(
    unpack_shelly: UnpackShelly,
) -> None:
    """2.0.0 leaks slots, and answers an unknown nonce with 429 while the table is full."""
    for firmware, status in (("2.0.1", 401), ("2.0.0", 429)):
        peer = await locked(unpack_shelly, firmware)
        await fill(peer)
        await peer.device.advance(3600)
        if firmware == "2.0.0":
            assert await authorised(peer, "bm9ib2R5IGdhdmUgdGhpcw==", 1) == 429
        assert (await peer.post("/rpc", STATUS)).status == status


async def fail(peer: Peer, times: int) -> list[int]:
    """Prove the wrong password so often, and return the codes."""
    codes = []
    for _ in range(times):
        nonce = "d2hhdGV2ZXI="
        proof = peer.digest("POST", "/rpc", nonce, 1, "wrong")
        codes.append((await peer.post("/rpc", STATUS, proof)).status)
    return codes


async def test_too_many_failures_lock_out_for_ten_minutes(
    unpack_shelly: UnpackShelly,
) -> None:
    """429 instead of 401 until the failures are ten minutes old; each new one counts."""
    peer = await locked(unpack_shelly)
    codes = await fail(peer, FAILURES_ALLOWED + 2)
    assert codes == [401] * FAILURES_ALLOWED + [429, 429]
    refused = await peer.post("/rpc", STATUS)
    assert refused.status == 429
    assert refused.json["message"] == "Too many failed authentication attempts"
    socket = await peer.socket()
    assert (await socket.call("Sys.GetStatus"))["error"]["code"] == 429
    assert "result" in await socket.call("Shelly.GetDeviceInfo")
    await peer.device.advance(599)
    assert (await peer.post("/rpc", STATUS)).status == 429
    await peer.device.advance(1)
    assert (await peer.post("/rpc", STATUS)).status == 401


async def test_firmware_1_does_not_lock_out(unpack_shelly: UnpackShelly) -> None:
    """It only ever says 401."""
    peer = await unpack_shelly(password=PASSWORD)
    assert await fail(peer, 30) == [401] * 30


async def test_some_calls_need_no_password(unpack_shelly: UnpackShelly) -> None:
    """Who it is, and who is on its access point."""
    peer = await locked(unpack_shelly)
    assert (await peer.get("/shelly")).json["auth_en"] is True
    info = await peer.call("Shelly.GetDeviceInfo")
    assert info["auth_domain"] == peer.device.machine.id
    assert "ap_clients" in await peer.call("wifi.listapclients")


async def test_a_password_is_set_and_taken_away(unpack_shelly: UnpackShelly) -> None:
    """`Shelly.SetAuth`; a realm that is not its own is refused."""
    peer = await unpack_shelly()
    realm = peer.device.machine.id
    ha1 = hashlib.sha256(f"admin:{realm}:{PASSWORD}".encode()).hexdigest()
    wrong = await peer.error("Shelly.SetAuth", user="admin", realm="me", ha1=ha1)
    assert wrong["code"] == -103
    await peer.call("Shelly.SetAuth", user="admin", realm=realm, ha1=ha1)
    nonce = (await peer.post("/rpc", STATUS)).nonce
    frame = {
        "id": 2,
        "method": "Shelly.SetAuth",
        "params": {"user": "admin", "realm": realm, "ha1": None},
    }
    proof = peer.digest("POST", "/rpc", nonce)
    assert (await peer.post("/rpc", frame, proof)).json["result"] is None
    assert (await peer.post("/rpc", STATUS)).status == 200
    assert peer.device.requests[0].params == {
        "user": "admin",
        "realm": "me",
        "ha1": "***",
    }


async def test_nothing_is_pushed_to_strangers(unpack_shelly: UnpackShelly) -> None:
    """A source alone is not enough where there is a password."""
    peer = await locked(unpack_shelly)
    stranger = await peer.socket("stranger")
    await stranger.call("Shelly.GetDeviceInfo")
    friend: Socket = await peer.socket("friend")
    await friend.call("Sys.GetStatus")
    nonce = (await peer.post("/rpc", STATUS)).nonce
    await friend.send("Sys.GetStatus", auth=peer.auth(nonce))
    peer.device.machine.components["switch:0"].change(output=True)
    assert (await friend.status("switch:0"))["output"] is True
    await stranger.call("Shelly.GetDeviceInfo")
    assert not stranger.notifications
