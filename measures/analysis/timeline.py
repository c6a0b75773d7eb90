"""Who acted, and when, on the measures of a report; and in which days no series of a side's texts was searched.

A mark is one dated act, and no progress. Beside other measures it does not say which way an act goes: its `direction`
is our reading of it for its own measure.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from measures.analysis.accounts import account_parties
from measures.models import BOTH, NONE, Audience, Bearing, Direction, Entry, EntryKind, PartialDate, Report
from measures.models.compiled import KEPT_AUDIENCES, Compiled
from measures.models.placeholders import AS_OF, KNOWN_AT, REPORT, THESE, values_of_days
from measures.models.records import among
from measures.models.texts import Words, choose_words

DAY = timedelta(days=1)
# What only belongs to the surroundings of a measure is no act on it.
ACTS = (Direction.TOWARD, Direction.AWAY, Direction.EITHER)
CODES = ArrayField(CharField())


@dataclass(frozen=True, slots=True)
class Act:
    """A development that bears on a measure or on a part of it, and whose actions it is about."""

    measure: int
    entry: str
    occurred: PartialDate
    counts_from: date
    title: Words
    # The code of a party, `both` or `none`.
    about: str
    # For the measure itself, or for its part if it bears on that alone.
    direction: str
    # Of what is about both, the codes of the parties whose texts tell of it.
    told_by: Sequence[str]

    @property
    def is_by_one_text(self) -> bool:
        """Whether both acted, and only the text of one says so."""
        return len(self.told_by) == 1


def acts_on(
    measures: Collection[int], audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> list[Act]:
    """The acts on whole measures, given by primary key, the earliest first: one query for all."""
    bearings = bearings_with_acts(audience, is_past=as_of is not None or known_at is not None)
    values = {"these": list(measures), **values_of_days(as_of=as_of, known_at=known_at)}
    # An entry that bears on a measure and on its parts is one act.
    acts: dict[tuple[int, str], Act] = {}
    for whole, key, occurred, day, *titles, about, is_of_both, direction, told_by in bearings.tuples(values):
        whose = BOTH if is_of_both else about or NONE
        words = choose_words(*titles)
        acts.setdefault((whole, key), Act(whole, key, occurred, day, words, whose, direction, told_by))
    return list(acts.values())


@lru_cache(KEPT_AUDIENCES)
def bearings_with_acts(audience: Audience, *, is_past: bool) -> Compiled[Bearing]:
    """What acts some measures and their parts have, with the whole measure of each."""
    days: dict[str, Any] = {"as_of": AS_OF, "known_at": KNOWN_AT} if is_past else {}
    counting = Entry.objects.visible_to(audience).counting(**days)
    borne = Bearing.objects.filter(
        audience.reads("measure__report", "measure__marking"),
        direction__in=ACTS,
        entry__in=counting.moving(audience).sourced(audience).order_by().values("pk"),
    ).annotate(whole=Coalesce("measure__parent", "measure"))
    told_by = Case(
        When(about_both=True, then=account_parties(audience, counting, path="entry__")),
        default=Value([], CODES),
        output_field=CODES,
    )
    whole_first = F("measure__parent").asc(nulls_first=True)
    rows = borne.filter(among("whole", THESE)).order_by("entry__counts_from", "entry__key", whole_first, "pk")
    columns = ("whole", "entry__key", "entry__occurred", "entry__counts_from", "entry__title", "entry__title_zh_hans")
    return Compiled(rows.values_list(*columns, "about", "about_both", "direction", told_by))


@dataclass(frozen=True, slots=True)
class DatedDevelopment:
    """When a development took place, and whose actions it is about: codes of parties, `both` or `none`."""

    occurred: PartialDate
    about: Sequence[str]
    # Of what is about both, the codes of the parties whose texts tell of it.
    told_by: Sequence[str]


def dated_developments(
    report: Report, audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> list[DatedDevelopment]:
    """The developments of a report that count, the earliest first."""
    rows = developments_with_abouts(audience, is_past=as_of is not None or known_at is not None)
    values = {"report": report.pk, **values_of_days(as_of=as_of, known_at=known_at)}
    return [DatedDevelopment(*row) for row in rows.tuples(values)]


@lru_cache(KEPT_AUDIENCES)
def developments_with_abouts(audience: Audience, *, is_past: bool) -> Compiled[Entry]:
    days: dict[str, Any] = {"as_of": AS_OF, "known_at": KNOWN_AT} if is_past else {}
    counting = Entry.objects.visible_to(audience).counting(**days)
    readable = Q(measure=None) | audience.reads("measure__report", "measure__marking")
    borne = Bearing.objects.filter(readable, entry=OuterRef("pk")).order_by()
    about = Case(When(about_both=True, then=Value(BOTH)), default=Coalesce("about", Value(NONE)))
    abouts = borne.annotate(whose=about).order_by("whose").values("whose").distinct()
    told_by = Case(
        When(Exists(borne.filter(about_both=True)), then=account_parties(audience, counting)),
        default=Value([], CODES),
        output_field=CODES,
    )
    rows = counting.filter(report=REPORT, kind=EntryKind.DEVELOPMENT).order_by("counts_from", "key")
    return Compiled(rows.values_list("occurred", ArraySubquery(abouts), told_by))


def acting_sides(about: Iterable[str], sides: Sequence[str]) -> list[str]:
    """The sides among those whose actions something is about; what is about both is about all of them."""
    found = set(about)
    return list(sides) if BOTH in found else [code for code in sides if code in found]


def days_without_series(series: Sequence[tuple[date, date]], start: date, end: date) -> Iterator[tuple[date, date]]:
    """The days from `start` to `end` in which none of these series was searched, as first and last days."""
    free = start
    for since, until in sorted(series):
        if free < since <= end:
            yield free, since - DAY
        free = max(free, until + DAY)
    if free <= end:
        yield free, end
