"""Filters that pages, answers, exports and feeds share, and the kinds of fields they are made of.

A parameter that is no filter, and a value that names nothing, are errors that name it.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, DateFilter, FilterSet, MultipleChoiceFilter

from measures import access
from measures.access import Reader, audience_of
from measures.analysis.unclear import is_heard
from measures.models import (
    LOST_STATES,
    AddressState,
    Ambiguity,
    Audience,
    ChainKind,
    Entry,
    Evidence,
    Grade,
    Measure,
    Report,
    ReviewState,
    SourceKind,
    Statement,
    Subject,
)
from measures.models.evidence import EvidenceQuerySet
from measures.models.journal import on_wholes
from measures.models.records import Days
from measures.publishing.changed import ChangedSinceFilter
from measures.publishing.filter_forms import (
    ME,
    FilterForm,
    PartyField,
    ReferenceField,
    RowFinder,
    SearchTextField,
    YesOrNoField,
    find_ambiguities,
    find_measures,
    find_owners,
    find_parties,
    find_reports,
    seen_of,
)
from measures.publishing.parameters import without_blanks

# The present: no past day, and everything known.
NOW = Days(as_of=None, known_at=None)


class ReferenceFilter(CharFilter):
    """Rows by the key, or one of several keys, of something else that `find` looks up."""

    field_class = ReferenceField

    def __init__(self, find: RowFinder, field_name: str | None = None, **kwargs: object) -> None:
        super().__init__(field_name=field_name, find=find, **kwargs)

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        """With several, a row that has more than one of them comes once."""
        if not value:
            return qs
        if len(value) == 1:
            return qs.filter(**{self.field_name: value[0]})
        matching = qs.model._base_manager.filter(**{f"{self.field_name}__in": value})
        return qs.filter(pk__in=matching.values("pk"))


class OfParty(ReferenceFilter):
    """Rows by the code of a party, or by one of the words that may stand in its place."""

    field_class = PartyField

    def __init__(self, field_name: str | None = None, **kwargs: object) -> None:
        super().__init__(find_parties, field_name, **kwargs)


class OfReport(ReferenceFilter):
    """Rows of a report. Its primary key is looked up first, so that an index that starts with it orders them, too."""

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        if len(value) > 1:
            return qs.filter(**{f"{self.field_name}__slug__in": value})
        for slug in value:
            pk = Report.objects.filter(slug=slug).order_by().values("pk")[:1]
            qs = qs.filter(**{f"{self.field_name}__slug": slug, self.field_name: Subquery(pk)})
        return qs


def of_report(path: str = "report") -> ReferenceFilter:
    return OfReport(find_reports, path, help_text=_("Short name of a report."))


def of_measure(**kwargs: Any) -> ReferenceFilter:
    return ReferenceFilter(find_measures, **{"help_text": _("Key of a measure."), **kwargs})


def of_key(model: type[Model]) -> ReferenceFilter:
    return ReferenceFilter(
        RowFinder(seen_of(model)), "key", help_text=_("Its own key; given several times, several rows.")
    )


def of_subject(field_name: str | None = None, **kwargs: object) -> ReferenceFilter:
    return ReferenceFilter(RowFinder(seen_of(Subject)), field_name, help_text=_("Key of a subject."), **kwargs)


def of_ambiguity(**kwargs: Any) -> ReferenceFilter:
    return ReferenceFilter(find_ambiguities, method="filter_ambiguity", **kwargs)


def one_of(choices: Iterable[tuple[object, object]], field_name: str, **kwargs: object) -> MultipleChoiceFilter:
    """One or more of a closed list, written once for each value."""
    return MultipleChoiceFilter(choices=list(choices), field_name=field_name, distinct=False, **kwargs)


class YesOrNo(BooleanFilter):
    """True or false, in one of the words that `parameters` knows."""

    field_class = YesOrNoField


def day_filter(field_name: str, lookup: str, **kwargs: object) -> DateFilter:
    return DateFilter(field_name=field_name, lookup_expr=lookup, input_formats=["%Y-%m-%d"], **kwargs)


class WordsFilter(CharFilter):
    """Rows whose own texts contain all the words, in either language."""

    field_class = SearchTextField

    def __init__(self, **kwargs: object) -> None:
        super().__init__(
            field_name="search",
            lookup_expr="holds",
            **kwargs,
            label=_("Words"),
            help_text=_("Words in English or Chinese; put a phrase in quotation marks."),
        )


def of_owner(*besides: tuple[str, object]) -> ReferenceFilter:
    words = _("“me”; for the team also an email address or id.")
    besides = ((ME, _("me")), *besides)
    return ReferenceFilter(find_owners, method="filter_owner", besides=besides, help_text=words, label=_("Owner"))


class RecordFilters(FilterSet):
    """Filters for one reader and one day; `other_parameters` are those of the surface that are no filters.

    `days` are those that a past is asked for by, if it is: as of which day, known at which moment.

    The audience is the reader's unless it is to be a narrower one. Whoever looks up late what is named asks the form
    to `look_up` where nothing was found.
    """

    class Meta:
        form = FilterForm

    @classmethod
    def lists(cls) -> list[str]:
        """The filters that accept several values."""
        several = (MultipleChoiceFilter, ReferenceFilter)
        return [name for name, each in cls.base_filters.items() if isinstance(each, several)]

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        queryset: QuerySet[Any] | None = None,
        *,
        reader: Reader,
        on: date,
        days: Days = NOW,
        audience: Audience | None = None,
        other_parameters: Collection[str] = (),
        looks_up_late: bool = False,
        **kwargs: object,
    ) -> None:
        super().__init__(without_blanks(data) if isinstance(data, QueryDict) else data, queryset, **kwargs)
        self.on = on
        self.days = days
        self.reader = reader
        self.audience = audience or audience_of(reader)
        self.form.reader = reader
        self.form.audience = self.audience
        self.form.other_parameters = other_parameters
        self.form.looks_up_late = looks_up_late

    @property
    def in_words(self) -> list[str]:
        """The filters in use in the reader's words; the report is named elsewhere."""
        return [
            self.form.in_words(name, value)
            for name in self.data
            if name in self.form.fields and name != "report"
            for value in self.data.getlist(name)
        ]


