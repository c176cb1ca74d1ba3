"""How a gateway is talked to: where it bears less or more than the general policy."""

from typing import Final

from .....connection.policy import ConnectionPolicy

PROTOBUF_POLICY: Final = ConnectionPolicy(
    # It has one connection, and answers one request after the other.
    in_flight=1,
    # What has long been done on one connection without harm (docs/protocols/hoymiles.md, Session).
    gap=0.5,
    # Firmware that is asked wrongly is silent for about 14 s, then hangs up.
    request_timeout=15,
    # A new seed is the one reason why a second attempt fares better.
    read_retries=1,
    # New connections are no closer than all other clients make them.
    backoff=2,
    # A gateway inside an inverter has no power at night: its longest silence is hours.
    breaker_pause=60,
    breaker_pause_limit=900,
)
