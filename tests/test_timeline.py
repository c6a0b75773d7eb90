"""The timeline: a mark for each development in its month, by who acted; and the list, of which a month is a part."""

import re

import pytest
from django.test import Client

from measures.models import Measure, PartialDate, Report
from measures.operations.entries import confirm_unchanged
from tests.factories import TODAY, log, make_date, make_evidence, make_measure, make_party, make_report, make_user
from tests.markup import words_of
from tests.test_searches import search

NORTH, SOUTH = "NORTHSHORE", "SOUTHSHORE"
pytestmark = pytest.mark.django_db


@pytest.fixture
def measure() -> Measure:
    make_party(SOUTH)
    return make_measure(make_report("calm"), code="LAMP-1", parties=[NORTH, SOUTH])


def page(client: Client | None = None, **parameters: str) -> str:
    answer = (client or Client()).get("/journal/", {"report": "calm", **parameters})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def marks(text: str) -> list[str]:
    return re.findall(r'class="mark mark-(\d)', text)


def months(text: str) -> list[str]:
    """The months that are links, with what they say of their marks."""
    return [words_of(f"<main>{each}</main>") for each in re.findall(r'<a href="[^"]*month=[^"]*">.*?</a>', text)]


def test_a_development_is_a_mark_of_who_acted_in_its_month(measure: Measure) -> None:
    for day, about in (("2025-03-01", NORTH), ("2025-03-09", SOUTH), ("2025-03-10", "both"), ("2025-05", "none")):
        log(measure, occurred=day, about=about)
    log(measure, occurred="2025-07-01", about=NORTH, direction="background")

    text = page()

    assert sorted(marks(text)) == ["0", "1", "1", "1", "2", "2"]
    north, south = (Measure.objects.get().parties.get(code=code).name for code in (NORTH, SOUTH))
    assert months(text) == [f"Mar : {north} 1, {south} 1, both 1", "May : others 1", f"Jul : {north} 1"]


def test_what_has_no_month_has_no_mark_but_stands_in_the_list(measure: Measure) -> None:
    log(measure, occurred="2025", title="The lamps were counted")

    text = page()

    assert marks(text) == []
    assert "The lamps were counted" in text


def test_a_month_leads_to_its_developments(measure: Measure) -> None:
    log(measure, occurred="2025-03-31", title="In March")
    log(measure, occurred="2025-04-01", title="In April")

    [march, _april] = re.findall(r'<a href="([^"]*month=[^"]*)"', page())
    text = re.sub(r"\s+", " ", Client().get(march.replace("&amp;", "&")).content.decode())

    assert "In March" in text
    assert "In April" not in text
    assert len(marks(text)) == 2, "the months show all developments, whatever the list shows"


def test_other_entries_are_listed_where_they_are_asked_for(measure: Measure) -> None:
    log(measure, title="The lamps were lit")
    confirm_unchanged([measure], by=make_user(), on=TODAY)

    assert "1 development " in words_of(page())
    found = re.search(r'<a href="(/journal/[^"]*)">All entries', page())
    assert found is not None
    listed = words_of(Client().get(found[1].replace("&amp;", "&")).content.decode())
    assert "2 entries" in listed
    assert re.search(r"Checked, nothing new .* The lamps were lit", listed)


def test_a_hidden_development_is_a_mark_for_those_alone_who_may_read_it(measure: Measure) -> None:
    log(measure, occurred="2025-03-02", about=SOUTH, marking="internal")
    team = Client()
    team.force_login(make_user())

    assert marks(page()) == []
    assert marks(page(team)) == ["2"]


def test_days_without_a_searched_series_are_hatched_in_the_lane_of_their_side(measure: Measure) -> None:
    log(measure, occurred="2025-03-01", about=NORTH)

    assert "strip-unsearched" not in page(), "nothing is on record of what was searched"
    search(measure.report, party=NORTH, since=PartialDate.parse("2025-02-01"), until=PartialDate.parse("2025-12-31"))
    assert page().count("strip-unsearched") == 2, "January of the one, and the whole year of the other"


def test_dates_ahead_come_before_what_has_happened(measure: Measure) -> None:
    log(measure, title="The lamps were lit", sources=[make_evidence().key])
    make_date(measure.report, "2027-05", title="The lamps are tested")

    text = words_of(page())

    assert text.index("The lamps are tested") < text.index("The lamps were lit")


def test_what_leads_to_the_list_with_a_filter_means_entries_of_all_kinds(measure: Measure) -> None:
    log(measure, title="The lamps were lit")
    confirm_unchanged([measure], by=make_user(), on=TODAY)

    assert "2 entries" in words_of(page(measure=measure.key))
    assert "1 development " in words_of(page(measure=measure.key, kind="development"))


def test_a_month_in_use_can_be_taken_off(measure: Measure) -> None:
    log(measure, occurred="2025-03-01")

    text = page(month="2025-03")

    assert "<details open>" in text
    assert re.search(r'href="/journal/\?report=calm"> Month: 2025-03', text)


def test_a_report_without_developments_has_no_months() -> None:
    report: Report = make_report("calm")

    assert "Nothing is recorded yet." in page()
    assert "Dates ahead" not in page()
    assert "years" not in re.findall(r'<ol class="(\w+)"', page()), report


@pytest.mark.parametrize("month", ["soon", "2026", "2026-13", "0000-01", "2026-09-01", "²", "2026-0９"])
def test_what_is_no_month_is_said_and_every_development_is_shown(measure: Measure, month: str) -> None:
    log(measure, title="In April")

    answer = Client().get("/journal/", {"report": "calm", "month": month})

    assert answer.status_code == 400
    assert "Month: write it as 2026-09." in answer.content.decode()
    assert "In April" in answer.content.decode()


def test_what_is_no_year_is_said(measure: Measure) -> None:
    assert Client().get("/journal/", {"report": "calm", "year": "²024"}).status_code == 400
