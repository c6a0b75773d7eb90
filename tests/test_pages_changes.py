"""Pages of any day: what was known, how to cite it, whose move it was, and what changed between two days."""

import html
import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from measures.models import Report
from measures.operations.clock import clock
from measures.operations.drafts import AssessmentDraft, BearingDraft
from measures.operations.redactions import redact_entry
from measures.operations.visits import mark_seen
from tests.clocks import record_by
from tests.factories import log, make_ambiguity, make_evidence, make_measure, make_report, make_user
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


def test_the_measure_says_which_measures_it_is_linked_to_and_by_whom(client):
    found = section(page(client, "/measures/two-shores-NORTH-1/?show=method"), "links")

    assert "NORTH-1 reciprocates SOUTH-1" in found
    assert "our reading" in section(page(client, "/measures/zhao-2020-US-1/?show=method"), "links")


def test_the_strip_takes_the_day_of_knowledge_too(client):
    text = page(client, "/measures/zhao-2020-CO-3/?show=method&as_of=2024-07-18&known_at=2026-01-01")

    assert 'name="as_of" type="text" value="2024-07-18"' in text
    assert 'name="known_at" type="text" value="2026-01-01"' in text
    assert "as known on 1 January 2026" in words(text)
    assert "links and markings are today’s" in words(text)
    assert "Suspended" not in words(text)
    assert 'name="known_at" type="text" value=""' in page(client, "/?known_at=2026-11-25")


def test_a_day_of_knowledge_that_has_not_come_is_said_so(client):
    text = page(client, "/?known_at=2027-01-01", status=400)

    assert "That day is in the future" in text
    assert 'value="2027-01-01"' in text


def test_a_state_of_the_record_can_be_cited(client):
    text = page(client, "/?as_of=2023-11-06")
    cited = words(text[text.index("Cite this state") :])

    address = "/?report=zhao-2020&as_of=2023-11-06&known_at=2026-11-25"
    assert "Narrowing the" in cited
    assert "state as of 6 November 2023, as known on 25 November 2026" in cited
    assert f"http://testserver{address}" in cited
    assert client.get(address).status_code == 200


def test_changes_by_what_happened(client):
    text = page(client, "/changes/?report=two-shores&from=2025-04-15&to=2025-04-15")

    assert section(text, "statuses").endswith("in progress → reversed 15 Apr 2025")
    levels = section(text, "levels")
    assert "level 1 → level 0" in levels and "first reading" not in levels
    assert "no longer met" in section(text, "milestones")
    assert "South Shore withdraws its fog-signal intervals" in section(text, "developments")


def test_a_level_where_there_was_none_is_told_apart(client):
    text = page(client, "/changes/?report=two-shores&from=2023-01-01&to=2025-04-15")

    _, _, first = section(text, "levels").partition("first readings: levels where there were none")
    assert "No level → level 1" in first and "level 1 → level 0" not in first


def test_a_status_that_no_party_changed_is_told_as_our_record(client):
    ours = "(this is how we record it; no act by a party changed it)"
    address = "/changes/?report=zhao-2020&from=2026-05-22&to=2026-05-22"
    api = client.get("/api/v1" + address).json()

    assert f"under discussion → no further step found (our assessment) {ours}" in section(
        page(client, address), "statuses"
    )
    assert [change["is_ours"] for change in api["statuses"] if change["on"] == "zhao-2020-US-3"] == [True]
    theirs = page(client, "/changes/?report=two-shores&from=2025-04-15&to=2025-04-15")
    assert ours not in section(theirs, "statuses")


def test_changes_by_what_was_recorded(client):
    address = "/changes/?report=two-shores&from=2025-04-15&to=2025-04-15"

    assert "by=recording" in page(client, address)
    assert "The record shows no change" in page(client, f"{address}&by=recording")


