"""Reports, the parties that they bring, and what somebody objected to."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import some_text
from api.serializers.editing import revision_serializer
from api.serializers.fields import OfReportSerializer, StrictSerializer
from measures.lists.fields import PartialDateOutputField
from measures.models import Marking, PartyKind
from measures.operations.nouns import REPORT
from measures.operations.objections import ObjectionDraft


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
    parties = PartyDraftSerializer(many=True, required=False)


class ReportRevisionSerializer(revision_serializer(REPORT)):  # type: ignore[misc]
    """What may be edited of a report, and who may read it."""

    marking = serializers.ChoiceField(choices=Marking.choices, required=False)


class ObjectionDraftSerializer(OfReportSerializer):
    """An objection that was received, and what was done."""

    needed = ("objection", "done")
    received_on = serializers.DateField()
    from_whom = some_text(300, help_text=_("Only if they agree to be named."))
    entry = some_text(100, help_text=_("Key of the entry that it is about."))
    objection = some_text()
    done = some_text()
    reply = some_text(help_text=_("What a party replies: it is shown beside the entry, unedited."))

    def draft(self) -> ObjectionDraft:
        values = {"objection": "", "done": "", **self.validated_data}
        values.pop("report")
        return ObjectionDraft(**values)
