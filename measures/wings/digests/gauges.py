"""The metrics of digests."""

from datetime import timedelta

from measures.operations.clock import clock
from measures.wing import Gauge
from measures.wings.digests.models import Digest
from measures.wings.digests.plan import all_due
from measures.wings.digests.queue import failing_digests

LATE_AFTER = timedelta(minutes=15)


def digests_gauge() -> Gauge:
    at = clock()
    waiting = Digest.objects.waiting()
    figures = {
        "due": sum(1 for _ in all_due(at=at)),
        "waiting": waiting.count(),
        "late": waiting.filter(claimed_at__lt=at - LATE_AFTER).count(),
        "parked": failing_digests().filter(parked_at__isnull=False).count(),
    }
    return Gauge(
        "cbm_digests", "Digests and briefs: due and not planned, planned and not sent, so for long, given up.", figures
    )
