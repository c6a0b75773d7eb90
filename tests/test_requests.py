"""Requests and replies on record: what was asked of whom, what answered it, and where no answer was found."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from measures.models import Entry, Evidence, PartialDate, Report, Subject
from measures.operations.drafts import ReferenceDraft
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from measures.operations.searches import record_search
from tests.exports import csv_rows
from tests.factories import (
    TODAY,
    compare,
    get,
    log,
    make_evidence,
    make_measure,
    make_party,
    make_subject,
    make_user,
    text_draft,
)
from tests.markup import words_of
from tests.test_own_words import said, statement_entry

pytestmark = pytest.mark.django_db

ASKED = "Light the lamps at the pier."


@pytest.fixture
def report() -> Report:
    make_party("EASTSHORE")
    make_party("WESTSHORE")
    report = make_measure(code="BEACON-1").report
    make_measure(report=report, code="BEACON-2", parties=["SOUTHSHORE"])
    return report


@pytest.fixture
def source(report: Report) -> Evidence:
    return make_evidence(title="The harbour master’s speech")


@pytest.fixture
def subject(report: Report) -> Subject:
    return make_subject(report, "passage")


@pytest.fixture
def speak(report: Report, source: Evidence, subject: Subject) -> Any:
    """Records words on the subject: the key under which they stand."""

    def recorded(day: str, **fields: Any) -> str:
        words = said(said_on=PartialDate.parse(day), **{"subjects": [subject.key], **fields})
        entry = statement_entry(report, words, sources=[source.key], occurred=PartialDate.parse(day))
        return entry.statements.get().key

    return recorded


def asked(**fields: Any) -> dict[str, Any]:
    """What the North Shore asks of the South Shore."""
    return {"acts": ["asks"], "to": ["SOUTHSHORE"], "quotation": ASKED, **fields}


def answering(key: str, **fields: Any) -> dict[str, Any]:
    """What the South Shore answers."""
    reference = ReferenceDraft(statement=key, **{"how": "answers", **fields.pop("reference", {})})
    return {"parties": ["SOUTHSHORE"], "quotation": "They are lit.", "refers_to": [reference], **fields}


def of_south(**fields: Any) -> dict[str, Any]:
    return {"parties": ["SOUTHSHORE"], "quotation": "We keep the lamps.", **fields}


def rows(report: Report, **query: Any) -> list[dict[str, Any]]:
    found = get("requests/", report=report.slug, **query)["subjects"]
    return [row for each in found for row in each["requests"]]


def shown(report: Report, **query: str) -> str:
    return words_of(Client().get("/requests/", {"report": report.slug, **query}).content.decode())


@pytest.mark.parametrize(
    ("fields", "how", "words"),
    [
        ({}, "words", "In words"),
        ({"acts": ["accepts"]}, "accepts", "Accepts"),
        ({"acts": ["states", "accepts_in_part"]}, "accepts_in_part", "Accepts in part"),
        ({"acts": ["declines"]}, "declines", "Declines"),
        ({"reference": {"manner": "deed"}}, "deed", "By deed"),
        ({"reference": {"manner": "joint_text"}}, "joint_text", "In a joint text"),
        ({"parties": ["NORTHSHORE"]}, "own_text", "In the text of the side that asked"),
        ({"reference": {"how": "repeats"}}, "similar_form", "Uses a similar form of words"),
    ],
)
def test_what_refers_to_a_request_as_an_answer_answers_it(
    report: Report, speak: Any, fields: dict[str, Any], how: str, words: str
) -> None:
    request = speak("2025-03-01", **asked())
    reply = speak("2025-04-01", **answering(request, **fields))

    [row] = rows(report)
    page = shown(report)

    assert row["statement"] == request
    assert row["replies"] == [{"statement": reply, "how": how, "basis": "ours"}]
    assert [each["party"] for each in row["addressees"]] == ([] if how != "own_text" else ["SOUTHSHORE"])
    assert f"{words}, filed so by us" in page
    assert ("No public answer" in page) == (how == "own_text")


def test_a_reply_that_its_text_states_says_so(report: Report, speak: Any) -> None:
    speak("2025-04-01", **answering(speak("2025-03-01", **asked()), reference={"basis": "stated"}))

    assert "In words, stated by the text or by the question" in shown(report)


def test_what_answers_an_entry_answers_the_requests_of_others_in_it(
    report: Report, source: Evidence, speak: Any
) -> None:
    request = speak("2025-03-01", **asked())
    entry = Entry.objects.get(statements__key=request)
    to_entry = {"refers_to": [ReferenceDraft(entry=entry.key, how="answers")]}
    reply = speak("2025-04-01", **of_south(**to_entry))
    speak("2025-04-02", **{**asked(acts=["states"]), **to_entry})

    assert [each["statement"] for each in rows(report)[0]["replies"]] == [reply]


def test_words_on_the_subject_that_refer_to_nothing_stand_beside_it_and_are_no_replies(
    report: Report, speak: Any
) -> None:
    before = speak("2025-02-01", **of_south())
    request = speak("2025-03-01", **asked())

    [row] = rows(report)
    assert row["addressees"] == [{"party": "SOUTHSHORE", "later": [], "earlier": [before], "searched": []}]
    assert "Earlier on the subject, to no state" in shown(report)

    later = [speak(day, **of_south(to=["EASTSHORE"])) for day in ("2025-04-01", "2025-05-01", "2025-06-01")]
    speak("2025-07-01", **of_south())
    [row] = rows(report)
    assert (row["statement"], row["replies"]) == (request, [])
    assert (row["addressees"][0]["later"], row["addressees"][0]["earlier"]) == (later, [])
    assert "On the subject, to no state" not in shown(report)


def test_where_no_answer_was_found_names_the_series_that_reach_the_day_of_the_request(
    report: Report, speak: Any
) -> None:
    def search(texts: str, until: str) -> None:
        days = {"since": PartialDate.parse("2024-01-01"), "until": PartialDate.parse(until)}
        record_search(report, by=make_user(), on=TODAY, party="SOUTHSHORE", texts=texts, language="en", **days)

    speak("2025-03-01", **asked())
    assert "texts from that day on were not searched" in shown(report)

    search("Harbour notices", "2025-02-28")
    search("The Gull, whole", "2025-06-01")

    assert "No public answer found in the texts searched" in shown(report)
    assert "The Gull, whole, to 1 June 2025" in shown(report)
    assert "Harbour notices" not in shown(report)
    assert rows(report)[0]["addressees"][0]["searched"] == ["The Gull, whole, to 1 June 2025"]


def test_an_earlier_government_is_named_where_texts_of_meetings_have_it(report: Report, speak: Any) -> None:
    for day, board in (("2025-01-01", "First"), ("2025-05-01", "First"), ("2025-09-01", "Second")):
        development = log(report.measures.first(), occurred=PartialDate.parse(day))
        administration = f"{board} harbour board"
        texts = [
            text_draft("NORTHSHORE"),
            text_draft("SOUTHSHORE", day=PartialDate.parse(day), administration=administration),
        ]
        compare(development, *texts)

    speak("2025-03-01", **asked())
    speak("2025-10-01", **asked(quotation="Put again."))
    speak("2025-03-01", **of_south(acts=["asks"], to=["NORTHSHORE"]))

    assert shown(report).count("First harbour board") == 2
    assert "Put to an earlier government (" in shown(report)
    assert "Put by an earlier government (" in shown(report)


def test_words_of_a_legislature_or_of_nobody_named_neither_ask_nor_answer_for_a_side(
    report: Report, speak: Any
) -> None:
    request = speak("2025-03-01", **asked())
    for authority in ("legislature", "unnamed_official"):
        speak("2025-03-02", **asked(authority=authority))
        speak("2025-04-01", **answering(request, authority=authority))
    speak("2025-04-02", **answering(request, voice="of_the_other"))

    [row] = rows(report)
    assert (row["statement"], row["replies"], row["addressees"][0]["later"]) == (request, [], [])


def test_a_request_put_again_stands_with_the_later_one_unless_it_was_answered(report: Report, speak: Any) -> None:
    first, second, third = (speak(f"2025-0{month}-01", **asked()) for month in (1, 2, 3))
    speak("2025-02-03", **answering(second))

    assert [(row["statement"], row["earlier"]) for row in rows(report)] == [(third, [first]), (second, [])]


def test_what_is_put_to_several_states_has_a_row_only_with_a_reply(report: Report, speak: Any) -> None:
    several = ["SOUTHSHORE", "EASTSHORE", "WESTSHORE"]
    to_all = speak("2025-01-01", **asked(to=["all"]))
    unanswered = speak("2025-02-01", **asked(to=several))
    answered = speak("2025-03-01", **asked(to=several))
    speak("2025-04-01", **answering(answered))

    assert [row["statement"] for row in rows(report)] == [answered]
    assert get("requests/", report=report.slug)["among_several"] == [unanswered, to_all]
    assert "Put to several or all states" in shown(report)


def test_subjects_come_in_the_order_of_the_report_and_what_is_under_none_last(report: Report, speak: Any) -> None:
    second = make_subject(report, "second")
    under_none = speak("2025-03-01", **asked(subjects=[]))
    under_second = speak("2025-02-01", **asked(subjects=[second.key]))
    under_first = speak("2025-01-01", **asked())

    assert [row["statement"] for row in rows(report)] == [under_first, under_second, under_none]


def test_it_is_read_as_of_a_day(report: Report, speak: Any) -> None:
    request = speak("2025-03-01", **asked())
    speak("2025-04-01", **answering(request))

    assert rows(report, as_of="2025-02-28") == []
    assert rows(report, as_of="2025-03-31")[0]["replies"] == []
    assert len(rows(report, as_of="2025-04-01")[0]["replies"]) == 1
    assert "They are lit." not in shown(report, as_of="2025-03-31")


def test_a_reply_that_its_reader_may_not_read_or_that_is_redacted_is_none(report: Report, speak: Any) -> None:
    request = speak("2025-03-01", **asked())
    hidden, redacted = (Entry.objects.get(statements__key=speak("2025-04-01", **answering(request))) for _ in range(2))

    tighten_marking(hidden, marking="internal", by=make_user(role="editor"))
    redact_entry(redacted, by=make_user(role="administrator"), reason="A person")

    assert rows(report)[0]["replies"] == []
    assert "They are lit." not in shown(report)


def test_a_table_has_a_row_for_each_request(report: Report, speak: Any) -> None:
    request = speak("2025-03-01", **asked())
    reply = speak("2025-04-01", **answering(request))

    answer = Client().get("/api/v1/requests/", {"report": report.slug, "format": "csv"})

    [row] = csv_rows(answer)
    assert (row["statement"], row["quotation"], row["replies"]) == (request, ASKED, f"words:{reply}")


def test_a_page_has_ten_requests_and_each_is_on_one(report: Report, speak: Any) -> None:
    for day in range(1, 24):
        subject = make_subject(report, f"subject-{day}")
        speak(f"2025-03-{day:02}", **asked(subjects=[subject.key], quotation=f"Asked on {day}."))

    seen: list[str] = []
    counts: list[int] = []
    address, text = f"/requests/?report={report.slug}", ""
    while address:
        text = Client().get(address).content.decode()
        found = re.findall(r"Asked on (\d+)\.", text)
        seen, counts = [*seen, *found], [*counts, len(found)]
        older = re.search(r'<a href="([^"]+)" rel="next">', text)
        address = "/requests/" + unescape(older[1]) if older else ""

    assert counts == [10, 10, 3]
    assert sorted(map(int, seen)) == list(range(1, 24))
    back = re.search(r'<a href="([^"]+)" rel="prev">', text)
    assert back is not None
    before = Client().get("/requests/" + unescape(back[1])).content.decode()
    assert re.findall(r"Asked on (\d+)\.", before) == seen[10:20]
    of_another_list = Client().get("/requests/", {"report": report.slug, "cursor": "x"})
    assert of_another_list.status_code == 400


def test_the_page_of_statements_leads_there_and_nothing_asked_is_said_so(report: Report) -> None:
    page = Client().get("/statements/", {"report": report.slug}).content.decode()

    assert "/requests/" in page
    assert "That does not show that nothing was asked." in shown(report)
