"""Restates the stored standings: in the transaction of every change, and all of them on demand."""

from collections.abc import Collection
from functools import cache
from itertools import batched
from typing import Any

from django.db.models import Exists, OuterRef

from measures.analysis.history import load_histories
from measures.analysis.standing import standing_of
from measures.models import Measure, Standing
from measures.models.compiled import Compiled
from measures.models.markings import AUDIENCES
from measures.models.placeholders import THESE
from measures.models.records import among
from measures.operations.copying import copy_rows
from measures.operations.locks import lock_measures
from measures.operations.transactions import in_one_transaction

FIGURES = [field.name for field in Standing._meta.concrete_fields if field.name not in ("id", "measure", "audience")]
BATCH = 500
MANY = 50


def restate(measures: Collection[int]) -> None:
    """Compute and store the standings of measures, and of the wholes of parts among them: part of an act.

    However many they are, no more than a batch is held in memory.
    """
    if len(measures) <= BATCH:
        restate_batch(measures)
        return
    in_order = Measure.objects.filter(pk__in=measures).order_by("key").values_list("pk", flat=True)
    for batch in batched(list(in_order), BATCH):
        restate_batch(batch)


def restate_batch(measures: Collection[int]) -> None:
    rows = compiled_measures().filled({"these": lock_measures(measures)})
    standings = [standing_of(history.read_by(audience)) for history in load_histories(rows) for audience in AUDIENCES]
    if len(rows) > MANY and not any(row.is_stored for row in rows):
        # An import brings so many at once.
        copy_rows(standings)
        return
    Standing.objects.bulk_create(
        standings, update_conflicts=True, unique_fields=["measure", "audience"], update_fields=FIGURES
    )


@cache
def compiled_measures() -> Compiled[Any]:
    """Measures with what their standings are computed from besides the journal, and whether some are stored."""
    stored = Standing.objects.filter(measure=OuterRef("pk"))
    measures = Measure.objects.filter(among("pk", THESE)).order_by("key").only("kind").for_histories()
    return Compiled(measures.annotate(is_stored=Exists(stored)))


def rebuild_standings() -> int:
    """Restate every measure from the journal, a batch at a time; returns how many."""
    keys = list(Measure.objects.order_by("key").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        in_one_transaction(restate)(keys[start : start + BATCH])
    return len(keys)
