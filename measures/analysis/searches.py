"""Which texts of each side were searched, and to which day: what “nothing found” and “no view” rest on."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Case, DateField, Exists, F, Max, OuterRef, Q, Subquery, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Greatest
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext as _

from measures.models import BOTH, NONE, PartialDate, Party, Report, RowChange, TextSearch
from measures.models.partial_dates import LATEST_DAY
from measures.models.records import json_rows
from measures.models.texts import choose_words
from measures.models.written_dates import written_date

FIELDS = (
    "party_id", "texts", "texts_zh_hans", "since", "until", "throughout", "searched_on", "recorded_at", "withdrawn_at",
)  # fmt: skip
# The subjects of views that no text of one side alone could contradict.
SEVERAL = (BOTH, NONE)
# What follows in the name of a series is a remark on it.
REMARK = re.compile("[;；]")


@dataclass(frozen=True, slots=True)
class SearchedTexts:
    """What was searched of a side: the series that were, each to which day, and to which day single texts were."""

    party: Party
    # The name of each series, its Chinese, and to which day it was searched.
    series: Sequence[tuple[str, str, PartialDate]]
    single_until: PartialDate | None
    # Of each series, the first and the last day.
    spans: Sequence[tuple[date, date]] = ()

    def __str__(self) -> str:
        """In one sentence, the same wherever it is said to which day a side's texts were searched."""
        return _("%(party)s, searched: %(texts)s.") % {
            "party": self.party.words("name"),
            "texts": _("; ").join(self.parts) or _("nothing on record"),
        }

    @property
    def parts(self) -> Iterator[str]:
        for texts, texts_zh_hans, until in self.series:
            [name, *_remark] = REMARK.split(str(choose_words(texts, texts_zh_hans)), maxsplit=1)
            yield _("%(texts)s, to %(day)s") % {"texts": name, "day": written_date(until)}
        if self.single_until:
            yield _("single texts to %(day)s") % {"day": written_date(self.single_until)}

    def reaching(self, day: date) -> "SearchedTexts":
        """Only what was searched to this day or a later one: in the rest nothing of that day can be found."""
        series = [each for each in self.series if each[2].last >= day]
        single = self.single_until if self.single_until and self.single_until.last >= day else None
        return replace(self, series=series, single_until=single)


def searches_json() -> Combinable:
    """What was searched for a report, within another query; `searched_texts` reads it as of any day."""
    rows = TextSearch.objects.filter(report=OuterRef("pk")).order_by("pk")
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


def searched_texts(
    report: Any, sides: Sequence[Party], *, as_of: date | None = None, known_at: datetime | None = None
) -> list[SearchedTexts]:
    """What was searched of each side, if anything is on record, from a report that came with `searches_json`."""
    standing = [search for search in report.searches_json if is_standing(search, as_of, known_at)]
    return [
        searches_of_side(side, [each for each in standing if each["party_id"] == side.code])
        for side in sides
        if standing
    ]


def searches_of_side(side: Party, searches: Sequence[Mapping[str, Any]]) -> SearchedTexts:
    def until(search: Mapping[str, Any]) -> PartialDate:
        return PartialDate.parse(search["until"])

    def last(search: Mapping[str, Any]) -> date:
        return until(search).last

    series = sorted((each for each in searches if each["throughout"]), key=last, reverse=True)
    single = max((each for each in searches if not each["throughout"]), key=last, default=None)
    named = [(each["texts"], each["texts_zh_hans"], until(each)) for each in series]
    spans = [(PartialDate.parse(each["since"]).first, last(each)) for each in series]
    return SearchedTexts(side, named, until(single) if single else None, spans)


def is_standing(search: Mapping[str, str], as_of: date | None, known_at: datetime | None) -> bool:
    """`TextSearchQuerySet.standing`, for one row as JSON."""
    if as_of is not None and date.fromisoformat(search["searched_on"]) > as_of:
        return False
    withdrawn_at = datetime.fromisoformat(search["withdrawn_at"]) if search["withdrawn_at"] else None
    if known_at is None:
        return withdrawn_at is None
    is_recorded = datetime.fromisoformat(search["recorded_at"]) <= known_at
    return is_recorded and (withdrawn_at is None or withdrawn_at > known_at)


def is_about_searched(about: str, searched: Sequence[SearchedTexts]) -> bool:
    """Whether something was searched of the side that a subject is about; of several sides, of any."""
    return any(about in (each.party.code, *SEVERAL) for each in searched if each.series or each.single_until)


def unreadable_for(about: str, unreadable: Collection[str]) -> list[str]:
    """Those of the unreadable sides that something is about; what is about several, or none, is about all of them."""
    return [code for code in unreadable if about in (code, *SEVERAL)]
