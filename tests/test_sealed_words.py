"""The words of an entry with what its seal is computed from, for whoever may read all that it names."""

import hashlib
import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from measures.models import Entry, Measure, PartialDate, Role
from measures.operations import journal
from measures.operations.drafts import AssessmentDraft, BearingDraft, MarkDraft, ReferenceDraft, StatementDraft
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from tests.factories import (
    client_of,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_milestone,
    make_participant,
    make_user,
    say,
)

pytestmark = pytest.mark.django_db
WRITER = "Zebedee Quill"


def sealed(entry: Entry, client: APIClient | None = None) -> Any:
    return (client or APIClient()).get(f"/api/v1/entries/{entry.key}/sealed/")


@pytest.fixture
def measure() -> Measure:
    return make_measure()


def write(measure: Measure) -> dict[str, Any]:
    """An entry that names something of each kind, and what it names."""
    ambiguity, other, source = make_ambiguity(measure.report), make_measure(measure.report), make_evidence()
    ground, earlier = make_evidence(), log(measure)
    said = StatementDraft(
        parties=["NORTHSHORE"], authority="ministry", speaker="The harbour master", said_on=PartialDate.parse("2024"),
        quotation="it is murky", quotation_language="en", acts=["states"], on=[ambiguity.key], source=source.key,
    )  # fmt: skip
    entry = log(
        measure,
        by=make_user(name=WRITER),
        sources=[source.key, ground.key],
        responds_to=earlier.key,
        bears_on=[BearingDraft(on=measure.key, direction="toward")],
        assessments=[AssessmentDraft(on=other.key, level=1, text="A step.", sources=[ground.key])],
        milestones=[MarkDraft(on=make_milestone(measure).key, state="met")],
        statements=[said],
    )
    return {
        "entry": entry, "measure": measure, "other": other, "source": source, "ground": ground, "earlier": earlier,
    }  # fmt: skip


def test_salt_and_content_make_the_commitment(measure: Measure) -> None:
    entry = write(measure)["entry"]

    answer = sealed(entry)
    [link] = [each for each in APIClient().get("/api/v1/chains/").json()["results"] if each["entry"] == entry.key]

    assert answer.status_code == 200
    assert set(answer.json()) == {"key", "salt", "content"}
    hashed = bytes.fromhex(answer.json()["salt"]) + answer.json()["content"].encode()
    assert hashlib.sha256(hashed).hexdigest() == link["commitment"]
    assert json.loads(answer.json()["content"])["title"] == entry.title


def test_the_name_of_the_writer_stands_in_no_answer(measure: Measure) -> None:
    entry = write(measure)["entry"]

    for client in (APIClient(), client_of(make_user(role=Role.ADMINISTRATOR))):
        text = sealed(entry, client).content.decode()
        assert entry.title in text
        assert WRITER not in text
        assert bytes(entry.name_salt).hex() not in text


@pytest.mark.parametrize(("is_named", "status"), [(False, 404), (True, 200)])
def test_where_the_first_format_sealed_the_name_its_writer_has_to_agree(
    measure: Measure, monkeypatch: pytest.MonkeyPatch, is_named: bool, status: int
) -> None:
    monkeypatch.setattr(journal, "PRESENT_FORMAT", 1)
    entry = log(measure, by=make_user(name=WRITER, is_named_in_public=is_named))

    assert entry.seal_format == 1
    assert sealed(entry).status_code == status
    assert sealed(entry, client_of(make_user())).status_code == status


@pytest.mark.parametrize("hidden", ["measure", "other", "source", "ground", "earlier"])
def test_whoever_may_not_read_all_that_an_entry_names_is_not_given_it(measure: Measure, hidden: str) -> None:
    """An entry is tightened with what it names: here that is left out, as if it had been forgotten."""
    rows = write(measure)
    entry = rows["entry"]
    before = sealed(entry).status_code
    type(rows[hidden]).objects.filter(pk=rows[hidden].pk).update(marking="internal")

    assert before == 200
    assert APIClient().get(f"/api/v1/entries/{entry.key}/").status_code == 200
    assert sealed(entry).status_code == 404
    assert sealed(entry, client_of(make_user())).status_code == 200


def test_a_reference_by_key_is_judged_too(measure: Measure) -> None:
    first = say(measure.report, "2024-04-23", "it is murky")
    said = first.statements.get().key
    second = say(measure.report, "2024-05-01", "it is clear", refers_to=[ReferenceDraft(how="repeats", statement=said)])
    before = sealed(second).status_code
    Entry.objects.filter(pk=first.pk).update(marking="internal")

    assert (before, sealed(second).status_code) == (200, 404)


def test_a_stranger_gets_nothing_of_what_is_marked_for_the_team(measure: Measure) -> None:
    hidden, tightened = log(measure, marking="internal"), write(measure)
    source = tightened["source"]
    tighten_marking(source, marking="internal", by=make_user(role=Role.EDITOR))

    for entry in (hidden, tightened["entry"]):
        assert sealed(entry).status_code == 404
        assert sealed(entry, client_of(make_participant())).status_code == 404
        assert sealed(entry, client_of(make_user())).status_code == 200


def test_a_redacted_entry_gives_nothing_and_what_names_it_stays_as_it_was(measure: Measure) -> None:
    rows = write(measure)
    before = sealed(rows["entry"]).json()

    redact_entry(rows["earlier"], by=make_user(role=Role.ADMINISTRATOR), reason="On request")

    assert sealed(rows["earlier"], client_of(make_user(role=Role.ADMINISTRATOR))).status_code == 404
    assert sealed(rows["entry"]).json() == before
    assert sealed(rows["entry"]).status_code == 200


def test_entries_of_the_records_are_as_they_were_sealed(reports: None, django_assert_max_num_queries: Any) -> None:
    entries = Entry.objects.filter(marking="public").order_by("pk")[::5]
    wrong = []
    for entry in entries:
        with django_assert_max_num_queries(60):
            answer = sealed(entry).json()
        hashed = bytes.fromhex(answer["salt"]) + answer["content"].encode()
        if hashlib.sha256(hashed).digest() != bytes(entry.commitment):
            wrong.append(entry.key)

    assert len(entries) > 40
    assert wrong == []
