"""Texts of a meeting side by side: what a writer sends, and how they compare."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import SourceField, correction_reason, one_word, plain_fields, some_keys, some_text
from api.serializers.fields import DAY_COMPUTED, StrictSerializer, WordField
from measures.analysis.readouts import Comparison, Hindrance
from measures.lists.fields import KeyField, PartialDateOutputField
from measures.lists.records import RowSerializer
from measures.models import (
    Extent,
    FindingState,
    Judgement,
    Language,
    ReadBy,
    ReadoutText,
    Sameness,
    Subject,
    TextAct,
    TextFinding,
    TextKind,
    TextVoice,
    UnreadText,
)
from measures.operations.drafts import (
    EntryDraft,
    FindingDraft,
    JudgementDraft,
    MentionDraft,
    ReadoutsDraft,
    TextDraft,
    UnreadTextDraft,
    comparison_draft,
)


class MentionDraftSerializer(StrictSerializer):
    """A passage of a text: for whom it speaks and what it says, in our words and in its own."""

    voice = WordField(TextVoice.choices)
    act = WordField(TextAct.choices)
    sentence = some_text(help_text=_("In our words, with any condition that the text attaches."))
    sentence_zh_hans = some_text()
    quotation = some_text(300, help_text=_("Original words; if the text is stored, they must appear in it."))
    quotation_language = some_text(20)
    paragraph = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=32767)
    in_another_connection = serializers.BooleanField(required=False)
    names_recommendation = serializers.BooleanField(required=False)


class FindingDraftSerializer(StrictSerializer):
    """What was found of a subject in a text."""

    subject = serializers.CharField(max_length=100, help_text=_("Key of a subject."))
    state = one_word(FindingState)
    filed_under = some_text(100, help_text=_("Key of the subject under which the passage counts."))
    note = some_text()
    note_zh_hans = some_text()
    mentions = MentionDraftSerializer(many=True, required=False)


class TextDraftSerializer(StrictSerializer):
    """A text that a party published about a meeting, with what was found in it."""

    source = SourceField()  # type: ignore[assignment]
    party = serializers.CharField(max_length=40)
    day = PartialDateOutputField(required=False, allow_null=True)
    kind = WordField(TextKind.choices)
    extent = WordField(Extent.choices)
    read_by = one_word(ReadBy)
    findings = FindingDraftSerializer(many=True, required=False)

    def get_fields(self) -> dict[str, Any]:
        return plain_fields(ReadoutText) | super().get_fields()


class UnreadTextDraftSerializer(StrictSerializer):
    """A known text about a meeting that was not read."""

    party = serializers.CharField(max_length=40)
    day = PartialDateOutputField(required=False, allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        return plain_fields(UnreadText) | super().get_fields()


class JudgementDraftSerializer(StrictSerializer):
    """Whether two sides' texts say the same on a subject: our reading."""

    subject = serializers.CharField(max_length=100, help_text=_("Key of a subject."))
    sameness = WordField(Sameness.choices)
    sentence = some_text()
    sentence_zh_hans = some_text()
    written_on = serializers.DateField(required=False, allow_null=True)

    def draft(self) -> JudgementDraft:
        return JudgementDraft(**{"sentence": "", **self.validated_data})


class ReadoutsContentSerializer(StrictSerializer):
    """What a comparison of texts says."""

    of = some_text(100, help_text=_("Key of the development that the texts are about."))
    related = some_keys(help_text=_("Keys of other developments of the same meeting."))
    title = some_text(500, help_text=_("The meeting; the title of the development unless given."))
    title_zh_hans = some_text(500)
    narrative = some_text()
    narrative_zh_hans = some_text()
    language = serializers.ChoiceField(Language.choices, required=False)
    texts = TextDraftSerializer(many=True)
    unread_texts = UnreadTextDraftSerializer(many=True, required=False)
    judgements = JudgementDraftSerializer(many=True, required=False)
    marking = some_text(60)

    @property
    def compared(self) -> dict[str, Any]:
        """What was sent of the texts, as a draft has it."""
        sent = {name: value for name, value in self.validated_data.items() if name in OF_TEXTS}
        return sent | {name: [make(row) for row in sent[name]] for name, make in ROWS_SENT.items() if name in sent}

    @property
    def others(self) -> dict[str, Any]:
        """What else was sent."""
        return {name: value for name, value in self.validated_data.items() if name not in OF_TEXTS}

    def draft(self, **given: Any) -> EntryDraft:
        """The draft that was sent; `given` stands where the writer sent nothing."""
        return comparison_draft(ReadoutsDraft(**self.compared), **{**given, **self.others})


