"""What an assessment of ours comes to, in one sentence: in both languages, of the whole, sealed, and shown."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from measures.analysis.seals import FORMATS, content_of
from measures.forms.log import form_values, with_values
from measures.models import Assessment, Entry, Kind, Measure
from measures.models.bearings import IN_SHORT_FORMAT
from measures.operations.drafts import AssessmentDraft
from measures.operations.entries import correct_entry
from measures.operations.redactions import redact_entry
from tests.exports import csv_rows
from tests.factories import (
    TODAY,
    client_of,
    draft_of,
    fields_of,
    get,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_user,
)
from tests.markup import compact
from tests.test_seals import stored

pytestmark = pytest.mark.django_db

ENGLISH, CHINESE = "One lamp was lit; no second one was found.", "已点亮一盏灯；未见第二盏。"
GIVEN = {"in_short": ENGLISH, "in_short_zh_hans": CHINESE}


@pytest.fixture
def measure() -> Measure:
    return make_measure(code="LAMP-1", kind=Kind.UNILATERAL, parties=["NORTHSHORE"])


def ours(measure: Measure, **fields: Any) -> AssessmentDraft:
    return AssessmentDraft(on=measure.key, **{"about": "NORTHSHORE", "level": 1, **GIVEN, **fields})


def assess(measure: Measure, occurred: str = "2026-10-01", **fields: Any) -> Entry:
    return log(measure, occurred=occurred, bears_on=[], assessments=[ours(measure, **fields)])


def body(measure: Measure, **fields: Any) -> dict[str, Any]:
    """A development with an assessment of ours, as the API takes it."""
    assessment = {"on": measure.key, "about": "NORTHSHORE", "level": 1, **GIVEN, **fields}
    return {
        "report": measure.report.slug, "occurred": "2026-11-01", "title": "A lamp", "narrative": "It was lit.",
        "track": "official", "claim": "reported", "assessments": [assessment], "sources": [make_evidence().key],
    }  # fmt: skip


@pytest.mark.parametrize("about", ["NORTHSHORE", "none"])
def test_an_assessment_of_the_whole_may_have_one(measure: Measure, about: str) -> None:
    answer = client_of(make_user()).post("/api/v1/entries/", body(measure, about=about), format="json")

    assert answer.status_code == 201, answer.json()
    assert Assessment.objects.get().in_short_zh_hans == CHINESE


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"in_short": "x" * 161}, "in_short"),
        ({"in_short_zh_hans": "灯" * 61}, "in_short_zh_hans"),
        ({"in_short": ""}, "in_short"),
        ({"in_short_zh_hans": ""}, "in_short_zh_hans"),
        ({"in_short_zh_hans": " "}, "in_short_zh_hans"),
        ({"about": "SOUTHSHORE"}, "in_short"),
        ({"about": "both"}, "in_short"),
    ],
    ids=["English too long", "Chinese too long", "no English", "no Chinese", "a blank", "the other side", "both sides"],
)
def test_another_sentence_is_refused(measure: Measure, fields: dict[str, str], field: str) -> None:
    make_measure(code="LAMP-2", report=measure.report, parties=["NORTHSHORE", "SOUTHSHORE"])

    answer = client_of(make_user()).post("/api/v1/entries/", body(measure, **fields), format="json")

    assert answer.status_code == 400
    assert fields_of(answer) == {f"assessments.0.{field}"}
    assert not Entry.objects.exists()


def test_it_is_as_long_as_it_may_be_by_characters(measure: Measure) -> None:
    longest = {"in_short": "é" * 160, "in_short_zh_hans": "灯" * 60}

    answer = client_of(make_user()).post("/api/v1/entries/", body(measure, **longest), format="json")

    assert answer.status_code == 201, answer.json()


def test_of_a_shared_measure_only_the_whole_has_one() -> None:
    shared = make_measure(code="LAMP-1", kind=Kind.COOPERATIVE, parties=["NORTHSHORE", "SOUTHSHORE"])
    client = client_of(make_user())

    of_one_side = client.post("/api/v1/entries/", body(shared), format="json")
    of_the_whole = client.post("/api/v1/entries/", body(shared, about="none"), format="json")

    assert fields_of(of_one_side) == {"assessments.0.in_short"}
    assert of_the_whole.status_code == 201


def test_no_ambiguity_has_one(measure: Measure) -> None:
    ambiguity = make_ambiguity(report=measure.report)

    answer = client_of(make_user()).post(
        "/api/v1/entries/", body(measure, on=ambiguity.key, about="none"), format="json"
    )

    assert fields_of(answer) == {"assessments.0.in_short"}


def test_the_database_refuses_one_in_one_language(measure: Measure) -> None:
    entry = assess(measure)

    with pytest.raises(IntegrityError, match="view_in_short_is_ours_in_both_languages"), transaction.atomic():
        Assessment.objects.create(entry=entry, measure=measure, level=1, in_short=ENGLISH, about_both=False)


def test_one_of_an_earlier_format_verifies_without_it(measure: Measure) -> None:
    rows = stored(assess(measure))

    [now] = content_of(rows)["views"]  # type: ignore[misc]
    rows.entry.seal_format = IN_SHORT_FORMAT - 1
    [before] = content_of(rows)["views"]  # type: ignore[misc]

    assert now.items() >= GIVEN.items()
    assert {*now} - {*before} == {*GIVEN}
    assert {*FORMATS[IN_SHORT_FORMAT].view} - {*FORMATS[IN_SHORT_FORMAT - 1].view} == {*GIVEN}


def test_it_is_in_the_answers(measure: Measure) -> None:
    entry = assess(measure)
    other = make_measure(code="LAMP-2", report=measure.report)

    assert get(f"entries/{entry.key}/")["assessments"][0].items() >= GIVEN.items()
    standing = get(f"measures/{measure.key}/")["standing"]
    assert standing.items() >= GIVEN.items()
    assert standing["assessments"][0].items() >= GIVEN.items()
    assert get(f"measures/{measure.key}/?language=zh-hans")["standing"]["in_short"] == CHINESE
    assert get(f"measures/{other.key}/")["standing"]["in_short"] is None


def test_the_table_of_measures_has_a_column_for_it(measure: Measure) -> None:
    assess(measure)

    [row] = csv_rows(Client().get("/measures/?format=csv"))

    assert (row["In short"], row["In short, in Chinese"]) == (ENGLISH, CHINESE)


@pytest.mark.parametrize(("language", "sentence"), [("en", ENGLISH), ("zh-hans", CHINESE)])
def test_pages_show_it_after_the_status_and_in_the_list(measure: Measure, language: str, sentence: str) -> None:
    log(measure, language="zh-hans", bears_on=[], assessments=[ours(measure)])
    client = Client(headers={"accept-language": language})

    page = compact(client.get(f"/measures/{measure.key}/").content.decode())
    listed = compact(client.get("/measures/").content.decode())

    assert f"</b> {sentence}" in page
    assert sentence in listed


def test_a_correction_begins_with_it_and_may_change_it(measure: Measure) -> None:
    entry = assess(measure)

    [values] = form_values(with_values(Entry.objects.filter(pk=entry.pk)).get())["assessments"]
    changed = replace(draft_of(measure), assessments=[ours(measure, in_short="Two lamps were lit.")])
    correction = correct_entry(entry, changed, by=make_user(role="editor"), on=TODAY)

    assert values.items() >= GIVEN.items()
    assert correction.assessments.get().in_short == "Two lamps were lit."
    assert get(f"measures/{measure.key}/")["standing"]["in_short"] == "Two lamps were lit."


def test_it_goes_when_its_entry_is_redacted(measure: Measure) -> None:
    entry = assess(measure)

    redact_entry(entry, by=make_user(role="administrator"), reason="It names a person.")

    assert get(f"measures/{measure.key}/")["standing"]["in_short"] is None
    assert ENGLISH not in Client().get(f"/measures/{measure.key}/").content.decode()
