"""The tables of the whole record of a report: which rows are part of it, in which order, and how each is written.

Rows refer to one another by keys, never by database ids, so a record can be put back into another database.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import BinaryField, Field, ForeignKey, GeneratedField, Model, Q, QuerySet

from measures.models import (
    Addressing,
    Ambiguity,
    Bearing,
    Citation,
    Entry,
    Evidence,
    Ground,
    Indicator,
    Link,
    Measure,
    Milestone,
    MilestoneMark,
    Motivation,
    Owner,
    PartialDate,
    Party,
    Redaction,
    Report,
    Review,
    RowChange,
    Sealed,
    StoredFile,
    Term,
    User,
    View,
)

type Row = dict[str, Any]
# What each model's rows are called where others refer to them.
NAMED: Mapping[type[Model], str] = {
    User: "email",
    Party: "code",
    Report: "slug",
    Ambiguity: "key",
    Measure: "key",
    Milestone: "key",
    StoredFile: "sha256",
    Evidence: "key",
    Entry: "key",
}
# What an archive leaves out: of an account its password and when it was last there; of a review its place in a chain,
# which holds the reviews of other reports' sources too, so it is sealed anew where it is put back, and says so; of a
# source what other reports say of it.
LEFT_OUT: Mapping[type[Model], tuple[str, ...]] = {
    User: ("password", "last_login"),
    Review: (*(column.name for column in Sealed._meta.local_fields), "sealed_at"),
    Evidence: ("cited_within",),
}


def no_rows(report: Report) -> QuerySet[Any]:
    """Of what stands within other rows, or is found through them."""
    return Report.objects.none()


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one model that belong to a report, in an order that does not depend on database ids."""

    model: type[Model]
    of: Callable[[Report], QuerySet[Any]] = no_rows
    parties: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.model._meta.model_name or ""

    @property
    def fields(self) -> list["Field[Any, Any]"]:
        """The columns that are written: not those that the database computes or numbers."""
        left_out = LEFT_OUT.get(self.model, ())
        return [
            column
            for column in self.model._meta.concrete_fields
            if not isinstance(column, GeneratedField)
            and column.name not in left_out
            and (not column.primary_key or self.model in (Party, StoredFile))
        ]


def sources_of(report: Report) -> QuerySet[Evidence]:
    """The sources that a report's entries cite, that carry its name, or that replace such or are replaced by them."""
    found = set(
        Evidence.objects.filter(Q(citations__entry__report=report) | Q(key__startswith=f"{report.slug}-")).values_list(
            "pk", flat=True
        )
    )
    size = 0
    while size < len(found):
        size = len(found)
        related = Evidence.objects.filter(Q(replaced_by__in=found) | Q(replaces__in=found))
        found |= set(related.values_list("pk", flat=True))
    return Evidence.objects.filter(pk__in=found).order_by("key")


TABLES = (
    Table(Report, lambda report: Report.objects.filter(pk=report.pk)),
    Table(Ambiguity, lambda report: report.ambiguities.order_by("key"), parties=("bearers",)),
    Table(Measure, lambda report: report.measures.order_by("key"), parties=("parties", "needs_to_complete")),
    Table(
        Addressing,
        lambda report: Addressing.objects.filter(measure__report=report).order_by("measure__key", "ambiguity__key"),
    ),
    Table(
        Link,
        lambda report: Link.objects.filter(source__report=report, target__report=report).order_by(
            "source__key", "target__key", "relation"
        ),
    ),
    Table(Milestone, lambda report: Milestone.objects.filter(measure__report=report).order_by("key")),
    Table(Indicator, lambda report: Indicator.objects.filter(measure__report=report).order_by("measure__key", "name")),
    Table(Term, lambda report: report.glossary.order_by("term")),
    Table(Motivation, lambda report: report.motivations.order_by("code")),
    Table(Owner, lambda report: Owner.objects.filter(measure__report=report).order_by("measure__key", "user__email")),
    Table(
        StoredFile,
        lambda report: StoredFile.objects.filter(pk__in=sources_of(report).values("file")).order_by("sha256"),
    ),
    Table(Evidence, sources_of),
    Table(
        Review,
        lambda report: Review.objects.filter(evidence__in=sources_of(report)).order_by("evidence__key", "recorded_at"),
    ),
    Table(
        Entry,
        lambda report: report.entries.order_by("chain__marking", "sequence").prefetch_related(
            "bearings", "views__grounds__citation__evidence", "views__grounds__citation__entry", "citations", "marks"
        ),
    ),
    Table(
        Redaction, lambda report: Redaction.objects.filter(entry__report=report).order_by("redacted_at", "entry__key")
    ),
)
# What comes with an entry stands within it.
WITHIN = {"bearings": Table(Bearing), "views": Table(View), "citations": Table(Citation), "marks": Table(MilestoneMark)}
PARTIES = Table(Party)
PEOPLE = Table(User)
MARKINGS = Table(RowChange)
READ = {table.name: table for table in (PARTIES, PEOPLE, *TABLES, MARKINGS)}
MARKED = {model._meta.db_table: model for model in (Measure, Entry, Evidence)}


