"""Search over the whole record: what is asked, and what of each kind was found."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.fields import DAY_COMPUTED, ReportAsOfSerializer
from measures.analysis.found_words import MarkedText
from measures.analysis.word_search import FoundGroup, FoundKind, Hit
from measures.lists.fields import KeyField, PartialDateOutputField
from measures.models import Ambiguity, Assessment, Entry, Evidence, Measure, Statement, TextFinding

ENDPOINTS: dict[type, str] = {
    Measure: "api-measure",
    Ambiguity: "api-ambiguity",
    Entry: "api-entry",
    Assessment: "api-entry",
    Statement: "api-entry",
    TextFinding: "api-readouts-of-meeting",
    Evidence: "api-evidence",
}


class TypedField(serializers.CharField):
    """Whatever somebody types: any text can be searched for, even one that no row could contain."""

    def run_validators(self, value: object) -> None:
        pass


class WordSearchQuerySerializer(ReportAsOfSerializer):
    """Which words to look for, in which report or in all, as of which day."""

    q = TypedField(help_text=_("Words in English or Chinese; put a phrase in quotation marks."))
    report = serializers.CharField(required=False, help_text=_("Short name of a report; all reports unless given."))


class FoundTextSerializer(serializers.Serializer[object]):
    """A text that holds some of the words; of a long one, what surrounds the first of them."""

    field = serializers.CharField(help_text="The field of the row.")
    language = serializers.CharField(source="text.words.lang")
    text = serializers.CharField(source="text.words.text")
    marks = serializers.SerializerMethodField()

    def get_marks(self, found: Any) -> list[list[int]]:
        """Where the words are in the text: the first character of each, and the one after its last."""
        return [list(mark) for mark in found["text"].marks]


class HitSerializer(serializers.Serializer[Hit]):
    """What was found: a measure, an ambiguity, a development, a party's words, or a source."""

    key = serializers.CharField(help_text="Its key; for a statement, the key of its entry.")
    report = KeyField("slug", allow_null=True, help_text="Its report; none for a source, since several may cite it.")
    code = serializers.SerializerMethodField()
    title = serializers.SerializerMethodField()
    title_zh_hans = serializers.SerializerMethodField()
    day = PartialDateOutputField(read_only=True, allow_null=True, help_text="When it happened, was said or published.")
    party = KeyField("code", allow_null=True, help_text="For a statement: whose it is.")
    on = KeyField(allow_null=True, help_text="For a statement: key of a measure, an ambiguity or a subject.")
    url = serializers.SerializerMethodField()
    found_in = serializers.SerializerMethodField()

    def get_code(self, hit: Hit) -> str:
        """The code of a measure or an ambiguity."""
        return getattr(hit.row, "code", "")

    def get_title(self, hit: Hit) -> str:
        """The title; empty for a statement."""
        return getattr(hit.row, "title", "")

    def get_title_zh_hans(self, hit: Hit) -> str:
        """The title in Chinese."""
        return getattr(hit.row, "title_zh_hans", "")

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, hit: Hit) -> str:
        """Its address in this API."""
        return f"{self.context['placeholders']['root']}{reverse(ENDPOINTS[type(hit.row)], args=[hit.key])}"

    @extend_schema_field(FoundTextSerializer(many=True))
    def get_found_in(self, hit: Hit) -> object:
        """Its texts that hold some of the words, and where."""
        texts: dict[str, MarkedText] = hit.found_in
        rows = [{"field": name, "text": text.excerpt} for name, text in texts.items()]
        return FoundTextSerializer(rows, many=True).data


class FoundGroupSerializer(serializers.Serializer[FoundGroup]):
    """What was found of one kind: at most 20."""

    kind = serializers.ChoiceField(FoundKind.choices)
    has_more = serializers.BooleanField(help_text="Whether there are more than these 20.")
    hits = HitSerializer(many=True)


class WordSearchSerializer(serializers.Serializer[object]):
    """What was found of each kind, in the order of the page."""

    q = serializers.CharField()
    also = serializers.ListField(
        child=serializers.CharField(), help_text="Other names of the same, from glossaries, that were searched for too."
    )
    report = KeyField("slug", allow_null=True)
    as_of = serializers.DateField(help_text=DAY_COMPUTED)
    known_at = serializers.DateTimeField(allow_null=True)
    groups = FoundGroupSerializer(many=True)
