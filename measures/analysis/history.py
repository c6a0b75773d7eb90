"""What the journal says of measures, loaded once for all of them, from which their standings are computed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from measures.analysis.facts import (
    BearingFacts,
    EntryFacts,
    MarkFacts,
    MilestoneFacts,
    Source,
    ViewFacts,
)
from measures.models import (
    Audience,
    Bearing,
    Entry,
    Evidence,
    Measure,
    Milestone,
    MilestoneMark,
    ReviewState,
    View,
)
from measures.models.evidence import state_of
from measures.models.journal import EntryQuerySet

# Rows where they are shown, else facts.
type AnyBearing = Bearing | BearingFacts
type AnyView = View | ViewFacts
type AnyMark = MilestoneMark | MarkFacts
type AnyMilestone = Milestone | MilestoneFacts


def latest_key(row: AnyBearing | AnyView | AnyMark) -> tuple[date, datetime, str]:
    return row.entry.latest_key


@dataclass(slots=True)
class History:
    """What the journal says of one measure, in order: the latest comes last."""

    measure: Measure
    bearings: Sequence[AnyBearing]
    # With those on its parts, which count for it too.
    all_bearings: Sequence[AnyBearing]
    views: Sequence[AnyView]
    marks: Sequence[AnyMark]
    milestones: Sequence[AnyMilestone]
    # By the entry that cites them.
    sources: Mapping[int, Sequence[Source]] = field(default_factory=dict)

    def only(self, wanted: Callable[[Any], bool]) -> Self:
        """The same history with the rows of entries that are wanted."""
        return replace(
            self,
            bearings=[row for row in self.bearings if wanted(row.entry)],
            all_bearings=[row for row in self.all_bearings if wanted(row.entry)],
            views=[row for row in self.views if wanted(row.entry)],
            marks=[row for row in self.marks if wanted(row.entry)],
        )

    def seen_by(self, audience: Audience) -> Self:
        """The same history without the rows that the audience may not read."""
        return replace(
            self.only(lambda entry: audience.may_read(entry.marking)),
            sources={
                entry: [source for source in sources if audience.may_read(source.marking)]
                for entry, sources in self.sources.items()
            },
        )

    @property
    def entries(self) -> list[Any]:
        """The entry of every row, once for each row."""
        rows: list[AnyBearing | AnyView | AnyMark]
        rows = [*self.all_bearings, *self.views, *self.marks]
        return [row.entry for row in rows]

    @property
    def markings(self) -> set[str]:
        """The markings of all rows that its standings are made of, those by which a source is replaced too."""
        cited = [source for row in self.all_bearings for source in self.sources.get(row.entry.pk, ())]
        replaced = {marking for source in cited for marking in source.replaced_for}
        return {entry.marking for entry in self.entries} | {source.marking for source in cited} | replaced


def gathered[H: History](
    kind: type[H],
    measures: Iterable[Measure],
    *,
    bearings: Sequence[tuple[int, int | None, Any]],
    views: Iterable[tuple[int, Any]],
    marks: Iterable[tuple[int, Any]],
    milestones: Iterable[tuple[int, Any]],
    sources: Mapping[int, Sequence[Source]],
) -> list[H]:
    """A history of each measure, of rows with the measure that they are on, and with the whole that a part is of."""
    own = in_order((measure, bearing) for measure, _whole, bearing in bearings)
    of_wholes = ((whole, bearing) for _measure, whole, bearing in bearings if whole is not None)
    every = in_order(chain(((measure, bearing) for measure, _whole, bearing in bearings), of_wholes))
    viewed, marked, planned = in_order(views), in_order(marks), by_measure(milestones)
    histories = []
    for measure in measures:
        number = measure.pk
        history = kind(measure, own[number], every[number], viewed[number], marked[number], planned[number])
        history.sources = {entry.pk: sources[entry.pk] for entry in history.entries if entry.pk in sources}
        histories.append(history)
    return histories


def by_measure[Row](rows: Iterable[tuple[int, Row]]) -> dict[int, list[Row]]:
    """Rows by the measure they came with; of any other there are none."""
    found: dict[int, list[Row]] = defaultdict(list)
    for measure, row in rows:
        found[measure].append(row)
    return found


def in_order[Row: AnyBearing | AnyView | AnyMark](rows: Iterable[tuple[int, Row]]) -> dict[int, list[Row]]:
    """The same, the latest of each measure last."""
    found = by_measure(rows)
    for each in found.values():
        each.sort(key=latest_key)
    return found


def load_histories(
    measures: Iterable[Measure],
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    audience: Audience | None = None,
) -> list[History]:
    """The histories of measures, by facts of the entries that count, in four queries for any number of measures.

    Of everything, or as an audience sees it.
    """
    measures = list(measures)
    numbers = [measure.pk for measure in measures]
    bearings = list(bearings_on(numbers).order_by("pk").values_list("entry", "measure", "whole", *BearingFacts.COLUMNS))
    views = list(
        View.objects.filter(measure__in=numbers).order_by().values_list("entry", "measure", *ViewFacts.COLUMNS)
    )
    marks = list(
        Milestone.objects.filter(measure__in=numbers)
        .order_by()
        .values_list("marks__entry", "measure", "doers", *MarkFacts.COLUMNS)
    )
    said = {entry for entry, *_ in (*bearings, *views, *marks)} - {None}
    counting = Entry.objects.counting(as_of=as_of, known_at=known_at).filter(pk__in=said)
    told, sources = facts_of(counting, audience, known_at=known_at)
    return gathered(
        History,
        measures,
        bearings=[
            (measure, whole, BearingFacts(told[entry], *facts))
            for entry, measure, whole, *facts in bearings
            if entry in told
        ],
        views=[(measure, ViewFacts(told[entry], *facts)) for entry, measure, *facts in views if entry in told],
        marks=[(measure, MarkFacts(told[entry], *facts)) for entry, measure, _, *facts in marks if entry in told],
        # One with several marks comes as often.
        milestones={
            number: (measure, MilestoneFacts(number, doers)) for _, measure, doers, number, *_ in marks
        }.values(),
        sources=sources,
    )


def bearings_on(measures: Collection[int]) -> QuerySet[Any]:
    """The bearings on measures and on their parts, each with the `whole` that a part belongs to."""
    with_parts = Measure.objects.filter(Q(pk__in=measures) | Q(parent__in=measures)).order_by()
    return Bearing.objects.filter(measure__in=with_parts.values("pk")).annotate(whole=F("measure__parent"))


def facts_of(
    entries: EntryQuerySet, audience: Audience | None, *, known_at: datetime | None
) -> tuple[dict[int, EntryFacts], dict[int, list[Source]]]:
    """The facts of entries, and the sources that they cite, by the numbers of the entries, in one query."""
    standing = standing_of_sources("citations__evidence", known_at=known_at)
    columns = [*EntryFacts.COLUMNS, *(f"citations__evidence__{name}" for name in Source.COLUMNS), *standing]
    readable = entries if audience is None else entries.visible_to(audience)
    told: dict[int, EntryFacts] = {}
    sources: dict[int, list[Source]] = defaultdict(list)
    width = len(EntryFacts.COLUMNS)
    for row in readable.order_by().annotate(**standing).values_list(*columns):
        number = row[0]
        if number not in told:
            told[number] = EntryFacts(*row[:width])
        # An entry that cites nothing comes once all the same.
        if row[width] is not None:
            source = Source(*row[width:])
            if audience is None or audience.may_read(source.marking):
                sources[number].append(source)
    return told, sources


def standing_of_sources(path: str, *, known_at: datetime | None) -> dict[str, Combinable]:
    """How the reviews of the source at a path stand, and the markings of those that replace it, by a moment."""
    replacing = Evidence.objects.recorded(known_at=known_at).filter(replaces=OuterRef(path)).order_by()
    state = Coalesce(state_of(OuterRef(path), known_at=known_at), Value(ReviewState.PENDING))
    return {"state": state, "replaced_for": ArraySubquery(replacing.values("marking"))}
