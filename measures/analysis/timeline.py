"""Who acted, and when, on the measures of a report; and in which days no series of a side's texts was searched.

A mark is one dated act, and no progress: it says neither which way an act goes, nor what it weighs.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models.functions import Coalesce

from measures.models import BOTH, NONE, Audience, Bearing, Direction, PartialDate
from measures.models.journal import EntryQuerySet
from measures.models.texts import Words, choose_words

DAY = timedelta(days=1)
# What only belongs to the surroundings of a measure is no act on it.
ACTS = (Direction.TOWARD, Direction.AWAY, Direction.EITHER)


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


def acts_on(measures: Collection[int], counting: EntryQuerySet, audience: Audience) -> list[Act]:
    """The acts on whole measures, given by primary key, the earliest first: one query for all."""
    borne = Bearing.objects.filter(
        audience.reads("measure__report", "measure__marking"),
        direction__in=ACTS,
        entry__in=counting.moving(audience).sourced(audience).order_by().values("pk"),
    ).annotate(whole=Coalesce("measure__parent", "measure"))
    rows = borne.filter(whole__in=measures).order_by("entry__counts_from", "entry__key", "pk")
    columns = ("whole", "entry__key", "entry__occurred", "entry__counts_from", "entry__title", "entry__title_zh_hans")
    # An entry that bears on a measure and on its parts is one act.
    acts: dict[tuple[int, str], Act] = {}
    for whole, key, occurred, day, title, title_zh_hans, about, is_of_both in rows.values_list(
        *columns, "about", "about_both"
    ):
        whose = BOTH if is_of_both else about or NONE
        acts.setdefault((whole, key), Act(whole, key, occurred, day, choose_words(title, title_zh_hans), whose))
    return list(acts.values())


def days_without_series(series: Sequence[tuple[date, date]], start: date, end: date) -> Iterator[tuple[date, date]]:
    """The days from `start` to `end` in which none of these series was searched, as first and last days."""
    free = start
    for since, until in sorted(series):
        if free < since <= end:
            yield free, since - DAY
        free = max(free, until + DAY)
    if free <= end:
        yield free, end
