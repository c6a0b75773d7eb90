"""Lists as files, CSV, XLSX and JSON Lines, written into a temporary file and then sent; the memory stays flat.

A file goes out whole or not at all: what is sent while it is read and then breaks off looks whole to most programs.

A text that a spreadsheet would take for a formula is written so that it stays a text. Every file says as of which day
it is and carries the report's disclaimer once: CSV and JSON Lines, for programs, the day in every row, the disclaimer
in the first, unless it is wanted in all or in none. XLSX is for people: what they read first stands first, the rest is
folded, and a sheet of its own says what the list is.
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
from typing import IO, Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet, TextChoices
from django.http import FileResponse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from measures.lists.fields import moment_text
from measures.lists.records import RecordSerializer
from measures.lists.shapes import IN_CHINESE, WHOLE, Shape
from measures.lists.sql import stream_documents
from measures.lists.tables import Cell, Column, Labels, Row, place_on, placeholder_values, shaped, table_rows
from measures.models import Audience, Report
from measures.models.records import Days
from measures.models.texts import CHINESE

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
# The widths of columns, in digits, and the paper that they are printed on.
NARROWEST, WIDEST, WIDEST_FOLDED, WIDTH_OF_DAY = 8, 32, 24, 11
ABOUT_WIDTHS = (34, 100, 30)
A4 = 9
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}
FOLDED = {"level": 1, "hidden": True}


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
    # Those that chose the rows, in words.
    filters: Sequence[str] = ()

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
    # What people call the list, if it has a name.
    title: str | Promise = ""

    @property
    def head(self) -> list[str]:
        return [str(column.heading) if self.in_words else column.name for column in self.columns]

    @property
    def read_first(self) -> list[int]:
        """The places of the columns that a person reads first, in the language that is active; if none is, of all."""
        places = {column.name: place for place, column in enumerate(self.columns)}
        ending = IN_CHINESE if get_language() == CHINESE else ""
        first = [
            places.get(f"{each.name}{ending}", place) for place, each in enumerate(self.columns) if each.is_read_first
        ]
        return first or list(places.values())

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
    rows = table_rows(found.order_by(*order), columns)
    return ExportSheet(name, columns, rows, stamp, in_words, documents, getattr(kind.Meta, "sheet", ""))


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


@dataclass(frozen=True, slots=True)
class CellFormats:
    """How the cells of one kind of column look."""

    text: Format
    formula: Format
    day: Format

    @classmethod
    def of(cls, book: Workbook, **look: object) -> Self:
        look = {"valign": "top", **look}
        return cls(
            book.add_format(look),
            book.add_format({**look, "quote_prefix": True}),
            book.add_format({**look, "num_format": "yyyy-mm-dd"}),
        )


class ListPages:
    """The sheets of a workbook with the rows of a list: what is read first, then the rest, folded."""

    def __init__(self, book: Workbook, sheet: ExportSheet) -> None:
        self.book, self.sheet = book, sheet
        first = sheet.read_first
        self.order = [*first, *(place for place in range(len(sheet.columns)) if place not in first)]
        self.first = len(first)
        shown, folded = CellFormats.of(book, text_wrap=True), CellFormats.of(book)
        self.formats = [shown if place < self.first else folded for place in range(len(self.order))]
        self.heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.count = 0
        self.begin()

    def begin(self) -> None:
        """Begin another sheet, with the headings."""
        self.count += 1
        title = str(self.sheet.title or self.sheet.name)
        self.page = self.book.add_worksheet(title if self.count == 1 else f"{title} {self.count}")
        self.widths = [NARROWEST] * len(self.order)
        self.at = 1
        head = self.sheet.head
        for place, column in enumerate(self.order):
            self.page.write_string(0, place, head[column], self.heading)

    def add(self, row: Sequence[Cell]) -> None:
        """Write a row; a full sheet is followed by another."""
        if self.at == MOST_ROWS:
            self.finish()
            self.begin()
        for place, column in enumerate(self.order):
            width = write_cell(self.page, self.at, place, row[column], self.formats[place])
            self.widths[place] = max(self.widths[place], width)
        self.at += 1

    def finish(self) -> None:
        """Say how the sheet is looked at and printed, now that its rows are known."""
        page, first, last = self.page, self.first, len(self.order) - 1
        for place, width in enumerate(self.widths):
            if place < first:
                page.set_column(place, place, min(width, WIDEST))
            else:
                page.set_column(place, place, min(width, WIDEST_FOLDED), None, FOLDED)
        if first <= last:
            page.set_column(last + 1, last + 1, None, None, {"collapsed": True})
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, self.at - 1, last)
        page.set_landscape()
        page.set_paper(A4)
        page.set_margins(**MARGINS)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.print_area(0, 0, self.at - 1, first - 1)
        page.set_footer("&L&A&R&P / &N")


def write_xlsx(sheet: ExportSheet, file: IO[bytes]) -> None:
    """The workbook: the list, on as many sheets as it takes, and what it is about."""
    # It removes its temporary files after an error, too.
    with Workbook(file, {"constant_memory": True, "in_memory": False, "default_date_format": "yyyy-mm-dd"}) as book:
        pages = ListPages(book, sheet)
        for row in sheet.cells():
            pages.add(row)
        pages.finish()
        write_about(book, sheet)


def write_cell(page: Worksheet, at: int, place: int, cell: Cell, formats: CellFormats) -> int:
    """Write a value, and say how wide it is."""
    match cell:
        case None | "":
            return 0
        case bool():
            page.write_boolean(at, place, cell, formats.text)
            return NARROWEST
        case int():
            page.write_number(at, place, cell, formats.text)
            return NARROWEST
        case date() if not isinstance(cell, datetime):
            page.write_datetime(at, place, cell, formats.day)
            return WIDTH_OF_DAY
        case _:
            text = fitting(as_text(cell))
            page.write_string(at, place, text, formats.formula if is_formula(text) else formats.text)
            return width_of(text)


def fitting(text: str) -> str:
    """As much of a text as a workbook cell can hold."""
    return text if len(text) <= LARGEST_CELL else f"{text[: LARGEST_CELL - 1]}…"


def width_of(text: str) -> int:
    """How wide a text is, in digits, as far as that matters to its column; Chinese is twice as wide."""
    beginning = text[:WIDEST]
    return len(beginning) + (0 if beginning.isascii() else sum(character > "\u2e7f" for character in beginning)) + 1


def write_about(book: Workbook, sheet: ExportSheet) -> None:
    """What the list is: its report and that report's disclaimer, its day, its filters, and what its columns hold."""
    stamp = sheet.stamp
    bold, plain = CellFormats.of(book, text_wrap=True, bold=True), CellFormats.of(book, text_wrap=True)
    page = book.add_worksheet(_("About"))
    rows = [
        *((str(report.words("title")), str(report.words("disclaimer"))) for report in stamp.reports),
        (_("As of"), str(stamp.as_of)),
        *([(_("As known on"), moment_text(stamp.known_at))] if stamp.known_at else []),
        *([(_("Filters"), BETWEEN.join(stamp.filters))] if stamp.filters else []),
        (_("Address"), stamp.address),
        (),
        (_("Column"), _("What it holds"), _("Name in CSV and JSON")),
        *(
            (heading, meaning_of(column), column.name)
            for heading, column in zip(sheet.head, sheet.columns, strict=True)
        ),
    ]
    for place, width in enumerate(ABOUT_WIDTHS):
        page.set_column(place, place, width)
    for at, row in enumerate(rows):
        for place, text in enumerate(row):
            write_cell(page, at, place, text, plain if place else bold)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)


def meaning_of(column: Column) -> str:
    """What a column holds: what its field says of it, and the closed list of its values."""
    in_english = get_language() != CHINESE
    meaning = str(column.meaning) if in_english or isinstance(column.meaning, Promise) else ""
    return " ".join(filter(None, [meaning, BETWEEN.join(dict.fromkeys(map(str, column.labels.values())))]))
