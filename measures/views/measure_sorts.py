"""The orders that the list of measures can have: of stored rows by the database, of replayed ones at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.db.models import DateField, F, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from measures.models import Measure
from measures.models.measures import MeasureQuerySet

PLACE = ("position", "pk")


@dataclass(frozen=True, slots=True)
class Sort:
    """An order by a day, in which what has no such day stands where `empty` would, else by the place in the report."""

    label: str | Promise
    day: str = ""
    empty: date = date.max
    is_descending: bool = False

    @property
    def keyset(self) -> Sequence[str]:
        if not self.day:
            return PLACE
        return ("-rank" if self.is_descending else "rank", *PLACE)

    def of(self, measures: MeasureQuerySet) -> MeasureQuerySet:
        """Measures in this order, with the columns that it is by."""
        if self.day:
            empty = Value(self.empty, output_field=DateField())
            measures = measures.annotate(rank=Coalesce(F(self.day), empty))
        return measures.order_by(*self.keyset)

    def place(self, measure: Measure) -> tuple[int, ...]:
        """Where a measure at hand stands in this order, as numbers that rise."""
        place = (measure.position, measure.pk)
        if not self.day:
            return place
        day: date = attrgetter(self.day.replace("__", "."))(measure) or self.empty
        return (-day.toordinal() if self.is_descending else day.toordinal(), *place)


SORTS = {
    "code": Sort(_("Place in the report")),
    "latest": Sort(_("Latest development first"), "standing__latest_by", date.min, is_descending=True),
    "due": Sort(_("Soonest target date first"), "due_by"),
    "checked": Sort(_("Longest unchecked first"), "standing__last_checked", date.min),
}
