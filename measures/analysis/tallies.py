"""Counts measures by what they have in common, so that a report's figures come from a few rows."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, F, Q, Value, When

from measures.models.measures import MeasureQuerySet

LATELY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class MeasureTally:
    """How many measures are alike in everything that the figures depend on."""

    kind: str
    party_codes: tuple[str, ...]
    status: str
    views_state: str
    # In which direction a development of the last year moved them, if one did.
    moved: str
    is_dated: bool
    is_overdue: bool
    is_due_soon: bool
    is_unchecked: bool
    is_contested: bool
    is_unsupported: bool
    count: int


def tallies_of(measures: MeasureQuerySet, *, on: date) -> list[MeasureTally]:
    """Tallies of measures after `seen_by`, counted by the database."""
    moved = When(standing__latest_by__gt=on - LATELY, then=F("standing__latest_direction"))
    rows = (
        measures.with_party_codes()
        .with_timeliness(on=on)
        .order_by()
        .annotate(
            moved=Case(moved, default=Value("")),
            is_dated=Q(due_by__isnull=False),
        )
        .values_list(
            "kind", "party_codes", "standing__status", "standing__views_state", "moved", "is_dated", "is_overdue",
            "is_due_soon", "is_unchecked", "standing__is_contested", "standing__is_unsupported",
        )
        .annotate(measure_count=Count("*"))
    )  # fmt: skip
    return [MeasureTally(kind, tuple(codes), *rest) for kind, codes, *rest in rows]
