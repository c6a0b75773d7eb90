"""The columns of imports and of their rows, as tables, and why rows were rejected."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Func, TextField
from django.utils.translation import gettext_lazy as _

from measures.models import Import, ImportState, Outcome
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


class ReasonsInWords(Func):
    """What is wrong with a row, as one text."""

    function = ""
    output_field = TextField()
    template = (
        "(SELECT string_agg((each ->> 'field') || ': ' || (each ->> 'message'), '; ') "
        "FROM jsonb_array_elements(%(expressions)s) AS each)"
    )


def readable_row_columns() -> list[Column]:
    """The same as `import_row_columns`, for people to read."""
    return [
        Column("why", _("Why"), ReasonsInWords(F("problems"))) if column.name == "problems" else column
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


MOST_REASONS = 20


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some rows were rejected, with the first of them and what it says."""

    field: str
    reason: str
    text: str
    message: str
    row: int
    count: int


def rejection_reasons(job: Import) -> list[Reason]:
    """The reasons for which rows were rejected, the most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT each ->> 'field', coalesce(each ->> 'reason', each ->> 'message'),
                   coalesce(min(each ->> 'text'), ''), (array_agg(each ->> 'message' ORDER BY number))[1],
                   min(number), count(*)
            FROM measures_importrow, jsonb_array_elements(problems) AS each
            WHERE of_id = %s AND outcome = %s
            GROUP BY 1, 2
            ORDER BY 6 DESC, 5, 1
            LIMIT %s
            """,
            [job.pk, Outcome.REJECTED, MOST_REASONS],
        )
        return [Reason(*row) for row in cursor.fetchall()]
