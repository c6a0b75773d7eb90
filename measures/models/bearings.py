"""What comes with an entry of the journal, and only with one: bearings, assessments, citations, milestones' marks."""

from typing import ClassVar, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from measures.models.evidence import Evidence
from measures.models.journal import Entry
from measures.models.legacy import ENTERED_BY_PARTY, OLD_PROVENANCE
from measures.models.markings import Audience
from measures.models.measures import Measure
from measures.models.milestones import Milestone
from measures.models.people import Party
from measures.models.records import OF_REPORT, JournalRow, RecordManager, RecordQuerySet, count_of
from measures.models.reports import Ambiguity
from measures.models.search import SearchField
from measures.models.texts import Bilingual, Language, Words, bilingual, choose_words, reading_language
from measures.models.voices import AboutConduct, Voiced
from measures.models.words import AmbiguityState, Clarity, Concern, Direction, Status


class TargetedRow(AboutConduct, Bilingual, JournalRow):
    """Says something of one measure (or part) or of one ambiguity, and about whose conduct."""

    bounded_by: ClassVar = ("entry__marking", f"entry__{OF_REPORT}")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="%(class)ss", null=True, blank=True)
    ambiguity = models.ForeignKey(Ambiguity, models.PROTECT, related_name="%(class)ss", null=True, blank=True)
    about = models.ForeignKey(Party, models.PROTECT, related_name="+", null=True, blank=True)
    about_both = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def on(self) -> Measure | Ambiguity:
        target = self.measure or self.ambiguity
        if target is None:
            # The constraints rule this out; only a row that was written past them has no target.
            raise ObjectDoesNotExist
        return target


def on_one_thing(name: str) -> list[models.CheckConstraint]:
    """The constraints that every `TargetedRow` has: one target, one way of saying about whom."""
    return [
        models.CheckConstraint(
            condition=Q(measure=None, ambiguity__isnull=False) | Q(measure__isnull=False, ambiguity=None),
            name=f"{name}_on_one_thing",
        ),
        models.CheckConstraint(condition=Q(about=None) | Q(about_both=False), name=f"{name}_about_one_way"),
    ]


# What a development does to a measure, and to an ambiguity.
BEARING_DIRECTIONS = list(dict([*Direction.choices, *Clarity.choices]).items())


class Bearing(TargetedRow):
    """An entry bears on a measure or an ambiguity, in one direction, and may change its status or state."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="bearings", db_index=False)
    direction = models.CharField(_("Direction"), max_length=20, choices=BEARING_DIRECTIONS)
    concern = models.CharField(_("Concern"), max_length=10, choices=Concern, blank=True)
    status = models.CharField(_("New status"), max_length=20, choices=Status, blank=True)
    state = models.CharField(_("New state"), max_length=20, choices=AmbiguityState, blank=True)
    changed_by = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("Whose act changed it"), related_name="+", null=True, blank=True
    )
    reason = models.TextField(_("Why"), blank=True)
    reason_zh_hans = models.TextField(blank=True)
    note = models.TextField(_("Note"), blank=True)
    note_zh_hans = models.TextField(blank=True)

    sealed_from_format: ClassVar = dict.fromkeys(
        ("direction", "concern", "status", "state", *bilingual("reason", "note")), 1
    )

    objects = RecordManager()

    class Meta:
        verbose_name = _("effect")
        ordering = ["entry", "pk"]
        constraints = [
            *on_one_thing("bearing"),
            models.CheckConstraint(
                condition=Q(measure__isnull=False, direction__in=Direction.values, concern="", state="")
                | Q(ambiguity__isnull=False, direction__in=Clarity.values, status=""),
                name="bearing_direction_fits",
            ),
            models.UniqueConstraint(fields=["entry", "measure"], name="bearing_once_per_measure"),
            models.UniqueConstraint(fields=["entry", "ambiguity"], name="bearing_once_per_ambiguity"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.direction}"


class Confidence(models.TextChoices):
    LOW = "low", _("Low confidence")
    MODERATE = "moderate", _("Moderate confidence")
    HIGH = "high", _("High confidence")


class Provenance(models.TextChoices):
    """How we come to know an assessment."""

    OFFICIAL_STATEMENT = "official_statement", _("Official statement")
    OUR_READING = "our_reading", _("Our reading")


def provenance_label(provenance: str) -> str:
    """How we come to know an assessment, in the reader's words."""
    return str({**dict(Provenance.choices), **OLD_PROVENANCE}[provenance])


