"""Parameters in the query of an address: given once, blank or not at all, true or false, a day or a moment."""

from datetime import UTC, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client
from rest_framework.test import APIClient

from measures.models import Evidence, PartialDate, Role
from measures.publishing.filters import EvidenceFilters
from measures.views.filter_fields import choices_of
from tests.factories import (
    TODAY,
    client_of,
    fields_of,
    get,
    keys,
    log,
    make_ambiguity,
    make_measure,
    make_report,
    make_user,
    say,
)
from tests.lists import LISTS

pytestmark = pytest.mark.django_db

# Of what a row has one word of a closed list, or the key of something.
SEVERAL = {
    "kind", "status", "direction", "track", "grade", "relation", "basis", "outcome", "state",
    "voice", "act", "source_kind", "claim", "level", "confidence", "provenance", "sameness",
    "drop_reason", "points", "address", "status_set", "key", "report", "measure", "ambiguity", "party", "whose",
    "about", "source", "subject", "touches", "of", "owner", "feed", "assigned", "unheard", "authority", "speech", "to",
}  # fmt: skip


@pytest.fixture
def editor() -> APIClient:
    """Somebody who may read every list."""
    return client_of(make_user(role=Role.ADMINISTRATOR))


def names_of(view: Any) -> list[str]:
    """All that can stand in the address of a list."""
    return ["cursor", "page_size", "count", "ordering", "format", *view.parameters, *view.filterset_class.base_filters]


@pytest.mark.parametrize("address", [address for address in LISTS if "<" not in address])
def test_what_is_given_twice_is_a_list_or_refused_by_its_name(address: str, editor: APIClient) -> None:
    view = LISTS[address]
    lists = view.filterset_class.lists()
    single = [name for name in names_of(view) if name not in lists]

    refused = {name: editor.get(f"/api/v1/{address}?{name}=json&{name}=csv") for name in single}

    assert {name for name, answer in refused.items() if name not in fields_of(answer)} == set()
    assert set(lists) <= SEVERAL


@pytest.mark.parametrize(
    "query",
    [
        "entries/?followed=true&followed=false",
        "entries/?count=true&count=true",
        "measures/?due_before=2025-01-01&due_before=2026-01-01",
        "measures/M/standing/?as_of=2024-01-01&as_of=2025-01-01",
        "dashboard/?report=a&report=b",
        "measures/M/?format=json&format=json",
    ],
)
def test_a_value_is_never_dropped_for_the_last_one(query: str) -> None:
    answer = APIClient().get(f"/api/v1/{query}")

    name = query.split("?")[1].split("=", maxsplit=1)[0]
    assert (answer.status_code, fields_of(answer)) == (400, {name})


def test_a_row_has_one_of_several_words_of_a_list() -> None:
    agreed, stalled, proposed = (make_measure(status=status) for status in ("agreed", "stalled", "proposed"))

    assert keys("measures/", status=["agreed", "stalled"]) == [agreed.key, stalled.key]
    assert proposed.key in keys("measures/", status="proposed")


def test_a_row_has_one_of_several_keys() -> None:
    ours, theirs, joint, lone = (
        make_measure(make_report(slug), parties=parties)
        for slug, parties in (("a", ["NORTH"]), ("b", ["EAST"]), ("c", ["WEST", "EAST"]), ("d", ["SOUTH"]))
    )
    reports = [measure.report.slug for measure in (ours, joint)]

    assert keys("measures/", key=[joint.key, ours.key]) == [ours.key, joint.key]
    assert keys("measures/", report=reports) == [ours.key, joint.key]
    assert keys("measures/", party=["WEST", "EAST"]) == [theirs.key, joint.key]
    assert keys("measures/", party=["WEST", "EAST", "SOUTH"], report=reports) == [joint.key]
    assert keys("measures/", party="SOUTH") == [lone.key]


