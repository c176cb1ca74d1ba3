"""The families that Freehold knows. Adding one is a folder and a line here."""

from typing import Any

from .contract import Family

FAMILIES: dict[str, Family[Any]] = {}
