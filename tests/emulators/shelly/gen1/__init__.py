"""Emulated Gen1 Shelly devices: HTTP with queries, Basic authentication, CoIoT over UDP."""

from .coiot_message import CoiotMessage, Request as CoiotRequest, decode, encode
from .emulator import Gen1Shelly
from .faults import Fault
from .model import Model
from .models import MODELS
from .request_log import Request

__all__ = [
    "MODELS",
    "CoiotMessage",
    "CoiotRequest",
    "Fault",
    "Gen1Shelly",
    "Model",
    "Request",
    "decode",
    "encode",
]
