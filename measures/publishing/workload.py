"""Who answers for how much of a report, and what is waiting: each number is the count of a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from measures import access
from measures.models import Citation, Entry, Evidence, Measure, Owner, Report, ReviewState, User
from measures.models.evidence import EvidenceQuerySet
from measures.models.journal import EntryQuerySet
from measures.models.measures import OPEN, MeasureQuerySet, due_soon, overdue, unchecked
from measures.models.records import among
from measures.publishing.figures import Figure
from measures.publishing.measure_filters import NOBODY

ANSWERS_FOR, WAITING, REVIEWS = "answers_for", "waiting", "reviews"
NARROWED = {name: {name: "true"} for name in ("open", "overdue", "due_soon", "unchecked")}
# The order of owners.
OWNERS_KEYSET = ("name", "pk")
# The paths from an entry to the measures it says something about.
FIGURE_LABELS = ("bearings__measure", "assessments__measure", "marks__milestone__measure")


@dataclass(frozen=True, slots=True)
class PersonWorkload:
    """What one person answers for; without a person, what nobody does."""

    owner: User | None
    figures: Sequence[Figure]

    @property
    def name(self) -> str | None:
        return str(self.owner) if self.owner else None


def owners_in(report: Report, reader: User) -> QuerySet[User]:
    """Everybody who answers for a measure of a report that its reader may see."""
    access.require(reader, "read_workload", report)
    owned = Owner.objects.filter(user=OuterRef("pk"), measure__in=measures_seen(report, reader))
    return User.objects.filter(Exists(owned.order_by()))


def workloads(report: Report, reader: User, owners: Sequence[User], *, on: date, is_last: bool) -> list[PersonWorkload]:
    """What each of these owners answers for in a report; after the last one, what nobody answers for."""
    access.require(reader, "read_workload", report)
    measures, audience = measures_seen(report, reader), access.audience_of(reader)
    counts = counts_by_owner(measures, owners, with_nobody=is_last, on=on)
    entries = Entry.objects.visible_to(audience).filter(report=report)
    waiting = waiting_of(measures, owners, entries, Evidence.objects.visible_to(audience).pending())
    loads = [
        PersonWorkload(user, [*measure_figures(str(user.pk), counts[user.pk]), waiting_figure(user, waiting, report)])
        for user in owners
        if user.pk in counts
    ]
    if None in counts:
        loads.append(PersonWorkload(None, measure_figures(NOBODY, counts[None])))
    return loads


def reviews_waiting_for(reader: User) -> Figure:
    """How many sources wait that the reader may review."""
    seen = Evidence.objects.visible_to(access.audience_of(reader))
    return Figure(REVIEWS, access.waiting_for(reader, seen).count(), "reviews")


def measures_seen(report: Report, reader: User) -> MeasureQuerySet:
    """The whole measures of a report that the reader may see."""
    return Measure.objects.seen_by(access.audience_of(reader)).whole().filter(report=report)


def counts_by_owner(
    measures: MeasureQuerySet, owners: Sequence[User], *, with_nobody: bool, on: date
) -> dict[int | None, dict[str, int]]:
    """How many measures each of these owners has, and how many are open, late or unchecked; None is nobody."""
    whose = Q(owners__user__in=owners) | Q(owners=None) if with_nobody else Q(owners__user__in=owners)
    conditions = {"open": OPEN, "overdue": overdue(on=on), "due_soon": due_soon(on=on), "unchecked": unchecked(on=on)}
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    names = [ANSWERS_FOR, *counts]
    rows = measures.filter(whose).order_by().values("owners__user").annotate(**{ANSWERS_FOR: Count("pk")}, **counts)
    return {user: dict(zip(names, row, strict=True)) for user, *row in rows.values_list("owners__user", *names)}


def measure_figures(owner: str, counts: Mapping[str, int]) -> list[Figure]:
    return [
        Figure(f"{owner}.{name}", count, "measures", {"owner": owner, **NARROWED.get(name, {})})
        for name, count in counts.items()
    ]


def waiting_of(
    measures: MeasureQuerySet, people: Sequence[User], entries: EntryQuerySet, pending: EvidenceQuerySet
) -> dict[int, int]:
    """How many unreviewed sources are cited on the measures of each of these people, or on their parts."""
    if not people:
        return {}
    owned = Owner.objects.filter(measure__in=measures, user__in=people)
    # Named first: else the database begins with all sources that wait.
    wholes = owned.order_by().values("measure")
    touched = list(
        Measure.objects.filter(Q(pk__in=wholes) | Q(parent__in=wholes)).order_by().values_list("pk", flat=True)
    )
    cited = Citation.objects.filter(entry__in=entries, evidence__in=pending).order_by()
    first, *others = [
        cited.filter(among(f"entry__{path}", touched)).values_list(
            "evidence", Coalesce(f"entry__{path}__parent", f"entry__{path}")
        )
        for path in FIGURE_LABELS
    ]
    pairs, values_of_pairs = first.union(*others).order_by().query.sql_with_params()
    owners, values_of_owners = owned.order_by().values("user", "measure").query.sql_with_params()
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
