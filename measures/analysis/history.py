"""What the journal says of measures, loaded once for all of them; standings are computed from it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from measures.analysis.facts import (
    AssessmentFacts,
    BearingFacts,
    EntryFacts,
    MarkFacts,
    MilestoneFacts,
    Source,
)
from measures.models import (
    Assessment,
    Audience,
    Bearing,
    Citation,
    Entry,
    Evidence,
    Marking,
    Measure,
    Milestone,
    MilestoneMark,
    ReviewState,
)
from measures.models.compiled import KEPT_AUDIENCES, Compiled
from measures.models.evidence import review_state_of
from measures.models.placeholders import AS_OF, KNOWN_AT, THESE, values_of_days
from measures.models.records import among

# Model rows if they are shown, else facts.
type AnyEntry = Entry | EntryFacts
type AnyBearing = Bearing | BearingFacts
type AnyAssessment = Assessment | AssessmentFacts
type AnyMark = MilestoneMark | MarkFacts
type AnyMilestone = Milestone | MilestoneFacts
type Row = tuple[Any, ...]
type Rows = Sequence[Row]


def latest_key(row: AnyBearing | AnyAssessment | AnyMark) -> tuple[date, int, datetime, str]:
    return row.entry.latest_key


@dataclass(slots=True)
class History:
    """What the journal says of one measure, in order, the latest last."""

    measure: Measure
    bearings: Sequence[BearingFacts]
    # Including those on its parts, which count for it too.
    all_bearings: Sequence[BearingFacts]
    assessments: Sequence[AssessmentFacts]
    marks: Sequence[MarkFacts]
    milestones: Sequence[AnyMilestone]
    # By the entry that cites them.
    sources: Mapping[int, Sequence[Source]] = field(default_factory=dict)

    def read_by(self, audience: Audience) -> "HistoryAsRead":
        """The same history without the rows that the audience may not read."""

        def those[R: (BearingFacts, AssessmentFacts, MarkFacts)](rows: Sequence[R]) -> list[R]:
            return [row for row in rows if audience.may_read(row.entry.marking)]

        return HistoryAsRead(
            self.measure,
            audience=audience,
            bearings=those(self.bearings),
            all_bearings=those(self.all_bearings),
            assessments=those(self.assessments),
            marks=those(self.marks),
            milestones=self.milestones,
            sources={
                entry: [source for source in sources if audience.may_read(source.marking)]
                for entry, sources in self.sources.items()
            },
        )

    @property
    def entries(self) -> list[EntryFacts]:
        """The entries of all rows, each once."""
        rows: list[BearingFacts | AssessmentFacts | MarkFacts] = [*self.all_bearings, *self.assessments, *self.marks]
        return [row.entry for row in rows]


@dataclass(slots=True, kw_only=True)
class HistoryAsRead(History):
    """The part of a history that an audience may read: standings are computed from it alone."""

    audience: Audience


def load_histories(
    measures: Iterable[Measure],
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    audience: Audience | None = None,
) -> Iterator[History]:
    """The histories of measures, from the facts of entries that count, in at most three queries however many measures.

    The measures are read `for_histories`, the entries all or those that an audience may read. They are made one after
    the other: to hold the objects of all measures at once would cost more than to compute the standings.
    """
    measures = list(measures)
    is_past = as_of is not None or known_at is not None
    counting = compiled_entries_with_sources(audience, is_past=is_past)
    days = values_of_days(as_of=as_of, known_at=known_at)
    read = JournalRows.of(measures, counting, days)
    return map(read.history_of, measures)


@dataclass(slots=True)
class JournalRows:
    """What was read of the journal for some measures: rows by measure; entries and their sources by entry.

    A row begins with the primary keys of its entry and its measure; then come the `COLUMNS` of its facts, in order.
    """

    own: Mapping[int, Rows]
    of_parts: Mapping[int, Rows]
    assessments: Mapping[int, Rows]
    marks: Mapping[int, Rows]
    milestones: Mapping[int, Rows]
    entries: Mapping[int, Row]
    sources: Mapping[int, Rows]

    @classmethod
    def of(cls, measures: Sequence[Measure], entries: Compiled[Any], days: Mapping[str, object]) -> Self:
        these = {"these": [measure.pk for measure in measures]}
        bearings, assessments = (rows.tuples(these) for rows in compiled_rows())
        milestones = [
            (row["marks__entry"], each.pk, row["doers"], row["pk"], row["marks__party"], row["marks__state"])
            for each in measures
            for row in each.milestone_rows
        ]
        entry_pks = {entry for entry, *_ in (*bearings, *assessments, *milestones)} - {None}
        facts, cited = (
            entries_with_sources(entries.tuples({"these": list(entry_pks), **days})) if entry_pks else ({}, {})
        )
        bearings, assessments, marks = (
            [row for row in rows if row[0] in facts] for rows in (bearings, assessments, milestones)
        )
        measure, whole = itemgetter(1), itemgetter(2)
        return cls(
            own=grouped(bearings, measure),
            of_parts=grouped(bearings, whole),
            assessments=grouped(assessments, measure),
            marks=grouped(marks, measure),
            milestones=grouped(milestones, measure),
            entries=facts,
            sources=cited,
        )

    def history_of(self, measure: Measure) -> History:
        """The history of one of the measures."""
        kinds = (self.own, self.of_parts, self.assessments, self.marks, self.milestones)
        own, of_parts, assessments, marks, milestones = (rows.get(measure.pk, ()) for rows in kinds)
        entry_pks = {row[0] for row in (*own, *of_parts, *assessments, *marks)}
        entries = {pk: EntryFacts(*self.entries[pk]) for pk in entry_pks}
        bearings = in_time_order([BearingFacts(entries[entry], *columns) for entry, _measure, _whole, *columns in own])
        part_bearings = [BearingFacts(entries[entry], *columns) for entry, _measure, _whole, *columns in of_parts]
        return History(
            measure,
            bearings=bearings,
            all_bearings=in_time_order([*bearings, *part_bearings]) if part_bearings else bearings,
            assessments=in_time_order(
                [AssessmentFacts.of(entries[entry], *columns) for entry, _measure, *columns in assessments]
            ),
            marks=in_time_order(
                [
                    MarkFacts(entries[entry], milestone, party, state)
                    for entry, _measure, _doers, milestone, party, state in marks
                ]
            ),
            # A milestone with several marks came several times.
            milestones=[MilestoneFacts(doers, pk) for doers, pk in {row[2:4] for row in milestones}],
            sources={pk: [Source(*row) for row in self.sources.get(pk, ())] for pk in entries},
        )


def grouped[R](rows: Iterable[R], by: Callable[[R], int]) -> Mapping[int, Sequence[R]]:
    found: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        found[by(row)].append(row)
    return found


def in_time_order[R: AnyBearing | AnyAssessment | AnyMark](rows: Iterable[R]) -> list[R]:
    return sorted(rows, key=latest_key)


@cache
def compiled_rows() -> tuple[Compiled[Any], ...]:
    """The bearings on measures and on their parts, and our assessments on measures.

    A bearing on a part comes with the `whole` that it belongs to.
    """
    with_parts = Measure.objects.filter(Q(among("pk", THESE)) | Q(among("parent", THESE))).order_by()
    borne = Bearing.objects.filter(among("measure", with_parts)).annotate(whole=F("measure__parent")).order_by("pk")
    seen = Assessment.objects.of_ours().filter(among("measure", THESE)).order_by()
    return (
        Compiled(borne.values_list("entry", "measure", "whole", *BearingFacts.COLUMNS)),
        Compiled(seen.values_list("entry", "measure", *AssessmentFacts.COLUMNS)),
    )


@lru_cache(KEPT_AUDIENCES)
def compiled_entries_with_sources(audience: Audience | None, *, is_past: bool) -> Compiled[Any]:
    """The facts of entries that count, each with those of a source that it cites, in one row for each source."""
    days = {"as_of": AS_OF, "known_at": KNOWN_AT} if is_past else {}
    standing = standing_of_sources("citations__evidence", report="report", known_at=days.get("known_at"))
    columns = [*EntryFacts.COLUMNS, *(f"citations__evidence__{name}" for name in Source.COLUMNS), *standing]
    counting = Entry.objects.filter(among("pk", THESE)).counting(**days)
    readable = counting if audience is None else counting.visible_to(audience)
    return Compiled(readable.order_by().annotate(**standing).values_list(*columns))


def entries_with_sources(rows: Iterable[Row]) -> tuple[dict[int, Row], dict[int, list[Row]]]:
    """The facts of entries and of the sources each cites, by the entry's primary key."""
    width = len(EntryFacts.COLUMNS)
    facts: dict[int, Row] = {}
    cited: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        facts[row[0]] = row[:width]
        # An entry without citations still comes once.
        if row[width] is not None:
            cited[row[0]].append(row[width:])
    return facts, cited


def standing_of_sources(path: str, *, report: str, known_at: datetime | Combinable | None) -> dict[str, Combinable]:
    """The review state of the source at a path, and the markings of its replacements, by a moment.

    One that is not public and that only other reports cite replaces nothing in a report: its team may not know of it.
    """
    citing = Citation.objects.order_by().filter(evidence=OuterRef("pk"))
    here = citing.filter(entry__report=OuterRef(OuterRef(report)))
    elsewhere = ~Q(marking=Marking.PUBLIC) & Exists(citing) & ~Exists(here)
    recorded = Evidence.objects.recorded(known_at=known_at).filter(replaces=OuterRef(path))
    replacing = recorded.exclude(elsewhere).order_by()
    state = Coalesce(review_state_of(OuterRef(path), known_at=known_at), Value(ReviewState.PENDING))
    return {"state": state, "replaced_for": ArraySubquery(replacing.values("marking"))}
