"""The filters of the smaller lists: parts of measures, dates ahead, subjects and comparisons of texts, proposals."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from measures.analysis.staleness import wanting_attention
from measures.models import (
    AnnouncedDate,
    DateFindingKind,
    DateState,
    Entry,
    Link,
    LinkBasis,
    Measure,
    Milestone,
    Owner,
    Proposal,
    Relation,
    Subject,
)
from measures.models.journal import EntryQuerySet, versions_of
from measures.publishing.changed import ChangedSinceFilter
from measures.publishing.filter_forms import RowFinder, find_targets, seen_of
from measures.publishing.filters import (
    RecordFilters,
    ReferenceFilter,
    YesOrNo,
    of_key,
    of_measure,
    of_owner,
    of_report,
    of_subject,
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


def subjects_touching(keys: Sequence[str], form: Any) -> QuerySet[Subject]:
    """The subjects that touch one of the measures or ambiguities of these keys."""
    measures = Measure.objects.visible_to(form.audience).filter(key__in=keys)
    return Subject.objects.filter(Q(measures__in=measures) | Q(ambiguities__key__in=keys))


def of_target() -> ReferenceFilter:
    return ReferenceFilter(find_targets, method="filter_touches", help_text=_("Key of a measure or an ambiguity."))


def of_development(**kwargs: Any) -> ReferenceFilter:
    return ReferenceFilter(
        RowFinder(seen_of(Entry)), method="filter_of", help_text=_("Key of a development, in any version."), **kwargs
    )


class SubjectFilters(RecordFilters):
    """Subjects of a report, or that touch something."""

    key = of_key(Subject)
    report = of_report()
    touches = of_target()

    def filter_touches(self, subjects: QuerySet[Subject], name: str, value: list[str]) -> QuerySet[Subject]:
        return subjects.filter(pk__in=subjects_touching(value, self.form).values("pk"))


class ReadoutsFilters(RecordFilters):
    """Comparisons of texts: of which report or development, and whether they count."""

    key = of_key(Entry)
    report = of_report()
    of = of_development()
    counting = YesOrNo(method="filter_counting", help_text=_("Whether it counts: neither corrected nor redacted."))

    def filter_of(self, entries: EntryQuerySet, name: str, value: list[str]) -> EntryQuerySet:
        return entries.filter(of__in=all_versions(self.form.found(name)))

    def filter_counting(self, entries: EntryQuerySet, name: str, value: bool) -> EntryQuerySet:
        counting = entries.counting(**self.days)
        return counting if value else entries.exclude(pk__in=counting.values("pk"))


def all_versions(developments: QuerySet[Entry]) -> set[int]:
    return versions_of(set(developments.values_list("pk", flat=True)))


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


class ProposalFilters(RecordFilters):
    """Proposals of a report."""

    key = of_key(Proposal)
    report = of_report()
