"""Filters over what entries bring: views, effects, changes of a status, judgements."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import MultipleChoiceFilter

from measures.analysis.assessment import SideState
from measures.models import (
    BOTH,
    INDEPENDENT,
    LEVELS,
    NONE,
    AmbiguityState,
    Claim,
    Clarity,
    Confidence,
    Direction,
    Entry,
    EntryKind,
    Judgement,
    Provenance,
    Sameness,
    Status,
    Track,
    View,
    ViewDirection,
)
from measures.models.bearings import ViewQuerySet
from measures.models.journal import of_wholes
from measures.publishing.filter_kinds import (
    OfParty,
    RecordFilters,
    WordsFilter,
    YesOrNo,
    day_filter,
    of_ambiguity,
    of_measure,
    of_report,
    of_subject,
    one_of,
)
from measures.publishing.readout_filters import all_versions, of_development

STATES_OF_VIEWS = (SideState.LEVEL, SideState.WORDS_ONLY, SideState.NOTHING_FOUND, SideState.NOT_OBSERVABLE)


class OfEntryFilters(RecordFilters):
    """What comes with entries: of which report, from when."""

    report = of_report("entry__report")
    occurred_after = day_filter("entry__counts_from", "gt", help_text=_("Its entry counts from a later day than this."))
    occurred_before = day_filter(
        "entry__counts_from", "lt", help_text=_("Its entry counts from an earlier day than this.")
    )


class OnTargetFilters(OfEntryFilters):
    """What is on a measure or an ambiguity, and about somebody's actions."""

    measure = of_measure(method="filter_measure", help_text=_("Key of a measure; its parts are included."))
    ambiguity = of_ambiguity(help_text=_("Key or code of an ambiguity."))
    about = OfParty(
        method="filter_about",
        besides=[(BOTH, _("both")), (NONE, _("not specific to one side"))],
        help_text=_("About whom: a party, “both” or “none”."),
    )

    def filter_measure(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return rows.filter(of_wholes(self.form.found(name), "measure"))

    def filter_ambiguity(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return rows.filter(ambiguity__in=self.form.found(name))

    def filter_about(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        words = {BOTH: Q(about=None, about_both=True), NONE: Q(about=None, about_both=False)}
        return rows.filter(reduce(or_, (words.get(each, Q(about=each)) for each in value)))


class ViewFilters(OnTargetFilters):
    """Views: whose, what they say, and whether they are the latest."""

    whose = OfParty(
        method="filter_whose",
        besides=[(INDEPENDENT, _("independent"))],
        help_text=_("Whose view: a party or “independent”."),
    )
    state = MultipleChoiceFilter(
        choices=[(state.value, state.label) for state in STATES_OF_VIEWS],
        method="filter_state",
        help_text=_("Whether it has a level, or what stands in its place."),
    )
    level = one_of([(str(level), str(level)) for level in LEVELS], "level")
    direction = one_of(ViewDirection.choices, "direction")
    confidence = one_of(Confidence.choices, "confidence")
    provenance = one_of(Provenance.choices, "provenance")
    latest = YesOrNo(
        method="filter_latest",
        help_text=_("Whether it is the latest of that side on the same and about the same."),
    )
    q = WordsFilter()

    def filter_whose(self, views: ViewQuerySet, name: str, value: list[str]) -> ViewQuerySet:
        return views.filter(reduce(or_, (Q(whose=None if each == INDEPENDENT else each) for each in value)))

    def filter_state(self, views: ViewQuerySet, name: str, value: list[str]) -> ViewQuerySet:
        conditions = {
            SideState.LEVEL: Q(level__isnull=False),
            SideState.WORDS_ONLY: Q(level=None, nothing=""),
        }
        wanted = (conditions.get(SideState(state), Q(nothing=state)) for state in value)
        return views.filter(reduce(or_, wanted))

    def filter_latest(self, views: ViewQuerySet, name: str, value: bool) -> ViewQuerySet:
        entries = Entry.objects.visible_to(self.audience).counting(**self.days)
        latest = View.objects.latest_of(entries).values("pk")
        return views.filter(pk__in=latest) if value else views.exclude(pk__in=latest)


class StatusFilters(OnTargetFilters):
    """Changes of the status of measures, and of the state of ambiguities: to what."""

    status = one_of(Status.choices, "status", help_text=_("The new status of a measure."))
    state = one_of(AmbiguityState.choices, "state", help_text=_("The new state of an ambiguity."))


class BearingFilters(StatusFilters):
    """What entries do to measures and ambiguities: in which direction, and by what kind of entry."""

    direction = one_of(dict([*Direction.choices, *Clarity.choices]).items(), "direction")
    kind = one_of(EntryKind.choices, "entry__kind")
    track = one_of(Track.choices, "entry__track")
    claim = one_of(Claim.choices, "entry__claim")


class JudgementFilters(OfEntryFilters):
    """Judgements: of which meeting, on which subject, and what they say."""

    of = of_development()
    subject = of_subject("subject__key")
    sameness = one_of(Sameness.choices, "sameness")

    def filter_of(self, judgements: QuerySet[Judgement], name: str, value: list[str]) -> QuerySet[Judgement]:
        return judgements.filter(entry__of__in=all_versions(self.form.found(name)))
