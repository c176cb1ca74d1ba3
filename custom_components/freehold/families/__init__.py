"""The families that Freehold knows. Adding one is a folder and a line here."""

from typing import Any

from .contract import Family
from .hoymiles import HOYMILES
from .miele import MIELE
from .shelly import SHELLY

FAMILIES: dict[str, Family[Any]] = {
    family.key: family for family in (MIELE, SHELLY, HOYMILES)
}
