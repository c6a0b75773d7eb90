"""Up to which day the texts of each side were searched: what “nothing found” and “no view” rest on."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Case, DateField, Exists, F, Max, OuterRef, Q, Subquery, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Greatest
from django.db.models.lookups import LessThanOrEqual

from measures.models import BOTH, NONE, Report, RowChange, TextSearch
from measures.models.partial_dates import LATEST_DAY
from measures.models.records import json_rows

FIELDS = ("party_id", "until_by", "searched_on", "recorded_at", "withdrawn_at")
# The subjects of views that no text of one side alone could contradict.
SEVERAL = (BOTH, NONE)


def searches_json() -> Combinable:
    """The thorough searches for a report, within another query; `searched_to` reads them as of any day."""
    rows = TextSearch.objects.filter(report=OuterRef("pk"), throughout=True).order_by("pk")
    return json_rows(rows, *FIELDS)


def record_day(
    path: str = "", *, as_of: date | Combinable | None = None, known_at: datetime | Combinable | None = None
) -> Combinable:
    """The day of the report at a path: that of its record, or a later one up to which people have searched.

    Of a past day, what it was by then.
    """
    standing = TextSearch.objects.standing(as_of=as_of, known_at=known_at)
    by_people = standing.filter(report=OuterRef(f"{path}pk"), searched_by__isnull=False)
    latest = by_people.order_by().values("report").annotate(latest=Max("until_by")).values("latest")
    if as_of is None and known_at is None:
        return Greatest(F(f"{path}record_as_of"), Subquery(latest))
    return Greatest(*past_days_of_record(path, as_of or LATEST_DAY, known_at), Subquery(latest))


def past_days_of_record(
    path: str, as_of: date | Combinable, known_at: datetime | Combinable | None
) -> list[Combinable]:
    """The latest day of the library's record up to a day, by the row history: the first, or a later one."""
    changes = RowChange.objects.filter(
        table=Report._meta.db_table, row=OuterRef(f"{path}pk"), after__has_key="record_as_of"
    )
    before, after = (Cast(KeyTextTransform("record_as_of", side), DateField()) for side in ("before", "after"))
    at_first = Case(
        When(Exists(changes), then=Subquery(changes.order_by("pk").values(day=before)[:1])),
        default=F(f"{path}record_as_of"),
    )
    later = changes if known_at is None else changes.filter(at__lte=known_at)
    by_then = later.annotate(day=after).filter(day__lte=as_of).order_by().values("row").annotate(latest=Max("day"))
    was_there = Q() if known_at is None else Q(**{f"{path}added_at__lte": known_at})
    first = Case(When(was_there & LessThanOrEqual(at_first, as_of), then=at_first), output_field=DateField())
    return [first, Subquery(by_then.values("latest"), output_field=DateField())]


def searched_to(report: Any, *, as_of: date | None = None, known_at: datetime | None = None) -> Mapping[str, date]:
    """The day up to which each party's texts were searched, from a report that came with `searches_json`."""
    days: dict[str, date] = {}
    for search in report.searches_json:
        if stands(search, as_of, known_at):
            day = date.fromisoformat(search["until_by"])
            days[search["party_id"]] = max(day, days.get(search["party_id"], day))
    return days


def stands(search: Mapping[str, str], as_of: date | None, known_at: datetime | None) -> bool:
    """`TextSearchQuerySet.standing`, for one row as JSON."""
    if as_of is not None and date.fromisoformat(search["searched_on"]) > as_of:
        return False
    withdrawn_at = datetime.fromisoformat(search["withdrawn_at"]) if search["withdrawn_at"] else None
    if known_at is None:
        return withdrawn_at is None
    is_recorded = datetime.fromisoformat(search["recorded_at"]) <= known_at
    return is_recorded and (withdrawn_at is None or withdrawn_at > known_at)


def searched_for(about: str, days: Mapping[str, date]) -> date | None:
    """The day up to which a side's texts were searched; for a subject of several sides, that of all of them."""
    if about in days:
        return days[about]
    return min(days.values(), default=None) if about in SEVERAL else None
