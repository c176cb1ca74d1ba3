"""Names that entries, storage and platforms share."""

import logging
from typing import Final

DOMAIN: Final = "freehold"
LOGGER = logging.getLogger(__package__)

CONF_CREDENTIAL_ID: Final = "credential_id"
CONF_FAMILY: Final = "family"
CONF_LIFECYCLE_ONLY: Final = "lifecycle_only"
CONF_PROTOCOL: Final = "protocol"
CONF_SECURED: Final = "secured"
"""In the data of an entry: what was closed, as the details of a request say it."""
CONF_SERIAL: Final = "serial"
CONF_UNSEEN: Final = "unseen"
"""In the data of an entry: added while it was out of reach, on the word of its label."""

EVENT_PROVISIONING: Final = f"{DOMAIN}_provisioning"

ISSUE_RESET: Final = "device_reset"
ISSUE_INTERRUPTED: Final = "job_interrupted"
ISSUE_UNREADABLE: Final = "job_unreadable"
ISSUE_NEWER: Final = "job_unreadable_newer"
ISSUE_ATTENTION: Final = "job_attention"

HOUSEHOLD: Final = "household"
"""Unique id of the one entry that holds no device."""
