"""Pages ask the database a dozen times at most, of 120 measures (CBM_LONG_TESTS=1: of ten thousand) too."""

import os
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from pytest_django.plugin import DjangoDbBlocker

from measures.models import Citation, Measure, Party, Report, User
from measures.operations.announced_dates import record_finding
from measures.operations.clock import clock
from measures.operations.drafts import AssessmentDraft, DissentDraft
from measures.operations.entries import dissent_from
from measures.operations.objections import ObjectionDraft, record_objection
from measures.operations.saved_views import save_view
from measures.wings.digests.mail_urls import checked_url, snooze_url, stop_url
from measures.wings.imports.models import Import
from tests import visits
from tests.bulk import make_measures, make_much_discussed, make_record
from tests.factories import (
    TODAY,
    log,
    make_candidate,
    make_date,
    make_feed,
    make_measure,
    make_proposal,
    make_subject,
    make_user,
    summarise,
)
from tests.imports.test_pages_imports import upload
from tests.shared_rows import made_once
from tests.wings import samples

pytestmark = pytest.mark.django_db

MOST = 12
# Besides who reads, the menu of the team says on each page how much waits for them.
MOST_OF_TEAM = 14
# The overview says besides what is new to them and what they answer for.
MOST_OF_TEAM_OVERVIEW = 16
# The timeline draws its months and names the dates ahead beside its list.
MOST_OF_TEAM_TIMELINE = 14
OF_WHO_READS = ("the session", "the account", "what waits for them")
# What the next digest says is read section by section, each wing its own.
MOST_OF_MAIL = 18
# Five kinds of rows are searched, statements in three tables; glossary and subjects say what else is meant.
MOST_OF_SEARCH = 15
# The form that corrects an entry asks for its statements too, what they may be filed under, and its sources.
MOST_OF_CORRECTION = 17
# A past day is replayed first, a period from one day to another, with what was said in it.
MOST_OF_PAST, MOST_OF_CHANGES, MOST_OF_TWO_DAYS = 16, 16, 29
# It is made of all the readings of a report, for a past day, with dissents and what each side said; so is an agenda.
MOST_OF_BRIEF = 44
PAGES = [
    "/",
    "/measures/",
    "/ambiguities/",
    "/statements/",
    "/requests/",
    "/readouts/",
    "/sources/",
    "/reports/calm/",
    "/glossary/",
    "/about/",
]
PAGES += ["/measures/?sort=latest", "/measures/?q=M&kind=joint&party=SOUTHSHORE&unchecked=true&sort=due"]
PAGES += [
    "/journal/",
    "/corrections/",
    "/redactions/",
    "/follow/",
    "/follow/?what=calendar",
    "/reports/calm/codebook/",
]
SEARCH = ["/search/?q=M", "/search/?q=M&everywhere=true"]
AGENDA = ["/agenda/?on=2026-10-15"]
BRIEF = ["/brief/", "/brief/?from=2024-01-01&annexes=measures&annexes=ambiguities&annexes=texts"]
CHANGES, TWO_DAYS = ["/changes/", "/changes/?by=recording"], ["/then-and-now/", "/then-and-now/?from=2026-10-15"]
OF_ONE = ["/measures/calm-LONG/", "/measures/calm-LONG/changes/", "/ambiguities/calm-A0/", "/ambiguities/calm-S0/"]
OF_ONE += [f"/measures/calm-LONG/?show={part}" for part in ("statements", "sources", "method")]
OF_ONE += ["/cite/measure/calm-LONG/?known_at=2026-10-15"]
PAST = ["/", "/measures/", "/ambiguities/", "/journal/", "/measures/calm-LONG/", "/ambiguities/calm-A0/"]
WORKING = ["/reviews/", "/workload/", "/edit/measures/calm-LONG/", "/measures/calm-LONG/snooze/"]
WORKING += [
    "/measures/calm-LONG/owners/",
    "/sources/new/",
    "/imports/",
    "/addresses/",
    "/me/",
    "/views/",
    "/me/log/",
]
WORKING += ["/reminders/", "/reminders/sent/"]
MAIL = ["/reminders/next/", "/reminders/next/mail/"]
WORKING += ["/reports/calm/marking/", "/reports/calm/searched/", "/reports/calm/objections/"]
WORKING += ["/reports/calm/summary/"]
WORKING += ["/edit/reports/calm/", "/edit/ambiguities/", "/dates/new/", "/measures/new/"]
WORKING += [f"/measures/calm-LONG/{each}/" for each in ("links", "milestones", "addresses", "marking")]
WORKING += ["/reports/", "/reports/new/", "/add/terms/", "/ambiguities/calm-A0/words/NORTHSHORE/own/"]
WORKING += ["/inbox/", "/inbox/bookmark/"]
WORKING += ["/log/", "/log/?measure=calm-LONG&ambiguity=calm-A0&whose=NORTHSHORE"]
OF_ADMINISTRATORS = ["/libraries/", "/reminders/queue/", "/about/edit/"]
FEW = 14
# Ten thousand measures take two minutes to make.
MANY = 10_000 if os.environ.get("CBM_LONG_TESTS") == "1" else 120


