"""The short form of `make load-test`: a web server, a worker and the database are killed while people work."""

import subprocess
import sys

from tests.servers import ROOT

SHORT = ("--minutes", "0.15", "--measures", "10", "--rows", "200", "--recipients", "10", "--people", "4", "--seed", "3")


def test_nothing_is_lost_or_doubled_while_processes_are_killed_under_load():
    done = subprocess.run(
        [sys.executable, "-m", "tests.load", *SHORT], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "0 faults." in done.stdout
    assert done.stdout.count("was killed") == 3
