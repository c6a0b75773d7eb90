"""What the overview of a report says: what happened, where its measures stand, what is unclear, what lies ahead.

It gives no score, and weighs no side against another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, DateField, Exists, F, JSONField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject

from measures.analysis.past import standings_as_of
from measures.analysis.periods import DAY, LATELY
from measures.analysis.statements import compiled_counting_entries
from measures.analysis.timeline import Act, acts_on
from measures.analysis.unclear import UnclearPoint, telling_points, unclear_points
from measures.errors import TooManyMeasuresError
from measures.models import (
    LOST_STATES,
    Ambiguity,
    AnnouncedDate,
    Audience,
    Bearing,
    Claim,
    Entry,
    EntryKind,
    Evidence,
    Measure,
    PartialDate,
    Party,
    Report,
    Statement,
    Track,
)
from measures.models.announced_dates import DateState
from measures.models.compiled import KEPT_AUDIENCES, Compiled
from measures.models.journal import EntryQuerySet, entries_latest_first
from measures.models.placeholders import AS_OF, KNOWN_AT, REPORT, THESE, TODAY, Placeholder, values_of_days
from measures.models.records import among, count_of

SUMMARY_COLUMNS = (
    "key", "occurred", "title", "title_zh_hans", "language", "written_on", "author_id", "author_name", "marking",
)  # fmt: skip
NO_ENTRIES = {"entries": 0, "lately": 0, "disputed": 0, "since_summary": 0}
SINCE = Placeholder("since", DateField())
# How many developments and changes of a status are shown.
DEVELOPMENTS, TURNS = 4, 4
# How many measures an overview lists: all of them, or of a longer report those with the latest developments.
LISTED, FIRST_LISTED = 40, 10
AHEAD = 4


@dataclass(frozen=True, slots=True)
class StatusTurn:
    """A measure whose status an entry of the last year changed."""

    key: str
    code: str
    title: str
    title_zh_hans: str
    status: str
    occurred: PartialDate
    entry: str


@dataclass(frozen=True, slots=True)
class WordsBySide:
    """How many ambiguities have words of all sides, of some, and of none."""

    of_all: int
    of_some: int
    of_none: int

    @property
    def total(self) -> int:
        return self.of_all + self.of_some + self.of_none


@dataclass(frozen=True, slots=True)
class ListedMeasures:
    """Where the measures of a report stand: how many have each status, and those that are listed with their acts.

    There are none, and `refusal` says why, where a past day is asked of more measures than are worked out at once.
    """

    statuses: Mapping[str, int]
    measures: Sequence[Measure] = ()
    acts: Sequence[Act] = ()
    refusal: str = ""

    @property
    def count(self) -> int:
        return sum(self.statuses.values())


@dataclass(frozen=True, slots=True)
class FirstScreen:
    """The first screen of a report for an audience and a day."""

    report: Report
    on: date
    summary: Entry | None
    # After the day of the summary.
    since_summary: int
    lately: int
    turns: Sequence[StatusTurn]
    developments: Sequence[Entry]
    listed: ListedMeasures
    points: Sequence[UnclearPoint]
    ahead: Sequence[AnnouncedDate]
    standpoints: WordsBySide
    disputed: int
    without_development: int
    lost_sources: int
    entries: int

    @property
    def lately_since(self) -> date:
        return self.on - LATELY

    @property
    def lately_from(self) -> date:
        """The first day of what is recent."""
        return self.lately_since + DAY

    @property
    def latest_official(self) -> Entry | None:
        """The development that comes first if nobody has written a summary."""
        official = (each for each in self.developments if each.track == Track.OFFICIAL)
        return next(official, None)


def first_screen(
    report: Report,
    audience: Audience,
    *,
    sides: Sequence[Party],
    on: date,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> FirstScreen:
    """The first screen of a report as of a day, or as it stands; twelve months are counted back from `on`."""
    is_past = as_of is not None or known_at is not None
    values = {"report": report.pk, **values_of_days(as_of=as_of, known_at=known_at)}
    facts = facts_of(report, audience, sides=sides, on=on, as_of=as_of, known_at=known_at)
    return FirstScreen(
        report=report,
        on=on,
        summary=summary_in(facts, report),
        **facts.numbers,
        turns=[parse_status_turn(row) for row in facts.turns],
        developments=shown_developments(audience, is_past=is_past).filled(values),
        listed=listed_measures(report, audience, as_of=as_of, known_at=known_at),
        points=points_of(report, audience, sides, as_of=as_of, known_at=known_at),
        ahead=dates_ahead(report, audience, on=on, as_of=as_of, known_at=known_at),
        standpoints=words_by_side(facts),
        without_development=facts.without_development,
        lost_sources=facts.lost_sources,
    )


def listed_measures(
    report: Report, audience: Audience, *, as_of: date | None, known_at: datetime | None
) -> ListedMeasures:
    """Where the measures of a report stand, and who acted on them."""
    whole = report.measures.whole()
    try:
        with standings_as_of(whole, audience, as_of=as_of, known_at=known_at):
            every: Any = whole.seen_by(audience).with_party_codes()
            counted = every.order_by().values_list("standing__status").annotate(count=Count("pk"))
            statuses: Mapping[str, int] = dict(counted)
            if sum(statuses.values()) > LISTED:
                latest = F("standing__latest_by").desc(nulls_last=True)
                measures = list(every.order_by(latest, "position", "key")[:FIRST_LISTED])
            else:
                measures = list(every.order_by("position", "key"))
    except TooManyMeasuresError as error:
        return ListedMeasures({}, refusal=str(error))
    acts = acts_on([each.pk for each in measures], audience, as_of=as_of, known_at=known_at)
    return ListedMeasures(statuses, measures, acts)


def points_of(
    report: Report, audience: Audience, sides: Sequence[Party], *, as_of: date | None, known_at: datetime | None
) -> list[UnclearPoint]:
    """What is unclear about the aims of each side: one point of each on which both have spoken."""
    codes = [side.code for side in sides]
    elements = report.ambiguities.standing(known_at=known_at).filter(parent__isnull=False).with_bearer_codes()
    return telling_points(unclear_points(elements, codes, audience, as_of=as_of, known_at=known_at), codes)


def dates_ahead(
    of: Report | Measure, audience: Audience, *, on: date, as_of: date | None, known_at: datetime | None
) -> list[AnnouncedDate]:
    """Of the dates of a report or a measure, those to come, the next first; what has no day stands last."""
    is_past = as_of is not None or known_at is not None
    dates = compiled_dates(audience, of_measure=isinstance(of, Measure), is_past=is_past)
    values = {"these": [of.pk], "report": of.pk, "today": on, **values_of_days(as_of=as_of, known_at=known_at)}
    return dates.filled(values)


@lru_cache(KEPT_AUDIENCES)
def compiled_dates(audience: Audience, *, of_measure: bool, is_past: bool) -> Compiled[AnnouncedDate]:
    days = {"as_of": AS_OF, "known_at": KNOWN_AT} if is_past else {}
    dates = AnnouncedDate.objects.filter(among("measures", THESE) if of_measure else Q(report=REPORT))
    found: Any = dates.visible_to(audience).standing(**days).as_found(TODAY, **days)
    coming = found.filter(state__in=(DateState.SOME_TIME, DateState.COMING, DateState.UNDATED))
    return Compiled(coming.order_by("place", "due_order", "key")[:AHEAD])


@lru_cache(KEPT_AUDIENCES)
def shown_developments(audience: Audience, *, is_past: bool) -> Compiled[Entry]:
    """The latest developments that rest on a source: nothing that somebody merely typed becomes a headline."""
    found = latest_developments(compiled_counting_entries(audience, is_past=is_past), audience)
    return Compiled(found.sourced(audience)[:DEVELOPMENTS])


def latest_developments(counting: EntryQuerySet, audience: Audience) -> EntryQuerySet:
    """The developments that are not background, the latest first, each with what its line shows."""
    return counting.moving(audience).latest_first().for_lines()


def facts_of(report: Report, audience: Audience, *, sides: Sequence[Party], on: date, **days: Any) -> Any:
    """The counts, the summary and the changes of a status, in one query."""
    facts = compiled_facts(audience, tuple(side.code for side in sides), is_past=any(days.values()))
    values = {"report": report.pk, "since": on - LATELY, **values_of_days(**days)}
    [row] = facts.filled(values)
    return row


@lru_cache(KEPT_AUDIENCES)
def compiled_facts(audience: Audience, sides: tuple[str, ...], *, is_past: bool) -> Compiled[Report]:
    """These facts, for an audience, of now or of a past day."""
    counting = compiled_counting_entries(audience, is_past=is_past)
    developments = counting.filter(kind=EntryKind.DEVELOPMENT)
    # By the day that only summaries have: an index holds these few.
    summaries = counting.filter(written_on__isnull=False).latest_first()
    elements = Ambiguity.objects.standing().filter(report=OuterRef("pk"), parent__isnull=False)
    heard = elements.annotate(heard=count_sides_on_record(counting, sides))
    moved = Bearing.objects.filter(measure__isnull=False, entry__in=developments.order_by().values("pk"))
    measures = Measure.objects.whole().visible_to(audience).filter(report=OuterRef("pk"))
    sources = Evidence.objects.visible_to(audience).cited_by(counting.order_by())
    rows = Report.objects.filter(pk=REPORT).annotate(
        summary=Subquery(summaries.values(row=JSONObject(**{name: name for name in SUMMARY_COLUMNS}))[:1]),
        summary_day=Subquery(summaries.values("occurred")[:1]),
        numbers=Coalesce(Subquery(entry_numbers(counting)), Value(NO_ENTRIES, JSONField())),
        turns=ArraySubquery(status_turns(audience, counting)),
        of_all=count_of(heard.filter(heard__gte=len(sides))),
        of_some=count_of(heard.filter(heard__gt=0, heard__lt=len(sides))),
        of_none=count_of(heard.filter(heard=0)),
        # As a difference of two counts: to count what is outside a large set, the database would search it for each
        # row.
        without_development=count_of(measures)
        - count_of(measures.filter(pk__in=moved.values(whole=Coalesce("measure__parent", "measure")))),
        # What is at an address is not known of a past day.
        lost_sources=Value(0) if is_past else count_of(sources.found_at_address(*LOST_STATES)),
    )
    return Compiled(rows)


def entry_numbers(counting: EntryQuerySet) -> QuerySet[Any]:
    """How many entries count, and developments of several kinds, read once, within a query with the `summary_day`."""
    is_development = Q(kind=EntryKind.DEVELOPMENT)
    is_late = is_development & Q(counts_from__gt=SINCE)
    numbers = {
        "entries": Count("pk"),
        "lately": Count("pk", filter=is_late),
        "disputed": Count("pk", filter=is_late & Q(claim=Claim.DISPUTED)),
        # As texts: what is known to the month of that day only may have been before it, and is not counted.
        "since_summary": Count("pk", filter=is_development & Q(occurred__gt=OuterRef("summary_day"))),
    }
    everything = counting.order_by().annotate(everything=Value(1)).values("everything")
    return everything.annotate(row=JSONObject(**numbers)).values("row")


def count_sides_on_record(counting: EntryQuerySet, sides: Sequence[str]) -> Combinable:
    """How many sides have said something on an ambiguity, within a query of ambiguities."""
    words = Statement.objects.filter(entry__in=counting.order_by().values("pk")).of_the_side().for_its_speaker()
    filed = (words.of_any([side]).filter(places__ambiguity=OuterRef("pk")) for side in sides)
    heard = (Case(When(Exists(rows.order_by()), then=1), default=0) for rows in filed)
    return sum(heard, Value(0))


def status_turns(audience: Audience, counting: EntryQuerySet) -> Any:
    """The last status changes of measures in twelve months, each as JSON; a first status is not a change."""
    setting = Bearing.objects.exclude(status="").filter(entry__in=counting.order_by().values("pk"))
    before = setting.filter(measure=OuterRef("measure"), entry__counts_from__lt=OuterRef("entry__counts_from"))
    turned = setting.filter(
        measure__in=Measure.objects.whole().visible_to(audience).values("pk"),
        entry__counts_from__gt=SINCE,
        # As all of them are: so the database takes the latest by an index.
        entry__report=REPORT,
    ).annotate(before=Subquery(before.order_by(*entries_latest_first("entry"), "pk").values("status")[:1]))
    columns = {
        "key": "measure__key",
        "code": "measure__code",
        "title": "measure__title",
        "title_zh_hans": "measure__title_zh_hans",
        "status": "status",
        "occurred": "entry__occurred",
        "entry": "entry__key",
    }
    changed = turned.filter(before__isnull=False).exclude(before=F("status"))
    return changed.order_by(*entries_latest_first("entry"), "pk").values(row=JSONObject(**columns))[:TURNS]


def parse_status_turn(row: Mapping[str, str]) -> StatusTurn:
    return StatusTurn(**{**row, "occurred": PartialDate.parse(row["occurred"])})  # type: ignore[arg-type]


def summary_in(facts: Any, report: Report) -> Entry | None:
    """The summary, if there is one, from what the one query gave."""
    if not facts.summary:
        return None
    row = facts.summary
    days = {"occurred": PartialDate.parse(row["occurred"]), "written_on": date.fromisoformat(row["written_on"])}
    return Entry(report=report, kind=EntryKind.SUMMARY, **{**row, **days})


def words_by_side(facts: Any) -> WordsBySide:
    return WordsBySide(facts.of_all, facts.of_some, facts.of_none)
