"""Notes of dialogue sessions: what was on the table, as each side or the chairs write it down, and words agreed."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from measures.models.chains import Chain, Sealed
from measures.models.people import Party
from measures.models.records import RecordManager, Versioned, random_number
from measures.models.redactions import Redaction
from measures.models.sessions import AgendaItem, DialogueSession
from measures.models.texts import Bilingual, Language, Words

# The first format of seals that holds notes of sessions.
NOTES_FORMAT = 8
# For so long after a note was shown, whoever took part may ask that something be struck.
STRIKING_LASTS = timedelta(days=14)


class NoteKind(models.TextChoices):
    SIDE_NOTE = "side_note", _("Note of one side")
    CHAIRS_SUMMARY = "chairs_summary", _("Chair’s summary")


class NoteState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("a note", "Draft")
    SHOWN = "shown", pgettext_lazy("a note", "Shown to the circle")
    FINAL = "final", pgettext_lazy("a note", "Final")


class Clearance(models.TextChoices):
    """How many of the chairs have cleared a note; not which."""

    NEITHER = "neither", _("Cleared by neither chair")
    ONE = "one", _("Cleared by one chair")
    BOTH = "both", _("Cleared by both chairs")


class SessionNote(Versioned):
    """What was said at a session, by one organising side's account or in the chair's summary; by no person's."""

    session = models.ForeignKey(DialogueSession, models.PROTECT, related_name="notes")
    key = models.CharField(_("key"), max_length=120, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=NoteKind)
    of_side = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("organising side"), related_name="+", null=True, blank=True
    )
    state = models.CharField(_("state"), max_length=10, choices=NoteState, default=NoteState.DRAFT)
    shown_on = models.DateField(_("shown to the circle on"), null=True, blank=True, editable=False)
    cleared_by = models.CharField(
        _("cleared by the chairs"), max_length=10, choices=Clearance, default=Clearance.NEITHER
    )
    redaction = models.ForeignKey(
        Redaction, models.PROTECT, related_name="notes", null=True, blank=True, editable=False
    )

    objects = RecordManager()

    class Meta:
        verbose_name = _("note of a session")
        ordering = ["session", "kind", "of_side", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=NoteKind.SIDE_NOTE, of_side__isnull=False)
                | Q(kind=NoteKind.CHAIRS_SUMMARY, of_side=None),
                name="note_of_a_side_or_the_chairs",
            ),
            models.UniqueConstraint(
                fields=["session", "kind", "of_side"], name="note_once_per_side", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(state=NoteState.DRAFT, shown_on=None)
                | (~Q(state=NoteState.DRAFT) & Q(shown_on__isnull=False)),
                name="note_shown_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of_side} {self.get_kind_display()}" if self.of_side else self.get_kind_display()

    @property
    def is_final(self) -> bool:
        return self.state == NoteState.FINAL

    @property
    def is_redacted(self) -> bool:
        return self.redaction_id is not None

    @property
    def final_from(self) -> date | None:
        """The first day on which it may be made final unless both chairs have cleared it."""
        return self.shown_on + STRIKING_LASTS + timedelta(days=1) if self.shown_on else None

    def may_be_final_on(self, day: date) -> bool:
        if self.state != NoteState.SHOWN or self.final_from is None:
            return False
        return self.cleared_by == Clearance.BOTH or day >= self.final_from


class NotePart(models.TextChoices):
    POINTS_RAISED = "points_raised", _("Points raised")
    CAME_CLOSER = "came_closer", _("Views came closer on")
    DIFFERED = "differed", _("Views differed on")
    IDEAS = "ideas", _("Ideas put forward")
    TO_TAKE_HOME = "to_take_home", _("To be taken up at home")


class NoteLine(Bilingual):
    """A line of a note, under an item of the agenda; amended and struck without a trace until the note is final."""

    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)
    note = models.ForeignKey(SessionNote, models.PROTECT, related_name="lines")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="lines")
    part = models.CharField(_("part"), max_length=20, choices=NotePart)
    position = models.PositiveSmallIntegerField(_("place in the part"))
    # In the language of those who write the note, or in both.
    text = models.TextField(_("text"), max_length=2000, blank=True)
    text_zh_hans = models.TextField(max_length=2000, blank=True)
    is_amended = models.BooleanField(_("amended after it was shown"), default=False)

    objects = RecordManager()

    class Meta:
        verbose_name = _("line of a note")
        ordering = ["note", "item__position", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__regex=r"\S") | Q(text_zh_hans__regex=r"\S"), name="note_line_has_text"
            ),
        ]

    def words(self, field: str) -> Words:
        """In the reading language, or in that in which it was written."""
        return super().words(field) if self.text else Words(self.text_zh_hans, Language.CHINESE.value)


class NoteSeal(Sealed):
    """The place of a final note in the chain of its circle: what was sealed, and when; no name is part of it."""

    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)
    note = models.OneToOneField(SessionNote, models.PROTECT, related_name="sealed")
    recorded_at = models.DateTimeField(_("final since"))
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="note_seals")

    objects = RecordManager()

    class Meta:
        ordering = ["chain", "sequence"]
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="note_place_in_chain")]

    def __str__(self) -> str:
        return f"{self.chain_id} {self.sequence}"


class AuthenticText(models.TextChoices):
    """Which text of agreed words is authentic."""

    ENGLISH = Language.ENGLISH.value, _("The English text")
    CHINESE = Language.CHINESE.value, _("The Chinese text")
    BOTH = "both", _("Both texts")


class AgreedWords(models.Model):
    """Words that both sides agreed on, in both languages: at an official session, or cleared by both chairs."""

    session = models.ForeignKey(DialogueSession, models.PROTECT, related_name="agreed_words")
    key = models.CharField(_("key"), max_length=120, unique=True, editable=False)
    text = models.TextField(_("in English"), max_length=2000)
    text_zh_hans = models.TextField(_("in Chinese"), max_length=2000)
    authentic = models.CharField(_("authentic text"), max_length=10, choices=AuthenticText)
    interpretation = models.TextField(_("how it was interpreted"), max_length=1000, blank=True)
    is_cleared_by_both = models.BooleanField(_("cleared by both chairs"), default=False)

    objects = RecordManager()

    class Meta:
        verbose_name = _("agreed words")
        ordering = ["session", "key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__regex=r"\S", text_zh_hans__regex=r"\S"), name="agreed_words_in_both_languages"
            ),
        ]

    def __str__(self) -> str:
        return self.key
