"""Restates the stored standings: in the transaction of every change, and all of them on demand."""

from collections.abc import Collection, Iterable, Sequence
from itertools import batched

from measures.analysis.history import load_histories
from measures.analysis.standing import standing_of
from measures.models import Measure, Standing
from measures.models.markings import audiences_for
from measures.operations.copying import copy_rows
from measures.operations.locks import lock_measures
from measures.operations.transactions import in_one_transaction

FIGURES = [field.name for field in Standing._meta.concrete_fields if field.name not in ("id", "measure", "audience")]
BATCH = 500
MANY = 50


@in_one_transaction
def restate(measures: Collection[int]) -> None:
    """Compute and store the standings of measures, and of the wholes that parts among them belong to.

    However many they are, no more than a batch is held in memory.
    """
    if len(measures) <= BATCH:
        restate_batch(measures)
        return
    in_order = Measure.objects.filter(pk__in=measures).order_by("key").values_list("pk", flat=True)
    for batch in batched(list(in_order), BATCH):
        restate_batch(batch)


def restate_batch(measures: Collection[int]) -> None:
    locked = Measure.objects.filter(pk__in=lock_measures(measures)).order_by("key")
    standings = [
        standing_of(history, audience)
        for history in load_histories(locked.only("kind").with_party_codes())
        for audience in audiences_for(history.markings)
    ]
    if are_first(standings):
        copy_rows(standings)
        return
    Standing.objects.bulk_create(
        standings, update_conflicts=True, unique_fields=["measure", "audience"], update_fields=FIGURES
    )
    forget_parties_without_rows(standings)


def are_first(standings: Sequence[Standing]) -> bool:
    """Whether these are many, and the first of their measures, which are locked: an import brings such."""
    measures = {standing.measure_id for standing in standings}
    return len(measures) > MANY and not Standing.objects.filter(measure__in=measures).exists()


def forget_parties_without_rows(restated: Iterable[Standing]) -> None:
    """Remove the standings for audiences that no longer have a row of their own on these measures."""
    kept = [standing.pk for standing in restated]
    Standing.objects.filter(measure__in={standing.measure_id for standing in restated}).exclude(pk__in=kept).delete()


def rebuild_standings() -> int:
    """Restate every measure from the journal, a batch at a time; answers how many."""
    keys = list(Measure.objects.order_by("key").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        restate(keys[start : start + BATCH])
    return len(keys)