class AssessmentDirection(models.TextChoices):
    TOWARD = "toward", _("Toward")
    AWAY = "away", _("Away")
    # Developments toward and away, or none of either.
    NONE = "none", _("Mixed, or none")


class Nothing(models.TextChoices):
    """What an independent assessment without a level says; neither is ever counted as 0."""

    NOTHING_FOUND = "nothing_found", _("Nothing found")
    NOT_OBSERVABLE = "not_observable", _("Not observable")


LEVELS = (0, 1, 2, 3)
# On what an assessment of ours rests, so that others can judge it: its card, each with its Chinese.
CARD = ("confidence_basis", "assumptions", "other_reading", "what_would_change", "why_changed")
# What only a row has that an earlier version recorded as a party's view.
OF_PARTY = ("speaker", "office", "administration")
CARD_FORMAT = 9
IN_SHORT_FORMAT = 14


class AssessmentQuerySet(RecordQuerySet["Assessment"]):
    """Assessments that are …"""

    def of_ours(self) -> Self:
        """Assessments of this tracker; what earlier versions recorded as a party's view stands with its entry only."""
        return self.filter(whose=None)

    def recorded_of_parties(self) -> Self:
        """What earlier versions recorded as the view of a party."""
        return self.filter(whose__isnull=False)

    def with_grounds(self, audience: Audience) -> Self:
        """Each with what it rests on, of what the audience may read.

        `rests_on` are the keys of entries; `sources` the number of sources that it names, `cited` of those that its
        entry does.
        """
        grounds = Ground.objects.filter(assessment=models.OuterRef("pk"))
        cited_sources = grounds.filter(audience.reads("citation__entry__report", "citation__evidence__marking"))
        of_entry, readable = Q(entry=models.OuterRef("entry")), audience.reads("entry__report", "evidence__marking")
        cited = Citation.objects.filter(of_entry, readable)
        entries = grounds.filter(audience.reads("entry__report", "entry__marking")).order_by("pk").values("entry__key")
        return self.annotate(rests_on=ArraySubquery(entries), sources=count_of(cited_sources), cited=count_of(cited))


