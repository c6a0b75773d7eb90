"""Lists as tables: the columns of a list are declared once, and read by one query however many rows there are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, F, Model, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.utils.functional import Promise

from measures.models import BOTH, INDEPENDENT, NONE, TEAM, Audience

CHUNK = 1000
PART = ":"

type Cell = Any
type Row = Sequence[Cell]
type Labels = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom a table is made, on which day, and of which past, if it is of one."""

    audience: Audience
    on: date
    known_at: datetime | None = None
    as_of: date | None = None

    @property
    def is_for_team(self) -> bool:
        return self.audience == TEAM

    def readable(self, path: str) -> Q:
        """Rows whose measure, source or entry at this path the audience may read, or that have none there."""
        return Q(**{path: None}) | Q(**{f"{path}__marking__in": self.audience.markings})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, as the API says it, its heading in words, and what the database puts there.

    `labels` are its values in words.
    """

    name: str
    heading: str | Promise
    value: Combinable
    labels: Labels = field(default_factory=dict)


def plain(name: str, heading: str | Promise, path: str = "", labels: Labels | None = None) -> Column:
    """A column of the row itself, or of one that it names."""
    return Column(name, heading, F(path or name), labels or {})


def standing(name: str, heading: str | Promise, labels: Labels | None = None) -> Column:
    """A column of the standing."""
    return plain(name, heading, f"standing__{name}", labels)


def only_if(readable: Q, path: str) -> Case:
    """What stands at a path, where the reader may know it."""
    return Case(When(readable, then=F(path)), default=None)


def is_so(condition: Q) -> Case:
    """Whether a condition holds for the row."""
    return Case(When(condition, then=True), default=False)


def several(rows: QuerySet[Any], *parts: Combinable | str) -> ArraySubquery:
    """Of many rows that belong to one, what each says, its parts between colons."""
    said = [Cast(F(part) if isinstance(part, str) else part, CharField()) for part in parts]
    between: list[Combinable] = [said[0]]
    for each in said[1:]:
        between += [Value(PART), Coalesce(each, Value(""))]
    whole = Concat(*between, output_field=CharField()) if len(between) > 1 else between[0]
    return ArraySubquery(rows.values_list(whole))


def target_key() -> Combinable:
    """The key of what a bearing or view is on."""
    return Coalesce(F("measure__key"), F("ambiguity__key"))


def about_code() -> Combinable:
    """`OnRecord.about_code`, in the database."""
    return Case(When(about_both=True, then=Value(BOTH)), default=Coalesce(F("about_id"), Value(NONE)))


def whose_code() -> Combinable:
    return Coalesce(F("whose_id"), Value(INDEPENDENT))


def level_or_nothing() -> Combinable:
    """The level of a view, or that nothing was found."""
    return Coalesce(Cast(F("level"), CharField()), NullIf(F("nothing"), Value("")))


def rows_of[M: Model](found: QuerySet[M], columns: Sequence[Column]) -> Iterator[Row]:
    """The rows of a query, a chunk at a time: they are never all in memory."""
    bare = found.select_related(None).prefetch_related(None)
    return bare.values_list(*(column.value for column in columns)).iterator(chunk_size=CHUNK)
