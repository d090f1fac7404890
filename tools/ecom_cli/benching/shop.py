"""A served shop as a bench sees it."""

import contextlib
import json
import os
from pathlib import Path

from .load import Request, once

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class BenchShop:
    """Requests to a shop, and what they cost it.

    :param Lab lab: where it came from.
    :param server.Shop shop: its processes.
    :param dict facts: what its start returned.
    :param dict run: the content of run.json.
    """

    def __init__(self, lab, shop, facts, run):
        self._lab, self._shop, self._facts = lab, shop, facts
        self.run, self.database = run, run["database"]
        #: straight to Odoo's workers, past the front door
        self.url = facts["backend"]

    @property
    def empty(self):
        """The empty `auth='none'` route: the least an Odoo route costs."""
        return Request(f"{self.url}/ecom_bench/empty", headers={"Host": self._host})

    @property
    def _host(self):
        return self.run["url"].removeprefix("http://")

    def get(self, path, key="publishable", headers=None):
        """Return a GET request."""
        return self.request("GET", path, key=key, headers=headers)

    def request(self, method, path, json=None, key="publishable", headers=None):  # noqa: A002
        """Return a request.

        :param json: body, as Python data; None for none.
        :param str key: "publishable", "secret", "admin" (Odoo user), or None.
        """
        found = {"Host": self._host, "Accept": "application/json", **self._credentials(key)}
        body = b""
        if json is not None:
            body = _dump(json)
            found["Content-Type"] = "application/json"
        return Request(self.url + path, method, found | (headers or {}), body)

    def _credentials(self, key):
        return {
            None: dict,
            "publishable": lambda: {"X-Store-Key": self.run["publishableKey"]},
            "secret": lambda: {"Authorization": f"Bearer {self.run['secretKey']}"},
            "admin": lambda: {"Authorization": f"Bearer {self.run['adminApiKey']}"},
        }[key]()

    def json2(self, model, method, **arguments):
        """Return a request to Odoo's own JSON API."""
        path = f"/json/2/{model}/{method}"
        headers = {"X-Odoo-Database": self.database}
        return self.request("POST", path, arguments, key="admin", headers=headers)

    def call(self, request):
        """Send a request once; return its Answer."""
        return once(request)

    def sql(self, statement):
        """Run SQL; return rows of strings."""
        return self._lab.server.sql(statement, self.database)

    def script(self, seed, **variables):
        """Run a script of tools/bench/seeds on the live database; return what it printed."""
        return self._lab.script(self.database, seed, **variables)

    def cpu(self):
        """Return the CPU seconds used so far by Odoo and PostgreSQL, ended children included."""
        total = 0
        for pid in self._processes():
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                total += sum(map(int, fields[11:15]))
        return total / _TICKS

    def memory(self):
        """Return the largest resident set of an Odoo process now, in bytes."""
        sizes = [0]
        for pid in _tree(self._facts["odoo"]["pid"]):
            with contextlib.suppress(OSError):
                sizes.append(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE)
        return max(sizes)

    def _processes(self):
        found = _tree(self._facts["odoo"]["pid"])
        with contextlib.suppress(AttributeError, OSError, ValueError):
            # an external server's processes are not ours to see
            found += _tree(int((self._lab.server.data / "postmaster.pid").read_text().split()[0]))
        return found

    def stop(self):
        """Stop it."""
        self._shop.stop()


def _dump(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _tree(pid):
    """Return a process and its descendants."""
    found = [pid]
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in path.read_text().split():
                found += _tree(int(child))
    return found
