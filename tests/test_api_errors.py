"""Every error is a problem of RFC 9457, with a stable code."""

import json
from typing import Any

import pytest
from django.db import DataError, IntegrityError
from rest_framework.test import APIClient, APIRequestFactory
from rest_framework.throttling import AnonRateThrottle

from api.errors import answer_to_error
from api.parsing import LARGEST_BODY
from api.problems import PROBLEM_KINDS
from api.views.measures import MeasureList
from measures.models import Addressing, Measure, Role
from tests.conftest import ROOT
from tests.exports import csv_rows
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
    [
        "measures/nope/",
        "measures/nope/standing/",
        "measures/nope/entries/",
        "entries/nope/",
        "nope/",
        "measures/%00/",
    ],
)
def test_what_does_not_exist_is_not_found(address: str) -> None:
    assert_problem(APIClient().get(f"/api/v1/{address}"), 404, "not_found")


@pytest.mark.parametrize("address", ["measures", "measures/M/owners", "docs", "schema"])
def test_an_address_without_its_last_slash_leads_on_who_reads(address: str) -> None:
    answer = APIClient().get(f"/api/v1/{address}?q=\u6e21&count=true")

    assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/{address}/?q=%E6%B8%A1&count=true")


def test_an_address_without_its_last_slash_is_told_to_who_writes() -> None:
    answer = client_of(make_user()).post("/api/v1/checks", {})

    assert "/api/v1/checks/" in assert_problem(answer, 404, "not_found")["detail"]


def test_an_address_that_leads_nowhere_leads_nowhere_without_its_slash_either() -> None:
    problem = assert_problem(APIClient().get("/api/v1/nowhere"), 404, "not_found")

    assert problem == APIClient().get("/api/v1/nowhere/").json()


@pytest.mark.parametrize("address", ["/api", "/api/"])
def test_what_is_above_the_version_leads_to_it(address: str) -> None:
    answer = APIClient().get(address)

    assert (answer.status_code, answer["Location"]) == (302, "/api/v1/")


def test_every_row_that_is_not_there_is_missed_in_the_same_words() -> None:
    addresses = ["nope/", "measures/nope/", "measures/nope/standing/", "reports/nope/library/", "calendars/nope.ics"]

    details = {APIClient().get(f"/api/v1/{address}").json()["detail"] for address in addresses}

    assert details == {str(PROBLEM_KINDS["not_found"].when)}


def test_what_is_below_no_version_is_not_found() -> None:
    assert_problem(APIClient().get("/api/v2/measures/"), 404, "not_found")


def test_a_page_that_does_not_exist_is_no_problem_but_a_page() -> None:
    answer = APIClient().get("/nowhere/")

    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (404, "text/html")


