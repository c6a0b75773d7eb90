"""Texts of a meeting side by side: what a writer sends, and how they compare."""

from collections.abc import Sequence
from typing import Any, ClassVar

from rest_framework import serializers

from api.serializers.drafts import BodySerializer, DraftSerializer, draft_fields, some_text
from api.serializers.fields import DAY_COMPUTED
from measures.analysis.readouts import Comparison, Hindrance
from measures.lists.fields import KeyField, PartialDateOutputField
from measures.lists.records import RowSerializer
from measures.models import (
    FindingState,
    Judgement,
    Subject,
    TextFinding,
    TextKind,
)
from measures.operations.drafts import (
    EntryDraft,
    JudgementDraft,
    ReadoutsDraft,
    comparison_draft,
)


class JudgementDraftSerializer(DraftSerializer):
    """Whether two sides' texts say the same on a subject: our reading."""

    class Meta:
        dataclass = JudgementDraft


class ReadoutsContentSerializer(BodySerializer):
    """What a comparison of texts says."""

    draft_class = ReadoutsDraft
    draft_fields = ["of", "related", "texts", "unread_texts", "judgements"]
    optional: ClassVar[Sequence[str]] = ["of"]
    title = some_text(500, help_text="The meeting; the title of the development unless given.")

    def get_fields(self) -> dict[str, Any]:
        return draft_fields(EntryDraft, *OF_ENTRY) | super().get_fields()

    @property
    def others(self) -> dict[str, Any]:
        """What was sent besides the texts."""
        return {name: value for name, value in self.validated_data.items() if name not in self.draft_fields}

    def entry_draft(self, **given: Any) -> EntryDraft:
        """The draft of an entry that was sent; `given` stands where the writer sent nothing."""
        return comparison_draft(self.draft(), **{**given, **self.others})


class DraftOfReadoutsSerializer(ReadoutsContentSerializer):
    """What a comparison says, as its correction may say it again: add why, and what is otherwise."""

    optional = ["of", "texts"]


class ReadoutsCorrectionSerializer(DraftOfReadoutsSerializer):
    """What a comparison says otherwise now, and why; what is left out stays as it was, an empty list takes it away."""

    reason = serializers.CharField(help_text="Why the entry is corrected.")


class ReadoutsDraftSerializer(ReadoutsContentSerializer):
    """The texts of a meeting side by side."""

    optional = ()


OF_ENTRY = ["title", "title_zh_hans", "narrative", "narrative_zh_hans", "language", "marking"]


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
