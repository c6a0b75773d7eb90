"""Deletes old traces: whoever has not asked for changes for long has to read everything anew."""

from datetime import datetime

from measures.models import TRACES_LAST, Trace


def forget_traces(*, at: datetime) -> int:
    """Delete the traces that no valid moment can ask for."""
    return Trace.objects.filter(at__lt=at - TRACES_LAST).delete()[0]
