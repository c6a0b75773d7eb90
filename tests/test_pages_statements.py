"""The pages of statements: each side in its column, the newest first, ten of a side to a page; and one subject."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from measures.models import Measure, Party, Report, Subject
from tests.factories import (
    compare,
    log,
    make_measure,
    make_party,
    make_report,
    make_subject,
    make_user,
    mentioned,
    not_in_text,
    say,
    text_draft,
)
from tests.markup import words_of
from tests.test_searches import search

NORTH, SOUTH = "NORTHSHORE", "SOUTHSHORE"
pytestmark = pytest.mark.django_db


@pytest.fixture
def measure() -> Measure:
    make_party(SOUTH)
    return make_measure(make_report("calm"), code="LAMP-1", parties=[NORTH, SOUTH])


@pytest.fixture
def report(measure: Measure) -> Report:
    return measure.report


@pytest.fixture
def subject(report: Report) -> Subject:
    return make_subject(report, "lamps", title="Lamps")


def page(address: str = "/statements/?report=calm", client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def columns(text: str) -> list[list[str]]:
    """What stands in the columns, by year and side."""
    parts = re.split(r'<div class="side-\d"> ', text)[1:]
    return [re.findall(r"“([^”]*)”", part.partition("<nav")[0]) for part in parts]


def test_each_side_has_its_column_the_newest_first_year_by_year(report: Report) -> None:
    for day, words, whose in (
        ("2024-05-01", "Old words", SOUTH),
        ("2025-05-01", "The lamps burn", NORTH),
        ("2025-06-01", "The lamps are out", NORTH),
        ("2025-07-01", "We see none", SOUTH),
    ):
        say(report, day, words, whose=whose)

    assert columns(page()) == [["The lamps are out", "The lamps burn"], ["We see none"], [], ["Old words"]]


def test_words_of_both_stand_in_both_columns_with_the_other_named(report: Report) -> None:
    say(report, "2025-05-01", "We agree", parties=[NORTH, SOUTH])

    text = page()

    assert columns(text) == [["We agree"], ["We agree"]]
    for code in (NORTH, SOUTH):
        assert f"with {Party.objects.get(code=code).name}" in words_of(text)


def test_others_are_listed_as_theirs(report: Report) -> None:
    make_party("EASTSHORE", name="East Shore")
    say(report, "2025-05-01", "We watch", whose="EASTSHORE")

    text = page()

    assert columns(text) == []
    assert re.search(r"East Shore “We watch”", words_of(text))


def test_a_page_has_ten_of_a_side_and_each_statement_is_on_one(report: Report) -> None:
    said = [(f"2025-{month:02}-{day:02}", NORTH) for month in (1, 3) for day in range(1, 13)]
    said += [(f"2025-02-{day:02}", SOUTH) for day in range(1, 13)]
    for day, whose in said:
        say(report, day, f"On {day}", whose=whose)

    seen: list[str] = []
    pages, address, text = 0, "/statements/?report=calm", ""
    while address:
        text = page(address)
        found = columns(text)
        assert all(len(column) <= 10 for column in found)
        seen += [words for column in found for words in column]
        older = re.search(r'<a href="([^"]+)" rel="next">', text)
        address, pages = "/statements/" + unescape(older[1]) if older else "", pages + 1

    assert sorted(seen) == sorted(f"On {day}" for day, _whose in said)
    assert pages == 4

    back = re.search(r'<a href="([^"]+)" rel="prev">', text)
    assert back is not None
    assert columns(page("/statements/" + unescape(back[1])))


def test_a_member_of_a_legislature_is_marked_as_one(report: Report) -> None:
    say(report, "2025-05-01", "We vote", authority="legislature")
    say(report, "2025-05-02", "We decide", authority="leader")

    text = words_of(page())

    assert text.count("member or committee of the legislature") == text.count("Member or committee of the legislature")
    assert text.index("We vote") < text.index("member or committee of the legislature", text.index("We vote"))


def test_a_side_without_words_is_said_to_have_none_with_what_was_searched(report: Report) -> None:
    say(report, "2025-05-01", "The lamps burn")
    search(report, party=SOUTH)

    text = words_of(page())

    assert f"{Party.objects.get(code=SOUTH).name} No statement found in the texts searched" in text


def test_a_subject_has_one_page_that_opens_with_its_statements(measure: Measure, subject: Subject) -> None:
    say(measure.report, "2025-05-01", "The lamps burn", subjects=[subject.key])
    say(measure.report, "2025-05-02", "Of something else")
    development = log(measure, occurred="2025-06-01")
    compare(development, text_draft(NORTH, mentioned(subject)), text_draft(SOUTH, not_in_text(subject)))

    asked = Client().get("/statements/", {"report": "calm", "subject": subject.key})
    assert asked.headers["Location"] == f"/subjects/{subject.key}/"
    text = words_of(page(asked.headers["Location"]))

    assert "Of something else" not in text
    assert text.index("The lamps burn") < text.index("Words looked for")
    assert "In texts of meetings: in 1 of 2 read whole (meetings: 1)." in text
    assert f'href="/subjects/{subject.key}/"' in page()


def test_a_subject_in_no_text_of_a_meeting_says_so(measure: Measure, subject: Subject) -> None:
    development = log(measure, occurred="2025-06-01")
    compare(development, text_draft(NORTH, not_in_text(subject)), text_draft(SOUTH, not_in_text(subject)))

    text = words_of(page(f"/subjects/{subject.key}/"))

    assert "In texts of meetings: in none of 2 read whole (meetings: 1)." in text


def test_a_subject_with_other_filters_stays_a_list(report: Report, subject: Subject) -> None:
    say(report, "2025-05-01", "The lamps burn", subjects=[subject.key])

    assert "The lamps burn" in page(f"/statements/?report=calm&subject={subject.key}&party={NORTH}")


def test_an_unknown_subject_and_an_unreadable_page_are_said(report: Report, subject: Subject) -> None:
    addresses = ["subject=nope", f"subject={subject.key}&subject=nope", "cursor=nope"]

    assert [Client().get(f"/statements/?report=calm&{each}").status_code for each in addresses] == [400] * 3
    assert Client().get(f"/subjects/{subject.key}/?cursor=nope").status_code == 400


def test_what_is_internal_is_in_no_column_of_others(report: Report, subject: Subject) -> None:
    say(report, "2025-05-01", "Unheard words", marking="internal", subjects=[subject.key])
    team = Client()
    team.force_login(make_user())

    for address in ("/statements/?report=calm", f"/subjects/{subject.key}/"):
        assert "Unheard words" not in page(address)
        assert "Unheard words" in page(address, team)


def test_a_page_of_a_subject_asks_as_often_for_many_statements(report: Report, subject: Subject) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            page(f"/subjects/{subject.key}/")
        return len(found)

    say(report, "2025-05-01", "The lamps burn", subjects=[subject.key])
    queries()
    few = queries()
    for day in range(2, 12):
        say(report, f"2025-05-{day:02}", "Again", subjects=[subject.key])

    assert queries() == few <= 12
