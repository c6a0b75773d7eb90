"""Tables under secret addresses: fetched without signing in, for participants at most, with the filters of a list."""

import logging
from typing import Any

import pytest
from django.test import Client

from api.views.secret_tables import LISTS
from cbm_tracker.attribution import RequestIdFilter
from cbm_tracker.logs import LineFormatter
from measures.forms.me import TABLES as CHOICES
from measures.models import SecretUrl, User
from measures.operations.credentials import revoke_credential
from measures.publishing.secret_addresses import TABLES
from measures.publishing.spreadsheets import FORMATS
from tests.exports import READ
from tests.factories import client_of, fields_of, log, make_measure, make_report, make_user
from tests.filling import LISTS as FILLED

pytestmark = pytest.mark.django_db


def make(user: User, filters: str) -> Any:
    body = {"name": filters or "All", "kind": "table", "filters": filters}
    return client_of(user).post("/api/v1/secret-urls/", body)


def path_of(user: User, filters: str = "") -> str:
    answer = make(user, filters)
    assert answer.status_code == 201, answer.content
    return "/" + str(answer.json()["url"]).split("/", 3)[3]


def test_each_list_is_offered_with_its_own_filters() -> None:
    assert {name: view.filterset_class for name, (view, _) in LISTS.items()} == TABLES
    assert CHOICES.keys() == TABLES.keys()


@pytest.mark.parametrize("ending", FORMATS)
def test_a_program_that_cannot_sign_in_fetches_a_table(ending: str) -> None:
    shown, other = make_measure(), make_measure()
    path = path_of(make_user(), f"report={shown.report.slug}")

    answer = Client().get(path.replace(".csv", f".{ending}"))

    assert [row["key"] for row in READ[ending](answer)] == [shown.key]
    assert other.report.slug not in str(answer.headers)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    secret = path.rpartition("/")[2].partition(".")[0]
    assert secret.encode() not in b"".join(Client().get(path.replace(".csv", ".xlsx")).streaming_content)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_can_be_had(name: str) -> None:
    FILLED[f"{name}/"](make_report(), 1)

    assert READ["csv"](Client().get(path_of(make_user(), f"list={name}")))


def test_it_shows_at_most_what_participants_read_whatever_its_user_reads() -> None:
    report = make_report()
    measures = {mark: make_measure(report, marking=mark) for mark in ("public", "participants", "internal")}
    for measure in measures.values():
        log(measure)

    def found(user: User, filters: str = "") -> set[str]:
        text = b"".join(Client().get(path_of(user, filters)).streaming_content).decode()
        return {mark for mark, measure in measures.items() if measure.key in text}

    for filters in ("", "list=entries"):
        assert found(make_user("reader"), filters) == {"public"}
        assert found(make_user("administrator"), filters) == {"public", "participants"}


def test_filters_that_the_list_does_not_know_are_refused() -> None:
    for filters in ("wind=north", "list=users", "list=entries&overdue=true", "report=nowhere"):
        answer = make(make_user(), filters)

        assert (answer.status_code, fields_of(answer)) == (400, {"filters"})
    assert not SecretUrl.objects.exists()


def test_a_past_day_can_be_asked_for() -> None:
    measure = make_measure()
    log(measure, occurred="2024-01-01")
    path = path_of(make_user(), f"list=entries&report={measure.report.slug}&as_of=2023-12-31")

    assert READ["csv"](Client().get(path)) == []


def test_an_unknown_or_revoked_address_and_what_is_hidden_since_are_not_there() -> None:
    user, measure = make_user("reader"), make_measure()
    path, other = path_of(user), path_of(user, f"list=entries&measure={measure.key}")

    type(measure).objects.filter(pk=measure.pk).update(marking="internal")
    revoke_credential(SecretUrl.objects.get(name="All"), by=user)

    assert Client().get(path).status_code == 404
    assert Client().get(other).status_code == 404
    assert Client().get(f"/api/v1/tables/{'x' * 43}.csv").status_code == 404
    assert Client().get(path.replace(".csv", ".pdf")).status_code == 404


def test_its_secret_is_not_written_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(RequestIdFilter())
    caplog.handler.setFormatter(LineFormatter())
    with caplog.at_level(logging.WARNING):
        Client().get("/api/v1/tables/told-to-nobody.csv")

    assert "told-to-nobody" not in caplog.text
    assert "/tables/…" in caplog.text
