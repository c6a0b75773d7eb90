"""What a person says was searched."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import some_text
from api.serializers.fields import OfReportSerializer, StrictSerializer
from measures.lists.fields import PartialDateOutputField


class SearchDraftSerializer(OfReportSerializer):
    """Texts of one side that were searched."""

    party = serializers.CharField(max_length=30, help_text=_("Code of the party whose texts they are."))
    texts = serializers.CharField(max_length=300)
    texts_zh_hans = some_text(300)
    language = serializers.CharField(max_length=20)
    since = PartialDateOutputField()
    until = PartialDateOutputField()
    throughout = serializers.BooleanField(
        default=True, help_text=_("Whether all of that time was searched, or only single texts or days within it.")
    )


class SearchWordsSerializer(StrictSerializer):
    """Other words for which texts were searched."""

    texts = serializers.CharField(max_length=300, required=False)
    texts_zh_hans = some_text(300)
