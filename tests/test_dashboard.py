"""The dashboard: every number is the API's and the count of its list; what needs a reader and what is new to them.

The team follows every number of today; others, and whoever reads a past day, each third. CBM_LONG_TESTS=1: all do.
"""

import gzip
import html
import os
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db.models import Q
from django.test import Client
from rest_framework.test import APIClient

from measures.models import PARTICIPANTS, TEAM, Entry, Marking, Measure, Report, User, Visit
from measures.operations.clock import clock
from measures.operations.drafts import AssessmentDraft, BearingDraft
from measures.operations.entries import correct_entry
from measures.operations.responsibility import name_owner, watch_measure
from measures.operations.visits import mark_seen
from measures.wings.digests.compose import compose
from measures.wings.digests.models import Digest
from measures.wings.digests.plan import next_digest
from tests.conftest import ROOT
from tests.factories import (
    TODAY,
    client_of,
    draft_of,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_participant,
    make_report,
    make_user,
    say,
)
from tests.markup import compact

pytestmark = pytest.mark.usefixtures("reports")

FIGURE = re.compile(r'<a href="([^"]+)"[^>]*data-figure="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
NEW = '<span class="tag tag-strong">new</span>'
COUNT = re.compile(r'<h2 id="list"[^>]*>(\d+)')
NORTH, SOUTH = "NORTHSHORE", "SOUTHSHORE"
IS_LONG = os.environ.get("CBM_LONG_TESTS") == "1"
LATELY = datetime.now(UTC).date() - timedelta(days=5)


@pytest.fixture
def shores() -> Report:
    """The fictional report with rows that only some may read."""
    report = Report.objects.get(slug="two-shores")
    for place, marking in enumerate([Marking.INTERNAL, Marking.PARTICIPANTS], start=900):
        measure = make_measure(report, code=f"HID-{place}", position=place, parties=[NORTH], marking=marking)
        log(measure, occurred="2026-09-01", status="stalled", direction="away", sources=[make_evidence().key])
    return report


def counted(text: str) -> int:
    """How many rows a list says it has."""
    return int(COUNT.search(text)[1])


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return compact(answer.content.decode())


def overview(client: Client, **parameters: str) -> str:
    return page(client, f"/?{urlencode(parameters)}")


def figures_on(text: str) -> list[tuple[str, str, int]]:
    """Each number on a page that says which it is: its name, where it leads, how much it is."""
    found = []
    for address, name, content in FIGURE.findall(text):
        found.append((name, html.unescape(address), int(content)))
    return found


def answered(client: APIClient, report: Report, **parameters: str) -> dict[str, dict[str, Any]]:
    """The figures that the API gives, by name."""
    answer = client.get("/api/v1/dashboard/", {"report": report.slug, **parameters})
    assert answer.status_code == 200
    return {figure["name"]: figure for figure in answer.json()["figures"]}


def reader(who: str) -> User | None:
    if who == "a stranger":
        return None
    user = make_participant() if who == "a participant" else make_user(role="editor")
    for measure in Measure.objects.filter(key__in=["two-shores-SOUTH-1", "two-shores-NORTH-1"]):
        watch_measure(measure, by=user)
    return user


@pytest.mark.parametrize(
    ("who", "parameters"),
    [
        ("a stranger", {}),
        ("a participant", {}),
        ("the team", {}),
        ("a participant", {"as_of": "2025-01-31"}),
        ("the team", {"known_at": "2026-11-01"}),
    ],
    ids=str,
)
def test_every_figure_is_that_of_the_api_and_the_count_of_the_list_it_leads_to(who, parameters, shores, client):
    user = reader(who)
    api = client_of(user) if user else APIClient()
    if user:
        client.force_login(user)
    shown, figures = figures_on(overview(client, report=shores.slug, **parameters)), answered(api, shores, **parameters)
    counts = {figure["name"]: figure["count"] for figure in figures.values()}

    assert len(figures) > 40
    assert {name: count for name, _, count in shown} == {name: counts[name] for name, _, _ in shown}
    every = 1 if IS_LONG or (who == "the team" and not parameters) else 3
    lists = {address: count for _, address, count in shown}
    assert lists == {address: counted(page(client, address)) for address in lists}
    for name, figure in list(figures.items())[::every]:
        # For a past day each list is replayed: some of them will do.
        if figure["list"] == "inbox":
            assert figure["url"] is None
        elif not parameters or figure["list"] != "measures" or name.startswith("status.none"):
            listed = api.get(f"{figure['url']}&count=true&page_size=1").json()
            assert listed.get("count", listed) == figure["count"], name


def test_a_figure_of_the_journal_leads_to_what_counts(shores):
    measure, api = Measure.objects.get(key="two-shores-NORTH-1"), client_of(make_user())
    corrected = log(measure, title="The ferry ran late", direction="away", occurred="2026-10-02")
    before = answered(api, shores)["new"]
    draft = draft_of(measure, title="The ferry ran early", direction="toward", occurred="2026-10-02")
    correct_entry(corrected, draft, by=make_user(role="editor"), on=TODAY)

    after = answered(api, shores)["new"]
    listed = api.get(f"{after['url']}&count=true").json()

    assert after["count"] == before["count"] == listed["count"]
    assert corrected.key not in [row["key"] for row in listed["results"]]
    without = api.get(after["url"].replace("counting=true", "counting=false")).json()
    assert [row["key"] for row in without["results"]] == [corrected.key]


def test_measures_without_a_status_are_counted_and_listed(shores):
    figure = answered(APIClient(), shores, as_of="2019-01-01")["status.none"]

    assert figure["count"] == len(APIClient().get(figure["url"]).json()["results"]) > 0


def test_what_is_hidden_is_counted_for_nobody_who_may_not_read_it(shores):
    counts = [
        answered(api, shores)["status.stalled"]["count"]
        for api in (APIClient(), client_of(make_participant()), client_of(make_user(role="editor")))
    ]

    assert counts == [0, 1, 2]


def test_a_stranger_is_told_nothing_of_what_is_theirs(client):
    figures = {name for name, _, _ in figures_on(overview(client, report="two-shores"))}

    assert not any(name.startswith(("mine.", "new")) for name in figures)


def test_what_needs_a_reader_stands_on_the_overview(client):
    owner = make_user(role="editor")
    measure = Measure.objects.get(key="zhao-2020-US-3")
    name_owner(measure, user=owner, role="coordinator", by=owner)
    Measure.objects.filter(pk=measure.pk).update(review_every_days=30)
    client.force_login(owner)

    found = {name: count for name, _, count in figures_on(page(client, "/"))}

    assert found["mine.unchecked"] == 1
    # Nothing that is 0.
    assert "mine.overdue" not in found


def test_what_is_new_counts_from_the_moment_that_a_reader_has_set(client):
    report = make_report("calm")
    measure = make_measure(report)
    log(measure, direction="away")
    user = make_user(role="editor")
    client.force_login(user)
    shown = page(client, "/?report=calm")
    until = html.unescape(re.search(r'name="until" value="([^"]+)"', shown)[1])
    log(measure, title="Logged while the page was being read")

    answer = client.post("/seen/", {"report": "calm", "until": until}, follow=True)

    text = compact(answer.content.decode())
    found = {name: count for name, _, count in figures_on(text)}
    assert "new since you were last here" in text
    assert found["new"] == 1
    figures = answered(client_of(user), report)
    assert figures["new"]["count"] == 1
    assert Visit.objects.get(user=user, report=report).seen_until == datetime.fromisoformat(until)


def test_looking_at_the_page_moves_nothing_on(client):
    client.force_login(make_user(role="editor"))

    page(client, "/")
    refused = client.get("/seen/")

    assert refused.status_code == 405
    assert not Visit.objects.exists()


def test_what_has_been_seen_is_never_unseen_nor_seen_ahead():
    user, report = make_user(), make_report()
    now = clock()

    ahead = mark_seen(report, by=user, until=now + timedelta(days=9), at=now)
    back = mark_seen(report, by=user, until=now - timedelta(days=9), at=now)

    assert ahead.seen_until == back.seen_until == now


def test_a_stranger_marks_nothing_as_seen(client):
    answer = client.post("/seen/", {"report": "zhao-2020", "until": "2026-11-01T00:00:00Z"})

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize("until", ["", "soon", "2026-11-01", "2026-99-01T00:00:00Z"])
def test_a_moment_that_is_none_is_refused(client, until):
    client.force_login(make_user())

    assert client.post("/seen/", {"report": "zhao-2020", "until": until}).status_code == 400
    assert not Visit.objects.exists()


def test_a_past_day_has_nothing_new_and_nothing_of_ones_own(client):
    client.force_login(make_user(role="editor"))

    text = overview(client, report="two-shores", as_of="2025-01-31")

    figures = {name for name, _, _ in figures_on(text)}
    assert not any(name.startswith(("mine.", "new")) for name in figures)
    assert 'name="until"' not in text


@pytest.mark.parametrize("parameters", [{}, {"as_of": str(LATELY)}], ids=["now", "replayed"])
def test_measures_are_found_by_the_day_of_their_latest_development(parameters):
    report, after = make_report("calm"), str(LATELY - timedelta(days=4))
    for direction in ("toward", "either", "background"):
        log(make_measure(report, code=direction), direction=direction, occurred=str(LATELY), on=LATELY)
    log(make_measure(report, code="long-ago"), direction="away", occurred="2020")

    def listed(**filters):
        answer = APIClient().get("/api/v1/measures/", {"report": "calm", **filters, **parameters}).json()
        return [row["code"] for row in answer["results"]]

    assert listed(latest_after=after) == ["toward", "either"]


def test_what_a_library_brought_is_not_new_to_who_comes_for_the_first_time(client):
    user = make_user(role="editor")
    client.force_login(user)

    before = page(client, "/?report=two-shores")
    news = {"direction": "toward", "occurred": str(LATELY), "sources": [make_evidence().key]}
    log(Measure.objects.get(key="two-shores-NORTH-1"), on=LATELY, **news)
    text = page(client, "/?report=two-shores")

    assert {name: count for name, _, count in figures_on(before) if name.startswith("new")} == {"new": 0}
    assert (before.count(NEW), text.count(NEW)) == (0, 1)
    address, count = next((where, index) for name, where, index in figures_on(text) if name == "new")
    assert count == counted(page(client, address)) == 1


def test_what_a_library_brings_later_is_new_to_who_has_been_here(client):
    user, report = make_user(role="editor"), Report.objects.get(slug="two-shores")
    client.force_login(user)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    mark_seen(report, by=user, until=long_ago, at=clock())

    found = {name: count for name, _, count in figures_on(page(client, "/?report=two-shores"))}

    assert found["new"] == report.entries.counting().visible_to(TEAM).count() > 0


def test_what_a_library_brought_before_somebodys_first_digest_is_not_new_in_it():
    measure, long_ago = Measure.objects.get(key="two-shores-NORTH-1"), datetime(2020, 1, 1, tzinfo=UTC)
    newcomer, regular = make_user(role="reader"), make_user(role="reader")
    for user in (newcomer, regular):
        watch_measure(measure, by=user)
        user.watches.update(since=long_ago)
    Digest.objects.create(
        recipient=regular, due_on="2020-02-01", covers_since=long_ago, claimed_at=clock() - timedelta(days=30),
        nothing_to_say=True,
    )  # fmt: skip
    log(measure, title="A lamp was lit")

    first, later = (str(compose([next_digest(user, at=clock())])[0].message.body) for user in (newcomer, regular))

    of_library = Entry.objects.counting().visible_to(PARTICIPANTS).exclude(library_as_of=None)
    on_it = of_library.filter(Q(bearings__measure=measure) | Q(assessments__measure=measure)).distinct().count()
    assert "A lamp was lit" in first
    assert "New: 1\n" in first
    assert f"New: {1 + on_it}\n" in later


def test_an_ambiguity_is_unheard_of_until_a_side_has_spoken(client):
    report = make_report("calm")
    element = make_ambiguity(report, "A1", parent=make_ambiguity(report, "A"))
    make_measure(report, parties=[NORTH, SOUTH], addresses=[element])
    measure = Measure.objects.get(report=report)
    log(
        measure,
        bears_on=[BearingDraft(on=measure.key, direction="toward"), BearingDraft(on=element.key, direction="clearer")],
        assessments=[AssessmentDraft(on=element.key, about=SOUTH, level=2, text="It is clear")],
        sources=[make_evidence().key],
    )
    say(report, "2026-10-01", "It is clear.", whose=NORTH, about=SOUTH, on=[element.key])

    figures = answered(APIClient(), report)

    assert (figures[f"unheard.{NORTH}"]["count"], figures[f"unheard.{SOUTH}"]["count"]) == (0, 1)
    assert "A1" in page(client, f"/ambiguities/?report=calm&unheard={SOUTH}")


def test_the_first_visit_is_light_and_one_stylesheet_alone_holds_it_up(client):
    answer = client.get("/")
    text = answer.content.decode()
    head = text[: text.index("</head>")]
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', text)
    scripts = re.findall(r"<script[^>]*>", head)

    sent = [answer.content, *(static(name) for name in [*sheets, *re.findall(r'src="/static/([^"]+)"', text)])]

    assert len(sheets) == 1
    assert scripts
    assert all("defer" in script or "async" in script or 'type="module"' in script for script in scripts)
    assert "<style" not in text
    assert "http://" not in re.sub(r'xmlns="[^"]+"', "", head)
    assert sum(len(gzip.compress(each)) for each in sent) < 120_000


def static(name: str) -> bytes:
    """A static file, whatever hash its name carries."""
    plain = re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name)
    return (ROOT / "measures/static" / plain).read_bytes()
