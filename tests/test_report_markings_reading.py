"""Reports of each marking, by every list, table, page, address, feed and mail: who reads what is in them."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker
from rest_framework.test import APIClient

from measures.models import Evidence, Link, Measure, Party, Report
from measures.operations.credentials import create_secret_url
from measures.operations.responsibility import watch_measure
from tests.access import READS, client_for, user_of
from tests.factories import (
    client_of,
    fields_of,
    make_report,
)
from tests.shared_rows import made_once
from tests.test_report_markings import fill

pytestmark = pytest.mark.django_db

MARKINGS = {"P": "public", "T": "participants", "I": "internal"}
LISTS = [
    "reports/", "parties/", "terms/", "ambiguities/", "measures/", "entries/", "evidence/",
    "milestones/", "links/", "owners/", "heads/", "chains/",
]  # fmt: skip
BY_REPORT = ["measures/", "ambiguities/", "entries/", "milestones/", "terms/", "evidence/", "links/"]
BY_REPORT += ["heads/", "chains/", "owners/"]
READINGS = ["dashboard/"]
PAGES = ["/", "/measures/", "/ambiguities/", "/journal/", "/sources/", "/glossary/", "/changes/"]


def word_of(letter: str) -> str:
    """A word that stands by chance in no random key of a page."""
    return f"Quay{letter}Quay"


def make_marked() -> dict[str, Report]:
    """A report of each marking."""
    found = {}
    for letter, marking in MARKINGS.items():
        report = make_report(f"report-{word_of(letter).lower()}", title=f"Report {word_of(letter)}", marking=marking)
        fill(report, word_of(letter))
        found[letter] = report
    return found


@pytest.fixture(scope="module")
def marked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Report]]:
    yield from made_once(make_marked, django_db_blocker)


def told_in(content: bytes) -> set[str]:
    """The reports whose words stand in an answer."""
    text = content.decode()
    return {letter for letter in MARKINGS if word_of(letter) in text or word_of(letter).lower() in text}


@pytest.mark.parametrize("role", READS)
def test_every_list_tells_of_the_reports_that_its_reader_may_read(marked: dict[str, Report], role: str) -> None:
    client, readable = client_for(user_of(role)), set(READS[role]) - {"X"}

    for address in LISTS:
        answer = client.get(f"/api/v1/{address}", {"page_size": 500, "count": "true"})

        assert answer.status_code == 200, address
        assert told_in(answer.content) == readable, address


@pytest.mark.parametrize("role", READS)
def test_every_table_tells_of_the_reports_that_its_reader_may_read(marked: dict[str, Report], role: str) -> None:
    client, readable = client_for(user_of(role)), set(READS[role]) - {"X"}

    for address in LISTS:
        answer = client.get(f"/api/v1/{address}", {"format": "csv"})

        assert told_in(b"".join(answer.streaming_content)) == readable, address  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", READS)
def test_every_page_tells_of_the_reports_that_its_reader_may_read(marked: dict[str, Report], role: str) -> None:
    client, readable = Client(), set(READS[role]) - {"X"}
    if (user := user_of(role)) is not None:
        client.force_login(user)

    for address in PAGES:
        for letter in MARKINGS:
            answer = client.get(address, {"report": marked[letter].slug})

            assert answer.status_code == (200 if letter in readable else 404), (address, letter)
            assert told_in(answer.content) - {letter} <= readable, (address, letter)


@pytest.mark.parametrize("role", READS)
def test_what_is_in_a_hidden_report_is_found_under_no_address(marked: dict[str, Report], role: str) -> None:
    client, readable = client_for(user_of(role)), set(READS[role]) - {"X"}

    for letter, report in marked.items():
        expected = 200 if letter in readable else 404
        for address in addresses_of(report):
            assert client.get(address).status_code == expected, address


def addresses_of(report: Report) -> Iterator[str]:
    measure, ambiguity, entry = report.measures.all()[0], report.ambiguities.get(), report.entries.get()
    source, link = Evidence.objects.get(citations__entry=entry), Link.objects.get(source=measure)
    yield f"/api/v1/reports/{report.slug}/"
    yield f"/api/v1/reports/{report.slug}/library/"
    yield f"/api/v1/ambiguities/{ambiguity.key}/"
    yield f"/api/v1/ambiguities/{ambiguity.key}/perception/"
    for of_measure in ("", "standing/", "history/", "entries/", "evidence/", "owners/"):
        yield f"/api/v1/measures/{measure.key}/{of_measure}"
    yield f"/api/v1/entries/{entry.key}/"
    for of_source in ("", "history/", "reviews/"):
        yield f"/api/v1/evidence/{source.key}/{of_source}"
    yield f"/api/v1/milestones/{measure.milestones.get().key}/"
    yield f"/api/v1/links/{link.pk}/"
    yield f"/reports/{report.slug}/"
    yield f"/measures/{measure.key}/"
    yield f"/measures/{measure.key}/changes/"
    yield f"/ambiguities/{ambiguity.key}/"
    yield f"/journal/{entry.key}/"
    yield f"/sources/{source.key}/"


@pytest.mark.parametrize(
    ("role", "readable"), [("reader", "P"), ("participant", "PT"), ("contributor", "PT"), ("editor", "PT")]
)
def test_what_is_sent_out_tells_of_the_reports_that_participants_may_read(
    marked: dict[str, Report], role: str, readable: str
) -> None:
    user = user_of(role)
    assert user is not None
    for measure in Measure.objects.all():
        watch_measure(measure, by=user)

    for kind, ending in (("calendar", "calendars/{}.ics"), ("feed", "feeds/{}.atom")):
        _address, secret = create_secret_url(user, name=kind, kind=kind)
        answer = APIClient().get(f"/api/v1/{ending.format(secret)}")
        assert told_in(answer.content) == set(readable), kind
    assert told_in(client_of(user).get("/api/v1/reminders/preview/").content) == set(readable)


def test_a_filter_by_a_hidden_report_is_answered_as_one_by_an_unknown_one(marked: dict[str, Report]) -> None:
    hidden = marked["I"].slug

    for address in (*BY_REPORT, *READINGS):
        answers = [APIClient().get(f"/api/v1/{address}", {"report": slug}) for slug in (hidden, "unknown")]

        found, unknown = (answer.content.decode() for answer in answers)
        assert [answer.status_code for answer in answers] == [400, 400], address
        assert found.replace(hidden, "unknown") == unknown, address


def test_a_hidden_party_is_an_unknown_one(marked: dict[str, Report]) -> None:
    code = f"P-{word_of('I')}"

    answers = [APIClient().get("/api/v1/measures/", {"party": each}) for each in (code, "UNKNOWN")]
    page = Client().get("/measures/", {"party": code})

    assert fields_of(answers[0]) == {"party"}
    assert answers[0].content.decode().replace(code, "UNKNOWN") == answers[1].content.decode()
    assert Party.objects.get(pk=code).name not in page.content.decode()