def test_of_several_keys_one_that_names_nothing_is_refused_though_another_was_found() -> None:
    measure = make_measure()

    answer = APIClient().get("/api/v1/measures/", {"key": [measure.key, "nothing"], "party": ["NORTHSHORE", "NOBODY"]})

    messages = {error["field"]: error["messages"] for error in answer.json()["errors"]}
    assert [len(messages[name]) for name in ("key", "party")] == [1, 1]
    assert "“nothing”" in messages["key"][0]


def test_the_pages_of_several_reports_have_each_row_once() -> None:
    measures = [make_measure(make_report(slug)) for slug in "abc"]
    slugs = [measure.report.slug for measure in measures]
    page = get("measures/", report=slugs, page_size=1)
    found = [page["results"][0]["key"]]

    while page["next"]:
        page = APIClient().get(page["next"]).json()
        found.append(page["results"][0]["key"])

    assert found == [measure.key for measure in measures]


def test_a_trial_that_is_asked_for_twice_writes_nothing() -> None:
    measure = make_measure()

    answer = client_of(make_user()).post("/api/v1/checks/?dry_run=true&dry_run=false", {"measures": [measure.key]})

    assert (answer.status_code, fields_of(answer)) == (400, {"dry_run"})
    assert not measure.report.entries.exists()


@pytest.mark.parametrize("page", ["measures", "journal", "sources"])
def test_a_page_says_what_stands_twice(page: str) -> None:
    report = make_measure().report

    answer = Client().get(f"/{page}/?report={report.slug}&q=one&q=two")

    assert answer.status_code == 400
    assert "Give only one value" in answer.content.decode()


@pytest.mark.parametrize("query", ["as_of=2024&as_of=2025", "known_at=2024&known_at=2025"])
def test_a_page_of_two_days_shows_today_and_says_so(query: str) -> None:
    measure = make_measure()

    text = Client().get(f"/measures/{measure.key}/?{query}").content.decode()

    assert "Several days were given" in text
    assert "Today is shown" in text


@pytest.mark.parametrize("address", [address for address in LISTS if "<" not in address])
def test_a_blank_is_as_if_it_were_not_there(address: str, editor: APIClient) -> None:
    make_measure()
    blank = "&".join(f"{name}=" for name in names_of(LISTS[address])) + "&page_size=+"

    answer = editor.get(f"/api/v1/{address}?{blank}")

    assert answer.status_code == 200
    assert answer.json() == editor.get(f"/api/v1/{address}").json()


def test_a_form_that_nobody_filled_in_narrows_nothing() -> None:
    measure = make_measure()

    text = Client().get(f"/measures/?report={measure.report.slug}&status=&kind=&overdue=&level=&q=").content.decode()

    assert f"/measures/{measure.key}/" in text


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "1", "yes", "on", " on "])
def test_true_is_said_in_the_words_of_programs_and_forms(word: str) -> None:
    overdue = make_measure(due_on=PartialDate.parse("2020"))
    make_measure(overdue.report)

    answer = get("measures/", overdue=word, count=word)

    assert ([row["key"] for row in answer["results"]], answer["count"]) == ([overdue.key], 1)


@pytest.mark.parametrize("word", ["false", "False", "FALSE", "0", "no", "off"])
def test_false_is_said_in_such_words_too(word: str) -> None:
    overdue = make_measure(due_on=PartialDate.parse("2020"))
    other = make_measure(overdue.report)

    answer = get("measures/", overdue=word, count=word)

    assert [row["key"] for row in answer["results"]] == [other.key]
    assert "count" not in answer


@pytest.mark.parametrize("word", ["2", "perhaps", "ja", "null"])
def test_another_word_is_neither(word: str) -> None:
    assert fields_of(APIClient().get("/api/v1/measures/", {"overdue": word})) == {"overdue"}
    assert fields_of(APIClient().get("/api/v1/measures/", {"count": word})) == {"count"}


def test_a_page_shows_in_the_readers_words_what_was_meant() -> None:
    measure = make_measure(due_on=PartialDate.parse("2020"))
    address = f"/measures/?report={measure.report.slug}"

    pages = [Client().get(f"{address}&overdue={word}").context for word in ("true", "1", "Yes")]

    assert [[each.label for each in page["applied"]] for page in pages] == [["Overdue"]] * 3
    assert [[each.label for each in page["only"] if each.is_chosen] for page in pages] == [["Overdue"]] * 3


