"""Lists as tables: the columns of a list come from its serializer, and are read by one query."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Model, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from measures.lists.expressions import DocumentPlace, in_chinese_if_there
from measures.lists.shapes import IN_CHINESE, Shape, UnknownFieldError
from measures.lists.sql import CHUNK
from measures.models import Audience, Language
from measures.models.placeholders import values_of_days

type Cell = object
type Row = Sequence[Cell]
type Labels = Mapping[object, object]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, as the API says it, its heading and values in words, and what the database puts there.

    A workbook shows what a person reads first, and folds the rest.
    """

    name: str
    heading: str | Promise
    value: Combinable
    labels: Labels
    is_read_first: bool = False
    # What it holds, where its field says so.
    meaning: str | Promise = ""


def shaped(columns: Sequence[Column], shape: Shape) -> list[Column]:
    """The columns of a table that are wanted, with the texts of each in the language that is wanted."""
    by_name = {column.name: column for column in columns}
    for name in shape.fields:
        if name not in by_name:
            raise UnknownFieldError(name)
    if shape.language == Language.CHINESE:
        for name, column in by_name.items():
            if chinese := by_name.get(f"{name}{IN_CHINESE}"):
                by_name[name] = replace(column, value=in_chinese_if_there(chinese.value, column.value))
    # Nothing that was asked for by name is folded.
    return [
        replace(column, is_read_first=column.is_read_first or bool(shape.fields))
        for name, column in by_name.items()
        if shape.holds(name)
    ]


def place_on(
    audience: Audience, day: date, *, as_of: date | None = None, known_at: datetime | None = None
) -> DocumentPlace:
    """Where the rows of a table stand: for whom, on which day, and of which past, if they are of one."""
    values = placeholder_values(day, root="", as_of=as_of, known_at=known_at)
    today, last_day, last_known = (Value(values[name]) for name in ("today", "as_of", "known_at"))
    return DocumentPlace(audience, today=today, as_of=last_day, known_at=last_known)


def placeholder_values(
    day: date,
    *,
    root: str,
    reader: int | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> dict[str, object]:
    """The values that a reading gives to a compiled statement: its days, where this API is, and who reads."""
    days = values_of_days(as_of=as_of, known_at=known_at)
    return {"today": day, **days, "root": root, "reader": reader}


def table_rows[M: Model](found: QuerySet[M], columns: Sequence[Column]) -> Iterator[Row]:
    """The rows of a query, a chunk at a time: they are never all in memory."""
    bare = found.select_related(None).prefetch_related(None)
    return bare.values_list(*(column.value for column in columns)).iterator(chunk_size=CHUNK)
