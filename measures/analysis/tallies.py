"""Measures counted by what they have in common: of however many, the figures of a report come from few rows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, F, Q, Value, When

from measures.analysis.timeliness import is_due_soon, is_overdue, is_unchecked
from measures.models import Measure, User
from measures.models.measures import MeasureQuerySet, due_soon, overdue, unchecked

LATELY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Tally:
    """So many measures are alike in all that a figure asks of them."""

    kind: str
    party_codes: tuple[str, ...]
    status: str
    views_state: str
    # Which way a development of the last year moved them, if one did.
    moved: str
    is_dated: bool
    is_overdue: bool
    is_due_soon: bool
    is_unchecked: bool
    is_contested: bool
    is_unsupported: bool
    # By the reader, where one is given.
    is_followed: bool
    number: int


def tallies_of(measures: MeasureQuerySet, *, on: date, reader: User | None = None) -> list[Tally]:
    """Of measures after `seen_by`, counted by the database."""
    followed = Measure.objects.followed_by(reader).order_by() if reader else Measure.objects.none()
    moved = When(standing__latest_by__gt=on - LATELY, then=F("standing__latest_direction"))
    rows = (
        measures.with_party_codes()
        .order_by()
        .annotate(
            moved=Case(moved, default=Value("")),
            is_dated=Q(due_by__isnull=False),
            is_overdue=overdue(on=on),
            is_due_soon=due_soon(on=on),
            is_unchecked=unchecked(on=on),
            is_followed=Q(pk__in=followed.values("pk")),
        )
        .values_list(
            "kind", "party_codes", "standing__status", "standing__views_state", "moved", "is_dated", "is_overdue",
            "is_due_soon", "is_unchecked", "standing__is_contested", "standing__is_unsupported",
            "is_followed",
        )
        .annotate(number=Count("*"))
    )  # fmt: skip
    return [Tally(kind, tuple(codes), *rest) for kind, codes, *rest in rows]


def tallies_by_hand(measures: Iterable[Measure], *, on: date) -> list[Tally]:
    """Of measures with their standings, as of a day for which nothing is stored to count."""
    numbers = Counter(likeness(measure, on=on) for measure in measures)
    return [Tally(*alike, is_followed=False, number=number) for alike, number in numbers.items()]


def likeness(
    measure: Measure, *, on: date
) -> tuple[str, tuple[str, ...], str, str, str, bool, bool, bool, bool, bool, bool]:
    standing = measure.standing
    is_moved = standing.latest_by is not None and standing.latest_by > on - LATELY
    return (
        measure.kind,
        tuple(measure.party_codes),
        standing.status,
        standing.views_state,
        standing.latest_direction if is_moved else "",
        measure.due_by is not None,
        is_overdue(measure, standing, on=on),
        is_due_soon(measure, standing, on=on),
        is_unchecked(measure, standing, on=on),
        standing.is_contested,
        standing.is_unsupported,
    )
