"""The whole device: machine, lock, network, and what a person can do to it."""

import base64
from collections.abc import Callable, Mapping
from random import Random
import time
from typing import override

from ...announce import Announcer
from ...clock import DeviceClock
from ...control import Action
from ...faults import Faults
from ...switched_on import SwitchedOn
from ...timers import Timer, Timers
from . import controls
from .added_components import AddedComponents
from .authentication import Authentication
from .board import Board, Json
from .channels import Channels
from .faults import Fault
from .frames import Frames
from .machine import Machine
from .models import MODELS, Firmware, Model
from .network import Network
from .nonces import NonceTable, table_for
from .ota import Ota, OtaEnd
from .outbound import Outbound
from .pulse import Pulse
from .request_log import Request, RequestLog
from .rpc import Rpc
from .seeding import model_of
from .server import Site
from .shelly_methods import Lifecycle, ShellyMethods

HOME_NETWORKS: Mapping[str, str | None] = {"home": "correct horse", "guests": None}
BOOT_SECONDS = 3.0
AWAKE_SECONDS = 10.0
_RESET_SECONDS = 1.0
_CONFIGURED_REVISION = 12


class RpcShelly(SwitchedOn):
    """One device of generation 2, 3 or 4. Use it as an asynchronous context manager."""

    def __init__(
        self,
        model: Model | str | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls_port: int = 0,
        mac: str | None = None,
        name: str | None = None,
        password: str | None = None,
        firmware: str = "1.7.5",
        profile: str | None = None,
        factory_new: bool = False,
        networks: Mapping[str, str | None] = HOME_NETWORKS,
        seed: Json | None = None,
        push_interval: float | None = None,
        speed: float = 1,
        monotonic: Callable[[], float] = time.monotonic,
        unixtime: float | None = None,
        nonces: Callable[[], str] | None = None,
        announcer: Announcer | None = None,
    ) -> None:
        """Unpack a device that was set up at home long ago, or, `factory_new`, never.

        `push_interval` is in device seconds; with `seed`, a recorded dump, it needs no model.
        """
        if seed is not None:
            model, firmware = model_of(seed), seed["shelly"]["ver"]
        elif isinstance(model, str):
            model = MODELS[model]
        assert model is not None, "a model or a recorded dump is needed"
        self.model = model
        mac = (mac or model.mac).replace(":", "").upper()
        random = Random(mac)
        self.log = RequestLog()
        self.faults: Faults[Fault] = Faults()
        self.clock = DeviceClock(monotonic, speed)
        self._timers = Timers(self.clock, speed)
        born = time.time() if unixtime is None else unixtime
        self.board = Board(self.clock, self._timers, born, random)
        self.machine = Machine(
            self.model, Firmware(firmware), mac, self.board, air=networks, seed=seed
        )
        self._make_nonce = nonces or (
            lambda: base64.b64encode(random.randbytes(20)).decode()
        )
        self._pulse = Pulse(self.machine, push_interval)
        self.authentication = Authentication(
            self.machine.id,
            self._new_nonces(),
            self.board.now,
            slots=self.machine.firmware.second_generation,
        )
        self.authentication.set_password(password)
        self.ota = Ota(self.board, self._ota_end, self.machine.install, self._restart)
        self.shelly = ShellyMethods(
            self.machine,
            self.authentication,
            self.ota,
            self.faults,
            Lifecycle(
                lambda seconds: self._soon(seconds, self._restart),
                lambda: self._soon(_RESET_SECONDS, self._reset),
            ),
        )
        self.added = AddedComponents(self.machine)
        rpc = Rpc(self.machine, self.shelly, self.added)
        frames = Frames(self.board, rpc, self.authentication, self.faults, self.log)
        self.channels = Channels(self.board, frames, lambda: self.shelly.id)
        outbound = Outbound(self.channels, lambda: self.shelly.id, self._stamped_status)
        self.network = Network(
            Site(self.shelly, frames, self.channels),
            self.machine,
            outbound,
            (host, port, tls_port),
            announcer,
        )
        self._falling_asleep: Timer | None = None
        self.powered = False
        self.awake = False
        self.machine.on_built = self._wire
        self._wire()
        if seed is None and not factory_new:
            self._have_been_set_up(name, profile)

    @property
    def host(self) -> str:
        """Return the address."""
        return self.network.plain.host

    @property
    def port(self) -> int:
        """Return the port; 0 before the first start."""
        return self.network.plain.port

    @property
    def tls_port(self) -> int:
        """Return the port for TLS; 0 before enhanced security was on."""
        return self.network.secure.port

    @property
    def mac(self) -> str:
        """Return the MAC, twelve upper-case hex digits."""
        return self.machine.mac

    @property
    def requests(self) -> list[Request]:
        """Return everything that was asked, oldest first."""
        return self.log.requests

    @override
    async def start(self) -> None:
        """Give it power. A sleeping device is awake for some seconds then."""
        if not self.powered:
            self.powered = True
            self._boot(cause="poweron")
        await self.network.settled()

    @override
    async def stop(self) -> None:
        """Take it away for good."""
        self._halt()
        self.powered = False
        await self.network.close()

    async def lose_power(self) -> None:
        """Vanish without a goodbye and without forgetting anything."""
        self._halt()
        self.powered = False

    async def factory_reset(self) -> None:
        """Press the button for ten seconds."""
        self._reset()
        await self.advance(BOOT_SECONDS)

    async def advance(self, seconds: float) -> None:
        """Let device time pass at once."""
        self._timers.advance(seconds)
        await self.network.settled()

    async def reboot(self) -> None:
        """Restart, and wait until it is back."""
        self._restart()
        await self.advance(BOOT_SECONDS)

    async def wake(self, cause: str = "button") -> None:
        """Wake a sleeping device; it pushes, and is reachable for some seconds."""
        self._wake(cause)
        await self.network.settled()

    async def sleep(self) -> None:
        """Let it sleep now."""
        self._sleep()

    async def set_enhanced_security(self, *, on: bool) -> None:
        """Redirect to HTTPS from now on, or no longer."""
        self.machine.sys.configure({"device": {"enhanced_security": on}})
        await self.network.settled()

    def misbehave(
        self, fault: str, *, times: int | None = None, where: str = ""
    ) -> None:
        """Misbehave for `times` requests whose method, path or key contains `where`."""
        self.faults.order(Fault(fault), times=times, where=where)
        self._apply_refusal()

    def behave(self) -> None:
        """End all faults."""
        self.faults.clear()
        self._apply_refusal()

    def actions(self) -> Mapping[str, Action]:
        """Return what can be asked for at the control port."""
        return controls.actions(self)

    def report(self) -> dict[str, object]:
        """Return what the control port answers."""
        return controls.report(self)

    def _have_been_set_up(self, name: str | None, profile: str | None) -> None:
        if profile is not None and profile != self.machine.profile:
            self.machine.set_profile(profile)
        self.machine.sys.config["device"]["name"] = name
        self.machine.wifi.seed(next(iter(self.machine.wifi.air)))
        self.board.cfg_rev = _CONFIGURED_REVISION

    def _wire(self) -> None:
        machine = self.machine
        machine.sys.facts = self._facts
        machine.sys.clock_set = lambda: not self.faults.active(Fault.NO_CLOCK)
        machine.sys.on_configured = self._reconfigured
        machine.wifi.address = lambda: self.host
        machine.wifi.on_joined = self._joined

    def _boot(self, cause: str) -> None:
        self.awake = True
        self.machine.sys.state |= (
            {"wakeup_reason": {"boot": cause, "cause": "undefined"}}
            if self.machine.sleeps
            else {}
        )
        self.authentication.nonces = self._new_nonces()
        self.authentication.slots = self.machine.firmware.second_generation
        self.authentication.reboot()
        self.machine.boot()
        self._apply_refusal()
        if self.machine.sleeps:
            self._falling_asleep = self.board.after(AWAKE_SECONDS, self._sleep)
        self._pulse.start()

    def _halt(self) -> None:
        self.network.cut()
        if self.powered:
            self.machine.halt()
        self._timers.clear()
        self.ota.abandon()
        self.awake = False

    def _restart(self) -> None:
        self._halt()
        self.machine.sys.reset_reason = 3
        self.board.after(BOOT_SECONDS, lambda: self._boot("software"))

    def _reset(self) -> None:
        self._halt()
        self.authentication.set_password(None)
        self.machine.seed = None
        self.machine.provision = "pending"
        self.machine.forget()
        self.board.after(BOOT_SECONDS, lambda: self._boot("poweron"))

    def _soon(self, seconds: float, act: Callable[[], None]) -> None:
        self.board.after(seconds, act)

    def _wake(self, cause: str) -> None:
        if self.awake or not self.powered:
            return
        self._timers.clear()
        self._boot("deepsleep_wake")
        self.machine.sys.state["wakeup_reason"]["cause"] = cause

    def _sleep(self) -> None:
        if not self.machine.sleeps or not self.awake:
            return
        self.board.emit("sys", "sleep")
        self._halt()
        self.board.after(self.machine.wakeup_period, lambda: self._wake("periodic"))

    def _apply_refusal(self) -> None:
        if not self.powered:
            return
        if self.faults.active(Fault.REFUSE) or not self.awake:
            self.network.cut()
        else:
            self.network.open()

    def _reconfigured(self) -> None:
        secured = bool(self.machine.sys.config["device"].get("enhanced_security"))
        if self.network.is_open:
            if secured != self.network.secure.is_open:
                self.network.cut()
            self.network.open()

    def _joined(self, joined: bool) -> None:
        self.machine.provision = "complete" if joined else self.machine.provision
        if self.network.is_open:
            self.network.cut()
            self._apply_refusal()

    def _stamped_status(self) -> Json:
        return {"ts": round(self.board.unixtime(), 2), **self.shelly.status()}

    def _facts(self) -> Json:
        period = self.machine.wakeup_period
        return {
            **self.board.revisions,
            "available_updates": self.shelly.available_updates(),
            **({"wakeup_period": period} if period else {}),
        }

    def _ota_end(self) -> OtaEnd | None:
        if self.faults.take(Fault.OTA_ERROR):
            return OtaEnd.ERROR
        return OtaEnd.REBOOT if self.faults.take(Fault.OTA_REBOOT) else None

    def _new_nonces(self) -> NonceTable:
        return table_for(
            self.machine.firmware.version,
            self.board.unixtime,
            lambda: self._make_nonce(),
        )
