"""Tables to import, and the command that imports them."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.management import call_command

from measures.wings.imports.jobs import change_mapping, receive
from measures.wings.imports.models import Import, Outcome
from tests.factories import make_user

HEADER = ("Code", "Title", "Country", "Due date", "Status", "Remark")
ROWS = (
    ("A-1", "Resume the talks", "Northland", "2027", "done", "first"),
    ("A-2", "Notify launches", "Northland; Southland", "2027-03", "under discussion", ""),
    ("A-3", "Publish a paper", "Southland", "31.12.2027", "", "third"),
)


def table(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()


def workbook(folder: Path, sheets: Mapping[str, Sequence[str]]) -> bytes:
    """A workbook of sheets with a header and a row each; one that is called “Old” is hidden."""
    path = folder / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, header in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, header)
            sheet.write_row(1, 0, [f"{each} 1" for each in header])
            if name == "Old":
                sheet.hide()
    return path.read_bytes()


def run(file: Path, *arguments: str, slug: str = "imported", **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command(
        "import_table",
        file,
        "--report",
        slug,
        "--value",
        "status:done=implemented",
        "--json",
        *arguments,
        stdout=out,
        **options,
    )
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def counts(found: dict[str, Any]) -> dict[str, int]:
    return {name: found[name] for name in ("read", *Outcome.values) if found[name]}


def kept(file: Path, marking: str = "public") -> Import:
    """A table that was received and looked at."""
    with file.open("rb") as stream:
        job = receive(
            stream, "measures.csv", report=None, new={"slug": "imported"}, profile=None, marking=marking,
            by=make_user(role="editor"),
        )  # fmt: skip
    return change_mapping(job, by=make_user(role="editor"), values={"status": {"done": "implemented"}})