@pytest.mark.parametrize(("word", "label"), [("true", "yes"), ("1", "yes"), ("Yes", "yes"), ("off", "no")])
def test_yes_or_no_is_chosen_in_a_form_whichever_word_was_sent(word: str, label: str) -> None:
    parameters = QueryDict(f"reviewed_here={word}")
    filters = EvidenceFilters(parameters, Evidence.objects.all(), reader=AnonymousUser(), on=TODAY)

    choices = choices_of(filters.form, "reviewed_here", parameters)

    assert [each.label for each in choices if each.is_chosen] == [label]


def test_a_day_by_which_something_is_recorded_is_its_last_moment() -> None:
    measure = make_measure()
    entry = log(measure, occurred="2024-01-10", status="in_progress")
    entry.refresh_from_db()
    recorded = entry.recorded_at.astimezone(UTC)
    day, day_before = str(recorded.date()), str(recorded.date() - timedelta(days=1))

    by_day = get(f"measures/{measure.key}/standing/", known_at=day)
    by_moment = get(f"measures/{measure.key}/standing/", known_at=recorded - timedelta(seconds=1))
    by_day_before = get(f"measures/{measure.key}/standing/", known_at=day_before)

    assert (by_day["known_at"], by_day["standing"]["status"]) == (f"{day}T23:59:59.999999Z", "in_progress")
    assert by_moment["standing"]["status"] == by_day_before["standing"]["status"] == ""
    assert keys("entries/", known_at=day) == keys("entries/", known_at=day.replace("-", "")) == [entry.key]
    assert keys("entries/", known_at=day_before) == []
    assert get(f"measures/{measure.key}/history/", known_at=day)["known_at"] == f"{day}T23:59:59.999999Z"


@pytest.mark.parametrize("day", ["2026-11", "2026-02-30", "yesterday", "0"])
def test_what_is_neither_a_day_nor_a_moment_is_refused(day: str) -> None:
    answer = APIClient().get("/api/v1/entries/", {"known_at": day})

    assert fields_of(answer) == {"known_at"}


@pytest.mark.parametrize(
    "address",
    [
        "measures/{key}/standing/?",
        "dashboard/?report={report}&",
        "changes/?report={report}&from=2024-01-02&",
        "changes/?report={report}&from=2024-01-02&by=recording&",
    ],
)
def test_an_answer_says_the_day_that_it_was_computed_for(address: str, time_machine: Any) -> None:
    # In New York it is the day before.
    time_machine.move_to("2026-11-25T01:00:00Z")
    measure = make_measure()
    there = address.format(key=measure.key, report=measure.report.slug)

    assert get(there)["as_of"] == "2026-11-25"
    if "changes" not in address or "recording" in address:
        assert get(f"{there}as_of=2024-06-01")["as_of"] == "2024-06-01"
        assert (get(there)["known_at"] is None) == ("recording" not in address)


def test_the_page_of_ambiguities_shows_those_on_which_each_side_that_is_asked_for_is_silent() -> None:
    report = make_report()
    parent = make_ambiguity(report)
    spoken_of, bare = (make_ambiguity(report, parent=parent) for _ in range(2))
    make_measure(report, parties=["NORTHSHORE", "SOUTHSHORE"])
    say(report, "2024-05-01", "It is unclear to us.", on=[spoken_of.key])
    address = f"/ambiguities/?report={report.slug}&unheard="

    def shown(query: str) -> set[str]:
        text = Client().get(address + query).content.decode()
        return {each.key for each in (spoken_of, bare) if f"/ambiguities/{each.key}/" in text}

    assert shown("NORTHSHORE") == {bare.key}
    assert shown("SOUTHSHORE") == {spoken_of.key, bare.key}
    assert shown("NORTHSHORE&unheard=SOUTHSHORE") == shown("SOUTHSHORE&unheard=NORTHSHORE") == {bare.key}
