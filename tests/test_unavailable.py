"""While the database is down or goes away, whoever asks is told to come again; faults of ours stay faults."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from redis.exceptions import ConnectionError  # noqa: A004 - of the broker
from rest_framework.test import APIClient

from api.throttling import AddressThrottle
from api.views.measures import MeasureList
from measures.operations.transactions import busy_error_for, in_one_transaction
from tests.factories import client_of, make_report, make_user
from tests.servers import superuser

pytestmark = pytest.mark.django_db
MESSAGE = "The record cannot be reached at the moment."


def lost() -> OperationalError:
    """What Django raises where no server answers."""
    error = OperationalError("connection failed")
    error.__cause__ = psycopg.OperationalError("connection failed")
    return error


def shut_down() -> OperationalError:
    error = OperationalError("terminating connection due to administrator command")
    error.__cause__ = psycopg.errors.AdminShutdown("terminating connection due to administrator command")
    return error


def closed() -> InterfaceError:
    return InterfaceError("connection already closed")


def broker_gone() -> ConnectionError:
    return ConnectionError("Connection refused.")


@pytest.mark.parametrize("make", [lost, shut_down, closed, broker_gone])
def test_a_program_is_told_when_to_come_again(make: Callable[[], Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(make_user())

    def fail(*_: object, **__: object) -> None:
        raise make()

    monkeypatch.setattr(MeasureList, "get", fail)
    answer = client.get("/api/v1/measures/")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "3"
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "unavailable"
    assert MESSAGE in answer.json()["detail"]


def test_a_person_is_told_so_on_a_page_that_asks_no_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise lost()

    monkeypatch.setattr("measures.views.overview.first_screen", fail)
    make_report("calm")

    answer = client.get("/")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "3"
    assert MESSAGE in answer.content.decode()


def test_also_where_it_is_lost_beyond_the_view(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a session is kept, or a request is committed."""

    def fail(*_: object, **__: object) -> None:
        raise lost()

    monkeypatch.setattr("django.contrib.sessions.middleware.SessionMiddleware.process_response", fail)
    page, program = Client(raise_request_exception=False), APIClient(raise_request_exception=False)
    make_report("calm")

    assert page.get("/").status_code == 503
    answer = program.get("/api/v1/measures/")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


@pytest.mark.django_db(transaction=True)
def test_a_check_of_what_was_sent_that_the_database_cannot_answer_does_not_fail() -> None:
    report = make_report()

    @in_one_transaction
    def act() -> None:
        connection.ensure_connection()
        with psycopg.connect(superuser(Path(os.environ["CBM_VAR"]))) as link:
            link.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
        report.validate_constraints()

    with pytest.raises(OperationalError) as lost:
        act()

    assert busy_error_for(lost.value)


def test_a_statement_that_is_wrong_is_still_a_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        error = OperationalError("out of paper")
        error.__cause__ = psycopg.errors.LockNotAvailable("out of paper")
        raise error

    monkeypatch.setattr(MeasureList, "get", fail)

    answer = APIClient(raise_request_exception=False).get("/api/v1/measures/")

    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")


def test_requests_are_not_let_through_uncounted_while_the_broker_is_down(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": dead}
    monkeypatch.setattr(MeasureList, "throttle_classes", [AddressThrottle])
    monkeypatch.setattr(AddressThrottle, "rate", "300/min", raising=False)

    answer = APIClient(raise_request_exception=False).get("/api/v1/measures/")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
