"""A workbook is unpacked in a process of its own: what becomes of that is told, and nothing of it stays."""

import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from measures.wings.imports.sheets import unpacked
from measures.wings.imports.sheets.read import read_sheet
from measures.wings.imports.sheets.sheet import SheetError, TakesLongError
from measures.wings.imports.sheets.unpacked import UnpackedWorkbook
from tests.files import archive
from tests.tables import workbook

type Standing = Callable[[str], None]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    workbook(tmp_path, {"Measures": ["Code", "Title"]})
    return tmp_path / "book.xlsx"


@pytest.fixture
def in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Standing:
    """Lets a shell do this where Python would unpack a workbook."""

    def stand(does: str) -> None:
        script = tmp_path / "python"
        script.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        script.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(script))

    return stand


def test_a_row_has_the_number_that_it_has_in_the_file_wherever_the_table_begins(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "book.xlsx")) as made:
        sheet = made.add_worksheet()
        sheet.write_row(2, 1, ["Code", "Title"])
        sheet.write_row(3, 1, ["A-1", "One"])

    assert [(row.row_number, row.cells) for row in read_sheet(tmp_path / "book.xlsx").rows()] == [
        (4, {"Code": "A-1", "Title": "One"})
    ]


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "book.xlsx")) as made:
        sheet = made.add_worksheet()
        sheet.write(0, 0, "Code")
        sheet.write(4_999, 16_383, "All cells between this and the first are held.")

    with pytest.raises(SheetError, match="too large once it is unpacked"):
        read_sheet(tmp_path / "book.xlsx")


OPEN = "application/vnd.oasis.opendocument.spreadsheet"
HEAD = '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">'
ENDS = "</office:document-content>"
CELL = '<table:table-cell office:value-type="string"{}><text:p>One</text:p></table:table-cell>'


def open_document(rows: str) -> bytes:
    """A workbook of OpenDocument with one sheet."""
    sheet = f'<office:body><office:spreadsheet><table:table table:name="A">{rows}</table:table></office:spreadsheet>'
    content = f"{HEAD}{sheet}</office:body>{ENDS}"
    return archive(mimetype=OPEN.encode(), **{"content.xml": content.encode(), "META-INF/manifest.xml": b"<m/>"})


def row_of(cell: str, *, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cell}</table:table-row>'


HEADER, EMPTY = row_of(CELL.format("")), "<table:table-cell/>"


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (HEADER + row_of(CELL.format(""), times=4_294_967_295), "more than 200,000 rows"),
        (HEADER + row_of(EMPTY, times=200_000) + HEADER, "more than 200,000 rows"),
        (HEADER + row_of(CELL.format(' table:number-columns-repeated="4294967295"')), "more than 500 columns"),
    ],
    ids=["a row that is repeated", "a row far below", "a cell that is repeated"],
)
def test_a_row_or_cell_that_stands_for_too_many_is_refused_before_it_is_unpacked(
    rows: str, found: str, tmp_path: Path
) -> None:
    (tmp_path / "book.ods").write_bytes(open_document(rows))
    begun = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

    with pytest.raises(SheetError, match=found):
        read_sheet(tmp_path / "book.ods")

    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - begun < 5


def test_rows_that_are_repeated_without_anything_in_them_are_none(tmp_path: Path) -> None:
    rows = HEADER + row_of(CELL.format(""), times=3) + row_of(EMPTY, times=1_048_572)
    (tmp_path / "book.ods").write_bytes(open_document(rows))

    assert [row.row_number for row in read_sheet(tmp_path / "book.ods").rows()] == [2, 3, 4]


def test_a_workbook_that_takes_long_is_not_unpacked_while_somebody_waits(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "book.xlsx")) as made:
        sheet = made.add_worksheet()
        sheet.write_column(0, 0, ["Code", *["x" * 30_000] * 1_000])

    with pytest.raises(TakesLongError):
        read_sheet(tmp_path / "book.xlsx", is_awaited=True)

    assert sum(1 for _row in read_sheet(tmp_path / "book.xlsx").rows()) == 1_000


@pytest.mark.parametrize(
    ("end", "found"),
    [
        *((f"kill -s {name} $$", "damaged, or the file is not a workbook") for name in ("SEGV", "BUS", "TERM")),
        *((f"kill -s {name} $$", "too large once") for name in ("ABRT", "KILL", "XCPU", "XFSZ")),
        ("exec sleep 60", "too large once"),
        ("exit 1", "damaged, or the file is not a workbook"),
    ],
)
def test_however_its_process_ends_that_is_told_plainly(
    end: str, found: str, book: Path, in_its_place: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacked, "LONGEST_WAIT", 1)
    in_its_place(f"ulimit -c 0\n{end}")

    with pytest.raises(SheetError, match=found):
        read_sheet(book)


def test_a_full_disk_is_not_said_to_be_the_fault_of_the_workbook(book: Path, in_its_place: Standing) -> None:
    in_its_place("exit 5")

    with pytest.raises(OSError, match="No space left"):
        read_sheet(book)


def test_its_process_is_told_none_of_the_secrets(
    book: Path, in_its_place: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CBM_SECRET_KEY", "whispered")
    in_its_place(f"env > {book.parent}/env; exit 4")

    with pytest.raises(SheetError):
        read_sheet(book)

    found = (book.parent / "env").read_text(encoding="utf-8")
    assert "PYTHONPATH=" in found
    assert "whispered" not in found


def test_its_process_goes_on_when_a_service_is_stopped_around_it() -> None:
    program = (
        "import os, signal; from measures.wings.imports.sheets.unpacking import ALLOWANCE; "
        "from measures.confined import be_limited; be_limited(ALLOWANCE); "
        f"[os.kill(os.getpid(), sent) for sent in ({signal.SIGINT:d}, {signal.SIGTERM:d})]; print('on')"
    )

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout == "on\n"


def test_the_rows_are_read_again_and_again_and_are_gone_with_the_last_who_reads_them(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (book.parent / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(book.parent / "scratch"))
    found = UnpackedWorkbook(book, sheet="")
    file, one, other = found.file, found.rows(), found.rows()

    assert next(one) == [1, ["Code", "Title"]]
    assert list(other) == [[1, ["Code", "Title"]], [2, ["Code 1", "Title 1"]]]
    assert list((book.parent / "scratch").iterdir()) == []
    del found, other
    assert next(one) == [2, ["Code 1", "Title 1"]]
    del one
    assert file.closed
