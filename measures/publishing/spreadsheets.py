"""Lists as files, CSV, XLSX and JSON Lines, written into a temporary file and then sent; the memory stays flat.

A file goes out whole or not at all: what is sent while it is read and then breaks off looks whole to most programs.

A text that a spreadsheet would take for a formula is written so that it stays a text. Every file says as of which day
it is and carries the report's disclaimer once: XLSX on a sheet of its own; CSV and JSON Lines the day in every row, the
disclaimer in the first, unless it is wanted in all or in none.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from itertools import batched, chain, repeat
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet, TextChoices
from django.http import FileResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from measures.lists.fields import moment_text
from measures.lists.records import RecordSerializer
from measures.lists.shapes import WHOLE, Shape
from measures.lists.sql import stream_documents
from measures.lists.tables import Cell, Column, Labels, Row, place_on, placeholder_values, shaped, table_rows
from measures.models import Audience, Report
from measures.models.records import Days

CSV, XLSX, JSON_LINES = "csv", "xlsx", "jsonl"
FORMATS = (CSV, XLSX, JSON_LINES)
MEDIA_TYPES = {
    CSV: "text/csv",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    JSON_LINES: "application/jsonl",
}
CONTENT_TYPES = {**MEDIA_TYPES, CSV: f"{MEDIA_TYPES[CSV]}; charset=utf-8; header=present"}
# How many bytes of a file are sent at once.
BLOCK = 1 << 16
BYTE_ORDER_MARK = "\ufeff"
BETWEEN = "; "
# What makes a spreadsheet take a text for a formula; those of full width too, which East Asian input writes.
FORMULA_SIGNS = tuple("=+-@＝＋－＠")
CONTROLS = ("\t", "\r", "\n")
LINES_AT_ONCE = 200
LARGEST_CELL = 32_767
MOST_ROWS = 1_048_576


class DisclaimerRows(TextChoices):
    """In which rows of a file the disclaimer stands."""

    ONCE = "once", gettext_lazy("In the first row")
    EVERY_ROW = "every_row", gettext_lazy("In every row")
    NONE = "none", gettext_lazy("In no row")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every export says about itself: its reports, its day, its moment, and its source."""

    reports: Sequence[Report]
    as_of: date
    known_at: datetime | None
    address: str
    disclaimer_in: str = DisclaimerRows.ONCE

    @property
    def disclaimer(self) -> str:
        """The words that go with the rows, in the reading language."""
        if len(self.reports) == 1:
            return str(self.reports[0].words("disclaimer"))
        return "\n".join(f"{report.slug}: {report.words('disclaimer')}" for report in self.reports)

    def headings(self, *besides: str) -> dict[str, str]:
        """What the last columns of a CSV file are called, by their names; those that the list has are left out."""
        found = {"as_of": _("As of"), "disclaimer": _("Disclaimer")}
        left_out = {*besides, *(["disclaimer"] if self.disclaimer_in == DisclaimerRows.NONE else [])}
        return {name: heading for name, heading in found.items() if name not in left_out}

    def rows(self, *besides: str) -> Iterator[dict[str, str]]:
        """What each row says of the file, without end."""
        names = self.headings(*besides)
        first = {"as_of": str(self.as_of), "disclaimer": self.disclaimer}
        later = first if self.disclaimer_in == DisclaimerRows.EVERY_ROW else {**first, "disclaimer": ""}
        return ({name: row[name] for name in names} for row in chain([first], repeat(later)))


