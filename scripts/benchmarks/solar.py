"""What solar gateways cost a Home Assistant: four inverters with 16 ports behind each."""

from collections.abc import Iterator
from contextlib import contextmanager

from custom_components.freehold.const import (
    CONF_CREDENTIAL_ID,
    CONF_FAMILY,
    CONF_PROTOCOL,
    CONF_SERIAL,
    DOMAIN,
)
from custom_components.freehold.families.hoymiles import CYCLE
from custom_components.freehold.families.hoymiles.identity import FAMILY
from custom_components.freehold.families.hoymiles.protocol.gateway import (
    GatewayProtocol,
)
from homeassistant.const import CONF_HOST, CONF_PORT

from .home import Home
from .household import HOUSEHOLD_ENTRY
from .inside.event_loop import POLL_SECONDS
from .measurement import Measurement, Target
from .neighbours import running, told
from .orders import COUNT, EntryFields

GATEWAYS = 50
QUICK = 10
"""Seconds between two readings: the shortest that there is."""
MEMORY = Target(1024)
HOLD = Target(20)


def measure(home: Home) -> list[Measurement]:
    """Add gateways to a Home Assistant that has loaded Freehold, and that records nothing."""
    quiet = home.copy_with([HOUSEHOLD_ENTRY])
    quiet.remove_recorder()
    with running_gateways(GATEWAYS) as entries:
        held = quiet.copy().run("event_loop", entries, kill=True)
        seen = quiet.copy().run("memory", entries[: 2 * COUNT], kill=True)
    return [
        Measurement(
            what=(
                f"memory per gateway with 16 ports and {seen['entities'] / COUNT:.0f} "
                "entities, allocated"
            ),
            value=seen["traced"] / COUNT,
            unit="KiB",
            compared_to=f"the same Home Assistant with {COUNT} others",
            target=MEMORY,
        ),
        *(
            Measurement(
                what=f"the longest hold of the event loop while {GATEWAYS} gateways {doing}",
                value=held[phase],
                unit="ms",
                compared_to=(
                    f"{held['before']:.1f} ms without them; "
                    f"CPU {held[f'{phase}_cpu']:.1f} ms, and "
                    f"{held[f'{phase}_collection']:.0f} ms to collect garbage"
                ),
                target=HOLD,
            )
            for phase, doing in (
                ("set_up", "are set up"),
                (
                    "polled",
                    f"are asked {held['requests']:.0f} times in {POLL_SECONDS} s",
                ),
            )
        ),
    ]


@contextmanager
def running_gateways(count: int) -> Iterator[list[EntryFields]]:
    """Run gateways beside us, and return their entries."""
    with running("gateways", count) as process:
        yield [_entry(each) for each in told(process)]


def _entry(address: dict[str, str | int]) -> EntryFields:
    serial = str(address["serial"])
    return EntryFields(
        domain=DOMAIN,
        title=f"DTU {serial}",
        unique_id=serial,
        data={
            CONF_FAMILY: FAMILY,
            CONF_SERIAL: serial,
            CONF_PROTOCOL: GatewayProtocol.PROTOBUF,
            CONF_CREDENTIAL_ID: None,
            CONF_HOST: address["host"],
            CONF_PORT: address["port"],
        },
        options={CYCLE: QUICK},
    )
