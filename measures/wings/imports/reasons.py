"""Why rows of a table were rejected."""

from dataclasses import dataclass

from django.db import connection

from measures.wings.imports.models import Import, Outcome

MOST_REASONS = 20


@dataclass(frozen=True, slots=True)
class RejectionReason:
    """Why some rows were rejected, with the first of them and what it says."""

    field: str
    reason: str
    text: str
    message: str
    row: int
    count: int


def rejection_reasons(job: Import) -> list[RejectionReason]:
    """The reasons for which rows were rejected, the most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT each ->> 'field', coalesce(each ->> 'reason', each ->> 'message'),
                   coalesce(min(each ->> 'text'), ''), (array_agg(each ->> 'message' ORDER BY row_number))[1],
                   min(row_number), count(*)
            FROM measures_importrow, jsonb_array_elements(problems) AS each
            WHERE of_id = %s AND outcome = %s
            GROUP BY 1, 2
            ORDER BY 6 DESC, 5, 1
            LIMIT %s
            """,
            [job.pk, Outcome.REJECTED, MOST_REASONS],
        )
        return [RejectionReason(*row) for row in cursor.fetchall()]
