"""Filters of measures: what they are, where they stand, what is on record of them."""

from functools import reduce
from itertools import product
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, MultipleChoiceFilter

from measures.models import BOTH, LEVELS, NONE, POINTINGS, Addressing, Kind, Measure, Owner, Status, User
from measures.models.measures import MeasureQuerySet
from measures.publishing.changed import ChangedSinceFilter
from measures.publishing.filters import (
    OfParty,
    ReportFilters,
    WordsFilter,
    YesOrNo,
    day_filter,
    of_ambiguity,
    of_key,
    of_measure,
    of_owner,
    one_of,
)

NOBODY = "none"
MOST_COLONS = 5
LATEST_DIRECTIONS = [(each.value, each.label) for each in POINTINGS]


class CatalogueFilters(ReportFilters):
    """Measures by what does not depend on a day: what they are, who answers for them."""

    key = of_key(Measure)
    kind = one_of(Kind.choices, "kind", label=_("Kind"))
    party = OfParty("parties__code", help_text=_("Code of the party addressed"), label=_("Addressed to"))
    followed = YesOrNo(
        method="filter_followed",
        help_text=_("Whether you own or watch it."),
        label=_("I own or watch it"),
    )
    owner = of_owner((NOBODY, _("nobody")))
    ambiguity = of_ambiguity(help_text=_("Key or code of an ambiguity that it addresses."), label=_("Ambiguity"))
    due_before = day_filter(
        "due_by",
        "lt",
        help_text=_("Its target date ends before this day."),
        label=_("Target date before"),
    )
    due_after = day_filter(
        "due_by", "gt", help_text=_("Its target date ends after this day."), label=_("Target date after")
    )
    q = WordsFilter()

    def filter_owner(self, measures: MeasureQuerySet, name: str, value: list[str]) -> MeasureQuerySet:
        if value == [NOBODY]:
            return measures.filter(owners=None)
        owned = Q(pk__in=Owner.objects.filter(user__in=self.form.found(name)).values("measure"))
        return measures.filter(owned | Q(owners=None) if NOBODY in value else owned)

    def filter_ambiguity(self, measures: MeasureQuerySet, name: str, value: list[str]) -> MeasureQuerySet:
        addressed = Addressing.objects.filter(ambiguity__in=self.form.found(name))
        return measures.filter(pk__in=addressed.values("measure"))

    def filter_followed(self, measures: MeasureQuerySet, name: str, value: bool) -> MeasureQuerySet:
        followed = measures.followed_by(self.reader) if isinstance(self.reader, User) else measures.none()
        return choose(measures, followed, value)


