"""Which red runs `.ci/run` tries again, shown on small suites of planted faults."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import ROOT

# Fails when it is run for the first time, in its set-up or in its body.
FAILS_ONCE = """
import pathlib, os, pytest

def first_time(name):
    mark = pathlib.Path(name)
    is_first = not mark.exists()
    mark.touch()
    return is_first

@pytest.fixture
def once():
    assert not first_time("set-up")

def test_steady(): pass
@pytest.mark.parametrize("text", ["a b", "名 [x::y]@z"])
def test_fails_once(text): assert not first_time(f"body {len(text)}"), "by chance"
def test_has_an_error_once(once): pass
"""
PLANTED = {
    "a test that always fails beside one that fails once": FAILS_ONCE + "def test_fails(): assert False",
    "a test that is gone": FAILS_ONCE + 'if first_time("collected"):\n    def test_gone(): assert False',
    "a test that is skipped": FAILS_ONCE
    + 'def test_skipped():\n    if not first_time("skipped"): pytest.skip()\n    assert False',
    "more than ten": FAILS_ONCE
    + '@pytest.mark.parametrize("n", range(9))\ndef test_many(n): assert not first_time(f"many {n}")',
    "a worker that dies": FAILS_ONCE + 'def test_dies():\n    if first_time("died"): os._exit(3)',
    "a module that cannot be collected": FAILS_ONCE + 'assert not first_time("collected")',
    "a run that does not get to its end": FAILS_ONCE
    + "def test_ends_all():\n    import signal\n    os.kill(os.getppid(), signal.SIGKILL)\n    os._exit(0)",
}


def planted(folder: Path, suite: str) -> subprocess.CompletedProcess[str]:
    """What `tests.again` says after a run of that suite by two processes."""
    folder.joinpath("test_planted.py").write_text(suite, encoding="utf-8")
    options = "--disable-plugin-autoload -p xdist -p tests.outcomes"
    folder.joinpath("pytest.ini").write_text(f"[pytest]\naddopts = {options}", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment |= {"PYTHONPATH": str(ROOT)}
    run = ["-m", "pytest", "--numprocesses", "2", "--max-worker-restart", "0"]
    subprocess.run([sys.executable, *run], cwd=folder, env=environment, capture_output=True, check=False)
    again = [sys.executable, "-m", "tests.again"]
    return subprocess.run(again, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_tests_that_failed_once_are_named_and_pass(tmp_path: Path) -> None:
    answer = planted(tmp_path, FAILS_ONCE)

    assert answer.returncode == 0
    assert answer.stdout.count("Unsteady: ") == 3
    assert "Unsteady: test_planted.py::test_has_an_error_once" in answer.stdout
    assert "AssertionError: by chance" in answer.stdout
    assert answer.stdout.endswith("\n4 passed, 0 failed\n")


@pytest.mark.parametrize("suite", PLANTED.values(), ids=PLANTED)
def test_any_other_red_run_stays_red(tmp_path: Path, suite: str) -> None:
    assert planted(tmp_path, suite).returncode == 1


def test_nothing_is_run_again_without_a_run(tmp_path: Path) -> None:
    again = [sys.executable, "-m", "tests.again"]
    answer = subprocess.run(
        again, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )

    assert (answer.returncode, answer.stdout) == (1, "Not run again: the run did not get to its end.\n")
