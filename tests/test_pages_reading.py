"""The reading pages, through the door that readers use."""

import html
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client

from measures.analysis.past import standings_as_of
from measures.models import PUBLIC, TEAM, Entry, Marking, Measure, PartialDate, Role
from measures.operations.drafts import BearingDraft, EntryDraft
from measures.operations.entries import correct_entry
from measures.publishing.measure_filters import MeasureFilters
from measures.views import ambiguities as ambiguities_page
from measures.views import journal as journal_page
from measures.views.measure_sorts import SORTS
from tests.factories import TODAY, log, make_ambiguity, make_evidence, make_measure, make_report, make_user
from tests.markup import compact

pytestmark = pytest.mark.usefixtures("reports")
NUMBER_LINK = re.compile(r'<a href="([^"]+)"[^>]*>(?:<b>)?(\d+)[^<]*(?:</b>)?</a>')


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        yield


@pytest.fixture
def team(client) -> Client:
    client.force_login(make_user())
    return client


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return compact(response.content.decode())


def listed(client: Client, address: str) -> int:
    """How many rows the list at an address says it has."""
    return int(re.search(r'<h2 id="list">(\d+)', page(client, address))[1])


def linked_numbers(text: str) -> list[tuple[str, int]]:
    """The numbers on a page that lead to a list of what they count."""
    found = [(html.unescape(address), int(index)) for address, index in NUMBER_LINK.findall(text)]
    lists = ("/measures/", "/journal/", "/ambiguities/")
    return [(address, index) for address, index in found if urlsplit(address).path in lists]


def test_the_overview_shows_what_happened_and_whose_recommendations_they_are(client):
    text = page(client, "/")

    assert "China says the two militaries agreed to sign a memorandum on strengthening crisis communication" in text
    assert "Recommendations by one author" in text
    assert "verified" not in text.casefold()


@pytest.mark.parametrize(("parameters", "shown"), [("2024-08-01", "1 August 2024"), ("2024-07", "31 July 2024")])
def test_the_overview_and_the_list_show_a_past_day(client, parameters, shown):
    overview = page(client, f"/?as_of={parameters}")
    suspended = page(client, f"/measures/?as_of={parameters}&status=suspended")

    assert shown in overview
    assert "Titles, grades, target dates, owners, links and markings are" in overview
    assert "Golden Dome and the lapse" not in overview
    assert "CO-3" in suspended
    assert "1 of 14 measures" in suspended
    assert "No measure matches these filters." in page(client, "/measures/?status=suspended")


def test_the_overview_shows_what_was_known_at_a_moment(client):
    text = page(client, "/?known_at=2026-01-01")

    assert "as known on <b>1 January 2026</b>" in text
    assert "Nothing is recorded yet" in text


def test_links_keep_the_day_and_the_report(client):
    text = page(client, "/?report=two-shores&as_of=2025-01-31")

    assert "/measures/?report=two-shores&amp;as_of=2025-01-31" in text
    assert "/measures/two-shores-NORTH-1/?as_of=2025-01-31" in page(
        client, "/measures/?report=two-shores&as_of=2025-01-31"
    )
    assert "/measures/?report=zhao-2020&amp;as_of=2025-01-31" in page(client, "/?as_of=2025-01-31")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ("lately", "“lately” is not a day"),
        ("2024-13", "is not a day"),
        ("0001-01-01", "is not a day"),
        ("2031", "in the future"),
    ],
)
def test_a_day_that_cannot_be_shown_is_answered_plainly_and_nothing_is_lost(client, parameters, message):
    text = page(client, f"/measures/?as_of={parameters}&kind=joint", status=400)

    assert message in text
    assert f'value="{parameters}"' in text
    assert "4 of 14 measures" in text
    assert "25 November 2026" in text


def test_the_year_that_is_running_shows_today(client):
    text = page(client, "/?as_of=2026")

    assert "(today)" in text
    assert 'role="alert"' not in text


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("kind=unilateral&party=US", ["US-1", "US-2", "US-3"]),
        ("status=stalled&status=reversed", ["US-1", "US-3"]),
        ("q=no-first-use", ["US-3"]),
        ("level=0&direction=either", ["US-1", "CO-2", "JT-3"]),
        ("ambiguity=A3", ["CN-1", "JT-2", "JT-3", "CO-3", "CO-4"]),
    ],
)
def test_filters_stand_in_the_address_and_are_named_on_the_page(client, query, codes):
    text = page(client, f"/measures/?{query}")

    rows = re.findall(r'<th scope="row"><a [^>]+><span class="code">([^<]+)', text)
    assert set(rows) <= set(codes)
    assert listed(client, f"/measures/?{query}") == len(rows) > 0
    assert text.count('<span class="hidden">remove</span>') == len(parse_qsl(query))


