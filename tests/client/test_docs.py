"""What the README and docs/api.md say is what the served shop does."""

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
API = (ROOT / "docs" / "api.md").read_text()
_WHO = {
    "store key": [{"storeKey": []}, {"secretKey": []}],
    "secret key": [{"secretKey": []}],
    "secret key or customer": [{"secretKey": []}, {"storeKey": [], "customerToken": []}],
    "administrator": [{"userKey": []}],
    "none": None,
    "signature": None,
}


def test_the_readmes_first_sale_works_as_printed(run, tmp_path):
    (script,) = re.findall(r"```bash\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    (tmp_path / ".ecom").mkdir()
    (tmp_path / ".ecom" / "run.json").write_text(json.dumps(run))
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "fully_paid"


def test_the_table_of_operations_is_what_is_served(rest):
    rows = re.findall(r"^\| `([\w.]+)` \| `(\w+) (\S+)` \| ([\w ]+) \|$", API, re.MULTILINE)
    written = {name: (method, path, _WHO[who]) for name, method, path, who in rows}
    served = {
        operation["operationId"]: (method.upper(), path, operation.get("security"))
        for path, methods in rest.send("GET", "/api/openapi.json").json()["paths"].items()
        for method, operation in methods.items()
    }
    assert written == served


def test_every_operation_has_an_example(rest):
    examples = dict(re.findall(r"<!-- example ([\w.]+) -->(.*?)<!-- end -->", API, re.DOTALL))
    paths = rest.send("GET", "/api/openapi.json").json()["paths"]
    served = {
        operation["operationId"] for methods in paths.values() for operation in methods.values()
    }
    assert set(examples) == served
    assert not [name for name, text in examples.items() if "Answer: 2" not in text]


def test_every_operation_is_described(rest):
    for path, methods in rest.send("GET", "/api/openapi.json").json()["paths"].items():
        for operation in methods.values():
            assert operation["summary"].endswith("."), path
            told = {"400", "404", "422", "429", "500"}
            told |= {"401"} if operation.get("security") else set()
            assert told <= set(operation["responses"]), path
