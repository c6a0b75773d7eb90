"""Filters over the record, the same objects for pages, answers, exports and feeds.

A parameter that is no filter, and a value that names nothing, are errors that name it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from itertools import product
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, DateFilter, FilterSet, MultipleChoiceFilter

from measures.access import Reader, audience_of
from measures.models import (
    BOTH,
    INDEPENDENT,
    LEVELS,
    NONE,
    Ambiguity,
    Bearing,
    Citation,
    Clarity,
    Direction,
    Entry,
    EntryKind,
    Grade,
    Kind,
    Measure,
    Milestone,
    MilestoneMark,
    Party,
    Report,
    ReviewState,
    SourceKind,
    Status,
    Track,
    User,
    View,
)
from measures.models.evidence import EvidenceQuerySet
from measures.models.journal import EntryQuerySet
from measures.models.measures import MeasureQuerySet
from measures.publishing.filter_forms import FilterForm, YesOrNoField

type Choices = list[tuple[str, str]]

MOVING = [choice for choice in Direction.choices if choice[0] != Direction.BACKGROUND]


def party_choices() -> Choices:
    return [(party.code, str(party)) for party in Party.objects.all()]


def whose_choices() -> Choices:
    return [(INDEPENDENT, str(_("independent"))), *party_choices()]


def about_choices() -> Choices:
    return [*party_choices(), (BOTH, str(_("both"))), (NONE, str(_("no one in particular")))]


def of_party(choices: Callable[[], Choices], **kwargs: Any) -> ChoiceFilter:
    unknown = {"invalid_choice": _("There is no party with the code “%(value)s”.")}
    return ChoiceFilter(choices=choices, error_messages=unknown, **kwargs)


def one_of(choices: Iterable[tuple[object, object]], field_name: str, **kwargs: Any) -> MultipleChoiceFilter:
    """One or more of a closed list, written once for each value."""
    return MultipleChoiceFilter(choices=list(choices), field_name=field_name, distinct=False, **kwargs)


class YesOrNo(BooleanFilter):
    """``true`` or ``false``, and nothing else."""

    field_class = YesOrNoField


def day(field_name: str, lookup: str, **kwargs: Any) -> DateFilter:
    return DateFilter(field_name=field_name, lookup_expr=lookup, input_formats=["%Y-%m-%d"], **kwargs)


def in_words(words: str, *fields: str) -> Q:
    """Rows whose texts, in either language, hold these words."""
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": words})
    return found


class RecordFilters(FilterSet):
    """Filters for one reader and one day; `other_parameters` are those of the surface that are no filters."""

    class Meta:
        form = FilterForm

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        queryset: QuerySet[Any] | None = None,
        *,
        reader: Reader,
        on: date,
        other_parameters: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, queryset, **kwargs)
        self.on = on
        self.reader = reader
        self.audience = audience_of(reader)
        self.form.reader = reader
        self.form.other_parameters = other_parameters


class NoFilters(RecordFilters):
    """Lists that are not narrowed: every parameter is an error."""


class AmbiguityFilters(RecordFilters):
    """Ambiguities of a report, by words."""

    report = CharFilter(field_name="report", help_text=_("Short name of a report."))
    q = CharFilter(method="filter_words", label=_("Words"))

    def filter_words(self, ambiguities: QuerySet[Ambiguity], name: str, value: str) -> QuerySet[Ambiguity]:
        return ambiguities.filter(
            in_words(value, "title", "title_zh_hans", "description", "description_zh_hans", "code")
        )


class ChainFilters(RecordFilters):
    """Chains of the journal, and their links."""

    report = CharFilter(field_name="report", help_text=_("Short name of a report."))


class MeasureFilters(RecordFilters):
    """Measures after `seen_by`: what they are, where they stand, who answers for them."""

    report = CharFilter(field_name="report", help_text=_("Short name of a report."))
    kind = one_of(Kind.choices, "kind")
    status = one_of(Status.choices, "standing__status")
    party = of_party(party_choices, field_name="parties", help_text=_("Code of a party that it is addressed to."))
    followed = YesOrNo(method="filter_followed", help_text=_("Whether you answer for it or watch it."))
    owner = CharFilter(method="filter_owner", help_text=_("“me”; for the team also an email address or id."))
    ambiguity = CharFilter(method="filter_ambiguity", help_text=_("Key or code of an ambiguity that it addresses."))
    direction = one_of(MOVING, "standing__latest_direction", help_text=_("Latest direction."))
    overdue = YesOrNo(method="filter_overdue")
    due_soon = YesOrNo(method="filter_due_soon")
    unchecked = YesOrNo(method="filter_unchecked")
    due_before = day("due_by", "lt", help_text=_("The last day of its target date is before this day."))
    due_after = day("due_by", "gt", help_text=_("The last day of its target date is after this day."))
    level = ChoiceFilter(
        choices=[(str(level), str(level)) for level in LEVELS],
        method="filter_level",
        help_text=_("Level of a latest view; the independent one unless “whose” or “about” is given."),
    )
    whose = of_party(whose_choices, method="filter_with_level", help_text=_("Whose level: a party or “independent”."))
    about = of_party(about_choices, method="filter_with_level", help_text=_("About whom: a party, “both” or “none”."))
    contested = YesOrNo(field_name="standing__is_contested")
    unsupported = YesOrNo(field_name="standing__is_unsupported")
    q = CharFilter(method="filter_words", label=_("Words"), help_text=_("Words of its title or description."))

    def filter_owner(self, measures: MeasureQuerySet, name: str, value: User) -> MeasureQuerySet:
        return measures.owned_by(value)

    def filter_ambiguity(self, measures: MeasureQuerySet, name: str, value: list[Ambiguity]) -> MeasureQuerySet:
        return measures.filter(pk__in=Measure.objects.filter(addressings__ambiguity__in=value).values("pk"))

    def filter_overdue(self, measures: MeasureQuerySet, name: str, value: bool) -> MeasureQuerySet:
        return choose(measures, measures.overdue(on=self.on), value)

    def filter_due_soon(self, measures: MeasureQuerySet, name: str, value: bool) -> MeasureQuerySet:
        return choose(measures, measures.due_soon(on=self.on), value)

    def filter_followed(self, measures: MeasureQuerySet, name: str, value: bool) -> MeasureQuerySet:
        followed = measures.followed_by(self.reader) if isinstance(self.reader, User) else measures.none()
        return choose(measures, followed, value)

    def filter_unchecked(self, measures: MeasureQuerySet, name: str, value: bool) -> MeasureQuerySet:
        return choose(measures, measures.unchecked(on=self.on), value)

    def filter_level(self, measures: MeasureQuerySet, name: str, value: str) -> MeasureQuerySet:
        asked = self.form.cleaned_data
        if asked.get("whose") or asked.get("about"):
            return measures.filter(standing__levels_held__overlap=self.levels_asked())  # type: ignore[misc]
        return measures.filter(standing__level=int(value))  # type: ignore[misc]

    def filter_with_level(self, measures: MeasureQuerySet, name: str, value: str) -> MeasureQuerySet:
        """Whose and about go with a level: without one, any level."""
        if self.form.cleaned_data.get("level"):
            return measures
        return measures.filter(standing__levels_held__overlap=self.levels_asked())  # type: ignore[misc]

    def levels_asked(self) -> list[str]:
        """What `Standing.levels_held` holds of the levels asked for: ``whose:about:level``."""
        asked = self.form.cleaned_data
        whose = [asked.get("whose") or INDEPENDENT]
        about = [asked["about"]] if asked.get("about") else [code for code, _label in about_choices()]
        levels = [asked["level"]] if asked.get("level") else [str(level) for level in LEVELS]
        return [":".join(each) for each in product(whose, about, levels)]

    def filter_words(self, measures: MeasureQuerySet, name: str, value: str) -> MeasureQuerySet:
        return measures.filter(
            in_words(value, "title", "title_zh_hans", "description", "description_zh_hans", "code", "key")
        )


def choose(measures: MeasureQuerySet, those: MeasureQuerySet, wanted: bool) -> MeasureQuerySet:
    """Those measures, or all others."""
    return those if wanted else measures.exclude(pk__in=those.values("pk"))


class EntryFilters(RecordFilters):
    """Entries of the journal: of what, about what, from when."""

    report = CharFilter(field_name="report", help_text=_("Short name of a report."))
    measure = CharFilter(method="filter_measure", help_text=_("Key of a measure; entries on its parts count too."))
    ambiguity = CharFilter(method="filter_ambiguity", help_text=_("Key or code of an ambiguity."))
    kind = one_of(EntryKind.choices, "kind")
    track = one_of(Track.choices, "track")
    direction = ChoiceFilter(
        choices=list(dict([*Direction.choices, *Clarity.choices]).items()),
        method="filter_direction",
        help_text=_("Direction of a bearing; of that on the measure or ambiguity asked for, if one is."),
    )
    occurred_after = day("counts_from", "gt", help_text=_("It counts from a later day than this."))
    occurred_before = day("counts_from", "lt", help_text=_("It counts from an earlier day than this."))

    def filter_measure(self, entries: EntryQuerySet, name: str, value: Measure) -> EntryQuerySet:
        return entries.filter(on_measure(value))

    def filter_ambiguity(self, entries: EntryQuerySet, name: str, value: list[Ambiguity]) -> EntryQuerySet:
        return entries.filter(
            Q(pk__in=Bearing.objects.filter(ambiguity__in=value).values("entry"))
            | Q(pk__in=View.objects.filter(ambiguity__in=value).values("entry"))
        )

    def filter_direction(self, entries: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        asked = self.form.cleaned_data
        on = Q(measure=None) | Q(measure__marking__in=self.audience.markings)
        if measure := asked.get("measure"):
            on = of_whole(measure, "measure")
        if ambiguities := asked.get("ambiguity"):
            on = Q(ambiguity__in=ambiguities)
        return entries.filter(pk__in=Bearing.objects.filter(on, direction=value).values("entry"))


def on_measure(measure: Measure) -> Q:
    """Entries that say something of a measure or one of its parts."""
    on_it = of_whole(measure, "measure")
    marks = MilestoneMark.objects.filter(of_whole(measure, "milestone__measure"))
    return (
        Q(pk__in=Bearing.objects.filter(on_it).values("entry"))
        | Q(pk__in=View.objects.filter(on_it).values("entry"))
        | Q(pk__in=marks.values("entry"))
    )


def of_whole(measure: Measure, path: str) -> Q:
    """Rows on a measure or one of its parts."""
    return Q(**{path: measure}) | Q(**{f"{path}__parent": measure})


class EvidenceFilters(RecordFilters):
    """Sources: of which report, how far trusted, how reviewed."""

    report = CharFilter(method="filter_report", help_text=_("Short name of a report whose entries cite it."))
    grade = one_of(Grade.choices, "grade")
    kind = one_of(SourceKind.choices, "kind")
    state = ChoiceFilter(choices=ReviewState.choices, method="filter_state", help_text=_("State of its review."))
    q = CharFilter(method="filter_words", label=_("Words"))

    def filter_report(self, sources: EvidenceQuerySet, name: str, value: Report) -> EvidenceQuerySet:
        entries = Entry.objects.visible_to(self.audience).filter(report=value)
        return sources.filter(pk__in=Citation.objects.filter(entry__in=entries).values("evidence"))

    def filter_state(self, sources: EvidenceQuerySet, name: str, value: str) -> EvidenceQuerySet:
        in_state = Q(review_state=value)
        if value == ReviewState.PENDING:
            in_state |= Q(review_state=None)
        return sources.with_review_state().filter(in_state)

    def filter_words(self, sources: EvidenceQuerySet, name: str, value: str) -> EvidenceQuerySet:
        return sources.filter(in_words(value, "title", "title_zh_hans", "publisher", "publisher_zh_hans", "url", "key"))


class MilestoneFilters(RecordFilters):
    """Milestones of a report or a measure."""

    report = CharFilter(field_name="measure__report", help_text=_("Short name of a report."))
    measure = CharFilter(method="filter_measure", help_text=_("Key of a measure."))

    def filter_measure(self, milestones: QuerySet[Milestone], name: str, value: Measure) -> QuerySet[Milestone]:
        return milestones.filter(measure=value)
