"""Standings made anew from the journal, to be held against those that are stored."""

from collections.abc import Iterable
from datetime import date, datetime

from measures.analysis.history import load_histories
from measures.analysis.standing import standing_of
from measures.models import Audience, Measure, Standing


def standings_of(
    measures: Iterable[Measure], audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> dict[int, Standing]:
    """By measure."""
    histories = load_histories(measures, as_of=as_of, known_at=known_at, audience=audience)
    return {history.measure.pk: standing_of(history.read_by(audience), as_of=as_of) for history in histories}
