"""Tables of every kind are read row by row, and what is wrong with a file is told in a plain sentence."""

import csv
import io
import json
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.analysis.typed_dates import Order, order_shown_by, read_date
from measures.wings.imports.sheets.options import ReadOptions
from measures.wings.imports.sheets.read import read_sheet
from measures.wings.imports.sheets.sheet import Sheet, SheetError

HEADER = ["Code", "Title", "Due"]
ROWS = [["A-1", "Répéter l’essai", "2024"], ["A-2", "提前通报", "2024-07-01"]]
WESTERN = [["A-1", "Répéter l’essai à Genève", "2024"], ["A-2", "Señor Müller’s naïve “façade”", "2025"]]
GERMAN = [["A-1", "Gespräche über Raketen", "2024"], ["A-2", "Müllers “großer” Plan", "2025"]]


def encoded_table(rows: list[list[str]], encoding: str, *, end: str = "\r\n", delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows([HEADER, *rows])
    return text.getvalue().encode(encoding)


def cells(sheet: Sheet) -> list[list[str]]:
    return [[row.cells.get(column, "") for column in sheet.columns] for row in sheet.rows()]


def read(tmp_path: Path, content: bytes, **options: Any) -> Sheet:
    (tmp_path / "table").write_bytes(content)
    return read_sheet(tmp_path / "table", ReadOptions(**options))


@pytest.mark.parametrize(
    ("encoding", "rows"),
    [
        ("utf-8", ROWS), ("utf-8-sig", ROWS), ("utf-16", ROWS), ("utf-16-le", ROWS), ("utf-16-be", ROWS),
        ("gb18030", [["A-1", "提前通报每一次发射", "2024"], ["A-2", "恢复热线", "2025"]]),
        ("cp1252", GERMAN), ("mac_roman", WESTERN),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_encoding_and_the_ends_of_lines_are_found_out(
    encoding: str, rows: list[list[str]], end: str, tmp_path: Path
) -> None:
    sheet = read(tmp_path, encoded_table(rows, encoding, end=end))

    assert list(sheet.columns) == HEADER
    assert cells(sheet) == rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(delimiter: str, tmp_path: Path) -> None:
    rows = [["A-1", "One, two; three", "2024"], ["A-2", "Four", "2025"]]

    assert cells(read(tmp_path, encoded_table(rows, "utf-8", delimiter=delimiter))) == rows


def test_what_was_found_out_can_be_said_otherwise(tmp_path: Path) -> None:
    content = encoded_table([["A-1", "Zoë", "2024"]], "mac_roman")

    sheet = read(tmp_path, content, encoding="mac_roman", delimiter=",")

    assert cells(sheet)[0][1] == "Zoë"
    assert sheet.options == ReadOptions(encoding="mac_roman", delimiter=",", header_row=1)


def test_html_in_a_cell_is_text_and_a_cell_may_go_over_lines(tmp_path: Path) -> None:
    rows = [["A-1", "<b>One</b>\n<script>two</script>", "2024"]]

    assert cells(read(tmp_path, encoded_table(rows, "utf-8"))) == rows


def book(tmp_path: Path, fill: Callable[[xlsxwriter.Workbook], None]) -> Sheet:
    made = xlsxwriter.Workbook(str(tmp_path / "book.xlsx"))
    fill(made)
    made.close()
    return read_sheet(tmp_path / "book.xlsx")


def test_a_workbook_is_read_as_it_shows(tmp_path: Path) -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        hidden = made.add_worksheet("Notes")
        hidden.write(0, 0, "secret")
        sheet, other = made.add_worksheet("Measures"), made.add_worksheet("More")
        hidden.hide()
        other.write(0, 0, "x")
        sheet.activate()
        sheet.set_first_sheet()
        sheet.merge_range(0, 0, 0, 2, "What we recommend")
        sheet.write_row(1, 0, ["Code", "Title", "Title", "Due", "", ""])
        sheet.write_row(2, 0, ["A-1", "One", "Eins"])
        sheet.write_formula(3, 0, '="A-"&2', value="A-2")
        sheet.write(3, 1, 5.0)
        sheet.write_datetime(3, 3, date(2024, 7, 1), made.add_format({"num_format": "d.m.yy"}))
        sheet.write_blank(9, 4, None, made.add_format({"bold": True}))

    sheet = book(tmp_path, fill)

    assert list(sheet.columns) == ["Code", "Title", "Title (2)", "Due"]
    assert [(row.row_number, row.cells) for row in sheet.rows()] == [
        (3, {"Code": "A-1", "Title": "One", "Title (2)": "Eins"}),
        (4, {"Code": "A-2", "Title": "5", "Due": "2024-07-01"}),
    ]
    found = " ".join(sheet.notes)
    assert "“Notes” is hidden" in found
    assert "More" in found
    assert "Rows above the header are skipped: 1" in found
    assert "several columns" in found


def test_formulas_without_results_and_errors_are_read_as_empty(tmp_path: Path) -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        made.add_worksheet("Cover").write_formula(0, 0, "=1", value="")
        sheet = made.add_worksheet("A & B")
        sheet.write_row(0, 0, ["Code", "Title", "Due"])
        for row in range(1, 4):
            sheet.write(row, 0, f"A-{row}")
            sheet.write_formula(row, 1, f'="T"&{row}', value="" if row < 3 else "T3")
        sheet.write_formula(1, 2, "=1/0", value="#DIV/0!")
        sheet.merge_range(4, 0, 5, 0, "A-4")

    book(tmp_path, fill)
    sheet = read_sheet(tmp_path / "book.xlsx", ReadOptions(sheet="A & B"))

    assert [row.cells for row in sheet.rows()] == [
        {"Code": "A-1"},
        {"Code": "A-2"},
        {"Code": "A-3", "Title": "T3"},
        {"Code": "A-4"},
    ]
    assert "merged over several rows" in " ".join(sheet.notes)


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (json.dumps([{"Code": "A-1", "Tags": ["x", "y, z"]}, {"Code": "A-2", "Deep": {"a": 1}},
                     {"Code": "A-3", "Tags": "x, y, z"}, {"Code": "A-4", "Tags": ["x; y", "z"]}]),
         [["A-1", "x; y, z", ""], ["A-2", "", '{"a": 1}'], ["A-3", "x, y, z", ""], ["A-4", '["x; y", "z"]', ""]]),
        ('{"total": 1, "items": [{"Code": "A-1"}]}', [["A-1"]]),
        ('{"Code": "A-1"}\n\n{"Code": "A-2", "Due": 2024}\n', [["A-1", ""], ["A-2", "2024"]]),
        ('{"Code": "A-1"}', [["A-1"]]),
    ],
)  # fmt: skip
def test_json_is_a_list_or_a_record_a_line(document: str, found: list[list[str]], tmp_path: Path) -> None:
    assert cells(read(tmp_path, document.encode())) == found


@pytest.mark.parametrize("between", [",", "\n"], ids=["a document", "lines"])
def test_lists_of_records_within_records_are_named(between: str, tmp_path: Path) -> None:
    rows = [json.dumps({"Title": title, "Steps": [{"Title": "One"}], "Tags": ["x"]}) for title in "AB"]
    document = between.join(rows)

    sheet = read(tmp_path, (f"[{document}]" if between == "," else document).encode())

    [note] = sheet.notes
    assert "cell: Steps. " in note


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", "no workbook")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "table is empty"),
        (b"%PDF-1.4", "not a table"),
        (zipped(), "damaged, or the file is not a workbook"),
        (zipped()[:40], "damaged, or the file is not a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b'[{"a": 1}', "cannot be read as JSON"),
        (b'{"a": 1}\n{"b"\n', "Line 2 cannot be read as JSON"),
        (b"[1, 2]", "Record 1 is not an object"),
        (b"[" * 100_000, "nested more than 50 levels deep"),
        (b'{"a":' * 500_000 + b"1" + b"}" * 500_000, "nested more than 50 levels deep"),
        (b'{"a": 1}\n{"a": ' + b"[" * 60 + b"]" * 60 + b"}", "Line 2 .* nested more than 50 levels deep"),
        (b'{"b": 1}\n{"a": ' + b"9" * 301 + b"}", "Line 2 .* a number in it has more than 300 digits"),
        (b'[{"a": ' + b"9" * 200_000 + b"}]", "a number in it has more than 300 digits"),
        (b"Code,Title\n" + b"a,b\n" * 200_000, "more than 200,000 rows"),
        (b"\n" * 4_000_000, "more than 200,000 rows"),
        (b'[{"a": 1' + b', "a": 1' * 100_000 + b"}]", "more than 500 columns"),
        (b'{"a": 1}\n' * 200_001, "more than 200,000 rows"),
        (b'a,b\n"' + b"x" * 200_000, "quotation mark"),
        (b",".join(b"c%d" % n for n in range(600)), "more than 500 columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_what_cannot_be_read_is_told_plainly(content: bytes, found: str, tmp_path: Path) -> None:
    times = [time.process_time()]
    with pytest.raises(SheetError, match=found):
        cells(read(tmp_path, content))
    times.append(time.process_time())
    # Beside it: as many rows as a table may have, parsed and no more.
    for _ in range(200_000):
        json.loads('{"a": 1}')
    times.append(time.process_time())

    taken, parsing = (after - before for before, after in pairwise(times))
    assert taken < 30 * parsing


def test_numbers_and_values_up_to_the_limit_are_read_as_they_are_written(tmp_path: Path) -> None:
    number, nest = "9" * 300, "[" * 48 + "]" * 48

    assert cells(read(tmp_path, f'[{{"Code": {number}, "Deep": {nest}}}]'.encode())) == [[number, nest]]


@given(content=st.binary(max_size=2000) | st.text(max_size=1000).map(lambda text: text.encode("utf-8", "replace")))
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_file_crashes_a_reader(content: bytes, tmp_path: Path) -> None:
    with suppress(SheetError):
        assert all(row.cells for row in read(tmp_path, content).rows())


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), max_size=20)
TABLES = st.lists(
    st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=15
)  # fmt: skip


@given(rows=TABLES, delimiter=st.sampled_from([",", ";", "\t", "|"]), end=st.sampled_from(["\n", "\r\n", "\r"]))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_written_is_read(rows: list[list[str]], delimiter: str, end: str, tmp_path: Path) -> None:
    content = encoded_table(rows, "utf-8-sig", end=end, delimiter=delimiter)

    sheet = read(tmp_path, content, delimiter=delimiter)

    assert cells(sheet) == [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024", "2024"), ("2024-7", "2024-07"), ("2024/07/01", "2024-07-01"), ("2024-07-01T12:30:00Z", "2024-07-01"),
        ("20240701", "2024-07-01"), ("1.7.2024", "2024-07-01"), ("01/07/2024 9:05 PM", "2024-07-01"),
        ("07/2024", "2024-07"), ("1 July 2024", "2024-07-01"), ("1st Jul. 2024", "2024-07-01"),
        ("July 1, 2024", "2024-07-01"), ("Sept 2024", "2024-09"),
        ("2024年7月1日", "2024-07-01"), ("2024年7月", "2024-07"),
        ("2024 年", "2024"),
    ],
)  # fmt: skip
def test_dates_are_read_in_many_shapes(text: str, found: str) -> None:
    assert str(read_date(text)) == found


@pytest.mark.parametrize("text", ["", "soon", "2024-13", "32.1.2024", "0000", "Q3 2024", "1 Juli 20"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_date(text)


def test_a_figure_above_12_shows_whether_the_day_comes_first() -> None:
    assert order_shown_by("13/02/2024") is Order.DAY_FIRST
    assert order_shown_by("02/13/2024") is Order.MONTH_FIRST
    assert order_shown_by("01/02/2024") is order_shown_by("2024-01-13") is None
    assert str(read_date("02/03/2024", Order.MONTH_FIRST)) == "2024-02-03"
