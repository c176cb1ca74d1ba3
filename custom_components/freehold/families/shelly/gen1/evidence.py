"""What tells a reset from a change (docs/protocols/shelly-gen1.md, Reset)."""

from .model import Gen1State


def was_reset(before: Gen1State, now: Gen1State) -> bool:
    """Tell whether the device forgot its configuration since.

    It asked for a password and does not any more, it has no name, and it restarted: who takes
    a password away by hand restarts nothing, and a power cut leaves password and name. Its
    name gone with the password, or its access point open as it left the factory, needs no
    restart to be seen.
    """
    if not before.info.auth_required or now.info.auth_required:
        return False
    if now.settings.login_enabled or now.settings.name is not None:
        return False
    if before.settings.name is not None or _opened_access_point(before, now):
        return _is_young(before, now) or _restarted(before, now)
    return _restarted(before, now)


def _opened_access_point(before: Gen1State, now: Gen1State) -> bool:
    return bool(
        before.settings.access_point_enabled is False
        and now.settings.access_point_enabled
    )


def _restarted(before: Gen1State, now: Gen1State) -> bool:
    return (
        before.started_at is not None
        and now.started_at is not None
        and now.started_at > before.started_at
    )


def _is_young(before: Gen1State, now: Gen1State) -> bool:
    """Tell whether fewer changes are counted than before; each by hand would have added one."""
    counted, known = now.status.config_changes, before.status.config_changes
    return counted is not None and known is not None and counted <= known
