"""The parties' texts of one meeting beside each other, which come with an entry of the journal, and only with one."""

from collections.abc import Mapping
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.evidence import Evidence
from measures.models.journal import Entry
from measures.models.partial_dates import PartialDateField
from measures.models.people import Party
from measures.models.records import OF_REPORT, JournalRow, RecordManager
from measures.models.search import SearchField
from measures.models.subjects import Subject
from measures.models.texts import Bilingual

READOUTS_FORMAT = 4


def sealed_since_readouts(*names: str) -> Mapping[str, int]:
    return dict.fromkeys(names, READOUTS_FORMAT)


class TextKind(models.TextChoices):
    """What kind of text a party gave out about a meeting."""

    READOUT = "readout", _("Readout")
    JOINT_TEXT = "joint_text", _("Joint text")
    OUTCOMES = "outcomes", _("Outcomes")
    FACT_SHEET = "fact_sheet", _("Fact sheet")
    BROADCAST = "broadcast", _("Broadcast")
    BRIEFING = "briefing", _("Briefing")
    SUMMARY = "summary", _("Summary")


# What is in none of a party's texts says something only if one of these is among them.
TELLING_KINDS = (TextKind.READOUT, TextKind.JOINT_TEXT, TextKind.OUTCOMES)


class Extent(models.TextChoices):
    """How much of a text was read."""

    WHOLE = "whole", _("Read whole")
    PART = "part", _("Read in part")


class ReadBy(models.TextChoices):
    """Whether somebody read a text, or its words were only searched for."""

    PERSON = "person", _("By a person")
    SEARCH = "search", _("By search")


class FindingState(models.TextChoices):
    """What was found of a subject in a text."""

    MENTIONS = "mentions", _("Mentioned")
    NOT_IN_TEXT = "not_in_text", _("Not in this text")
    FILED_UNDER = "filed_under", _("Only in a passage filed under another subject")
    NOT_LOOKED_FOR = "not_looked_for", _("Not looked for")


class TextVoice(models.TextChoices):
    """Of whom a text says it."""

    OWN = "own", _("Own side")
    OTHER = "other", _("The other side, by this text")
    BOTH = "both", _("Both sides, by this text")
    TEXT = "text", _("The text itself")


class TextAct(models.TextChoices):
    """What a text says was done: a closed list without order."""

    MENTIONED = "mentioned", _("Mentioned")
    VIEWS_EXCHANGED = "views_exchanged", _("Views exchanged")
    POSITION_STATED = "position_stated", _("Position stated")
    ASKED_OF_OTHER = "asked_of_other", _("Asked of the other side")
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    ANNOUNCED = "announced", _("Announced")


class Sameness(models.TextChoices):
    """Whether two sides' texts say the same of a subject, as we read them."""

    SAME = "same", _("The same")
    NOT_THE_SAME = "not_the_same", _("Not the same")