def test_a_method_that_an_address_does_not_take() -> None:
    response = client_of(make_user()).delete("/api/v1/corrections/")

    assert_problem(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_an_address_says_which_methods_it_takes() -> None:
    response = APIClient().options("/api/v1/owners/")

    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST, PATCH"


@pytest.mark.parametrize("method", ["TRACE", "QUERY", "DELETE"])
@pytest.mark.parametrize("query", ["", "?format=csv", "?format=nope"])
def test_a_method_that_is_not_taken_is_refused_before_anything_else(method: str, query: str) -> None:
    response = APIClient().generic(method, f"/api/v1/measures/{query}")

    assert_problem(response, 405, "method_not_allowed")


def test_another_format_than_json_is_not_had() -> None:
    assert_problem(APIClient().get("/api/v1/measures/", headers={"Accept": "image/png"}), 406, "not_acceptable")


def test_what_the_address_asks_for_wins_over_what_a_program_accepts() -> None:
    table = APIClient().get("/api/v1/measures/?format=csv", headers={"Accept": "application/json"})
    rows = APIClient().get("/api/v1/measures/?format=json", headers={"Accept": "text/csv"})

    assert csv_rows(table) == []
    assert (rows.status_code, rows["Content-Type"]) == (200, "application/json")


def test_caches_are_told_where_accept_decides() -> None:
    measure = make_measure()

    assert "Accept" in APIClient().get("/api/v1/measures/")["Vary"].split(", ")
    table = APIClient().get("/api/v1/measures/?format=csv")
    assert [row["key"] for row in csv_rows(table)] == [measure.key]
    assert "Accept" in table["Vary"].split(", ")
    assert "Accept" not in APIClient().get(f"/api/v1/measures/{measure.key}/")["Vary"].split(", ")


def test_another_format_than_there_is_is_not_had_either() -> None:
    assert_problem(APIClient().get("/api/v1/measures/?format=yaml"), 406, "not_acceptable")


def test_a_bad_token_does_not_turn_an_error_into_a_fault_of_ours() -> None:
    signed = {"Authorization": "Bearer nonsense"}

    assert_problem(APIClient().get("/api/v1/nope/", headers=signed), 401, "authentication_failed")
    assert_problem(APIClient().get("/api/v1/measures/?format=yaml", headers=signed), 401, "authentication_failed")


def test_another_body_than_json_is_not_taken() -> None:
    response = client_of(make_user()).post("/api/v1/entries/", "a,b", content_type="text/csv")

    assert_problem(response, 415, "unsupported_media_type")


def test_a_problem_is_json_where_the_answer_would_be_something_else() -> None:
    assert_problem(APIClient().get("/api/v1/schema/", headers={"Accept": "text/csv"}), 406, "not_acceptable")


def test_a_body_that_is_too_large_is_not_taken() -> None:
    response = client_of(make_user()).post("/api/v1/entries/", {"title": "t" * LARGEST_BODY})

    assert_problem(response, 413, "too_large")


@pytest.mark.parametrize("charset", ["utf-8", "zip", "nope"])
def test_a_body_in_no_charset_is_not_read(charset: str) -> None:
    kind = f"application/json; charset={charset}"
    response = client_of(make_user()).generic("POST", "/api/v1/entries/", b'{"title": "\xff"}', kind)

    assert_problem(response, 400, "parse_error")


def test_a_write_without_a_token_asks_for_one() -> None:
    response = APIClient().post("/api/v1/entries/", {})

    assert_problem(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_session_that_sends_no_csrf_token_is_refused() -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(make_user())

    assert_problem(client.post("/api/v1/entries/", {}), 403, "permission_denied")


def test_a_reader_may_not_log() -> None:
    measure = make_measure()
    body = {"report": measure.report.slug, "occurred": "2024", "title": "t"}

    assert_problem(client_of(make_user(role=Role.READER)).post("/api/v1/entries/", body), 403, "not_allowed")


def test_a_host_that_is_not_ours_is_a_problem_too() -> None:
    assert_problem(APIClient().get("/api/v1/measures/", headers={"Host": "elsewhere.example"}), 400, "bad_request")


@pytest.mark.parametrize("body", ["{", "[" * 100_000, '{"report": NaN}', '{"title": "\\ud800"}', '{"\\ud800": 1}'])
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


@pytest.mark.parametrize("address", ["measures/?report=%00", "entries/?cursor=%00", "parties/?%00=1"])
def test_a_parameter_that_cannot_be_kept_is_invalid(address: str) -> None:
    assert_problem(APIClient().get(f"/api/v1/{address}"), 400, "invalid")


def test_an_error_is_in_the_readers_language() -> None:
    response = APIClient().get("/api/v1/measures/", {"report": "nope"}, headers={"Accept-Language": "zh-hans"})

    assert_problem(response, 400, "invalid")
    assert response.headers["Content-Language"] == "zh-hans"


def test_a_rule_of_the_record_is_a_conflict_with_its_code() -> None:
    entry = log(make_measure())
    editor = client_of(make_user(role=Role.EDITOR))
    body = {"occurred": "2024", "title": "t", "narrative": "n", "track": "official", "claim": "reported"}
    body |= {"reason": "It was wrong.", "bears_on": [{"on": entry.bearings.get().measure.key, "direction": "away"}]}  # type: ignore[dict-item]

    editor.post(f"/api/v1/entries/{entry.key}/correction/", body)
    problem = assert_problem(editor.post(f"/api/v1/entries/{entry.key}/correction/", body), 409, "already_corrected")

    assert problem["detail"].startswith("This entry has already been corrected")


def test_a_row_that_the_database_refuses_is_a_conflict() -> None:
    ambiguity = make_ambiguity(make_measure().report)
    measure = make_measure(ambiguity.report, addresses=[ambiguity])

    with pytest.raises(IntegrityError) as raised:
        Addressing.objects.create(measure=measure, ambiguity=ambiguity, strength="primary", basis="report")
    response = answer_to_error(raised.value, {"request": APIRequestFactory().get("/")})

    assert response is not None
    assert (response.status_code, json.loads(response.content)["code"]) == (409, "conflict")


def test_an_error_that_nobody_foresaw_is_not_answered_as_one_of_the_senders() -> None:
    assert answer_to_error(RuntimeError("a fault of ours"), {}) is None


def test_a_fault_of_ours_says_so_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(MeasureList, "get", fail)
    response = APIClient(raise_request_exception=False).get("/api/v1/measures/")

    assert "secret" not in assert_problem(response, 500, "server_error")["detail"]


def test_a_value_that_a_column_cannot_hold_is_invalid() -> None:
    with pytest.raises(DataError) as raised:
        Measure.objects.filter(title="\0").exists()

    response = answer_to_error(raised.value, {})

    assert response is not None
    assert (response.status_code, json.loads(response.content)["code"]) == (400, "invalid")


def test_the_docs_list_every_code_with_its_status_and_when() -> None:
    section = (ROOT / "docs/api.md").read_text().split("\n## Problems\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]

    listed = {code.strip("`"): (int(status), when) for status, code, when in rows}

    assert listed == {code: (existing.status, str(existing.when)) for code, existing in PROBLEM_KINDS.items()}


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
