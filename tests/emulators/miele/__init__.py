"""An emulated Miele appliance: a device on the network, not a mock of one."""

from ..clock import DeviceClock
from .appliance import Appliance, RefusedError
from .emulator import MieleAppliance
from .faults import Fault
from .models import Dop2Access, Generation, Kind, Status
from .ownership import Household
from .server import Request
from .wlan import Network

__all__ = [
    "Appliance",
    "DeviceClock",
    "Dop2Access",
    "Fault",
    "Generation",
    "Household",
    "Kind",
    "MieleAppliance",
    "Network",
    "RefusedError",
    "Request",
    "Status",
]
