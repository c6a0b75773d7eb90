"""What comes in, and the feeds that bring it: what is sent, and what would come in from one."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import some_text
from api.serializers.fields import OfReportSerializer, StrictSerializer, WordField
from measures.intake.extraction import FeedItem
from measures.intake.feed_reading import Trial
from measures.lists.fields import PartialDateOutputField
from measures.models import DropReason, FeedKind, FetchOutcome
from measures.operations.candidates import CandidateDraft
from measures.operations.feeds import FeedDraft


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


def some_words(**kwargs: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=100), required=False, **kwargs)


class FeedFieldsSerializer(StrictSerializer):
    """What a feed says of itself."""

    title = serializers.CharField(required=False, max_length=300, help_text=_("What is published there."))
    title_zh_hans = some_text(300)
    kind = WordField(FeedKind.choices, required=False)
    url = serializers.CharField(required=False, max_length=1000)
    language = serializers.CharField(required=False, max_length=20)
    publisher = some_text(300)
    publisher_zh_hans = some_text(300)
    party = some_text(40, help_text=_("Code of the party whose official voice it is."))
    wanted_words = some_words(
        help_text=_("An item comes in if it has one of these words; without any, all items come in.")
    )
    unwanted_words = some_words(help_text=_("An item that has one of these words does not come in."))
    read_every_hours = serializers.IntegerField(required=False)


class FeedRevisionSerializer(FeedFieldsSerializer):
    """What may be edited of a feed."""

    is_on = serializers.BooleanField(required=False, help_text=_("Whether it is read."))


class FeedDraftSerializer(OfReportSerializer, FeedFieldsSerializer):
    """A feed to be added to a report, switched off."""

    title = serializers.CharField(max_length=300, help_text=_("What is published there."))
    url = serializers.CharField(max_length=1000)
    language = serializers.CharField(max_length=20)

    def draft(self) -> FeedDraft:
        return FeedDraft(**{name: value for name, value in self.validated_data.items() if name != "report"})


class FeedItemSerializer(serializers.Serializer[FeedItem]):
    """An item that would come in."""

    url = serializers.CharField()
    title = serializers.CharField()
    published = PartialDateOutputField(allow_null=True)
    language = serializers.CharField()


class FeedTrialSerializer(serializers.Serializer[Trial]):
    """What would come in from a feed now, and how many items its words keep out; or why it cannot be read."""

    outcome = serializers.ChoiceField(choices=FetchOutcome.choices)
    detail = serializers.CharField(help_text="In the server’s own terms, or the limit that was passed.")
    items = FeedItemSerializer(many=True)
    kept_out = serializers.IntegerField()
