"""The overview of a report for an audience and a day: what the dashboard and its endpoint show."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from measures.analysis.coverage import Coverage, addressings_for, coverage_of
from measures.analysis.differences import Difference, differences_of, sides_of
from measures.analysis.perception import Perception, perceptions_of
from measures.analysis.reciprocity import Reciprocity, reciprocal_links, reciprocities_of
from measures.analysis.standing import with_standings
from measures.analysis.timeliness import is_due_soon, is_overdue, is_unchecked
from measures.models import (
    Addressing,
    Audience,
    Bearing,
    Direction,
    Entry,
    EntryKind,
    Kind,
    Measure,
    Party,
    Report,
    Status,
    Strength,
)
from measures.models.journal import EntryQuerySet

LATELY = 8


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many measures of one kind or party have one status; a status of "" is none on record."""

    group: str
    status: str
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What moved, what did not, and who sees it how."""

    report: Report
    sides: Sequence[Party]
    measures: Sequence[Measure]
    moved: Sequence[Entry]
    latest: Sequence[Entry]
    by_kind: Sequence[StatusCount]
    by_party: Sequence[StatusCount]
    differences: dict[int, list[Difference]]
    coverage: Sequence[Coverage]
    perceptions: dict[int, Perception]
    whole_sets: Sequence[Addressing]
    reciprocity: Sequence[Reciprocity]
    overdue: Sequence[Measure]
    due_soon: Sequence[Measure]
    unchecked: Sequence[Measure]
    unsupported: Sequence[Measure]
    contested: Sequence[Measure]


def overview_of(
    report: Report, audience: Audience, *, on: date, as_of: date | None = None, known_at: datetime | None = None
) -> Overview:
    """The overview as of a day, or as it stands; `on` is the day that overdue and unchecked are judged by."""
    sides = sides_of(report)
    measures = with_standings(report.measures.whole(), audience, as_of=as_of, known_at=known_at)
    standings = {measure.pk: measure.standing for measure in measures}
    ambiguities = list(report.ambiguities.select_related("parent").prefetch_related("bearers"))
    elements = [ambiguity for ambiguity in ambiguities if not ambiguity.is_set]
    addressings = addressings_for(ambiguities, audience)
    perceptions = perceptions_of(elements, sides, audience, as_of=as_of, known_at=known_at)
    links = reciprocal_links(audience, report=report)
    moved, latest = lately(report.entries.visible_to(audience).counting(as_of=as_of, known_at=known_at))

    def those(condition: Callable[..., bool]) -> list[Measure]:
        return [measure for measure in measures if condition(measure, measure.standing, on=on)]

    return Overview(
        report=report,
        sides=sides,
        measures=measures,
        moved=moved,
        latest=latest,
        by_kind=count_statuses((measure.kind, measure) for measure in measures),
        by_party=count_statuses((party.code, measure) for measure in measures for party in measure.parties.all()),
        differences={measure.pk: differences_of(measure, measure.standing.views, sides) for measure in measures},
        coverage=coverage_of(elements, addressings, standings, sides),
        perceptions={perception.ambiguity.pk: perception for perception in perceptions},
        whole_sets=[row for row in addressings if row.strength == Strength.WHOLE_SET],
        reciprocity=reciprocities_of(links, audience, on=on, as_of=as_of, known_at=known_at),
        overdue=those(is_overdue),
        due_soon=those(is_due_soon),
        unchecked=those(is_unchecked),
        unsupported=[measure for measure in measures if measure.standing.is_unsupported],
        contested=[measure for measure in measures if measure.standing.is_contested],
    )


def lately(entries: EntryQuerySet) -> tuple[list[Entry], list[Entry]]:
    """The latest developments that move a measure toward, away or either way, and the entries recorded last."""
    moving = Bearing.objects.filter(measure__isnull=False).exclude(direction=Direction.BACKGROUND)
    developments = entries.filter(kind=EntryKind.DEVELOPMENT, pk__in=moving.values("entry")).latest_first()
    moved = list(developments.values_list("pk", flat=True)[:LATELY])
    latest = list(entries.order_by("-recorded_at", "-sequence", "-key").values_list("pk", flat=True)[:LATELY])
    loaded = {entry.pk: entry for entry in Entry.objects.filter(pk__in=[*moved, *latest]).for_reading()}
    return [loaded[pk] for pk in moved], [loaded[pk] for pk in latest]


def count_statuses(grouped: Iterable[tuple[str, Measure]]) -> list[StatusCount]:
    """Counts by group and status, in the order of kinds or codes and of statuses."""
    counts = Counter((group, measure.standing.status) for group, measure in grouped)
    places = {name: place for place, name in enumerate([*Kind.values, "", *Status.values])}
    return [
        StatusCount(group, status, counts[group, status])
        for group, status in sorted(counts, key=lambda each: (places.get(each[0], -1), each[0], places[each[1]]))
    ]
