"""Each process starts where nothing was prepared for it, or says plainly why it cannot."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.servers import ROOT


def test_the_beat_makes_the_folder_in_which_it_keeps_its_schedule(tmp_path: Path) -> None:
    var = tmp_path / "not" / "there"
    command = [sys.executable, "-m", "celery", "--app", "cbm_tracker", "beat", "--pidfile", ""]
    environment = os.environ | {"CBM_VAR": str(var)}

    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as beat:
        deadline = time.monotonic() + 60
        while not list(var.glob("celerybeat-schedule*")) and beat.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        ended = beat.poll()
        beat.terminate()
        found = beat.communicate()[1]

    assert ended is None, found
    assert list(var.glob("celerybeat-schedule*"))


def test_a_command_says_plainly_that_its_database_is_not_there() -> None:
    nowhere = os.environ["CBM_DATABASE_URL"].replace("/run", "/gone")

    done = subprocess.run(
        [sys.executable, "manage.py", "digest_status"],
        cwd=ROOT,
        env=os.environ | {"CBM_DATABASE_URL": nowhere},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "The database cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
