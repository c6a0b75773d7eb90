"""The metrics of requests to other sites, and of what came in."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Min

from measures.models import FETCHED
from measures.operations.clock import clock
from measures.wing import Gauge, from_wings
from measures.wings.intake.models import Candidate

A_DAY = timedelta(days=1)


def fetch_gauges() -> Iterator[Gauge]:
    at, figures = clock(), dict.fromkeys(("waiting", "fetched", "failed"), 0)
    oldest = at
    for fetcher in from_wings(lambda wing: wing.fetchers):
        waiting, ended = fetcher.rows.waiting(), fetcher.rows.filter(ended_at__gt=at - A_DAY)
        figures["waiting"] += waiting.count()
        figures["fetched"] += ended.filter(outcome__in=FETCHED).count()
        figures["failed"] += ended.exclude(outcome__in=FETCHED).count()
        oldest = min(oldest, waiting.aggregate(oldest=Min("due_at"))["oldest"] or at)
    yield Gauge("cbm_fetches", "Requests to other sites: waiting, and what came of them within a day.", figures)
    yield Gauge(
        "cbm_fetches_oldest_seconds", "For how long the oldest has been waiting.", (at - oldest).total_seconds()
    )
    yield Gauge("cbm_candidates_waiting", "Candidates that nobody has decided on.", Candidate.objects.waiting().count())
