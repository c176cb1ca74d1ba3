"""Who the appliance belongs to, and how carelessly it lets itself be owned."""

from collections.abc import Callable
from dataclasses import dataclass, field
import json

from .models import Module


@dataclass(frozen=True, slots=True)
class Household:
    """A group as it was received: nothing about it was checked."""

    group_id: str
    key: bytes = field(repr=False)


class Ownership:
    """Group, cloud link, and the answers to those who want to own the appliance."""

    def __init__(
        self,
        module: Module,
        household: Household | None,
        *,
        cloud_connected: bool = False,
        cloud_tan: str | None = None,
        refuses: bool = False,
    ) -> None:
        """Begin with a household or with none."""
        self._module = module
        self._household = household
        self.cloud_connected = cloud_connected
        self._cloud_tan = cloud_tan
        self._tan_missing = cloud_tan is not None
        self._refuses = refuses
        self.waiting_for_app = False
        self.on_change: Callable[[], None] = lambda: None

    @property
    def household(self) -> Household | None:
        """Return the group it holds."""
        return self._household

    @property
    def group_id(self) -> str:
        """Return what the announcement shows."""
        return self._household.group_id if self._household else ""

    @property
    def cloud_only(self) -> bool:
        """Say whether it serves the cloud and nobody at home."""
        return self._household is None and self.cloud_connected

    def commission(self, authorization: str, body: bytes) -> int:
        """Answer an unsigned PUT of a group: whatever comes first is taken, even an empty key."""
        if self._module.needs_pairing_header and "Pairing" not in authorization:
            return 404
        if self._household is not None or self._refuses:
            return 403
        if self._tan_missing or self.cloud_only:
            return 404
        try:
            wish = json.loads(body)
        except ValueError:
            return 400
        if not isinstance(wish, dict):
            return 400
        self.own(_household(wish))
        self.waiting_for_app = self._module.waits_for_app
        return self._module.commissioned_status

    def confirm(self, body: bytes) -> int:
        """Answer the signed repetition of the same group: the app has finished."""
        try:
            wish = json.loads(body)
        except ValueError:
            return 400
        if not isinstance(wish, dict) or _household(wish) != self._household:
            return 403
        self.waiting_for_app = False
        return 204

    def accept_tan(self, body: bytes) -> int:
        """Answer the cloud's one-time number."""
        try:
            tan = json.loads(body)
        except ValueError:
            return 400
        if self._cloud_tan is None:
            return 404
        if not isinstance(tan, dict) or tan.get("Tan") != self._cloud_tan:
            return 403
        self._tan_missing = False
        return 204

    def own(self, household: Household | None) -> None:
        """Hold a group, another group, or none."""
        self._household = household
        self.waiting_for_app = False
        self.on_change()

    def forget(self) -> None:
        """Lose everything by a reset at the panel. A dryer of the refusing kind stays so."""
        self.cloud_connected = False
        self._tan_missing = self._cloud_tan is not None
        self.own(None)

    def remove_in_app(self) -> None:
        """Lose group and cloud by the app; this opens even the refusing kind."""
        self._refuses = False
        self.cloud_connected = False
        self.own(None)


def _household(wish: dict[str, object]) -> Household:
    try:
        key = bytes.fromhex(str(wish.get("GroupKey", "")))
    except ValueError:
        key = b""
    return Household(str(wish.get("GroupID", "")), key)
