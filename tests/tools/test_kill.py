"""A start that is killed at any moment goes on, or begins anew, at the next start: nothing half-made is taken for whole."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ecom_cli import atomic, databases, manifests, postgres
from ecom_cli.layout import ROOT, Instance, Layout

SCRIPT = Path(__file__).with_name("half_done.py")
# a whole run takes about three seconds
MOMENTS = [0.1, 0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 2.1, 2.5]


def _start(folder):
    env = os.environ | {"PYTHONPATH": str(ROOT / "tools")}
    command = [sys.executable, SCRIPT, folder]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)


@pytest.fixture
def instance(tmp_path):
    made = Instance(Layout(), tmp_path / "shop")
    # as root the server runs under another user, who must be let in
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    yield made
    postgres.Embedded(made.layout, made.postgres).stop()


def test_killed_again_and_again(instance):
    for moment in MOMENTS:
        process = _start(instance.data)
        time.sleep(moment)
        process.kill()
        process.wait()
    assert _start(instance.data).wait(timeout=60) == 0

    server = postgres.Embedded(instance.layout, instance.postgres)
    stores = databases.Databases(server, instance.files)
    assert stores.names(instance.database) == [instance.database], "working databases are left over"
    modules = [row[0] for row in server.sql("SELECT name FROM ir_module_module", "ecom")]
    assert sorted(modules) == sorted(["base", "l10n_in", *manifests.named(instance.layout)])
    assert server.sql("SELECT 1 FROM pg_tables WHERE tablename = 'ran_load_demo'", "ecom")
    assert set(json.loads(instance.state.read_text())["addons"]) == set(
        manifests.suite(instance.layout)
    )


def test_killed_database_server(instance):
    assert _start(instance.data).wait(timeout=60) == 0
    server = postgres.Embedded(instance.layout, instance.postgres)
    pid = int((server.data / "postmaster.pid").read_text().split()[0])
    os.kill(pid, 9)
    deadline = time.monotonic() + 10
    while server.running and time.monotonic() < deadline:
        time.sleep(0.05)
    server.start()
    assert server.sql("SELECT 1", "ecom") == [["1"]]


def test_folder_half_built(tmp_path):
    target = tmp_path / "tool"

    class Killed(Exception):
        pass

    def build(content, fail=False):
        with atomic.build_folder(target, content) as part:
            (part / "file").write_text(content)
            if fail:
                raise Killed

    with pytest.raises(Killed):
        build("one", fail=True)
    assert not target.exists()
    build("one")
    assert atomic.stamped(target, "one")
    with pytest.raises(Killed):
        build("two", fail=True)
    assert atomic.stamped(target, "one")
    assert (target / "file").read_text() == "one"
    build("two")
    assert (target / "file").read_text() == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["tool"]
