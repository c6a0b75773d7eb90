"""Whether a measure is overdue, due soon or unchecked, given its standing: what `MeasureQuerySet` filters by, for one.

The two are one condition in two languages; a test holds them against each other.
"""

from datetime import date, timedelta

from measures.models import DONE_WITH, Measure, Standing
from measures.models.measures import DUE_SOON_DAYS


def is_open(standing: Standing) -> bool:
    return standing.status not in DONE_WITH


def is_overdue(measure: Measure, standing: Standing, *, on: date) -> bool:
    return is_open(standing) and measure.due_by is not None and measure.due_by < on


def is_due_soon(measure: Measure, standing: Standing, *, on: date) -> bool:
    due_by = measure.due_by
    return is_open(standing) and due_by is not None and on <= due_by <= on + timedelta(days=DUE_SOON_DAYS)


def is_unchecked(measure: Measure, standing: Standing, *, on: date) -> bool:
    interval = timedelta(days=measure.review_every_days)
    return is_open(standing) and (standing.last_checked is None or standing.last_checked < on - interval)
