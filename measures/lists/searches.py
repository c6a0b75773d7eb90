"""What was searched for a report."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.fields import KeyField, PageField
from measures.lists.records import RecordSerializer
from measures.models import TextSearch


class TextSearchSerializer(RecordSerializer):
    """Texts of one side that were searched, in which language, from when to which day."""

    report = KeyField("slug")
    party = serializers.CharField(source="party_id", help_text="Code of the party whose texts they are.")
    html_url = PageField("report", "report.slug")

    class Meta:
        model = TextSearch
        fields = [
            "key", "report", "party", "texts", "texts_zh_hans", "language", "since", "until", "throughout",
            "searched_on", "searched_by_name", "recorded_at", "withdrawn_at", "html_url",
        ]  # fmt: skip
        columns = {
            "key": _("Key"),
            "report": _("Report"),
            "party": _("Whose texts"),
            "texts": _("Which texts"),
            "texts_zh_hans": _("Which texts, in Chinese"),
            "language": _("Language"),
            "since": _("From"),
            "until": _("To"),
            "throughout": _("All of that time"),
            "searched_on": _("Searched on"),
            "searched_by_name": _("Searched by"),
            "recorded_at": _("Recorded"),
            "withdrawn_at": _("Withdrawn"),
        }
