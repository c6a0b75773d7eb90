"""Dialogue sessions: what organisers send, and what their circle reads of one. None of it says who wrote it."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import some_keys, some_text
from api.serializers.fields import OfReportSerializer, StrictSerializer, WordField
from measures.lists.fields import KeyField, PartialDateOutputField
from measures.lists.sessions import TRACKS
from measures.models import (
    AgendaItem,
    AgreedWords,
    AttributionRule,
    AuthenticText,
    Clearance,
    FollowUpOwner,
    Marking,
    NoteKind,
    NoteLine,
    NotePart,
    NoteState,
    SessionNote,
    SessionState,
)


class CircleNameSerializer(StrictSerializer):
    """What a circle is called."""

    name = serializers.CharField(max_length=200, help_text=_("Name of the circle."))
    name_zh_hans = some_text(200, help_text=_("Its name in Chinese."))


class CircleDraftSerializer(OfReportSerializer, CircleNameSerializer):
    """A circle that is made for a report."""


class CircleMemberDraftSerializer(StrictSerializer):
    """Whom to name in a circle."""

    user = serializers.CharField(help_text=_("Email address or number of the person."))
    organises = serializers.BooleanField(default=False, help_text=_("Whether they organise its sessions."))


class SessionRevisionSerializer(StrictSerializer):
    """What may be edited of a session that is not over."""

    title = serializers.CharField(required=False, max_length=300)
    title_zh_hans = some_text(300)
    month = PartialDateOutputField(required=False, help_text=_("The month, such as 2026-03."))
    country = serializers.CharField(required=False, max_length=100, help_text=_("A country, or “online”: no city."))
    country_zh_hans = some_text(100, help_text=_("The country, in Chinese."))
    track = WordField(TRACKS, required=False)
    subjects = some_keys(help_text=_("Keys of subjects."))
    marking = serializers.ChoiceField(choices=Marking.choices, required=False)
    is_publicly_known = serializers.BooleanField(
        required=False, help_text=_("Whether the meeting itself is publicly known: only then day and hosts are kept.")
    )
    day = serializers.DateField(required=False, allow_null=True, help_text=_("The day, of a publicly known meeting."))
    hosts = some_text(300, help_text=_("The hosting institutions, of a publicly known meeting; never persons."))
    hosts_zh_hans = some_text(300, help_text=_("The hosting institutions, in Chinese."))


class SessionDraftSerializer(SessionRevisionSerializer):
    """A session to be planned. A meeting whose existence must not be known is not recorded here."""

    circle = serializers.CharField(help_text=_("Key of the circle that may read it."))
    title = serializers.CharField(max_length=300)
    month = PartialDateOutputField(help_text=_("The month, such as 2026-03."))
    country = serializers.CharField(max_length=100, help_text=_("A country, or “online”: no city."))
    track = WordField(TRACKS)
    rule = WordField(AttributionRule.choices, help_text=_("Rule of attribution: later it is only made stricter."))


class SessionRuleSerializer(StrictSerializer):
    """The rule of attribution that a session has from now on."""

    rule = WordField(AttributionRule.choices, help_text=_("As strict as the present one, or stricter."))


class SessionStateSerializer(StrictSerializer):
    """The next state of a session."""

    state = serializers.ChoiceField(
        choices=[each for each in SessionState.choices if each[0] != SessionState.PLANNED],
        help_text=_("held or cancelled after planned; closed after held, once its notes are final."),
    )


class AgendaItemDraftSerializer(StrictSerializer):
    """An item of an agenda: an open question to both sides."""

    item = serializers.IntegerField(
        required=False, allow_null=True, help_text=_("Number of an item that is there already.")
    )
    question = serializers.CharField(max_length=1000, help_text=_("The open question."))
    question_zh_hans = some_text(1000, help_text=_("The open question, in Chinese."))
    on = some_text(100, help_text=_("Key of an ambiguity or a subject."))
    asks_more_of = some_text(40, help_text=_("Code of the party of which it asks more; empty if of both alike."))
    rule = WordField(
        AttributionRule.choices, required=False, allow_blank=True, help_text=_("A stricter rule than the session’s.")
    )
    from_follow_up = some_text(120, help_text=_("Key of the follow-up that it takes up."))


class AgendaItemSerializer(serializers.Serializer[AgendaItem]):
    """An item of the agenda, as it is circulated."""

    item = serializers.IntegerField(source="pk", help_text=_("Number of the item."))
    position = serializers.IntegerField()
    question = serializers.CharField(help_text=_("The open question."))
    question_zh_hans = serializers.CharField(help_text=_("The open question, in Chinese."))
    on = serializers.SerializerMethodField(help_text=_("Key of an ambiguity or a subject, or empty."))
    asks_more_of = serializers.SerializerMethodField(
        help_text=_("Code of the party of which it asks more; empty if of both alike.")
    )
    rule = serializers.ChoiceField(choices=AttributionRule.choices, source="rule_in_force")

    def get_on(self, item: AgendaItem) -> str:
        return item.on.key if item.on else ""

    def get_asks_more_of(self, item: AgendaItem) -> str:
        return item.asks_more_of_id or ""


class NoteLineDraftSerializer(StrictSerializer):
    """A line of a note."""

    item = serializers.IntegerField(help_text=_("Number of the item of the agenda."))
    part = WordField(NotePart.choices)
    text = some_text(2000, help_text=_("What was said, by nobody’s name."))
    text_zh_hans = some_text(2000, help_text=_("The same in Chinese."))


class NoteLineTextSerializer(StrictSerializer):
    """Other words for a line of a note that was shown."""

    text = some_text(2000, help_text=_("What was said, by nobody’s name."))
    text_zh_hans = some_text(2000, help_text=_("The same in Chinese."))


class NoteLineSerializer(serializers.Serializer[NoteLine]):
    """A line of a note."""

    line = serializers.IntegerField(source="pk", help_text=_("Number of the line."))
    item = serializers.IntegerField(source="item_id", help_text=_("Number of the item of the agenda."))
    part = serializers.ChoiceField(choices=NotePart.choices)
    text = serializers.CharField(help_text=_("What was said, by nobody’s name."))
    text_zh_hans = serializers.CharField(help_text=_("The same in Chinese."))
    is_amended = serializers.BooleanField(help_text=_("Whether it was amended after it was shown; not by whom."))


class NoteLinesSerializer(StrictSerializer):
    """All lines of a draft, in their order."""

    lines = NoteLineDraftSerializer(many=True)


class NoteDraftSerializer(NoteLinesSerializer):
    """The first draft of a note: of one organising side, or the chair’s summary."""

    kind = WordField(NoteKind.choices)
    of_side = some_text(40, help_text=_("Code of the organising side; empty for a chair’s summary."))


class NoteSerializer(serializers.ModelSerializer[SessionNote]):
    """A note of a session: of one organising side, or the chair’s summary; neither is the record."""

    session = KeyField(help_text=_("Key of the session."))
    kind = serializers.ChoiceField(choices=NoteKind.choices)
    of_side = serializers.CharField(
        source="of_side_id", allow_null=True, help_text=_("Code of the organising side, or null.")
    )
    state = serializers.ChoiceField(choices=NoteState.choices)
    shown_on = serializers.DateField(allow_null=True, help_text=_("Day on which it was shown to the circle."))
    final_from = serializers.DateField(
        allow_null=True, help_text=_("From which day it may be made final, unless both chairs clear it before.")
    )
    cleared_by = serializers.ChoiceField(
        choices=Clearance.choices, help_text=_("How many of the chairs have cleared it; not which.")
    )
    is_redacted = serializers.BooleanField(help_text=_("Whether its lines were redacted."))
    lines = NoteLineSerializer(many=True)
    attributions = serializers.SerializerMethodField(
        help_text=_("Words of a draft that may tell who spoke, for those who write it: change them, or keep them.")
    )

    class Meta:
        model = SessionNote
        fields = [
            "key", "session", "kind", "of_side", "state", "shown_on", "final_from", "cleared_by", "is_redacted",
            "lines", "attributions", "version",
        ]  # fmt: skip

    def get_attributions(self, note: SessionNote) -> list[str]:
        find = self.context["find"]
        texts = (text for line in note.lines.all() for text in (line.text, line.text_zh_hans))
        return list(dict.fromkeys(words for text in texts for words in find(text)))


class NoteStateSerializer(StrictSerializer):
    """The next state of a note."""

    state = serializers.ChoiceField(
        choices=[each for each in NoteState.choices if each[0] != NoteState.DRAFT],
        help_text=_("shown to the circle after the draft; then final."),
    )


class ClearanceSerializer(StrictSerializer):
    """How many of the chairs have cleared a note."""

    cleared_by = WordField(Clearance.choices, help_text=_("How many of the chairs; never which."))


class AgreedWordsDraftSerializer(StrictSerializer):
    """Words that were agreed on, in both languages."""

    text = serializers.CharField(max_length=2000, help_text=_("The words in English."))
    text_zh_hans = serializers.CharField(max_length=2000, help_text=_("The words in Chinese."))
    authentic = WordField(AuthenticText.choices, help_text=_("Which text is authentic."))
    interpretation = some_text(1000, help_text=_("How they were interpreted."))
    is_cleared_by_both = serializers.BooleanField(default=False, help_text=_("Whether both chairs have cleared them."))


class AgreedWordsSerializer(serializers.ModelSerializer[AgreedWords]):
    """Words that were agreed on."""

    text = serializers.CharField(help_text=_("The words in English."))
    text_zh_hans = serializers.CharField(help_text=_("The words in Chinese."))
    authentic = serializers.ChoiceField(choices=AuthenticText.choices, help_text=_("Which text is authentic."))
    interpretation = serializers.CharField(help_text=_("How they were interpreted."))
    is_cleared_by_both = serializers.BooleanField(help_text=_("Whether both chairs have cleared them."))

    class Meta:
        model = AgreedWords
        fields = ["key", "text", "text_zh_hans", "authentic", "interpretation", "is_cleared_by_both"]


class FollowUpDraftSerializer(StrictSerializer):
    """What is to be done after a session."""

    text = serializers.CharField(max_length=1000, help_text=_("What is to be done."))
    text_zh_hans = some_text(1000, help_text=_("What is to be done, in Chinese."))
    owner = WordField(FollowUpOwner.choices, help_text=_("Who sees to it; never a person."))
    item = serializers.IntegerField(required=False, allow_null=True, help_text=_("Number of the item of the agenda."))
    due_on = serializers.DateField(required=False, allow_null=True, help_text=_("Day by which it is due."))


class FollowUpDoneSerializer(StrictSerializer):
    """When a follow-up was done."""

    done_on = serializers.DateField(allow_null=True, help_text=_("Day on which it was done; null opens it again."))