def test_a_filter_nobody_knows_is_named(client):
    text = page(client, "/measures/?colour=blue&status=finished", status=400)

    assert "There is no filter “colour”." in text
    assert "finished" in text
    assert "14 of 14 measures" in text


def test_the_list_is_sorted_as_asked(client):
    text = page(client, "/measures/?report=two-shores&sort=due")

    rows = re.findall(r'<span class="code">([A-Z]+-\d)</span> ', text)
    assert rows[:2] == ["SOUTH-1", "NORTH-1"]
    assert 'aria-sort="ascending"' in text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "status=stalled",
        "direction=toward&direction=away",
        "overdue=true",
        "overdue=false",
        "unchecked=true",
        "contested=true",
        "unsupported=false",
        "level=1",
        "level=1&about=US",
        "about=none",
        "sort=latest",
        "sort=checked",
        "sort=due",
    ],
)
@pytest.mark.parametrize("slug", ["zhao-2020", "two-shores"])
def test_the_list_of_a_past_day_is_filtered_and_sorted_as_that_of_today(client, slug, query):
    reader = client.get("/").wsgi_request.user
    parameters = QueryDict(f"report={slug}&{query}")

    def codes(**days: Any) -> list[str]:
        seen = Measure.objects.seen_by(PUBLIC).whole()
        filters = MeasureFilters(parameters, seen, reader=reader, on=TODAY, days=days, other_parameters=["sort"])
        with standings_as_of(filters.lasting, PUBLIC, **days):
            return [measure.code for measure in SORTS[parameters.get("sort", "code")].of(filters.qs)]

    assert codes(as_of=TODAY) == codes()


def test_what_a_reader_may_not_see_is_neither_shown_nor_counted(client):
    report = make_report("calm")
    ambiguity = make_ambiguity(report, "A1", parent=make_ambiguity(report, "A"))
    seen = make_measure(report, code="OPEN-1", addresses=[ambiguity])
    hidden = make_measure(report, code="SECRET-1", addresses=[ambiguity], marking=Marking.INTERNAL)
    source = make_evidence(title="A quiet source", marking=Marking.INTERNAL)
    log(seen, title="Everybody saw it")
    log(hidden, title="Nobody saw it", sources=[source.key])
    pages = ["/", "/measures/", "/ambiguities/", "/journal/", "/sources/"]

    public = {each: page(client, f"{each}?report=calm") for each in pages}
    client.force_login(make_user())
    team = {each: page(client, f"{each}?report=calm") for each in pages}

    assert all(word not in text for text in public.values() for word in ("SECRET-1", "Nobody saw it", "quiet source"))
    assert "1 of 1 measure<" in public["/measures/"]
    assert "1 development<" in public["/journal/"]
    assert "2 of 2 measures" in team["/measures/"]
    assert "2 developments<" in team["/journal/"]
    assert "A quiet source" in team["/sources/"]
    assert "Nobody saw it" in team["/journal/"]
    assert client.get(f"/sources/{source.key}/").status_code == 200
    assert Client().get(f"/sources/{source.key}/").status_code == 404


def test_a_corrected_entry_is_struck_through_and_no_longer_counts(client):
    measure = make_measure(make_report("calm"), code="OPEN-1")
    author = make_user()
    entry = log(measure, by=author, title="It went well")
    draft = EntryDraft(
        occurred=PartialDate.parse("2024-04-23"),
        title="It went badly",
        narrative="It did not go well.",
        reason="It was wrong.",
        track="official",
        claim="reported",
        bears_on=[BearingDraft(on=measure.key, direction="away")],
    )
    correct_entry(entry, draft, by=author, on=TODAY)

    text = page(client, "/journal/?report=calm")

    assert re.search(r'development-title struck"><a href="[^"]+">It went well', text)
    assert "1 development<" in text
    assert "1 more was corrected" in text