class ReadoutsCorrectionSerializer(ReadoutsContentSerializer):
    """What a comparison says otherwise now, and why; what is left out stays as it was, an empty list takes it away."""

    texts = TextDraftSerializer(many=True, required=False)
    reason = correction_reason()


class ReadoutsDraftSerializer(ReadoutsContentSerializer):
    """The texts of a meeting side by side."""

    of = serializers.CharField(max_length=100, help_text=_("Key of the development that the texts are about."))


def sent_text_draft(row: Mapping[str, Any]) -> TextDraft:
    findings = [sent_finding_draft(finding) for finding in row.get("findings", ())]
    return TextDraft(**{"issuer": "", "language": "", **row, "findings": findings})


def sent_finding_draft(row: Mapping[str, Any]) -> FindingDraft:
    mentions = [MentionDraft(**{"sentence": "", **mention}) for mention in row.get("mentions", ())]
    return FindingDraft(**{**row, "mentions": mentions})


OF_TEXTS = frozenset(ReadoutsDraft.__dataclass_fields__)
ROWS_SENT: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "texts": sent_text_draft,
    "unread_texts": lambda row: UnreadTextDraft(**{"title": "", **row}),
    "judgements": lambda row: JudgementDraft(**{"sentence": "", **row}),
}


class PassageSerializer(RowSerializer):
    """A passage that mentions a subject, or one below it."""

    subject = KeyField(help_text="Key of the subject under which it is filed.")

    class Meta:
        model = TextFinding
        fields = [
            "subject", "voice", "act", "sentence", "sentence_zh_hans", "quotation", "quotation_language", "paragraph",
            "in_another_connection", "names_recommendation",
        ]  # fmt: skip


class TextReadingSerializer(serializers.Serializer[Any]):
    """What was found of a subject in one text."""

    source = KeyField(source="text.evidence")  # type: ignore[assignment]
    kind = serializers.ChoiceField(TextKind.choices, source="text.kind")
    day = PartialDateOutputField(source="text.day", read_only=True, allow_null=True)
    state = serializers.ChoiceField(FindingState.choices)
    mentions = PassageSerializer(many=True)


class SideReadingSerializer(serializers.Serializer[Any]):
    """What one side's texts say of a subject."""

    party = KeyField("code")
    texts = TextReadingSerializer(many=True)


class ReadJudgementSerializer(RowSerializer):
    """Our reading of whether two sides' texts say the same."""

    class Meta:
        model = Judgement
        fields = ["sameness", "sentence", "sentence_zh_hans", "written_on"]


class SubjectReadingSerializer(serializers.Serializer[Any]):
    """How two sides' texts compare on a subject. What is not in a text may still have been discussed."""

    subject = KeyField()
    state = serializers.ChoiceField(Comparison.choices)
    hindrances = serializers.ListField(
        child=serializers.ChoiceField(Hindrance.choices), help_text="Why they cannot be compared, if they cannot."
    )
    see_under = serializers.ListField(
        child=serializers.SlugRelatedField("key", queryset=Subject.objects.all()),
        help_text="Keys of the subjects under which its passages count.",
    )
    sides = SideReadingSerializer(many=True)
    judgement = ReadJudgementSerializer(allow_null=True)


class MeetingSerializer(serializers.Serializer[Any]):
    """The texts of one meeting side by side, a row for each subject in the order of how they compare."""

    key = serializers.CharField(source="entry.key", help_text="Key of the comparison.")
    of = serializers.CharField(source="development.key", help_text="Key of the development, as it counts.")
    title = serializers.CharField(source="entry.title")
    title_zh_hans = serializers.CharField(source="entry.title_zh_hans")
    rows = SubjectReadingSerializer(many=True)


class MeetingsSerializer(serializers.Serializer[Any]):
    """How the texts about a development compare, as of a day."""

    entry = serializers.CharField()
    as_of = serializers.DateField(help_text=DAY_COMPUTED)
    known_at = serializers.DateTimeField(allow_null=True)
    comparisons = MeetingSerializer(many=True)
