"""The state as of a past day: queries read standings replayed from the journal instead of the stored ones.

Within `standings_as_of` every query that reads the table of standings, whoever wrote it, reads the replayed rows: what
filters, orders, counts and shows the present does so for the past, too.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import connection

from measures.analysis.history import load_histories
from measures.analysis.standing import standing_of
from measures.errors import TooManyMeasuresError
from measures.models import Audience, Measure, Standing
from measures.models.measures import MeasureQuerySet
from measures.models.records import among

TABLE = Standing._meta.db_table
COLUMNS = Standing._meta.concrete_fields
HEAD = f'WITH "{TABLE}" AS (SELECT * FROM jsonb_populate_recordset(NULL::"{TABLE}", %s::jsonb)) '  # noqa: S608
# So many measures are worked out while a reader waits.
MOST = 2_000


@contextmanager
def standings_as_of(
    measures: MeasureQuerySet, audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> Iterator[None]:
    """Within this context, the standings are those of a past day for an audience, and no others exist.

    Without a day, as they do now. More than some measures are refused.
    """
    if as_of is None and known_at is None:
        yield
        return
    seen = Measure.objects.filter(among("pk", measures)).visible_to(audience)
    found = list(seen.for_histories().only("kind", "report")[: MOST + 1])
    if len(found) > MOST:
        raise TooManyMeasuresError(field="known_at" if as_of is None else "as_of")
    histories = load_histories(found, as_of=as_of, known_at=known_at, audience=audience)
    standings = [
        standing_row(standing_of(history.read_by(audience.within(history.measure.report_id)), as_of=as_of))
        for history in histories
    ]
    # Dates, whole or partial, become text.
    with connection.execute_wrapper(reading_instead(json.dumps(standings, default=str, ensure_ascii=False))):
        yield


def with_standings(
    measures: MeasureQuerySet, audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> list[Measure]:
    """Measures that an audience may read, each with its `standing`, now or as of a past day."""
    with standings_as_of(measures, audience, as_of=as_of, known_at=known_at):
        return list(measures.with_party_codes().seen_by(audience))


def standing_row(standing: Standing) -> dict[str, object]:
    """A standing as a row of the table, with its measure's primary key as its own."""
    return {**{str(each.column): getattr(standing, each.attname) for each in COLUMNS}, "id": standing.measure_id}


def reading_instead(replayed: str) -> Callable[..., object]:
    """Makes queries read replayed rows, given as JSON, instead of the table of standings; other statements are refused.

    A cursor of the server is declared by the driver, below this: its statement begins with SELECT, too.
    """

    def run(execute: Callable[..., object], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if f'"{TABLE}"' in sql:
            if not sql.startswith("SELECT"):
                raise RuntimeError(
                    f"Of a past day standings can only be read, by a statement with SELECT first: {sql[:80]}"
                )
            sql, params = HEAD + sql, (replayed, *(params or ()))
        return execute(sql, params, many, context)

    return run
