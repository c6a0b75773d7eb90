"""Texts of one meeting side by side, through the API: what is written, refused, shown, and to whom."""

from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from rest_framework.test import APIClient

from measures.errors import NotAllowedError
from measures.models import Entry, Measure, Role
from measures.operations.editing import add_row, revise
from measures.operations.files import examine, keep_file, store_bytes
from measures.operations.markings import tighten_marking
from measures.operations.nouns import SUBJECT
from tests.factories import (
    client_of,
    compare,
    fields_of,
    get,
    keys,
    log,
    make_evidence,
    make_measure,
    make_participant,
    make_party,
    make_subject,
    make_user,
    mentioned,
    not_in_text,
    text_draft,
)

pytestmark = pytest.mark.django_db
NORTH, SOUTH = "NORTHSHORE", "SOUTHSHORE"


@pytest.fixture
def development() -> Entry:
    make_party(SOUTH)
    return log(make_measure(parties=[NORTH, SOUTH]))


def text(party: str, *findings: dict[str, Any], **fields: Any) -> dict[str, Any]:
    words = {"party": party, "issuer": "Harbour Office", "language": "en", "kind": "readout", "extent": "whole"}
    return {"source": make_evidence().key, **words, "day": "2024-05-01", "findings": list(findings), **fields}


def wrong_text(**fields: Any) -> dict[str, Any]:
    return {**text(NORTH), **fields}


def mention(subject: str, **fields: Any) -> dict[str, Any]:
    words = {"voice": "own", "act": "proposed", "sentence": "They propose it.", "quotation": "we propose it"}
    return {"subject": subject, "mentions": [{**words, **fields}]}


def post(body: dict[str, Any], address: str = "readouts/", client: APIClient | None = None) -> Any:
    return (client or client_of(make_user())).post(f"/api/v1/{address}", body, format="json")


def test_texts_are_compared_in_one_act(development: Entry) -> None:
    subject, other = make_subject(development.report), make_subject(development.report)
    south = text(SOUTH, {"subject": subject.key, "state": "not_in_text"})
    judgement = {"subject": subject.key, "sameness": "not_the_same", "sentence": "Only one names it."}

    answer = post(
        {"of": development.key, "texts": [text(NORTH, mention(subject.key)), south], "judgements": [judgement]}
    )

    assert answer.status_code == HTTPStatus.CREATED, answer.json()
    found = answer.json()
    assert (found["of"], found["occurred"], found["title"]) == (development.key, "2024-05-01", development.title)
    assert [text["party"] for text in found["texts"]] == [NORTH, SOUTH]
    assert [(row["subject"], row["state"]) for row in found["texts"][0]["findings"]] == [
        (subject.key, "mentions"),
        (other.key, "not_looked_for"),
    ]
    assert get(f"readouts/{found['key']}/") == {**found, "author_name": None}
    [entry] = get("entries/", kind="readouts")["results"]
    assert (entry["of"], entry["bears_on"], entry["assessments"]) == (development.key, [], [])


def test_a_reading_says_how_the_texts_compare(development: Entry) -> None:
    subject = make_subject(development.report)
    compare(development, text_draft(NORTH, mentioned(subject)), text_draft(SOUTH, not_in_text(subject)))

    [comparison] = get(f"entries/{development.key}/readouts/")["comparisons"]

    [row] = comparison["rows"]
    assert (row["subject"], row["state"], row["judgement"]) == (subject.key, "one_side", None)
    north, south = row["sides"]
    assert north["texts"][0]["mentions"][0]["quotation"] == "we propose it"
    assert (south["party"], south["texts"][0]["state"], south["texts"][0]["mentions"]) == (SOUTH, "not_in_text", [])
    assert get(f"entries/{development.key}/readouts/", as_of="2024-04-30")["comparisons"] == []


def test_not_in_this_text_is_refused_of_a_text_that_was_read_in_part(development: Entry) -> None:
    subject = make_subject(development.report)
    part = text(SOUTH, {"subject": subject.key, "state": "not_in_text"}, extent="part")

    answer = post({"of": development.key, "texts": [text(NORTH), part]})

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert fields_of(answer) == {"texts.1.findings.0.state"}
    assert not Entry.objects.filter(kind="readouts").exists()


def test_words_that_the_stored_text_does_not_hold_are_refused(development: Entry) -> None:
    subject, stream = make_subject(development.report), BytesIO(b"Both sides said:\nwe propose\nit again.")
    file = examine(stream)
    store_bytes(file, stream)
    source = make_evidence(file=keep_file(file, stream), file_name="text.txt").key

    def body(quotation: str) -> dict[str, Any]:
        return {
            "of": development.key,
            "texts": [text(NORTH, mention(subject.key, quotation=quotation), source=source), text(SOUTH)],
        }

    refused = post(body("we never propose it"))
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert fields_of(refused) == {"texts.0.findings.0.mentions.0.quotation"}
    assert post(body("we propose it")).status_code == HTTPStatus.CREATED