class Assessment(Voiced, TargetedRow):
    """How this tracker sees a measure or an ambiguity; an old row may hold what was recorded as a party’s view."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="assessments", db_index=False)
    whose = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("Whose view"), related_name="assessments", null=True, blank=True
    )
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    nothing = models.CharField(_("without a level"), max_length=20, choices=Nothing, blank=True)
    direction = models.CharField(_("Direction"), max_length=20, choices=AssessmentDirection, blank=True)
    confidence = models.CharField(_("Confidence"), max_length=20, choices=Confidence, default=Confidence.MODERATE)
    provenance = models.CharField(_("provenance"), max_length=20, choices=Provenance)
    text = models.TextField(_("in words"), blank=True)
    text_zh_hans = models.TextField(_("In words, in Chinese"), blank=True)
    speaker = models.CharField(_("speaker"), max_length=200, blank=True)
    speaker_zh_hans = models.CharField(_("Speaker, in Chinese"), max_length=200, blank=True)
    office = models.CharField(_("office"), max_length=300, blank=True)
    office_zh_hans = models.CharField(_("Office, in Chinese"), max_length=300, blank=True)
    administration = models.CharField(_("Administration"), max_length=200, blank=True)
    administration_zh_hans = models.CharField(_("Administration, in Chinese"), max_length=200, blank=True)
    # What stands by an assessment of ours of a measure as a whole, in one sentence that is held against its level.
    in_short = models.CharField(_("In short"), max_length=160, blank=True)
    in_short_zh_hans = models.CharField(_("In short, in Chinese"), max_length=60, blank=True)
    quotation = models.TextField(_("quotation in the original"), blank=True)
    quotation_language = models.CharField(max_length=10, choices=Language, blank=True)
    # Only of an assessment that was written after the day of its entry, which is the day that it is about.
    written_on = models.DateField(_("Written on"), null=True, blank=True)
    confidence_basis = models.TextField(_("What the confidence rests on"), blank=True)
    confidence_basis_zh_hans = models.TextField(_("What the confidence rests on, in Chinese"), blank=True)
    assumptions = models.TextField(_("Assumptions"), blank=True)
    assumptions_zh_hans = models.TextField(_("Assumptions, in Chinese"), blank=True)
    other_reading = models.TextField(_("The other reading, and why it is less likely"), blank=True)
    other_reading_zh_hans = models.TextField(_("The other reading, in Chinese"), blank=True)
    what_would_change = models.TextField(_("What would change our assessment"), blank=True)
    what_would_change_zh_hans = models.TextField(_("What would change our assessment, in Chinese"), blank=True)
    why_changed = models.TextField(_("Why it changed"), blank=True)
    why_changed_zh_hans = models.TextField(_("Why it changed, in Chinese"), blank=True)
    search = SearchField("quotation", "text", "text_zh_hans", "speaker", "speaker_zh_hans", "office", "office_zh_hans")

    sealed_from_format: ClassVar = {
        **dict.fromkeys(("nothing", "direction", "confidence", "provenance"), 1),
        **dict.fromkeys(bilingual("text", "speaker", "office", "administration"), 1),
        **dict.fromkeys(("quotation", "quotation_language"), 1),
        "written_on": 3,
        **dict.fromkeys(bilingual(*CARD), CARD_FORMAT),
        **dict.fromkeys(bilingual("in_short"), IN_SHORT_FORMAT),
    }

    objects = RecordManager.from_queryset(AssessmentQuerySet)()

    class Meta:
        # The table has the name of what it held at first, and so have its constraints.
        db_table = "measures_view"
        verbose_name = _("assessment")
        ordering = ["entry", "pk"]
        indexes = [GinIndex(fields=["search"], name="view_search", fastupdate=False)]
        constraints = [
            *on_one_thing("view"),
            models.CheckConstraint(condition=Q(level=None) | Q(level__in=LEVELS), name="view_level_0_to_3"),
            models.CheckConstraint(
                condition=Q(whose__isnull=False, nothing="")
                | Q(whose=None, level__isnull=False, nothing="")
                | Q(whose=None, level=None, nothing__in=Nothing.values),
                name="view_independent_has_level_or_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(whose__isnull=False) | Q(provenance=Provenance.OUR_READING),
                name="view_independent_is_our_reading",
            ),
            models.CheckConstraint(
                condition=Q(whose=None) | Q(written_on=None), name="view_written_later_is_independent"
            ),
            models.CheckConstraint(
                condition=Q(whose=None) | Q(**dict.fromkeys(bilingual(*CARD), "")), name="view_card_is_independent"
            ),
            models.CheckConstraint(
                condition=Q(in_short="", in_short_zh_hans="")
                | (Q(whose=None, measure__isnull=False, about_both=False) & ~Q(in_short="") & ~Q(in_short_zh_hans="")),
                name="view_in_short_is_ours_in_both_languages",
            ),
            models.UniqueConstraint(
                fields=["entry", "measure", "ambiguity", "whose", "about", "about_both"],
                nulls_distinct=False,
                name="view_once_per_entry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.whose_code} about {self.about_code}"

    @property
    def provenance_label(self) -> str:
        """How we come to know it, in the reader's words."""
        return provenance_label(self.provenance)

    @property
    def sentence(self) -> Words:
        """Our assessment in short: English and Chinese, in whatever language its entry was written."""
        return choose_words(self.in_short, self.in_short_zh_hans)

    @property
    def quoted(self) -> Words:
        """Its words in the original, in their language."""
        return Words(self.quotation, self.quotation_language or reading_language())

    @property
    def words_are(self) -> str:
        """Whose words its text is, if it is of a party: ours, unless the party itself has entered them."""
        if self.whose_id is None or self.provenance == ENTERED_BY_PARTY:
            return ""
        if self.provenance == Provenance.OUR_READING:
            return gettext("our reading")
        is_translated = self.quotation and self.quoted.lang != self.words("text").lang
        return gettext("our translation") if is_translated else gettext("in our words")

    @classmethod
    def names_in_lists(cls) -> tuple[str, ...]:
        """The names of the texts that lists show and standings keep: all but those of the card."""
        return tuple(name for name in cls.bilingual_names() if name not in (*CARD, *OF_PARTY))

    @classmethod
    def columns_in_lists(cls) -> tuple[str, ...]:
        """These texts, each followed by its Chinese."""
        return tuple(bilingual(*cls.names_in_lists()))

    @property
    def texts(self) -> tuple[str, ...]:
        """What lists show of it in words, in the order of its columns."""
        return tuple(getattr(self, name) for name in self.columns_in_lists())

    @property
    def card(self) -> list[tuple[str, Words]]:
        """Its card: each text with its label, or nothing where none is given. Why it changed stands there if it did."""
        texts = {name: self.words(name) for name in CARD}
        if not any(texts.values()):
            return []
        shown = {name: words for name, words in texts.items() if words or name != "why_changed"}
        labels: dict[str, object] = {field.name: field.verbose_name for field in self._meta.concrete_fields}
        return [(str(labels[name]), words) for name, words in shown.items()]

    @property
    def original_language(self) -> str:
        return self.entry.language


