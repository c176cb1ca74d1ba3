"""How devices of generations 2 to 4 are talked to: where they bear less or more than the general policy."""

from dataclasses import replace
from typing import Final

from .....connection.policy import ConnectionPolicy

RPC_POLICY: Final = ConnectionPolicy(
    # A nonce must be used in order, so calls go one after the other; waiting for each
    # answer is pause enough (docs/protocols/shelly.md, Load).
    in_flight=1,
    gap=0,
)

SESSION_POLICY: Final = replace(
    RPC_POLICY,
    # Of a device's six channels one for pushes and one beside it: others need the rest.
    in_flight=2,
)
