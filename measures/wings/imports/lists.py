"""What becomes of the rows of an imported table."""

from django.db.models import Func, TextField
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.expressions import DocumentPlace
from measures.lists.fields import KeyField
from measures.lists.records import RecordSerializer
from measures.wings.imports.models import ImportRow


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
