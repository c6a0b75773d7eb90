"""How the fields of rows and what they say are called, to whoever reads the outcome of an import."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from measures.library.imports.mapping import FIELDS, WITH_VALUES
from measures.models import ImportRow
from measures.operations.imports import EXTRA

# Fields that no column is mapped to under this name.
BESIDES = {"parties": FIELDS["party"], "withdrawn_at": _("Withdrawn")}


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row as a page tells it: what differs from what is here, and why it cannot be taken."""

    row: ImportRow
    differences: list[tuple[str, str, str]]
    problems: list[tuple[str, str]]


def told(row: ImportRow) -> ToldRow:
    differences = [(label_of(name), words_of(name, here), words_of(name, file)) for name, here, file in row.compared]
    problems = [] if row.in_conflict else [(label_of(each["field"]), each["message"]) for each in row.problems]
    return ToldRow(row, differences, problems)


def label_of(name: str) -> str:
    """What a field is called; a further one by the name of its column."""
    return str(FIELDS.get(name) or BESIDES.get(name) or name.removeprefix(EXTRA))


def words_of(name: str, value: Any) -> str:
    """What a field says, in words."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name in WITH_VALUES and value in WITH_VALUES[name].values:
        return str(WITH_VALUES[name](value).label)
    return "" if value is None else str(value)
