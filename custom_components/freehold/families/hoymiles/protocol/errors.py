"""The errors that only gateways have."""

from typing import ClassVar

from ....connection.errors import CommandRefusedError, ConnectionLostError


class FirmwareSilentError(ConnectionLostError):
    """The gateway's firmware is known to say who it is, and nothing else."""

    key = "firmware_silent"
    recovery: ClassVar[str] = "Ask the vendor for another firmware."


class ConnectionTakenError(ConnectionLostError):
    """The gateway hung up: it has one connection, and gives it to who comes last."""

    key = "connection_taken"
    recovery: ClassVar[str] = (
        "Close the vendor's app and whatever else reads the gateway on this network."
    )

    def __init__(self) -> None:
        """Name who may have the connection now."""
        super().__init__(
            "the gateway hung up: the vendor's app or another local client may hold its only connection"
        )


class GatewayRefusedError(CommandRefusedError):
    """The gateway, or an inverter, did not do what it was told. The text says what it gave as a reason."""

    key = "gateway_refused"
    recovery: ClassVar[str] = "Look at what is shown, then try again."


class PartlyRefusedError(CommandRefusedError):
    """Some ports did what they were told, and others did not. The text says which."""

    key = "partly_refused"
    recovery: ClassVar[str] = (
        "Try again, so that all ports of the inverter have the same."
    )
