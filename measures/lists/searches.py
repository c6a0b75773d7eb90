"""What was searched for a report."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.expressions import DocumentPlace, UtcTimestamp
from measures.lists.fields import KeyField, PageField, PersonField, PersonRoleField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.models import TextSearch


class EarlierWordsSerializer(serializers.Serializer[TextSearch]):
    """Words that said before which texts were searched."""

    texts = serializers.CharField()
    texts_zh_hans = serializers.CharField()
    recorded_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField()


class TextSearchSerializer(RecordSerializer):
    """Texts of one side that were searched, in which language, from when to which day."""

    report = KeyField("slug")
    party = serializers.CharField(source="party_id", help_text="Code of the party whose texts they are.")
    searched_by_name = PersonField()
    searched_by_role = PersonRoleField("searched_by_name")
    corrected_by = PersonField(source="corrected_by.name", help_text="Who has corrected its words.")
    corrected_by_role = PersonRoleField("corrected_by__name")
    earlier = EarlierWordsSerializer(many=True, help_text="The words that stood in its place, in their order.")
    html_url = PageField("codebook", "report.slug")

    class Meta:
        model = TextSearch
        fields = [
            "key", "report", "party", "texts", "texts_zh_hans", "language", "since", "until", "throughout",
            "searched_on", "searched_by_name", "searched_by_role", "recorded_at", "withdrawn_at", "corrected_by",
            "corrected_by_role", "earlier", "version", "html_url",
        ]  # fmt: skip
        columns = file_columns(
            TextSearch,
            fields,
            without=["searched_by_role", "corrected_by", "corrected_by_role", "earlier", "version"],
            texts_zh_hans=_("Which texts, in Chinese"),
            since=_("From"),
            until=_("To"),
            withdrawn_at=_("Withdrawn"),
        )
        read_first = ["party", "texts", "language", "since", "until", "searched_on"]
        sheet = _("What was searched")

    def sql_earlier(self, place: DocumentPlace) -> Combinable:
        same = {name: OuterRef(place.path(name)) for name in ("report", "key")}
        earlier = TextSearch.objects.filter(**same, pk__lt=OuterRef(place.path("pk"))).order_by("pk")
        moments = {name: UtcTimestamp(F(name)) for name in ("recorded_at", "withdrawn_at")}
        return ArraySubquery(earlier.values(row=JSONObject(texts="texts", texts_zh_hans="texts_zh_hans", **moments)))
