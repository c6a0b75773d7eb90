"""What came in, with what it may concern."""

from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from rest_framework import serializers

from measures.lists.chains import RowRedactionSerializer
from measures.lists.expressions import DocumentPlace
from measures.lists.fields import KeyField, PageField, SeenKeyField, SeenSourceField
from measures.lists.records import RecordSerializer
from measures.wings.intake.models import Candidate, CandidateMatch


class CandidateMatchSerializer(RecordSerializer):
    """A measure, ambiguity or subject that a candidate may concern, and the words that both have."""

    hidden_with = ("measure",)

    on = serializers.CharField(read_only=True, help_text="Key of a measure, part, ambiguity or subject.")

    class Meta:
        model = CandidateMatch
        fields = ["on", "score", "words"]

    def sql_on(self, place: DocumentPlace) -> Combinable:
        return Coalesce(place.at("measure.key"), place.at("ambiguity.key"), place.at("subject.key"))


class CandidateSerializer(RecordSerializer):
    """An item of a feed, or an address that somebody sent, until and after a member of the team decides."""

    report = KeyField("slug")
    feed = KeyField(allow_null=True)
    sent_by_name = serializers.CharField(source="sent_by.name", allow_null=True)
    near_to = serializers.IntegerField(
        source="near_to_id", allow_null=True, help_text="Number of an earlier one with nearly the same title."
    )
    assigned_to = serializers.CharField(source="assigned_to.email", allow_null=True)
    decided_by_name = serializers.CharField(source="decided_by.name", allow_null=True)
    entry = SeenKeyField()
    evidence = SeenSourceField()
    matches = CandidateMatchSerializer(many=True)
    redaction = RowRedactionSerializer(allow_null=True)
    html_url = PageField("inbox", "report.slug", query="report")

    class Meta:
        model = Candidate
        fields = [
            "id", "report", "feed", "sent_by_name", "url", "title", "language", "publisher", "published", "found_at",
            "near_to", "score", "matches", "state", "assigned_to", "decided_by_name", "decided_at", "drop_reason",
            "entry", "evidence", "redaction", "version", "html_url", "text",
        ]  # fmt: skip
        extra_kwargs = {"url": {"allow_blank": True}}
