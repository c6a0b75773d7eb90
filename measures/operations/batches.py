"""Operations on many rows at once: all or nothing, with the errors of each row by its position and key.

The path of a fault begins with the place of its row: ``3.title``. One row is a list of one; `as_single_row` reports its
errors as if there were no list.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from measures.errors import RuleError, VersionConflictError
from measures.models.records import Versioned
from measures.operations.faults import Faults, faults
from measures.operations.updating import apply_changes

MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Revision:
    """Changes of a row, and the version that the writer has read."""

    key: str
    version: int | None
    changes: Mapping[str, Any]


@contextmanager
def as_single_row() -> Iterator[None]:
    """Report the errors of a list of one as those of a single row."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({name.removeprefix("0."): text for name, text in error.message_dict.items()}) from error
    except RuleError as error:
        [row] = error.more.pop("errors", [{}])
        error.more |= {name: row[name] for name in ("current",) if name in row}
        raise


def wrong_row(index: int, key: str, field: str, error: RuleError, **more: object) -> dict[str, object]:
    """The error of a rule about one row of many."""
    return {"index": index, "key": key, "field": field, "messages": [str(error)], **more}


def require_versions(revisions: Sequence[Revision], rows: Mapping[str, Versioned]) -> None:
    """Refuse to change locked rows that somebody else has changed since the writer read them."""
    conflict = VersionConflictError()
    conflict.more["errors"] = [
        wrong_row(index, revision.key, "version", conflict, current=rows[revision.key].version)
        for index, revision in enumerate(revisions)
        if revision.version is not None and rows[revision.key].version != revision.version
    ]
    if conflict.more["errors"]:
        raise conflict


def refuse_repeated(keys: Sequence[object], field: str, found: Faults) -> None:
    """Refuse a list that names the same row twice."""
    first: dict[object, int] = {}
    for index, key in enumerate(keys):
        if key in first:
            message = _("This row is already in the list, at place %(place)s.") % {"place": first[key]}
            found.add(f"{index}.{field}", message)
        first.setdefault(key, index)


def require_rows(revisions: Sequence[Revision], keys: Collection[str]) -> None:
    """Refuse two revisions of one row, and revisions of rows that the writer cannot see."""
    with faults() as found:
        refuse_repeated([revision.key for revision in revisions], "key", found)
        for index, revision in enumerate(revisions):
            if revision.key not in keys:
                found.add_unknown(f"{index}.key", revision.key)


def revise_rows[Row: Versioned](
    revisions: Sequence[Revision], rows: Mapping[str, Row], allowed: Sequence[str]
) -> Iterator[tuple[Row, list[str]]]:
    """Apply what differs to locked rows, which raises their versions; yields each changed row and its fields."""
    require_versions(revisions, rows)
    with faults() as found:
        for index, revision in enumerate(revisions):
            row = rows[revision.key]
            if names := apply_changes(row, revision.changes, allowed):
                row.version += 1
                found.check(row, names, at=f"{index}.")
                yield row, names
