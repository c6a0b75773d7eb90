"""Traces do not stay for ever: who has not asked for what has changed for long has to read anew."""

from datetime import datetime

from measures.models import TRACES_LAST, Trace


def forget_traces(*, at: datetime) -> int:
    """Forget the traces that no moment asks for any more."""
    return Trace.objects.filter(at__lt=at - TRACES_LAST).delete()[0]