class MeasureFilters(CatalogueFilters):
    """Measures after `seen_by`: what they are, who answers for them, where they stand."""

    status = MultipleChoiceFilter(
        choices=[*Status.choices, (NONE, _("No status recorded"))],
        method="filter_status",
        help_text=_("Status; “none” if none is recorded."),
        label=_("Status"),
    )
    direction = one_of(
        LATEST_DIRECTIONS, "standing__latest_direction", help_text=_("Latest direction."), label=_("Latest direction")
    )
    open = YesOrNo(method="filter_open", help_text=_("Neither “implemented” nor “no longer pursued”."), label=_("Open"))
    overdue = YesOrNo(method="filter_overdue", label=_("Overdue"))
    due_soon = YesOrNo(method="filter_due_soon", label=_("Due soon"))
    unchecked = YesOrNo(method="filter_unchecked", label=_("Unchecked"))
    level = MultipleChoiceFilter(
        choices=[(str(level), str(level)) for level in LEVELS],
        method="filter_level",
        help_text=_("Our level of the measure; with “about”, that of one of our assessments."),
        label=_("Level"),
    )
    about = OfParty(
        method="filter_about",
        besides=[(BOTH, _("both")), (NONE, _("not specific to one side"))],
        help_text=_("About whom: a party, “both” or “none”."),
        label=_("About whose actions"),
    )
    latest_after = day_filter(
        "standing__latest_by",
        "gt",
        help_text=_("Its latest development is after this day."),
        label=_("Latest development after"),
    )
    contested = YesOrNo(field_name="standing__is_contested", label=_("Contested"))
    unsupported = YesOrNo(field_name="standing__is_unsupported", label=_("Unsupported"))
    extra = CharFilter(
        method="filter_extra",
        help_text=_("A further field, and its text if given, as in “Remark:first”."),
        label=_("Further field"),
    )
    changed_since = ChangedSinceFilter()

    @property
    def lasting(self) -> MeasureQuerySet:
        """The measures that the list may contain wherever they stood: those that are replayed for a past day."""
        seen = Measure.objects.visible_to(self.audience)
        given = {"reader": self.reader, "on": self.on, "audience": self.audience, "other_parameters": self.data}
        return CatalogueFilters(self.data, seen, looks_up_late=True, **given).qs  # type: ignore[no-any-return]

    @property
    def go_by_standings(self) -> bool:
        """Whether the filters depend on the standings of measures."""
        return not BY_STANDING.isdisjoint(self.data)

    def filter_extra(self, measures: MeasureQuerySet, name: str, value: str) -> MeasureQuerySet:
        # A name may contain a colon too, so each one could be the separator.
        colons = [place for place, sign in enumerate(value) if sign == ":"][:MOST_COLONS]
        conditions = [Q(extra__contains={value[:place].strip(): value[place + 1 :].strip()}) for place in colons]
        return measures.filter(reduce(or_, conditions)) if conditions else measures.filter(extra__has_key=value.strip())

    def filter_status(self, measures: MeasureQuerySet, name: str, value: list[str]) -> MeasureQuerySet:
        statuses = ["" if status == NONE else status for status in value]
        return measures.filter(standing__status__in=statuses)  # type: ignore[misc]

    def filter_open(self, measures: MeasureQuerySet, name: str, value: bool) -> MeasureQuerySet:
        return choose(measures, measures.open(), value)

    def filter_overdue(self, measures: MeasureQuerySet, name: str, value: bool) -> MeasureQuerySet:
        return choose(measures, measures.overdue(on=self.on), value)

    def filter_due_soon(self, measures: MeasureQuerySet, name: str, value: bool) -> MeasureQuerySet:
        return choose(measures, measures.due_soon(on=self.on), value)

    def filter_unchecked(self, measures: MeasureQuerySet, name: str, value: bool) -> MeasureQuerySet:
        return choose(measures, measures.unchecked(on=self.on), value)

    def filter_level(self, measures: MeasureQuerySet, name: str, value: list[str]) -> MeasureQuerySet:
        if self.form.cleaned_data.get("about"):
            return measures.filter(self.has_level_filter())
        return measures.filter(standing__level__in=[int(level) for level in value])  # type: ignore[misc]

    def filter_about(self, measures: MeasureQuerySet, name: str, value: list[str]) -> MeasureQuerySet:
        """About whom belongs to a level: without one, any level."""
        return measures if self.form.cleaned_data.get("level") else measures.filter(self.has_level_filter())

    def has_level_filter(self) -> Q:
        """Whether one of our latest assessments about those that are given has a level."""
        cleaned = self.form.cleaned_data
        levels = [int(level) for level in cleaned.get("level") or LEVELS]
        return reduce(
            or_,
            (
                Q(standing__assessments__contains=[{"level": level, "about": about}])
                for level, about in product(levels, cleaned["about"])
            ),
        )


class CalendarFilters(MeasureFilters):
    """The measures of a calendar, or one of them."""

    measure = of_measure(
        method="filter_measure",
        help_text=_("Key of a measure; that of a part stands for the whole measure."),
        label=_("Measure"),
    )

    def filter_measure(self, measures: MeasureQuerySet, name: str, value: list[str]) -> MeasureQuerySet:
        found = self.form.found(name)
        return measures.filter(Q(pk__in=found.values("pk")) | Q(pk__in=found.values("parent")))


BY_STANDING = frozenset(MeasureFilters.base_filters) - frozenset(CatalogueFilters.base_filters)


def choose(measures: MeasureQuerySet, those: MeasureQuerySet, wanted: bool) -> MeasureQuerySet:
    """Those measures, or all others."""
    return those if wanted else measures.exclude(pk__in=those.values("pk"))
