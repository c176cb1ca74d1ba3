"""Emulated Hoymiles gateways with a small power plant behind them."""

from .emulator import BOOT_SECONDS, HoymilesDtu
from .faults import Fault
from .models import FIRMWARE, MODELS, Firmware, InverterType, Kind, Model, Night
from .plant import Hearing, Reception

__all__ = [
    "BOOT_SECONDS",
    "FIRMWARE",
    "MODELS",
    "Fault",
    "Firmware",
    "Hearing",
    "HoymilesDtu",
    "InverterType",
    "Kind",
    "Model",
    "Night",
    "Reception",
]
