"""Names that entries, storage and platforms share."""

import logging
from typing import Final

DOMAIN: Final = "freehold"
LOGGER = logging.getLogger(__package__)

CONF_CREDENTIAL_ID: Final = "credential_id"
CONF_FAMILY: Final = "family"
CONF_SERIAL: Final = "serial"

HOUSEHOLD: Final = "household"
"""Unique id of the one entry that holds no device."""
