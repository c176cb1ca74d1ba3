"""`/settings/actions`: addresses the device calls when something happens."""

from collections import Counter
from collections.abc import Iterable

from .values import Json, bad, flag

_MOST_URLS, _LONGEST_URL = 5, 256


class Actions:
    """What is to be called, by name and channel. Modelled: nothing is ever called."""

    def __init__(self, names: Iterable[str]) -> None:
        """Have every name once per channel, all switched off."""
        self._actions: dict[str, list[Json]] = {
            name: [
                {"index": index, "urls": [], "enabled": False} for index in range(count)
            ]
            for name, count in Counter(names).items()
        }

    @property
    def active(self) -> bool:
        """Return whether any is switched on."""
        return any(one["enabled"] for each in self._actions.values() for one in each)

    def echo(self) -> Json:
        """Return the resource."""
        return {"actions": self._actions}

    def write(self, params: list[tuple[str, str]]) -> bool:
        """Change one action, and return whether that changed anything."""
        single = dict(params)
        channels = self._actions.get(single.get("name", ""))
        if channels is None:
            raise bad("name")
        index = single.get("index", "")
        if not index.isdigit() or int(index) >= len(channels):
            raise bad("index")
        action = dict(channels[int(index)])
        if "enabled" in single:
            action["enabled"] = _flag(single["enabled"])
        if "urls[]" in single:
            action["urls"] = _urls([url for name, url in params if name == "urls[]"])
        changed = action != channels[int(index)]
        channels[int(index)] = action
        return changed


def _flag(text: str) -> bool:
    try:
        return flag(text)
    except ValueError as err:
        raise bad("enabled") from err


def _urls(urls: list[str]) -> list[str]:
    kept = [url for url in urls if url]
    if len(kept) > _MOST_URLS or any(len(url) > _LONGEST_URL for url in kept):
        raise bad("urls")
    return kept
