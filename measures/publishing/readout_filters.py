"""Filters over subjects, and over texts side by side."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from measures.models import Entry, Measure, Subject
from measures.models.journal import EntryQuerySet, versions_of
from measures.publishing.filter_forms import RowFinder, find_targets, seen_of
from measures.publishing.filter_kinds import (
    RecordFilters,
    ReferenceFilter,
    YesOrNo,
    of_key,
    of_report,
)


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
