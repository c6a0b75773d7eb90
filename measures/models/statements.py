"""What parties said in their own words; it comes with an entry of the journal, and only with one."""

from collections.abc import Collection
from typing import ClassVar, Self, Unpack

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from measures.models.bearings import Citation
from measures.models.journal import Entry
from measures.models.markings import Audience
from measures.models.measures import Measure
from measures.models.partial_dates import LastDay, PartialDate, PartialDateField
from measures.models.people import Party
from measures.models.records import OF_REPORT, Days, JournalRow, RecordManager, RecordQuerySet
from measures.models.reports import Ambiguity
from measures.models.search import SearchField
from measures.models.subjects import Subject
from measures.models.texts import CHINESE, NO_WORDS, Bilingual, Words, bilingual, reading_language

STATEMENT_FORMAT = 13
# The order of statements: the newest first.
NEWEST_FIRST = ("-said_last", "-key", "-pk")


class AboutWhom(models.TextChoices):
    """Whose conduct or aim a statement is about."""

    ITSELF = "itself", pgettext_lazy("about whom", "Itself")
    PARTY = "party", pgettext_lazy("about whom", "Another party")
    BOTH = "both", pgettext_lazy("about whom", "Both")
    GENERAL = "general", pgettext_lazy("about whom", "No state in particular")


# The words for it that are no party's code.
ABOUT_WORDS = (AboutWhom.ITSELF, AboutWhom.BOTH, AboutWhom.GENERAL)


class StatementVoice(models.TextChoices):
    """For whom a statement speaks."""

    OWN = "own", _("For its own side")
    BOTH = "both", _("For both sides")
    OTHER = "of_the_other", _("Words that it gives to the other side")


class Authority(models.TextChoices):
    """By what authority a statement is a party's."""

    LEADER = "leader", _("Leader")
    GOVERNMENT_TEXT = "law_or_government_text", _("Law or text of the government")
    MINISTRY = "ministry", _("Ministry or office of the government")
    MILITARY = "military", _("Military commander")
    LEGISLATURE = "legislature", _("Member or committee of the legislature")
    MEDIA_TEXT = "authorised_media_text", _("Text that state media carry as authorised")
    UNNAMED_OFFICIAL = "unnamed_official", _("Official who is not named")


# Listed and labelled, but never the latest words of a side.
NOT_THE_SIDE = (Authority.LEGISLATURE, Authority.UNNAMED_OFFICIAL)


class Speech(models.TextChoices):
    """How its source gives the words."""

    DIRECT = "direct", _("Quoted")
    REPORTED = "reported", _("In indirect speech")
    PARAPHRASE = "paraphrase", _("Paraphrase")


class TranslationBy(models.TextChoices):
    """Whose translation it is."""

    OURS = "ours", _("Our translation")
    PARTY = "party", _("The party’s own translation")
    OURS_WITH_FORMULA = "ours_with_formula", _("Our translation, with the words of the party’s own text")


class StatementAct(models.TextChoices):
    """What is done with the words: a closed list without order."""

    STATES = "states", _("States")
    COMMITS = "commits", _("Commits itself")
    ASKS = "asks", _("Asks")
    PROPOSES = "proposes", _("Proposes")
    ACCEPTS = "accepts", _("Accepts")
    ACCEPTS_IN_PART = "accepts_in_part", _("Accepts in part")
    DECLINES = "declines", _("Declines")
    DENIES = "denies", _("Denies")
    WITHDRAWS = "withdraws", _("Withdraws")
    ACKNOWLEDGES = "acknowledges", _("Acknowledges")


# So many references a statement may have: the form has room for them.
MOST_REFERENCES = 8
# What asks something of somebody.
REQUESTS = (StatementAct.ASKS, StatementAct.PROPOSES)


class Addressed(models.TextChoices):
    """To whom words are addressed, beside parties."""

    ALL = "all", _("All states")
    NUCLEAR_WEAPON_STATES = "nuclear_weapon_states", _("The nuclear-weapon states")
    OTHER_STATES = "other_states", _("Other states")