def test_of_days_that_nobody_searched_no_change_is_claimed_and_the_last_developments_are_offered(client):
    measure = make_measure(make_report(record_as_of=date(2026, 10, 10)))
    log(measure, occurred="2026-09-26", title="A lamp was lit")

    def shown(days):
        return words(page(client, f"/changes/?report={measure.report.slug}&{days}"))

    unsearched, half = shown("from=2026-10-12&to=2026-10-31"), shown("from=2026-10-05&to=2026-10-31")
    searched = shown("from=2026-10-05&to=2026-10-10")

    assert "Nobody has recorded a search of these days." in unsearched and "no change" not in unsearched
    assert "The record shows no change to 10 October 2026. Nobody has recorded a search of the days after it." in half
    assert "The record shows no change between these days." in searched
    for text in (unsearched, half, searched):
        assert "A lamp was lit" in text.split("The last developments before")[1]


def changed(page):
    """What a page of changes says of the period itself."""
    return page.split('id="before"')[0]


def test_what_happened_is_told_in_a_sentence_first(client):
    text = words(page(client, "/changes/?report=two-shores&from=2024-12-01&to=2025-04-15"))

    sentence = "4 developments (1 away, 3 either way); status changed: SOUTH-1 in progress → reversed; 1 level changed."
    assert sentence in text
    assert text.index(sentence) < text.index("South Shore withdraws its fog-signal intervals")
    assert "these counts do not compare the sides" in text


def test_a_development_comes_with_its_source_and_its_direction(client):
    found = section(page(client, "/changes/?report=zhao-2020&from=2026-05-01&to=2026-05-31"), "developments")

    assert "Our reading: toward Strengthen political will" in found
    assert len(re.findall(r"20\d\d (by|both|no)", found)) == found.count(" 2026 ") > 3


@pytest.mark.parametrize(
    ("parameters", "is_included"),
    [
        ("from=2025-04-15&to=2025-04-15", True),
        ("from=2025-04&to=2025-04", True),
        ("from=2025-04-16&to=2025-04-30", False),
        ("from=2025-04-01&to=2025-04-14", False),
    ],
)
def test_both_days_of_a_period_are_included(client, parameters, is_included):
    """What began to count on 15 April 2025."""
    shown = page(client, f"/changes/?report=two-shores&{parameters}")

    assert ("South Shore withdraws its fog-signal intervals" in changed(shown)) == is_included
    if "2025-04&" not in parameters:
        answer = client.get(f"/api/v1/changes/?report=two-shores&{parameters}").json()
        assert answer["pointing"]["away"] == int(is_included)


@pytest.mark.parametrize(
    ("moment", "is_included"),
    [
        ("2026-10-31T23:59:59.999Z", False),
        ("2026-11-01T00:00:00Z", True),
        ("2026-11-02T23:59:59.999Z", True),
        ("2026-11-03T00:00:00Z", False),
        # In Beijing it is the first of November already, in Washington still the second.
        ("2026-11-01T00:30:00+08:00", False),
        ("2026-11-02T22:00:00-05:00", False),
    ],
)
def test_the_days_of_recording_are_those_of_utc(client, monkeypatch, moment, is_included):
    record_by(lambda: datetime.fromisoformat(moment), monkeypatch)
    measure = make_measure()
    log(measure, occurred="2026-01-01", title="A lamp was lit")

    for path in ("", "/api/v1"):
        address = f"{path}/changes/?report={measure.report.slug}&from=2026-11-01&to=2026-11-02&by=recording"
        assert ("A lamp was lit" in changed(client.get(address).content.decode())) == is_included


def shortcuts(text):
    found = re.findall(r'<a class="button button-small" href="([^"]*from=[^"]*)"[^>]*>([^<]*)</a>', text)
    return {label.strip(): html.unescape(address) for address, label in found}


def test_the_periods_that_people_ask_for_are_one_click_away(client):
    found = shortcuts(page(client, "/changes/?report=two-shores"))

    assert found == {
        "Since 1 January 2026": "?report=two-shores&from=2026-01-01&to=2026-11-25&by=occurrence",
        "Last 7 days": "?report=two-shores&from=2026-11-19&to=2026-11-25&by=occurrence",
        "Last month": "?report=two-shores&from=2026-10-01&to=2026-10-31&by=occurrence",
    }
    shown = page(client, "/changes/" + found["Last month"])
    assert "1 October 2026 – 31 October 2026" in words(shown)
    assert re.search(r'aria-current="true">\s*Last month', shown)


