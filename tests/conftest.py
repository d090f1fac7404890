"""Fixtures of the tests that talk to a served shop.

`./ecom test` serves one and names its hand-over file in ECOM_RUN_FILE. Without it the shop of `./ecom start` is used.
"""

import json
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def run():
    """Return the content of run.json: url, keys, administrator."""
    path = Path(os.environ.get("ECOM_RUN_FILE") or ROOT / ".ecom" / "run.json")
    if not path.exists():
        pytest.fail(f"{path} is missing: run ./ecom start, or ./ecom test")
    return json.loads(path.read_text())