class StatementQuerySet(RecordQuerySet["Statement"]):
    """Statements that are …"""

    def counting(self, audience: Audience, **days: Unpack[Days]) -> Self:
        """Said by a day, and with an entry that counts then and that the audience may read."""
        entries = Entry.objects.visible_to(audience).counting(**days).order_by().values("pk")
        said = self if days["as_of"] is None else self.filter(said_last__lte=days["as_of"])
        return said.filter(entry__in=entries)

    def of_any(self, codes: Collection[str]) -> Self:
        """By one of these parties, alone or with others."""
        return self.filter(parties__overlap=list(codes))

    def about_any(self, codes: Collection[str]) -> Self:
        """About one of these: a party, its own words about itself too, or *itself*, *both*, *general*."""
        of_itself = Q(about=AboutWhom.ITSELF, parties__overlap=list(codes))
        return self.filter(Q(about__in=codes) | Q(about_party__in=codes) | of_itself)

    def filed_under(self, **place: object) -> Self:
        """Filed under a subject, a measure or an ambiguity."""
        return self.filter(models.Exists(StatementPlace.objects.filter(statement=models.OuterRef("pk"), **place)))

    def of_the_side(self) -> Self:
        """By what speaks for a side: no member of a legislature, no official who is not named."""
        return self.exclude(authority__in=NOT_THE_SIDE)

    def for_its_speaker(self) -> Self:
        """That speak for those who said them: words that one side gives to the other are nobody's own."""
        return self.exclude(voice=StatementVoice.OTHER)

    def newest_first(self) -> Self:
        return self.order_by(*NEWEST_FIRST)

    def for_reading(self) -> Self:
        """With its source, its places and what it refers to, as a page shows them."""
        return self.select_related("entry__report", "citation__evidence").prefetch_related(
            models.Prefetch(
                "places",
                StatementPlace.objects.select_related("subject", "measure", "ambiguity", "citation__evidence"),
            ),
            "references",
        )


