"""How patient a job is: one frozen table, a reason behind each number."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPolicy:
    """Limits of a job. All times are seconds; a step may have limits of its own."""

    precheck_limit: float = 30
    """Checks ask this host, and perhaps a name server."""

    link_limit: float = 30
    """Longer than this, a network that lets us in is not worth waiting for."""

    identify_limit: float = 15
    """Two reads with one retry each, from a device that just woke up."""

    step_limit: float = 10
    """The slowest healthy answer to a write, seen just after sleep, takes five."""

    probe_limit: float = 15
    """As identifying."""

    user_limit: float = 900
    """Walking to a cellar, finding a menu and coming back."""

    settle: float = 2
    """A write whose answer was lost may still be taking effect."""

    look_limit: float = 300
    """A device that reboots, or whose plug was pulled for a moment, is back by then."""

    look_every: float = 5
    """Soon enough for a person who watches, seldom enough for a small server."""

    confirm_limit: float = 30
    """Devices restart their server after they were commissioned."""

    backoff: float = 2
    """The first pause before a retry, doubled each time."""

    backoff_limit: float = 30
    """Nobody watches a progress bar that rests for longer."""

    jitter: float = 0.25
    """Each pause is shortened by up to this share, so that jobs do not retry in step."""

    undo_limit: float = 30
    """For each attempt to undo a step."""

    undo_retries: int = 3
    """What was written is worth a few attempts to take back."""

    backup_limit: float = 30
    """Longer than the longest step, so that a backup finds no write under way."""

    stop_limit: float = 5
    """Home Assistant does not wait longer when it stops."""

    stale_after: float = 86400
    """A job that rested for a day knows nothing about the device any more."""

    clock_slack: float = 300
    """A journal written this far in the future was written by another clock."""

    keep_days: float = 90
    """So long a household may ask what was done to a device."""

    keep_jobs: int = 500
    """More than a large home needs in a quarter."""
