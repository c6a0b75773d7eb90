"""Reads exports back with readers of others: Python's own of CSV and JSON, and calamine of workbooks."""

import csv
import json
from io import BytesIO, StringIO
from typing import Any

from django.http.response import HttpResponseBase
from python_calamine import CalamineWorkbook


def content_of(answer: HttpResponseBase | Any) -> bytes:
    assert answer.status_code == 200, answer.content
    return bytes(answer.getvalue())


def csv_rows(answer: HttpResponseBase | Any) -> list[dict[str, str]]:
    """The rows of a CSV file by the names of its columns."""
    text = content_of(answer).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def sheets(answer: HttpResponseBase | Any) -> dict[str, list[list[Any]]]:
    """The sheets of a workbook by their names."""
    book = CalamineWorkbook.from_filelike(BytesIO(content_of(answer)))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def xlsx_rows(answer: HttpResponseBase | Any) -> list[dict[str, Any]]:
    """The rows of the first sheet by the names of its columns."""
    head, *rows = next(iter(sheets(answer).values()))
    return [dict(zip(head, row, strict=True)) for row in rows]


def json_rows(answer: HttpResponseBase | Any) -> list[dict[str, Any]]:
    """The rows of a file of JSON Lines."""
    return [json.loads(line) for line in content_of(answer).decode().splitlines()]


READ = {"csv": csv_rows, "xlsx": xlsx_rows, "jsonl": json_rows}
