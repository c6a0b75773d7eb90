"""What came in: what a feeder sends, and what the team decides."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import some_text
from api.serializers.fields import OfReportSerializer, StrictSerializer, WordField
from measures.lists.fields import PartialDateOutputField
from measures.models import DropReason
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


class AssignmentSerializer(StrictSerializer):
    """Who is to decide a candidate."""

    assigned_to = serializers.CharField(
        max_length=254, allow_null=True, help_text=_("Email address or id of a member of the team; null for nobody.")
    )


class DropSerializer(StrictSerializer):
    """Why a candidate is not relevant."""

    reason = WordField(DropReason.choices)