@dataclass(frozen=True, slots=True)
class ExportSheet:
    """A list to be exported; `in_words` for people, with headings and labels, else as in the API."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    stamp: Stamp
    in_words: bool = False
    # Each row as the API answers it, in JSON.
    documents: Iterable[str] = ()

    @property
    def head(self) -> list[str]:
        return [str(column.heading) if self.in_words else column.name for column in self.columns]

    def cells(self) -> Iterator[list[Cell]]:
        """The rows, with each value as it is written, in the language that is active."""
        if not self.in_words:
            return (list(row) for row in self.rows)
        answers: Labels = {True: _("yes"), False: _("no")}
        labels = [{value: str(label) for value, label in column.labels.items()} for column in self.columns]
        return ([worded(cell, words, answers) for cell, words in zip(row, labels, strict=True)] for row in self.rows)

    def file_name(self, ending: str) -> str:
        """The name of the list and the day."""
        slug = self.stamp.reports[0].slug if len(self.stamp.reports) == 1 else "all"
        return f"cbm-{self.name}-{slug}-{self.stamp.as_of}.{ending}"


def worded(cell: Cell, labels: Labels, answers: Labels) -> Cell:
    """A value in the reader's words."""
    if isinstance(cell, list):
        return [labels.get(each, each) if isinstance(each, str) else each for each in cell]
    if isinstance(cell, dict):
        return cell
    return answers[cell] if isinstance(cell, bool) else labels.get(cell, cell)


def sheet_of_list(
    name: str,
    kind: type[RecordSerializer],
    found: QuerySet[Any],
    order: Sequence[str],
    stamp: Stamp,
    *,
    audience: Audience,
    days: Days,
    root: str,
    reader: int | None = None,
    shape: Shape = WHOLE,
    ending: str = CSV,
    in_words: bool = False,
) -> ExportSheet:
    """Rows in an order, as their serializer shows them; they are read when the file is written.

    The fields of a shape are the columns of a table, or the fields of a line of JSON.
    """
    of_columns, of_documents = (WHOLE, shape) if ending == JSON_LINES else (shape, WHOLE)
    columns = shaped(kind().columns(place_on(audience, stamp.as_of, **days), stamp.reports), of_columns)
    values = placeholder_values(stamp.as_of, root=root, reader=reader, **days)
    documents = stream_documents(found, kind.statement(audience, of_documents), order=order, values=values)
    return ExportSheet(name, columns, table_rows(found.order_by(*order), columns), stamp, in_words, documents)


def exported(sheet: ExportSheet, ending: str) -> FileResponse:
    """The response with the file."""
    answer = FileResponse(export_file(sheet, ending), content_type=CONTENT_TYPES[ending])
    answer.block_size = BLOCK
    disposition = content_disposition_header(as_attachment=True, filename=sheet.file_name(ending))
    answer.headers["Content-Disposition"] = disposition or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def export_file(sheet: ExportSheet, ending: str) -> IO[bytes]:
    """The whole file, at its beginning; the caller closes it."""
    with ExitStack() as undone:
        file = undone.enter_context(TemporaryFile())
        if ending == XLSX:
            write_xlsx(sheet, file)
        else:
            file.writelines(in_csv(sheet) if ending == CSV else in_json_lines(sheet))
        file.seek(0)
        undone.pop_all()
    return file


def in_csv(sheet: ExportSheet) -> Iterator[bytes]:
    """The file, some lines at a time (RFC 4180, in UTF-8 with the mark by which Excel knows it)."""
    own = [column.name for column in sheet.columns]
    stamp = sheet.stamp.headings(*own)
    head = stamp.values() if sheet.in_words else stamp
    rows = (
        [*map(csv_cell, row), *map(neutral, tail.values())]
        for row, tail in zip(sheet.cells(), sheet.stamp.rows(*own), strict=False)
    )
    return csv_chunks(chain([[*sheet.head, *head]], rows))


def in_json_lines(sheet: ExportSheet) -> Iterator[bytes]:
    """The file, some lines at a time: each row as the API answers it, and at its end what it says of the file."""
    stamps = sheet.stamp.rows(*(column.name for column in sheet.columns))
    lines = (
        f"{document[:-1]}, {json.dumps({name: text for name, text in stamp.items() if text}, ensure_ascii=False)[1:]}\n"
        for document, stamp in zip(sheet.documents, stamps, strict=False)
    )
    return ("".join(some).encode() for some in batched(lines, LINES_AT_ONCE))


