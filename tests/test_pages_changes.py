"""Pages of any day: what was known, how to cite it, whose move it was, and what changed between two days."""

import html
import re

import pytest
import time_machine
from django.test import Client

from measures.models import Report
from tests.factories import log, make_measure, make_user
from tests.markup import compact

pytestmark = pytest.mark.usefixtures("reports")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        yield


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return compact(response.content.decode())


def words(text: str) -> str:
    """What a reader reads of a page."""
    return re.sub(r" ([,.])", r"\1", " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split()))


def section(text: str, name: str) -> str:
    found = re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', text, re.DOTALL)
    assert found, name
    return words(found[0])


@pytest.mark.parametrize(
    ("day", "state", "move"),
    [
        ("2023-05-09", "No step on record", "South Shore"),
        ("2023-05-20", "Offered for 10 days", "North Shore"),
        ("2023-09-30", "Answered for 0 days", "nobody’s: both have moved"),
        ("2025-04-16", "Withdrawn for 1 day", "South Shore"),
    ],
)
def test_whose_move_it_is_on_the_overview(client, day, state, move):
    found = section(page(client, f"/?report=two-shores&as_of={day}"), "moves")

    assert state in found
    assert found.endswith(move)


def test_links_that_we_make_are_nobodys_move(client):
    found = section(page(client, "/"), "moves")

    assert found.count("our reading: nobody’s move") == 3


def test_the_measure_says_what_became_of_its_links(client):
    found = section(page(client, "/measures/two-shores-NORTH-1/"), "links")

    assert "Withdrawn since 15 Apr 2025, for 589 days" in found
    assert "a later development moved away from it. Whose move it is: South Shore" in found
    assert "nobody’s move" in section(page(client, "/measures/zhao-2020-US-1/"), "links")


def test_the_strip_takes_the_day_of_knowledge_too(client):
    text = page(client, "/measures/zhao-2020-CO-3/?as_of=2024-07-18&known_at=2026-01-01")

    assert 'name="as_of" type="text" value="2024-07-18"' in text
    assert 'name="known_at" type="text" value="2026-01-01"' in text
    assert "as recorded by 1 January 2026" in words(text)
    assert "who may read what are today’s" in words(text)
    assert "suspended" not in section(text, "play")
    assert 'name="known_at" type="text" value=""' in page(client, "/?known_at=2026-11-25")


def test_a_day_of_knowledge_that_has_not_come_is_said_so(client):
    text = page(client, "/?known_at=2027-01-01", status=400)

    assert "That day has not come yet" in text
    assert 'value="2027-01-01"' in text


@pytest.mark.parametrize(
    ("address", "title", "link"),
    [
        ("/measures/zhao-2020-US-3/?as_of=2023-11-06", "US-3 ", "/measures/zhao-2020-US-3/"),
        ("/ambiguities/zhao-2020-B6/?as_of=2023-11-06", "B6 ", "/ambiguities/zhao-2020-B6/"),
        ("/?as_of=2023-11-06", "Narrowing the", "/"),
    ],
)
def test_a_state_of_the_record_can_be_cited(client, address, title, link):
    text = page(client, address)
    cited = words(text[text.index("Cite this state") :])

    assert title.strip() in cited
    assert "state as of 6 November 2023, as known on 25 November 2026" in cited
    report = "report=zhao-2020&" if link == "/" else ""
    assert f"http://testserver{link}?{report}as_of=2023-11-06&known_at=2026-11-25" in cited
    assert client.get(f"{link}?{report}as_of=2023-11-06&known_at=2026-11-25").status_code == 200


def test_changes_by_what_happened(client):
    text = page(client, "/changes/?report=two-shores&since=2025-04-14&until=2025-04-15")

    assert section(text, "statuses").endswith("in progress → reversed 15 Apr 2025")
    assert "No view → level 1" in section(text, "levels")
    assert "level 1 → level 0" in section(text, "levels")
    assert "no longer met" in section(text, "milestones")
    assert "South Shore withdraws its fog-signal intervals" in section(text, "entries")


def test_a_status_that_no_party_changed_is_told_as_our_record(client):
    ours = "(we record it so; no act of a party changed it)"
    address = "/changes/?report=zhao-2020&since=2026-05-21&until=2026-05-22"
    api = client.get("/api/v1" + address).json()

    assert f"under discussion → stalled (our reading) {ours}" in section(page(client, address), "statuses")
    assert [change["is_ours"] for change in api["statuses"] if change["on"] == "zhao-2020-US-3"] == [True]
    theirs = page(client, "/changes/?report=two-shores&since=2025-04-14&until=2025-04-15")
    assert ours not in section(theirs, "statuses")


def test_changes_by_what_was_recorded(client):
    address = "/changes/?report=two-shores&since=2025-04-14&until=2025-04-15"

    assert "by=recording" in page(client, address)
    assert "Nothing on record changed" in page(client, f"{address}&by=recording")


@pytest.mark.parametrize("parameters", ["since=soon", "since=2025&until=2024", "by=chance", "until=0000"])
def test_a_period_that_cannot_be_read_is_said_so(client, parameters):
    assert 'id="period-problem"' in page(client, f"/changes/?{parameters}", status=400)


def test_the_overview_leads_to_the_changes(client):
    assert "/changes/?report=two-shores" in page(client, "/?report=two-shores")
    assert page(client, "/changes/?report=two-shores")


def test_hidden_rows_change_nothing_on_the_page(client):
    measure = make_measure(Report.objects.get(slug="two-shores"), code="HID", position=999, marking="internal")
    log(measure, occurred="2026-11-01", title="A hidden development")
    address = "/changes/?report=two-shores&since=2026-10-31"

    assert "HID" not in page(client, address)
    client.force_login(make_user())
    assert "A hidden development" in page(client, address)


def test_changes_cost_a_constant_number_of_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        page(client, "/changes/?report=zhao-2020&since=2018&until=2026-11-25")
