"""The chains of the journal: their heads and links, and redactions."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from rest_framework import serializers

from api.documents import Place
from api.expressions import only_if
from api.serializers.fields import HashField, KeyField, RecordSerializer, StrictSerializer
from measures.models import Audience, Chain, Entry, Redaction


class HeadSerializer(RecordSerializer):
    """The last seal of a chain: keep it elsewhere, and the chain cannot be altered unseen."""

    report = KeyField("slug")
    sequence = serializers.IntegerField()
    seal = HashField()

    class Meta:
        model = Chain
        fields = ["report", "marking", "sequence", "seal"]

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Chain]:
        last = Entry.objects.filter(chain=OuterRef("pk")).order_by("-sequence")
        return (
            Chain.objects.filter(marking__in=audience.markings)
            .annotate(sequence=Subquery(last.values("sequence")[:1]), seal=Subquery(last.values("seal")[:1]))
            .exclude(sequence=None)
            .select_related("report")
        )


class ChainLinkSerializer(RecordSerializer):
    """A link of a chain; its entry is not named to those from whom it has been hidden since."""

    report = KeyField("slug")
    marking = serializers.CharField(source="chain.marking", help_text="The first marking, which the chain has.")
    entry = serializers.SerializerMethodField()
    commitment = HashField()
    seal = HashField()

    class Meta:
        model = Entry
        fields = ["report", "marking", "sequence", "commitment", "seal", "entry"]

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Entry]:
        return Entry.objects.filter(chain__marking__in=audience.markings).select_related("report", "chain")

    def get_entry(self, entry: Entry) -> str | None:
        return entry.key if self.audience.may_read(entry.marking) else None

    def sql_entry(self, place: Place) -> Combinable:
        return only_if(Q(marking__in=place.audience.markings), place.at("key"))


class RedactionDraftSerializer(StrictSerializer):
    """Why the content of an entry is taken away."""

    reason = serializers.CharField()


class RedactionSerializer(RecordSerializer):
    """That the content of an entry was taken away, by whom and why."""

    entry = KeyField()

    class Meta:
        model = Redaction
        fields = ["entry", "by_name", "reason", "redacted_at"]