def csv_chunks(rows: Iterable[list[str | int | None]]) -> Iterator[bytes]:
    """Lines of CSV, in chunks."""
    lines = StringIO(BYTE_ORDER_MARK)
    lines.seek(len(BYTE_ORDER_MARK))
    writer = csv.writer(lines)
    for some in batched(rows, LINES_AT_ONCE):
        writer.writerows(some)
        yield lines.getvalue().encode()
        lines.seek(0)
        lines.truncate()


def csv_cell(cell: Cell) -> str | int | None:
    """A value as a cell: only numbers, nothing at all, and texts that are not formulas."""
    if isinstance(cell, str):
        return neutral(cell)
    if cell is None or (isinstance(cell, int) and not isinstance(cell, bool)):
        return cell
    return neutral(as_text(cell))


def as_json(row: object) -> str:
    """A row that is no row of the database, as the API answers it."""
    return json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)


def as_text(cell: Cell) -> str:
    match cell:
        case None:
            text = ""
        case bool():
            text = "true" if cell else "false"
        case list():
            text = BETWEEN.join(map(str, cell))
        case dict():
            text = json.dumps(cell, ensure_ascii=False, sort_keys=True) if cell else ""
        case bytes() | memoryview():
            text = bytes(cell).hex()
        case datetime():
            text = moment_text(cell)
        case _:
            text = str(cell)
    return text


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    # Most cells are empty or begin with a letter or a digit.
    return f"'{text}" if text and not text[0].isalnum() and is_formula(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take this text for a formula."""
    return text.startswith(CONTROLS) or text.lstrip().startswith(FORMULA_SIGNS)


def write_xlsx(sheet: ExportSheet, file: IO[bytes]) -> None:
    """The workbook: the list, on as many sheets as it takes, and what it is about."""
    # It removes its temporary files after an error, too.
    with Workbook(file, {"constant_memory": True, "in_memory": False, "default_date_format": "yyyy-mm-dd"}) as book:
        bold = book.add_format({"bold": True})
        formats = {
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "text": book.add_format({"quote_prefix": True}),
        }
        at = MOST_ROWS
        for row in sheet.cells():
            if at == MOST_ROWS:
                page, at = new_page(book, sheet, bold), 1
            for place, cell in enumerate(row):
                write_cell(page, at, place, cell, formats)
            at += 1
        if at == MOST_ROWS:
            new_page(book, sheet, bold)
        write_about(book.add_worksheet(_("About")), sheet, bold)


def new_page(book: Workbook, sheet: ExportSheet, bold: Format) -> Worksheet:
    page = book.add_worksheet()
    page.freeze_panes(1, 1)
    for place, heading in enumerate(sheet.head):
        page.write_string(0, place, heading, bold)
    return page


def write_cell(page: Worksheet, at: int, place: int, cell: Cell, formats: dict[str, Format]) -> None:
    match cell:
        case None | "":
            return
        case bool():
            page.write_boolean(at, place, cell)
        case int():
            page.write_number(at, place, cell)
        case date() if not isinstance(cell, datetime):
            page.write_datetime(at, place, cell, formats["day"])
        case _:
            text = fitting(as_text(cell))
            page.write_string(at, place, text, formats["text"] if is_formula(text) else None)


def fitting(text: str) -> str:
    """As much of a text as a workbook cell can hold."""
    return text if len(text) <= LARGEST_CELL else f"{text[: LARGEST_CELL - 1]}…"


def write_about(page: Worksheet, sheet: ExportSheet, bold: Format) -> None:
    """The day of the list, what the reports say about themselves, and the names of the columns."""
    stamp = sheet.stamp
    facts = [
        (_("As of"), str(stamp.as_of)),
        *([(_("As known on"), moment_text(stamp.known_at))] if stamp.known_at else []),
        (_("Address"), stamp.address),
        *((str(report.words("title")), str(report.words("disclaimer"))) for report in stamp.reports),
        ("", ""),
        *((column.name, str(column.heading)) for column in sheet.columns),
    ]
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 100)
    for at, (name, text) in enumerate(facts):
        page.write_string(at, 0, fitting(name), bold)
        page.write_string(at, 1, fitting(text))
