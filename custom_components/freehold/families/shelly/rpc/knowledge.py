"""What is known of one device: everything that it tells ends here."""

from collections.abc import Callable, Mapping
from datetime import datetime
import logging
from typing import Any

from ....connection.errors import DeviceResetError
from ...contract import Identity, JsonObject
from ...descriptions import Entities
from ..identity import identity_of
from ..protocol.info import DeviceInfo
from ..protocol.rpc.frames import Notification
from ..protocol.rpc.inventory import Inventory
from ..protocol.rpc.status import Status, apply, merge, replace
from .channels import Channels, Members, model_of
from .evidence import was_reset
from .memory import Memory, without_secrets
from .model import EMPTY, RpcState, Updating, assemble, number_of, revision_of

_LOGGER = logging.getLogger(__name__)

type Describe = Callable[[Channels, frozenset[str]], Entities[Any, RpcState]]


class Knowledge:
    """The last accepted state of a device, and what follows from it."""

    def __init__(
        self, mac: str, describe: Describe, now: Callable[[], datetime]
    ) -> None:
        """Know nothing but its MAC. `describe` tells the entities of channels and methods."""
        self._describe = describe
        self._now = now
        self._members = Members()
        self._dynamic: frozenset[str] = frozenset()
        self._read_revision: int | None = None
        self._described_methods: frozenset[str] | None = None
        self.methods: frozenset[str] | None = None
        self.heard: datetime | None = None
        self.state: RpcState | None = None
        self.channels = Channels()
        self.covers: tuple[str, ...] = ()
        """Keys of its covers."""
        self.entities: Entities[Any, RpcState] = Entities()
        self.identity: Identity = identity_of(
            DeviceInfo(mac=mac, generation=2, model="")
        )

    @property
    def status(self) -> Status:
        """The last status; empty before the first."""
        return self.state.status if self.state else EMPTY

    @property
    def has_dynamic(self) -> bool:
        """Whether there are components that a plain status leaves out."""
        return bool(self._dynamic)

    @property
    def is_outdated(self) -> bool:
        """Whether the configuration changed since it was read."""
        return self.state is None or self.state.revision != self._read_revision

    @property
    def wakeup_period(self) -> float:
        """Seconds between two wake-ups; 0 if it never sleeps."""
        if self.state is None:
            return 0
        told = number_of(self.status.get("sys", EMPTY).get("wakeup_period"))
        if told is None:
            sleep = self.state.config.get("sys", EMPTY).get("sleep")
            if isinstance(sleep, dict):
                told = number_of(sleep.get("wakeup_period"))
        return told or 0

    def is_of_other_firmware(self, info: DeviceInfo) -> bool:
        """Tell whether the device runs another firmware than was known."""
        return (
            self.state is not None and self.state.info.firmware_id != info.firmware_id
        )

    def take_inventory(self, inventory: Inventory) -> None:
        """Take in everything. Raises DeviceResetError, and keeps what was known then."""
        dynamic = {str(key): part for key, part in inventory.dynamic.items()}
        config = without_secrets(
            {**inventory.config, **{k: part.config for k, part in dynamic.items()}}
        )
        status = {**inventory.status, **{k: part.status for k, part in dynamic.items()}}
        state = self.state
        self._accept(
            inventory.info,
            replace(state.config, config) if state else config,
            replace(state.status, status) if state else status,
        )
        self._dynamic = frozenset(dynamic)
        self.methods = inventory.methods
        self._read_revision = self.state.revision if self.state else None
        self._identify()
        self._describe_again()

    def take_status(self, info: DeviceInfo, status: Status) -> None:
        """Take in a whole status, but for components that come and go: it leaves those out.

        Raises DeviceResetError, and keeps what was known then.
        """
        assert self.state
        whole = replace(self.state.status, self._with_dynamic(status))
        self._accept(info, self.state.config, whole)
        self._identify()

    def take_components(self, status: Status) -> None:
        """Take in the status of some components."""
        assert self.state
        self._overlay(merge(self.state.status, status))

    def take(self, notification: Notification) -> bool:
        """Take in what the device told by itself; tell whether that changes anything."""
        state = self.state
        if state is None:
            return False
        status = apply(state.status, notification)
        if notification.method == "notifyfullstatus":
            status = self._with_dynamic(status)
        return self._overlay(status)

    def take_updating(self, updating: Updating | None) -> None:
        """Take in how far an update is."""
        if self.state is not None:
            self._assemble(
                self.state.info, self.state.config, self.state.status, updating
            )

    def recall(self, body: Mapping[str, Any]) -> None:
        """Take up what was remembered; drop what this version cannot read."""
        try:
            memory = Memory.recall(body)
        except (KeyError, TypeError, ValueError, AttributeError) as err:
            _LOGGER.warning(
                "What was remembered of %s cannot be read and is asked anew: %r",
                self.identity.name,
                err,
            )
            return
        self.methods, self._dynamic = memory.methods, memory.dynamic
        self.heard = memory.heard
        self._members.follow(EMPTY, memory.status)
        self.state = assemble(
            memory.info, memory.config, memory.status, previous=None, now=memory.heard
        )
        self._identify()
        self._describe_again()

    def remember(self) -> JsonObject:
        """Return what `recall` takes; empty before anything was told."""
        if self.state is None:
            return {}
        return Memory(
            info=self.state.info,
            config=self.state.config,
            status=self.state.status,
            methods=self.methods or frozenset(),
            dynamic=self._dynamic,
            heard=self.heard or self._now(),
        ).as_json()

    def _with_dynamic(self, status: Status) -> Status:
        kept = {
            key: part
            for key, part in self.status.items()
            if key in self._dynamic and key not in status
        }
        return {**status, **kept} if kept else status

    def _overlay(self, status: Status) -> bool:
        """Accept what was told without saying who tells it; tell whether that changes anything."""
        state = self.state
        assert state
        self.heard = self._now()
        if status is state.status:
            return False
        if self._goes_back(status):
            # Whether that is a reset is to be asked with the question who it is now.
            self._read_revision = None
            return False
        self._assemble(state.info, state.config, status, state.updating)
        if self._members.follow(state.status, status):
            self._describe_again()
        return True

    def _goes_back(self, status: Status) -> bool:
        """Tell whether the configuration is suddenly younger than the known one."""
        revision, known = revision_of(status), revision_of(self.status)
        return revision is not None and known is not None and revision < known

    def _accept(self, info: DeviceInfo, config: Status, status: Status) -> None:
        """Make it the state, unless it is that of a device which forgot everything."""
        before = self.state
        now = self._now()
        self._assemble(info, config, status, before.updating if before else None)
        if before is not None and self.state and was_reset(before, self.state):
            self.state = before
            raise DeviceResetError(
                f"{self.identity.name} forgot its configuration: it was reset"
            )
        self.heard = now
        if self._members.follow(before.status if before else EMPTY, status):
            self._describe_again()

    def _assemble(
        self,
        info: DeviceInfo,
        config: Status,
        status: Status,
        updating: Updating | None,
    ) -> None:
        self.state = assemble(
            info,
            config,
            status,
            previous=self.state,
            now=self._now(),
            updating=updating,
        )

    def _identify(self) -> None:
        if self.state is not None:
            self.identity = identity_of(self.state.info)

    def _describe_again(self) -> None:
        """Find the entities anew, and keep the old ones where nothing is different."""
        if self.state is None or self.methods is None:
            return
        config = self.state.config
        models = {
            key: model
            for key, settings in config.items()
            if (model := model_of(settings)) is not None
        }
        channels = Channels.of(self.identity.name, config, self._members.by_key, models)
        if channels != self.channels or self.methods != self._described_methods:
            self.channels, self._described_methods = channels, self.methods
            self.covers = tuple(c.key for c in channels.channels if c.type == "cover")
            self.entities = self._describe(channels, self.methods)
