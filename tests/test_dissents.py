"""A dissent of a member stands beside our assessment, at the same size, and moves no standing."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client

from measures.analysis.verification import verify
from measures.errors import NotAllowedError
from measures.models import Dissent, Entry, Measure, User
from measures.operations.drafts import AssessmentDraft, DissentDraft, dissent_draft
from measures.operations.entries import correct_entry, dissent_from
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from tests.factories import TODAY, client_of, draft_of, fields_of, get, log, make_measure, make_participant, make_user
from tests.markup import compact, words_of

pytestmark = pytest.mark.django_db

WORDS = "The lamps are lit for show."


@pytest.fixture
def measure() -> Measure:
    return make_measure(code="LAMP-1")


@pytest.fixture
def assessment(measure: Measure) -> Entry:
    return log(measure, occurred="2026-10-01", bears_on=[], assessments=[ours(measure)])


def ours(measure: Measure, **fields: Any) -> AssessmentDraft:
    return AssessmentDraft(on=measure.key, **{"level": 2, "direction": "toward", **fields})


def otherwise(measure: Measure, **fields: Any) -> DissentDraft:
    return DissentDraft(on=measure.key, **{"level": 0, "direction": "away", "text": WORDS, **fields})


def dissent(assessment: Entry, *, by: User | None = None, **fields: Any) -> Entry:
    measure = assessment.assessments.get().measure
    assert measure is not None
    return dissent_from(assessment, otherwise(measure, **fields), by=by or make_user(name="Wei"), on=TODAY)


def page_of(measure: Measure) -> str:
    return compact(Client().get(f"/measures/{measure.key}/").content.decode())


def test_it_stands_beside_the_assessment_and_moves_no_standing(measure: Measure, assessment: Entry) -> None:
    before = get(f"measures/{measure.key}/")["standing"]

    entry = dissent(assessment)

    assert get(f"measures/{measure.key}/")["standing"] == before
    assert (entry.kind, entry.responds_to, entry.marking) == ("dissent", assessment, "public")
    shown = page_of(measure)
    assert shown.index("<h3>Dissent</h3>") > shown.index('<h2 id="ours">Our assessment</h2>')
    assert f"<p>{WORDS}</p>" in shown
    assert "an analyst of this tracker ·" in shown and "Wei" not in shown
    for key in (assessment.key, entry.key):
        assert WORDS in Client().get(f"/journal/{key}/").content.decode()


def test_a_program_dissents_reads_and_corrects(measure: Measure, assessment: Entry) -> None:
    client = client_of(make_user(name="Wei"))
    body = {"assessment": assessment.key, "on": measure.key, "level": 0, "direction": "away", "text": WORDS}

    made = client.post("/api/v1/dissents/", body, format="json")
    assert made.status_code == 201, made.content
    [row] = get("dissents/")["results"]
    del body["assessment"]
    again = client.post(
        f"/api/v1/dissents/{row['key']}/correction/", {**body, "level": 1, "reason": "Too low."}, format="json"
    )

    assert (row["responds_to"], row["dissents"][0]["level"], row["dissents"][0]["text"]) == (assessment.key, 0, WORDS)
    assert again.status_code == 201, again.content
    assert again.json()["dissents"][0]["level"] == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": ""}, "text"),
        ({"level": None}, "level"),
        ({"level": 4}, "level"),
        ({"about": "both"}, "on"),
        ({"on": "nothing"}, "on"),
    ],
)
def test_what_is_wrong_is_named_at_its_field(
    measure: Measure, assessment: Entry, fields: dict[str, Any], field: str
) -> None:
    body = {"assessment": assessment.key, "on": measure.key, "level": 0, "text": WORDS, **fields}

    answer = client_of(make_user()).post("/api/v1/dissents/", body, format="json")

    assert (answer.status_code, field in fields_of(answer)) == (400, True)


def test_only_another_member_of_the_team_dissents_and_once(measure: Measure, assessment: Entry) -> None:
    member = make_user()
    for by in (make_user(role="reader"), make_participant()):
        with pytest.raises(NotAllowedError):
            dissent(assessment, by=by)
    with pytest.raises(ValidationError, match="You wrote this assessment"):
        dissent(assessment, by=assessment.author)
    entry = dissent(assessment, by=member)
    with pytest.raises(ValidationError, match="You have dissented"):
        dissent(assessment, by=member)

    editor, draft = make_user(role="editor"), {"on": TODAY, "marking": "public", "reason": "So."}
    with pytest.raises(NotAllowedError):
        correct_entry(entry, dissent_draft(otherwise(measure), assessment=assessment.key, **draft), by=editor, on=TODAY)
    with pytest.raises(ValidationError, match="only another dissent"):
        correct_entry(entry, draft_of(measure), by=member, on=TODAY)


def test_it_stays_beside_the_assessment_that_is_corrected_however_often(measure: Measure, assessment: Entry) -> None:
    dissent(assessment)

    for words in ("They are lit.", "They are all lit."):
        draft = draft_of(measure, occurred="2026-10-01", bears_on=[], assessments=[ours(measure, text=words)])
        assessment = correct_entry(assessment, draft, by=make_user(role="editor"), on=TODAY)

    assert WORDS in page_of(measure)
    assert "They are all lit." in page_of(measure)


def test_who_may_not_read_the_assessment_reads_no_dissent(measure: Measure, assessment: Entry) -> None:
    entry = dissent(assessment)

    tighten_marking(assessment, marking="internal", by=make_user(role="administrator"))

    assert Entry.objects.get(pk=entry.pk).marking == "internal"
    assert get("dissents/")["results"] == []
    assert WORDS not in page_of(measure)


def test_it_is_sealed_and_goes_with_what_is_redacted(measure: Measure, assessment: Entry) -> None:
    entry = dissent(assessment)
    for statement in ("UPDATE measures_dissent SET text = ''", "DELETE FROM measures_dissent"):
        with pytest.raises(Exception, match=r"written once|permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
    assert verify().faults == []

    redact_entry(assessment, by=make_user(role="administrator"), reason="A private name stood in it.")

    assert not Dissent.objects.exists()
    assert Entry.objects.get(pk=entry.pk).is_redacted
    assert verify().faults == []


def test_a_brief_has_it_after_the_assessment(measure: Measure) -> None:
    ours_of_it = ours(measure, about="NORTHSHORE")
    dissent(log(measure, occurred="2026-10-01", bears_on=[], assessments=[ours_of_it]), about="NORTHSHORE")
    query = {"report": measure.report.slug, "from": "2026-09-01", "measures": measure.key, "format": "html"}

    text = words_of(Client().get("/api/v1/brief/", query).content.decode())

    assert f"dissent of an analyst of this tracker: level 0: Level 0, moderate confidence: {WORDS}" in text


def test_a_person_dissents_on_a_page_and_corrects_it(measure: Measure, assessment: Entry) -> None:
    browser = Client()
    browser.force_login(make_user(name="Wei"))
    assert "Dissent from our assessment" in browser.get(f"/journal/{assessment.key}/").content.decode()
    sent = {"on": f"{measure.key} none", "level": "not_observable", "confidence": "low", "text": WORDS}

    refused = browser.post(f"/journal/{assessment.key}/dissent/", {**sent, "text": ""})
    browser.post(f"/journal/{assessment.key}/dissent/", sent)
    entry = Entry.objects.get(kind="dissent")
    form = browser.get(f"/journal/{entry.key}/correct/", follow=True).content.decode()
    browser.post(f"/journal/{entry.key}/correct/dissent/", {**sent, "level": "1", "reason": "One was seen."})

    assert refused.status_code == 400
    assert WORDS in form
    assert (entry.dissents.get().nothing, Entry.objects.counting().get(kind="dissent").dissents.get().level) == (
        "not_observable",
        1,
    )
