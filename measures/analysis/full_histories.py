"""The histories of measures of whole rows, for those who show what is written in them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, QuerySet

from measures.analysis.facts import Source
from measures.analysis.history import History, bearings_on, grouped, in_order, standing_of_sources
from measures.models import Bearing, Citation, Evidence, Measure, Milestone, MilestoneMark, View
from measures.models.journal import EntryQuerySet


@dataclass(slots=True)
class ShownSource(Source):
    """A source with all that is told of it."""

    evidence: Evidence


@dataclass(slots=True)
class FullHistory(History):
    """What the journal says of one measure, in rows."""

    bearings: Sequence[Bearing]
    all_bearings: Sequence[Bearing]
    views: Sequence[View]
    marks: Sequence[MilestoneMark]
    milestones: Sequence[Milestone]
    sources: Mapping[int, Sequence[ShownSource]] = field(default_factory=dict)


def histories_in(
    entries: EntryQuerySet,
    measures: Iterable[Measure],
    *,
    along: Sequence[str],
    known_at: datetime | None = None,
    views: QuerySet[Any] | None = None,
    bearings: Iterable[Any] | None = None,
    with_sources: bool = True,
) -> list[FullHistory]:
    """The histories of measures, of these entries only; sources stand as they were reviewed by a moment.

    `views` are those to choose from, if not all, `bearings` those that are loaded already; `along` is what comes with
    each entry.
    """
    by_number = {measure.pk: measure for measure in measures}
    entry = [f"entry__{name}" for name in along]
    if bearings is None:
        bearings = bearings_on(by_number).filter(entry__in=entries).select_related(*entry)
    told = list(bearings)
    for bearing in told:
        if bearing.measure_id in by_number:
            bearing.measure = by_number[bearing.measure_id]
    seen = (View.objects.all() if views is None else views).filter(measure__in=by_number, entry__in=entries)
    said = list(seen.select_related(*entry))
    milestones, marks = milestones_of(by_number, entries, along)
    cited = load_sources({row.entry_id for row in (*told, *said, *marks)}, known_at=known_at) if with_sources else {}
    own, of_parts, viewed, planned = (
        grouped(rows, attrgetter(by))
        for rows, by in ((told, "measure_id"), (told, "whole"), (said, "measure_id"), (milestones, "measure_id"))
    )
    marked = grouped(marks, attrgetter("milestone.measure_id"))
    histories = []
    for number, measure in by_number.items():
        bearings = own.get(number, [])
        history = FullHistory(
            measure,
            bearings=in_order(bearings),
            all_bearings=in_order([*bearings, *of_parts.get(number, [])]),
            views=in_order(viewed.get(number, [])),
            marks=in_order(marked.get(number, [])),
            milestones=planned.get(number, []),
            sources={},
        )
        history.sources = {entry.pk: cited.get(entry.pk, []) for entry in history.entries}
        histories.append(history)
    return histories


def milestones_of(
    measures: Collection[int], entries: EntryQuerySet, along: Sequence[str]
) -> tuple[list[Milestone], list[MilestoneMark]]:
    """The milestones of measures and their marks, of which one without a mark comes once, in one query."""
    rows = Milestone.objects.filter(measure__in=measures).annotate(
        mark=FilteredRelation("marks"), is_among=Exists(entries.order_by().filter(pk=OuterRef("mark__entry")))
    )
    milestones: dict[int, Milestone] = {}
    marks = []
    for row in rows.select_related(*(f"mark__entry__{name}" for name in along)):
        milestone = milestones.setdefault(row.pk, row)
        if row.is_among:
            row.mark.milestone = milestone
            marks.append(row.mark)
    return list(milestones.values()), marks


def load_sources(entries: Collection[int], *, known_at: datetime | None) -> Mapping[int, Sequence[ShownSource]]:
    """The sources that entries cite, by entry, each with its latest review and what replaces it, in one query."""
    citations: QuerySet[Any] = Citation.objects.filter(entry__in=entries).select_related("evidence")
    sources: dict[int, list[ShownSource]] = defaultdict(list)
    for citation in citations.annotate(**standing_of_sources("evidence", known_at=known_at)):
        evidence = citation.evidence
        counted = (evidence.pk, evidence.marking, evidence.by_report_author, citation.state, citation.replaced_for)
        sources[citation.entry_id].append(ShownSource(*counted, evidence))
    return sources
