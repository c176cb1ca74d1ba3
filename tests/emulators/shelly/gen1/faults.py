"""How a Gen1 device can be told to misbehave."""

from enum import StrEnum


class Fault(StrEnum):
    """One way to misbehave."""

    REFUSE = "refuse"
    """No TCP connection is taken, open ones are cut; until cleared, whatever is counted."""
    HANG = "hang"
    """The request is read, nothing is done, nothing is answered."""
    DROP = "drop"
    """The connection is cut before anything is done."""
    LOST_ANSWER = "lost-answer"
    """The request takes effect, then the connection is cut without an answer."""
    HALF_BODY = "half-body"
    """The length is promised, half of it sent, then the connection is cut."""
    NOT_JSON = "not-json"
    UNAUTHORIZED = "401"
    """Whatever was proven."""
    OTHER_MAC = "other-mac"
    """Another device has the address, over HTTP and in CoIoT."""
    GARBAGE_COIOT = "garbage-coiot"
    """Bytes that are no CoAP instead of a push."""
    MUTE_COIOT = "mute-coiot"
    """Nothing is pushed and no request answered over UDP."""
    NO_CLOCK = "no-clock"
    OTA_ERROR = "ota-error"
    """The update ends with the firmware that was there before."""
