"""Refusals of the device, with its own codes."""

from enum import IntEnum


class Code(IntEnum):
    """Error codes of the RPC (docs/protocols/shelly.md, Error codes)."""

    INVALID_ARGUMENT = -103
    NOT_FOUND = -105
    RESOURCE_EXHAUSTED = -108
    FAILED_PRECONDITION = -109
    UNAVAILABLE = -114
    UNAUTHORIZED = 401
    NO_HANDLER = 404
    TOO_MANY_REQUESTS = 429
    NOT_IMPLEMENTED = 500


class RpcError(Exception):
    """The answer is an error object."""

    def __init__(self, code: Code, message: str) -> None:
        """Refuse with this code and text."""
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def frame(self) -> dict[str, object]:
        """Return the error object."""
        return {"code": int(self.code), "message": self.message}


def invalid(name: str) -> RpcError:
    """Return the refusal of an argument."""
    return RpcError(Code.INVALID_ARGUMENT, f"Invalid argument '{name}'!")


def missing(name: str) -> RpcError:
    """Return the refusal of a call that lacks an argument."""
    return RpcError(Code.INVALID_ARGUMENT, f"Missing required argument '{name}'!")


def not_found(name: str, value: object) -> RpcError:
    """Return the refusal of an instance that does not exist."""
    return RpcError(Code.NOT_FOUND, f"Argument '{name}', value {value} not found!")
