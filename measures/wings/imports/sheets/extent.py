"""How far the tables of an OpenDocument workbook go, in which one row or cell may stand for any number of them."""

from dataclasses import dataclass
from pathlib import Path
from xml.parsers.expat import ParserCreate
from zipfile import BadZipFile, ZipFile

CONTENT = "content.xml"
CELLS = ("table:table-cell", "table:covered-table-cell")
# Of more digits than this the first are enough to know that it is too many.
LONGEST_NUMBER = 12


@dataclass(slots=True)
class Extent:
    """The last row and the last column, of any table, in which there is something."""

    rows: int = 0
    columns: int = 0
    # Where the parser is: the rows before the present one, how often that is there, and the same of its cells.
    row: int = 0
    rows_here: int = 1
    column: int = 0
    width: int = 0

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        if element == "table:table":
            self.row = 0
        elif element == "table:table-row":
            self.rows_here, self.column, self.width = times(attributes, "table:number-rows-repeated"), 0, 0
        elif element in CELLS:
            self.column += times(attributes, "table:number-columns-repeated")
            if any(name.startswith("office:") for name in attributes):
                self.width = self.column
        elif element == "text:p":
            self.width = self.column

    def end(self, element: str) -> None:
        if element == "table:table-row":
            self.row += self.rows_here
            if self.width:
                self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.width)


def times(attributes: dict[str, str], name: str) -> int:
    return int(attributes.get(name, "1")[:LONGEST_NUMBER])


def extent_of(path: Path) -> Extent:
    """The extent of an OpenDocument workbook; an empty one for other kinds, whose files write out every cell."""
    found = Extent()
    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = found.begin, found.end
    try:
        with ZipFile(path) as archive, archive.open(CONTENT) as content:
            parser.ParseFile(content)
    except (BadZipFile, KeyError):
        return Extent()
    return found
