"""The orders in which the list of measures can be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, F, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from measures.models.measures import MeasureQuerySet

PLACE = ("position", "pk")


@dataclass(frozen=True, slots=True)
class Sort:
    """An order by a day: rows without such a day stand where `empty` would, else by their place in the report."""

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


SORTS = {
    "code": Sort(_("Place in the report")),
    "latest": Sort(_("Latest development first"), "standing__latest_by", date.min, is_descending=True),
    "due": Sort(_("Soonest target date first"), "due_by"),
    "checked": Sort(_("Longest unchecked first"), "standing__last_checked", date.min),
}
