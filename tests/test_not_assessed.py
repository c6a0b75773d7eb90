"""Where no assessment of ours counts by a day it says *not assessed for this day*; of a party, that it said nothing."""

import csv
import re
from typing import Any

import pytest
from django.test import Client

from measures.models import Measure, Report
from measures.operations.drafts import AssessmentDraft
from tests.factories import client_of, get, log, make_ambiguity, make_measure, make_report, make_user
from tests.markup import compact

pytestmark = pytest.mark.django_db
OURS = re.compile(r'<td data-label="(?:Our level|Our assessment)"[^>]*>(.*?)</td>')


@pytest.fixture
def measure() -> Measure:
    return make_measure(make_report("shores"), code="N-1")


def assess(measure: Measure, occurred: str, **fields: Any) -> None:
    assessed = AssessmentDraft(on=measure.key, about="NORTHSHORE", level=1)
    log(measure, occurred=occurred, bears_on=[], assessments=[assessed], **fields)


def assessment(measure: Measure, **parameters: Any) -> list[str]:
    """What the API says of a measure: beside its standing, and in the list."""
    standings = [
        get(f"measures/{measure.key}/standing/", **parameters)["standing"],
        get("measures/", report=measure.report.slug, **parameters)["results"][0]["standing"],
    ]
    return [standing["assessment"] for standing in standings]


def page(address: str, client: Client | None = None, **parameters: str) -> str:
    answer = (client or Client()).get(address, parameters)
    assert answer.status_code == 200
    return compact(answer.content.decode())


def test_a_report_without_any_assessment_is_not_assessed(measure: Measure) -> None:
    assert assessment(measure) == assessment(measure, as_of="2019-01-01") == ["not_assessed"] * 2
    assert OURS.findall(page("/measures/", report="shores")) == ['<span class="absent">Not assessed</span>']


def test_a_day_before_the_first_one_is_not_assessed(measure: Measure) -> None:
    assess(measure, "2024-01-01")

    assert assessment(measure) == ["assessed"] * 2
    assert assessment(measure, as_of="2023-12-31") == ["not_for_this_day"] * 2
    assert assessment(measure, known_at="2023-12-31") == ["not_assessed"] * 2
    day = {"report": "shores", "as_of": "2023-12-31"}
    assert "Not assessed for this day" in OURS.findall(page("/measures/", **day))[0]
    shown = page(f"/measures/{measure.key}/", as_of="2023-12-31")
    assert "Not assessed for this day" in shown
    assert "No statement found" in shown


def test_what_a_reader_may_not_read_is_no_assessment_for_them(measure: Measure) -> None:
    assess(measure, "2024-01-01", marking="internal")
    team = Client()
    team.force_login(make_user())

    assert assessment(measure) == ["not_assessed"] * 2
    listed = client_of(make_user()).get("/api/v1/measures/?report=shores").json()["results"]
    assert [row["standing"]["assessment"] for row in listed] == ["assessed"]
    day = {"report": "shores", "as_of": "2023-12-31"}
    assert "Not assessed for this day" not in page("/measures/", **day)
    assert "Not assessed for this day" in page("/measures/", team, **day)


def test_an_ambiguity_says_whether_we_assessed_it(measure: Measure) -> None:
    ambiguity = make_ambiguity(measure.report)

    def said(**parameters: str) -> tuple[str, bool]:
        """What the perception says, and whether the page says that it was not for this day."""
        perception = get(f"ambiguities/{ambiguity.key}/perception/", **parameters)["perception"]
        shown = page(f"/ambiguities/{ambiguity.key}/", **parameters)
        assert ("Not assessed" in shown) is (perception["assessment"] != "assessed")
        return perception["assessment"], "Not assessed for this day" in shown

    assert said() == ("not_assessed", False)
    assess(measure, "2024-01-01")
    assert said() == ("not_for_this_day", True)
    assessed = AssessmentDraft(on=ambiguity.key, text="It is murky.", nothing="not_observable")
    log(measure, occurred="2024-02-01", bears_on=[], assessments=[assessed])
    assert said() == ("assessed", False)
    assert said(as_of="2024-01-31") == ("not_for_this_day", True)


@pytest.mark.parametrize("address", ["/measures/", "/ambiguities/", "measure"])
@pytest.mark.parametrize("slug", ["zhao-2020", "two-shores"])
def test_no_cell_of_ours_says_what_is_said_of_a_party(reports: None, slug: str, address: str) -> None:
    report = Report.objects.get(slug=slug)
    key = report.measures.order_by("key").values_list("key", flat=True)[0]
    shown = page(f"/measures/{key}/" if address == "measure" else address, report=slug, as_of="2019-01-01")

    assert "ot assessed for this day" in shown
    for cell in OURS.findall(shown):
        assert "No statement" not in cell


@pytest.mark.parametrize(("day", "expected"), [("2019-01-01", "not_for_this_day"), ("2026-11-01", "assessed")])
def test_files_say_it_in_columns_of_their_own(reports: None, day: str, expected: str) -> None:
    answer: Any = Client().get("/api/v1/measures/", {"report": "two-shores", "as_of": day, "format": "csv"})
    [head, first, *_] = csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines())

    row = dict(zip(head, first, strict=True))
    assert (row["assessment"], row["written_on"]) == (expected, "")
