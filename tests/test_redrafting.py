"""What an entry says can be read as a draft, and comes back as its correction with nothing lost."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from measures.models import Entry, EntryKind, Role
from measures.operations.redactions import redact_entry
from tests.factories import client_of, fields_of, log, make_measure, make_report, make_user, summarise

pytestmark = pytest.mark.django_db
type Body = dict[str, Any]

AT = {EntryKind.READOUTS: "readouts", EntryKind.SUMMARY: "summaries", EntryKind.DISSENT: "dissents"}
# What is each entry's own; a summary is dated by whoever corrects it.
OWN = {
    "key", "recorded_at", "counts_from", "author_name", "author_role", "corrects", "correction", "sequence",
    "commitment", "seal", "html_url", "pieces", "is_unreviewed", "chain",
}  # fmt: skip


def said(answer: Body) -> Body:
    """What an entry says, without what is its own; what refers to itself refers to what it corrects."""
    own = OWN | ({"written_on"} if answer.get("kind") == EntryKind.SUMMARY else set())
    text = json.dumps({name: value for name, value in answer.items() if name not in own})
    for key in filter(None, (answer["key"], answer["corrects"])):
        text = text.replace(key, "KEY")
    return json.loads(text)  # type: ignore[no-any-return]


def address(entry: Entry) -> str:
    return f"/api/v1/{AT.get(EntryKind(entry.kind), 'entries')}/{entry.key}/"


@pytest.mark.parametrize("report", ["zhao-2020", "two-shores"])
def test_every_entry_of_a_record_comes_back_with_one_word_changed_and_nothing_lost(reports: None, report: str) -> None:
    client = client_of(make_user(role=Role.EDITOR))
    entries = Entry.objects.counting().filter(report__slug=report).order_by("sequence")
    kinds, lost = set(), {}
    for entry in entries:
        at, name = address(entry), "note" if entry.kind == EntryKind.SUMMARY else "narrative"
        draft = client.get(f"{at}draft/")
        body = draft.json() | {name: "Another word.", "reason": "A word was wrong."}
        answer = client.post(f"{at}correction/?dry_run=true", body, format="json")
        assert (draft.status_code, answer.status_code) == (200, 201), (at, draft.content, answer.content)
        before, after = said(client.get(at.replace("/summaries/", "/entries/")).json()), said(answer.json())
        expected = before | {"narrative": "Another word."}
        if after != expected:
            lost[at] = {each for each in expected if after[each] != expected[each]}
        kinds.add(entry.kind)

    assert lost == {}
    assert {EntryKind.DEVELOPMENT, EntryKind.ASSESSMENT, EntryKind.SUMMARY} <= kinds


def test_only_the_reason_is_missing_from_a_draft() -> None:
    author = make_user()
    at, client = address(log(make_measure(), by=author)), client_of(author)
    draft = client.get(f"{at}draft/").json()

    unsaid = client.post(f"{at}correction/", draft, format="json")
    written = client.post(f"{at}correction/", draft | {"reason": "It is the same."}, format="json")

    assert (unsaid.status_code, fields_of(unsaid)) == (400, {"reason"})
    assert written.status_code == 201
    assert {each for fate in ("changes", "goes", "comes") for each in written.json()["pieces"][fate]} == set()


def test_a_draft_is_for_whoever_may_correct_the_entry() -> None:
    author, measure = make_user(), make_measure()
    shown, hidden = log(measure, by=author), log(measure, by=author, marking="internal")
    readers = [make_user(role=Role.READER), make_user(), author, make_user(role=Role.EDITOR)]

    assert [client_of(each).get(f"{address(shown)}draft/").status_code for each in readers] == [403, 403, 200, 200]
    assert [client_of(each).get(f"{address(hidden)}draft/").status_code for each in readers] == [404, 403, 200, 200]
    assert APIClient().get(f"{address(shown)}draft/").status_code == 401


def test_what_no_longer_counts_has_no_draft() -> None:
    editor, measure = client_of(make_user(role=Role.EDITOR)), make_measure()
    corrected, redacted = log(measure), log(measure)
    editor.post(f"{address(corrected)}correction/", {"reason": "It was wrong."}, format="json")
    redact_entry(redacted, by=make_user(role=Role.ADMINISTRATOR), reason="On request")

    assert [editor.get(f"{address(each)}draft/").status_code for each in (corrected, redacted)] == [404, 404]


def test_a_draft_is_where_its_correction_is() -> None:
    author, report = make_user(role=Role.EDITOR), make_report()
    summary = summarise(report, by=author)

    misplaced = client_of(author).get(f"/api/v1/entries/{summary.key}/draft/")

    assert (misplaced.status_code, fields_of(misplaced)) == (400, {"kind"})
