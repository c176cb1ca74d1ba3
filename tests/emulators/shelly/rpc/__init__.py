"""Emulated Shelly devices of generations 2, 3 and 4: JSON-RPC over HTTP and WebSocket."""

from .emulator import AWAKE_SECONDS, BOOT_SECONDS, RpcShelly
from .faults import Fault
from .models import MODELS, Firmware, Model
from .request_log import Request, RequestLog, Transport

__all__ = [
    "AWAKE_SECONDS",
    "BOOT_SECONDS",
    "MODELS",
    "Fault",
    "Firmware",
    "Model",
    "Request",
    "RequestLog",
    "RpcShelly",
    "Transport",
]
