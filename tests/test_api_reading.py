"""Reading through the API: lists and filters, pages, past days, and what each reader sees."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from rest_framework.test import APIClient

from measures.models import PUBLIC, Measure, OwnerRole, PartialDate, Role
from measures.operations.drafts import BearingDraft, ViewDraft
from measures.operations.responsibility import name_owner
from measures.publishing.filters import MeasureFilters
from tests.factories import (
    TODAY,
    client_of,
    get,
    keys,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_report,
    make_representative,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_lists_are_of_whole_measures_unless_parts_are_asked_for() -> None:
    whole = make_measure()
    part = make_measure(whole.report, parent=whole)

    assert keys("measures/") == [whole.key]
    assert keys("measures/", parts="true") == [whole.key, part.key]
    assert get(f"measures/{part.key}/")["parent"] == whole.key
    assert get(f"measures/{whole.key}/")["parts"] == [part.key]


def test_measures_are_filtered_by_what_they_are_and_where_they_stand() -> None:
    report = make_report()
    ambiguity = make_ambiguity(report)
    mine = make_measure(report, status="agreed", addresses=[ambiguity], title="Ferries", title_zh_hans="渡轮")
    shared = make_measure(report, parties=("NORTHSHORE", "SOUTHSHORE"), due_on=PartialDate.parse("2026-10"))
    log(shared, direction="away")
    owner = make_user()
    name_owner(mine, user=owner, role=OwnerRole.COORDINATOR, by=make_user(role=Role.EDITOR))
    make_measure()

    def found(**parameters: Any) -> list[str]:
        return keys("measures/", client_of(owner), report=report.slug, **parameters)

    assert found() == [mine.key, shared.key]
    assert found(kind="joint") == [shared.key]
    assert found(status=["agreed", "suspended"]) == [mine.key]
    assert found(party="SOUTHSHORE") == [shared.key]
    assert found(owner="me") == found(owner=owner.email) == found(owner=owner.pk) == [mine.key]
    assert found(ambiguity=ambiguity.key) == found(ambiguity=ambiguity.code) == [mine.key]
    assert found(direction="away") == [shared.key]
    assert found(due_before="2026-11-01") == [shared.key]
    assert found(due_after="2026-10-31") == []
    assert found(q="渡轮") == found(q="ferries") == [mine.key]
    assert found(contested="false", unsupported="false") == [mine.key, shared.key]


def test_overdue_and_unchecked_are_of_the_day() -> None:
    late = make_measure(due_on=PartialDate.parse("2026-10"))
    never = make_measure(late.report)
    log(late)
    seen = Measure.objects.seen_by(PUBLIC)

    def on(day: date, **asked: str) -> list[str]:
        filters = MeasureFilters(asked, seen, reader=AnonymousUser(), on=day)
        return [measure.key for measure in filters.qs]

    assert on(date(2026, 10, 31), overdue="true") == []
    assert on(date(2026, 11, 1), overdue="true") == [late.key]
    assert on(date(2026, 11, 1), overdue="false") == [never.key]
    assert on(TODAY, unchecked="true") == [never.key]
    assert on(TODAY + timedelta(days=400), unchecked="true") == [late.key, never.key]


def test_levels_are_asked_for_with_whose_they_are_and_about_whom() -> None:
    measure = make_measure()
    log(
        measure,
        sources=[make_evidence().key],
        views=[
            ViewDraft(on=measure.key, whose="independent", about="NORTHSHORE", level=2, direction="toward"),
            ViewDraft(on=measure.key, whose="NORTHSHORE", about="NORTHSHORE", level=3, provenance="official_statement"),
        ],
    )

    assert keys("measures/", level=2) == [measure.key]
    assert keys("measures/", level=3) == []
    assert keys("measures/", level=3, whose="NORTHSHORE") == [measure.key]
    assert keys("measures/", whose="NORTHSHORE", about="NORTHSHORE") == [measure.key]
    assert keys("measures/", level=2, whose="independent", about="none") == []


@pytest.mark.parametrize(
    ("address", "parameter", "value"),
    [
        ("measures/", "severity", "high"),
        ("measures/", "status", "nope"),
        ("measures/", "report", "nope"),
        ("measures/", "party", "NOPE"),
        ("measures/", "owner", "me"),
        ("measures/", "owner", "somebody@example.org"),
        ("measures/", "ambiguity", "nope"),
        ("measures/", "overdue", "perhaps"),
        ("measures/", "due_before", "tomorrow"),
        ("measures/", "level", "4"),
        ("measures/", "whose", "NOPE"),
        ("measures/", "parts", "perhaps"),
        ("measures/", "page_size", "501"),
        ("measures/", "page_size", "0"),
        ("measures/", "count", "perhaps"),
        ("measures/", "cursor", "nonsense"),
        ("measures/", "cursor", "WzAsInIiLCJ4IiwieCJd"),
        ("entries/", "measure", "nope"),
        ("entries/", "direction", "sideways"),
        ("entries/", "occurred_after", "2024"),
        ("entries/", "cursor", "WzAsIngiLCJ5IiwieiJd"),
        ("evidence/", "grade", "G"),
        ("evidence/", "state", "nope"),
        ("reports/", "q", "x"),
        ("dashboard/", "report", "nope"),
    ],
)
def test_an_unknown_filter_or_value_is_named(address: str, parameter: str, value: str) -> None:
    answer = APIClient().get(f"/api/v1/{address}", {parameter: value})

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [parameter]


def test_a_day_that_no_record_knows_is_named() -> None:
    measure = make_measure()

    answer = APIClient().get(f"/api/v1/measures/{measure.key}/standing/", {"as_of": "9999-12-31"})

    assert [error["field"] for error in answer.json()["errors"]] == ["as_of"]


def test_only_the_team_asks_what_others_answer_for() -> None:
    owner = make_user()

    answer = client_of(make_user(role=Role.READER)).get("/api/v1/measures/", {"owner": owner.email})

    assert answer.status_code == 400


@pytest.mark.parametrize("page_size", [1, 2, 7, 100])
def test_pages_hold_every_row_exactly_once_in_both_directions(page_size: int) -> None:
    measure = make_measure()
    writer = make_user()
    expected = [log(measure, by=writer, occurred=f"2024-0{1 + index % 3}").key for index in range(7)]
    client = APIClient()

    pages = [get("entries/", page_size=page_size, count="true")]
    while link := pages[-1]["next"]:
        pages.append(client.get(link).json())
    rows = [row["key"] for page in pages for row in page["results"]]
    back = [pages[-1]]
    while link := back[-1]["previous"]:
        back.append(client.get(link).json())

    assert sorted(rows) == sorted(expected)
    assert [page["results"] for page in reversed(back)] == [page["results"] for page in pages]
    assert pages[0]["count"] == 7
    assert pages[0]["previous"] is None


def test_entries_are_filtered_by_what_they_say() -> None:
    measure = make_measure()
    part = make_measure(measure.report, parent=measure)
    ambiguity = make_ambiguity(measure.report)
    toward = log(measure, occurred="2023")
    on_part = log(part, direction="away", track="expert")
    clearer = log(measure, bears_on=[BearingDraft(on=ambiguity.key, direction="clearer")])

    assert keys("entries/", measure=measure.key) == [on_part.key, toward.key]
    assert keys("entries/", measure=measure.key, direction="away") == [on_part.key]
    assert keys("entries/", ambiguity=ambiguity.code) == [clearer.key]
    assert keys("entries/", track="expert") == [on_part.key]
    assert keys("entries/", occurred_before="2024-01-01") == [toward.key]
    assert keys("entries/", occurred_after="2024-04-23") == []
    assert keys(f"measures/{measure.key}/entries/") == [on_part.key, toward.key]


def test_sources_are_filtered_by_grade_state_and_report() -> None:
    measure = make_measure()
    cited, loose = make_evidence(grade="B"), make_evidence(state="pending", kind="analysis")
    log(measure, sources=[cited.key])

    assert keys("evidence/", grade="B") == [cited.key]
    assert keys("evidence/", state="pending") == keys("evidence/", kind="analysis") == [loose.key]
    assert keys("evidence/", report=measure.report.slug) == [cited.key]
    assert keys(f"measures/{measure.key}/evidence/") == [cited.key]
    assert keys("evidence/", q=loose.title) == [loose.key]


def test_a_past_day_is_replayed() -> None:
    measure = make_measure()
    log(measure, occurred="2024-01-10", status="under_discussion")
    log(measure, occurred="2024-03-10", status="in_progress")

    now = get(f"measures/{measure.key}/standing/")
    past = get(f"measures/{measure.key}/standing/", as_of="2024-02-01")
    unknown = get(f"measures/{measure.key}/standing/", known_at="2020-01-01T00:00:00Z")

    assert (now["standing"]["status"], now["as_of"]) == ("in_progress", None)
    assert (past["standing"]["status"], past["as_of"]) == ("under_discussion", "2024-02-01")
    assert unknown["standing"]["status"] == ""


def test_what_is_hidden_is_in_no_list_count_standing_or_answer() -> None:
    measure = make_measure()
    hidden = make_measure(measure.report, marking="internal")
    log(measure, direction="toward")
    secret = log(measure, direction="away", marking="internal", sources=[make_evidence(marking="internal").key])

    public, team = APIClient(), client_of(make_user())

    assert keys("measures/") == [measure.key]
    assert keys("measures/", team) == [measure.key, hidden.key]
    assert get("entries/", count="true")["count"] == 1
    assert get("evidence/", count="true")["count"] == 0
    assert get(f"measures/{measure.key}/")["standing"]["latest_direction"] == "toward"
    assert get(f"measures/{measure.key}/", team)["standing"]["latest_direction"] == "away"
    for address in (f"measures/{hidden.key}/", f"entries/{secret.key}/", f"measures/{hidden.key}/standing/"):
        assert public.get(f"/api/v1/{address}").status_code == 404
        assert team.get(f"/api/v1/{address}").status_code == 200
    assert public.get("/api/v1/entries/", {"measure": hidden.key}).status_code == 400


def test_rows_released_to_a_party_are_for_its_representatives() -> None:
    measure = make_measure()
    speaker = make_representative("NORTHSHORE")
    released = log(measure, by=speaker, marking="released:NORTHSHORE")

    assert keys("entries/", client_of(speaker)) == [released.key]
    assert keys("entries/", client_of(make_representative("SOUTHSHORE"))) == []
    assert keys("entries/", client_of(make_user(role=Role.ADMINISTRATOR))) == []


def test_a_source_that_was_hidden_since_is_left_out_of_its_entry() -> None:
    evidence = make_evidence()
    entry = log(make_measure(), sources=[evidence.key])
    type(evidence).objects.filter(pk=evidence.pk).update(marking="internal")

    assert get(f"entries/{entry.key}/")["sources"] == []
    assert len(get(f"entries/{entry.key}/", client_of(make_user()))["sources"]) == 1


def test_reading_is_for_those_who_signed_in_where_it_is_not_public(settings: Any) -> None:
    settings.CBM_PUBLIC_READING = False

    assert APIClient().get("/api/v1/measures/").status_code == 401
    assert client_of(make_user(role=Role.READER)).get("/api/v1/measures/").status_code == 200


def test_an_answer_that_has_not_changed_is_not_sent_again() -> None:
    measure = make_measure()
    address = f"/api/v1/measures/{measure.key}/"
    client = APIClient()

    tag = client.get(address)["ETag"]
    same = client.get(address, headers={"If-None-Match": tag})
    log(measure)
    other = client.get(address, headers={"If-None-Match": tag})

    assert tag.startswith('"1.')
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert other.status_code == 200


def test_who_one_is_signed_in_as() -> None:
    speaker = make_representative("NORTHSHORE", time_zone="Asia/Shanghai")

    me = get("users/me/", client_of(speaker))

    assert (me["email"], me["audience"], me["time_zone"]) == (speaker.email, "party:NORTHSHORE", "Asia/Shanghai")
    assert APIClient().get("/api/v1/users/me/").status_code == 401


def test_a_representative_sees_where_a_measure_stands_with_nothing_released_to_the_party() -> None:
    measure, other = make_measure(status="in_progress"), make_measure()
    speaker = client_of(make_representative("NORTHSHORE"))
    log(measure, marking="participants", direction="away")
    log(other, by=make_representative("NORTHSHORE"), marking="released:NORTHSHORE", direction="either")

    found = {row["key"]: row["standing"]["latest_direction"] for row in get("measures/", speaker)["results"]}

    assert found == {measure.key: "away", other.key: "either"}
    assert keys("measures/", speaker, status="in_progress", direction="away") == [measure.key]
    assert keys("measures/", speaker, direction="either") == [other.key]