def test_two_texts_of_one_party_are_accepted_and_one_text_alone_is_not(development: Entry) -> None:
    assert fields_of(post({"of": development.key, "texts": [text(NORTH), text(NORTH)]})) == {"texts"}

    answer = post({"of": development.key, "texts": [text(NORTH), text(NORTH), text(SOUTH)]})

    assert [each["party"] for each in answer.json()["texts"]] == [NORTH, NORTH, SOUTH]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"of": "nowhere"}, "of"),
        ({"related": ["nowhere"]}, "related.0"),
        ({"judgements": [{"subject": "nowhere", "sameness": "same", "sentence": "S"}]}, "judgements.0.subject"),
        ({"unread_texts": [{"party": NORTH, "title": " "}]}, "unread_texts.0.title"),
        ({"unread_texts": [{"party": NORTH, "title": "T", "url": "ftp://x"}]}, "unread_texts.0.url"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(development: Entry, wrong: dict[str, Any], field: str) -> None:
    answer = post({"of": development.key, "texts": [text(NORTH), text(SOUTH)], **wrong})

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert fields_of(answer) == {field}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"party": "NOBODY"}, "party"),
        ({"issuer": " "}, "issuer"),
        ({"kind": "rumour"}, "kind"),
        ({"day": "2999-01-01"}, "day"),
        ({"source": "nothing"}, "source"),
        ({"findings": [{"subject": "nowhere", "state": "not_in_text"}]}, "findings.0.subject"),
        ({"findings": [mention("S", voice="somebody")]}, "findings.0.mentions.0.voice"),
        ({"findings": [mention("S", act="denied")]}, "findings.0.mentions.0.act"),
        ({"findings": [mention("S", quotation="")]}, "findings.0.mentions.0.quotation"),
        ({"findings": [mention("S"), {"subject": "S", "state": "not_in_text"}]}, "findings.1.subject"),
        ({"findings": [{"subject": "S", "state": "filed_under"}]}, "findings.0.filed_under"),
        ({"findings": [{"subject": "S", "state": "mentions"}]}, "findings.0.mentions"),
    ],
)
def test_what_is_wrong_with_a_text_is_named_by_its_field(development: Entry, wrong: dict[str, Any], field: str) -> None:
    make_subject(development.report, key="S")

    answer = post({"of": development.key, "texts": [wrong_text(**wrong), text(SOUTH)]})

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert fields_of(answer) == {f"texts.0.{field}"}


def test_one_comparison_counts_for_each_development_and_marking(development: Entry) -> None:
    body = {"of": development.key, "texts": [text(NORTH), text(SOUTH)]}
    first = post(body).json()

    refused = post(body)

    assert (refused.status_code, refused.json()["code"]) == (HTTPStatus.CONFLICT, "already_compared")
    assert refused.json()["entry"] == first["key"]
    assert post({**body, "marking": "internal"}).status_code == HTTPStatus.CREATED


def test_a_comparison_is_corrected_as_a_whole_and_by_a_comparison_only(development: Entry) -> None:
    subject, writer = make_subject(development.report), make_user()
    compared = compare(development, text_draft(NORTH, mentioned(subject)), text_draft(SOUTH), by=writer)
    body = {"texts": [text(NORTH), text(SOUTH, mention(subject.key))], "reason": "The southern text names it, too."}
    address = f"readouts/{compared.key}/correction/"
    assert fields_of(post(body | {"reason": " "}, address, client_of(writer))) == {"reason"}

    answer = post(body, address, client_of(writer))

    assert answer.status_code == HTTPStatus.CREATED, answer.json()
    assert (answer.json()["corrects"], answer.json()["of"]) == (compared.key, development.key)
    assert keys("readouts/", counting="true") == [answer.json()["key"]]
    assert keys("readouts/") == [answer.json()["key"], compared.key]
    measure = Measure.objects.get(bearings__entry=development)
    other = {"occurred": "2024-05-01", "title": "T", "narrative": "N", "track": "official", "claim": "reported"}
    bearing = {"bears_on": [{"on": measure.key, "direction": "toward"}], "reason": "It is a development."}
    refused = post(other | bearing, f"entries/{answer.json()['key']}/correction/", client_of(make_user(Role.EDITOR)))
    assert fields_of(refused) == {"of"}


def test_a_judgement_is_a_correction_that_says_all_else_as_before(development: Entry) -> None:
    subject, writer = make_subject(development.report), make_user()
    texts = text_draft(NORTH, mentioned(subject, paragraph=3)), text_draft(SOUTH, mentioned(subject))
    compared = compare(development, *texts, by=writer, unread_texts=[])
    before = get(f"readouts/{compared.key}/")
    body = {"subject": subject.key, "sameness": "same", "sentence": "Both propose it."}

    answer = post(body, f"readouts/{compared.key}/judgements/", client_of(writer)).json()

    assert [(each["subject"], each["sameness"]) for each in answer["judgements"]] == [(subject.key, "same")]
    assert (answer["texts"], answer["occurred"], answer["title"]) == (
        before["texts"],
        before["occurred"],
        before["title"],
    )
    [correction] = get("corrections/")["results"]
    assert correction["why"] == "Whether the texts say the same of a subject was judged."


