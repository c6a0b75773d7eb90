"""Locking a row before it is checked and changed."""

from measures.models import Measure


def lock_measure(measure: Measure) -> Measure:
    """The measure as it is now, locked until the end of the transaction."""
    return Measure.objects.select_related("report").select_for_update(of=("self",), no_key=True).get(pk=measure.pk)
