"""Counts measures by what they have in common, so that a report's figures come from a few rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from measures.models.measures import MeasureQuerySet


@dataclass(frozen=True, slots=True)
class MeasureTally:
    """How many measures are alike in everything that the figures depend on."""

    kind: str
    party_codes: tuple[str, ...]
    status: str
    is_overdue: bool
    is_due_soon: bool
    is_unchecked: bool
    is_contested: bool
    is_unsupported: bool
    count: int


def tallies_of(measures: MeasureQuerySet, *, on: date) -> list[MeasureTally]:
    """Tallies of measures after `seen_by`, counted by the database."""
    counted: Any = measures.with_party_codes().with_timeliness(on=on).order_by()
    rows = counted.values_list(
        "kind", "party_codes", "standing__status", "is_overdue", "is_due_soon", "is_unchecked",
        "standing__is_contested", "standing__is_unsupported",
    ).annotate(measure_count=Count("*"))  # fmt: skip
    return [MeasureTally(kind, tuple(codes), *rest) for kind, codes, *rest in rows]
