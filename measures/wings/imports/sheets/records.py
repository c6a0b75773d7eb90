"""Tables as JSON: a list of objects, one object that holds such a list, or one object per line."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from measures.wings.imports.sheets.limits import MOST_COLUMNS, MOST_DEPTH, MOST_DIGITS
from measures.wings.imports.sheets.sheet import (
    Sheet,
    SheetError,
    SheetRow,
    clean_text,
    column_names,
    refuse_too_long,
    too_many_columns,
    within_limit,
)
from measures.wings.imports.sheets.spool import Spool
from measures.wings.imports.sheets.text import DELIMITERS

# A document is loaded whole into memory; lines are read one by one.
LARGEST_DOCUMENT = 50_000_000
MOST_LISTS_SHOWN = 10
# Between the texts of a list, as between the parties of a cell: a comma is as often within a text.
LIST_SIGN = ";"
# A lone surrogate, which JSON can express and no text can hold.
SURROGATE = re.compile("[\ud800-\udfff]")


def read_records(path: Path) -> Sheet:
    """A table of records: those of a document are all read at once, those of lines one after the other."""
    spool, keys, inner = Spool(), dict[str, None](), dict[str, None]()

    def texts_of(records: Iterable[tuple[int, Any]]) -> Iterator[dict[str, str]]:
        for record_number, record in records:
            texts = value_texts(record_number, record)
            keys.update(dict.fromkeys(texts))
            inner.update(dict.fromkeys(key for key, value in record.items() if is_list_of_records(value)))
            if len(keys) > MOST_COLUMNS:
                raise too_many_columns()
            yield texts

    encoding = json_encoding(path)
    try:
        is_document = starts_a_list(path, encoding)
        records, notes = read_document(path, encoding) if is_document else (read_lines(path, encoding), [])
        spool.fill(texts_of(within_limit(records)))
    except UnicodeDecodeError as error:
        raise SheetError(_("This file is not text in UTF-8 or UTF-16.")) from error
    if not keys:
        raise SheetError(_("This table is empty."))
    if inner:
        notes.append(
            _(
                "These hold lists, each kept as the text of one cell: %(names)s. To import a list as rows, send it by "
                "itself."
            )
            % {"names": ", ".join(text_in(key) for key in list(inner)[:MOST_LISTS_SHOWN])}
        )
    # Keys that differ are different columns, even where only a blank or what no text holds tells them apart.
    columns, remarks = column_names([text_in(key) for key in keys], range(len(keys)))
    names = dict(zip(keys, columns, strict=True))

    def rows() -> Iterator[SheetRow]:
        for line_number, record in enumerate(spool.lines(), start=1):
            if cells := {names[key]: text for key, text in record.items() if text}:
                yield SheetRow(line_number, cells)

    # Where a delimiter is said, it is a table of text that only begins as records do.
    return Sheet(columns, rows, [*notes, *remarks], choices={"delimiter": DELIMITERS})


def json_encoding(path: Path) -> str:
    with path.open("rb") as stream:
        return json.detect_encoding(stream.read(4))


def starts_a_list(path: Path, encoding: str) -> bool:
    """Whether the file is one document: a list, or an object that does not end on its first line."""
    with path.open(encoding=encoding) as stream:
        first = next((line for line in stream if line.strip()), "")
        if first.lstrip().startswith("["):
            return True
        try:
            json.loads(first)
        except (ValueError, RecursionError):
            return True
        return not any(line.strip() for line in stream)


def read_document(path: Path, encoding: str) -> tuple[Iterator[tuple[int, object]], list[str]]:
    """The records of a document, and what else it holds."""
    if path.stat().st_size > LARGEST_DOCUMENT:
        raise SheetError(
            _("This document is too large to be read at once: write one record on each line (JSON Lines).")
        )
    try:
        document = parsed(path.read_text(encoding=encoding))
    except ValueError as error:
        raise SheetError(_("This cannot be read as JSON: %(why)s") % {"why": error}) from error
    notes = []
    if isinstance(document, dict):
        name = next((name for name, value in document.items() if isinstance(value, list)), None)
        if name is None:
            refuse_inner_lists(document)
        elif others := [other for other in document if other != name]:
            notes.append(
                _("Only the list “%(name)s” is read, not: %(others)s.") % {"name": name, "others": ", ".join(others)}
            )
        document = [document] if name is None else document[name]
    if not isinstance(document, list):
        raise SheetError(_("A list of records was expected."))
    return enumerate(document, start=1), notes


def refuse_inner_lists(document: dict[str, object]) -> None:
    """Refuse a document with nested lists: only a person can say which one is the table."""
    if names := list(inner_lists(document)):
        raise SheetError(
            _("This document has lists only below its top level: %(names)s. Send one of these by itself.")
            % {"names": ", ".join(names[:MOST_LISTS_SHOWN])}
        )


def inner_lists(document: dict[str, object], path: str = "") -> Iterator[str]:
    """The paths of the lists of objects within the objects of a document."""
    for name, value in document.items():
        if isinstance(value, dict):
            yield from inner_lists(value, f"{path}{name}.")
        elif path and is_list_of_records(value):
            yield f"{path}{name}"


def is_list_of_records(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def read_lines(path: Path, encoding: str) -> Iterator[tuple[int, object]]:
    with path.open(encoding=encoding) as stream:
        for line_number, line in enumerate(stream, start=1):
            if line.strip():
                try:
                    record = parsed(line)
                except ValueError as error:
                    raise SheetError(
                        _("Line %(number)d cannot be read as JSON: %(why)s") % {"number": line_number, "why": error}
                    ) from error
                yield line_number, record


def parsed(text: str) -> object:
    """What a text says in JSON; a ValueError if it says none, or goes too far."""
    try:
        value = json.loads(text, object_pairs_hook=with_all_values, parse_int=whole_number)
    except RecursionError as error:
        raise too_deep() from error
    level = values_within([value])
    for _depth in range(MOST_DEPTH):
        level = [inner for each in level for inner in values_within(each)]
    if level:
        raise too_deep()
    return value


def values_within(value: list[object] | dict[str, Any]) -> list[Any]:
    """Those values of a list or an object that hold others."""
    values = value.values() if isinstance(value, dict) else value
    return [each for each in values if isinstance(each, list | dict)]


def too_deep() -> ValueError:
    return ValueError(_("its values are nested more than %(most)d levels deep") % {"most": MOST_DEPTH})


def whole_number(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(_("a number in it has more than %(most)d digits") % {"most": MOST_DIGITS})
    return int(digits)


def with_all_values(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object with all its values: a repeated key is numbered."""
    found: dict[str, object] = {}
    times: Counter[str] = Counter()
    for key, value in pairs:
        name = key
        # From the last number on: an object may have one key a hundred thousand times.
        while name in found:
            times[key] += 1
            name = f"{key} ({times[key] + 1})"
        found[name] = value
    return found


def value_texts(line_number: int, record: object) -> dict[str, str]:
    """The values of a record as text; nested values become JSON."""
    if not isinstance(record, dict):
        raise SheetError(_("Record %(number)d is not an object with named values.") % {"number": line_number})
    texts = {key: text_in(value_text(value)) for key, value in record.items()}
    for key, text in texts.items():
        refuse_too_long(text, line_number, f"“{text_in(key)}”")
    return texts


def text_in(text: str) -> str:
    """A JSON string without what text cannot hold."""
    return clean_text(SURROGATE.sub("\ufffd", text))


def value_text(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case list() if all(isinstance(each, str) and each and LIST_SIGN not in each for each in value):
            return f"{LIST_SIGN} ".join(value)
        case _:
            return json.dumps(value, ensure_ascii=False)
