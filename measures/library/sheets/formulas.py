"""Cells of a workbook that hold something but no readable text: they are counted, not ignored."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from zipfile import BadZipFile, ZipFile

CHUNK = 1 << 20
BOOK, RELATIONS, FOLDER = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/"
SHEET = re.compile(r"<(?:\w+:)?sheet\s([^<>]*)>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^<>]*)>")
ATTRIBUTE = re.compile(r'(?<![\w:])([\w:]++)\s*+=\s*+"([^"]*)"')
CELL_ENDS = b"</c>"
NO_RESULT = re.compile(rb"(?:</f>|<f\b[^<>]*/>)\s*+(?:<v\s*+/>|<v>\s*+</v>)?\s*+</c>")
ERROR = re.compile(rb'<c\s[^<>]*\bt="e"')


@dataclass(slots=True)
class Untold:
    """How many cells of a sheet hold a formula without a result, and how many an error."""

    formulas: int = 0
    errors: int = 0


def untold_in(path: Path, sheet: str) -> Untold:
    """The unreadable cells of a sheet of an XLSX workbook; of other workbooks nothing is known."""
    found = Untold()
    try:
        with ZipFile(path) as archive:
            for cells in whole_cells(archive, sheet_member(archive, sheet)):
                found.formulas += len(NO_RESULT.findall(cells))
                found.errors += len(ERROR.findall(cells))
    except (BadZipFile, KeyError):
        return Untold()
    return found


def sheet_member(archive: ZipFile, sheet: str) -> str:
    """The archive member that holds a sheet; a KeyError if there is none."""
    sheets = {each["name"]: each for each in attributes(archive, BOOK, SHEET) if "name" in each}
    key = next(value for name, value in sheets[sheet].items() if name.endswith(":id"))
    targets = {each["Id"]: each["Target"] for each in attributes(archive, RELATIONS, RELATION)}
    target = targets[key]
    return target.removeprefix("/") if target.startswith("/") else FOLDER + target


def attributes(archive: ZipFile, member: str, element: re.Pattern[str]) -> Iterator[dict[str, str]]:
    text = archive.read(member).decode("utf-8", "replace")
    for found in element.finditer(text):
        yield {name: unescape(value) for name, value in ATTRIBUTE.findall(found[1])}


def whole_cells(archive: ZipFile, member: str) -> Iterator[bytes]:
    """The text of a sheet, in pieces that end at the end of a cell."""
    rest = b""
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            piece, end, rest = (rest + chunk).rpartition(CELL_ENDS)
            yield piece + end
