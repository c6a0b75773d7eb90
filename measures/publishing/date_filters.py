"""Filters over dates to watch."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from measures.analysis.staleness import wanting_attention
from measures.models import AnnouncedDate, DateFindingKind, DateState, Measure
from measures.publishing.filter_kinds import RecordFilters, YesOrNo, of_key, of_report, of_subject, one_of
from measures.publishing.readout_filters import of_target


class DateFilters(RecordFilters):
    """Dates of a report: by where they stand, and by what they touch."""

    key = of_key(AnnouncedDate)
    report = of_report()
    state = one_of(DateState.choices, "state")
    wanting = YesOrNo(
        method="filter_wanting",
        help_text=_("Whether it has passed and was not checked, passes within thirty days, or has no day."),
    )
    touches = of_target()
    subject = of_subject("subjects__key")

    def filter_wanting(self, dates: QuerySet[AnnouncedDate], name: str, value: bool) -> QuerySet[AnnouncedDate]:
        wanting = wanting_attention(dates, self.on)
        return wanting if value else dates.exclude(pk__in=wanting.values("pk"))

    def filter_touches(self, dates: QuerySet[AnnouncedDate], name: str, value: list[str]) -> QuerySet[AnnouncedDate]:
        measures = Measure.objects.visible_to(self.audience).filter(key__in=value)
        touching = AnnouncedDate.objects.filter(Q(measures__in=measures) | Q(ambiguities__key__in=value))
        return dates.filter(pk__in=touching.values("pk"))


class FindingFilters(RecordFilters):
    """What was found of a date, by its kind."""

    kind = one_of(DateFindingKind.choices, "kind")
