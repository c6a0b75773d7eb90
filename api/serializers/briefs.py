"""Which brief of a report is asked for."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import DayField, KnownAtField, OfReportSerializer
from measures.briefs.options import Annex, BriefLanguage
from measures.models import Ambiguity, AnnouncedDate, Entry, Evidence, Measure, Subject

# The kinds of rows, each with the page that shows one.
KINDS: dict[type, str] = {
    Ambiguity: "ambiguity",
    AnnouncedDate: "date",
    Entry: "entry",
    Evidence: "source",
    Measure: "measure",
    Subject: "subject",
}


class BriefKeysField(serializers.ListField):
    """Keys of rows, each given by itself."""

    def __init__(self, words: Any) -> None:
        super().__init__(child=serializers.CharField(), required=False, help_text=words)


class BriefQuerySerializer(OfReportSerializer):
    """Which report, which days, by what was recorded when, in which language, for whom, and of what."""

    known_at = KnownAtField()
    language = serializers.ChoiceField(
        BriefLanguage.choices, required=False, help_text=_("English unless given; in both, English comes first.")
    )
    measures = BriefKeysField(_("Only about these measures."))
    ambiguities = BriefKeysField(_("Only about these ambiguities."))
    subjects = BriefKeysField(_("Only about these subjects."))
    annexes = serializers.MultipleChoiceField(choices=Annex.choices, required=False, help_text=_("What follows it."))

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With two fields of which one is called by a word of Python, and one by that of the serializer's own."""
        first = DayField(help_text=_("The first day of what happened; a year before the last unless given."))
        last = DayField(help_text=_("The day that it is as of; today unless given."))
        words = _("public, participants or team; yours, or one that reads less. The least unless given.")
        audience = serializers.CharField(required=False, help_text=words)
        return {**super().get_fields(), "from": first, "to": last, "audience": audience}
