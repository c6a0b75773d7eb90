"""What the journal says of measures, loaded once for all of them, from which their standings are computed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self

from measures.models import (
    Audience,
    Bearing,
    Citation,
    Entry,
    Evidence,
    Measure,
    Milestone,
    MilestoneMark,
    Review,
    ReviewState,
    View,
)
from measures.models.journal import EntryQuerySet


@dataclass(frozen=True, slots=True)
class Source:
    """A source of an entry, with how its reviews stand and who can see that another replaces it."""

    evidence: Evidence
    state: str
    replaced_for: frozenset[str]

    def counts_for(self, audience: Audience) -> bool:
        """Whether it counts in balances: not by the report's author, not retracted, not replaced."""
        return not (
            self.evidence.by_report_author
            or self.state == ReviewState.RETRACTED
            or self.replaced_for.intersection(audience.markings)
        )

    @property
    def is_accepted(self) -> bool:
        return self.state == ReviewState.ACCEPTED


@dataclass(slots=True)
class History:
    """The rows of the journal that bear on one measure, those on its parts told apart."""

    measure: Measure
    bearings: list[Bearing] = field(default_factory=list)
    part_bearings: list[Bearing] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    marks: list[MilestoneMark] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    sources: dict[int, list[Source]] = field(default_factory=dict)

    def seen_by(self, audience: Audience) -> Self:
        """The same history without the rows that the audience may not read."""

        def visible[Row: Bearing | View | MilestoneMark](rows: list[Row]) -> list[Row]:
            return [row for row in rows if audience.may_read(row.entry.marking)]

        return type(self)(
            measure=self.measure,
            bearings=visible(self.bearings),
            part_bearings=visible(self.part_bearings),
            views=visible(self.views),
            marks=visible(self.marks),
            milestones=self.milestones,
            sources={
                entry: [source for source in sources if audience.may_read(source.evidence.marking)]
                for entry, sources in self.sources.items()
            },
        )

    @property
    def entries(self) -> list[Entry]:
        """The entry of every row, once for each row."""
        rows: list[Bearing | View | MilestoneMark]
        rows = [*self.bearings, *self.part_bearings, *self.views, *self.marks]
        return [row.entry for row in rows]

    @property
    def markings(self) -> set[str]:
        """The markings of all rows that its standings are made of, those by which a source is replaced too."""
        cited = [source for sources in self.sources.values() for source in sources]
        replaced = {marking for source in cited for marking in source.replaced_for}
        return {entry.marking for entry in self.entries} | {source.evidence.marking for source in cited} | replaced


def load_histories(
    measures: Iterable[Measure], *, as_of: date | None = None, known_at: datetime | None = None
) -> list[History]:
    """The histories of measures, of the entries that count, in a constant number of queries."""
    return histories_in(Entry.objects.counting(as_of=as_of, known_at=known_at), measures, known_at=known_at)


def histories_in(
    entries: EntryQuerySet, measures: Iterable[Measure], *, known_at: datetime | None = None
) -> list[History]:
    """The histories of measures, of these entries only; sources stand as they were reviewed by a moment."""
    histories = {measure.pk: History(measure) for measure in measures}
    wholes = dict(Measure.objects.filter(parent__in=histories).values_list("pk", "parent_id"))

    on_these = {"measure__in": [*histories, *wholes], "entry__in": entries}
    for bearing in Bearing.objects.filter(**on_these).select_related("entry__author"):
        measure = bearing.measure_id or 0
        if measure in histories:
            histories[measure].bearings.append(bearing)
        if measure in wholes:
            histories[wholes[measure] or 0].part_bearings.append(bearing)
    for view in View.objects.filter(measure__in=histories, entry__in=entries).select_related("entry__author"):
        histories[view.measure_id or 0].views.append(view)
    for milestone in Milestone.objects.filter(measure__in=histories):
        histories[milestone.measure_id].milestones.append(milestone)
    marks = MilestoneMark.objects.filter(milestone__measure__in=histories, entry__in=entries)
    for mark in marks.select_related("entry", "milestone"):
        histories[mark.milestone.measure_id].marks.append(mark)

    bearings = [row for history in histories.values() for row in (*history.bearings, *history.part_bearings)]
    sources = load_sources({row.entry_id for row in bearings}, known_at=known_at)
    for history in histories.values():
        citing = {row.entry_id for row in (*history.bearings, *history.part_bearings)}
        history.sources = {entry: sources[entry] for entry in citing if entry in sources}
    return list(histories.values())


def load_sources(entries: Iterable[int], *, known_at: datetime | None) -> dict[int, list[Source]]:
    """The sources that entries cite, by entry."""
    citations = list(Citation.objects.filter(entry__in=list(entries)).select_related("evidence"))
    cited = {citation.evidence_id for citation in citations}
    states = review_states(cited, known_at=known_at)
    replacing: dict[int, set[str]] = defaultdict(set)
    replacements = Evidence.objects.filter(replaces__in=cited)
    if known_at is not None:
        replacements = replacements.filter(recorded_at__lte=known_at)
    for replaced, marking in replacements.values_list("replaces_id", "marking"):
        replacing[replaced].add(marking)
    sources: dict[int, list[Source]] = defaultdict(list)
    for citation in citations:
        pk = citation.evidence_id
        state = states.get(pk, ReviewState.PENDING)
        sources[citation.entry_id].append(Source(citation.evidence, state, frozenset(replacing[pk])))
    return sources


def review_states(evidence: Iterable[int], *, known_at: datetime | None = None) -> dict[int, str]:
    """How the reviews of sources stand, by the latest that was recorded by a moment."""
    reviews = Review.objects.filter(evidence__in=list(evidence)).order_by("recorded_at", "pk")
    if known_at is not None:
        reviews = reviews.filter(recorded_at__lte=known_at)
    return dict(reviews.values_list("evidence_id", "state"))
