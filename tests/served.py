"""The shop that the tests of this folder talk to."""

import functools
import json
import os
import subprocess
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parent.parent


@functools.cache
def hand_over():
    """Return the content of the served shop's run.json: url, keys, administrator.

    `./ecom test` serves a shop of its own and names the file in ECOM_RUN_FILE. Otherwise it is the shop of
    `./ecom start`, which is started if it does not run and stays up: `./ecom stop` ends it.
    """
    path = os.environ.get("ECOM_RUN_FILE")
    if not path:
        subprocess.run([ROOT / "ecom", "start", "--detach"], check=True, stdin=subprocess.DEVNULL)
        path = ROOT / ".ecom" / "run.json"
    return json.loads(Path(path).read_text())


def call(model, method, **values):
    """Return what a method of a model answers the administrator of the served shop."""
    shop = hand_over()
    answer = requests.post(
        f"{shop['url']}/json/2/{model}/{method}",
        json=values,
        headers={"Authorization": f"Bearer {shop['adminApiKey']}"},
        timeout=60,
    )
    answer.raise_for_status()
    return answer.json()


def search_read(model, domain, fields):
    """Return what the administrator reads of the served shop: list of dicts."""
    return call(model, "search_read", domain=domain, fields=fields)


def pictures():
    """Return the folder that screenshots go to."""
    folder = Path(os.environ.get("ECOM_PICTURES") or ROOT / ".ecom" / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
