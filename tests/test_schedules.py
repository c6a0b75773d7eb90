"""How schedules are planned, and one of them; CBM_LONG_TESTS=1: two more, and three that find what is planted."""

import os
import re
import subprocess
import sys
from itertools import pairwise

import pytest

from tests.schedules.nemesis import NEMESES, plan
from tests.servers import ROOT
from tests.wings import whole_tracker

IS_LONG = os.environ.get("CBM_LONG_TESTS") == "1"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.schedules", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@whole_tracker
def test_schedules_have_no_anomalies() -> None:
    seeds = ["16", "9", "54"] if IS_LONG else ["16"]

    done = run("--seeds", ",".join(seeds), "--seconds", "8")

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert f"{len(seeds)} schedules, 0 with anomalies." in done.stdout
    assert done.stdout.count(" acknowledged") == len(seeds)


@whole_tracker
@pytest.mark.skipif(not IS_LONG, reason="three more schedules")
@pytest.mark.parametrize(
    ("planted", "seed", "finds"),
    [
        ("acknowledged-before-commit", "36", "acknowledged, and not there"),
        ("sent-without-claim", "36", "which is not due"),
        ("marking-ignored", "36", "hidden, and read by a stranger"),
    ],
)
def test_a_planted_fault_is_found(planted: str, seed: str, finds: str) -> None:
    done = run("--seeds", seed, "--planted", planted)

    assert done.returncode == 1
    assert re.search(f"^ANOMALY: .*{finds}", done.stdout, re.MULTILINE), done.stdout[-6000:]


def test_what_breaks_is_known_by_the_seed_and_all_that_can_break_does_in_some_of_sixty() -> None:
    assert plan(7, 20) == plan(7, 20) != plan(8, 20)
    assert {each.what for seed in range(1, 61) for each in plan(seed, 20)} == set(NEMESES)


def test_what_cannot_be_broken_here_is_left_out_and_the_rest_stays_as_it_is() -> None:
    everything, some = plan(1, 20), plan(1, 20, ["web", "database"])

    assert some == [each for each in everything if each.what in ("web", "database")] != everything


@pytest.mark.parametrize("seed", range(1, 61))
def test_one_thing_is_whole_again_before_the_next_breaks(seed: int) -> None:
    breaks = plan(seed, 20)

    assert all(one.moment + one.lasts < other.moment for one, other in pairwise(breaks))
    assert breaks[-1].moment + breaks[-1].lasts < 20
