"""No cell of a table is left out or cut in silence: it is kept, or the table is refused by row and column."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from measures.wings.imports.sheets.limits import LONGEST_CELL, MOST_COLUMNS
from measures.wings.imports.sheets.options import ReadOptions
from measures.wings.imports.sheets.read import read_sheet
from measures.wings.imports.sheets.sheet import Sheet, SheetError

HEADER = "Code,Title,Addressed to"
ROW = "A-{n},Title {n},Northland"
MANY = 10_000


def read(tmp_path: Path, content: bytes | str, **form: Any) -> Sheet:
    (tmp_path / "table").write_bytes(content.encode() if isinstance(content, str) else content)
    return read_sheet(tmp_path / "table", ReadOptions(**form))


def rows(count: int) -> list[str]:
    return [HEADER, *(ROW.format(n=n) for n in range(2, count + 2))]


def book(tmp_path: Path, fill: Callable[[xlsxwriter.workbook.Worksheet], None]) -> Sheet:
    with xlsxwriter.Workbook(str(tmp_path / "book.xlsx")) as made:
        fill(made.add_worksheet("Measures"))
    return read_sheet(tmp_path / "book.xlsx")


@pytest.mark.parametrize("count", [3, 22, MANY])
def test_a_cell_beyond_the_header_is_kept_in_a_column_that_is_named(count: int, tmp_path: Path) -> None:
    lines = rows(count)
    lines[-1] += ",,late"

    sheet = read(tmp_path, "\n".join(lines))

    *_, last = sheet.rows()
    assert list(sheet.columns) == ["Code", "Title", "Addressed to", "Column 5"]
    assert (last.row_number, last.cells["Column 5"]) == (count + 1, "late")
    assert sheet.notes == ["Column 5 has no name."]


@pytest.mark.parametrize("count", [3, 22, MANY])
def test_a_late_cell_in_a_column_without_a_name_is_kept(count: int, tmp_path: Path) -> None:
    lines = ["Code,,Title", *(f"A-{n},,Title {n}" for n in range(2, count + 1)), "A-0,late,Last"]

    sheet = read(tmp_path, "\n".join(lines))

    *_, last = sheet.rows()
    assert last.cells == {"Code": "A-0", "Column 2": "late", "Title": "Last"}


def test_a_column_without_a_name_or_a_value_is_none(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Code,,Title,,\nA-1,,One,,\nA-2, ,Two,,\n")

    assert list(sheet.columns) == ["Code", "Title"]
    assert sheet.notes == []


def test_a_late_cell_of_a_workbook_is_kept(tmp_path: Path) -> None:
    def fill(sheet: xlsxwriter.workbook.Worksheet) -> None:
        for index, line in enumerate(rows(40)):
            sheet.write_row(index, 0, line.split(","))
        sheet.write(40, 5, "late")

    sheet = book(tmp_path, fill)

    *_, last = sheet.rows()
    assert last.cells["Column 6"] == "late"


def test_a_row_of_a_workbook_that_is_too_wide_is_named(tmp_path: Path) -> None:
    def fill(sheet: xlsxwriter.workbook.Worksheet) -> None:
        sheet.write_row(0, 0, HEADER.split(","))
        sheet.write_row(1, 0, ["A-1", "One", "Northland"])
        sheet.write(2, MOST_COLUMNS + 200, "far away")

    with pytest.raises(SheetError, match="Row 3 has more than 500 columns"):
        book(tmp_path, fill)


def test_a_row_of_as_many_columns_as_are_taken_is_read(tmp_path: Path) -> None:
    sheet = read(tmp_path, f"{HEADER}\nA-1,One,Northland{',' * (MOST_COLUMNS - 3)}last\n")

    assert [row.cells["Column 500"] for row in sheet.rows()] == ["last"]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (json.dumps([{"Code": "A-1"}, {"Code": "A-2", "Note": "x" * (LONGEST_CELL + 1)}]), "Row 2 .* column “Note”"),
        (f'{{"Code": "A-1"}}\n{{"Note": "{"x" * (LONGEST_CELL + 1)}"}}\n', "Row 2 .* column “Note”"),
        (f"Code,Title\nA-1,One\nA-2,{'x' * (LONGEST_CELL + 1)}\n", "Line 3 .* column 2"),
        (f"{HEADER}\n{',' * 600}\n", "Row 2 has more than 500 columns"),
    ],
    ids=["json", "json-lines", "csv", "wide"],
)
def test_what_is_too_large_is_refused_by_row_and_column(content: str, refusal: str, tmp_path: Path) -> None:
    with pytest.raises(SheetError, match=refusal):
        list(read(tmp_path, content).rows())


def test_a_cell_of_the_longest_length_is_kept_whole(tmp_path: Path) -> None:
    longest = "x" * LONGEST_CELL

    assert [row.cells["Note"] for row in read(tmp_path, json.dumps([{"Note": longest}])).rows()] == [longest]
    assert [row.cells["Note"] for row in read(tmp_path, f"Code,Note\nA-1,{longest}\n").rows()] == [longest]


@pytest.mark.parametrize(
    ("document", "cells", "columns"),
    [
        ('[{"x": "one", " x ": "two"}]', {"x": "one", "x (2)": "two"}, ["x", "x (2)"]),
        ('[{" x ": "two"}, {"x": "one"}]', {"x": "two"}, ["x", "x (2)"]),
        ('[{"x": "one", "x": "two", "x (2)": "three"}]', {"x": "one", "x (2)": "two", "x (2) (2)": "three"}, None),
        ('[{"": "one", " ": "two"}]', {"Column 1": "one", "Column 2": "two"}, None),
        (f'[{{"{"n" * 300}a": "one", "{"n" * 300}b": "two"}}]', {"n" * 200: "one", f"{'n' * 200} (2)": "two"}, None),
    ],
    ids=["blank", "blank-in-another", "twice", "empty", "long"],
)
def test_keys_that_are_nearly_alike_are_columns_of_their_own(
    document: str, cells: dict[str, str], columns: list[str] | None, tmp_path: Path
) -> None:
    sheet = read(tmp_path, document)

    assert next(sheet.rows()).cells == cells
    assert list(sheet.columns) == (columns or list(cells))


def test_what_a_document_holds_besides_its_list_is_named(tmp_path: Path) -> None:
    sheet = read(tmp_path, '{"total": 2, "items": [{"Code": "A-1"}], "more": [{"Code": "A-2"}]}')

    assert sheet.notes == ["Only the list “items” is read, not: total, more."]


def test_a_long_name_of_a_column_is_not_cut_in_silence(tmp_path: Path) -> None:
    sheet = read(tmp_path, f"Code,{'n' * 300}\nA-1,One\n")

    assert list(sheet.columns) == ["Code", "n" * 200]
    assert "The name of column 2 has more than 200 characters" in sheet.notes[0]


LONG_ROW = ",".join(["y" * 60_000] * 3)


@pytest.mark.parametrize("form", [{}, {"delimiter": ","}])
def test_a_long_row_of_shorter_cells_is_read(form: dict[str, str], tmp_path: Path) -> None:
    sheet = read(tmp_path, f"{HEADER}\n{LONG_ROW}\n", **form)

    assert [len(text) for text in next(sheet.rows()).cells.values()] == [60_000] * 3


UNCLOSED = "A quotation mark in the row that begins in line {} is not closed"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("\n".join([*rows(3), 'A-9,"Never closed,Northland', *rows(500)[1:]]), 5),
        (
            "\n".join([*rows(3), 'A-9,"Never closed,Northland', *rows(3)[1:], 'A-10,"Closed",Southland', *rows(3)[1:]]),
            5,
        ),
        (f'{HEADER}\nA-1,"Two\nlines",Northland\nA-2,Two,"Southland', 4),
        (f'{HEADER}\r\nA-1,"提前通报,Northland\r\n', 2),
        (f'{HEADER}\nA-1,One,"', 2),
    ],
    ids=["to-the-end", "to-the-next", "after-a-cell-of-two-lines", "last-row", "last-character"],
)
def test_a_quotation_mark_that_is_not_closed_is_named_by_its_line(content: str, line: int, tmp_path: Path) -> None:
    with pytest.raises(SheetError, match=UNCLOSED.format(line)):
        list(read(tmp_path, content).rows())


def test_a_quotation_mark_that_takes_in_very_much_is_named_by_its_line(tmp_path: Path) -> None:
    content = "\n".join([*rows(3), 'A-9,"Never closed,Northland', *rows(MANY)[1:]])

    with pytest.raises(
        SheetError, match="line 5 has more than 100000 characters in column 2: look for an open quotation mark"
    ):
        list(read(tmp_path, content).rows())


def test_quotation_marks_that_take_in_no_other_row_are_read(tmp_path: Path) -> None:
    lines = [HEADER, 'A-1,"Two\n""quoted"" lines",Northland', 'A-2,"Loosely" quoted,Northland', 'A-3,5" pipe,Northland']

    sheet = read(tmp_path, "\n".join(lines))

    assert [row.cells["Title"] for row in sheet.rows()] == ['Two\n"quoted" lines', "Loosely quoted", '5" pipe']


def test_one_zero_byte_makes_no_text_utf_16(tmp_path: Path) -> None:
    content = "\n".join([*rows(3), "A-9,Cut\0 short,Nördland"]).encode()

    sheet = read(tmp_path, content)

    *_, last = sheet.rows()
    assert sheet.options.encoding == "utf-8-sig"
    assert last.cells == {"Code": "A-9", "Title": "Cut short", "Addressed to": "Nördland"}
    assert sheet.notes == ["Zero characters are left out, the first in row 5."]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("before", [200, 100_000, 3_000_000])
def test_the_byte_that_is_not_utf_8_is_that_of_the_file(mark: bytes, before: int, tmp_path: Path) -> None:
    line = "A-1,Répéter,Nördland\n".encode()
    content = mark + f"{HEADER}\n".encode() + line * (before // len(line)) + b"A-2,"
    place = len(content)

    line_number = content.count(b"\n") + 1
    with pytest.raises(SheetError, match=rf"UTF-8: byte {place} cannot be read, in line {line_number}\.") as refused:
        list(read(tmp_path, content + b"\xff,Northland\n").rows())

    assert refused.value.field == "encoding"


def test_a_damaged_text_is_read_in_the_encoding_that_is_chosen(tmp_path: Path) -> None:
    content = f"{HEADER}\nA-1,Répéter l’essai,Nördland\n".encode() + b"A-2,\xff,Northland\n"

    sheet = read(tmp_path, content, encoding="cp1252")

    assert [row.cells["Title"] for row in sheet.rows()][1] == "ÿ"


def test_a_name_that_three_columns_have_is_numbered_in_each_and_said(tmp_path: Path) -> None:
    sheet = read(tmp_path, "Code,Title,Note,Note,Note\nA-1,One,first,second,third\n")

    assert list(sheet.columns) == ["Code", "Title", "Note", "Note (2)", "Note (3)"]
    assert [row.cells["Note (3)"] for row in sheet.rows()] == ["third"]
    assert sheet.notes == [
        "“Note” is the name of several columns; column 4 is called “Note (2)”.",
        "“Note” is the name of several columns; column 5 is called “Note (3)”.",
    ]
