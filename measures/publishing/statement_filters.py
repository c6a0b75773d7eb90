"""Filters of statements: whose words, about whom, on what, from when."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter

from measures.models import (
    ABOUT_WORDS,
    Addressed,
    Authority,
    Evidence,
    Speech,
    Statement,
    StatementAct,
    StatementVoice,
)
from measures.models.statements import StatementQuerySet
from measures.publishing.filter_forms import RowFinder, seen_of
from measures.publishing.filters import (
    OfParty,
    RecordFilters,
    ReferenceFilter,
    WordsFilter,
    day_filter,
    of_ambiguity,
    of_key,
    of_measure,
    of_report,
    of_subject,
    one_of,
)


class StatementFilters(RecordFilters):
    """Statements of parties in their own words."""

    key = of_key(Statement)
    report = of_report("entry__report")
    party = OfParty(
        method="filter_party",
        help_text=_("Code of a party that said them, alone or with others."),
        label=_("Party"),
    )
    about = OfParty(
        besides=[(word.value, word.label) for word in ABOUT_WORDS],
        method="filter_about",
        help_text=_("Code of a party that they are about, also in its own words; or “itself”, “both”, “general”."),
        label=_("About"),
    )
    subject = of_subject(method="filter_subject", label=_("Subject"))
    measure = of_measure(method="filter_measure", label=_("Measure"))
    ambiguity = of_ambiguity(help_text=_("Key or code of an ambiguity."), label=_("Ambiguity"))
    act = one_of(StatementAct.choices, "acts", method="filter_act", label=_("What the words do"))
    to = OfParty(
        besides=list(Addressed.choices),
        method="filter_to",
        help_text=_("Code of a party to which they are addressed; or “all”, “nuclear_weapon_states”, “other_states”."),
        label=_("Addressed to"),
    )
    authority = one_of(Authority.choices, "authority", label=_("Authority"))
    voice = one_of(StatementVoice.choices, "voice", label=_("For whom it speaks"))
    speech = one_of(Speech.choices, "speech", label=_("How the source gives the words"))
    speaker = CharFilter(method="filter_speaker", help_text=_("Part of the speaker’s name."), label=_("Speaker"))
    source = ReferenceFilter(
        RowFinder(seen_of(Evidence)), "citation__evidence__key", help_text=_("Key of the source."), label=_("Source")
    )
    said_after = day_filter("said_last", "gte", help_text=_("Said on this day or later."), label=_("From"))
    said_before = day_filter("said_last", "lte", help_text=_("Said on this day or earlier."), label=_("To"))
    q = WordsFilter()

    def filter_party(self, rows: StatementQuerySet, name: str, value: list[str]) -> StatementQuerySet:
        return rows.of_any(value)

    def filter_about(self, rows: StatementQuerySet, name: str, value: list[str]) -> StatementQuerySet:
        return rows.about_any(value)

    def filter_to(self, rows: StatementQuerySet, name: str, value: list[str]) -> StatementQuerySet:
        return rows.filter(to__overlap=value)

    def filter_subject(self, rows: StatementQuerySet, name: str, value: list[str]) -> StatementQuerySet:
        return rows.filed_under(subject__in=self.form.found(name))

    def filter_measure(self, rows: StatementQuerySet, name: str, value: list[str]) -> StatementQuerySet:
        return rows.filed_under(measure__in=self.form.found(name))

    def filter_ambiguity(self, rows: StatementQuerySet, name: str, value: list[str]) -> StatementQuerySet:
        return rows.filed_under(ambiguity__in=self.form.found(name))

    def filter_act(self, rows: StatementQuerySet, name: str, value: list[str]) -> StatementQuerySet:
        return rows.filter(acts__overlap=value)

    def filter_speaker(self, rows: StatementQuerySet, name: str, value: str) -> StatementQuerySet:
        return rows.filter(Q(speaker__icontains=value) | Q(speaker_zh_hans__icontains=value))
