"""What the journal says of measures, loaded once for all of them, from which their standings are computed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

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

    def only(self, wanted: Callable[[Entry], bool]) -> Self:
        """The same history with the rows of entries that are wanted."""
        return replace(
            self,
            bearings=[row for row in self.bearings if wanted(row.entry)],
            part_bearings=[row for row in self.part_bearings if wanted(row.entry)],
            views=[row for row in self.views if wanted(row.entry)],
            marks=[row for row in self.marks if wanted(row.entry)],
        )

    def seen_by(self, audience: Audience) -> Self:
        """The same history without the rows that the audience may not read."""
        return replace(
            self.only(lambda entry: audience.may_read(entry.marking)),
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
        moving = {row.entry_id for row in (*self.bearings, *self.part_bearings)}
        cited = [source for entry in moving for source in self.sources.get(entry, ())]
        replaced = {marking for source in cited for marking in source.replaced_for}
        return {entry.marking for entry in self.entries} | {source.evidence.marking for source in cited} | replaced


def load_histories(
    measures: Iterable[Measure], *, as_of: date | None = None, known_at: datetime | None = None
) -> list[History]:
    """The histories of measures, of the entries that count, in four queries for any number of measures."""
    return histories_in(Entry.objects.counting(as_of=as_of, known_at=known_at), measures, known_at=known_at)


def histories_in(
    entries: EntryQuerySet,
    measures: Iterable[Measure],
    *,
    known_at: datetime | None = None,
    views: QuerySet[View] | None = None,
    bearings: Iterable[Any] | None = None,
    along: Sequence[str] = ("author",),
    with_sources: bool = True,
) -> list[History]:
    """The histories of measures, of these entries only; sources stand as they were reviewed by a moment.

    `views` are those to choose from, if not all, `bearings` those that are loaded already; `along` is what comes with
    each entry.
    """
    histories = {measure.pk: History(measure) for measure in measures}
    entry = [f"entry__{name}" for name in along]

    for bearing in bearings_on(histories, entries, entry) if bearings is None else bearings:
        if bearing.measure_id in histories:
            bearing.measure = histories[bearing.measure_id].measure
            histories[bearing.measure_id].bearings.append(bearing)
        if bearing.whole in histories:
            histories[bearing.whole].part_bearings.append(bearing)
    seen = View.objects.all() if views is None else views
    for view in seen.filter(measure__in=histories, entry__in=entries).select_related(*entry):
        histories[view.measure_id or 0].views.append(view)
    add_milestones(histories, entries, along)

    if not with_sources:
        return list(histories.values())
    sources = load_sources({entry.pk for history in histories.values() for entry in history.entries}, known_at=known_at)
    for history in histories.values():
        cited = {entry.pk for entry in history.entries}
        history.sources = {entry: sources[entry] for entry in cited if entry in sources}
    return list(histories.values())


def bearings_on(histories: Iterable[int], entries: EntryQuerySet, along: Sequence[str]) -> Iterable[Any]:
    """The bearings of entries on measures and on their parts, each with the `whole` that a part belongs to."""
    with_parts = Measure.objects.filter(Q(pk__in=histories) | Q(parent__in=histories)).order_by()
    found = Bearing.objects.filter(measure__in=with_parts.values("pk"), entry__in=entries)
    return found.select_related(*along).annotate(whole=F("measure__parent"))


def add_milestones(histories: Mapping[int, History], entries: EntryQuerySet, along: Sequence[str]) -> None:
    """The milestones of measures with their marks, of which one without a mark comes once, in one query."""
    rows = Milestone.objects.filter(measure__in=histories).annotate(
        mark=FilteredRelation("marks"), is_among=Exists(entries.order_by().filter(pk=OuterRef("mark__entry")))
    )
    milestones: dict[int, Milestone] = {}
    for row in rows.select_related(*(f"mark__entry__{name}" for name in along)):
        history = histories[row.measure_id]
        if row.pk not in milestones:
            milestones[row.pk] = row
            history.milestones.append(row)
        if row.is_among:
            row.mark.milestone = milestones[row.pk]
            history.marks.append(row.mark)


def load_sources(entries: Iterable[int], *, known_at: datetime | None) -> dict[int, list[Source]]:
    """The sources that entries cite, by entry, each with its latest review and what replaces it, in one query."""
    reviews = Review.objects.filter(evidence=OuterRef("evidence"))
    replacements = Evidence.objects.filter(replaces=OuterRef("evidence"))
    if known_at is not None:
        reviews = reviews.filter(recorded_at__lte=known_at)
        replacements = replacements.filter(recorded_at__lte=known_at)
    citations = (
        Citation.objects.filter(entry__in=list(entries))
        .select_related("evidence")
        .annotate(
            state=Subquery(reviews.order_by("-recorded_at", "-pk").values("state")[:1]),
            replaced_for=ArraySubquery(replacements.values("marking")),
        )
    )
    sources: dict[int, list[Source]] = defaultdict(list)
    for citation in citations:
        state = citation.state or ReviewState.PENDING
        sources[citation.entry_id].append(Source(citation.evidence, state, frozenset(citation.replaced_for)))
    return sources