def test_the_journal_shows_every_entry_once_page_after_page(client, monkeypatch):
    monkeypatch.setattr(journal_page, "PAGE_SIZE", 10)
    address, keys = "/journal/", []

    while address:
        text = page(client, address)
        keys += re.findall(r'development-title"><a href="/journal/([^/]+)/', text)
        older = re.search(r'<a href="([^"]+)" rel="next">', text)
        address = "/journal/" + html.unescape(older[1]) if older else ""

    developments = Entry.objects.filter(report__slug="zhao-2020", kind="development").latest_first()
    assert keys == list(developments.values_list("key", flat=True))


def test_the_journal_is_narrowed_by_year_and_measure(client):
    text = page(client, "/journal/?year=2024&measure=zhao-2020-CO-3")

    assert "arms-control" in text.casefold()
    assert set(re.findall(r'development-head"><time datetime="(\d{4})', text)) == {"2024"}


def test_a_source_without_a_title_goes_by_its_publisher_and_address(client):
    source = make_evidence(
        key="bare", title="", publisher="Calm Waters", origin="Harbour office", url="https://example.org/a/b"
    )
    log(make_measure(make_report("calm")), sources=[source.key])

    sources = page(client, "/sources/?report=calm")
    detail = page(client, "/sources/bare/")

    assert "Calm Waters, from Harbour office" in sources
    assert "example.org/a/b" in sources
    assert "reliability cannot be judged" in sources
    assert "Cited by 1 entry" in detail
    assert "A ferry timetable was published" in detail


def test_the_ambiguities_show_each_sides_reading_and_the_gaps(client):
    text = page(client, "/ambiguities/?unheard=US")

    assert "4 of 12 ambiguities" in text
    assert "A3" in text
    assert "No state recorded" in text


@pytest.mark.parametrize("address", ["/ambiguities/?report=calm", "/ambiguities/calm-B1/?report=calm"])
def test_an_ambiguity_shows_the_first_measures_that_address_it(client, monkeypatch, address):
    report = make_report(slug="calm")
    unclear = make_ambiguity(report, "B1", parent=make_ambiguity(report, "B"))
    make_measure(report, code="FIRST", addresses=[unclear])
    assert "All measures" not in page(client, address)
    make_measure(report, code="SECOND", addresses=[unclear])
    make_measure(report, code="HIDDEN", addresses=[unclear], marking="internal")

    monkeypatch.setattr(ambiguities_page, "SHOWN", 1)
    text = page(client, address)

    assert "FIRST" in text
    assert "SECOND" not in text
    assert "All measures" in text
    assert "SECOND" in page(client, "/measures/?report=calm&ambiguity=calm-B1")
    assert "SECOND" not in page(client, f"{address}&as_of=2026-11-24")


def test_a_report_says_how_to_read_it(client):
    text = page(client, "/reports/two-shores/")

    assert "A step the other shore can plan by" in text
    assert "The Chinese wording" in page(client, "/reports/zhao-2020/")
    assert page(client, "/glossary/?report=two-shores").count("<dt>") > 2


def test_only_those_who_may_do_something_with_measures_get_boxes(client, team):
    reader = Client()
    reader.force_login(make_user(role=Role.READER))

    assert 'name="measure" value="zhao-2020-CO-3"' in page(team, "/measures/")
    assert 'name="measure"' not in page(team, "/measures/?as_of=2024-08-01")
    assert 'name="measure"' not in page(Client(), "/measures/")
    assert "Log a development" in page(team, "/")
    assert "Log a development" not in page(reader, "/")
    assert TEAM.markings != PUBLIC.markings


def test_the_page_is_chinese_for_chinese_readers(client):
    client.cookies["django_language"] = "zh-hans"

    overview = page(client, "/?as_of=2024-08-01")
    make_report("calm", title="Calm waters")
    untranslated = page(client, "/?report=calm")

    assert '<html lang="zh-Hans">' in overview
    assert "缩小中美在导弹防御问题上的分歧" in overview
    assert "2024年8月1日" in overview
    assert '<span lang="en">Calm waters</span>' in untranslated


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "Levels rate progress on the recommendation, not a country"),
        ("zh-hans", "等级评的是建议的进展，不是国家"),
    ],
)
@pytest.mark.parametrize(
    "address",
    ["/measures/?report=zhao-2020", "/measures/zhao-2020-US-3/?show=method", "/reports/zhao-2020/",
     "/changes/?report=zhao-2020&from=2026-05-02&to=2026-06-01"],
)  # fmt: skip
def test_beside_levels_stands_once_that_they_rate_no_state(client, address, language, note):
    client.cookies.load({"django_language": language})

    assert page(client, address).count(note) == 1
