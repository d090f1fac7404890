"""What the launcher says when something is in the way."""

import contextlib
import os
import socket
import subprocess
import sys

import pytest

from ecom_cli import atomic, cli, commands, errors, postgres, proc
from ecom_cli.errors import Failure
from ecom_cli.frontdoor import rewrite
from ecom_cli.layout import ROOT, Instance, Layout, socket_folder


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_port_in_use(tmp_path, taken):
    instance = Instance(Layout(), tmp_path)
    with pytest.raises(Failure, match=f"Port {taken} is in use"):
        commands._port(instance, taken)
    atomic.write_json(instance.state, {"port": taken})
    assert commands._port(instance, None) != taken, "without --port the next free one is taken"
    with pytest.raises(Failure, match="70000 is not a port"):
        commands._port(instance, 70000)


def test_no_suitable_python(tmp_path):
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python"):
        shim = tmp_path / name
        shim.write_text("#!/bin/sh\n[ \"$1\" = --version ] && echo 'Python 3.9.2'\nexit 1\n")
        shim.chmod(0o755)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run([ROOT / "ecom", "start"], env=env, capture_output=True, text=True)
    assert done.returncode == 2
    assert "ecom needs Python 3.11, 3.12 or 3.13" in done.stderr
    assert "Found: Python 3.9.2" in done.stderr


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("error: dns error: failed to lookup address", "There is no network"),
        ("Could not resolve 'packages.example'", "There is no network"),
        ("mkdir: Permission denied", "may not be written"),
        ("something else", "see the log"),
    ],
)
def test_failed_commands_are_explained(output, said):
    assert said in errors.explain(output, "see the log")


def test_full_disk_has_no_traceback(monkeypatch, capsys):
    def full(_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cli, "_run", full)
    assert cli.main(["status"]) == 1
    assert "The disk is full" in capsys.readouterr().err


def test_one_launcher_at_a_time(tmp_path):
    def lock():
        with atomic.locked(tmp_path / "lock", "start"):
            return True

    refused = pytest.raises(Failure, match=r"already working here \(start, pid \d+\)")
    with atomic.locked(tmp_path / "lock", "start"), refused:
        lock()
    assert lock()


def test_secrets_are_private(tmp_path):
    atomic.write_json(tmp_path / "run.json", {"adminPassword": "x"})
    assert (tmp_path / "run.json").stat().st_mode & 0o777 == 0o600


def test_children_die_with_the_launcher(tmp_path):
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from ecom_cli import proc\n"
        "proc.run(['sh', '-c', 'echo $$ > ' + sys.argv[2] + '; exec sleep 60'], 'Waiting')\n"
    )
    noted = tmp_path / "pid"
    parent = subprocess.Popen([sys.executable, "-c", script, ROOT / "tools", noted])
    assert proc.wait_for(lambda: noted.exists() and noted.read_text().strip(), 10)
    child = proc.identity(int(noted.read_text()))
    assert proc.alive(child)
    parent.kill()
    parent.wait()
    assert proc.wait_for(lambda: not proc.alive(child), 5)


def test_reused_process_number_is_not_ours():
    who = proc.identity(os.getpid())
    assert proc.alive(who)
    assert not proc.alive(who | {"started": who["started"] - 1})
    assert not proc.alive({})


def test_socket_path_is_never_too_long(tmp_path):
    assert socket_folder(tmp_path / "pg") == tmp_path / "pg" / "socket"
    deep = tmp_path.joinpath(*["a-rather-long-folder-name"] * 6)
    assert len(os.fsencode(socket_folder(deep))) <= 85


def test_database_url():
    server = postgres.External(Layout(), "postgresql://me:p%40ss@db.example.com:6543")
    assert (server.host, server.port, server.user) == ("db.example.com", 6543, "me")
    assert server.password == "p@ss"
    with pytest.raises(Failure, match="--db-url must look like"):
        postgres.External(Layout(), "db.example.com")
    with pytest.raises(Failure, match="refuses the database user postgres"):
        postgres.External(Layout(), "postgresql://postgres@db.example.com")


def test_front_door_drops_claimed_addresses():
    head = (
        b"GET /api/products HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-For: 1.2.3.4\r\n"
        b"Connection: keep-alive\r\nAccept: */*\r\n\r\n"
    )
    websocket, rewritten = rewrite(head, "10.0.0.9")
    assert not websocket
    assert b"1.2.3.4" not in rewritten
    assert b"X-Forwarded-For: 10.0.0.9" in rewritten
    assert b"X-Forwarded-Host: shop.example" in rewritten
    assert rewritten.count(b"Connection:") == 1
    assert rewrite(b"GET /websocket?version=1 HTTP/1.1\r\nHost: a\r\n\r\n", "::1")[0]


def test_reader_may_leave():
    """`./ecom status | head -1` ends without a traceback."""
    command = [ROOT / "ecom", "--help"]
    with contextlib.closing(subprocess.Popen(command, stdout=subprocess.PIPE).stdout) as output:
        assert output.readline()
