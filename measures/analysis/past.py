"""The state as of a past day: queries read standings replayed from the journal instead of the stored ones.

Within `standings_as_of` every query that reads the table of standings, whoever wrote it, reads the replayed rows: what
filters, orders, counts and shows the present does so for the past, too. Where a worker has replayed a whole report
before (`operations/replays.py`), `standings_of_report` has queries read those rows.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from measures.analysis.history import load_histories
from measures.analysis.standing import standing_of
from measures.models import Audience, Measure, Replay, ReplayedStanding, Report, RowChange, Standing
from measures.models.measures import MeasureQuerySet
from measures.models.records import among

TABLE = Standing._meta.db_table
COLUMNS = Standing._meta.concrete_fields
HEAD = f'WITH "{TABLE}" AS (SELECT * FROM jsonb_populate_recordset(NULL::"{TABLE}", %s::jsonb)) '  # noqa: S608
REPLAYED = ", ".join(f'"{each.column}"' for each in COLUMNS if not each.primary_key)
# Each query looks rows up by the keys of the table.
REPLAYED_HEAD = (
    f'WITH "{TABLE}" AS NOT MATERIALIZED (SELECT measure_id AS id, {REPLAYED} '  # noqa: S608
    f'FROM "{ReplayedStanding._meta.db_table}" WHERE replay_id = %s) '
)
# Of what standings are made besides the journal, by the tables and columns of the row history. What is redacted or
# tightened takes replays away (`operations/mails.py`).
OF_MEASURES = Q(table__in=("measures_measure_parties", "measures_measure_needs_to_complete", "measures_milestone"))
CATALOGUE = {
    "measures_measure": ("kind", "parent_id", "report_id"),
    "measures_evidence": ("by_report_author", "replaces_id"),
    "measures_user": ("speaks_for_id",),
}


@contextmanager
def standings_as_of(
    measures: MeasureQuerySet, audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> Iterator[None]:
    """Within this context, the standings are those of a past day for an audience, and no others exist.

    Without a day, as they do now.
    """
    if as_of is None and known_at is None:
        yield
        return
    found = Measure.objects.filter(among("pk", measures)).visible_to(audience).for_histories().only("kind", "report")
    histories = load_histories(found, as_of=as_of, known_at=known_at, audience=audience)
    standings = [
        standing_row(standing_of(history.read_by(audience.within(history.measure.report_id)), as_of=as_of))
        for history in histories
    ]
    # Dates, whole or partial, become text.
    with connection.execute_wrapper(reading_instead(HEAD, json.dumps(standings, default=str, ensure_ascii=False))):
        yield


@contextmanager
def standings_of_report(
    report: Report, audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> Iterator[None]:
    """Within this context, the standings of a report's whole measures are those of a past day.

    By what a worker has replayed for this day and moment, if that still holds; otherwise they are replayed at once.
    """
    replay = None
    if known_at is not None:
        replay = holding_replays(report, audience, as_of=as_of).filter(known_at=known_at).first()
    if replay is None:
        with standings_as_of(report.measures.whole(), audience, as_of=as_of, known_at=known_at):
            yield
    else:
        with connection.execute_wrapper(reading_instead(REPLAYED_HEAD, replay.pk)):
            yield


def holding_replays(report: Report, audience: Audience, *, as_of: date | None) -> QuerySet[Replay]:
    """The replays of a day that are made, and of which nothing was changed since they were requested."""
    changed = reduce(
        or_,
        (
            Q(table=table) & (Q(before__has_any_keys=columns) | Q(after__has_any_keys=columns))
            for table, columns in CATALOGUE.items()
        ),
        OF_MEASURES,
    )
    named = ExpressionWrapper(OuterRef("measures"), ArrayField(BigIntegerField()))
    of_report = Measure.objects.filter(among("pk", named), report=report)
    changes = RowChange.objects.filter(changed, Q(measures=[]) | Exists(of_report), pk__gt=OuterRef("last_change"))
    return Replay.objects.filter(
        ~Exists(changes.order_by()),
        report=report,
        audience=audience.within(report.pk).name,
        as_of=as_of,
        made_at__isnull=False,
        measures=report.measures.whole().visible_to(audience).count(),
    )


def with_standings(
    measures: MeasureQuerySet, audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> list[Measure]:
    """Measures that an audience may read, each with its `standing`, now or as of a past day."""
    with standings_as_of(measures, audience, as_of=as_of, known_at=known_at):
        return list(measures.with_party_codes().seen_by(audience))


def standing_row(standing: Standing) -> dict[str, Any]:
    """A standing as a row of the table, with its measure's primary key as its own."""
    return {**{str(each.column): getattr(standing, each.attname) for each in COLUMNS}, "id": standing.measure_id}


def reading_instead(head: str, replayed: str | int) -> Callable[..., Any]:
    """Makes queries read replayed rows instead of the table of standings, by what stands before each."""

    def run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if f'"{TABLE}"' in sql:
            sql, params = head + sql, (replayed, *(params or ()))
        return execute(sql, params, many, context)

    return run