class Statement(Bilingual, JournalRow):
    """A party's own words, with who spoke, on what occasion, about whom, and the source that has them."""

    bounded_by: ClassVar = ("entry__marking", f"entry__{OF_REPORT}")
    lists_of_parties: ClassVar = ("parties", "to")
    sealed_from_format: ClassVar = dict.fromkeys(
        (
            "key", "parties", "about", "voice", "authority", *bilingual("speaker", "office", "occasion", "place"),
            "quotation", "quotation_language", "speech", *bilingual("as_quoted_by", "translation"), "translation_by",
            "acts", "to", *bilingual("in_answer_to", "note"),
        ),
        STATEMENT_FORMAT,
    )  # fmt: skip

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="statements")
    # The same in each correction of its entry.
    key = models.CharField(_("key"), max_length=100)
    parties = ArrayField(models.CharField(max_length=40), verbose_name=_("Whose words"))
    about = models.CharField(_("About whom"), max_length=10, choices=AboutWhom)
    about_party = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("about which party"), related_name="+", null=True, blank=True
    )
    voice = models.CharField(_("For whom it speaks"), max_length=20, choices=StatementVoice, default=StatementVoice.OWN)
    authority = models.CharField(_("Authority"), max_length=30, choices=Authority)
    speaker = models.CharField(_("speaker"), max_length=200)
    speaker_zh_hans = models.CharField(_("Speaker, in Chinese"), max_length=200, blank=True)
    office = models.CharField(_("office"), max_length=300, blank=True)
    office_zh_hans = models.CharField(_("Office, in Chinese"), max_length=300, blank=True)
    occasion = models.CharField(_("occasion"), max_length=300, blank=True)
    occasion_zh_hans = models.CharField(_("Occasion, in Chinese"), max_length=300, blank=True)
    said_on: "models.Field[PartialDate | str, PartialDate]" = PartialDateField(  # type: ignore[assignment]
        _("Day on which it was said")
    )
    published_on = PartialDateField(_("Published"), null=True, blank=True)
    place = models.CharField(_("Place"), max_length=200, blank=True)
    place_zh_hans = models.CharField(_("Place, in Chinese"), max_length=200, blank=True)
    quotation = models.TextField(_("original words"))
    quotation_language = models.CharField(_("Language of these words"), max_length=20)
    speech = models.CharField(_("How the source gives them"), max_length=20, choices=Speech, default=Speech.DIRECT)
    as_quoted_by = models.CharField(_("as quoted by"), max_length=200, blank=True)
    as_quoted_by_zh_hans = models.CharField(_("As quoted by, in Chinese"), max_length=200, blank=True)
    translation = models.TextField(_("in English"), blank=True)
    translation_zh_hans = models.TextField(_("in Chinese"), blank=True)
    translation_by = models.CharField(
        _("Whose translation"), max_length=20, choices=TranslationBy, default=TranslationBy.OURS
    )
    acts = ArrayField(models.CharField(max_length=20), verbose_name=_("What the words do"))
    to = ArrayField(models.CharField(max_length=40), verbose_name=_("Addressed to"), default=list, blank=True)
    in_answer_to = models.CharField(_("in answer to"), max_length=300, blank=True)
    in_answer_to_zh_hans = models.CharField(_("In answer to, in Chinese"), max_length=300, blank=True)
    note = models.TextField(_("Note"), blank=True)
    note_zh_hans = models.TextField(_("Note in Chinese"), blank=True)
    citation = models.ForeignKey(Citation, models.PROTECT, verbose_name=_("source"), related_name="statements")
    said_last = models.GeneratedField(expression=LastDay("said_on"), output_field=models.DateField(), db_persist=True)
    search = SearchField(
        "quotation", "translation", "translation_zh_hans", "speaker", "speaker_zh_hans", "office", "office_zh_hans",
        "occasion", "occasion_zh_hans",
    )  # fmt: skip

    objects = RecordManager.from_queryset(StatementQuerySet)()

    class Meta:
        verbose_name = _("statement")
        ordering = NEWEST_FIRST
        indexes = [
            GinIndex(fields=["search"], name="statement_search", fastupdate=False),
            models.Index(fields=NEWEST_FIRST[:2], name="statement_newest_first"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key", "entry"], name="statement_once_per_entry"),
            models.CheckConstraint(condition=~Q(parties=[]) & ~Q(acts=[]), name="statement_by_somebody_does_something"),
            models.CheckConstraint(
                condition=Q(about=AboutWhom.PARTY, about_party__isnull=False)
                | (~Q(about=AboutWhom.PARTY) & Q(about_party=None)),
                name="statement_about_a_party_names_it",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def about_code(self) -> str:
        """About whom it is: the code of a party, or *itself*, *both*, *general*."""
        return self.about_party_id or self.about

    @property
    def quoted(self) -> Words:
        """Its words in the original, in their language."""
        return Words(self.quotation, self.quotation_language)

    @property
    def translated(self) -> Words:
        """The words in the reader's language, where they were said in another."""
        is_chinese = self.quotation_language.startswith("zh")
        if self.quotation_language == reading_language() or (is_chinese and reading_language() == CHINESE):
            return NO_WORDS
        return self.words("translation") or Words(self.translation_zh_hans, CHINESE)


class StatementPlace(JournalRow):
    """Where a statement is filed: under a subject, a measure or an ambiguity; or another source that has it too."""

    bounded_by: ClassVar = ("statement__entry__marking", f"statement__entry__{OF_REPORT}")

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="places", db_index=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="statement_places", null=True, blank=True)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="statement_places", null=True, blank=True)
    ambiguity = models.ForeignKey(Ambiguity, models.PROTECT, related_name="statement_places", null=True, blank=True)
    citation = models.ForeignKey(Citation, models.PROTECT, related_name="also_in", null=True, blank=True)

    objects = RecordManager()

    class Meta:
        ordering = ["statement", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    Q(subject__isnull=False, measure=None, ambiguity=None, citation=None)
                    | Q(subject=None, measure__isnull=False, ambiguity=None, citation=None)
                    | Q(subject=None, measure=None, ambiguity__isnull=False, citation=None)
                    | Q(subject=None, measure=None, ambiguity=None, citation__isnull=False)
                ),
                name="statement_place_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["statement", "subject", "measure", "ambiguity", "citation"],
                nulls_distinct=False,
                name="statement_place_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.key}"

    @property
    def on(self) -> Measure | Ambiguity | None:
        """The measure or ambiguity under which it is filed."""
        return self.measure or self.ambiguity

    @property
    def key(self) -> str:
        """The key of what it names."""
        if self.citation is not None:
            return self.citation.evidence.key
        row = self.subject or self.on
        return row.key if row is not None else ""


class ReferenceKind(models.TextChoices):
    """How a statement refers to what was said or done before."""

    ANSWERS = "answers", _("Answers")
    CLARIFIES = "clarifies", _("Clarifies its own words")
    REPEATS = "repeats", _("Repeats")
    WITHDRAWS = "withdraws", _("Withdraws")


class ReferenceManner(models.TextChoices):
    """By what it refers to it."""

    WORDS = "words", _("In words")
    DEED = "deed", _("By deed")
    JOINT_TEXT = "joint_text", _("In a joint text")


class ReferenceBasis(models.TextChoices):
    """Who says that it refers to it."""

    STATED = "stated", _("Stated by the text or by the question")
    OURS = "ours", _("Filed so by us")


class StatementReference(JournalRow):
    """A statement refers to an earlier statement, or to an entry."""

    bounded_by: ClassVar = ("statement__entry__marking", f"statement__entry__{OF_REPORT}")
    sealed_from_format: ClassVar = dict.fromkeys(
        ("to_statement", "to_entry", "how", "manner", "basis"), STATEMENT_FORMAT
    )

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="references", db_index=False)
    # By its key: so it names what is in force of it, and stays as it was sealed when that is redacted.
    to_statement = models.CharField(_("earlier statement"), max_length=100, blank=True)
    to_entry = models.CharField(_("entry"), max_length=100, blank=True)
    how = models.CharField(_("How it refers to it"), max_length=20, choices=ReferenceKind)
    manner = models.CharField(_("By what"), max_length=20, choices=ReferenceManner, default=ReferenceManner.WORDS)
    basis = models.CharField(_("who says so"), max_length=10, choices=ReferenceBasis, default=ReferenceBasis.OURS)

    objects = RecordManager()

    class Meta:
        ordering = ["statement", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(to_entry="") & ~Q(to_statement="")) | (~Q(to_entry="") & Q(to_statement="")),
                name="statement_reference_to_one_thing",
            ),
            models.UniqueConstraint(fields=["statement", "to_statement", "to_entry"], name="statement_reference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.how} {self.to_statement or self.to_entry}"
