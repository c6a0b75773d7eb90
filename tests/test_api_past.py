"""Lists as of a past day say what the readings of their rows say, for whoever asks."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from measures.analysis import past
from measures.analysis.history import HistoryAsRead
from measures.models import PUBLIC, Entry, Measure, Role, Standing
from measures.operations.drafts import AssessmentDraft
from measures.operations.entries import correct_entry
from measures.operations.evidence import review_evidence
from tests.exports import csv_rows
from tests.factories import (
    TODAY,
    client_of,
    draft_of,
    fields_of,
    get,
    keys,
    log,
    make_evidence,
    make_measure,
    make_participant,
    make_report,
    make_user,
)
from tests.lists import LISTS

DAYS: list[dict[str, str]] = [
    {"as_of": "2023-06-30"},
    {"as_of": "2024-12-02"},
    {"known_at": "2026-01-01T00:00:00Z"},
    {"as_of": "2024-12-02", "known_at": "2100-01-01T00:00:00Z"},
]
READERS = ["anybody", "contributor", "participant"]


def reader(name: str) -> APIClient:
    match name:
        case "contributor":
            return client_of(make_user())
        case "participant":
            return client_of(make_participant())
        case _:
            return APIClient()


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("parameters", DAYS)
def test_each_row_has_the_standing_that_its_own_reading_gives(
    reports: None, parameters: dict[str, str], name: str
) -> None:
    client = reader(name)

    listed = get("measures/", client, report="two-shores", count="true", **parameters)

    assert listed["count"] == len(listed["results"]) == 5
    for row in listed["results"]:
        assert row["standing"] == get(f"measures/{row['key']}/standing/", client, **parameters)["standing"]


def test_filters_orders_and_counts_are_of_that_day(reports: None) -> None:
    parameters: dict[str, Any] = {"report": "two-shores", "as_of": "2025-04-14"}

    before = keys("measures/", status="in_progress", **parameters)
    after = keys("measures/", status="reversed", **{**parameters, "as_of": "2025-04-15"})

    assert "two-shores-SOUTH-1" in before
    assert after == ["two-shores-SOUTH-1"]
    assert get("measures/", status="reversed", count="true", **parameters)["count"] == 0
    latest = [
        row["standing"]["latest_counts_from"] or ""
        for row in get("measures/", ordering="-latest", **parameters)["results"]
    ]
    assert latest == sorted(latest, reverse=True)


def test_the_file_says_what_the_list_says(reports: None) -> None:
    parameters: dict[str, Any] = {"report": "two-shores", "as_of": "2024-12-02", "ordering": "-latest"}

    listed = get("measures/", **parameters)["results"]
    rows = csv_rows(APIClient().get("/api/v1/measures/", {"format": "csv", **parameters}))

    assert [(row["key"], row["status"], row["as_of"]) for row in rows] == [
        (each["key"], each["standing"]["status"], "2024-12-02") for each in listed
    ]


def test_milestones_are_met_as_of_a_day(reports: None) -> None:
    met = {
        day: {row["key"] for row in get("milestones/", report="two-shores", as_of=day)["results"] if row["is_met"]}
        for day in ("2025-04-14", "2025-04-15")
    }

    assert met["2025-04-15"] < met["2025-04-14"]


@pytest.mark.django_db
def test_what_is_hidden_changes_nothing_in_the_past_either() -> None:
    measure = make_measure()
    log(measure, occurred="2024-01-01")
    before = APIClient().get("/api/v1/measures/", {"as_of": "2024-06-01"})

    log(
        measure,
        occurred="2024-02-01",
        direction="away",
        marking="internal",
        assessments=[AssessmentDraft(on=measure.key, about="NORTHSHORE", level=2)],
    )
    after = APIClient().get("/api/v1/measures/", {"as_of": "2024-06-01"})
    for_team = get("measures/", client_of(make_user(role=Role.EDITOR)), as_of="2024-06-01")["results"]

    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    assert for_team[0]["standing"]["latest_direction"] == "away"


@pytest.mark.django_db
@pytest.mark.parametrize(("parameters", "queries", "found"), [({}, 5, 21), ({"direction": "toward"}, 5, 20)])
def test_a_past_day_costs_as_many_queries_for_many_measures(
    parameters: dict[str, str], queries: int, found: int, django_assert_num_queries: Any
) -> None:
    report = make_measure().report
    for _index in range(20):
        log(make_measure(report))

    # measures with their milestones; bearings, views; entries with what they cite; which stood so, if asked; the list
    with django_assert_num_queries(queries):
        assert len(get("measures/", report=report.slug, as_of="2025-01-01", **parameters)["results"]) == found


@pytest.mark.django_db
@pytest.mark.parametrize("parameters", [{"as_of": "yesterday"}, {"known_at": "then"}, {"as_of": "0001-01-01"}])
def test_a_day_that_is_none_is_named(parameters: dict[str, str]) -> None:
    assert fields_of(APIClient().get("/api/v1/measures/", parameters)) == set(parameters)


@pytest.mark.django_db
def test_measures_are_ordered_by_their_days_page_by_page() -> None:
    report = make_report()
    late, soon = make_measure(report, due_on="2027-03"), make_measure(report, due_on="2026-12-31")
    never = make_measure(report)
    log(soon, occurred="2024-01-01")
    log(never, occurred="2025-01-01")

    def walk(ordering: str) -> list[str]:
        page = get("measures/", report=report.slug, ordering=ordering, page_size=1)
        found = [page]
        while page["next"]:
            page = APIClient().get(page["next"]).json()
            found.append(page)
        return [row["key"] for each in found for row in each["results"]]

    assert walk("due") == [soon.key, late.key, never.key]
    assert walk("-due") == [never.key, late.key, soon.key]
    assert walk("-latest") == [never.key, soon.key, late.key]
    assert walk("checked")[0] == late.key
    assert sorted(walk("-checked")) == sorted([late.key, soon.key, never.key])


@pytest.mark.django_db
def test_the_journal_as_of_a_day_has_what_had_occurred_and_was_recorded_by_then() -> None:
    measure, editor = make_measure(), make_user(role=Role.EDITOR)
    early, late = log(measure, occurred="2024-01-01", by=editor), log(measure, occurred="2025-01-01")
    between = str(Entry.objects.get(key=late.key).recorded_at)
    correct_entry(early, draft_of(measure, occurred="2024-01-01"), by=editor, on=TODAY)
    parameters = {"report": measure.report.slug}

    as_of, existing = get("entries/", as_of="2024-06-01", **parameters), get("entries/", known_at=between, **parameters)
    rows = csv_rows(APIClient().get("/api/v1/entries/", {"format": "csv", "known_at": between, **parameters}))

    assert late.key not in [row["key"] for row in as_of["results"]]
    assert [row["key"] for row in existing["results"]] == [row["key"] for row in rows] == [late.key, early.key]
    assert [row["correction"] for row in existing["results"]] == [None, None]
    assert early.key in [row["key"] for row in as_of["results"] if row["correction"]]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["evidence/", "measures/{measure}/evidence/"])
def test_sources_as_of_a_day_are_those_of_what_had_occurred_and_as_they_were_reviewed_by_then(address: str) -> None:
    measure, other = make_measure(), make_measure()
    early, late = make_evidence(), make_evidence()
    log(measure, occurred="2024-01-01", sources=[early.key])
    log(other, occurred="2024-01-01", sources=[late.key])
    cited = log(measure, occurred="2025-01-01", sources=[late.key])
    between = str(Entry.objects.get(key=cited.key).recorded_at)
    review_evidence(early, by=make_user(), state="disputed", note="Read again.")
    never_known = make_evidence()
    log(measure, occurred="2024-01-01", sources=[never_known.key])
    address = address.format(measure=measure.key)
    parameters = {"report": measure.report.slug}

    as_of = keys(address, as_of="2024-06-01", **parameters)
    existing = get(address, known_at=between, count="true", **parameters)
    table = APIClient().get(f"/api/v1/{address}", {"format": "csv", "known_at": between, "as_of": "2024-06-01"})

    assert as_of == [never_known.key, early.key]
    assert [(row["key"], row["review_state"]) for row in existing["results"]] == [
        (late.key, "accepted"), (early.key, "accepted")
    ]  # fmt: skip
    assert existing["count"] == 2
    assert cited.key not in str(csv_rows(table))
    assert keys(address, known_at=between, state="disputed", **parameters) == []
    assert keys(address, state="disputed", **parameters) == [early.key]


@pytest.mark.django_db
def test_reviews_are_those_that_were_known() -> None:
    source = make_evidence()
    [first] = get(f"evidence/{source.key}/reviews/")["results"]
    review_evidence(source, by=make_user(), state="disputed", note="Read again.")

    existing = get(f"evidence/{source.key}/reviews/", known_at=first["recorded_at"])["results"]

    assert [row["state"] for row in existing] == ["accepted"]


def test_standings_of_a_past_day_are_only_read(reports: None) -> None:
    stored = sorted(Standing.objects.values_list("pk", "status"))

    with past.standings_as_of(Measure.objects.all(), PUBLIC, as_of=date(2024, 1, 1)):
        with pytest.raises(RuntimeError, match='with SELECT first: UPDATE "measures_standing"'), transaction.atomic():
            Standing.objects.update(status="agreed")
        assert Standing.objects.exists()

    assert sorted(Standing.objects.values_list("pk", "status")) == stored


def test_every_list_of_what_has_a_day_takes_one() -> None:
    taking = {address for address, view in LISTS.items() if "as_of" in view.parameters}

    assert taking == {
        "measures/", "milestones/", "entries/", "evidence/", "ambiguities/", "readouts/", "searches/",
        "dates/", "summaries/", "dissents/", "statements/",
        "measures/<slug:key>/entries/", "measures/<slug:key>/evidence/",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("parameters", [{}, {"ordering": "-due"}, {"count": "true"}, {"ordering": "-latest"}])
def test_a_page_of_a_past_day_replays_no_more_than_it_shows_unless_it_has_to(
    parameters: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = make_measure(due_on="2027").report
    for _index in range(5):
        log(make_measure(report), occurred="2024-01-01")
    replayed: list[int] = []
    original = past.standing_of

    def counted(history: HistoryAsRead, **day: Any) -> Standing:
        replayed.append(history.measure.pk)
        return original(history, **day)

    monkeypatch.setattr(past, "standing_of", counted)

    page = get("measures/", report=report.slug, as_of="2025-01-01", page_size=2, **parameters)

    assert len(page["results"]) == 2
    assert page.get("count", 6) == 6
    # One more than fits tells that there is a next page.
    assert len(replayed) == (6 if parameters.get("ordering") == "-latest" else 3)
