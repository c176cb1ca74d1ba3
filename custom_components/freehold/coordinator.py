"""One device, one coordinator."""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_MAC
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.device_registry import CONNECTION_NETWORK_MAC, DeviceInfo
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from .connection.errors import (
    AuthenticationError,
    DeviceBusyError,
    DeviceError,
    DeviceResetError,
    ReconnectionError,
)
from .const import DOMAIN, ISSUE_RESET, LOGGER
from .families.contract import Device, Family, Listener, Part
from .families.descriptions import DeviceEvent, Entities
from .memory import SAVE_DELAY, UNHURRIED_DELAY, DeviceMemory

RECENTLY: Final = timedelta(seconds=90)
"""Longer than the pause between two polls of what is always awake."""

PUT_OFF_EVERY: Final = 10.0
"""Seconds. A push puts off the next poll, but its timer costs as much as a state."""

type FreeholdConfigEntry = ConfigEntry[DeviceCoordinator]


class DeviceCoordinator(DataUpdateCoordinator[Any], Listener):
    """Keeps the state of one device; push and poll end here."""

    config_entry: FreeholdConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: FreeholdConfigEntry,
        family: Family[Any],
        device: Device[Any],
        memory: DeviceMemory,
        has_job: Callable[[], bool],
        tell_job: Callable[[], None],
    ) -> None:
        """Take over a device that has not been talked to yet.

        `has_job` tells whether a job is at work on it, which then is the only one to talk to it;
        `tell_job` lets a job that waits for the device know that it has just been heard of.
        """
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=entry.title,
            update_interval=timedelta(seconds=device.poll_interval),
            always_update=False,
            # Half a second, so that who gives a command sees what it did.
            request_refresh_debouncer=Debouncer(
                hass, LOGGER, cooldown=0.5, immediate=True
            ),
        )
        self.family = family
        self.device = device
        # Annotated as never empty, it is empty until the first poll.
        self.data = device.state
        self._memory = memory
        self._has_job = has_job
        self._known_parts: Mapping[str, Part] | None = None
        self._shown_entities: Entities[Any, Any] | None = None
        self._complaints: frozenset[str] = frozenset()
        self._put_off_at = -PUT_OFF_EVERY
        self._by_source: dict[object, list[int]] | None = None
        self._tell_job = tell_job
        self._hearing: dict[str, Callable[[DeviceEvent], None]] = {}

    def device_info_of(self, part: str) -> DeviceInfo:
        """Describe the device, or a part of it, to the registry."""
        if not part:
            return self._device_info
        known, identity = self.device.parts[part], self.device.identity
        return DeviceInfo(
            identifiers={(DOMAIN, self._identifier(part))},
            manufacturer=identity.manufacturer,
            model=known.model or identity.model,
            name=known.name,
            serial_number=known.serial,
            sw_version=known.firmware,
            via_device_id=dr.async_get_device_id_by_identifier(
                self.hass,
                (DOMAIN, self._identifier(known.behind)),
                config_entry_id=self.config_entry.entry_id,
            ),
        )

    def _identifier(self, part: str) -> str:
        serial = self.device.identity.serial
        return f"{serial}_{part}" if part else serial

    @property
    def _device_info(self) -> DeviceInfo:
        identity = self.device.identity
        mac = self.config_entry.data.get(CONF_MAC) or identity.mac
        return DeviceInfo(
            identifiers={(DOMAIN, identity.serial)},
            connections={(CONNECTION_NETWORK_MAC, mac)} if mac else set(),
            manufacturer=identity.manufacturer,
            model=identity.model,
            name=identity.name,
            serial_number=identity.serial,
            sw_version=identity.firmware,
            hw_version=identity.hardware,
        )

    @override
    async def _async_update_data(self) -> Any:
        """Poll the device."""
        self._leave_to_job()
        identity = self.device.identity
        try:
            state = await self.device.poll()
        except DeviceError as err:
            # It began meanwhile, and what opened the device may open it no more.
            self._leave_to_job()
            if isinstance(err, DeviceResetError):
                self._async_raise_reset()
            raise self._translated(err) from err
        finally:
            self.update_interval = timedelta(seconds=self.device.poll_interval)
            self._async_pass_on_complaints()
        ir.async_delete_issue(self.hass, DOMAIN, self._issue_id(ISSUE_RESET))
        if self.device.identity != identity:
            self._async_update_registry()
        self._async_follow_parts()
        if self.data is None or (self.device.keeps_books and state != self.data):
            await self.async_remember_now()
        elif state != self.data or self.device.identity != identity:
            self._memory.async_save_later(self.device.remember, self._save_delay)
        return state

    def _leave_to_job(self) -> None:
        """Raise UpdateFailed while a job is at work: only it talks to the device."""
        if self._has_job():
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key="job_at_work",
                translation_placeholders={"device": self.name},
            )

    @property
    def _save_delay(self) -> float:
        """Seconds: what may be silent at the next start is shown from memory then."""
        return SAVE_DELAY if self.device.normal_silence else UNHURRIED_DELAY

    @callback
    def async_start(self) -> None:
        """Put the device into the registry, parts follow; hear what it tells by itself."""
        dr.async_get(self.hass).async_get_or_create(
            config_entry_id=self.config_entry.entry_id, **self._device_info
        )
        self.device.start(self)

    @callback
    def async_listen(
        self, key: str, hear: Callable[[DeviceEvent], None]
    ) -> CALLBACK_TYPE:
        """Have a function hear the events of one key, until what is returned is called."""
        self._hearing[key] = hear

        @callback
        def forget() -> None:
            del self._hearing[key]

        return forget

    @callback
    def async_forget_part(self, identifier: str) -> bool:
        """Have the device forget a part, by its identifier in the registry; tell whether it did."""
        for part in self.device.parts:
            if self._identifier(part) == identifier and self.device.forget(part):
                self.pushed(None)
                return True
        return False

    @callback
    @override
    def pushed(self, changed: Collection[str] | None) -> None:
        """Show what the device told by itself: to those whose source changed, if that is all."""
        self._async_follow_parts()
        self._tell_job()
        entities, now = self.device.entities, self.hass.loop.time()
        if (
            changed is None
            or entities is not self._shown_entities
            or now - self._put_off_at > PUT_OFF_EVERY
            or not self.last_update_success
        ):
            self._shown_entities, self._put_off_at = entities, now
            self.async_set_updated_data(self.device.state)
        else:
            self.data = self.device.state
            self._async_tell(changed)
        self._memory.async_save_later(self.device.remember, self._save_delay)

    @callback
    @override
    def async_add_listener(
        self, update_callback: CALLBACK_TYPE, context: Any = None
    ) -> CALLBACK_TYPE:
        """Have somebody hear of changes; `context`: of those of one source only."""
        self._by_source = None
        return super().async_add_listener(update_callback, context)

    @callback
    def _async_tell(self, changed: Collection[str]) -> None:
        """Update those who listen to a source that changed, and those who listen to all."""
        if self._by_source is None:
            self._by_source = self._listeners_by_source()
        for source in (*changed, None):
            for key in self._by_source.get(source, ()):
                # It may have gone since.
                if listener := self._listeners.get(key):
                    try:
                        listener[0]()
                    except Exception:
                        self.logger.exception(
                            "%s: a push could not be shown", self.name
                        )

    def _listeners_by_source(self) -> dict[object, list[int]]:
        """Sort them: a home hears hundreds of pushes a second, each about one source of many."""
        sorted_: dict[object, list[int]] = {}
        for key, (_, source) in self._listeners.items():
            sorted_.setdefault(source, []).append(key)
        return sorted_

    @callback
    @override
    def lost(self) -> None:
        """Ask a device that tells nothing any more."""
        self.config_entry.async_create_background_task(
            self.hass, self.async_request_refresh(), f"{self.name} is asked"
        )

    @callback
    @override
    def happened(self, event: DeviceEvent) -> None:
        """Let those hear who listen."""
        if hear := self._hearing.get(event.key):
            hear(event)

    @property
    def is_long_unheard(self) -> bool:
        """Whether it sleeps between two reports: its last answer is no news any more."""
        last = self.device.connection.health.report.last_contact
        return last is None or dt_util.utcnow() - last > RECENTLY

    async def async_sighted(self) -> None:
        """Ask a device that is back, rather than wait for its next poll."""
        self._tell_job()
        self.device.connection.expect_contact()
        await self.async_request_refresh()

    async def async_remember_now(self) -> None:
        """Have what the device told on the disk."""
        if self.device.state is not None:
            await self._memory.async_save(self.device.remember())

    @callback
    def _async_raise_reset(self) -> None:
        """Offer to give the device back what it forgot."""
        ir.async_create_issue(
            self.hass,
            DOMAIN,
            self._issue_id(ISSUE_RESET),
            data={"entry_id": self.config_entry.entry_id},
            is_fixable=True,
            severity=ir.IssueSeverity.ERROR,
            translation_key=ISSUE_RESET,
            translation_placeholders={"device": self.name},
        )

    @callback
    def _async_pass_on_complaints(self) -> None:
        """Show what the owner should look after, and no longer what is settled."""
        complaints = frozenset(self.device.complaints)
        for key in self._complaints - complaints:
            ir.async_delete_issue(self.hass, DOMAIN, self._issue_id(key))
        for key in complaints - self._complaints:
            ir.async_create_issue(
                self.hass,
                DOMAIN,
                self._issue_id(key),
                is_fixable=False,
                severity=ir.IssueSeverity.WARNING,
                translation_key=key,
                translation_placeholders={"device": self.name},
            )
        self._complaints = complaints

    def _issue_id(self, key: str) -> str:
        return f"{key}_{self.config_entry.entry_id}"

    @callback
    def async_withdraw_complaints(self) -> None:
        """Show none of them any more: nobody looks after the device now."""
        for key in self._complaints:
            ir.async_delete_issue(self.hass, DOMAIN, self._issue_id(key))
        self._complaints = frozenset()

    @callback
    def _async_follow_parts(self) -> None:
        """Remove from the registry what the device has no more, add what other parts hang behind."""
        if self._known_parts is self.device.parts:
            return
        parts = self._known_parts = self.device.parts
        known = {(DOMAIN, self._identifier(part)) for part in ("", *parts)}
        registry = dr.async_get(self.hass)
        for device in dr.async_entries_for_config_entry(
            registry, self.config_entry.entry_id
        ):
            if not device.identifiers & known:
                registry.async_remove_device(device.id)
        for part in dict.fromkeys(each.behind for each in parts.values()):
            registry.async_get_or_create(
                config_entry_id=self.config_entry.entry_id,
                **self.device_info_of(part),
            )

    @callback
    def _async_update_registry(self) -> None:
        """Carry what the device says about itself into an existing registry entry."""
        registry = dr.async_get(self.hass)
        identity = self.device.identity
        device = registry.async_get_device_by_identifier(
            (DOMAIN, identity.serial), self.config_entry.entry_id
        )
        if device is not None:
            registry.async_update_device(
                device.id,
                model=identity.model,
                sw_version=identity.firmware,
                hw_version=identity.hardware,
            )

    def _translated(self, err: DeviceError) -> Exception:
        """Turn an error of a client into Home Assistant's."""
        kind = (
            ConfigEntryAuthFailed
            if isinstance(err, AuthenticationError)
            else UpdateFailed
        )
        retry_after = (
            {"retry_after": err.retry_after}
            if isinstance(err, (ReconnectionError, DeviceBusyError))
            and err.retry_after is not None
            else {}
        )
        return kind(
            translation_domain=DOMAIN,
            translation_key=err.key,
            translation_placeholders={"device": self.name, "error": str(err)},
            **retry_after,
        )


def in_contact(entry: FreeholdConfigEntry) -> bool:
    """Tell whether the device of an entry answered when it was last asked."""
    return (
        entry.state is ConfigEntryState.LOADED
        and entry.runtime_data.last_update_success
    )
