"""The household whose appliances are measured: their process, their entries, their key."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
import signal
import subprocess

from custom_components.freehold.const import (
    CONF_CREDENTIAL_ID,
    CONF_FAMILY,
    CONF_SERIAL,
    DOMAIN,
    HOUSEHOLD,
)
from custom_components.freehold.families.miele import MIELE
from custom_components.freehold.provisioning.credential import Credential
from custom_components.freehold.provisioning.vault import Vault
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PORT
from homeassistant.helpers.storage import STORAGE_DIR
from tests.households import OURS

from .neighbours import running, told
from .orders import COUNT, EntryFields

HOUSEHOLD_ENTRY = EntryFields(
    domain=DOMAIN, title="Freehold", unique_id=HOUSEHOLD, data={}
)
"""The entry that has Home Assistant load Freehold, and that holds no device."""

(CREDENTIAL,) = MIELE.parse_credentials({"group_id": OURS[0], "group_key": OURS[1]})


@dataclass(frozen=True, slots=True)
class Appliances:
    """Emulated appliances that run."""

    entries: list[EntryFields]
    process: subprocess.Popen[str]

    def start_programs(self) -> None:
        """Have every appliance start a program."""
        self.process.send_signal(signal.SIGUSR1)


@contextmanager
def running_appliances(count: int = COUNT, *, speed: float = 1) -> Iterator[Appliances]:
    """Run appliances beside us."""
    with running("appliances", count, speed) as process:
        yield Appliances([_entry(address) for address in told(process)], process)


async def keep(credential: Credential, config: Path) -> None:
    """Put a key into the vault of a Home Assistant that does not run."""
    vault = Vault(config / STORAGE_DIR / f"{DOMAIN}.vault")
    await vault.load()
    await vault.store(credential)


def _entry(address: dict[str, str | int]) -> EntryFields:
    mac = str(address["mac"]).lower()
    serial = str(address["serial"])
    return EntryFields(
        domain=DOMAIN,
        title=f"Appliance {serial}",
        unique_id=serial,
        data={
            CONF_FAMILY: MIELE.key,
            CONF_SERIAL: serial,
            CONF_CREDENTIAL_ID: CREDENTIAL.id,
            CONF_HOST: address["host"],
            CONF_PORT: address["port"],
            CONF_MAC: ":".join(mac[at : at + 2] for at in range(0, 12, 2)),
        },
    )
