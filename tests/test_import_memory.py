"""A table of any length is imported in the same memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from measures.models import Measure
from tests.servers import ROOT
from tests.tables import table

FEW, MANY = (10_000, 100_000) if os.environ.get("CBM_LONG_TESTS") else (300, 1_500)
STATUSES = ("proposed", "agreed", "in progress", "")
STATUS = Path("/proc/self/status")
# Runs a command, and says the most memory that it ever had; what `resource` says has that of its parent in it.
MEASURED = f"""
import sys
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", *sys.argv[1:]])
print(next(line.split()[1] for line in open({str(STATUS)!r}) if line.startswith("VmHWM")))
"""
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not STATUS.exists(), reason="This system does not tell the most memory of a process."),
]


def most_memory(file: Path, rows: int) -> int:
    """The most memory that the import of so many rows took, each with a long text and most with a status."""
    written = [
        (f"A-{n}", f"Step {n}", f"State {n % 190}", "2027", STATUSES[n % 4], f"{n} " + "calm " * 50)
        for n in range(rows)
    ]
    file.write_text(table(*written), encoding="utf-8")
    command = ["import_table", str(file), "--report", f"rows-{rows}", "--apply", "--verbosity", "0"]
    ran = subprocess.run(
        [sys.executable, "-c", MEASURED, *command], cwd=ROOT, env=os.environ, check=True, capture_output=True, text=True
    )
    return int(ran.stdout.split()[-1])


def test_the_memory_stays_flat_however_many_rows_there_are(tmp_path: Path) -> None:
    few, many = most_memory(tmp_path / "few.csv", FEW), most_memory(tmp_path / "many.csv", MANY)

    assert Measure.objects.count() == FEW + MANY
    assert many < 1.4 * few
