"""Loads only those histories that may have changed in a period, by columns."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from measures.analysis.facts import AssessmentFacts, BearingFacts, MarkFacts, SpanFacts
from measures.analysis.history import History, grouped, in_time_order
from measures.models import Ambiguity, Assessment, Audience, Bearing, Measure, Milestone, MilestoneMark
from measures.models.journal import EntryQuerySet
from measures.models.records import among

# The primary keys of a measure and of its parent, and a bearing on it.
type OnMeasure = tuple[int, int | None, BearingFacts]


@dataclass(frozen=True, slots=True)
class CountedEntry:
    """When an entry begins or ceases to count, what kind it is, and whether it has assessments to show."""

    pk: int
    kind: str
    points: str
    counts_from: date
    recorded_on: date
    corrected_on: date | None
    has_assessments: bool


def counted_entries(entries: EntryQuerySet, measures: Set[int | None], audience: Audience) -> list[CountedEntry]:
    """When entries begin and cease to count, latest first, and if they assess these measures; None is ambiguities."""
    on_these = Q(measure__in=measures - {None}) | (Q(measure=None) if None in measures else Q())
    has_assessment = Exists(Assessment.objects.of_ours().filter(on_these, entry=OuterRef("pk")))
    rows = entries.with_pointing(audience).annotate(has_assessments=has_assessment).latest_first()
    columns = ("pk", "kind", "points", "counts_from", "recorded_on", "correction__recorded_on", "has_assessments")
    return [CountedEntry(*row) for row in rows.values_list(*columns)]


def measures_changed_by(entries: EntryQuerySet) -> QuerySet[Any, Any]:
    """The primary keys of the measures whose status, assessments or milestones these entries change."""
    bearings = Bearing.objects.exclude(status="").filter(entry__in=entries).order_by()
    assessments: QuerySet[Any, Any] = Assessment.objects.of_ours().filter(entry__in=entries).order_by()
    marks: QuerySet[Any, Any] = MilestoneMark.objects.filter(entry__in=entries).order_by()
    measures: list[QuerySet[Any, Any]] = [assessments.values("measure"), marks.values("milestone__measure")]
    return bearings.values("measure").union(*measures)


def bearings_setting(turning: EntryQuerySet, measures: Iterable[Measure]) -> Q:
    """Bearings that set the status of these measures, or the state of an ambiguity that these entries change."""
    turned = Bearing.objects.exclude(state="").filter(entry__in=turning).order_by()
    on_measures = ~Q(status="") & among("measure", [measure.pk for measure in measures])
    return on_measures | ~Q(state="") & Q(ambiguity__in=turned.values("ambiguity"))


def facts_of_bearings(bearings: QuerySet[Bearing]) -> tuple[list[OnMeasure], dict[Ambiguity, list[BearingFacts]]]:
    """The bearings on measures with the keys of both; and those that set the state of ambiguities, by ambiguity."""
    ambiguity = [f"ambiguity__{field.attname}" for field in Ambiguity._meta.concrete_fields]
    columns = ("measure", "measure__parent", *BearingFacts.COLUMNS, "state", *ambiguity)
    on_measures, states = [], defaultdict(list)
    for row in entry_facts_in(bearings, *columns):
        entry, measure, whole, direction, status, by, about, both, state, *columns_of_ambiguity = row
        if measure is None:
            states[Ambiguity(*columns_of_ambiguity)].append(BearingFacts(entry, direction, state, by, about, both))
        else:
            on_measures.append((measure, whole, BearingFacts(entry, direction, status, by, about, both)))
    return on_measures, {on: states[on] for on in sorted(states, key=lambda on: on.position)}


def histories_of(
    measures: Collection[Measure], bearings: Collection[OnMeasure], entries: EntryQuerySet
) -> list[History]:
    """The histories of measures from these entries and bearings, with the milestones that they mark; no sources."""
    pks = [measure.pk for measure in measures]
    viewing = Assessment.objects.of_ours().filter(among("measure", pks), entry__in=entries)
    marking = MilestoneMark.objects.filter(among("milestone__measure", pks), entry__in=entries)
    own, of_parts = (grouped(bearings, itemgetter(place)) for place in (0, 1))
    assessments = grouped(entry_facts_in(viewing, "measure", *AssessmentFacts.COLUMNS), itemgetter(1))
    columns = [f"milestone__{field.attname}" for field in Milestone._meta.concrete_fields]
    rows_of_marks = grouped(
        entry_facts_in(marking, "milestone__measure", "milestone", "party", "state", *columns), itemgetter(1)
    )
    histories = []
    for measure in measures:
        marks, milestones = marked_milestones(rows_of_marks.get(measure.pk, ()))
        borne = own.get(measure.pk, ())
        histories.append(
            History(
                measure,
                bearings=in_time_order([row for *_, row in borne]),
                all_bearings=in_time_order([row for *_, row in (*borne, *of_parts.get(measure.pk, ()))]),
                assessments=in_time_order(
                    [AssessmentFacts.of(entry, *row) for entry, _measure, *row in assessments.get(measure.pk, ())]
                ),
                marks=in_time_order(marks),
                milestones=milestones,
            )
        )
    return histories


def marked_milestones(rows: Iterable[tuple[Any, ...]]) -> tuple[list[MarkFacts], list[Milestone]]:
    """The marks in some rows, and each of their milestones once."""
    marks, milestones = [], {}
    for entry, _measure, milestone, party, state, *columns in rows:
        marks.append(MarkFacts(entry, milestone, party, state))
        milestones[milestone] = Milestone(*columns)
    return marks, list(milestones.values())


def entry_facts_in(rows: QuerySet[Any], *columns: str) -> Iterator[tuple[Any, ...]]:
    """These columns of rows that belong to entries, each row with the facts of its entry, in one query."""
    width = len(SpanFacts.COLUMNS)
    facts: dict[int, SpanFacts] = {}
    for row in rows.order_by().values_list(*(f"entry__{name}" for name in SpanFacts.COLUMNS), *columns):
        if row[0] not in facts:
            facts[row[0]] = SpanFacts(*row[:width])
        yield facts[row[0]], *row[width:]
