"""Who answers for how much of a report, and what is waiting: each number is the count of a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count
from django.db.models.functions import Coalesce

from measures import access
from measures.models import Citation, Entry, Evidence, Measure, Owner, Report, ReviewState, User
from measures.models.evidence import EvidenceQuerySet
from measures.models.journal import EntryQuerySet
from measures.models.measures import OPEN, MeasureQuerySet, due_soon, overdue, unchecked
from measures.publishing.figures import Figure
from measures.publishing.measure_filters import NOBODY

ANSWERS_FOR, WAITING, REVIEWS = "answers_for", "waiting", "reviews"
NARROWED = {name: {name: "true"} for name in ("open", "overdue", "due_soon", "unchecked")}
# The paths from an entry to the measures it says something about.
FIGURE_LABELS = ("bearings__measure", "views__measure", "marks__milestone__measure")


@dataclass(frozen=True, slots=True)
class Load:
    """What one person answers for; without a person, what nobody does."""

    owner: User | None
    figures: Sequence[Figure]

    @property
    def name(self) -> str | None:
        return str(self.owner) if self.owner else None


@dataclass(frozen=True, slots=True)
class Workload:
    """The loads of a report by person, with nobody's last, and what waits for the reader's review."""

    report: Report
    loads: Sequence[Load]
    reviews: Figure


def workload_of(report: Report, reader: User, *, on: date) -> Workload:
    """The workload of everybody who answers for a measure of a report."""
    access.require(reader, "read_workload", report)
    audience = access.audience_of(reader)
    seen = Evidence.objects.visible_to(audience)
    measures = Measure.objects.seen_by(audience).whole().filter(report=report)
    counts = counts_by_owner(measures, on=on)
    waiting = waiting_of(measures, Entry.objects.visible_to(audience).filter(report=report), seen.pending())
    loads = [
        Load(user, [*measure_figures(str(user.pk), counts[user.pk]), waiting_figure(user, waiting, report)])
        for user in User.objects.filter(pk__in=[pk for pk in counts if pk is not None]).order_by("name", "pk")
    ]
    if None in counts:
        loads.append(Load(None, measure_figures(NOBODY, counts[None])))
    return Workload(report, loads, Figure(REVIEWS, access.waiting_for(reader, seen).count(), "reviews"))


def counts_by_owner(measures: MeasureQuerySet, *, on: date) -> dict[int | None, dict[str, int]]:
    """How many measures each owner has, and how many are open, late or unchecked; None is nobody."""
    conditions = {"open": OPEN, "overdue": overdue(on=on), "due_soon": due_soon(on=on), "unchecked": unchecked(on=on)}
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    names = [ANSWERS_FOR, *counts]
    rows = measures.order_by().values("owners__user").annotate(**{ANSWERS_FOR: Count("pk")}, **counts)
    return {user: dict(zip(names, row, strict=True)) for user, *row in rows.values_list("owners__user", *names)}


def measure_figures(owner: str, counts: Mapping[str, int]) -> list[Figure]:
    return [
        Figure(f"{owner}.{name}", count, "measures", {"owner": owner, **NARROWED.get(name, {})})
        for name, count in counts.items()
    ]


def waiting_of(measures: MeasureQuerySet, entries: EntryQuerySet, pending: EvidenceQuerySet) -> dict[int, int]:
    """How many unreviewed sources are cited on each owner's measures or their parts."""
    cited = Citation.objects.filter(entry__in=entries, evidence__in=pending).order_by()
    first, *others = [
        cited.values_list("evidence", Coalesce(f"entry__{path}__parent", f"entry__{path}")) for path in FIGURE_LABELS
    ]
    pairs, values_of_pairs = first.union(*others).order_by().query.sql_with_params()
    owners, values_of_owners = (
        Owner.objects.filter(measure__in=measures).values("user", "measure").query.sql_with_params()
    )
    counted = f"""
        SELECT owner.person, count(DISTINCT pair.source)
        FROM ({pairs}) AS pair (source, measure) JOIN ({owners}) AS owner (person, measure) USING (measure)
        GROUP BY owner.person
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(counted, [*values_of_pairs, *values_of_owners])
        return dict(cursor.fetchall())


def waiting_figure(user: User, waiting: Mapping[int, int], report: Report) -> Figure:
    narrowed = {"report": report.slug, "owner": str(user.pk), "state": ReviewState.PENDING.value}
    return Figure(f"{user.pk}.{WAITING}", waiting.get(user.pk, 0), "sources", narrowed)
