"""Metrics for Prometheus: how requests are answered, and how the record and its background work stand.

There are figures only: no name, address, title or key of anything. Whoever asks needs the token of CBM_METRICS_TOKEN.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping

from django.conf import settings
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.connection import Connection
from kombu.exceptions import ChannelError
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from cbm_tracker.health import PATIENCE, parts_down
from measures.models import Chain, FileCheck, FileState, StoredFile, Verification
from measures.wing import Gauge, wings

REQUESTS = Counter("cbm_requests", "Requests that were answered.", ["route", "status"])
SECONDS = Histogram(
    "cbm_request_seconds",
    "Seconds until an answer began.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class MetricsMiddleware:
    """Counts each request under the name of its route, and the seconds until its answer began."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        answer = self.get_response(request)
        # Never the path itself, which may hold a secret and has no end of values.
        route = request.resolver_match.view_name if request.resolver_match else "none"
        REQUESTS.labels(route, answer.status_code).inc()
        SECONDS.labels(route).observe(time.perf_counter() - began)
        return answer


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All metrics, for callers with the token; 404 if no token is set."""
    if not settings.CBM_METRICS_TOKEN:
        raise Http404
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not constant_time_compare(token, settings.CBM_METRICS_TOKEN):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
    return HttpResponse(
        generate_latest(requests_answered()) + generate_latest(StateCollector()), content_type=CONTENT_TYPE_LATEST
    )


def requests_answered() -> CollectorRegistry:
    """The counts of this process, or of all processes of this web server together."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


class StateCollector(Collector):
    """How things stand, read when Prometheus asks: the same from whichever process answers."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        down = parts_down()
        up = GaugeMetricFamily("cbm_up", "Whether a part that is needed answers.", labels=["part"])
        for part in ("database", "migrations", "broker", "files"):
            up.add_metric([part], part not in down)
        yield up
        if "broker" not in down:
            yield queue_depths()
        if not down & {"database", "migrations"}:
            yield files()
            yield from journal_gauges()
            for wing in wings():
                yield from map(as_family, wing.gauges())


def files() -> GaugeMetricFamily:
    found = FileCheck.objects.order_by("state").values_list("state").annotate(Count("pk"))
    figures = {**dict.fromkeys(FileState.values, 0), **dict(found)}
    figures["unread"] = StoredFile.objects.filter(last_check=None).count()
    return family("cbm_files", "Stored files by what was found when they were read last.", figures)


def journal_gauges() -> Iterator[GaugeMetricFamily]:
    last = Chain.objects.annotate(last=Max("entries__sequence")).values_list("last", flat=True)
    yield GaugeMetricFamily("cbm_journal_entries", "Entries of the journal.", sum(filter(None, last)))
    if verified := Verification.objects.order_by("-verified_at", "-pk").first():
        yield GaugeMetricFamily(
            "cbm_journal_verified_timestamp_seconds",
            "When the journal was verified last.",
            verified.verified_at.timestamp(),
        )
        yield GaugeMetricFamily("cbm_journal_faults", "Faults that were found then.", verified.faults)


def as_family(gauge: Gauge) -> GaugeMetricFamily:
    if isinstance(gauge.figures, Mapping):
        return family(gauge.name, gauge.meaning, gauge.figures)
    return GaugeMetricFamily(gauge.name, gauge.meaning, gauge.figures)


def family(name: str, help_text: str, figures: Mapping[str, int]) -> GaugeMetricFamily:
    gauges = GaugeMetricFamily(name, help_text, labels=["state"])
    for label, figure in figures.items():
        gauges.add_metric([label], figure)
    return gauges


def queue_depths() -> GaugeMetricFamily:
    found = GaugeMetricFamily("cbm_queue_messages", "Messages that wait for a worker.", labels=["queue"])
    with Connection(settings.CELERY_BROKER_URL, connect_timeout=PATIENCE) as broker:
        for queue in settings.CELERY_TASK_QUEUES:
            try:
                waiting = broker.channel().queue_declare(queue.name, passive=True)[1]
            except ChannelError:
                waiting = 0  # nothing was ever sent
            found.add_metric([queue.name], waiting)
    return found
