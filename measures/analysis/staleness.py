"""How old a report's record is for a reader, and which dates ahead are near or past."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DurationField, Model, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext as _

from measures.analysis.searches import record_day
from measures.models import AnnouncedDate, Audience, DateState, PartialDate, Report, Words
from measures.models.texts import choose_words
from measures.models.written_dates import written_date

# How long before its last day a date counts as due.
NEAR = Cast(Value(timedelta(days=30)), DurationField())
FIELDS = ("key", "title", "title_zh_hans", "announced_for", "due", "state")
# How many dates stand in the bar above every page.
MOST_SHOWN = 1


@dataclass(frozen=True, slots=True)
class WatchedDate:
    """A date that wants attention."""

    key: str
    title: Words
    announced_for: PartialDate | None
    due: PartialDate | None
    state: DateState

    @property
    def label(self) -> str:
        """What it is: due, past and unchecked, or without a day."""
        return _("Due") if self.state == DateState.COMING else str(self.state.label)

    @property
    def when(self) -> str:
        return due_in_words(self)


@dataclass(frozen=True, slots=True)
class RecordState:
    """The day up to which a report's record goes, as of a day, and the dates that want attention then."""

    report: Report
    on: date
    day: date | None
    dates: Sequence[WatchedDate]

    @property
    def age(self) -> int | None:
        """How many days before the day shown the record ends; none if no search is recorded."""
        return max((self.on - self.day).days, 0) if self.day else None

    @property
    def is_old(self) -> bool:
        """Whether it ended longer ago than the report's interval."""
        return self.age is not None and self.age > self.report.search_every_days

    @property
    def is_stale(self) -> bool:
        """Whether every page of the report says so: it is old, or a date has passed that nobody has checked."""
        return self.is_old or bool(self.passed)

    @property
    def passed(self) -> list[WatchedDate]:
        """Those that have passed and that nobody has checked since."""
        return [each for each in self.dates if each.state == DateState.PASSED]

    @property
    def due(self) -> list[WatchedDate]:
        """Those within thirty days."""
        return [each for each in self.dates if each.state == DateState.COMING]

    @property
    def some_time(self) -> list[WatchedDate]:
        """Those in a month or a year that is nearly over, of which nobody looked up the day."""
        return [each for each in self.dates if each.state == DateState.SOME_TIME]

    @property
    def undated(self) -> list[WatchedDate]:
        """Those without a day, which never pass by themselves."""
        return [each for each in self.dates if each.state == DateState.UNDATED]

    @property
    def wanting(self) -> list[WatchedDate]:
        """Those that have passed, may have passed or pass soon, the earliest of each first."""
        return [*self.passed, *self.some_time, *self.due]

    @property
    def shown(self) -> list[WatchedDate]:
        """Those that the bar names."""
        return self.wanting[:MOST_SHOWN]

    @property
    def rest(self) -> int:
        """How many the bar does not name."""
        return len(self.wanting) - len(self.shown)


def with_record_state(
    reports: QuerySet[Report],
    audience: Audience,
    *,
    on: date | Combinable,
    as_of: date | Combinable | None = None,
    known_at: datetime | Combinable | None = None,
) -> QuerySet[Report]:
    """Reports, each with what `record_state` reads."""
    days: Mapping[str, Any] = {"as_of": as_of, "known_at": known_at}
    return reports.annotate(record_day=record_day(**days), dates_json=dates_json(audience, on, **days))


def dates_json(audience: Audience, on: date | Combinable, **days: Any) -> Combinable:
    """The dates of a report that want attention on a day, within another query."""
    seen = AnnouncedDate.objects.visible_to(audience).standing(**days)
    rows = wanting_attention(seen.as_found(on, **days), on)
    document = Cast(JSONObject(**{name: name for name in FIELDS}), TextField())
    return ArraySubquery(rows.filter(report=OuterRef("pk")).order_by("due_order", "key").values_list(document))


def wanting_attention(dates: QuerySet[Model], on: date | Combinable) -> QuerySet[Any]:
    """Of dates with their findings, those past and unchecked, near, or without a day.

    A month or a year that has begun wants attention when it is nearly over.
    """
    day = on if isinstance(on, Combinable) else Value(on)
    soon = Q(state__in=[DateState.COMING, DateState.SOME_TIME], due_by__lte=day + NEAR)
    return dates.filter(soon | Q(state__in=[DateState.PASSED, DateState.UNDATED]))


def record_state(report: Any, on: date) -> RecordState:
    """How old the record is of a report that came `with_record_state` of this day."""
    dates = [
        WatchedDate(
            key=row["key"],
            title=choose_words(row["title"], row["title_zh_hans"]),
            announced_for=partial_date(row["announced_for"]),
            due=partial_date(row["due"]),
            state=DateState(row["state"]),
        )
        for row in map(json.loads, report.dates_json)
    ]
    return RecordState(report, on, report.record_day, dates)


def due_in_words(date: Any) -> str:
    """The day for which a date was announced, or to which it was put off, as the end of a sentence."""
    if date.due is None:
        return ""
    if date.state == DateState.SOME_TIME:
        return _(", some time in %(period)s") % {"period": written_date(date.due)}
    words = _(", announced for %(date)s") if date.due == date.announced_for else _(", put off to %(date)s")
    return words % {"date": written_date(date.due)}


def partial_date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None
