"""Filters of the entries of the journal."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, IsoDateTimeFilter, MultipleChoiceFilter

from measures.models import (
    BEARING_DIRECTIONS,
    AmbiguityState,
    Assessment,
    Bearing,
    Citation,
    Claim,
    Entry,
    EntryKind,
    Evidence,
    Measure,
    Pointing,
    ReadoutText,
    SourceKind,
    Statement,
    Status,
    Track,
    User,
)
from measures.models.journal import EntryQuerySet, of_wholes, on_wholes
from measures.models.records import readable_by
from measures.publishing.changed import ChangedSinceFilter
from measures.publishing.filter_forms import RowFinder, seen_of
from measures.publishing.filters import (
    OfParty,
    ReferenceFilter,
    ReportFilters,
    WordsFilter,
    YesOrNo,
    day_filter,
    of_ambiguity,
    of_key,
    of_measure,
    one_of,
)


class EntryFilters(ReportFilters):
    """Entries of the journal: of what, about what, from when."""

    key = of_key(Entry)
    measure = of_measure(
        method="filter_measure", help_text=_("Key of a measure; entries on its parts count too."), label=_("Measure")
    )
    ambiguity = of_ambiguity(help_text=_("Key or code of an ambiguity."), label=_("Ambiguity"))
    source = ReferenceFilter(
        RowFinder(seen_of(Evidence)),
        method="filter_source",
        help_text=_("Key of a source that it cites."),
        label=_("Source"),
    )
    party = OfParty(
        method="filter_party",
        help_text=_("Code of a party: it is about this party’s actions, has its words, or compares its texts."),
        label=_("Party"),
    )
    source_language = CharFilter(
        method="filter_source_language",
        help_text=_("Language of a source that it cites; “zh” is any Chinese."),
        label=_("Language of a source"),
    )
    source_kind = MultipleChoiceFilter(
        choices=SourceKind.choices,
        method="filter_source_kind",
        help_text=_("Kind of a source that it cites; with “source_language”, of a source in that language."),
        label=_("Kind of source"),
    )
    followed = YesOrNo(
        method="filter_followed",
        help_text=_("Whether you own or watch what it is about."),
        label=_("I own or watch it"),
    )
    counting = YesOrNo(method="filter_counting", help_text=_("Whether it counts: neither corrected nor redacted."))
    kind = one_of(EntryKind.choices, "kind", label=_("Kind"))
    claim = one_of(Claim.choices, "claim", label=_("How well established"))
    track = one_of(Track.choices, "track", label=_("Track"))
    status_set = MultipleChoiceFilter(
        choices=list(dict([*Status.choices, *AmbiguityState.choices]).items()),
        method="filter_status_set",
        help_text=_("Status or state that it sets, on the measure or ambiguity given, if any."),
        label=_("New status"),
    )
    direction = MultipleChoiceFilter(
        choices=BEARING_DIRECTIONS,
        method="filter_direction",
        help_text=_("Direction of an effect, on the measure or ambiguity given, if any."),
        label=_("Direction"),
    )
    points = MultipleChoiceFilter(
        choices=Pointing.choices,
        method="filter_points",
        help_text=_("Which way a development points over all its measures."),
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
        help_text=_("Whether it came with a library."),
        label=_("Came with a library"),
    )

    def filter_measure(self, entries: EntryQuerySet, name: str, value: list[str]) -> EntryQuerySet:
        return entries.filter(on_wholes(self.form.found(name)))

    def filter_source(self, entries: EntryQuerySet, name: str, value: list[str]) -> EntryQuerySet:
        return entries.filter(pk__in=Citation.objects.filter(evidence__in=self.form.found(name)).values("entry"))

    def filter_party(self, entries: EntryQuerySet, name: str, value: list[str]) -> EntryQuerySet:
        party = self.form.found(name)
        measures = Measure.objects.visible_to(self.audience)
        on_seen = Q(measure=None) | readable_by(Measure, self.audience, "measure__")
        of_sides = Q(about_both=True, entry__report__in=measures.filter(parties__in=party).values("report"))
        about = Q(about__in=party) | of_sides
        borne: QuerySet[Any] = Bearing.objects.filter(on_seen & about)
        viewed: QuerySet[Any] = Assessment.objects.of_ours().filter(on_seen & about)
        spoken: QuerySet[Any] = Statement.objects.all().of_any(value)
        compared: QuerySet[Any] = ReadoutText.objects.filter(party__in=party)
        first, *others = (rows.order_by().values("entry") for rows in (borne, viewed, spoken, compared))
        return entries.filter(pk__in=first.union(*others))

    def filter_source_language(self, entries: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        """With a kind, both are of one source."""
        return entries if self.form.cleaned_data.get("source_kind") else self.citing(entries)

    def filter_source_kind(self, entries: EntryQuerySet, name: str, value: list[str]) -> EntryQuerySet:
        return self.citing(entries, kind__in=value)

    def citing(self, entries: EntryQuerySet, **source: object) -> EntryQuerySet:
        """Those that cite a source of the kind and in the language that are asked for."""
        sources = Evidence.objects.visible_to(self.audience).filter(**source)
        if language := self.form.cleaned_data.get("source_language"):
            sources = sources.filter(Q(language__iexact=language) | Q(language__istartswith=f"{language}-"))
        cited = Citation.objects.filter(evidence__in=sources, entry__redaction=None)
        return entries.filter(pk__in=cited.order_by().values("entry"))

    def filter_ambiguity(self, entries: EntryQuerySet, name: str, value: list[str]) -> EntryQuerySet:
        ambiguities = self.form.found(name)
        borne: QuerySet[Any] = Bearing.objects.filter(ambiguity__in=ambiguities).order_by().values("entry")
        return entries.filter(
            pk__in=borne.union(Assessment.objects.filter(ambiguity__in=ambiguities).order_by().values("entry"))
        )

    def filter_followed(self, entries: EntryQuerySet, name: str, value: bool) -> EntryQuerySet:
        seen = Measure.objects.visible_to(self.audience)
        followed = seen.followed_by(self.reader) if isinstance(self.reader, User) else seen.none()
        on_followed = on_wholes(followed)
        return entries.filter(on_followed if value else ~on_followed)

    def filter_counting(self, entries: EntryQuerySet, name: str, value: bool) -> EntryQuerySet:
        counting = entries.counting(**self.days)
        return counting if value else entries.exclude(pk__in=counting.values("pk"))

    def filter_direction(self, entries: EntryQuerySet, name: str, value: list[str]) -> EntryQuerySet:
        return entries.filter(pk__in=self.bearings().filter(direction__in=value).values("entry"))

    def filter_status_set(self, entries: EntryQuerySet, name: str, value: list[str]) -> EntryQuerySet:
        setting = self.bearings().filter(Q(status__in=value) | Q(state__in=value))
        return entries.filter(pk__in=setting.values("entry"))

    def bearings(self) -> QuerySet[Bearing]:
        """The effects that are asked about: on a measure or an ambiguity, if one is given."""
        cleaned = self.form.cleaned_data
        on = Q(measure=None) | self.audience.reads("measure__report", "measure__marking")
        if cleaned.get("measure"):
            on = of_wholes(self.form.found("measure"), "measure")
        if cleaned.get("ambiguity"):
            on = Q(ambiguity__in=self.form.found("ambiguity"))
        return Bearing.objects.filter(on)

    def filter_points(self, entries: EntryQuerySet, name: str, value: list[str]) -> EntryQuerySet:
        return entries.pointing(*value, audience=self.audience)
