"""Reading through the API: lists and filters, pages, past days, and what each reader sees."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from measures.models import Role
from tests.factories import (
    client_of,
    fields_of,
    get,
    keys,
    log,
    make_evidence,
    make_measure,
    make_participant,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_the_api_begins_with_the_addresses_that_can_be_read_without_a_key() -> None:
    client = client_of(make_user())
    addresses = get("", client=client)

    assert addresses["measures"] == "http://testserver/api/v1/measures/"
    assert "checks" not in addresses
    assert not any("<" in address for address in addresses.values())
    # Some want to know of which report.
    assert {client.get(address).status_code for address in addresses.values()} <= {200, 400, 403}


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


def test_pages_lead_on_where_a_query_was_not_quoted() -> None:
    measure = make_measure()
    logged = {log(measure, title=f"导弹 {index}").key for index in range(3)}

    # As `curl "…/entries/?q=导弹"` sends it.
    sent = {"PATH_INFO": "/api/v1/entries/", "QUERY_STRING": "q=导弹&page_size=2".encode().decode("latin-1")}
    first = APIClient().get("/", **sent).json()
    second = APIClient().get(first["next"]).json()

    assert {row["key"] for page in (first, second) for row in page["results"]} == logged
    assert second["next"] is None


def test_a_list_is_ordered_by_one_of_a_closed_list_either_way() -> None:
    measure = make_measure()
    late, early = log(measure, occurred="2024"), log(measure, occurred="2023")

    assert keys("entries/") == keys("entries/", ordering="-occurred") == [late.key, early.key]
    assert keys("entries/", ordering="occurred") == keys("entries/", ordering="-recorded") == [early.key, late.key]


def test_a_cursor_leads_on_in_its_own_order_only() -> None:
    measure = make_measure()
    first, second = log(measure, occurred="2023"), log(measure, occurred="2024")

    page = get("entries/", ordering="occurred", page_size=1)
    astray = APIClient().get(page["next"].replace("ordering=occurred", "ordering=recorded"))

    assert [row["key"] for row in APIClient().get(page["next"]).json()["results"]] == [second.key]
    assert [row["key"] for row in page["results"]] == [first.key]
    assert fields_of(astray) == {"cursor"}


def test_a_past_day_is_replayed() -> None:
    measure = make_measure()
    log(measure, occurred="2024-01-10", status="under_discussion")
    log(measure, occurred="2024-03-10", status="in_progress")

    now = get(f"measures/{measure.key}/standing/")
    past = get(f"measures/{measure.key}/standing/", as_of="2024-02-01")
    unknown = get(f"measures/{measure.key}/standing/", known_at="2020-01-01T00:00:00Z")

    assert (now["standing"]["status"], now["known_at"]) == ("in_progress", None)
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


def test_rows_for_participants_are_read_by_them_and_the_team_and_by_no_other_reader() -> None:
    entry = log(make_measure(), marking="participants")

    for user in (make_participant(), make_user()):
        assert keys("entries/", client_of(user)) == [entry.key]
    for user in (make_user(role=Role.READER), make_participant(is_active=False)):
        client = APIClient()
        client.force_login(user)
        assert keys("entries/", client) == []
        assert client.get(f"/api/v1/entries/{entry.key}/").status_code == 404


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
    user = make_participant(time_zone="Asia/Shanghai")

    me = get("users/me/", client_of(user))

    assert (me["email"], me["audience"], me["time_zone"]) == (user.email, "participants", "Asia/Shanghai")
    assert APIClient().get("/api/v1/users/me/").status_code == 401


def test_a_participant_sees_where_a_measure_stands_by_what_participants_read() -> None:
    measure, other = make_measure(status="in_progress"), make_measure()
    client = client_of(make_participant())
    log(measure, marking="participants", direction="away")
    log(other, marking="internal", direction="either")

    found = {row["key"]: row["standing"]["latest_direction"] for row in get("measures/", client)["results"]}

    assert found == {measure.key: "away", other.key: ""}
    assert keys("measures/", client, status="in_progress", direction="away") == [measure.key]
    assert keys("measures/", client, direction="either") == []
