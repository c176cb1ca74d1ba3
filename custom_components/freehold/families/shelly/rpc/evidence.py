"""What tells a reset from a change (docs/protocols/shelly.md, Reset)."""

from .model import RpcState


def was_reset(before: RpcState, now: RpcState) -> bool:
    """Tell whether the device forgot its configuration since.

    Its configuration is younger than the one we know, and what kept others out, or the
    name that its owner gave it, is gone. A device with a password was set up again by somebody.
    """
    if before.revision is None or now.revision is None:
        return False
    if now.revision >= before.revision or now.info.auth_required:
        return False
    name_gone = before.info.name is not None and now.info.name is None
    return before.info.auth_required or name_gone
