"""The short form of `make fault-test`: a few processes are killed while digests are sent."""

import subprocess
import sys

from tests.servers import ROOT
from tests.wings import whole_tracker

SHORT = ("--kills", "5", "--recipients", "30", "--pause", "0.7", "--seed", "3")


@whole_tracker
def test_killed_processes_lose_no_digest_and_send_none_twice_but_by_the_unavoidable_window():
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", *SHORT], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "5 kills" in done.stdout and "raw duplicates" in done.stdout
    assert " calls of webhooks arrived" in done.stdout and "\n0 calls" not in done.stdout
    assert "named in 0 later mails" in done.stdout and "0 entries" not in done.stdout
