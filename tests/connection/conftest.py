"""Fixtures of the connection tests."""

import pytest

from .script import FakeTime


@pytest.fixture
def time() -> FakeTime:
    """Time that takes no time."""
    return FakeTime()
