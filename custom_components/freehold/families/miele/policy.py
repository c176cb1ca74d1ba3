"""How appliances are talked to: where they bear less or more than the general policy."""

from typing import Final

from ...connection.policy import ConnectionPolicy

POLICY: Final = ConnectionPolicy(
    # Parallel requests give timeouts, a burst has knocked an appliance off the network
    # (docs/protocols/miele.md, Load).
    in_flight=1,
    gap=0.15,
)
