"""Filters for what belongs to measures: milestones, owners, links."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from measures.models import Link, LinkBasis, Milestone, Owner, Relation
from measures.publishing.changed import ChangedSinceFilter
from measures.publishing.filter_kinds import (
    RecordFilters,
    of_key,
    of_measure,
    of_owner,
    of_report,
    one_of,
)


class MeasureChildFilters(RecordFilters):
    """What belongs to measures: milestones, owners."""

    report = of_report("measure__report")
    measure = of_measure(field_name="measure__key")


class MilestoneFilters(MeasureChildFilters):
    """Milestones of a report or a measure."""

    key = of_key(Milestone)
    changed_since = ChangedSinceFilter()


class OwnerFilters(MeasureChildFilters):
    """Who answers for which measure."""

    owner = of_owner()

    def filter_owner(self, rows: QuerySet[Owner], name: str, value: list[str]) -> QuerySet[Owner]:
        return rows.filter(user__in=self.form.found(name))


class LinkFilters(RecordFilters):
    """How measures bear on each other."""

    report = of_report("source__report")
    measure = of_measure(method="filter_measure", help_text=_("Key of the measure at either end of the link."))
    relation = one_of(Relation.choices, "relation")
    basis = one_of(LinkBasis.choices, "basis")

    def filter_measure(self, links: QuerySet[Link], name: str, value: list[str]) -> QuerySet[Link]:
        return links.filter(Q(source__key__in=value) | Q(target__key__in=value))
