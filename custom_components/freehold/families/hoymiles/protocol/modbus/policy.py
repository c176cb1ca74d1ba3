"""How a gateway is talked to over Modbus: where it bears less or more than the general policy."""

from typing import Final

from .....connection.policy import ConnectionPolicy

MODBUS_POLICY: Final = ConnectionPolicy(
    # It has one connection, and answers one request after the other.
    in_flight=1,
    # One request for each port: other clients leave 20 to 100 ms between them.
    gap=0.1,
    # One more attempt than for others would press a gateway that is known to hang.
    read_retries=1,
    # After its start it does not know its inverters for a while.
    busy_backoff=5,
    # It needs to be left alone when it hangs, and often a person who takes its power away.
    breaker_pause=60,
    breaker_pause_limit=900,
)