def test_who_said_what_they_have_seen_is_led_to_what_was_recorded_since(client):
    user, report = make_user(), Report.objects.get(slug="two-shores")
    mark_seen(report, by=user, until=datetime(2026, 10, 5, 23, 30, tzinfo=UTC), at=clock())
    client.force_login(user)

    found = shortcuts(page(client, "/changes/?report=two-shores"))

    address = found["Since my last visit"]
    assert address == "?report=two-shores&from=2026-10-05&to=2026-11-25&by=recording"
    assert "By the day of recording" in words(page(client, "/changes/" + address))
    assert "Since my last visit" not in shortcuts(page(client, "/changes/?report=zhao-2020"))


def test_a_redaction_is_among_what_was_recorded(client):
    measure = make_measure()
    entry = log(measure, occurred="2026-01-01", title="A name that nobody should read")
    redaction = redact_entry(entry, reason="It named a private person.", by=make_user(role="administrator"))
    address = f"/changes/?report={measure.report.slug}&from=2026-01-01"

    with time_machine.travel(redaction.redacted_at, tick=False):
        text, happened = page(client, address + "&by=recording"), page(client, address)
        answer = client.get(f"/api/v1{address}&by=recording").json()

    assert entry.key in section(text, "redacted")
    assert "It named a private person." in section(text, "redacted")
    assert "A name that" not in text
    assert entry.key not in happened
    assert (answer["redacted"], answer["entries"]) == ([entry.key], [])


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ("", "from"),
        ("from=2024-01-01&from=2024-01-02", "from"),
        ("from=2024-01-01&to=2024-02-01&to=2024-02-01", "to"),
    ],
)
def test_the_api_is_given_each_end_of_a_period_once(client, parameters, field):
    answer = client.get(f"/api/v1/changes/?report=two-shores&{parameters}")

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    "parameters",
    ["from=soon", "from=2025&to=2024", "from=2027", "by=chance", "to=0000", "to=soon"],
)
def test_a_period_that_cannot_be_read_is_said_so(client, parameters):
    assert 'id="days-problem"' in page(client, f"/changes/?{parameters}", status=400)


def test_the_overview_leads_to_the_changes(client):
    assert "/changes/?report=two-shores" in page(client, "/?report=two-shores")
    assert page(client, "/changes/?report=two-shores")


def test_hidden_rows_change_nothing_on_the_page(client):
    measure = make_measure(Report.objects.get(slug="two-shores"), code="HID", position=999, marking="internal")
    log(measure, occurred="2026-11-01", title="A hidden development")
    address = "/changes/?report=two-shores&from=2026-11-01"

    assert "HID" not in page(client, address)
    client.force_login(make_user())
    assert "A hidden development" in page(client, address)


def test_changes_cost_a_constant_number_of_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        page(client, "/changes/?report=zhao-2020&from=2019&to=2026-11-25")


def test_levels_of_ours_of_both_sides_of_a_shared_measure_are_not_listed_beside_each_other(client):
    measure = make_measure(make_report("lamps"), parties=["NORTHSHORE", "SOUTHSHORE"])
    for day, levels in (("2026-10-01", (1, 1)), ("2026-11-01", (2, 0))):
        assessments = [
            AssessmentDraft(on=measure.key, about=about, level=level, text=text)
            for about, level, text in zip(("NORTHSHORE", "SOUTHSHORE"), levels, ("More.", "Less."), strict=True)
        ]
        log(measure, occurred=day, assessments=assessments, sources=[make_evidence().key])

    text = page(client, "/changes/?report=lamps&from=2026-09-01&to=2026-11-25")

    found = section(text, "levels")
    assert "More." in found and "Less." in found
    assert "level 2" not in found and "level 0" not in found
    assert "level changed" not in words(text) and "levels changed" not in words(text)


def test_an_effect_on_an_ambiguity_is_not_said_to_be_about_a_measure(client):
    report = make_report()
    measure, ambiguity = make_measure(report), make_ambiguity(report)
    bearings = [BearingDraft(on=measure.key, direction="toward"), BearingDraft(on=ambiguity.key, direction="clearer")]
    entry = log(measure, bears_on=bearings)

    found = section(page(client, f"/journal/{entry.key}/"), "bears")

    assert found.count("about the measure") == 1
    assert found.endswith(f"{ambiguity.title} about the ambiguity")