def refuse_faulty(filters: RecordFilters) -> None:
    """Refuse what is to be kept if its list does not accept it."""
    if not filters.form.is_valid():
        errors = filters.form.errors
        problems = [f"{name}: {message}" for name, messages in errors.items() for message in messages]
        raise ValidationError({"filters": problems})


class NoFilters(RecordFilters):
    """Lists without filters: every parameter is an error."""


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
    unheard = OfParty(method="filter_unheard", help_text=_("Code of a party without a recorded statement on it."))
    q = WordsFilter()
    changed_since = ChangedSinceFilter()

    def filter_unheard(self, ambiguities: QuerySet[Ambiguity], name: str, value: list[str]) -> QuerySet[Ambiguity]:
        statements = Statement.objects.counting(self.audience, **self.days)
        silent = self.form.found(name).exclude(is_heard(OuterRef(OuterRef("pk")), statements))
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
        help_text=_("Its address, in any spelling: is this page already recorded?"),
    )
    grade = one_of(Grade.choices, "grade", label=_("Grade"))
    kind = one_of(SourceKind.choices, "kind", label=_("Kind"))
    state = MultipleChoiceFilter(
        choices=ReviewState.choices, method="filter_state", help_text=_("State of its review."), label=_("Review")
    )
    reviewed_here = YesOrNo(
        method="filter_reviewed_here",
        label=_("Reviewed here"),
        help_text=_("Whether a person has reviewed it, or only the record’s authors graded it."),
    )
    address = MultipleChoiceFilter(
        choices=[*AddressState.choices, (LOST, _("No longer as it was cited"))],
        method="filter_address",
        label=_("What is at its address"),
        help_text=_("What was last found at its address; “lost” is moved, gone or changed."),
    )
    unopened = YesOrNo(
        field_name="unopened",
        label=_("Not opened at its address"),
        help_text=_("Whether its address is still unopened and therefore not shown."),
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
