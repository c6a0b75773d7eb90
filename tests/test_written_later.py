"""An assessment that was written after the day that it is about says when, wherever it stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from measures.models import Entry, Measure, PartialDate
from measures.operations.drafts import AssessmentDraft
from measures.operations.entries import log_development
from tests.exports import csv_rows
from tests.factories import TODAY, draft_of, get, log, make_evidence, make_measure, make_user

pytestmark = pytest.mark.django_db

WRITTEN_ON = date(2026, 11, 24)


@pytest.fixture
def measure() -> Measure:
    return make_measure(code="N-1")


def assess(measure: Measure, occurred: str = "2020-12-31", **fields: object) -> Entry:
    """Log an assessment of a day, which was written later."""
    draft = AssessmentDraft(on=measure.key, about="NORTHSHORE", level=1, written_on=WRITTEN_ON)
    return log(measure, occurred=occurred, bears_on=[], assessments=[replace(draft, **fields)])


@pytest.mark.parametrize("occurred", ["2020-12-31", "2020", "2026-11-23"])
def test_an_assessment_of_an_earlier_day_says_when_it_was_written(measure: Measure, occurred: str) -> None:
    entry = assess(measure, occurred)

    assert get(f"entries/{entry.key}/")["assessments"][0]["written_on"] == "2026-11-24"
    [assessment] = get(f"measures/{measure.key}/")["standing"]["assessments"]
    assert assessment["written_on"] == "2026-11-24"
    assert "written on <time" in Client().get(f"/journal/{entry.key}/").content.decode()


@pytest.mark.parametrize(
    ("occurred", "fields"),
    [
        ("2020-12-31", {"written_on": TODAY + timedelta(days=1)}),
        ("2026-11-24", {}),
        ("2026-11", {}),
    ],
    ids=["in the future", "of that day", "of that month"],
)
def test_no_other_assessment_says_so(measure: Measure, occurred: str, fields: dict[str, object]) -> None:
    assessment = replace(AssessmentDraft(on=measure.key, level=1, written_on=WRITTEN_ON), **fields)
    draft = draft_of(measure, bears_on=[], assessments=[assessment], sources=[make_evidence().key])

    with pytest.raises(ValidationError) as refused:
        log_development(measure.report, replace(draft, occurred=PartialDate.parse(occurred)), by=make_user(), on=TODAY)

    assert set(refused.value.message_dict) == {"assessments.0.written_on"}
    assert not measure.report.entries.exists()


def test_before_it_was_recorded_nobody_knew_it(measure: Measure) -> None:
    entry = assess(measure)
    now = {"as_of": "2020-12-31"}
    then = {**now, "known_at": str(WRITTEN_ON)}

    existing, before = (
        get(f"measures/{measure.key}/standing/", **parameters)["standing"] for parameters in (now, then)
    )
    listed = get("measures/", report=measure.report.slug, **then)["results"][0]["standing"]
    page = Client().get(f"/measures/{measure.key}/", then).content.decode()

    assert (existing["level"], before["level"], before["assessments"], listed["assessments"]) == (1, None, [], [])
    assert entry.key not in page
    assert "written on" not in page


def test_the_file_of_the_journal_says_when_an_assessment_was_written(measure: Measure) -> None:
    assess(measure)
    log(measure, assessments=[AssessmentDraft(on=measure.key, about="NORTHSHORE", level=2)])

    rows = csv_rows(Client().get("/api/v1/entries/", {"report": measure.report.slug, "format": "csv"}))

    about = f"{measure.key}:NORTHSHORE"
    assert {row["assessments"] for row in rows} == {f"{about}:1:2026-11-24", f"{about}:2"}
