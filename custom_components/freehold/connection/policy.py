"""How a device is talked to: one frozen policy, a reason behind each number."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionPolicy:
    """Limits for one device. All times are seconds.

    The defaults suit a small embedded HTTP server; a family overrides what its devices
    bear better or worse, and says why there.
    """

    in_flight: int = 1
    """Requests under way at once: embedded servers drop what comes in parallel."""

    gap: float = 0.15
    """Pause from the end of one request to the start of the next: bursts have knocked appliances off the network."""

    queue_limit: int = 32
    """Callers waiting at once: more means that somebody asks faster than it can answer."""

    connect_timeout: float = 5
    """A device on the same network accepts within milliseconds; a slow radio needs a few seconds."""

    request_timeout: float = 10
    """The slowest healthy answer seen, just after sleep, takes five seconds."""

    read_retries: int = 2
    """Two more attempts bridge a lost packet; a third would only delay the bad news."""

    backoff: float = 1
    """The first pause before a retry: long enough for a stack to free its one socket."""

    backoff_limit: float = 60
    """Nobody waits longer for a reading than its next poll."""

    busy_backoff: float = 2
    """The first pause after "busy": half of it was answered "busy" again."""

    jitter: float = 0.25
    """Each pause is shortened by up to this share, so that devices do not retry in step."""

    breaker_failures: int = 5
    """Failures in a row after which the device is left alone: two reads with their retries."""

    breaker_pause: float = 30
    """The first time of silence, doubled by each failed probe: about what a reboot takes."""

    breaker_pause_limit: float = 300
    """The longest time of silence: a device switched on again is back in five minutes."""

    idle_close: float = 15
    """An unused connection is closed after this: embedded servers hold only a few."""
