"""Reports, their words and reasons, and the parties."""

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.analysis.searches import record_day
from measures.analysis.sides import unreadable_sides
from measures.lists.expressions import DocumentPlace
from measures.lists.fields import KeyField, PageField, TextsField
from measures.lists.headings import file_columns, label_in_model
from measures.lists.records import RecordSerializer
from measures.models import Audience, Motivation, Party, Report, Term


class PartySerializer(RecordSerializer):
    """A party that reports and entries name."""

    key = serializers.CharField(source="code", read_only=True)

    class Meta:
        model = Party
        fields = ["key", "kind", "name", "name_zh_hans", "adjective", "adjective_zh_hans", "version"]
        columns = file_columns(
            Party, fields, without=["version"], key=label_in_model(Party, "code"), name=_("Name in English")
        )
        sheet = _("Parties")

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Party]:
        return Party.objects.visible_to(audience)


class TermSerializer(RecordSerializer):
    """A term of a report's glossary."""

    is_in_report = serializers.BooleanField(source="in_report", read_only=True)

    class Meta:
        model = Term
        fields = ["term", "term_zh_hans", "definition", "definition_zh_hans", "note", "note_zh_hans", "is_in_report"]


class TermRowSerializer(TermSerializer):
    """Of which report's glossary a word is."""

    report = KeyField("slug")
    html_url = PageField("glossary", "report.slug", query="report")

    class Meta(TermSerializer.Meta):
        fields = ["key", "report", *TermSerializer.Meta.fields, "withdrawn_at", "version", "html_url"]
        columns = file_columns(
            Term,
            fields,
            without=["withdrawn_at", "version"],
            term_zh_hans=_("Term in Chinese"),
            is_in_report=label_in_model(Term, "in_report"),
            definition_zh_hans=_("Definition in Chinese"),
        )
        read_first = ["term", "definition", "note"]
        sheet = _("Glossary")


class MotivationSerializer(RecordSerializer):
    """A reason that a report gives."""

    class Meta:
        model = Motivation
        fields = [
            "code", "statement", "statement_zh_hans", "implication", "implication_zh_hans",
            "source_heading", "source_heading_zh_hans", "source_paragraph",
        ]  # fmt: skip


class ReportSerializer(RecordSerializer):
    """A report whose recommendations are tracked."""

    key = serializers.CharField(source="slug", read_only=True)
    levels = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField()),
        help_text="What the levels 0 to 3 are called in this report, by language.",
    )

    record_day = serializers.DateField(
        read_only=True,
        allow_null=True,
        help_text="The day of its record, or a later one up to which people have searched texts since.",
    )

    unreadable_sides = TextsField(
        help_text="Codes of the sides of whose official pages none that was tried can be read from here now.",
    )
    html_url = PageField("report", "slug")

    class Meta:
        model = Report
        fields = [
            "key", "title", "title_zh_hans", "topic", "topic_zh_hans", "aim", "aim_zh_hans", "author",
            "author_zh_hans", "publisher", "publisher_zh_hans",
            "published", "url", "note", "note_zh_hans", "disclaimer", "disclaimer_zh_hans", "is_fictional",
            "levels", "first_year", "library_version", "record_as_of", "record_day", "search_every_days",
            "needs_agreement", "unreadable_sides", "record_note", "record_note_zh_hans", "dates_note",
            "dates_note_zh_hans", "marking", "version", "html_url",
        ]  # fmt: skip
        columns = file_columns(
            Report,
            fields,
            without=[
                "topic", "topic_zh_hans", "aim", "aim_zh_hans", "note", "note_zh_hans", "levels", "first_year",
                "record_note", "record_note_zh_hans", "dates_note",
                "dates_note_zh_hans", "version",
            ],
            key=label_in_model(Report, "slug"),
            author_zh_hans=_("Author in Chinese"),
            publisher_zh_hans=_("Publisher in Chinese"),
            disclaimer_zh_hans=_("Disclaimer in Chinese"),
            record_day=_("Record goes up to"),
            unreadable_sides=_("Sides whose pages cannot be read from here"),
        )  # fmt: skip
        read_first = ["title", "author", "publisher", "published", "url", "record_day"]
        sheet = _("Reports")

    def sql_record_day(self, place: DocumentPlace) -> Combinable:
        return record_day(place.prefix)

    def sql_unreadable_sides(self, place: DocumentPlace) -> Combinable:
        return unreadable_sides(place.audience, place.path("pk"))


class ReportDetailSerializer(ReportSerializer):
    """A report with its codebook, its glossary and the reasons it gives."""

    glossary = TermSerializer(many=True)
    motivations = MotivationSerializer(many=True)

    class Meta(ReportSerializer.Meta):
        fields = [
            *ReportSerializer.Meta.fields, "codebook", "codebook_zh_hans", "subjects_note", "subjects_note_zh_hans",
            "readouts_note", "readouts_note_zh_hans", "statements_note", "statements_note_zh_hans", "glossary",
            "motivations",
        ]  # fmt: skip
