"""Filters over the record, the same objects for pages, answers, exports and feeds.

A parameter that is no filter, and a value that names nothing, are errors that name it.
"""

from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, DateFilter, IsoDateTimeFilter, MultipleChoiceFilter

from measures import access
from measures.analysis.coverage import CoverageState, coverage_of_report
from measures.models import (
    BOTH,
    INDEPENDENT,
    LEVELS,
    MOVING,
    NONE,
    Addressing,
    Ambiguity,
    Bearing,
    ChainKind,
    Citation,
    Claim,
    Clarity,
    Direction,
    Entry,
    EntryKind,
    Evidence,
    Grade,
    Kind,
    Measure,
    Outcome,
    Pointing,
    ReadoutText,
    Report,
    ReviewState,
    SourceKind,
    Status,
    Track,
    User,
    View,
    ViewsState,
)
from measures.models.evidence import EvidenceQuerySet
from measures.models.journal import EntryQuerySet, of_wholes, on_wholes
from measures.models.measures import MeasureQuerySet
from measures.models.records import readable_by
from measures.publishing.changed import ChangedSinceFilter
from measures.publishing.filter_forms import find_report
from measures.publishing.filter_kinds import (
    OfParty,
    RecordFilters,
    ReferenceFilter,
    WordsFilter,
    YesOrNo,
    day_filter,
    of_ambiguity,
    of_measure,
    of_owner,
    of_report,
    one_of,
)

NOBODY = "none"
MOST_COLONS = 5
LATEST_DIRECTIONS = [choice for choice in Direction.choices if choice[0] != Direction.BACKGROUND]


class ImportRowFilters(RecordFilters):
    """Rows of an imported table, by outcome."""

    outcome = MultipleChoiceFilter(choices=Outcome.choices)


class ReportFilters(RecordFilters):
    """What is a report's own: its words, its reasons, the chains of its journal."""

    report = of_report()


class ChainFilters(ReportFilters):
    """Chains by what they are of, and by their report if they have one."""

    kind = one_of(ChainKind.choices, "kind")


class AmbiguityFilters(ReportFilters):
    """Ambiguities of a report: by words, by who works on them, and by who is silent on them."""

    coverage = MultipleChoiceFilter(
        choices=CoverageState.choices,
        method="filter_coverage",
        help_text=_("How measures cover it; sets themselves do not count."),
    )
    unheard = OfParty(method="filter_unheard", help_text=_("Code of a party for which no statement on it is recorded."))
    q = WordsFilter()
    changed_since = ChangedSinceFilter()

    def filter_coverage(self, ambiguities: QuerySet[Ambiguity], name: str, value: list[str]) -> QuerySet[Ambiguity]:
        reports = Report.objects.all()
        if slug := self.form.cleaned_data.get("report"):
            reports = reports.filter(slug=slug)
        covered = [each for report in reports for each in coverage_of_report(report, self.audience, **self.days)]
        return ambiguities.filter(pk__in=[each.ambiguity.pk for each in covered if each.state in value])

    def filter_unheard(self, ambiguities: QuerySet[Ambiguity], name: str, value: str) -> QuerySet[Ambiguity]:
        counting = Entry.objects.visible_to(self.audience).counting(**self.days)
        heard = View.objects.filter(whose=value, ambiguity=OuterRef("pk"), entry__in=counting)
        # None if there is no such party: then `look_up` reports it.
        return ambiguities.filter(Exists(self.form.found(name))).exclude(parent=None).exclude(Exists(heard))


