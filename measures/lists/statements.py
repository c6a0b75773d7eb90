"""What parties said in their own words, as far as its reader may see it."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.expressions import DocumentPlace
from measures.lists.fields import KeyField, PageField, TextsField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.models import Audience, Statement, StatementAct, StatementPlace, StatementReference
from measures.models.records import value_columns

WORDS = [name for name in value_columns(Statement) if name not in ("key", "about", "parties", "acts", "to")]


class ReferenceSerializer(RecordSerializer):
    """What a statement refers to: an earlier statement or an entry, and who says so."""

    statement = serializers.CharField(  # type: ignore[assignment]
        source="to_statement", help_text="Key of an earlier statement."
    )
    entry = serializers.CharField(source="to_entry", help_text="Key of an entry.")

    class Meta:
        model = StatementReference
        fields = ["how", "manner", "basis", "statement", "entry"]
        cell = ["how", "to"]

    def cell_to(self, place: DocumentPlace) -> Combinable:
        """The key of what it refers to."""
        return Coalesce(NullIf(place.at("to_entry"), Value("")), place.at("to_statement"))


class StatementSerializer(RecordSerializer):
    """A party's words in the original, with who spoke, when, about whom, and the source that has them."""

    parties = TextsField(help_text="Codes of those whose words these are.")
    about = serializers.CharField(
        source="about_code", help_text="About whose conduct or aim: “itself”, the code of a party, “both” or “general”."
    )
    acts = serializers.ListField(child=serializers.ChoiceField(StatementAct.choices), help_text="What the words do.")
    to = TextsField(help_text="To whom they are addressed: codes of parties, or words for several states.")
    subjects = TextsField(help_text="Keys of the subjects under which we file it.")
    on = TextsField(help_text="Keys of the measures and ambiguities under which we file it.")
    source = KeyField("evidence.key", source="citation", help_text="Key of the source that has the words.")  # type: ignore[assignment]
    also_in = TextsField(help_text="Keys of other sources that have them.")
    refers_to = ReferenceSerializer(source="references", many=True)
    entry = KeyField()
    report = serializers.CharField(source="entry.report.slug")
    html_url = PageField("entry", "entry.key")

    class Meta:
        model = Statement
        fields = [
            "key", "report", "entry", "parties", "about", *WORDS, "acts", "to", "subjects", "on", "source", "also_in",
            "refers_to", "html_url",
        ]  # fmt: skip
        columns = file_columns(
            Statement,
            [
                "key", "report", "entry", "said_on", "parties", "about", "speaker", "speaker_zh_hans", "office",
                "office_zh_hans", "quotation", "quotation_language", "translation", "translation_zh_hans",
                "translation_by", "speech", "as_quoted_by", "as_quoted_by_zh_hans", "acts", "to", "subjects", "on",
                "occasion", "occasion_zh_hans", "place", "place_zh_hans", "published_on", "authority", "voice",
                "in_answer_to", "in_answer_to_zh_hans", "refers_to", "source", "also_in", "note", "note_zh_hans",
            ],
            report=_("Report"),
            entry=_("Entry"),
            subjects=_("Subjects"),
            on=_("Measures and ambiguities"),
            refers_to=_("Refers to: how, what"),
            source=_("Source"),
            also_in=_("Also in"),
        )  # fmt: skip
        read_first = [
            "said_on", "parties", "about", "speaker", "office", "quotation", "translation", "occasion", "source",
        ]  # fmt: skip
        sheet = _("Statements")
        labels = {"acts": dict(StatementAct.choices)}
        cell = ["key", "speaker"]

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Statement]:
        return Statement.objects.visible_to(audience).filter(entry__redaction=None)

    def sql_about(self, place: DocumentPlace) -> Combinable:
        return Coalesce(place.at("about_party_id"), place.at("about"))

    def filed(self, place: DocumentPlace, condition: Q, *names: str) -> Combinable:
        """The keys of the places of a kind, in the order in which they were given."""
        rows = StatementPlace.objects.filter(condition, statement=OuterRef(place.path("pk"))).order_by("pk")
        return ArraySubquery(rows.values_list(Coalesce(*names) if len(names) > 1 else names[0]))

    def sql_subjects(self, place: DocumentPlace) -> Combinable:
        return self.filed(place, Q(subject__isnull=False), "subject__key")

    def sql_on(self, place: DocumentPlace) -> Combinable:
        seen = Q(ambiguity__isnull=False) | (Q(measure__isnull=False) & place.top.seen("measure"))
        return self.filed(place, seen, "measure__key", "ambiguity__key")

    def sql_also_in(self, place: DocumentPlace) -> Combinable:
        seen = Q(citation__isnull=False) & place.top.seen_source("citation__evidence")
        return self.filed(place, seen, "citation__evidence__key")