@pytest.fixture(scope="module")
def long(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Measure]:
    """A measure with a long journal, in a report with few others."""
    yield from made_once(lambda: make_much_discussed(make_record(FEW)), django_db_blocker)


def make_more(report: Report, measures: int) -> None:
    """So many further measures, as those that are there."""
    make_measures(
        report, measures, list(Party.objects.all()), list(report.ambiguities.exclude(parent=None)), start=100_000
    )


def queries_of(client: Client, address: str) -> list[str]:
    """What a page asks of the database, besides what is asked once a process."""
    client.get(address)
    return asked_at_once(client, address)


def asked_at_once(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
    return [query["sql"] for query in queries]


def too_many(user: User | None, pages: Sequence[str], most: int = MOST) -> dict[str, list[str]]:
    """The pages that ask more often than they may, with what they ask."""
    client = Client()
    if user:
        client.force_login(user)
    suspects = [page for page in pages if len(asked_at_once(client, page)) > most]
    found = {page: asked_at_once(client, page) for page in suspects}
    return {page: queries for page, queries in found.items() if len(queries) > most}


def waiting_import(editor: User) -> Import:
    """A table that has been looked at and waits for its editor, with a name that nobody knows."""
    client = Client()
    client.force_login(editor)
    return upload(client, report="calm")


@pytest.mark.usefixtures("storage")
def test_a_page_asks_no_more_than_twelve_questions(long):
    make_more(long.report, MANY - FEW)
    editor = long.owners.get().user
    cited = Citation.objects.filter(entry__bearings__measure=long).latest("pk")
    entry, source = f"/journal/{cited.entry.key}/", f"/sources/{cited.evidence.key}/"
    dates = [make_date(long.report, "2026-11", touches=[long.key]) for _ in range(2)]
    record_finding(dates[0], kind="nothing_found", by=editor, on=TODAY)
    subject = f"/subjects/{make_subject(long.report, 'ferries').key}/"
    pages = [*PAGES, *OF_ONE, "/dates/", f"/dates/{dates[0].key}/", entry, source, f"{source}changes/", subject]
    for done in ("Looked again.", "Corrected."):
        objection = ObjectionDraft(received_on=TODAY, objection="It was otherwise.", done=done, entry=cited.entry.key)
        record_objection(long.report, objection, by=editor, on=TODAY)
    view = save_view(editor, name="Late", page="measures", filters="overdue=true")
    milestone = long.milestones.get()
    working = [
        *WORKING,
        f"{source}edit/",
        f"{source}marking/",
        *(f"{entry}{act}/" for act in ("marking", "compare")),
    ]
    summary = summarise(long.report, by=editor, rests_on=[cited.entry.key])
    working += [f"/journal/{summary.key}/correct/summary/"]
    other = make_measure(long.report)
    assessed = log(other, assessments=[AssessmentDraft(on=other.key, level=2)])
    dissent = dissent_from(assessed, DissentDraft(on=other.key, level=0, text="No."), by=editor, on=TODAY)
    working += [f"/journal/{assessed.key}/dissent/", f"/journal/{dissent.key}/correct/dissent/"]
    pages += [f"/journal/{each.key}/" for each in (assessed, dissent)]
    working += [f"/dates/{dates[0].key}/{act}/" for act in ("edit", "found", "marking", "withdraw")]
    feed = make_feed(long.report, party_id="NORTHSHORE", failing_since=clock()).key
    make_feed(long.report)
    working += ["/feeds/", "/feeds/new/", *(f"/feeds/{feed}/{act}" for act in ("", "edit/", "remove/"))]
    working += [f"/views/{view.key}/", f"/milestones/{milestone.key}/", f"/imports/{waiting_import(editor).key}/"]
    working += [urlsplit(url).path for url in (stop_url(editor), snooze_url(editor, long), checked_url(editor, long))]
    candidate = make_candidate(long.report).pk
    working += [f"/inbox/{candidate}/cite/"]
    for each in samples():
        names = each.names(long, editor)
        of_all = each.doors.get("everybody", "").split()
        for name, addresses in each.pages.items():
            found = [address.format(**names).replace("two-shores", long.report.slug) for address in addresses]
            (pages if name in of_all else working).extend(found)
    waiting, own = make_proposal(long), make_proposal(long, by=editor)
    working += ["/proposals/", *(f"/proposals/{waiting.key}/{act}" for act in ("", "send-back/"))]
    working += [f"/proposals/{own.key}/change/"]
    redacted = (entry, source, f"{source}copies/", f"/inbox/{candidate}/")
    administrators = [*OF_ADMINISTRATORS, *(f"{each}redact/" for each in redacted), f"/people/{editor.pk}/log/"]
    administrators += ["/people/", *(f"/people/{act}/" for act in ("invite", editor.pk, f"{editor.pk}/deactivate"))]
    administrators += ["/redactions/party/NORTHSHORE/", f"/people/{editor.pk}/redact/"]
    administrators += [f"/people/{visits.linked_account().pk}/provider/"]

    assert too_many(None, pages) == {}
    assert too_many(editor, SEARCH, MOST_OF_SEARCH) == {}
    of_team = [page for page in (*pages[1:], *working) if page != "/journal/"]
    assert too_many(editor, of_team, MOST_OF_TEAM) == {}
    assert too_many(editor, ["/journal/"], MOST_OF_TEAM_TIMELINE) == {}
    assert too_many(editor, pages[:1], MOST_OF_TEAM_OVERVIEW) == {}
    assert too_many(editor, [f"{entry}correct/"], MOST_OF_CORRECTION) == {}
    assert too_many(editor, MAIL, MOST_OF_MAIL) == {}
    assert too_many(make_user(role="administrator"), administrators) == {}
    for who in (None, editor):
        assert too_many(who, CHANGES, MOST_OF_CHANGES) == {}
        assert too_many(who, TWO_DAYS, MOST_OF_TWO_DAYS) == {}
        assert too_many(who, BRIEF, MOST_OF_BRIEF) == {}
    assert too_many(editor, AGENDA, MOST_OF_BRIEF) == {}
    every = [
        f"{entry}correct/",
        *pages,
        *SEARCH,
        *CHANGES,
        *TWO_DAYS,
        *BRIEF,
        *AGENDA,
        *working,
        *MAIL,
        *administrators,
    ]
    counted = {resolve(page.partition("?")[0]).url_name for page in every}
    assert set(visits.PAGES) <= counted


def test_the_page_of_a_measure_shows_as_much_of_a_long_journal_as_one_can_read(long, client):
    answer = client.get("/measures/calm-LONG/")
    part, counts = answer.context["part"], answer.context["counts"]

    assert len(part["rows"]) == 10
    assert counts["story"] + counts.get("background", 0) == 134
    older = client.get(f"/measures/calm-LONG/{part['next_url']}").context["part"]["rows"]
    assert not {row.line.entry.pk for row in older} & {row.line.entry.pk for row in part["rows"]}


def test_a_past_day_asks_no_more_than_sixteen_questions(long):
    pages = [f"{page}?as_of=2026-10-15" for page in PAST]

    assert too_many(None, pages, MOST_OF_PAST) == {}
    assert too_many(long.owners.get().user, pages, MOST_OF_PAST + len(OF_WHO_READS)) == {}


def test_a_past_day_costs_no_more_for_more_measures(long, client):
    lists = [f"{address}?as_of=2026-10-15" for address in ("/", "/measures/", "/ambiguities/", "/journal/")]
    few = {address: len(queries_of(client, address)) for address in lists}

    make_more(long.report, 300)

    assert {address: count for address in lists if (count := len(queries_of(client, address))) > few[address]} == {}
