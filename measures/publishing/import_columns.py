"""The columns of imports and of their rows, as tables."""

from django.db.models import F, Func, TextField
from django.utils.translation import gettext_lazy as _

from measures.models import ImportState, Outcome
from measures.publishing.tables import Column, Terms, plain


def import_columns(terms: Terms | None = None) -> list[Column]:
    return [
        plain("key", _("Key")),
        Column("report", _("Report"), F("report__slug")),
        plain("file_name", _("Name of the file")),
        plain("state", _("State"), labels=dict(ImportState.choices)),
        plain("counts", _("Rows")),
        plain("made_at", _("Made")),
    ]


class Told(Func):
    """What is wrong with a row, as one text."""

    function = ""
    output_field = TextField()
    template = (
        "(SELECT string_agg((each ->> 'field') || ': ' || (each ->> 'message'), '; ') "
        "FROM jsonb_array_elements(%(expressions)s) AS each)"
    )


def told_row_columns() -> list[Column]:
    """The same as `import_row_columns`, for people to read."""
    return [
        Column("why", _("Why"), Told(F("problems"))) if column.name == "problems" else column
        for column in import_row_columns()
    ]


def import_row_columns(terms: Terms | None = None) -> list[Column]:
    return [
        plain("number", _("Row")),
        plain("code", _("Code")),
        plain("outcome", _("What becomes of it"), labels=dict(Outcome.choices)),
        plain("problems", _("Why")),
        plain("fields", _("What the file says")),
        plain("before", _("What was here")),
    ]
