"""Noting up to when somebody has seen what changed."""

from datetime import datetime

from measures import access
from measures.models import Report, User, Visit
from measures.operations.transactions import in_one_transaction


@in_one_transaction
def mark_seen(report: Report, *, by: User, until: datetime, at: datetime) -> Visit:
    """Move the moment up to which a person has seen a report; it never moves back, nor beyond now."""
    access.require(by, "mark_seen", report)
    until = min(until, at)
    visit, _ = Visit.objects.select_for_update().get_or_create(user=by, report=report, defaults={"seen_until": until})
    if visit.seen_until < until:
        visit.seen_until = until
        visit.save(update_fields=["seen_until"])
    return visit