@dataclass(slots=True)
class Names:
    """The name of every row that others may refer to, by its primary key."""

    by_key: dict[type[Model], dict[Any, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, report: Report) -> "Names":
        tables = {table.model: table.of(report) for table in TABLES if table.model in NAMED}
        tables[User] = User.objects.all()
        tables[Party] = Party.objects.all()
        return cls({model: dict(rows.values_list("pk", NAMED[model])) for model, rows in tables.items()})

    def name(self, model: type[Model], key: Any) -> str | None:
        return None if key is None else self.by_key[model][key]


def written(row: Model, table: Table, names: Names, *, without: str = "") -> Row:
    """A row under the names of its columns; `without` is the column that says within what it stands."""
    content: Row = {}
    for column in table.fields:
        if column.name in (without, "chain"):
            continue
        value = getattr(row, column.attname)
        if isinstance(column, ForeignKey):
            content[column.name] = names.name(column.related_model, value)
        else:
            content[column.name] = plain(value)
    for relation in table.parties:
        content[relation] = sorted(party.pk for party in getattr(row, relation).all())
    return content


def plain(value: Any) -> Any:
    """A value of a column as JSON has it."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case PartialDate():
            return str(value)
        case bytes() | memoryview():
            return bytes(value).hex()
        case _:
            return value


def value_of(column: "Field[Any, Any]", text: Any) -> Any:
    """The value of a column, as `plain` wrote it."""
    if isinstance(column, BinaryField):
        return bytes.fromhex(text)
    return text if isinstance(text, (dict, list)) else column.to_python(text)


def written_entry(entry: Entry, names: Names) -> Row:
    """An entry with its first marking and all that comes with it."""
    content = written(entry, READ["entry"], names) | {"first_marking": entry.chain.marking}
    for name, table in WITHIN.items():
        content[name] = [written(row, table, names, without="entry") for row in getattr(entry, name).all()]
    for view, view_content in zip(entry.views.all(), content["views"], strict=True):
        view_content["grounds"] = [written_ground(ground, names) for ground in view.grounds.all()]
    return content


def written_ground(ground: Ground, names: Names) -> Row:
    """An earlier entry, or a source as an entry cites it."""
    if ground.citation is None:
        return {"entry": names.name(Entry, ground.entry_id)}
    cited = ground.citation
    return {"cited_by": names.name(Entry, cited.entry_id), "evidence": names.name(Evidence, cited.evidence_id)}


def marking_changes(report: Report, names: Names) -> Iterator[Row]:
    """The row history of markings, oldest first."""
    for table, model in MARKED.items():
        known = names.by_key[model]
        changes = RowChange.objects.filter(table=table, row__in=list(known), after__has_key="marking").order_by("pk")
        for change in changes.iterator(chunk_size=500):
            yield {
                "table": model._meta.model_name,
                "row": known[change.row],
                "at": plain(change.at),
                "before": (change.before or {}).get("marking"),
                "after": (change.after or {})["marking"],
                "by": names.name(User, change.by_id),
                "request_id": change.request_id,
                "command": change.command,
                "database_role": change.database_role,
            }


def named_by(report: Report, model: type[Model]) -> set[Any]:
    """The primary keys of a model, parties or accounts, that the rows of a report refer to."""
    found: set[Any] = set()
    within: list[QuerySet[Any]] = [each.objects.filter(entry__report=report) for each in (Bearing, View, MilestoneMark)]
    for rows in (*(table.of(report) for table in TABLES), *within):
        for column in rows.model._meta.concrete_fields:
            if isinstance(column, ForeignKey) and column.related_model is model:
                keys = rows.order_by().prefetch_related(None).values_list(column.attname, flat=True)
                found |= set(keys.distinct())
    return found - {None}
