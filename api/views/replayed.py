"""A list of measures as of a past day: standings are replayed from the journal, of no more measures than are needed."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property

from api.pagination import flag, ordering_of
from api.replays import standings_as_replayed
from api.statements import StandIn, Written, count, numbers_of
from api.views.common import RecordList
from measures.analysis.standing import with_standings
from measures.models import Measure
from measures.models.measures import MeasureQuerySet
from measures.models.records import among
from measures.publishing.filter_kinds import NOW
from measures.publishing.filters import LastingFilters, MeasureFilters
from measures.publishing.paging import bare

# What a list is narrowed by that hangs on a day: where measures stood.
BY_STANDING = frozenset(MeasureFilters.base_filters) - frozenset(LastingFilters.base_filters)


class ReplayedList(RecordList):
    """Measures, now or as of a past day; where neither filters nor order ask how they stood, by pages."""

    ordered_by_standing: frozenset[str] = frozenset()

    def recommended(self, measures: MeasureQuerySet) -> MeasureQuerySet:
        return measures.recommended() if flag(self.request, "parts") else measures.whole()

    @cached_property
    def goes_by_standings(self) -> bool:
        """Whether it hangs on where measures stood which are listed, or in what order."""
        _name, order = ordering_of(self.request, self)
        return not (
            BY_STANDING.isdisjoint(self.request.query_params) and self.ordered_by_standing.isdisjoint(map(bare, order))
        )

    def write(self, rows: QuerySet[Any], *, order: Sequence[str], limit: int) -> list[Written]:
        if self.days != NOW:
            shown = self.page(rows.order_by(*order)[:limit])
            self.stand_in = standings_as_replayed(shown)
            # Those beyond the page have no standing here, and would pass for measures that nothing moved.
            rows = rows.filter(among("pk", {measure.pk for measure in shown}))
        return super().write(rows, order=order, limit=limit)

    def page(self, rows: QuerySet[Any]) -> list[Measure]:
        """The measures of a page with their standings: found among those that were replayed, or replayed alone."""
        if self.goes_by_standings:
            numbers = set(numbers_of(rows, self.stand_in))
            return [measure for measure in self.replayed if measure.pk in numbers]
        shown = Measure.objects.filter(among("pk", rows)).order_by()
        return with_standings(shown.only("kind"), self.audience, **self.days)

    def count(self, rows: QuerySet[Any]) -> int:
        return super().count(rows) if self.goes_by_standings else count(rows)

    @cached_property
    def replayed(self) -> list[Measure]:
        """Measures with their standings of a past day: those that the list can hold whichever way they stood."""
        seen = self.recommended(Measure.objects.visible_to(self.audience))
        asked = self.request.query_params
        lasting = LastingFilters(
            asked, seen, reader=self.request.user, on=self.today, other_parameters=asked, looks_up_late=True
        )
        return with_standings(lasting.qs, self.audience, **self.days)

    @cached_property
    def stand_in(self) -> StandIn | None:
        """All that can be listed, of which the page is not found by what is told of it in words."""
        return None if self.days == NOW else standings_as_replayed(self.replayed, in_words=False)
