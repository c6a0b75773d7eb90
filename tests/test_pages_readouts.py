"""The pages of the parties' texts: a meeting's comparison, all comparisons of a report, one subject over time."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from measures.models import Entry, Subject
from tests.factories import compare, make_report, mentioned, not_in_text, text_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reports")]

COMPARISON, DEVELOPMENT = "two-shores-RO-1", "two-shores-EV-03"
SUBJECT = "two-shores-telephone-line"


def page(address: str, **headers: str) -> str:
    answer = Client(headers=headers).get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_development_shows_the_texts_of_its_meeting_beside_each_other() -> None:
    shown = page(f"/journal/{DEVELOPMENT}/")

    assert "In both, but not the same" in shown
    assert "a direct line, tested daily once the cable is repaired" in shown
    assert "a direct line for emergencies" in shown
    assert "The North Shore’s text has a daily test and a condition" in shown
    assert f"/journal/{COMPARISON}/" in shown


def test_the_entry_of_a_comparison_leads_to_its_development() -> None:
    shown = page(f"/journal/{COMPARISON}/")

    assert f'href="/journal/{DEVELOPMENT}/"' in shown
    assert "Said of both sides, in one side’s texts only" in shown


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "That a subject is not in a text does not show that it was not discussed."),
        ("zh-hans", "文本未见，不表示未曾讨论。"),
    ],
)
def test_what_is_not_in_a_text_is_no_silence_of_a_side(language: str, words: str) -> None:
    assert words in page(f"/journal/{DEVELOPMENT}/", **{"accept-language": language})


def test_the_comparisons_of_a_report_are_listed_with_its_subjects() -> None:
    shown = page("/readouts/?report=two-shores")

    assert f"/journal/{COMPARISON}/" in shown
    assert f"/subjects/{SUBJECT}/" in shown
    assert "a direct line for emergencies" in shown


def test_a_report_without_comparisons_says_so() -> None:
    make_report("calm")

    assert "No texts of a meeting have been compared yet" in page("/readouts/?report=calm")


def test_a_subject_is_shown_over_time_by_side() -> None:
    shown = page(f"/subjects/{SUBJECT}/")

    assert shown.index("a direct line, tested daily") < shown.index("a direct line for emergencies")
    assert "From here on, another kind of text" in page("/subjects/two-shores-night-sailings/") + shown


def test_a_measure_and_an_ambiguity_lead_to_the_subjects_near_them() -> None:
    subject = Subject.objects.get(key=SUBJECT)

    for row, kind in ((subject.measures.first(), "measures"), (subject.ambiguities.first(), "ambiguities")):
        if row is not None:
            shown = page(f"/{kind}/{row.key}/?show=method")
            assert f"/subjects/{SUBJECT}/" in shown
            assert "No text read here names this recommendation" in shown
            assert "a text names this recommendation" not in shown


def test_a_hidden_comparison_is_on_no_page() -> None:
    subject = Subject.objects.get(key=SUBJECT)
    development = Entry.objects.get(key="two-shores-EV-10")
    hidden = compare(
        development,
        text_draft("NORTHSHORE", mentioned(subject, quotation="unheard words")),
        text_draft("SOUTHSHORE", not_in_text(subject)),
        marking="internal",
    )

    for address in ("/readouts/?report=two-shores", f"/subjects/{SUBJECT}/", f"/journal/{development.key}/"):
        assert "unheard words" not in page(address)
    assert Client().get(f"/journal/{hidden.key}/").status_code == 404


def test_a_past_day_has_the_comparisons_of_then() -> None:
    assert "a direct line for emergencies" not in page("/readouts/?report=two-shores&as_of=2024-01-01")


def test_before_it_was_recorded_no_page_has_a_comparison() -> None:
    before = Entry.objects.get(key=COMPARISON).recorded_at.date() - timedelta(days=1)

    for address in ("/readouts/?report=two-shores", f"/subjects/{SUBJECT}/?report=two-shores"):
        assert "a direct line for emergencies" in page(address)
        assert "a direct line for emergencies" not in page(f"{address}&known_at={before}")


def test_no_statement_more_is_asked_for_more_meetings() -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            page("/readouts/?report=two-shores")
        return len(queries)

    subject, few = Subject.objects.get(key=SUBJECT), statements()
    development = Entry.objects.get(key="two-shores-EV-10")
    compare(development, text_draft("NORTHSHORE", mentioned(subject)), text_draft("SOUTHSHORE", not_in_text(subject)))

    assert statements() <= few <= 16