class Citation(JournalRow):
    """A source that an entry of the journal rests on."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="citations", db_index=False)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="citations")
    passage = models.CharField(_("passage"), max_length=200, blank=True)

    objects = RecordManager()

    class Meta:
        verbose_name = _("citation")
        ordering = ["entry", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "evidence"],
                name="citation_once_per_entry",
                violation_error_message=_("This entry already cites this source."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} cites {self.evidence_id}"


class Ground(JournalRow):
    """What an assessment rests on: an earlier entry, or a source that its own entry or such an earlier one cites."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="grounds", db_index=False, db_column="view_id"
    )
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="grounds", null=True, blank=True)
    citation = models.ForeignKey(Citation, models.PROTECT, related_name="grounds", null=True, blank=True)

    objects = RecordManager()

    class Meta:
        ordering = ["assessment", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entry=None, citation__isnull=False) | Q(entry__isnull=False, citation=None),
                name="ground_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["assessment", "entry", "citation"], nulls_distinct=False, name="ground_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} rests on {self.entry_id or self.citation_id}"


class MarkState(models.TextChoices):
    MET = "met", _("Met")
    NOT_MET = "not_met", _("Not met")
    UNDONE = "undone", pgettext_lazy("a milestone", "Undone")


class MilestoneMark(JournalRow):
    """An entry says that a milestone was met, was not met, or was undone: by one party, or by all together."""

    bounded_by: ClassVar = ("entry__marking", f"entry__{OF_REPORT}")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="marks", db_index=False)
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="marks")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=MarkState)

    objects = RecordManager()

    class Meta:
        verbose_name = _("mark of a milestone")
        ordering = ["entry", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "milestone", "party"], nulls_distinct=False, name="mark_once_per_entry"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.state}"
