"""Logging, correcting and checking through the API, as the founding issue asks for it."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from measures.models import (
    Ambiguity,
    Entry,
    Evidence,
    Measure,
    Report,
    Role,
    Standing,
)
from tests.factories import (
    client_of,
    fields_of,
    give_role,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_report,
    make_user,
)

pytestmark = pytest.mark.django_db
type Body = dict[str, Any]


@pytest.fixture
def report() -> Report:
    return make_report("shores")


@pytest.fixture
def measure(report: Report) -> Measure:
    return make_measure(report, code="N-1")


@pytest.fixture
def ambiguity(report: Report) -> Ambiguity:
    return make_ambiguity(report, "A1")


@pytest.fixture
def body(report: Report, measure: Measure, ambiguity: Ambiguity) -> Body:
    """The body that the founding issue writes down."""
    return {
        "report": report.slug,
        "occurred": "2024-04-23",
        "title": "The harbour office published a timetable",
        "narrative": "It covers the winter months. Nothing is known of the summer.",
        "track": "official",
        "claim": "one_side",
        "sources": [
            make_evidence().key,
            {
                "title": "Winter timetable",
                "publisher": "Harbour office",
                "url": "https://example.org/timetable",
                "grade": "B",
                "credibility": 2,
            },
        ],
        "bears_on": [
            {"on": measure.key, "direction": "either", "about": "NORTHSHORE"},
            {"on": ambiguity.key, "direction": "background"},
        ],
        "assessments": [
            {
                "on": measure.key,
                "about": "NORTHSHORE",
                "level": 1,
                "direction": "none",
                "confidence": "low",
                "text": "A first step.",
            }
        ],
    }


def test_one_development_is_logged_in_one_act(body: Body, measure: Measure) -> None:
    writer = make_user()

    answer = client_of(writer).post("/api/v1/entries/", body)

    assert answer.status_code == 201, answer.json()
    logged = answer.json()
    entry = Entry.objects.get(key=logged["key"])
    assert answer.headers["Location"].endswith(f"/api/v1/entries/{entry.key}/")
    assert entry.author == writer
    assert (logged["title"], logged["occurred"], logged["claim"]) == (body["title"], "2024-04-23", "one_side")
    assert [row["on"] for row in logged["bears_on"]] == [row["on"] for row in body["bears_on"]]
    assert [source["title"] for source in logged["sources"]][1] == "Winter timetable"
    assert logged["assessments"][0]["level"] == 1
    assert Standing.objects.get(measure=measure, audience="public").level == 1


def later(body: Body) -> None:
    body["occurred"] = "2199-01-01"


def unknown_level(body: Body) -> None:
    body["assessments"][0]["level"] = 4


def unknown_direction(body: Body) -> None:
    body["bears_on"][0]["direction"] = "sideways"


def unknown_key(body: Body) -> None:
    body["bears_on"][0]["on"] = "shores-N-99"


def empty_narrative(body: Body) -> None:
    body["narrative"] = "  "


def without_narrative(body: Body) -> None:
    del body["narrative"]


def without_level(body: Body) -> None:
    del body["assessments"][0]["level"]


def level_beside_nothing(body: Body) -> None:
    body["assessments"][0]["nothing"] = "nothing_found"


def of_a_party(body: Body) -> None:
    body["assessments"][0]["whose"] = "NORTHSHORE"


def words_without_source(body: Body) -> None:
    body["statements"] = [
        {
            "parties": ["NORTHSHORE"],
            "authority": "ministry",
            "speaker": "A keeper",
            "said_on": "2024-04-23",
            "quotation": "The lamps stay lit.",
            "quotation_language": "en",
            "acts": ["states"],
        }
    ]
    body["sources"] = []


def agreed_without_source(body: Body) -> None:
    body["bears_on"][0]["status"] = "agreed"
    body["sources"] = []


def unknown_source(body: Body) -> None:
    body["sources"][0] = "source-99"


def source_without_address(body: Body) -> None:
    del body["sources"][1]["url"]


def source_of_unknown_grade(body: Body) -> None:
    body["sources"][1]["grade"] = "Z"


def unknown_field(body: Body) -> None:
    body["severity"] = "high"


def unknown_field_below(body: Body) -> None:
    body["assessments"][0]["score"] = 5


def unknown_report(body: Body) -> None:
    body["report"] = "no-report"


def not_a_date(body: Body) -> None:
    body["occurred"] = "23/04/2024"


def not_a_list(body: Body) -> None:
    body["bears_on"] = "shores-N-1"


def too_long(body: Body) -> None:
    body["title"] = "x" * 501


def bears_on_nothing(body: Body) -> None:
    body["bears_on"], body["assessments"] = [], []


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (later, "occurred"),
        (unknown_level, "assessments.0.level"),
        (unknown_direction, "bears_on.0.direction"),
        (unknown_key, "bears_on.0.on"),
        (empty_narrative, "narrative"),
        (without_narrative, "narrative"),
        (without_level, "assessments.0.level"),
        (level_beside_nothing, "assessments.0.nothing"),
        (of_a_party, "assessments.0.whose"),
        (words_without_source, "statements.0.source"),
        (agreed_without_source, "bears_on.0.status"),
        (unknown_source, "sources.0"),
        (source_without_address, "sources.1.url"),
        (source_of_unknown_grade, "sources.1.grade"),
        (unknown_field, "severity"),
        (unknown_field_below, "assessments.0.score"),
        (unknown_report, "report"),
        (not_a_date, "occurred"),
        (not_a_list, "bears_on"),
        (too_long, "title"),
        (bears_on_nothing, "bears_on"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(body: Body, spoil: Callable[[Body], None], field: str) -> None:
    sources = Evidence.objects.count()
    spoil(body)

    answer = client_of(make_user()).post("/api/v1/entries/", body)

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert fields_of(answer) == {field}
    assert not Entry.objects.exists()
    assert Evidence.objects.count() == sources


def test_all_that_is_wrong_is_named_at_once(body: Body) -> None:
    for spoil in (later, unknown_level, unknown_direction, empty_narrative, agreed_without_source):
        spoil(body)

    answer = client_of(make_user()).post("/api/v1/entries/", body)

    assert fields_of(answer) == {
        "occurred", "assessments.0.level", "bears_on.0.direction", "narrative", "bears_on.0.status",
    }  # fmt: skip


def test_a_view_says_as_well_what_an_entry_affects(body: Body) -> None:
    del body["bears_on"]
    later(body)

    answer = client_of(make_user()).post("/api/v1/entries/", body)

    assert fields_of(answer) == {"occurred"}


def test_an_entry_without_anything_that_it_affects_is_refused(body: Body) -> None:
    del body["bears_on"], body["assessments"]
    later(body)

    answer = client_of(make_user()).post("/api/v1/entries/", body)

    assert fields_of(answer) == {"occurred", "bears_on"}


@pytest.mark.parametrize(("zone", "status"), [("Asia/Shanghai", 201), ("America/New_York", 400)])
def test_today_is_the_writers_own(body: Body, zone: str, status: int, time_machine: Any) -> None:
    body["occurred"] = "2026-11-26"
    client = client_of(make_user(time_zone=zone))
    time_machine.move_to("2026-11-25T20:00:00Z")

    assert client.post("/api/v1/entries/", body).status_code == status


def test_a_reader_logs_nothing(body: Body) -> None:
    answer = client_of(make_user(role=Role.READER)).post("/api/v1/entries/", body)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert not Entry.objects.exists()


def test_nobody_logs_anything_without_signing_in(body: Body) -> None:
    answer = APIClient().post("/api/v1/entries/", body)

    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert not Entry.objects.exists()


def test_a_hidden_measure_is_answered_like_an_unknown_one(body: Body, report: Report) -> None:
    hidden = make_measure(make_report(), marking="internal")
    body["bears_on"] = [{"on": hidden.key, "direction": "either", "about": "NORTHSHORE"}]

    answer = client_of(give_role(make_user(role="reader"), report)).post("/api/v1/entries/", body)

    assert answer.json()["errors"] == [
        {"field": "bears_on.0.on", "messages": [f"There is nothing with the key “{hidden.key}” here."]}
    ]


def test_an_unknown_field_is_named_together_with_those_that_are_missing(body: Body) -> None:
    sent = {name: value for name, value in body.items() if name not in ("title", "claim", "bears_on", "assessments")}
    sent |= {"nope": 1, "level": 3}

    answer = client_of(make_user()).post("/api/v1/entries/", sent)

    assert fields_of(answer) == {"nope", "level", "title", "claim", "bears_on"}
    assert not Entry.objects.exists()


def same_page(url: str, **fields: str) -> Body:
    return {"title": "The same page", "publisher": "Harbour office", "url": url, **fields}


def test_a_source_that_is_already_recorded_is_named_in_a_field_of_its_own(body: Body) -> None:
    known = make_evidence()
    body["sources"] = [same_page(known.url)]

    [error] = client_of(make_user()).post("/api/v1/entries/", body).json()["errors"]

    assert (error["field"], error["existing"]) == ("sources.0.url", known.key)
    assert known.key in error["messages"][0]


def test_a_source_that_is_already_recorded_is_used_if_the_writer_wants_it_so(body: Body) -> None:
    known = make_evidence(title="As it was recorded")
    body["sources"] = [{"url": known.url, "if_known": "use"}]

    answer = client_of(make_user()).post("/api/v1/entries/", body)

    assert [source["key"] for source in answer.json()["sources"]] == [known.key]
    assert Evidence.objects.get(key=known.key).title == "As it was recorded"


def test_a_source_that_is_not_recorded_yet_is_recorded_all_the_same(body: Body) -> None:
    client, new = client_of(make_user()), same_page("https://example.org/new", if_known="use")

    incomplete = client.post("/api/v1/entries/", body | {"sources": [{"url": new["url"], "if_known": "use"}]})
    answer = client.post("/api/v1/entries/", body | {"sources": [new]})

    assert fields_of(incomplete) == {"sources.0.title", "sources.0.publisher"}
    assert [source["url"] for source in answer.json()["sources"]] == [new["url"]]


def test_a_source_that_the_writer_may_not_see_is_neither_used_nor_named(body: Body) -> None:
    hidden = make_evidence(marking="internal", cited_within="internal")
    body["sources"] = [same_page(hidden.url, if_known="use")]
    writer = give_role(make_user(role="reader"), Report.objects.get(slug=body["report"]))

    answer = client_of(writer).post("/api/v1/entries/", body)

    assert answer.status_code == 201
    assert hidden.key not in answer.content.decode()


def test_a_source_that_fewer_may_read_than_the_entry_is_named_and_not_used(body: Body) -> None:
    internal = make_evidence(marking="internal")
    body["sources"] = [same_page(internal.url, if_known="use")]

    [error] = client_of(make_user()).post("/api/v1/entries/", body).json()["errors"]

    assert error["existing"] == internal.key
