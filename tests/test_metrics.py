"""What Prometheus is told, by whom it has to be asked, and that it is about nobody."""

import os
import time
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.error import URLError

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from measures.operations.clock import clock
from measures.operations.responsibility import watch_measure
from measures.tasks import sweep_files
from measures.wings.digests.models import Digest
from measures.wings.intake.models import FeedFetch
from tests.conftest import process
from tests.digests.test_digest_sending import LONG_AGO, MONDAY
from tests.factories import log, make_candidate, make_feed, make_measure, make_report, make_user
from tests.files import draft, spoil
from tests.sites import free_port

TOKEN = "a-token-for-those-who-watch"


@pytest.fixture
def watched(settings: Any) -> None:
    settings.CBM_METRICS_TOKEN = TOKEN
    settings.MIDDLEWARE = ["cbm_tracker.metrics.MetricsMiddleware", *settings.MIDDLEWARE]


def scraped() -> str:
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return answer.content.decode()


def figures(text: str) -> Callable[..., float | None]:
    found = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    return lambda name, **labels: found.get((name, *sorted(labels.items())))


@pytest.mark.django_db
def test_without_a_token_that_is_set_there_are_no_metrics() -> None:
    assert Client().get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("brought", [None, "Bearer wrong", f"Basic {TOKEN}", "Bearer ", "Bearer wröng"])
def test_who_does_not_bring_the_token_gets_nothing(brought: str | None, watched: None) -> None:
    answer = Client().get("/metrics", headers={"Authorization": brought} if brought else {})

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.content == b""


@pytest.mark.django_db
def test_requests_are_counted_by_route_and_status(watched: None) -> None:
    measure, client = make_measure(), Client()
    before = figures(scraped())

    for path in (f"/measures/{measure.key}/", f"/measures/{measure.key}/", "/measures/nowhere/", "/no/such/page"):
        client.get(path)

    after = figures(scraped())

    def counted(route: str, status: str) -> float:
        labels = {"route": route, "status": status}
        return (after("cbm_requests_total", **labels) or 0) - (before("cbm_requests_total", **labels) or 0)

    assert (counted("measure", "200"), counted("measure", "404"), counted("none", "404")) == (2, 1, 1)
    assert (after("cbm_request_seconds_count", route="measure") or 0) >= 3


@pytest.mark.django_db(transaction=True)
def test_figures_of_the_record_and_of_what_waits(watched: None, storage: Any) -> None:
    report = make_report()
    measure = make_measure(report)
    log(measure, sources=[draft()])
    log(measure, marking="internal")
    spoil(storage)
    sweep_files()
    for hours, parked_at in ((0, None), (1, None), (1, clock())):
        user = make_user()
        watch_measure(measure, by=user)
        at = clock() - timedelta(hours=hours)
        problem = "It was refused." if parked_at else ""
        Digest.objects.create(
            recipient=user, due_on=MONDAY, covers_since=LONG_AGO, claimed_at=at, parked_at=parked_at, problem=problem
        )
    with pytest.raises(CommandError, match="1 faults found"):
        call_command("verify_journal")

    found = figures(scraped())

    assert found("cbm_up", part="database") == found("cbm_up", part="broker") == 1
    assert found("cbm_digests", state="waiting") == 2
    assert found("cbm_digests", state="late") == 1
    assert found("cbm_digests", state="parked") == 1
    assert found("cbm_files", state="changed") == 1
    assert found("cbm_imports", state="running") == 0
    assert found("cbm_journal_entries") == 2
    assert found("cbm_journal_faults") == 1
    assert abs(time.time() - (found("cbm_journal_verified_timestamp_seconds") or 0)) < 60
    assert found("cbm_queue_messages", queue="celery") is not None
    assert found("cbm_queue_messages", queue="imports") is not None


@pytest.mark.django_db
def test_while_the_broker_is_down_the_rest_is_told(watched: None, settings: Any) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    found = figures(scraped())

    assert found("cbm_up", part="broker") == 0
    assert found("cbm_queue_messages", queue="celery") is None
    assert found("cbm_journal_entries") == 0


@pytest.mark.django_db
def test_nothing_is_told_of_anybody(watched: None) -> None:
    user = make_user(name="Wei Keeper", email="wei@example.org")
    measure = make_measure(title="A measure of its own")
    log(measure, by=user, title="A development of its own")
    Client().get(f"/measures/{measure.key}/?q=wei@example.org")

    found = scraped()

    words = (user.name, user.email, "wei", measure.key, measure.title, measure.report.slug, "of its own", "NORTHSHORE")
    assert [word for word in words if word in found] == []


@pytest.mark.django_db(transaction=True)
def test_whichever_process_of_the_web_server_answers_the_counts_are_of_all() -> None:
    port = free_port()
    root = f"http://127.0.0.1:{port}"
    web = ("cbm_tracker.web", "--port", str(port))

    def ask(path: str, **headers: str) -> str:
        with urllib.request.urlopen(urllib.request.Request(root + path, headers=headers), timeout=10) as answer:
            return str(answer.read().decode())

    with process(*web, CBM_METRICS_TOKEN=TOKEN) as server:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                ask("/livez")
                break
            except URLError:
                assert server.poll() is None
                time.sleep(0.2)
        for _ in range(39):
            ask("/livez")

        found = {
            figures(ask("/metrics", Authorization=f"Bearer {TOKEN}"))("cbm_requests_total", route="livez", status="200")
            for _ in range(4)
        }

    assert found == {40}
    assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ


@pytest.mark.django_db
def test_what_is_fetched_and_what_waits_is_counted(watched: None) -> None:
    at, feed = clock(), make_feed(make_report())
    make_candidate(feed.report)
    FeedFetch.objects.create(feed=feed, due_at=at - timedelta(hours=1))
    for number, outcome in enumerate(("read", "not_changed", "gone"), start=2):
        FeedFetch.objects.create(feed=feed, due_at=at - timedelta(days=number), ended_at=at, outcome=outcome)
    FeedFetch.objects.create(feed=feed, due_at=LONG_AGO, ended_at=LONG_AGO, outcome="gone")

    figure = figures(scraped())

    found = {state: figure("cbm_fetches", state=state) for state in ("waiting", "fetched", "failed")}
    assert found == {"waiting": 1, "fetched": 2, "failed": 1}
    assert 3600 <= (figure("cbm_fetches_oldest_seconds") or 0) < 3700
    assert figure("cbm_candidates_waiting") == 1
