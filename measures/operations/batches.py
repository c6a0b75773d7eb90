"""What acts on many rows at once: all or nothing, with what is wrong said of each row by its place and key.

The path of a fault begins with the place of its row: ``3.title``. One row is a list of one; `alone` says of it what is
wrong as if there were no list.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from measures.errors import RuleError, VersionConflictError
from measures.models.records import Versioned
from measures.operations.faults import Faults, faults

MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Revision:
    """What is to be changed of a row, and the version that the writer has read."""

    key: str
    version: int | None
    changes: Mapping[str, Any]


@contextmanager
def alone() -> Iterator[None]:
    """Say of a list of one what is wrong as of a row on its own."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({name.removeprefix("0."): text for name, text in error.message_dict.items()}) from error
    except RuleError as error:
        [row] = error.more.pop("errors", [{}])
        error.more |= {name: row[name] for name in ("current",) if name in row}
        raise


def wrong_row(index: int, key: str, field: str, error: RuleError, **more: Any) -> dict[str, Any]:
    """What a rule says of one row of many."""
    return {"index": index, "key": key, "field": field, "messages": [str(error)], **more}


def require_versions(revisions: Sequence[Revision], rows: Mapping[str, Versioned]) -> None:
    """Refuse to change locked rows that somebody else has changed since the writer read them."""
    told = VersionConflictError()
    told.more["errors"] = [
        wrong_row(index, revision.key, "version", told, current=rows[revision.key].version)
        for index, revision in enumerate(revisions)
        if revision.version is not None and rows[revision.key].version != revision.version
    ]
    if told.more["errors"]:
        raise told


def refuse_repeated(keys: Sequence[object], field: str, found: Faults) -> None:
    """Refuse a list that names the same row twice."""
    first: dict[object, int] = {}
    for index, key in enumerate(keys):
        if key in first:
            message = _("This row is in the list already, at place %(place)s.") % {"place": first[key]}
            found.add(f"{index}.{field}", message)
        first.setdefault(key, index)


def clean(row: Model, index: int, found: Faults, *, only: Sequence[str] = (), but: Sequence[str] = ()) -> None:
    """Check the fields of a row by themselves, all but some or those that are changed."""
    fields = row._meta.fields
    exclude = [each.name for each in fields if each.is_relation or each.name in but or (only and each.name not in only)]
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        found.add_all(f"{index}.", error)


def require_known(revisions: Sequence[Revision], known: Collection[str]) -> None:
    """Refuse revisions of the same row twice, or of rows that the writer does not know."""
    with faults() as found:
        refuse_repeated([revision.key for revision in revisions], "key", found)
        for index, revision in enumerate(revisions):
            if revision.key not in known:
                found.add_unknown(f"{index}.key", revision.key)


def revise[Row: Versioned](
    revisions: Sequence[Revision], rows: Mapping[str, Row], allowed: Sequence[str]
) -> Iterator[tuple[Row, list[str]]]:
    """Take over what differs in locked rows, which raises their versions; each changed row with the names of it."""
    require_versions(revisions, rows)
    with faults() as found:
        for index, revision in enumerate(revisions):
            row = rows[revision.key]
            names = [
                name for name in allowed if name in revision.changes and getattr(row, name) != revision.changes[name]
            ]
            for name in names:
                setattr(row, name, revision.changes[name])
            if names:
                row.version += 1
                clean(row, index, found, only=names)
                yield row, names
