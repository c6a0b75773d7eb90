"""Restates the stored standings: in the transaction of every change, and all of them on demand."""

from collections.abc import Collection, Iterable

from django.db import transaction

from measures.analysis.history import load_histories
from measures.analysis.standing import standing_of
from measures.models import Measure, Standing
from measures.models.markings import audiences_for
from measures.operations.locks import lock_measures

FIGURES = [field.name for field in Standing._meta.concrete_fields if field.name not in ("id", "measure", "audience")]
BATCH = 500


@transaction.atomic
def restate(measures: Collection[int]) -> None:
    """Compute and store the standings of measures, and of the wholes that parts among them belong to."""
    standings = [
        standing_of(history, audience)
        for history in load_histories(lock_measures(measures))
        for audience in audiences_for(history.markings)
    ]
    Standing.objects.bulk_create(
        standings, update_conflicts=True, unique_fields=["measure", "audience"], update_fields=FIGURES
    )
    forget_parties_without_rows(standings)


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
