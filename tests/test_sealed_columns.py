"""Every column of the journal is sealed: changed in one row, past privileges and triggers, it is named."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import models
from psycopg import sql

from measures.analysis.sealed_rows import (
    captures_as_sealed,
    entries_as_sealed,
    faults_of_capture,
    faults_of_entry,
    faults_of_redaction,
    faults_of_review,
    redactions_as_sealed,
    reviews_as_sealed,
)
from measures.analysis.verification import verify
from measures.models import (
    LEVELS,
    Capture,
    Entry,
    Ground,
    JournalRow,
    PartialDate,
    Redaction,
    Review,
    Sealed,
    SealedByName,
    StatementPlace,
    StatementReference,
    TextFinding,
)
from measures.models.partial_dates import PartialDateField
from tests.full_journal import write_everything
from tests.test_verification import tampering
from tests.wings import joined, samples

pytestmark = pytest.mark.django_db(transaction=True)

# What no seal covers, and why. Every other column of the journal is sealed: one that is forgotten fails below.
NOT_SEALED = {
    # The account; the name under which it wrote is sealed. A marking may be tightened: it is kept in the row history.
    # That a table brought it decides only whether somebody had looked.
    "measures_entry": {"author_id", "marking", "place_in_day", "is_imported"},
    # The account; the name under which it redacted is sealed. Kind, row and entry do not change one without the other:
    # `test_tampering.py` changes them.
    "measures_redaction": {"by_id", "kind", "row", "entry_id"},
    # A file is no part of an entry; its bytes are read again, and have to fit its hash and kind.
    "measures_storedfile": {"size", "media_type", "stored_at"},
    # The account; the name under which it reviewed is sealed.
    "measures_review": {"reviewer_id"},
    # The account; the name under which it agreed is sealed.
    "measures_secondagreement": {"agreed_by_id"},
    # The row history is no part of any chain; the last marking in it is compared with the present one.
    "measures_rowchange": {
        "at", "table", "row", "measures", "before", "after", "by_id", "request_id", "command", "database_role",
    },
    # The log of accounts is of no report, and old events are deleted.
    "measures_accountevent": {"account_id", "kind", "at", "by_id", "about", "before", "after", "address"},
    **joined(each.not_sealed for each in samples()),
}  # fmt: skip


@pytest.fixture
def everything() -> None:
    write_everything()


def journal() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, JournalRow)]


PLACE = {"chain", *(field.name for field in SealedByName._meta.get_fields())}
CHANGES: dict[type, Callable[[Any], object]] = {
    bool: lambda value: not value,
    int: lambda value: value + 100,
    # Never longer than before, for what fills its column.
    str: lambda value: f"{value[1:]}§",
    datetime: lambda value: value + timedelta(microseconds=1),
    date: lambda value: value + timedelta(days=1),
    PartialDate: lambda value: str(PartialDate(value.year - 1)),
    bytes: lambda value: bytes([value[0] ^ 1]) + value[1:],
    list: lambda value: [*value[1:], "title"],
}


def other_values(field: Any, value: Any) -> list[Any]:
    """Values that a column could hold instead; the database refuses some of them."""
    if isinstance(field, models.ForeignKey):
        others = field.related_model._default_manager.exclude(pk=value).order_by("pk")
        return [*others.values_list("pk", flat=True)]
    if field.name == "level":
        return [level for level in LEVELS if level != value]
    if field.flatchoices:
        return [choice for choice, _ in field.flatchoices if choice != value]
    if isinstance(field, models.DateField) and value is None:
        return [date(2024, 1, 1)]
    for kind, change in CHANGES.items():
        if isinstance(value, kind):
            return [change(value)]
    return [1]


def key_of(row: Any) -> str:
    """What a fault of a row of the journal names: its entry, the source that it is of, or its chain."""
    row = type(row)._default_manager.get(pk=row.pk)
    if isinstance(row, Redaction):
        return row.chain.kind
    return row.evidence.key if isinstance(row, Review | Capture) else entry_of(row).key


def entry_of(row: Any) -> Entry:
    """The entry that a row of the journal belongs to."""
    if isinstance(row, Entry):
        return row
    of_statements = {StatementPlace: "statement", StatementReference: "statement"}
    above = {Ground: "assessment", TextFinding: "text", **of_statements}.get(type(row))
    entry: Entry = (getattr(row, above) if above else row).entry
    return entry


def change_one(link: psycopg.Connection, model: type[models.Model], field: Any) -> tuple[Any, Any] | None:
    """Change the column in the first row that the database lets it be changed in; answers row and old value."""
    for row in model._default_manager.order_by("pk"):
        if (
            not isinstance(row, Review | Capture | Redaction)
            and entry_of(row).is_redacted
            and field.attname != "entry_id"
        ):
            continue
        stored = getattr(row, field.attname)
        old = str(stored) if isinstance(field, PartialDateField) else stored
        for value in other_values(field, stored):
            try:
                set_value(link, row, field, value)
            except psycopg.errors.IntegrityError:
                continue
            return row, old
    return None


def set_value(link: psycopg.Connection, row: models.Model, field: Any, value: object) -> None:
    statement = sql.SQL("UPDATE {} SET {} = %s WHERE id = %s")
    names = sql.Identifier(row._meta.db_table), sql.Identifier(field.column)
    link.execute(statement.format(*names), [value, row.pk])


def sealed_columns() -> Iterator[tuple[type[models.Model], Any]]:
    for model in journal():
        not_sealed = NOT_SEALED.get(model._meta.db_table, set())
        for field in model._meta.concrete_fields:
            if not (field.primary_key or field.generated or field.attname in not_sealed):
                yield model, field


def is_named(row: Any, field: Any) -> bool:
    """Whether a walk of the journal names what was changed: its place, or by the row alone what it says."""
    if isinstance(row, Sealed) and field.name in PLACE:
        return key_of(row) in {fault.entry or fault.source or fault.kind for fault in verify().faults}
    if isinstance(row, Review):
        return any(faults_of_review(reviews_as_sealed(row.chain).get(pk=row.pk), row.chain))
    if isinstance(row, Capture):
        return any(faults_of_capture(captures_as_sealed(row.chain).get(pk=row.pk), row.chain))
    if isinstance(row, Redaction):
        return any(faults_of_redaction(redactions_as_sealed(row.chain).get(pk=row.pk)))
    entry = entry_of(row)
    return any(faults_of_entry(entries_as_sealed(entry.chain).get(pk=entry.pk), entry.chain))


def test_every_sealed_column_of_the_journal_is_sealed(everything: None) -> None:
    assert verify().faults == []
    unnamed, changed = [], 0

    with tampering() as link:
        for model, field in sealed_columns():
            done = change_one(link, model, field)
            assert done, f"nothing to change in {model.__name__}.{field.attname}"
            row, old = done
            unnamed += [] if is_named(row, field) else [f"{model.__name__}.{field.attname}"]
            changed += 1
            set_value(link, row, field, old)

    assert unnamed == []
    assert changed > 50
    assert verify().faults == []


def test_what_is_not_sealed_is_there() -> None:
    columns = {model._meta.db_table: {field.attname for field in model._meta.concrete_fields} for model in journal()}

    assert all(names <= columns[table] for table, names in NOT_SEALED.items())
