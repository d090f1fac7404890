"""Odoo 19 from Debian's `odoo-19` package: downloaded and unpacked privately, never installed."""

import platform
import re
import shutil
import subprocess
from pathlib import Path

from . import atomic, proc, ui
from .errors import Failure

# odoo-19 and the fonts and scripts its files link to
_PACKAGES = (
    "odoo-19/sid",
    "fonts-glyphicons-halflings/sid",
    "fonts-inconsolata/sid",
    # sid has FontAwesome 7; Odoo's links are those of 4.7
    "fonts-font-awesome/bookworm",
    "fonts-montserrat/sid",
    "fonts-ocr-b/sid",
    "fonts-roboto-unhinted/sid",
    "libjs-jquery/sid",
    "libjs-jquery-form/sid",
    "libjs-underscore/sid",
)
_TOOLS = ("apt-get", "dpkg-deb", "tar")
_SUITE = re.compile(r"^(sid|unstable|testing|stable|bookworm|trixie|forky|bullseye)$")
_PYTHON = "usr/lib/python3/dist-packages"
# The package carries every addon twice (here and inside odoo/): 500 MB less to unpack
_UNWANTED = [f"./{_PYTHON}/{name}" for name in ("addons", "doc", "setup")] + [
    "./etc",
    "./usr/share/doc",
]
# Debian strips this file of Odoo's video calls; Odoo would log an error for the missing asset
_STRIPPED = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
_PLACEHOLDER = (
    "/* Placeholder made by ./ecom: the Debian package leaves out this library, which only\n"
    "   blurs the background of video calls. Without a file here Odoo logs an error. */\n"
)


def fetch(layout):
    """Return the folder to import Odoo from, downloading and unpacking it first if needed.

    :raise Failure: when this machine's package sources cannot provide it.
    """
    stamp = atomic.digest(*_PACKAGES, *_UNWANTED, _PLACEHOLDER)
    if not atomic.stamped(layout.odoo, stamp):
        _check_tools()
        with ui.step("Odoo 19 (Debian package, unpacked privately)") as ticker:
            debs = _download(layout, ticker)
            ticker.detail = "unpacking"
            with atomic.build_folder(layout.odoo, stamp) as tree:
                for deb in debs:
                    _unpack(deb, tree)
                _mend(tree / _PYTHON)
        atomic.remove(layout.cache / "apt")
    return layout.odoo / _PYTHON


def _check_tools():
    missing = [tool for tool in _TOOLS if not shutil.which(tool)]
    if missing:
        raise Failure(f"this is not a Debian system ({', '.join(missing)} missing)")


def machine_source():
    """Return the options and address of the machine's own Debian source, as (options, uri).

    :raise Failure: if no apt source of this machine is a Debian one.
    """
    apt = Path("/etc/apt")
    files = [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*"))]
    for path in files:
        if path.suffix in {".list", ".sources"} and path.is_file():
            text = path.read_text(errors="replace")
            parse = _one_line if path.suffix == ".list" else _deb822
            for signed_by, uri, suites, components in parse(text):
                if any(_SUITE.match(suite) for suite in suites) and "main" in components:
                    return (f"signed-by={signed_by}" if signed_by else "", uri)
    raise Failure("none of this machine's apt sources is a Debian archive")


def _one_line(text):
    """Yield (keyring, uri, suites, components) of `deb …` lines."""
    for line in text.splitlines():
        found = re.match(r"deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(.*)", line.strip())
        if found:
            options, uri, suite, components = found.groups()
            signed = re.search(r"signed-by=(\S+)", options or "")
            yield (signed and signed[1], uri, [suite], components.split())


def _deb822(text):
    """Yield (keyring, uri, suites, components) of deb822 paragraphs."""
    for paragraph in re.split(r"\n\s*\n", text):
        fields = {}
        for line in paragraph.splitlines():
            if ":" in line and not line.startswith(("#", " ", "\t")):
                name, _, value = line.partition(":")
                fields[name.strip().lower()] = value.split()
        enabled = fields.get("enabled", ["yes"])[0].lower() != "no"
        if enabled and "deb" in fields.get("types", []) and fields.get("uris"):
            signed = fields.get("signed-by", [])
            # an embedded key starts on the next line: then apt's own trusted keys must do
            keyring = signed[0] if signed and signed[0].startswith("/") else None
            yield keyring, fields["uris"][0], fields.get("suites", []), fields.get("components", [])


def _download(layout, ticker):
    """Fetch the packages into the cache through a private apt configuration; return the files."""
    options, uri = machine_source()
    home = layout.cache / "apt"
    for name in ("lists/partial", "cache/archives/partial", "debs", "state"):
        (home / name).mkdir(parents=True, exist_ok=True)
    prefix = f"deb [{options}] {uri}" if options else f"deb {uri}"
    sources = home / "sources.list"
    atomic.write_text(sources, f"{prefix} sid main\n{prefix} bookworm main\n")
    apt = _apt_command(home, sources)
    log = layout.home / "log" / "apt.log"
    ticker.detail = "package lists"
    proc.run([*apt, "update"], "Reading Debian's package lists", log, _not_offered(uri))
    ticker.detail = "downloading"
    command = [*apt, "download", *_PACKAGES]
    proc.run(command, "Downloading odoo-19", log, _not_offered(uri), cwd=home / "debs")
    return sorted((home / "debs").glob("*.deb"))


def _apt_command(home, sources):
    """Return apt-get with every folder it writes to moved below `home`."""
    settings = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "-",
        "Dir::State": home / "state",
        "Dir::State::lists": home / "lists",
        "Dir::State::status": "/var/lib/dpkg/status",
        "Dir::Cache": home / "cache",
        # apt would drop to a user who may not enter the project folder
        "APT::Sandbox::User": "root",
        "APT::Get::List-Cleanup": "0",
        "APT::Architecture": _architecture(),
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "Acquire::AllowInsecureRepositories": "false",
    }
    command = ["apt-get", "--quiet=2"]
    for name, value in settings.items():
        command += ["-o", f"{name}={value}"]
    return command


def _architecture():
    """Return Debian's name for this machine's architecture."""
    if shutil.which("dpkg"):
        return proc.run(["dpkg", "--print-architecture"], "Asking dpkg").strip()
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())


def _not_offered(uri):
    return (
        f"The archive this machine uses ({uri}) may not offer the suites sid and bookworm. "
        "Set ODOO_HOME to an Odoo 19 source folder instead."
    )


def _unpack(deb, tree):
    """Unpack one package without the parts nobody needs."""
    reader = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE)
    command = ["tar", "--extract", "--directory", tree, "--no-same-owner"]
    for name in _UNWANTED:
        command += ["--exclude", name]
    try:
        proc.run(command, f"Unpacking {deb.name}", stdin=reader.stdout)
    finally:
        reader.stdout.close()
        broken = reader.wait()
    if broken:
        deb.unlink(missing_ok=True)
        raise Failure(f"{deb.name} is damaged.", "Run the command again: it is downloaded anew.")


def _mend(python):
    """Put a placeholder where the package leaves out a file that Odoo lists in its assets."""
    path = python / _STRIPPED
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_PLACEHOLDER)
    link = python / "odoo/addons/point_of_sale/static/src/fonts/Inconsolata.otf"
    fonts = python.parents[2] / "share/fonts/opentype/inconsolata"
    if link.is_symlink() and not link.exists() and (fonts / "Inconsolata-Regular.otf").exists():
        link.unlink()
        link.symlink_to(fonts / "Inconsolata-Regular.otf")
