"""Reports, their words and reasons, and the parties."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import some_text
from api.serializers.editing import revision_serializer
from api.serializers.fields import StrictSerializer
from measures.lists.fields import PartialDateOutputField
from measures.models import Marking, PartyKind
from measures.operations.nouns import REPORT


class PartyDraftSerializer(StrictSerializer):
    """A party that is not here yet."""

    code = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=200)
    name_zh_hans = some_text(200)
    kind = serializers.ChoiceField(PartyKind.choices, required=False)


class ReportDraftSerializer(StrictSerializer):
    """A report to begin, and the parties that it brings."""

    title = serializers.CharField(max_length=300)
    title_zh_hans = some_text(300)
    slug = serializers.SlugField(max_length=60, required=False, help_text=_("Its short name, which never changes."))
    author = some_text(200)
    author_zh_hans = some_text(200)
    publisher = some_text(200)
    publisher_zh_hans = some_text(200)
    published = PartialDateOutputField(required=False, allow_null=True)
    url = serializers.URLField(max_length=500, required=False, allow_blank=True)
    disclaimer = serializers.CharField(required=False)
    disclaimer_zh_hans = some_text()
    levels = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField(max_length=200)),
        required=False,
        help_text=_("0 to 3, each with en and zh-hans."),
    )
    is_fictional = serializers.BooleanField(required=False)
    marking = serializers.ChoiceField(Marking.choices, required=False)
    parties = PartyDraftSerializer(many=True, required=False)


class ReportRevisionSerializer(revision_serializer(REPORT)):  # type: ignore[misc]
    """What may be edited of a report, and who may read it."""

    marking = serializers.ChoiceField(choices=Marking.choices, required=False)
