"""Imports of tables, and what becomes of their rows."""

from django.db.models import Func, TextField
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.expressions import DocumentPlace
from measures.lists.fields import KeyField, PageField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.models import Import, ImportRow


class ImportSerializer(RecordSerializer):
    """An import: how its table is read, how many rows have which outcome, and how far the writing is."""

    report = KeyField("slug", allow_null=True)
    html_url = PageField("import")

    class Meta:
        model = Import
        fields = [
            "key", "report", "file_name", "state", "problem", "counts", "notes", "mapping", "decisions", "marking",
            "done", "total", "made_at", "ended_at", "html_url",
        ]  # fmt: skip
        columns = file_columns(
            Import,
            fields,
            without=["problem", "notes", "mapping", "decisions", "marking", "done", "total", "ended_at"],
            counts=_("Rows"),
            made_at=_("Created"),
        )


class ImportDetailSerializer(ImportSerializer):
    """An import with the columns of its table, some of their values, how it was read and how else it could be."""

    class Meta(ImportSerializer.Meta):
        fields = [*ImportSerializer.Meta.fields, "found"]


class ImportRowSerializer(RecordSerializer):
    """One row of a table: what it says, what was here if that differs, and why it cannot be taken."""

    number = serializers.IntegerField(source="row_number")
    measure = KeyField(allow_null=True)

    class Meta:
        model = ImportRow
        fields = ["number", "code", "outcome", "fields", "before", "problems", "measure"]
        columns = {
            "number": _("Row"),
            "code": _("Code"),
            "outcome": _("Outcome"),
            "problems": _("Why"),
            "fields": _("What the file says"),
            "before": _("What was here before"),
        }


class ReadableRowSerializer(ImportRowSerializer):
    """A row of a table for people: why it cannot be taken is one text."""

    def cell_problems(self, place: DocumentPlace) -> Combinable:
        return ProblemTexts(place.at("problems"))


class ProblemTexts(Func):
    """What is wrong with a row, as one text."""

    function = ""
    output_field = TextField()
    template = (
        "(SELECT string_agg((each ->> 'field') || ': ' || (each ->> 'message'), '; ') "
        "FROM jsonb_array_elements(%(expressions)s) AS each)"
    )
