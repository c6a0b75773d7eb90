"""A past day of more measures than are worked out at once: readers are told so, and asked to choose fewer."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from measures.analysis import past
from measures.errors import TooManyMeasuresError
from measures.models import Measure, Role
from measures.operations.markings import tighten_marking
from tests.factories import client_of, make_user

pytestmark = pytest.mark.usefixtures("reports")
DAY = "2024-12-02"
REFUSAL = "at most 2,000 measures at once"
# What is narrowed to four or fewer of the five.
NARROWED = ["party=NORTHSHORE", "kind=joint", "ambiguity=A1", "q=ferry", "due_after=2020-01-01"]


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report of five measures has more than are worked out at once."""
    monkeypatch.setattr(past, "MOST", 4)


def ask(reading: str, client: APIClient | None = None, **parameters: Any) -> Any:
    parameters = {"as_of": DAY, **parameters}
    return (client or APIClient()).get(f"/api/v1/{reading}", {"report": "two-shores", **parameters})


def page(client: Client, address: str, **parameters: str) -> Any:
    return client.get(address, {"report": "two-shores", "as_of": DAY, **parameters})


def test_the_words_say_how_many_are_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    assert f"{past.MOST:,} measures" in str(TooManyMeasuresError())


@pytest.mark.parametrize("parameters", [{"status": "proposed"}, {"ordering": "-latest"}, {"format": "csv"}])
def test_a_list_that_hangs_on_where_all_stood_is_refused(parameters: dict[str, str]) -> None:
    answer = ask("measures/", **parameters)

    assert (answer.status_code, answer.json()["code"]) == (400, "too_many_measures")
    assert [error["field"] for error in answer.json()["errors"]] == ["as_of"]
    assert REFUSAL in answer.json()["detail"]


def test_a_moment_is_refused_at_its_own_field() -> None:
    answer = APIClient().get("/api/v1/measures/?report=two-shores&status=proposed&known_at=2025-01-01T00:00:00Z")

    assert [error["field"] for error in answer.json()["errors"]] == ["known_at"]


def test_a_list_that_hangs_on_nothing_else_comes_page_by_page() -> None:
    first = ask("measures/", page_size=3)
    second = APIClient().get(first.json()["next"])

    assert [len(answer.json()["results"]) for answer in (first, second)] == [3, 2]


@pytest.mark.parametrize("narrowed", NARROWED)
def test_whoever_chooses_fewer_is_answered(client: Client, narrowed: str) -> None:
    name, _, value = narrowed.partition("=")

    answer = ask("measures/", ordering="-latest", **{name: value})
    shown = page(client, "/measures/", sort="latest", **{name: value})

    assert (answer.status_code, shown.status_code) == (200, 200)
    assert REFUSAL not in shown.text


def test_today_is_answered_however_many_they_are() -> None:
    assert APIClient().get("/api/v1/measures/?report=two-shores&ordering=-latest").status_code == 200
    assert APIClient().get("/api/v1/dashboard/?report=two-shores").status_code == 200


def test_measures_that_a_reader_may_not_read_do_not_count() -> None:
    measure = Measure.objects.get(key="two-shores-NORTH-1")
    tighten_marking(measure, marking="internal", by=make_user(role=Role.EDITOR))

    assert ask("dashboard/").status_code == 200
    assert ask("dashboard/", client_of(make_user())).json()["code"] == "too_many_measures"


@pytest.mark.parametrize("day", [{"as_of": DAY}, {"known_at": "2024-12-02"}])
def test_the_page_of_the_list_says_so_above_its_filters(client: Client, day: dict[str, str]) -> None:
    shown = client.get("/measures/", {"report": "two-shores", **day})
    typed = client.get("/measures/", {"report": "two-shores", **day}, headers={"HX-Request": "true"})
    chinese = client.get("/measures/", {"report": "two-shores", **day}, headers={"accept-language": "zh-hans"})

    assert {answer.status_code for answer in (shown, typed, chinese)} == {400}
    assert REFUSAL in shown.text and REFUSAL in typed.text and "2,000" in chinese.text and "项" in chinese.text
    assert '<select id="party"' in shown.text and '<input id="q"' in shown.text
    assert "NORTH-1" not in shown.text


def test_the_page_writes_no_file_without_rows(client: Client) -> None:
    assert page(client, "/measures/", format="csv").status_code == 400


@pytest.mark.parametrize("address", ["/then-and-now/", "/brief/"])
def test_a_page_of_a_whole_report_leads_to_the_list(client: Client, address: str) -> None:
    asked = {"from": DAY, "annexes": "measures"}

    shown = client.get(address, {"report": "two-shores", **asked})

    assert shown.status_code == 400
    assert REFUSAL in shown.text
    assert '<a href="/measures/?report=two-shores' in shown.text


@pytest.mark.parametrize("reading", ["dashboard/?as_of=", "brief/?annexes=measures&from="])
def test_a_reading_of_a_whole_report_is_refused(reading: str) -> None:
    answer = APIClient().get(f"/api/v1/{reading}{DAY}&report=two-shores")

    assert (answer.status_code, answer.json()["code"]) == (400, "too_many_measures")