class CatalogueFilters(ReportFilters):
    """Measures by what does not depend on a day: what they are, who answers for them."""

    kind = one_of(Kind.choices, "kind", label=_("Kind"))
    party = OfParty("parties__code", help_text=_("Code of a party it is addressed to."), label=_("Addressed to"))
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
        help_text=_("The last day of its target date is before this day."),
        label=_("Target date before"),
    )
    due_after = day_filter(
        "due_by", "gt", help_text=_("The last day of its target date is after this day."), label=_("Target date after")
    )
    q = WordsFilter()

    def filter_owner(self, measures: MeasureQuerySet, name: str, value: str) -> MeasureQuerySet:
        if value == NOBODY:
            return measures.filter(owners=None)
        return measures.filter(owners__user__in=self.form.found(name))

    def filter_ambiguity(self, measures: MeasureQuerySet, name: str, value: str) -> MeasureQuerySet:
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
    level = ChoiceFilter(
        choices=[(str(level), str(level)) for level in LEVELS],
        method="filter_level",
        help_text=_("Level of a latest view; the independent one unless “whose” or “about” is given."),
        label=_("Level"),
    )
    whose = OfParty(
        method="filter_with_level",
        besides=[(INDEPENDENT, _("independent"))],
        help_text=_("Whose level: a party or “independent”."),
        label=_("Whose view"),
    )
    about = OfParty(
        method="filter_with_level",
        besides=[(BOTH, _("both")), (NONE, _("not specific to one side"))],
        help_text=_("About whom: a party, “both” or “none”."),
        label=_("About whose actions"),
    )
    views = one_of(
        ViewsState.choices,
        "standing__views_state",
        help_text=_("How the parties’ views compare."),
        label=_("Parties’ views"),
    )
    latest_after = day_filter(
        "standing__latest_by",
        "gt",
        help_text=_("Its latest development is after this day."),
        label=_("Latest development after"),
    )
    moved_after = DateFilter(
        method="filter_moved",
        input_formats=["%Y-%m-%d"],
        help_text=_(
            "Its latest development is after this day and moves it toward or away; “either way” does not "
            "count as movement."
        ),
        label=_("Moved after"),
    )
    unmoved_since = DateFilter(
        method="filter_unmoved",
        input_formats=["%Y-%m-%d"],
        help_text=_("Its latest development moves it neither toward nor away, or is not after this day."),
        label=_("Not moved since"),
    )
    contested = YesOrNo(field_name="standing__is_contested", label=_("Contested"))
    unsupported = YesOrNo(field_name="standing__is_unsupported", label=_("Unsupported"))
    extra = CharFilter(
        method="filter_extra",
        help_text=_("A further field and its text, as in “Remark:first”; without the text, any text."),
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

    def filter_moved(self, measures: MeasureQuerySet, name: str, value: date) -> MeasureQuerySet:
        moved = Q(standing__latest_by__gt=value, standing__latest_direction__in=MOVING)
        return measures.filter(moved)

    def filter_unmoved(self, measures: MeasureQuerySet, name: str, value: date) -> MeasureQuerySet:
        before = Q(standing__latest_by=None) | Q(standing__latest_by__lte=value)
        return measures.filter(before | Q(standing__latest_direction=Direction.EITHER))

    def filter_unchecked(self, measures: MeasureQuerySet, name: str, value: bool) -> MeasureQuerySet:
        return choose(measures, measures.unchecked(on=self.on), value)

    def filter_level(self, measures: MeasureQuerySet, name: str, value: str) -> MeasureQuerySet:
        cleaned = self.form.cleaned_data
        if cleaned.get("whose") or cleaned.get("about"):
            return measures.filter(self.has_level_filter())
        return measures.filter(standing__level=int(value))  # type: ignore[misc]

    def filter_with_level(self, measures: MeasureQuerySet, name: str, value: str) -> MeasureQuerySet:
        """Whose and about belong to a level: without one, any level."""
        return measures if self.form.cleaned_data.get("level") else measures.filter(self.has_level_filter())

    def has_level_filter(self) -> Q:
        """Whether one of the latest views has the requested level, whose and about."""
        cleaned = self.form.cleaned_data
        view = {"whose": cleaned.get("whose") or INDEPENDENT}
        if about := cleaned.get("about"):
            view["about"] = about
        levels = [int(cleaned["level"])] if cleaned.get("level") else LEVELS
        return Q.create([Q(standing__views__contains=[{**view, "level": level}]) for level in levels], connector=Q.OR)


BY_STANDING = frozenset(MeasureFilters.base_filters) - frozenset(CatalogueFilters.base_filters)


def choose(measures: MeasureQuerySet, those: MeasureQuerySet, wanted: bool) -> MeasureQuerySet:
    """Those measures, or all others."""
    return those if wanted else measures.exclude(pk__in=those.values("pk"))


class EntryFilters(ReportFilters):
    """Entries of the journal: of what, about what, from when."""

    measure = of_measure(
        method="filter_measure", help_text=_("Key of a measure; entries on its parts count too."), label=_("Measure")
    )
    ambiguity = of_ambiguity(help_text=_("Key or code of an ambiguity."), label=_("Ambiguity"))
    source = CharFilter(method="filter_source", help_text=_("Key of a source that it cites."), label=_("Source"))
    party = OfParty(
        method="filter_party",
        help_text=_("Code of a party: it is about this party’s actions, has its view, or compares its texts."),
        label=_("Party"),
    )
    source_language = CharFilter(
        method="filter_source_language",
        help_text=_("Code of the language of a source that it cites; “zh” means any Chinese."),
        label=_("Language of a source"),
    )
    source_kind = MultipleChoiceFilter(
        choices=SourceKind.choices,
        method="filter_source_kind",
        help_text=_(
            "Kind of a source that it cites; if “source_language” is given, the same source must be in that language."
        ),
        label=_("Kind of source"),
    )
    followed = YesOrNo(
        method="filter_followed",
        help_text=_("Whether it is about something you own or watch."),
        label=_("I own or watch it"),
    )
    counting = YesOrNo(method="filter_counting", help_text=_("Whether it counts: neither corrected nor redacted."))
    kind = one_of(EntryKind.choices, "kind", label=_("Kind"))
    claim = one_of(Claim.choices, "claim", label=_("How well established"))
    track = one_of(Track.choices, "track", label=_("Track"))
    direction = ChoiceFilter(
        choices=list(dict([*Direction.choices, *Clarity.choices]).items()),
        method="filter_direction",
        help_text=_("Direction of an effect; if a measure or ambiguity is given, direction of the effect on that."),
        label=_("Direction"),
    )
    points = ChoiceFilter(
        choices=Pointing.choices,
        method="filter_points",
        help_text=_("Which way a development points over all its measures; each development has one answer."),
        label=_("Overall direction"),
    )
    occurred_after = day_filter(
        "counts_from", "gt", help_text=_("It counts from a later day than this."), label=_("After")
    )
    occurred_before = day_filter(
        "counts_from", "lt", help_text=_("It counts from an earlier day than this."), label=_("Before")
    )
    q = WordsFilter()
    changed_since = ChangedSinceFilter()

    recorded_after = IsoDateTimeFilter(
        field_name="recorded_at",
        lookup_expr="gt",
        help_text=_("It was recorded after this moment."),
        label=_("Recorded after"),
    )
    from_library = YesOrNo(
        field_name="library_as_of",
        lookup_expr="isnull",
        exclude=True,
        help_text=_("Whether it came with a library and was not logged here."),
        label=_("Came with a library"),
    )

    def filter_measure(self, entries: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return entries.filter(on_wholes(self.form.found(name)))

    def filter_source(self, entries: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        cited = Evidence.objects.visible_to(self.audience).filter(key=value)
        return entries.filter(pk__in=Citation.objects.filter(evidence__in=cited).values("entry"))

    def filter_party(self, entries: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        party = self.form.found(name)
        measures = Measure.objects.visible_to(self.audience)
        on_seen = Q(measure=None) | readable_by(Measure, self.audience, "measure__")
        of_sides = Q(about_both=True, entry__report__in=measures.filter(parties__in=party).values("report"))
        about = Q(about__in=party) | of_sides
        borne: QuerySet[Any] = Bearing.objects.filter(on_seen & about)
        viewed: QuerySet[Any] = View.objects.filter(on_seen & (about | Q(whose__in=party)))
        compared: QuerySet[Any] = ReadoutText.objects.filter(party__in=party)
        first, *others = (rows.order_by().values("entry") for rows in (borne, viewed, compared))
        return entries.filter(pk__in=first.union(*others))

    def filter_source_language(self, entries: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        """With a kind, both are of one source."""
        return entries if self.form.cleaned_data.get("source_kind") else self.citing(entries)

    def filter_source_kind(self, entries: EntryQuerySet, name: str, value: list[str]) -> EntryQuerySet:
        return self.citing(entries, kind__in=value)

    def citing(self, entries: EntryQuerySet, **source: Any) -> EntryQuerySet:
        """Those that cite a source of the kind and in the language that are asked for."""
        sources = Evidence.objects.visible_to(self.audience).filter(**source)
        if language := self.form.cleaned_data.get("source_language"):
            sources = sources.filter(Q(language__iexact=language) | Q(language__istartswith=f"{language}-"))
        cited = Citation.objects.filter(evidence__in=sources, entry__redaction=None)
        return entries.filter(pk__in=cited.order_by().values("entry"))

    def filter_ambiguity(self, entries: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        ambiguities = self.form.found(name)
        borne: QuerySet[Any] = Bearing.objects.filter(ambiguity__in=ambiguities).order_by().values("entry")
        return entries.filter(
            pk__in=borne.union(View.objects.filter(ambiguity__in=ambiguities).order_by().values("entry"))
        )

    def filter_followed(self, entries: EntryQuerySet, name: str, value: bool) -> EntryQuerySet:
        seen = Measure.objects.visible_to(self.audience)
        followed = seen.followed_by(self.reader) if isinstance(self.reader, User) else seen.none()
        on_followed = on_wholes(followed)
        return entries.filter(on_followed if value else ~on_followed)

    def filter_counting(self, entries: EntryQuerySet, name: str, value: bool) -> EntryQuerySet:
        counting = entries.counting(**self.days)
        return counting if value else entries.exclude(pk__in=counting.values("pk"))

    def filter_direction(self, entries: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        cleaned = self.form.cleaned_data
        on = Q(measure=None) | Q(measure__marking__in=self.audience.markings)
        if cleaned.get("measure"):
            on = of_wholes(self.form.found("measure"), "measure")
        if cleaned.get("ambiguity"):
            on = Q(ambiguity__in=self.form.found("ambiguity"))
        return entries.filter(pk__in=Bearing.objects.filter(on, direction=value).values("entry"))

    def filter_points(self, entries: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        return entries.pointing(value, audience=self.audience)


class EvidenceFilters(RecordFilters):
    """Sources: of which report, on whose measures, how far trusted, how reviewed."""

    report = ReferenceFilter(
        find_report, method="filter_report", help_text=_("Short name of a report whose entries cite it.")
    )
    grade = one_of(Grade.choices, "grade", label=_("Grade"))
    kind = one_of(SourceKind.choices, "kind", label=_("Kind"))
    state = ChoiceFilter(
        choices=ReviewState.choices, method="filter_state", help_text=_("State of its review."), label=_("Review")
    )
    reviewed_here = YesOrNo(
        method="filter_reviewed_here",
        label=_("Reviewed here"),
        help_text=_("Whether a person has reviewed it; if not, only the record’s authors have graded it."),
    )
    owner = of_owner()
    to_review = YesOrNo(
        method="filter_to_review", help_text=_("Whether it is waiting for a review that you may write.")
    )
    q = WordsFilter()
    changed_since = ChangedSinceFilter()

    def filter_to_review(self, sources: EvidenceQuerySet, name: str, value: bool) -> EvidenceQuerySet:
        waiting = access.waiting_for(self.reader, sources, known_at=self.days["known_at"])
        return waiting if value else sources.exclude(pk__in=waiting.values("pk"))

    def filter_reviewed_here(self, sources: EvidenceQuerySet, name: str, value: bool) -> EvidenceQuerySet:
        return sources.with_review_state(known_at=self.days["known_at"]).filter(Q(reviewed_here=value))

    def filter_owner(self, sources: EvidenceQuerySet, name: str, value: str) -> EvidenceQuerySet:
        """Sources cited by entries on measures of these owners."""
        owned = Measure.objects.visible_to(self.audience).whole().filter(owners__user__in=self.form.found(name))
        entries = Entry.objects.visible_to(self.audience).filter(on_wholes(owned))
        return sources.cited_by(entries.recorded(**self.days))

    def filter_report(self, sources: EvidenceQuerySet, name: str, value: str) -> EvidenceQuerySet:
        entries = Entry.objects.visible_to(self.audience).filter(report__slug=value)
        return sources.cited_by(entries.recorded(**self.days))

    def filter_state(self, sources: EvidenceQuerySet, name: str, value: str) -> EvidenceQuerySet:
        known_at = self.days["known_at"]
        if value == ReviewState.PENDING:
            return sources.pending(known_at=known_at)
        return sources.with_review_state(known_at=known_at).filter(Q(review_state=value))
