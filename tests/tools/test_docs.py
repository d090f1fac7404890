"""The documents: their links lead somewhere, and they name nothing of anybody's machine."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("tests/*/README.md")])
_FENCE = re.compile(r"```.*?```", re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(r"`((?:addons|deploy|docs|tests|tools)/[\w./-]+)`")


def anchors(text):
    """The anchors that headings of a page make."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_paths_lead_somewhere(page):
    text = page.read_text()
    prose = _FENCE.sub("", text)
    for link in _LINK.findall(prose):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), f"{page.name} links to {link}"
        if anchor:
            assert anchor in anchors(target.read_text()), f"{page.name} links to {link}"
    for path in _PATH.findall(prose):
        assert (ROOT / path).exists(), f"{page.name} names {path}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_nothing_of_a_machine_is_named(page):
    for line in page.read_text().splitlines():
        assert not re.search(r"(?<![\w.])/(work|tmp|root|home)/", line), line


def test_every_addon_is_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    for manifest in ROOT.glob("addons/*/__manifest__.py"):
        assert f"(addons/{manifest.parent.name})" in readme


def test_the_licence_is_the_manifests():
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (ROOT / "LICENSE").read_text()
    for manifest in ROOT.glob("addons/*/__manifest__.py"):
        assert '"license": "LGPL-3"' in manifest.read_text()
