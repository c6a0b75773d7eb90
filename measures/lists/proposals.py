"""What waits for a second member of the team."""

from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.expressions import DocumentPlace
from measures.lists.fields import KeyField, PageField, SeenKeyField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.models import Proposal


class ProposalSerializer(RecordSerializer):
    """An entry with an assessment of ours that waits until a second member agrees, or was sent back."""

    report = KeyField("slug")
    corrects = SeenKeyField()
    title = serializers.CharField(read_only=True, allow_null=True, help_text="Headline of what is proposed.")
    body = serializers.DictField(help_text="What is to be logged, as it was sent to `entries/`.")
    proposed_by = serializers.CharField(source="proposed_by.name", help_text="Name of whoever proposed it.")
    sent_back_by = serializers.CharField(
        source="sent_back_by.name", allow_null=True, help_text="Name of whoever sent it back; null while it waits."
    )
    html_url = PageField("proposal")

    class Meta:
        model = Proposal
        fields = [
            "key", "report", "corrects", "title", "body", "proposed_by", "proposed_at", "sent_back_by", "words",
            "version", "html_url",
        ]  # fmt: skip
        columns = file_columns(
            Proposal,
            fields,
            without=["body", "version"],
            title=_("Headline"),
            proposed_by=_("Proposed by"),
            proposed_at=_("Proposed on"),
            sent_back_by=_("Sent back by"),
        )
        sheet = _("Proposals")

    def sql_title(self, place: DocumentPlace) -> Combinable:
        return KT(place.path("body__title"))
