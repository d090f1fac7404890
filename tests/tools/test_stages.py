"""How `./ecom test` spreads its work."""

import threading
from pathlib import Path

import pytest

from ecom_cli.testing.addon_run import parts
from ecom_cli.testing.workbench import side_by_side

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("folder", sorted(ROOT.glob("addons/*/tests")), ids=lambda p: p.parent.name)
def test_every_test_file_is_in_one_part(folder):
    dealt = [path for part in parts(folder) for path in part]
    assert sorted(dealt) == sorted(folder.glob("test_*.py"))


def test_jobs_that_jobs_return_run_too():
    done = []

    def job(name, *further):
        def run():
            done.append(name)
            return further

        return run

    side_by_side([job("a", job("a1"), job("a2", job("a2x"))), job("b")], 2)
    assert sorted(done) == ["a", "a1", "a2", "a2x", "b"]


def test_two_at_a_time():
    meeting = threading.Barrier(2, timeout=10)
    side_by_side([meeting.wait, meeting.wait], 2)


def test_a_failure_is_raised_when_all_have_ended():
    done = []

    def fail():
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        side_by_side([fail, lambda: done.append("b"), lambda: [lambda: done.append("c")]], 2)
    assert sorted(done) == ["b", "c"]
