"""A brief is the same to the byte, each time and whichever process makes it."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from measures.wings.briefs.options import Annex, BriefFormat
from tests.servers import ROOT

WORDS = ["--language", "both", "--cover", "For the desk", "--note", "Read it.\n\nSoon."]
DAYS = ["--from", "2024-01-01", "--to", "2026-11-01", "--known-at", datetime(2026, 11, 20, 10, tzinfo=UTC).isoformat()]
WANTED = [*DAYS, *WORDS, *(f"--annex={annex}" for annex in Annex)]
IN_ANOTHER_PROCESS = """
import sys, django
from django.core.management import call_command
django.setup()
report, paths, wanted = sys.argv[1], sys.argv[2:5], sys.argv[5:]
for path in paths:
    call_command("brief", report, path, *wanted)
"""


@pytest.mark.usefixtures("committed_reports")
@pytest.mark.django_db(transaction=True)
def test_a_file_is_the_same_in_two_processes(tmp_path: Path) -> None:
    here, there = ([str(tmp_path / f"{place}.{form}") for form in BriefFormat] for place in ("here", "there"))
    for path in here:
        call_command("brief", "zhao-2020", path, *WANTED)
    environment = os.environ | {"PYTHONHASHSEED": "1"}
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS, "zhao-2020", *there, *WANTED]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)

    assert [Path(path).read_bytes() for path in here] == [Path(path).read_bytes() for path in there]
