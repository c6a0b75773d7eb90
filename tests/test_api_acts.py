"""Checks, milestones, sources and their reviews through the API."""

import pytest
from rest_framework.test import APIClient

from measures.models import Bearing, Entry, EntryKind, Evidence, Measure, Report, Role, Standing
from tests.factories import (
    client_of,
    fields_of,
    make_evidence,
    make_measure,
    make_milestone,
    make_report,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    return make_report("shores")


@pytest.fixture
def measure(report: Report) -> Measure:
    return make_measure(report, code="N-1")


def test_a_check_says_that_there_is_nothing_new(report: Report, measure: Measure) -> None:
    other = make_measure(report)

    answer = client_of(make_user()).post("/api/v1/checks/", {"measures": [measure.key, other.key]})

    assert answer.status_code == 201
    [entry] = answer.json()["entries"]
    assert entry["kind"] == EntryKind.CHECK
    assert Standing.objects.get(measure=measure, audience="public").last_checked is not None


def test_a_check_of_an_unknown_or_hidden_measure_is_refused(report: Report, measure: Measure) -> None:
    unknown = client_of(make_user()).post("/api/v1/checks/", {"measures": [measure.key, "shores-N-99"]})
    reader = client_of(make_user(role=Role.READER)).post("/api/v1/checks/", {"measures": [measure.key]})

    assert fields_of(unknown) == {"measures.1"}
    assert reader.status_code == 403
    assert not Bearing.objects.exists()


def test_a_milestone_is_met_by_an_entry(measure: Measure) -> None:
    milestone = make_milestone(measure)
    met = {"state": "met", "occurred": "2024-06", "title": "They met", "narrative": "Both harbour offices met."}

    refused = client_of(make_user(role=Role.READER)).post(f"/api/v1/milestones/{milestone.key}/marks/", met)
    answer = client_of(make_user()).post(f"/api/v1/milestones/{milestone.key}/marks/", met)

    assert refused.status_code == 403
    assert answer.status_code == 201
    assert answer.json()["milestones"] == [{"milestone": milestone.key, "party": None, "state": "met"}]
    [listed] = APIClient().get("/api/v1/milestones/", {"measure": measure.key}).json()["results"]
    assert listed["is_met"]


def test_a_milestone_is_met_by_those_who_have_to_meet_it(measure: Measure) -> None:
    milestone = make_milestone(measure)
    met = {"state": "met", "occurred": "2024-06", "title": "They met", "narrative": "N", "party": "NORTHSHORE"}

    answer = client_of(make_user()).post(f"/api/v1/milestones/{milestone.key}/marks/", met)

    assert fields_of(answer) == {"party"}
    assert not Entry.objects.exists()


def test_a_source_is_recorded_and_reviewed() -> None:
    recorder, reviewer = make_user(), make_user()
    source = {"title": "Notice", "publisher": "Harbour office", "url": "https://example.org/notice"}

    recorded = client_of(recorder).post("/api/v1/evidence/", source)
    address = f"/api/v1/evidence/{recorded.json()['key']}/reviews/"
    own = client_of(recorder).post(address, {"state": "accepted"})
    disputed = client_of(reviewer).post(address, {"state": "disputed", "note": "The notice was replaced."})
    unexplained = client_of(reviewer).post(address, {"state": "retracted"})

    assert (recorded.status_code, recorded.json()["review_state"]) == (201, "pending")
    assert (own.json()["is_self_review"], disputed.json()["is_self_review"]) == (True, False)
    assert fields_of(unexplained) == {"note"}
    assert [review["state"] for review in APIClient().get(address).json()["results"]] == ["disputed", "accepted"]
    assert APIClient().get(f"/api/v1/evidence/{recorded.json()['key']}/").json()["review_state"] == "disputed"


def test_a_reader_records_and_reviews_nothing() -> None:
    evidence = make_evidence(state="pending")
    client = client_of(make_user(role=Role.READER))

    recorded = client.post("/api/v1/evidence/", {"title": "t", "publisher": "p", "url": "https://example.org/t"})
    reviewed = client.post(f"/api/v1/evidence/{evidence.key}/reviews/", {"state": "accepted"})

    assert (recorded.status_code, reviewed.status_code) == (403, 403)
    assert Evidence.objects.count() == 1
