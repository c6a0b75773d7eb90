"""The chains of the record: their heads and links, and redactions."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.expressions import DocumentPlace, only_if
from measures.lists.fields import HashField, KeyField, PersonField, PersonRoleField
from measures.lists.records import RecordSerializer
from measures.models import Audience, Chain, ChainKind, Entry, Evidence, Redaction, SourceLink
from measures.models.records import readable_by


class HeadSerializer(RecordSerializer):
    """The last seal of a chain. If it is kept elsewhere, nobody can alter the chain unseen."""

    kind = serializers.ChoiceField(ChainKind.choices, read_only=True)
    report = KeyField("slug", allow_null=True, help_text="The report of the journal; a chain of sources has none.")
    sequence = serializers.IntegerField()
    seal = HashField()

    class Meta:
        model = Chain
        fields = ["kind", "report", "marking", "sequence", "seal"]
        columns = {
            "report": _("Report"),
            "marking": _("Marking"),
            "sequence": _("Place in its chain"),
            "seal": _("Seal"),
            "kind": _("Kind of chain"),
        }

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Chain]:
        return (
            Chain.objects.visible_to(audience)
            .annotate(sequence=last_link("sequence"), seal=last_link("seal"))
            .exclude(sequence=None)
        )


def last_link(column: str) -> Coalesce:
    """A column of the last row of a chain, whichever kind of rows it holds."""
    of_chain = (rows.objects.filter(chain=OuterRef("pk")).order_by("-sequence") for rows in (Entry, SourceLink))
    return Coalesce(*(Subquery(rows.values(column)[:1]) for rows in of_chain))


class ChainRowSerializer(RecordSerializer):
    """What the links of chains of every kind have."""

    kind = serializers.ChoiceField(ChainKind.choices, source="chain.kind", read_only=True)
    marking = serializers.CharField(source="chain.marking", help_text="The first marking, which is that of the chain.")
    commitment = HashField()
    seal = HashField()

    class Meta:
        abstract = True
        fields = ["kind", "marking", "sequence", "seal_format", "commitment", "seal"]
        columns = {
            "marking": _("First marking"),
            "sequence": _("Place in its chain"),
            "commitment": _("Commitment"),
            "seal": _("Seal"),
            "kind": _("Kind of chain"),
            "seal_format": _("Format of its seal"),
        }


class ChainLinkSerializer(ChainRowSerializer):
    """A link of a chain; its entry is named only to those who may still read it."""

    report = KeyField("slug")
    entry = serializers.CharField(read_only=True, allow_null=True)

    class Meta(ChainRowSerializer.Meta):
        model = Entry
        fields = [*ChainRowSerializer.Meta.fields, "report", "entry"]
        columns = {"report": _("Report"), **ChainRowSerializer.Meta.columns, "entry": _("Entry")}

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Entry]:
        return Entry.objects.filter(chain__in=Chain.objects.visible_to(audience))

    def sql_entry(self, place: DocumentPlace) -> Combinable:
        return only_if(place.audience.reads("report", "marking"), place.at("key"))


class SourceLinkSerializer(ChainRowSerializer):
    """A link of a chain of sources, a review or a copy; its source is named only to those who may still read it."""

    evidence = serializers.CharField(read_only=True, allow_null=True)

    class Meta(ChainRowSerializer.Meta):
        model = SourceLink
        fields = [*ChainRowSerializer.Meta.fields, "of", "sealed_at", "evidence"]
        columns = {
            **ChainRowSerializer.Meta.columns,
            "of": _("What is sealed"),
            "sealed_at": _("Sealed later, on"),
            "evidence": _("Source"),
        }

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[SourceLink]:
        return SourceLink.objects.filter(chain__marking__in=audience.markings)

    def sql_evidence(self, place: DocumentPlace) -> Combinable:
        seen = readable_by(Evidence, place.audience, f"{place.path('evidence')}__")
        return only_if(seen, place.at("evidence.key"))


class RedactedBySerializer(RecordSerializer):
    """Who redacted something, why and when."""

    redacted_by_name = PersonField(source="by_name")
    redacted_by_role = PersonRoleField("by_name")

    class Meta:
        model = Redaction
        fields = ["redacted_by_name", "redacted_by_role", "reason", "redacted_at"]


class RowRedactionSerializer(RedactedBySerializer):
    """A redaction of what is no entry: of what, by whom, and why."""

    class Meta(RedactedBySerializer.Meta):
        fields = ["kind", "key", *RedactedBySerializer.Meta.fields]


class RedactionSerializer(RedactedBySerializer):
    """A redaction of an entry: by whom, and why."""

    entry = KeyField()

    class Meta(RedactedBySerializer.Meta):
        fields = ["entry", *RedactedBySerializer.Meta.fields]
