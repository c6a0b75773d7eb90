"""An act that the database breaks off for another's sake is tried again, twice; then it is told when to come again."""

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, LiteralString

import psycopg
import pytest
from rest_framework.test import APIClient

from measures.models import Entry, Measure
from tests.factories import client_of, log, make_measure, make_report, make_user
from tests.files import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


class Meddler(threading.Thread):
    """People at consoles who lock in the wrong order what an act needs, so that it waits in a circle with them.

    A gate stands before the first measure; the act waits there, holding its chain. Meanwhile the other console, which
    holds the second measure, begins to wait for the chains, and will never look whether that is in a circle. Then the
    gate opens: it is always the act that the database breaks off. The console waits for the table of chains, since
    those who wait for a table are served in their order, while a row is had by whoever is first when it is let go:
    its turn comes before the act is tried again.
    """

    def __init__(self, first: Measure, second: Measure, *, relents: bool) -> None:
        super().__init__(daemon=True)
        self.first, self.second, self.relents = first, second, relents
        self.is_ready, self.is_over = threading.Event(), threading.Event()

    def run(self) -> None:
        address = os.environ["CBM_OWNER_DATABASE_URL"]
        with (
            psycopg.connect(address) as gate,
            psycopg.connect(address) as console,
            psycopg.connect(address, autocommit=True) as self.watching,
            ThreadPoolExecutor(1) as pool,
        ):
            console.execute("SET deadlock_timeout = '1h'")
            lock(console, self.second)
            lock(gate, self.first)
            self.is_ready.set()
            while self.is_there("SELECT 1 FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid))", gate):
                console.execute("SAVEPOINT circle")
                waiting = pool.submit(console.execute, "LOCK TABLE measures_chain IN EXCLUSIVE MODE")
                self.is_there("SELECT 1 WHERE cardinality(pg_blocking_pids(%s)) > 0", console)
                gate.rollback()
                waiting.result()
                if self.relents:
                    return
                lock(gate, self.first)
                console.execute("ROLLBACK TO circle")

    def is_there(self, parameters: LiteralString, of: psycopg.Connection[Any]) -> bool:
        """Whether this comes about before all is over."""
        while not self.is_over.is_set():
            if self.watching.execute(parameters, [of.info.backend_pid]).fetchone():
                return True
            time.sleep(0.02)
        return False


def lock(console: psycopg.Connection[Any], measure: Measure) -> None:
    console.execute("SELECT 1 FROM measures_measure WHERE id = %s FOR UPDATE", [measure.pk])


@pytest.fixture
def measures() -> tuple[Measure, Measure]:
    report = make_report()
    first = make_measure(report, code="M1")
    log(first)
    return first, make_measure(report, code="M2")


@pytest.fixture
def meddle(measures: tuple[Measure, Measure]) -> Iterator[Any]:
    started: list[Meddler] = []

    def start(*, relents: bool) -> None:
        meddler = Meddler(*measures, relents=relents)
        started.append(meddler)
        meddler.start()
        assert meddler.is_ready.wait(10)

    yield start
    for meddler in started:
        meddler.is_over.set()
        meddler.join(10)
        assert not meddler.is_alive()


def send(client: APIClient, measures: tuple[Measure, Measure]) -> Any:
    body = {
        "report": measures[0].report.slug,
        "occurred": "2024-05",
        "title": "A buoy was laid",
        "narrative": "The harbour office laid it.",
        "track": "official",
        "claim": "reported",
        "bears_on": [{"on": measure.key, "direction": "toward"} for measure in measures],
    }
    return client.post("/api/v1/entries/", body, format="json")


def test_an_act_that_is_broken_off_once_is_done_all_the_same(
    measures: tuple[Measure, Measure], meddle: Any, caplog: Any
) -> None:
    client = client_of(make_user())
    meddle(relents=True)

    answer = send(client, measures)

    assert answer.status_code == 201, answer.content
    assert Entry.objects.latest("recorded_at").bearings.count() == 2
    assert caplog.text.count("was broken off by the database") == 1


def test_a_program_is_told_when_to_come_again_after_three_attempts(
    measures: tuple[Measure, Measure], meddle: Any, caplog: Any
) -> None:
    client = client_of(make_user())
    meddle(relents=False)

    answer = send(client, measures)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "3"
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "busy"
    assert "Nothing was saved" in answer.json()["detail"]
    assert caplog.text.count("was broken off by the database") == 3
    assert Entry.objects.count() == 1


def test_a_person_is_told_so_on_a_page(measures: tuple[Measure, Measure], meddle: Any) -> None:
    client = signed_in(make_user())
    meddle(relents=False)

    answer = client.post("/checks/", {"measure": [measure.key for measure in measures]})

    assert answer.status_code == 503
    assert answer["Retry-After"] == "3"
    assert "Nothing was saved: try again in a few seconds." in answer.content.decode()
    assert Entry.objects.count() == 1
