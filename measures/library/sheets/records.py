"""Tables as JSON: a list of objects, one object that holds such a list, or an object a line."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from measures.library.sheets.limits import MOST_COLUMNS
from measures.library.sheets.sheet import LONGEST_HEADER, Row, Sheet, SheetError, clean
from measures.library.sheets.text import DELIMITERS

# A document is held in memory as a whole; lines are read one by one.
LARGEST_DOCUMENT = 50_000_000
# Half a character, which JSON can write and no text can hold.
SURROGATE = re.compile("[\ud800-\udfff]")


def read_records(path: Path) -> Sheet:
    """A table of records: those of a document are all read at once, those of lines one after the other."""
    try:
        records = document_of(path) if starts_a_list(path) else lines_of(path)
        columns: dict[str, None] = {}
        for record in records():
            columns |= dict.fromkeys(record)
            if len(columns) > MOST_COLUMNS:
                raise SheetError(_("There are more than %(most)d columns.") % {"most": MOST_COLUMNS})
    except UnicodeDecodeError as error:
        raise SheetError(_("This file is not text in UTF-8.")) from error
    if not columns:
        raise SheetError(_("There is nothing in this table."))

    def read() -> Iterator[Row]:
        for number, record in enumerate(records(), start=1):
            if cells := {name: text for name, text in record.items() if text}:
                yield Row(number, cells)

    # Where a delimiter is said, it is a table of text that only begins as records do.
    return Sheet(list(columns), read, choices={"delimiter": DELIMITERS})


def starts_a_list(path: Path) -> bool:
    """Whether the file is one document: a list, or an object that does not end on its first line."""
    with path.open(encoding="utf-8-sig") as stream:
        first = next((line for line in stream if line.strip()), "")
        if first.lstrip().startswith("["):
            return True
        try:
            json.loads(first)
        except ValueError:
            return True
        return not any(line.strip() for line in stream)


def document_of(path: Path) -> Callable[[], Iterator[dict[str, str]]]:
    if path.stat().st_size > LARGEST_DOCUMENT:
        raise SheetError(_("This document is too large to be read at once: write a record a line (JSON Lines)."))
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SheetError(_("This is not JSON: %(why)s") % {"why": error}) from error
    if isinstance(document, dict):
        document = next((value for value in document.values() if isinstance(value, list)), [document])
    if not isinstance(document, list):
        raise SheetError(_("A list of records was expected."))
    return lambda: (texts_of(number, record) for number, record in enumerate(document, start=1))


def lines_of(path: Path) -> Callable[[], Iterator[dict[str, str]]]:
    def read() -> Iterator[dict[str, str]]:
        with path.open(encoding="utf-8-sig") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    try:
                        yield texts_of(number, json.loads(line))
                    except (ValueError, RecursionError) as error:
                        raise SheetError(
                            _("Line %(number)d is not JSON: %(why)s") % {"number": number, "why": error}
                        ) from error

    return read


def texts_of(number: int, record: Any) -> dict[str, str]:
    """The values of a record as texts; what holds more than a value is written as JSON."""
    if not isinstance(record, dict):
        raise SheetError(_("Record %(number)d is not an object with named values.") % {"number": number})
    names = clean([SURROGATE.sub("\ufffd", name) for name in record])
    cells = clean([SURROGATE.sub("\ufffd", text_of(value)) for value in record.values()])
    return {
        name[:LONGEST_HEADER] or _("Column %(number)d") % {"number": place}: cell
        for place, (name, cell) in enumerate(zip(names, cells, strict=True), start=1)
    }


def text_of(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case list() if all(isinstance(each, str) for each in value):
            return ", ".join(value)
        case _:
            return json.dumps(value, ensure_ascii=False)
