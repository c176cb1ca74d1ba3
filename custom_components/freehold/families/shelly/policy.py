"""How devices are talked to, whichever protocol they speak."""

from dataclasses import replace
from typing import Final

from .protocol.rpc.policy import RPC_POLICY, SESSION_POLICY

POLICY: Final = SESSION_POLICY
"""Of every session: what more a device bears or less is its client's affair."""

IDENTIFY_POLICY: Final = replace(RPC_POLICY, read_retries=1)
"""A person waits for the answer."""
