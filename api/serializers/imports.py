"""Tables that become measures, what becomes of their rows, and libraries."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.library.imports.mapping import JointNames
from measures.library.sheets.dates import Order
from measures.library.sheets.encodings import ENCODINGS
from measures.library.sheets.text import DELIMITERS
from measures.models import Decision, Kind, Marking, PartyKind

MOST_TEXT = 2_000_000


class ReadOptionsSerializer(StrictSerializer):
    """How to read a table if the detection is wrong; empty fields are detected again."""

    encoding = serializers.ChoiceField(list(ENCODINGS.items()), required=False, allow_blank=True)
    delimiter = serializers.ChoiceField(list(DELIMITERS), required=False, allow_blank=True)
    sheet = serializers.CharField(
        max_length=100,
        required=False,
        allow_blank=True,
        help_text=_("Only for a workbook: a sheet that is not hidden."),
    )
    header_row = serializers.IntegerField(
        min_value=0,
        required=False,
        help_text=_("The row with the column names; 0 means that it is detected automatically."),
    )


class ImportDraftSerializer(ReadOptionsSerializer):
    """A table, and the report that its rows become measures of: an existing one, or a new one with its title."""

    file = serializers.FileField()
    report = serializers.SlugField(max_length=60)
    title = serializers.CharField(max_length=300, required=False, default="", help_text=_("Only for a new report."))
    author = serializers.CharField(max_length=200, required=False, default="", help_text=_("Only for a new report."))
    marking = serializers.ChoiceField(
        Marking.choices, required=False, default=Marking.PUBLIC, help_text=_("For its measures, and for a new report.")
    )
    profile = serializers.CharField(
        max_length=100, required=False, default="", help_text=_("A mapping that was saved under this name.")
    )
    as_last_time = serializers.BooleanField(
        required=False,
        default=True,
        help_text=_(
            "Without a profile: read it as the last table that was written into the report, if it has its columns."
        ),
    )
    order = serializers.ChoiceField(
        list(Order),
        required=False,
        allow_blank=True,
        default="",
        help_text=_("Which comes first, day or month, in dates written as numbers."),
    )


# To skip is of whole rows.
OF_FIELDS = [Decision.TAKE, Decision.KEEP]
BY_FIELD = {"type": "object", "additionalProperties": {"type": "string", "enum": OF_FIELDS}}


@extend_schema_field({"oneOf": [{"type": "string", "enum": list(Decision.values)}, BY_FIELD]})
class DecisionField(serializers.ChoiceField):
    """What becomes of a conflict: one decision for the row, or one for each of its fields."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            return serializers.DictField(child=serializers.ChoiceField(OF_FIELDS)).run_validation(data)
        return super().to_internal_value(data)


class DefaultsSerializer(StrictSerializer):
    """What fills in what rows leave out."""

    kind = serializers.ChoiceField(Kind.choices, required=False, allow_blank=True)
    party = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text=_("Code or name of a party.")
    )


class MappingSerializer(ReadOptionsSerializer):
    """What to read differently: form, columns by field, their words by ours; decisions on conflicts, by row.

    “*” holds for every row without a decision of its own and, within a row, for every other field.
    """

    columns = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    identity = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text=_("The columns that identify a row without a code; all columns unless given."),
    )
    order = serializers.ChoiceField(
        list(Order),
        required=False,
        allow_blank=True,
        help_text=_("Which comes first, day or month, in dates written as numbers."),
    )
    joint_names = serializers.ChoiceField(
        list(JointNames),
        required=False,
        allow_blank=True,
        help_text=_("What all names are that may be one party or several; empty: each is asked for."),
    )
    party_kind = serializers.ChoiceField(PartyKind.choices, required=False, help_text=_("Only for new parties."))
    values = serializers.DictField(child=serializers.DictField(child=serializers.CharField()), required=False)
    defaults = DefaultsSerializer(required=False)
    decisions = serializers.DictField(child=DecisionField(Decision.choices), required=False)
    profile_name = serializers.CharField(max_length=100, required=False)


class ImportActSerializer(StrictSerializer):
    """What to do with an import."""

    act = serializers.ChoiceField(
        [("write", _("Write this import")), ("cancel", _("Cancel this import")), ("undo", _("Undo this import"))]
    )


class LibraryTextSerializer(StrictSerializer):
    """The text of a library, and a file name to cite its lines by."""

    name = serializers.CharField(max_length=255, required=False, default="library.yaml")
    text = serializers.CharField(max_length=MOST_TEXT, trim_whitespace=False)
    older = serializers.BooleanField(
        required=False, default=False, help_text="Go back to this version even though a later one is loaded."
    )
    marking = serializers.ChoiceField(
        Marking.choices, required=False, default=Marking.PUBLIC, help_text=_("Only for a new report.")
    )


class DifferenceFoundSerializer(serializers.Serializer[Any]):
    """What becomes of a row, or of one of its fields."""

    fate = serializers.CharField()
    what = serializers.CharField()
    name = serializers.CharField()
    field = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    why = serializers.CharField(help_text="Why an entry is corrected.")


class LoadedSerializer(serializers.Serializer[Any]):
    """What a library adds, changes, withdraws and leaves as it is, of one kind."""

    kind = serializers.CharField()
    added = serializers.IntegerField()
    changed = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    differences = DifferenceFoundSerializer(many=True)
