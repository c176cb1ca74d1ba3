"""Settings of emulated Gen1 devices: who may write what, how it is echoed, and what is kept secret."""

from itertools import repeat

import pytest

from .conftest import UnpackGen1
from .shelly_gen1_peer import PASSWORD

BASIC = "Basic YWRtaW46bXlzZWNyZXRwYXNzd29yZA=="
"""The worked vector."""


@pytest.mark.parametrize(
    ("model", "path", "name", "value", "echo"),
    [
        ("shelly1", "/settings", "name", "Lamp", ("name", "Lamp")),
        ("shelly1", "/settings", "sntp_server", "", ("sntp.server", "")),
        ("shelly1", "/settings", "coiot_enable", "false", ("coiot.enabled", False)),
        (
            "shelly1",
            "/settings",
            "coiot_update_period",
            "60",
            ("coiot.update_period", 60),
        ),
        ("shelly1", "/settings/advanced", "coiot_peer", "a:1", ("coiot.peer", "a:1")),
        ("shelly1", "/settings", "mqtt_enable", "1", ("mqtt.enable", True)),
        (
            "shelly1",
            "/settings",
            "ap_roaming_threshold",
            "-80",
            ("ap_roaming.threshold", -80),
        ),
        (
            "i3",
            "/settings",
            "longpush_duration_ms_min",
            "500",
            ("longpush_duration_ms.min", 500),
        ),
        (
            "ht",
            "/settings",
            "temperature_units",
            "F",
            ("sensors.temperature_unit", "F"),
        ),
        ("ht", "/settings", "sleep_mode_period", "6", ("sleep_mode.period", 6)),
        ("shelly1", "/settings/relay/0", "auto_off", "60", ("auto_off", 60)),
        ("shelly1", "/settings/relay/0", "auto_off", "0.5", ("auto_off", 0.5)),
        ("switch25", "/settings/relay/1", "btn_type", "edge", ("btn_type", "edge")),
        (
            "switch25-roller",
            "/settings/roller/0",
            "btn_type",
            "toggle",
            ("button_type", "toggle"),
        ),
        ("dimmer2", "/settings/light/0", "name", "Sofa", ("name", "Sofa")),
        ("i3", "/settings/input/2", "btn_type", "toggle", ("btn_type", "toggle")),
        ("shelly1", "/settings/cloud", "enabled", "true", ("enabled", True)),
        ("shelly1", "/settings/ap", "key", "12345678", ("key", "12345678")),
    ],
)
async def test_a_setter_is_echoed_at_its_path(
    unpack_gen1: UnpackGen1,
    model: str,
    path: str,
    name: str,
    value: str,
    echo: tuple[str, object],
) -> None:
    """The name that writes is not always the one that is read."""
    peer = await unpack_gen1(model)

    answer = await peer.get(path, **{name: value})

    for step in echo[0].split("."):
        answer = answer[step]
    assert answer == echo[1]
    assert peer.device.machine.config_changes == 1


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/settings/sta", "mask"),
        ("/settings/sta", "gw"),
        ("/settings/roller/0", "button_type"),
        ("/settings", "sntp.server"),
        ("/settings", "coiot.peer"),
        ("/settings", "max_powers"),
    ],
)
async def test_echoed_and_unknown_names_are_ignored(
    unpack_gen1: UnpackGen1, path: str, name: str
) -> None:
    """They change nothing, and nobody is told."""
    peer = await unpack_gen1("switch25-roller")
    before = await peer.get(path)

    after = await peer.get(path, **{name: "toggle"})

    assert {**after, "uptime": 0} == {**before, "uptime": 0}
    assert peer.device.machine.config_changes == 0


async def test_a_form_writes_and_json_does_not(unpack_gen1: UnpackGen1) -> None:
    """JSON bodies are ignored without a word."""
    peer = await unpack_gen1()

    reply = await peer.ask("POST", "/settings", json={"name": "JSON"})
    assert (reply.status, reply.json["name"]) == (200, None)

    assert (await peer.post("/settings", name="Form"))["name"] == "Form"


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/settings", {"coiot_update_period": "14"}),
        ("/settings", {"discoverable": "maybe"}),
        ("/settings", {"mode": "color"}),
        ("/settings/login", {"username": "x" * 51}),
        ("/settings/login", {"enabled": "true"}),
        ("/settings/relay/0", {"btn_type": "soft"}),
        ("/settings/sta", {"ipv4_method": "static", "ip": "192.0.2.4"}),
        ("/settings/actions", {"name": "lunch_url", "index": "0"}),
        ("/settings/actions", {"name": "out_on_url", "index": "9"}),
        ("/relay/0", {"turn": "up"}),
        ("/relay/0", {"turn": "on", "timer": "soon"}),
    ],
)
async def test_a_bad_parameter_is_refused_in_plain_text(
    unpack_gen1: UnpackGen1, path: str, params: dict[str, str]
) -> None:
    """400, and nothing of the request takes effect."""
    peer = await unpack_gen1("switch25")

    reply = await peer.ask(
        "GET", path, params={**params, "name": params.get("name", "x")}
    )

    assert reply.status == 400
    assert reply.text.startswith("Bad ")
    assert peer.device.machine.config_changes == 0


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/relay/1", "/light/0", "/roller/0", "/settings/input/0", "/rpc"],
)
async def test_what_a_model_lacks_is_not_found(
    unpack_gen1: UnpackGen1, path: str
) -> None:
    """404."""
    peer = await unpack_gen1()

    assert (await peer.ask("GET", path)).status == 404


