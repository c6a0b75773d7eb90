"""Corrections stand in the place of entries, by those who may write them."""

from typing import Any

import pytest

from measures.models import (
    Measure,
    Report,
    Role,
    Standing,
)
from tests.factories import (
    client_of,
    log,
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


def test_a_correction_stands_in_the_place_of_the_entry(measure: Measure) -> None:
    writer = make_user()
    entry = log(measure, by=writer)
    corrected = {
        "occurred": "2024-05",
        "title": "The timetable was withdrawn",
        "narrative": "It had been published by mistake.",
        "reason": "The notice of its withdrawal was overlooked.",
        "track": "official",
        "claim": "reported",
        "bears_on": [{"on": measure.key, "direction": "away"}],
    }

    client = client_of(writer)
    answer = client.post(f"/api/v1/entries/{entry.key}/correction/", corrected)
    again = client.post(f"/api/v1/entries/{entry.key}/correction/", corrected)

    assert answer.status_code == 201
    assert answer.json()["corrects"] == entry.key
    assert client.get(f"/api/v1/entries/{entry.key}/").json()["corrected_by"] == answer.json()["key"]
    assert Standing.objects.get(measure=measure, audience="public").latest_direction == "away"
    assert (again.status_code, again.json()["code"]) == (409, "already_corrected")


def test_only_the_author_or_an_editor_corrects(measure: Measure) -> None:
    entry = log(measure)
    corrected = {"occurred": "2024", "title": "t", "narrative": "n", "track": "official", "claim": "reported"}
    corrected |= {"reason": "It was wrong.", "bears_on": [{"on": measure.key, "direction": "away"}]}  # type: ignore[dict-item]

    other = client_of(make_user()).post(f"/api/v1/entries/{entry.key}/correction/", corrected)
    editor = client_of(make_user(role=Role.EDITOR)).post(f"/api/v1/entries/{entry.key}/correction/", corrected)

    assert (other.status_code, editor.status_code) == (403, 201)
