"""The production set-up: what the compose file, the configuration and the proxy must hold, and the programs' own checks."""

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
LONG_RUNNING = sorted(set(SERVICES) - {"setup"})


def option(command, name):
    """Return the value of an option on a service's command line."""
    (value,) = [word.partition("=")[2] for word in command if word.startswith(f"--{name}=")]
    return value


def compose_clients():
    """The commands that can check a compose file on this machine."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]):
            done = subprocess.run([*command, "version"], capture_output=True, check=False)
            if not done.returncode:
                yield command


def test_the_compose_client_accepts_the_file():
    for command in compose_clients():
        done = subprocess.run(
            [*command, "--file", ROOT / "docker-compose.yml", "config", "--quiet"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.returncode, done.stderr


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_every_service_is_watched_limited_and_restarted(name):
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] == "CMD"
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["logging"]["options"]["max-size"]


def test_requests_and_lanes_run_apart():
    web, cron = SERVICES["web"]["command"], SERVICES["cron"]["command"]
    assert option(web, "max-cron-threads") == "0"
    assert option(cron, "max-cron-threads") not in {"0", ""}
    assert option(cron, "workers") == "1"
    assert option(web, "database") == option(cron, "database")
    for name in ("web", "cron"):
        assert SERVICES[name]["healthcheck"]["test"][-1] == "/opt/ecom/healthcheck.py"
        assert {need: wait["condition"] for need, wait in SERVICES[name]["depends_on"].items()} == {
            "db": "service_healthy",
            "redis": "service_healthy",
        }
    assert "/api/health/ready" in (ROOT / "deploy" / "healthcheck.py").read_text()


def test_only_the_proxy_is_reachable_and_the_database_reaches_nobody():
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("db", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]


def test_no_secret_is_written_down():
    for path in (
        ROOT / "docker-compose.yml",
        ROOT / "Dockerfile",
        ROOT / "odoo.conf",
        *(ROOT / "deploy").rglob("*"),
    ):
        if path.is_file():
            text = path.read_text()
            assert not re.search(r"(?i)\b(admin_passwd|db_password|password)\s*=", text), path
            assert not re.search(r"(?i)^\s*(POSTGRES_)?PASSWORD\s*:", text, re.MULTILINE), path
    secret = COMPOSE["secrets"]["db_password"]
    assert set(secret) == {"file"}
    folder = ROOT / "deploy" / "secrets"
    ignored = subprocess.run(
        ["git", "check-ignore", "--quiet", folder / "db_password"], cwd=ROOT, check=False
    )
    assert ignored.returncode == 0
    assert SERVICES["db"]["environment"]["POSTGRES_PASSWORD_FILE"] == "/run/secrets/db_password"
    assert SERVICES["web"]["environment"]["PASSWORD_FILE"] == "/run/secrets/db_password"


def test_the_files_named_exist():
    for line in (ROOT / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY "):
            *sources, _target = line.split()[1:]
            assert all((ROOT / source).exists() for source in sources), line
    for volume in SERVICES["proxy"]["volumes"]:
        if volume.startswith("./"):
            assert (ROOT / volume.partition(":")[0]).exists()
    example = (ROOT / "deploy" / "env.example").read_text()
    known = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert set(re.findall(r"^(\w+)=", example, re.MULTILINE)) <= known


def test_odoo_trusts_the_proxy_and_hides_its_database_manager():
    parser = configparser.ConfigParser()
    parser.read(ROOT / "odoo.conf")
    options = parser["options"]
    assert options["proxy_mode"] == "True"
    assert options["list_db"] == "False"
    assert options["server_wide_modules"] == "base,rpc,web"
    assert "admin_passwd" not in options
    ports = {options["http_port"], options["gevent_port"]}
    caddy = (ROOT / "deploy" / "Caddyfile").read_text()
    assert set(re.findall(r"web:(\d+)", caddy)) == ports
    assert f"reverse_proxy /websocket web:{options['gevent_port']}" in caddy


def test_the_proxy_accepts_its_configuration():
    caddy = shutil.which("caddy")
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    assert text.count("{") == text.count("}")
    if caddy:
        done = subprocess.run(
            [caddy, "adapt", "--validate", "--config", ROOT / "deploy" / "Caddyfile"],
            env=os.environ | {"ECOM_HOST": "shop.example.com"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.returncode, done.stderr
