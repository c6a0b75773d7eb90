"""What an assessment of ours rests on: asked of people, sealed, shown beside it, and said where it is not given."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from measures.analysis.seals import FORMATS, content_of
from measures.forms.log import form_values, with_values
from measures.models import CARD, Entry, Measure
from measures.models.bearings import CARD_FORMAT
from measures.models.texts import bilingual
from measures.operations.drafts import AssessmentDraft
from measures.operations.entries import correct_entry, log_development
from tests.factories import TODAY, client_of, draft_of, get, log, make_measure, make_user
from tests.markup import compact
from tests.test_seals import stored

pytestmark = pytest.mark.django_db

GIVEN = {name: f"Words of {name}." for name in bilingual(*CARD)}


@pytest.fixture
def measure() -> Measure:
    return make_measure(code="LAMP-1")


def ours(measure: Measure, **fields: Any) -> AssessmentDraft:
    return AssessmentDraft(on=measure.key, **{"level": 1, "direction": "toward", **fields})


def assess(measure: Measure, occurred: str, **fields: Any) -> Entry:
    return log(measure, occurred=occurred, bears_on=[], assessments=[ours(measure, **fields)])


def body(measure: Measure, occurred: str = "2026-11-01", **fields: Any) -> dict[str, Any]:
    """A development with an assessment of ours, as the API takes it."""
    assessment = {"on": measure.key, "level": 1, "direction": "toward", **fields}
    return {
        "report": measure.report.slug, "occurred": occurred, "title": "A lamp", "narrative": "It was lit.",
        "track": "official", "claim": "reported", "assessments": [assessment],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "is_asked"),
    [
        ({}, False),
        ({"level": 2}, True),
        ({"direction": "away"}, True),
        ({"level": None, "nothing": "not_observable"}, True),
        ({"level": 2, "why_changed": "A second lamp was lit."}, False),
        ({"level": 2, "about": "NORTHSHORE"}, False),
    ],
    ids=["the same", "another level", "another direction", "no level", "says why", "about another"],
)
def test_a_person_says_why_our_assessment_changes(measure: Measure, fields: dict[str, Any], is_asked: bool) -> None:
    assess(measure, "2026-10-01")

    answer = client_of(make_user()).post("/api/v1/entries/", body(measure, **fields), format="json")

    assert answer.status_code == (400 if is_asked else 201), answer.json()
    if is_asked:
        assert answer.json()["errors"] == [
            {"field": "assessments.0.why_changed", "messages": ["Our level or direction changes: say why."]}
        ]


def test_what_is_compared_is_the_assessment_before_and_not_one_after(measure: Measure) -> None:
    assess(measure, "2026-03-01", level=2)
    assess(measure, "2026-10-01", level=0)

    answer = client_of(make_user()).post("/api/v1/entries/", body(measure, "2026-05-01", level=2), format="json")

    assert answer.status_code == 201


def test_it_is_in_the_answers_and_in_no_standing(measure: Measure) -> None:
    entry = assess(measure, "2026-10-01", **GIVEN)

    assert get(f"entries/{entry.key}/")["assessments"][0].items() >= GIVEN.items()
    assert not {*GIVEN} & {*get(f"measures/{measure.key}/")["standing"]["assessments"][0]}


def test_it_is_folded_on_the_page_and_one_without_says_so(measure: Measure) -> None:
    without = replace(draft_of(measure, occurred="2026-09-01"), assessments=[ours(measure)])
    log_development(measure.report, without, by=make_user(), on=TODAY)
    before = compact(Client().get(f"/measures/{measure.key}/").content.decode())

    assess(measure, "2026-10-01", **{**GIVEN, "assumptions": ""})
    after = compact(Client().get(f"/measures/{measure.key}/").content.decode())

    folded = '<details class="judgement"><summary>What this assessment rests on</summary>'
    assert f'{folded} <p class="muted">Not given</p></details>' in before
    assert "<dt>What would change our assessment</dt> <dd>Words of what_would_change.</dd>" in after
    assert '<dt>Assumptions</dt> <dd><span class="muted">Not given</span></dd>' in after


def test_one_of_an_earlier_format_verifies_without_it(measure: Measure) -> None:
    rows = stored(assess(measure, "2026-10-01", **GIVEN))

    rows.entry.seal_format = CARD_FORMAT
    now = content_of(rows)["views"]
    rows.entry.seal_format = CARD_FORMAT - 1
    before = content_of(rows)["views"]

    assert {*FORMATS[CARD_FORMAT].view} - {*FORMATS[CARD_FORMAT - 1].view} == {*GIVEN}
    assert {*now[0]} - {*before[0]} == {*GIVEN}  # type: ignore[index]


def test_a_correction_begins_with_the_card_and_may_change_it(measure: Measure) -> None:
    entry = assess(measure, "2026-10-01", **GIVEN)

    [values] = form_values(with_values(Entry.objects.filter(pk=entry.pk)).get())["assessments"]
    assert values.items() >= GIVEN.items()
    changed = replace(draft_of(measure), assessments=[ours(measure, **{**GIVEN, "assumptions": "That it stays dark."})])
    correction = correct_entry(entry, changed, by=make_user(role="editor"), on=TODAY)

    assert correction.assessments.get().assumptions == "That it stays dark."
