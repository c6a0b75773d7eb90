"""A brief is the same to the byte, whichever process makes it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from measures.briefs.options import BriefFormat
from tests.servers import ROOT


@pytest.mark.usefixtures("committed_reports")
@pytest.mark.django_db(transaction=True)
def test_a_file_is_the_same_in_two_processes(tmp_path: Path) -> None:
    arguments = ["two-shores", "--from", "2024-01-01", "--to", "2026-11-01", "--known-at", "2026-11-20T10:00:00+00:00"]
    for form in BriefFormat:
        paths = [tmp_path / f"{place}.{form}" for place in (1, 2)]
        for seed, path in enumerate(paths, start=1):
            command = [sys.executable, "manage.py", "brief", arguments[0], str(path), *arguments[1:]]
            command += ["--language", "both", "--annex", "texts"]
            environment = os.environ | {"PYTHONHASHSEED": str(seed)}
            subprocess.run(command, cwd=ROOT, env=environment, check=True)

        assert paths[0].read_bytes() == paths[1].read_bytes()
