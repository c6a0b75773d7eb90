"""A table of any length is imported in the same memory."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from measures.models import Measure
from tests.servers import ROOT
from tests.tables import HEADER, table

IS_LONG = "CBM_LONG_TESTS" in os.environ
FEW, MANY = (10_000, 100_000) if IS_LONG else (300, 1_500)
KINDS = ("csv", "xlsx") if IS_LONG else ("csv",)
STATUSES = ("proposed", "agreed", "in progress", "")
STATUS = Path("/proc/self/status")
# Says the most memory that a program ever had; what `resource` says has that of its parent in it.
DESCRIPTION = f"""
print(next(line.split()[1] for line in open({str(STATUS)!r}) if line.startswith("VmHWM")))
"""
IMPORT = f"""
import sys
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", *sys.argv[1:]])
{DESCRIPTION}"""
READ = f"""
import sys
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from measures.wings.imports.sheets.read import read_sheet
assert sum(1 for row in read_sheet(Path(sys.argv[1])).rows()) == int(sys.argv[2])
{DESCRIPTION}"""
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not STATUS.exists(), reason="This system does not tell the most memory of a process."),
]


def most_memory(program: str, *arguments: str) -> int:
    """The most kilobytes that a program took."""
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT, env=os.environ, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return int(ran.stdout.split()[-1])


def memory_of_importing(folder: Path, kind: str, rows: int) -> int:
    """The most memory that the import of so many rows took, each with a long text and most with a status."""
    file = folder / f"{rows}.{kind}"
    rows_written = [
        (f"{kind}-{n}", f"Step {n}", f"State {n % 190}", "2027", STATUSES[n % 4], f"{n} " + "calm " * 50)
        for n in range(rows)
    ]
    if kind == "csv":
        file.write_text(table(*rows_written), encoding="utf-8")
    else:
        fill(file, [HEADER, *rows_written])
    command = ["import_table", str(file), "--report", f"{kind}-{rows}", "--apply", "--verbosity", "0"]
    return most_memory(IMPORT, *command)


def fill(file: Path, rows: Sequence[Sequence[str]]) -> None:
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)


@pytest.mark.parametrize("kind", KINDS)
def test_the_memory_stays_flat_however_many_rows_there_are(kind: str, tmp_path: Path) -> None:
    few, many = (memory_of_importing(tmp_path, kind, rows) for rows in (FEW, MANY))

    assert Measure.objects.count() == FEW + MANY
    assert many < 1.4 * few


def test_a_workbook_never_shows_in_the_memory_of_whoever_reads_it(tmp_path: Path) -> None:
    taken = []
    for rows in (40, 400):
        file = tmp_path / f"{rows}.xlsx"
        fill(file, [("Code", "Title"), *((f"A-{n}", f"{n} " + "calm " * 6_000) for n in range(rows))])
        taken.append(most_memory(READ, str(file), str(rows)))

    # Of 12 MB of text, which whoever unpacks it holds whole.
    few, many = taken
    assert many < few + 3_000
