"""Dates ahead: what a writer sends."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import some_keys, some_text
from api.serializers.fields import OfReportSerializer, StrictSerializer, WordField
from measures.lists.fields import PartialDateOutputField
from measures.models import DateFindingKind, Marking


class DateRevisionSerializer(StrictSerializer):
    """What may be edited of a date ahead."""

    title = serializers.CharField(required=False, max_length=300)
    title_zh_hans = some_text(300)
    announced_for = PartialDateOutputField(
        required=False, allow_null=True, help_text=_("A day, a month or a year; leave it out if the source gives none.")
    )
    as_worded = serializers.CharField(required=False, max_length=500, help_text=_("In the source’s own words."))
    as_worded_zh_hans = some_text(500)
    why = some_text()
    why_zh_hans = some_text()
    touches = some_keys(help_text=_("Keys of measures and ambiguities."))
    subjects = some_keys(help_text=_("Keys of subjects."))
    development = some_text(100, help_text=_("Key of the development that announced it."))
    sources = some_keys(help_text=_("Keys of sources."))


class DateDraftSerializer(OfReportSerializer, DateRevisionSerializer):
    """A date ahead, to be added to a report."""

    title = serializers.CharField(max_length=300)
    as_worded = serializers.CharField(max_length=500, help_text=_("In the source’s own words."))
    marking = serializers.ChoiceField(choices=Marking.choices, required=False)


class DateFindingDraftSerializer(StrictSerializer):
    """What was found of a date."""

    kind = WordField(DateFindingKind.choices)
    found_on = serializers.DateField(required=False, help_text=_("The day it was checked; today unless given."))
    development = some_text(100, help_text=_("Key of the development that shows it; required if it took place."))
    put_off_to = PartialDateOutputField(required=False, allow_null=True, help_text=_("The date it was put off to."))
    note = some_text(500)
