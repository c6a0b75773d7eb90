"""What the seal of an entry is computed from, for readers who may read all that it names: so others can compute it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from django.db.models import ForeignKey, Model, Q

from measures.analysis.sealed_rows import rows_of_entry, with_all_that_is_sealed
from measures.analysis.seals import FORMATS, EntryRows, canonical, content_of
from measures.models import PUBLIC, Audience, Entry, JournalRow, Statement, StatementReference
from measures.models.bylines import name_for


@dataclass(frozen=True, slots=True)
class SealedWords:
    """The salt of an entry, in hexadecimal, and its content as it was hashed: SHA-256 of both is its commitment."""

    key: str
    salt: str
    content: str


def sealed_words(key: str, audience: Audience) -> SealedWords | None:
    """What an entry was sealed with; nothing if it is redacted, or names what the reader may not read now.

    Nor is there any where the first format sealed the writer's name, and they have not agreed to be named in public.
    """
    entries = Entry.objects.visible_to(audience).filter(key=key, redaction=None)
    entry = with_all_that_is_sealed(entries).select_related("author").first()
    if entry is None or not (FORMATS[entry.seal_format].has_names_apart or name_for(entry, "author_name", PUBLIC)):
        return None
    rows = rows_of_entry(entry)
    if any(is_hidden(model, named, audience) for model, named in rows_named_by(rows).items()):
        return None
    return SealedWords(entry.key, bytes(entry.salt).hex(), canonical(content_of(rows)).decode())


def is_hidden(model: type[Model], named: Q, audience: Audience) -> bool:
    """Whether one of the rows that are named is there, and not for these readers."""
    rows: Any = model._default_manager
    return bool(rows.filter(named).exclude(pk__in=rows.visible_to(audience).filter(named).values("pk")).exists())


def rows_named_by(rows: EntryRows) -> dict[type[Model], Q]:
    """The rows outside an entry that it names, or the rows that come with it do, as conditions by model."""
    named: dict[type[Model], Q] = defaultdict(lambda: Q(pk=None))
    for row in journal_rows_in(rows):
        for model, condition in named_by(row):
            named[model] |= condition
    return named


def journal_rows_in(rows: object) -> Iterator[JournalRow]:
    """All rows that are sealed together."""
    if isinstance(rows, JournalRow):
        yield rows
    elif is_dataclass(rows):
        for field in fields(rows):
            yield from journal_rows_in(getattr(rows, field.name))
    elif isinstance(rows, Iterable):
        for row in rows:
            yield from journal_rows_in(row)


def named_by(row: JournalRow) -> Iterator[tuple[type[Model], Q]]:
    """What a row refers to that has readers of its own; through what comes with an entry, such as a citation, too."""
    if isinstance(row, StatementReference):
        yield Statement, Q(key=row.to_statement)
        yield Entry, Q(key=row.to_entry)
    for field in row._meta.concrete_fields:
        if not isinstance(field, ForeignKey) or (pk := getattr(row, field.attname)) is None:
            continue
        model: type[Model] = field.related_model
        if issubclass(model, JournalRow) and model is not Entry:
            yield from named_by(getattr(row, field.name))
        elif hasattr(model, "bounded_by"):
            yield model, Q(pk=pk)
