"""The Shelly devices that are measured: their process, and their entries in both integrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import signal
import subprocess
from typing import Any

from custom_components.freehold.const import (
    CONF_CREDENTIAL_ID,
    CONF_FAMILY,
    CONF_SERIAL,
    DOMAIN,
)
from custom_components.freehold.families.shelly.credential import credential_of
from custom_components.freehold.families.shelly.identity import FAMILY, colons
from homeassistant.const import (
    CONF_HOST,
    CONF_MAC,
    CONF_MODEL,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_USERNAME,
)

from .neighbours import running, told
from .orders import EntryFields

CORE = "shelly"
"""Home Assistant's own integration."""
PASSWORD = "correct horse"
CREDENTIAL = credential_of(PASSWORD)


@dataclass(frozen=True, slots=True)
class Fleet:
    """Emulated devices that run."""

    process: subprocess.Popen[str]
    ours: list[EntryFields]
    theirs: list[EntryFields]

    def codes(self) -> dict[str, int]:
        """Return how often which code was answered since the last time."""
        self.process.send_signal(signal.SIGUSR1)
        codes: dict[str, int] = told(self.process)
        return codes


@contextmanager
def running_fleet(
    count: int, *, push_seconds: float = 0, password: str | None = None
) -> Iterator[Fleet]:
    """Run devices beside us."""
    locked = (password,) if password else ()
    with running("shelly_devices", count, push_seconds, *locked) as process:
        addresses = told(process)
        yield Fleet(
            process,
            [_ours(address, locked=bool(password)) for address in addresses],
            [_theirs(address, password) for address in addresses],
        )


def _ours(address: dict[str, Any], *, locked: bool) -> EntryFields:
    mac = address["mac"]
    return EntryFields(
        domain=DOMAIN,
        title=f"Shelly {mac}",
        unique_id=mac,
        data={
            CONF_FAMILY: FAMILY,
            CONF_SERIAL: mac,
            CONF_HOST: address["host"],
            CONF_PORT: address["port"],
            CONF_MAC: colons(mac),
            CONF_CREDENTIAL_ID: CREDENTIAL.id if locked else None,
        },
    )


def _theirs(address: dict[str, Any], password: str | None) -> EntryFields:
    return EntryFields(
        domain=CORE,
        title=f"Shelly {address['mac']}",
        unique_id=address["mac"],
        data={
            CONF_HOST: address["host"],
            CONF_PORT: address["port"],
            CONF_MODEL: address["model"],
            "gen": address["generation"],
            "sleep_period": 0,
            **({CONF_USERNAME: "admin", CONF_PASSWORD: password} if password else {}),
        },
    )
