"""Filters of reports, ambiguities, chains and sources; the same objects serve pages, answers, exports and feeds.

A parameter that is no filter, and a value that names nothing, are errors that name it.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, MultipleChoiceFilter

from measures import access
from measures.models import (
    LOST_STATES,
    AddressState,
    Ambiguity,
    ChainKind,
    Entry,
    Evidence,
    Grade,
    Measure,
    ReviewState,
    SourceKind,
    View,
)
from measures.models.evidence import EvidenceQuerySet
from measures.models.journal import on_wholes
from measures.publishing.changed import ChangedSinceFilter
from measures.publishing.filter_forms import find_reports
from measures.publishing.filter_kinds import (
    OfParty,
    RecordFilters,
    ReferenceFilter,
    WordsFilter,
    YesOrNo,
    of_key,
    of_owner,
    of_report,
    one_of,
)

# Of addresses: moved, gone or changed.
LOST = "lost"


class ReportFilters(RecordFilters):
    """What is a report's own: its words, its reasons, the chains of its journal."""

    report = of_report()


class ChainFilters(ReportFilters):
    """Chains by what they are of, and by their report if they have one."""

    kind = one_of(ChainKind.choices, "kind")


class AmbiguityFilters(ReportFilters):
    """Ambiguities of a report: by words, and by who is silent on them."""

    key = of_key(Ambiguity)
    unheard = OfParty(method="filter_unheard", help_text=_("Code of a party for which no statement on it is recorded."))
    q = WordsFilter()
    changed_since = ChangedSinceFilter()

    def filter_unheard(self, ambiguities: QuerySet[Ambiguity], name: str, value: list[str]) -> QuerySet[Ambiguity]:
        counting = Entry.objects.visible_to(self.audience).counting(**self.days)
        heard = View.objects.filter(whose=OuterRef("code"), ambiguity=OuterRef(OuterRef("pk")), entry__in=counting)
        silent = self.form.found(name).exclude(Exists(heard))
        return ambiguities.filter(Exists(silent)).exclude(parent=None)


class EvidenceFilters(RecordFilters):
    """Sources: of which report, on whose measures, how far trusted, how reviewed."""

    report = ReferenceFilter(
        find_reports, method="filter_report", help_text=_("Short name of a report whose entries cite it.")
    )
    key = of_key(Evidence)
    url = CharFilter(
        method="filter_url",
        label=_("Address"),
        help_text=_("Its address, however it is written: to find out whether a page is already recorded."),
    )
    grade = one_of(Grade.choices, "grade", label=_("Grade"))
    kind = one_of(SourceKind.choices, "kind", label=_("Kind"))
    state = MultipleChoiceFilter(
        choices=ReviewState.choices, method="filter_state", help_text=_("State of its review."), label=_("Review")
    )
    reviewed_here = YesOrNo(
        method="filter_reviewed_here",
        label=_("Reviewed here"),
        help_text=_("Whether a person has reviewed it; if not, only the record’s authors have graded it."),
    )
    address = MultipleChoiceFilter(
        choices=[*AddressState.choices, (LOST, _("No longer as it was cited"))],
        method="filter_address",
        label=_("What is at its address"),
        help_text=_("What was found at its address when it was last read; “lost” is moved, gone or changed."),
    )
    owner = of_owner()
    to_review = YesOrNo(
        method="filter_to_review", help_text=_("Whether it is waiting for a review that you may write.")
    )
    q = WordsFilter(method="filter_words")
    changed_since = ChangedSinceFilter()

    def filter_address(self, sources: EvidenceQuerySet, name: str, value: list[str]) -> EvidenceQuerySet:
        return sources.found_at_address(*{*value} - {LOST}, *(LOST_STATES if LOST in value else ()))

    def filter_url(self, sources: EvidenceQuerySet, name: str, value: str) -> EvidenceQuerySet:
        return sources.at(value)

    def filter_words(self, sources: EvidenceQuerySet, name: str, value: str) -> EvidenceQuerySet:
        return sources.holding_words(value, self.audience, known_at=self.days["known_at"])

    def filter_to_review(self, sources: EvidenceQuerySet, name: str, value: bool) -> EvidenceQuerySet:
        waiting = access.waiting_for(self.reader, sources, known_at=self.days["known_at"])
        return waiting if value else sources.exclude(pk__in=waiting.values("pk"))

    def filter_reviewed_here(self, sources: EvidenceQuerySet, name: str, value: bool) -> EvidenceQuerySet:
        return sources.with_review_state(known_at=self.days["known_at"]).filter(Q(reviewed_here=value))

    def filter_owner(self, sources: EvidenceQuerySet, name: str, value: list[str]) -> EvidenceQuerySet:
        """Sources cited by entries on measures of these owners."""
        owned = Measure.objects.visible_to(self.audience).whole().filter(owners__user__in=self.form.found(name))
        entries = Entry.objects.visible_to(self.audience).filter(on_wholes(owned))
        return sources.cited_by(entries.recorded(**self.days))

    def filter_report(self, sources: EvidenceQuerySet, name: str, value: list[str]) -> EvidenceQuerySet:
        entries = Entry.objects.visible_to(self.audience).filter(report__slug__in=value)
        return sources.cited_by(entries.recorded(**self.days))

    def filter_state(self, sources: EvidenceQuerySet, name: str, value: list[str]) -> EvidenceQuerySet:
        known_at = self.days["known_at"]
        if value == [ReviewState.PENDING]:
            return sources.pending(known_at=known_at)
        is_so = Q(review_state__in=value)
        if ReviewState.PENDING in value:
            is_so |= Q(review_state=None)
        return sources.with_review_state(known_at=known_at).filter(is_so)
