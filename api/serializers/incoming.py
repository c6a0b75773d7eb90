"""What is sent to the inbox of a report."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import some_text
from api.serializers.fields import OfReportSerializer
from measures.lists.fields import PartialDateOutputField
from measures.operations.candidates import CandidateDraft


class CandidateDraftSerializer(OfReportSerializer):
    """An address that may be worth a development, with what is known of the page."""

    url = serializers.CharField(max_length=1000)
    title = serializers.CharField(max_length=500)
    text = some_text(help_text=_("Its text; the beginning is kept."))
    language = some_text(20)
    publisher = some_text(300)
    published = PartialDateOutputField(required=False, allow_null=True)

    def draft(self) -> CandidateDraft:
        return CandidateDraft(**{name: value for name, value in self.validated_data.items() if name != "report"})
