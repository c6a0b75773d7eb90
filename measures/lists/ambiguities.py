"""Ambiguities, and how we read them."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.entries import AssessmentSerializer
from measures.lists.expressions import DocumentPlace
from measures.lists.fields import KeyField, KeysField, PageField, TextsField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.models import Ambiguity, Citation


class AmbiguitySerializer(RecordSerializer):
    """An ambiguity that a report finds, or a set of them."""

    report = KeyField("slug")
    set = KeyField(source="parent", allow_null=True)
    bearers = KeysField("code")
    perceived_by = serializers.CharField(source="perceived_by_id", allow_null=True)
    html_url = PageField("ambiguity")

    class Meta:
        model = Ambiguity
        fields = [
            "key", "report", "code", "set", "title", "title_zh_hans", "description",
            "description_zh_hans", "bearers", "bearer_note", "bearer_note_zh_hans", "perceived_by",
            "perceived_by_basis", "is_worry", "announced_count", "note", "note_zh_hans", "source_heading",
            "source_heading_zh_hans", "source_paragraph", "source_note", "source_note_zh_hans", "withdrawn_at",
            "version", "html_url",
        ]  # fmt: skip
        columns = file_columns(
            Ambiguity,
            fields,
            without=[
                "bearer_note", "bearer_note_zh_hans", "perceived_by_basis", "announced_count", "note",
                "note_zh_hans", "source_note", "source_note_zh_hans", "withdrawn_at", "version",
            ],
            set=_("Set it belongs to"),
            description_zh_hans=_("Description in Chinese"),
        )  # fmt: skip
        read_first = ["code", "title", "description", "bearers", "set"]
        sheet = _("Ambiguities")


class PerceivedAssessmentSerializer(AssessmentSerializer):
    """An assessment of ours with its date and sources."""

    occurred = serializers.CharField(source="entry.occurred")
    sources = TextsField(help_text="Keys of the sources that its entry cites.")

    class Meta(AssessmentSerializer.Meta):
        fields = [*AssessmentSerializer.Meta.fields, "occurred", "sources"]

    def sql_sources(self, place: DocumentPlace) -> Combinable:
        cited = Citation.objects.filter(place.top.seen_source("evidence"), entry=OuterRef(place.path("entry")))
        return ArraySubquery(cited.order_by("pk").values_list("evidence__key"))
