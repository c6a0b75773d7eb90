"""Workbooks: one sheet, with its cells as the text that they show."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from measures.wings.imports.sheets.options import ReadOptions
from measures.wings.imports.sheets.sheet import CellRows, SheetError, too_many_columns, too_many_rows
from measures.wings.imports.sheets.unpacked import UnpackedWorkbook
from measures.wings.imports.sheets.unpacking import WorkbookFacts


def read_book(path: Path, options: ReadOptions, *, is_awaited: bool = False) -> CellRows:
    """A sheet of a workbook: the named one, or else the first that is visible and not empty."""
    unpacked = UnpackedWorkbook(path, sheet=options.sheet, is_awaited=is_awaited)
    facts = unpacked.facts
    if facts.too_many:
        raise too_many_rows() if facts.too_many == "rows" else too_many_columns()
    refuse_unshown(facts, options.sheet)
    if facts.chosen is None:
        raise SheetError(_("This table is empty."))
    options = replace(options, sheet=facts.chosen)
    return CellRows(unpacked.rows, list(notes_on(facts)), options, {"sheet": facts.shown})


def refuse_unshown(facts: WorkbookFacts, name: str) -> None:
    """Refuse a sheet that does not exist or is hidden; if none is named, one is chosen."""
    if not name or name in facts.shown:
        return
    is_hidden = name in facts.sheets
    reason = _("The sheet “%(name)s” is hidden and is not read.") if is_hidden else _("There is no sheet “%(name)s”.")
    raise SheetError(reason % {"name": name}, field="sheet")


def notes_on(facts: WorkbookFacts) -> Iterator[str]:
    """What a workbook holds besides the rows that are read."""
    for name in facts.sheets:
        if name not in facts.shown:
            yield _("The sheet “%(name)s” is hidden and is not read.") % {"name": name}
    if others := [name for name in facts.shown if name != facts.chosen]:
        yield _("Only the sheet “%(name)s” is read, not: %(others)s.") % {
            "name": facts.chosen,
            "others": ", ".join(others),
        }
    if facts.is_merged:
        yield _("Cells merged over several rows are read only in the first of those rows.")