def test_who_may_log_may_compare(development: Entry) -> None:
    body = {"of": development.key, "texts": [text(NORTH), text(SOUTH)]}

    assert post(body, client=client_of(make_user(Role.READER))).status_code == HTTPStatus.FORBIDDEN
    assert APIClient().post("/api/v1/readouts/", body, format="json").status_code == HTTPStatus.UNAUTHORIZED
    assert post(body).status_code == HTTPStatus.CREATED


@pytest.mark.parametrize("marking", ["participants", "internal"])
def test_a_hidden_comparison_is_a_404_and_in_no_list(development: Entry, marking: str) -> None:
    subject = make_subject(development.report)
    texts = text_draft(NORTH, mentioned(subject), marking=marking), text_draft(SOUTH, marking=marking)
    hidden = compare(development, *texts, marking=marking)
    readers = {
        APIClient(): False,
        client_of(make_user()): True,
        client_of(make_participant()): marking == "participants",
    }

    for reader, may_read in readers.items():
        assert (reader.get(f"/api/v1/readouts/{hidden.key}/").status_code == HTTPStatus.OK) is may_read
        assert count_of(reader) == may_read
        assert len(get(f"entries/{development.key}/readouts/", reader)["comparisons"]) == may_read


def count_of(client: APIClient | None = None, **parameters: Any) -> int:
    """How many comparisons there are."""
    found: int = get("readouts/", client, count="true", **parameters)["count"]
    return found


def test_before_it_was_recorded_a_comparison_was_not_there(development: Entry) -> None:
    subject, writer = make_subject(development.report), make_user()
    before = development.recorded_at
    first = compare(development, text_draft(NORTH, mentioned(subject)), text_draft(SOUTH), by=writer)
    body = {"texts": [text(NORTH), text(SOUTH, mention(subject.key))], "reason": "It is the southern text."}
    post(body, f"readouts/{first.key}/correction/", client_of(writer))

    def as_known(at: datetime) -> tuple[int, list[tuple[str, str]]]:
        """How many comparisons were recorded, and by the one that counted which side's text mentioned the subject."""
        parameters = {"known_at": at.isoformat()}
        compared = get(f"entries/{development.key}/readouts/", **parameters)["comparisons"]
        found = [
            (side["party"], "mentions")
            for each in compared
            for row in each["rows"]
            for side in row["sides"]
            if any(text["mentions"] for text in side["texts"])
        ]
        return count_of(**parameters), found

    assert as_known(before) == (0, [])
    assert as_known(first.recorded_at) == (1, [(NORTH, "mentions")])
    assert as_known(datetime.now(UTC)) == (2, [(SOUTH, "mentions")])


def test_a_comparison_is_never_more_widely_readable_than_what_it_names(development: Entry) -> None:
    internal = make_evidence(marking="internal").key

    answer = post({"of": development.key, "texts": [text(NORTH, source=internal), text(SOUTH)]})

    assert fields_of(answer) == {"marking"}


def test_a_comparison_is_tightened_with_its_development_and_what_is_related(development: Entry) -> None:
    related = log(Measure.objects.get(bearings__entry=development))
    compared = compare(development, text_draft(NORTH), text_draft(SOUTH), related=[related.key])

    tighten_marking(related, marking="participants", by=make_user(Role.EDITOR))
    compared.refresh_from_db()
    assert compared.marking == "participants"

    tighten_marking(development, marking="internal", by=make_user(Role.EDITOR))
    compared.refresh_from_db()
    assert compared.marking == "internal"


def test_an_editor_adds_and_revises_subjects(development: Entry) -> None:
    editor, measure = make_user(Role.EDITOR), Measure.objects.get(bearings__entry=development)
    report, said = development.report, {"code": "ferries", "title": "Ferries", "touches": [measure.key]}

    added = add_row(SUBJECT, report, values={**said, "looked_for": {"en": ["ferry"]}}, by=editor)

    assert get(f"subjects/{added.key}/")["touches"] == [measure.key]
    for wrong, field in ((said, "code"), (said | {"code": "x", "touches": ["nothing"]}, "touches.0")):
        with pytest.raises(ValidationError) as refused:
            add_row(SUBJECT, report, values=wrong, by=editor)
        assert list(refused.value.message_dict) == [field]
    with pytest.raises(NotAllowedError):
        add_row(SUBJECT, report, values=said | {"code": "y"}, by=make_user())
    revise(SUBJECT, added, changes={"title": "Ferry"}, version=1, by=editor)
    assert get(f"subjects/{added.key}/")["title"] == "Ferry"