async def test_only_shelly_is_open_when_a_password_is_set(
    unpack_gen1: UnpackGen1,
) -> None:
    """The vector of Basic is accepted, everything else challenged with Basic."""
    peer = await unpack_gen1(password=PASSWORD)

    assert (await peer.get("/shelly"))["auth"] is True
    refused = await peer.ask("GET", "/status")
    wrong = await peer.signed("/status", "wrong")
    right = await peer.ask("GET", "/status", headers={"Authorization": BASIC})

    assert (refused.status, wrong.status, right.status) == (401, 401, 200)
    assert refused.challenge is not None
    assert refused.challenge.startswith("Basic ")
    assert [one.authenticated for one in peer.device.requests] == [
        False,
        False,
        False,
        True,
    ]


async def test_a_password_is_set_and_never_echoed(unpack_gen1: UnpackGen1) -> None:
    """From then on it is asked for."""
    peer = await unpack_gen1()

    echo = await peer.post(
        "/settings/login", enabled="true", username="admin", password="pässwörd:€"
    )

    assert "password" not in echo
    assert (await peer.ask("GET", "/settings")).status == 401
    settings = await peer.signed("/settings", "pässwörd:€")
    assert settings.status == 200
    assert "pässwörd" not in settings.text
    assert peer.device.requests[0].params["password"] == "***"


async def test_somebody_else_can_change_the_password(unpack_gen1: UnpackGen1) -> None:
    """The one that was right is wrong then; or none is needed."""
    peer = await unpack_gen1(password=PASSWORD)

    peer.device.login.change("other")
    assert (await peer.signed("/status", PASSWORD)).status == 401
    peer.device.login.change(None)
    assert (await peer.ask("GET", "/status")).status == 200


async def test_old_firmware_echoes_the_password(unpack_gen1: UnpackGen1) -> None:
    """Before 1.7 it can be read."""
    peer = await unpack_gen1(
        firmware="20190531-075812/v1.5.0-hotfix2@022ec015", password=PASSWORD
    )

    settings = await peer.signed("/settings", PASSWORD)

    assert settings.json["login"]["password"] == PASSWORD
    assert (await peer.signed("/cit/d", PASSWORD)).status == 404


async def test_secrets_of_the_network_are_kept(unpack_gen1: UnpackGen1) -> None:
    """The key of the station is not echoed, that of the access point is."""
    peer = await unpack_gen1()

    station = await peer.post("/settings/sta1", ssid="home", key="correct horse")
    await peer.get("/settings", mqtt_pass="hidden")
    access_point = await peer.get("/settings/ap", key="open secret")

    settings = (await peer.ask("GET", "/settings")).text
    assert "key" not in station
    assert "correct horse" not in settings
    assert "hidden" not in settings
    assert access_point["key"] == "open secret"


async def test_static_addresses_are_echoed_under_other_names(
    unpack_gen1: UnpackGen1,
) -> None:
    """`netmask` is read as `mask`, `gateway` as `gw`."""
    peer = await unpack_gen1()

    echo = await peer.get(
        "/settings/sta1",
        ipv4_method="static",
        ip="192.0.2.4",
        netmask="255.255.255.0",
        gateway="192.0.2.1",
    )

    assert (echo["ip"], echo["mask"], echo["gw"]) == (
        "192.0.2.4",
        "255.255.255.0",
        "192.0.2.1",
    )


async def test_the_device_owns_its_clock_while_it_detects_it(
    unpack_gen1: UnpackGen1,
) -> None:
    """What is written to the time zone counts after `tzautodetect` is off."""
    peer = await unpack_gen1()

    assert (await peer.get("/settings", timezone="Europe/Sofia"))["timezone"] is None
    written = await peer.get("/settings", tzautodetect="false", timezone="Europe/Sofia")

    assert written["timezone"] == "Europe/Sofia"


async def test_schedules_need_the_time(unpack_gen1: UnpackGen1) -> None:
    """On its own access point a device never heard it."""
    peer = await unpack_gen1(access_point=True)
    rule = {"schedule": "true", "schedule_rules": "0700-0123456-on"}

    reply = await peer.ask("GET", "/settings/relay/0", params=rule)
    assert (reply.status, reply.text) == (400, "Timezone and time should be set")

    peer.device.wifi.join("home")
    echo = await peer.get("/settings/relay/0", **rule)
    assert echo["schedule_rules"] == ["0700-0123456-on"]
    emptied = await peer.get("/settings/relay/0", schedule_rules="")
    assert emptied["schedule_rules"] == []


async def test_actions_are_listed_set_and_cleared(unpack_gen1: UnpackGen1) -> None:
    """Up to five addresses of 256 characters; an empty one clears them."""
    peer = await unpack_gen1()
    urls = [("urls[]", "http://192.0.2.1/a"), ("urls[]", "http://192.0.2.1/b")]
    action = [("index", "0"), ("name", "out_on_url"), ("enabled", "true")]

    written = await peer.ask("GET", "/settings/actions", params=[*action, *urls])
    assert written.json["actions"]["out_on_url"] == [
        {"index": 0, "urls": [url for _, url in urls], "enabled": True}
    ]
    assert (await peer.get("/settings"))["actions"]["active"] is True

    cleared = await peer.ask(
        "GET", "/settings/actions", params=[*action, ("urls[]", "")]
    )
    assert cleared.json["actions"]["out_on_url"][0]["urls"] == []

    many = [*action, *repeat(("urls[]", "http://192.0.2.1"), 6)]
    assert (await peer.ask("GET", "/settings/actions", params=many)).status == 400
    assert peer.device.machine.config_changes == 2


async def test_writing_the_same_changes_nothing(unpack_gen1: UnpackGen1) -> None:
    """The counter tells of changes, not of writes."""
    peer = await unpack_gen1()

    await peer.get("/settings", name="Lamp")
    await peer.get("/settings", name="Lamp")

    assert (await peer.get("/status"))["cfg_changed_cnt"] == 1
