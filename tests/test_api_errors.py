"""Every error is a problem of RFC 9457, with a stable code."""

from typing import Any

import pytest
from django.db import IntegrityError
from rest_framework.test import APIClient, APIRequestFactory
from rest_framework.throttling import AnonRateThrottle

from api.errors import answer
from api.views.measures import MeasureList
from measures.models import Addressing, Role
from tests.factories import client_of, log, make_ambiguity, make_measure, make_user

pytestmark = pytest.mark.django_db


def assert_problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert {"type", "title", "status", "detail", "code"} <= set(problem)
    assert (problem["status"], problem["code"]) == (status, code)
    return problem


@pytest.mark.parametrize(
    "address",
    ["measures/nope/", "measures/nope/standing/", "measures/nope/entries/", "entries/nope/", "nope/", "measures/%00/"],
)
def test_what_does_not_exist_is_not_found(address: str) -> None:
    assert_problem(APIClient().get(f"/api/v1/{address}"), 404, "not_found")


def test_a_method_that_an_address_does_not_take() -> None:
    response = client_of(make_user()).delete("/api/v1/parties/")

    assert_problem(response, 405, "method_not_allowed")
    assert "GET" in response.headers["Allow"]


def test_another_format_than_json_is_not_had() -> None:
    assert_problem(APIClient().get("/api/v1/measures/", headers={"Accept": "text/csv"}), 406, "not_acceptable")


def test_another_body_than_json_is_not_taken() -> None:
    response = client_of(make_user()).post("/api/v1/entries/", "a,b", content_type="text/csv")

    assert_problem(response, 415, "unsupported_media_type")


@pytest.mark.parametrize("body", ["{", '{"report": NaN}', '{"title": "\\ud800"}', '{"\\ud800": 1}'])
def test_a_body_that_is_no_json(body: str) -> None:
    response = client_of(make_user()).post("/api/v1/entries/", body, content_type="application/json")

    assert_problem(response, 400, "parse_error")


@pytest.mark.parametrize("body", [[], "text", 3, None])
def test_a_body_that_is_no_object_is_invalid(body: object) -> None:
    problem = assert_problem(client_of(make_user()).post("/api/v1/entries/", body, format="json"), 400, "invalid")

    assert problem["errors"]


@pytest.mark.parametrize("field", ["title", "sources", "track"])
def test_a_text_that_cannot_be_kept_is_invalid(field: str) -> None:
    measure = make_measure()
    body = {"report": measure.report.slug, "occurred": "2024", "bears_on": [{"on": measure.key, "direction": "away"}]}
    body |= {"title": "t", "narrative": "n", "track": "official", "claim": "reported"}
    body[field] = ["\0"] if field == "sources" else "\0"

    problem = assert_problem(client_of(make_user()).post("/api/v1/entries/", body), 400, "invalid")

    assert problem["errors"][0]["field"].startswith(field)


def test_an_error_is_in_the_readers_language() -> None:
    response = APIClient().get("/api/v1/measures/", {"report": "nope"}, headers={"Accept-Language": "zh-hans"})

    assert_problem(response, 400, "invalid")
    assert response.headers["Content-Language"] == "zh-hans"


def test_a_rule_of_the_record_is_a_conflict_with_its_code() -> None:
    entry = log(make_measure())
    editor = client_of(make_user(role=Role.EDITOR))
    body = {"occurred": "2024", "title": "t", "narrative": "n", "track": "official", "claim": "reported"}
    body |= {"bears_on": [{"on": entry.bearings.get().measure.key, "direction": "away"}]}  # type: ignore[dict-item]

    editor.post(f"/api/v1/entries/{entry.key}/correction/", body)
    problem = assert_problem(editor.post(f"/api/v1/entries/{entry.key}/correction/", body), 409, "already_corrected")

    assert problem["detail"].startswith("This entry has been corrected already")


def test_a_row_that_the_database_refuses_is_a_conflict() -> None:
    ambiguity = make_ambiguity(make_measure().report)
    measure = make_measure(ambiguity.report, addresses=[ambiguity])

    with pytest.raises(IntegrityError) as raised:
        Addressing.objects.create(measure=measure, ambiguity=ambiguity, strength="primary", basis="report")
    response = answer(raised.value, {"request": APIRequestFactory().get("/")})

    assert response is not None
    assert (response.status_code, response.data["code"]) == (409, "conflict")


def test_an_error_that_nobody_foresaw_is_not_answered_as_one_of_the_senders() -> None:
    assert answer(RuntimeError("a fault of ours"), {}) is None


class Once(AnonRateThrottle):
    """Once a minute."""

    THROTTLE_RATES = {"anon": "1/min"}


def test_too_many_requests_say_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr(MeasureList, "throttle_classes", [Once])
    client = APIClient(REMOTE_ADDR="192.0.2.7")
    client.get("/api/v1/measures/")

    response = client.get("/api/v1/measures/")

    assert_problem(response, 429, "throttled")
    assert int(response.headers["Retry-After"]) > 0
