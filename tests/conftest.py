"""Fixtures of the tests that talk to a served shop."""

import pytest
from served import hand_over


@pytest.fixture(scope="session")
def shop():
    """Return the content of run.json of a served shop with the demo store: url, keys, administrator."""
    return hand_over()
