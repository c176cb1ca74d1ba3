"""What all tests share."""

from collections.abc import AsyncGenerator, Generator
from dataclasses import replace
from ipaddress import ip_address
import json
import os
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, settings
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from zeroconf.asyncio import AsyncServiceInfo

from custom_components.freehold import household, job_dialog

# Imported at the top: the test harness brings a package of the same name, which must lose.
from custom_components.freehold.const import (
    CONF_CREDENTIAL_ID,
    CONF_FAMILY,
    CONF_SERIAL,
    DOMAIN,
)
from custom_components.freehold.families import miele
from custom_components.freehold.families.miele import MIELE, discovery, provisioning
from custom_components.freehold.families.miele.policy import POLICY
from custom_components.freehold.household import async_get_household
from homeassistant.config_entries import STORAGE_KEY as CONFIG_ENTRIES, ConfigEntries
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
from homeassistant.helpers.storage import STORAGE_DIR

from .emulators.miele import Generation, Kind, MieleAppliance
from .households import OURS

# Chance finds bugs at home; a change is judged by the same cases every time.
settings.register_profile(
    "ci", derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant find Freehold in every test."""


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give every test a configuration folder of its own: the vault is a real file."""
    return str(tmp_path)


@pytest.fixture(autouse=True)
def written_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Home Assistant write its entries to the disk: its test harness leaves that out."""

    def write(entries: ConfigEntries) -> None:
        path = Path(entries.hass.config.path(STORAGE_DIR, CONFIG_ENTRIES))
        path.parent.mkdir(exist_ok=True)
        known = [entry.entry_id for entry in entries.async_entries()]
        path.write_text(json.dumps(known))

    monkeypatch.setattr(ConfigEntries, "_async_schedule_save", write)


@pytest.fixture(autouse=True)
def quick_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the pauses out of talking to appliances; their reasons are not of this machine."""
    quick = replace(POLICY, gap=0, backoff=0.01, breaker_pause=0)
    monkeypatch.setattr(miele, "POLICY", quick)
    asking = replace(quick, read_retries=1, request_timeout=1)
    monkeypatch.setattr(discovery, "IDENTIFY_POLICY", asking)
    monkeypatch.setattr(provisioning, "IDENTIFY_POLICY", asking)
    monkeypatch.setattr(job_dialog, "SHOWN_SECONDS", 0.01)
    monkeypatch.setattr(job_dialog, "REPEATED_SECONDS", 0.05)
    monkeypatch.setattr(
        household,
        "JOB_POLICY",
        replace(household.JOB_POLICY, settle=0.01, look_every=0.05, backoff=0.01),
    )


@pytest.fixture
def setup_entry() -> Generator[None]:
    """Keep a config flow test from setting the device up."""
    with patch("custom_components.freehold.async_setup_entry", return_value=True):
        yield


@pytest.fixture
async def washer(socket_enabled: None) -> AsyncGenerator[MieleAppliance]:
    """Run a washing machine of our household, without DOP2."""
    async with MieleAppliance(
        kind=Kind.WASHER, generation=Generation.EK037, group=OURS
    ) as appliance:
        yield appliance


@pytest.fixture
async def oven(socket_enabled: None) -> AsyncGenerator[MieleAppliance]:
    """Run an oven of our household, with all of DOP2."""
    async with MieleAppliance(
        kind=Kind.OVEN, generation=Generation.EK057, group=OURS, fab="000112233445"
    ) as appliance:
        yield appliance


@pytest.fixture
async def our_key(hass: HomeAssistant) -> None:
    """Have the key of our household in the vault."""
    (credential,) = MIELE.parse_credentials({"group_id": OURS[0], "group_key": OURS[1]})
    await (await async_get_household(hass)).vault.store(credential)


def entry_of(appliance: MieleAppliance) -> MockConfigEntry:
    """Make the entry that the wizard makes for an appliance."""
    mac = appliance.nameplate.mac.lower()
    return MockConfigEntry(
        domain=DOMAIN,
        title="Appliance",
        unique_id=appliance.fab,
        data={
            CONF_FAMILY: "miele",
            CONF_SERIAL: appliance.fab,
            CONF_CREDENTIAL_ID: f"miele:{OURS[0]}",
            CONF_HOST: appliance.host,
            CONF_PORT: appliance.port,
            CONF_MAC: ":".join(mac[i : i + 2] for i in range(0, 12, 2)),
        },
    )


def announced(appliance: MieleAppliance, **changes: str) -> ZeroconfServiceInfo:
    """Return what Home Assistant makes of an appliance's announcement."""
    return discovered(appliance.announcement, **changes)


def discovered(info: AsyncServiceInfo, **changes: str) -> ZeroconfServiceInfo:
    """Return what Home Assistant makes of an announcement."""
    properties = {name: value or "" for name, value in info.decoded_properties.items()}
    addresses = [ip_address(address) for address in info.parsed_addresses()]
    return ZeroconfServiceInfo(
        ip_address=addresses[0],
        ip_addresses=addresses,
        port=info.port,
        hostname=info.server or "",
        type=info.type,
        name=info.name,
        properties={**properties, **changes},
    )
