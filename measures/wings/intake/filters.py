"""Filters over what came in."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.publishing.filter_forms import ME, RowFinder, find_owners, seen_of
from measures.publishing.filters import (
    RecordFilters,
    ReferenceFilter,
    WordsFilter,
    day_filter,
    of_ambiguity,
    of_measure,
    of_report,
    of_subject,
    one_of,
)
from measures.wings.intake.models import CandidateMatch, CandidateQuerySet, CandidateState, DropReason, Feed

NOBODY = "nobody"


class CandidateFilters(RecordFilters):
    """Candidates: of which report and feed, how far they are, whose they are to decide, and what they may concern."""

    report = of_report()
    feed = ReferenceFilter(RowFinder(seen_of(Feed)), "feed__key", label=_("Feed"), help_text=_("Key of a feed."))
    state = one_of(CandidateState.choices, "state", label=_("State"))
    drop_reason = one_of(DropReason.choices, "drop_reason", label=_("Why it is not relevant"))
    assigned = ReferenceFilter(
        find_owners,
        method="filter_assigned",
        besides=[(ME, _("me")), (NOBODY, _("nobody"))],
        label=_("Assigned to"),
        help_text=_("“me”, “nobody”, an email address or an id."),
    )
    measure = of_measure(method="filter_measure", label=_("Measure"))
    ambiguity = of_ambiguity(label=_("Ambiguity"), help_text=_("Key or code of an ambiguity."))
    subject = of_subject(method="filter_subject", label=_("Subject"))
    found_after = day_filter("found_at", "date__gt", help_text=_("Came in after this day."))
    found_before = day_filter("found_at", "date__lt", help_text=_("Came in before this day."))
    q = WordsFilter()

    def filter_assigned(self, rows: CandidateQuerySet, name: str, value: list[str]) -> CandidateQuerySet:
        if value == [NOBODY]:
            return rows.filter(assigned_to=None)
        assigned = Q(assigned_to__in=self.form.found(name))
        return rows.filter(assigned | Q(assigned_to=None) if NOBODY in value else assigned)

    def filter_measure(self, rows: CandidateQuerySet, name: str, value: list[str]) -> CandidateQuerySet:
        return self.matching(rows, Q(measure__in=self.form.found(name)))

    def filter_ambiguity(self, rows: CandidateQuerySet, name: str, value: list[str]) -> CandidateQuerySet:
        return self.matching(rows, Q(ambiguity__in=self.form.found(name)))

    def filter_subject(self, rows: CandidateQuerySet, name: str, value: list[str]) -> CandidateQuerySet:
        return self.matching(rows, Q(subject__in=self.form.found(name)))

    def matching(self, rows: CandidateQuerySet, condition: Q) -> CandidateQuerySet:
        return rows.filter(pk__in=CandidateMatch.objects.filter(condition).values("candidate"))