class RelatedDevelopment(JournalRow):
    """Another development of the meeting whose texts an entry compares, or an entry that a summary rests on."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="related", db_index=False)
    development = models.ForeignKey(Entry, models.PROTECT, related_name="related_comparisons")

    objects = RecordManager()

    class Meta:
        ordering = ["entry", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "development"], name="related_development_once_per_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} with {self.development_id}"


class ReadoutText(Bilingual, JournalRow):
    """A text that a party gave out about a meeting, as it was read."""

    bounded_by: ClassVar = ("entry__marking", f"entry__{OF_REPORT}")
    sealed_from_format = sealed_since_readouts(
        "issuer", "issuer_zh_hans", "administration", "administration_zh_hans", "language", "kind", "extent",
        "read_by", "note", "note_zh_hans",
    )  # fmt: skip

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="texts", db_index=False)
    party = models.ForeignKey(Party, models.PROTECT, verbose_name=_("Whose text"), related_name="+")
    evidence = models.ForeignKey(Evidence, models.PROTECT, verbose_name=_("source"), related_name="readout_texts")
    issuer = models.CharField(_("Who issued it"), max_length=300)
    issuer_zh_hans = models.CharField(max_length=300, blank=True)
    day = PartialDateField(_("Date of the text"), null=True, blank=True)
    administration = models.CharField(_("Administration"), max_length=200, blank=True)
    administration_zh_hans = models.CharField(max_length=200, blank=True)
    language = models.CharField(_("Language of the text"), max_length=20)
    kind = models.CharField(_("Kind of text"), max_length=20, choices=TextKind)
    extent = models.CharField(_("How much was read"), max_length=10, choices=Extent)
    read_by = models.CharField(_("Read by"), max_length=10, choices=ReadBy, default=ReadBy.PERSON)
    note = models.TextField(_("Note"), blank=True)
    note_zh_hans = models.TextField(blank=True)

    objects = RecordManager()

    class Meta:
        verbose_name = _("text of a meeting")
        ordering = ["entry", "party", "day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "party", "evidence"], name="text_once_per_party_and_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.words('issuer')}"


class UnreadText(Bilingual, JournalRow):
    """A text about a meeting that is known and was not read."""

    bounded_by: ClassVar = ("entry__marking", f"entry__{OF_REPORT}")
    sealed_from_format = sealed_since_readouts("title", "title_zh_hans", "url")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="unread_texts")
    party = models.ForeignKey(Party, models.PROTECT, verbose_name=_("Whose text"), related_name="+")
    title = models.CharField(_("title"), max_length=300)
    title_zh_hans = models.CharField(max_length=300, blank=True)
    day = PartialDateField(_("Date of the text"), null=True, blank=True)
    url = models.URLField(_("Address"), max_length=1000, blank=True)

    objects = RecordManager()

    class Meta:
        verbose_name = _("unread text")
        ordering = ["entry", "party", "day", "pk"]


class TextFinding(Bilingual, JournalRow):
    """What a text says of a subject: one passage that mentions it, or that no passage does or nobody looked."""

    bounded_by: ClassVar = ("text__entry__marking", f"text__entry__{OF_REPORT}")
    sealed_from_format = sealed_since_readouts(
        "position", "state", "note", "note_zh_hans", "voice", "act", "sentence", "sentence_zh_hans", "quotation",
        "quotation_language", "paragraph", "in_another_connection", "names_recommendation",
    )  # fmt: skip

    text = models.ForeignKey(ReadoutText, models.PROTECT, related_name="findings", db_index=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="findings")
    position = models.PositiveSmallIntegerField(_("place among the passages on its subject in this text"), default=1)
    state = models.CharField(_("What was found"), max_length=20, choices=FindingState)
    filed_under = models.ForeignKey(
        Subject, models.PROTECT, verbose_name=_("filed under"), related_name="+", null=True, blank=True
    )
    note = models.TextField(_("Note"), blank=True)
    note_zh_hans = models.TextField(blank=True)
    voice = models.CharField(_("Attributed to"), max_length=10, choices=TextVoice, blank=True)
    act = models.CharField(_("What was done"), max_length=20, choices=TextAct, blank=True)
    sentence = models.TextField(_("In our words, with any condition"), blank=True)
    sentence_zh_hans = models.TextField(blank=True)
    quotation = models.CharField(_("original words"), max_length=300, blank=True)
    quotation_language = models.CharField(_("Language of these words"), max_length=20, blank=True)
    paragraph = models.PositiveSmallIntegerField(_("Paragraph"), null=True, blank=True)
    in_another_connection = models.BooleanField(
        _("in another context"),
        default=False,
        help_text=_("The words relate to no measure."),
    )
    names_recommendation = models.BooleanField(
        _("names a recommendation of the report"), default=False, help_text=_("Almost no official text does.")
    )
    search = SearchField("quotation", "sentence", "sentence_zh_hans")

    objects = RecordManager()

    class Meta:
        verbose_name = _("finding in a text")
        ordering = ["text", "subject", "position", "pk"]
        indexes = [GinIndex(fields=["search"], name="finding_search", fastupdate=False)]
        constraints = [
            models.UniqueConstraint(fields=["text", "subject", "position"], name="finding_place_in_text"),
            models.CheckConstraint(
                condition=Q(state=FindingState.MENTIONS, voice__in=TextVoice.values, act__in=TextAct.values)
                | (
                    Q(state__in=[state for state in FindingState if state != FindingState.MENTIONS])
                    & Q(position=1, voice="", act="", sentence="", quotation="", in_another_connection=False)
                ),
                name="finding_mentions_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=Q(state=FindingState.FILED_UNDER, filed_under__isnull=False)
                | (~Q(state=FindingState.FILED_UNDER) & Q(filed_under=None)),
                name="finding_filed_under_names_where",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text_id} {self.subject_id} {self.state}"

    @property
    def original_language(self) -> str:
        return self.text.entry.language


class Judgement(Bilingual, JournalRow):
    """Whether the sides' texts say the same of a subject, with a sentence: our reading."""

    bounded_by: ClassVar = ("entry__marking", f"entry__{OF_REPORT}")
    sealed_from_format = sealed_since_readouts("sameness", "sentence", "sentence_zh_hans", "written_on")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="judgements", db_index=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="judgements")
    sameness = models.CharField(_("the same or not"), max_length=20, choices=Sameness)
    sentence = models.TextField(_("in our words"))
    sentence_zh_hans = models.TextField(blank=True)
    written_on = models.DateField(_("Written on"), null=True, blank=True)

    objects = RecordManager()

    class Meta:
        verbose_name = _("judgement of two sides’ texts")
        ordering = ["entry", "subject__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "subject"], name="judgement_once_per_subject")]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.sameness}"
