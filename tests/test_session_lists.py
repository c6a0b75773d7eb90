"""Lists of sessions, circles and follow-ups: pages, filters and files of what the circles of their reader read."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from measures.models import Circle, DialogueSession, PartialDate, Role, User
from measures.operations.circles import name_in_circle
from measures.operations.sessions import FollowUpDraft, add_follow_up, finish_follow_up
from tests.dialogues import circle_for, held_session, organiser_of, planned_session
from tests.exports import content_of, csv_rows
from tests.factories import TODAY, client_of, get, keys, make_report, make_representative, make_subject, make_user
from tests.files import signed_in
from tests.filling import fill_circles, fill_follow_ups, fill_sessions

pytestmark = pytest.mark.django_db

FILES = ("csv", "jsonl")
PUBLIC: dict[str, Any] = {
    "rule": "on_the_record",
    "marking": "public",
    "is_publicly_known": True,
    "track": "official",
}


def walked(client: APIClient, address: str, link: str, **parameters: Any) -> tuple[list[str], Any]:
    """The keys of all rows from the first page on, by one of its links, and the last page."""
    page = get(address, client, **parameters)
    found = [row["key"] for row in page["results"]]
    while page[link]:
        page = client.get(page[link]).json()
        found += [row["key"] for row in page["results"]]
    return found, page


@pytest.mark.parametrize(
    ("address", "fill"),
    [("sessions/", fill_sessions), ("circles/", fill_circles), ("sessions/follow-ups/", fill_follow_ups)],
)
def test_each_row_is_on_one_page_there_and_back(address: str, fill: Any) -> None:
    user = make_user()
    fill(make_report(), 7, user)
    client = client_of(user)
    whole = keys(address, client)

    found, last = walked(client, address, "next", page_size=3)
    back = client.get(last["previous"]).json()

    assert (len(whole), found) == (7, whole)
    assert [row["key"] for row in back["results"]] == whole[3:6]
    assert get(address, client, count="true")["count"] == 7
    others = client_of(make_user(role=Role.ADMINISTRATOR)).get(f"/api/v1/{address}")
    assert (others.status_code, others.json().get("results")) in ((200, []), (403, None))


def test_sessions_are_filtered_and_ordered() -> None:
    report, user = make_report(), make_user()
    first, second = circle_for(report, by=user), circle_for(report, by=user)
    subject = make_subject(report)
    old = planned_session(first, month=PartialDate(2025, 11), track="official", subjects=[subject.key])
    held = held_session(first, rule="sides_may_be_named", month=PartialDate(2026, 1))
    new = planned_session(second)
    client = client_of(user)

    assert keys("sessions/", client) == [new.key, held.key, old.key]
    assert keys("sessions/", client, ordering="month") == [old.key, held.key, new.key]
    for parameters, found in (
        ({"circle": first.key}, [held, old]),
        ({"circle": [first.key, second.key]}, [new, held, old]),
        ({"state": "held"}, [held]),
        ({"rule": "chatham_house"}, [new, old]),
        ({"track": "official"}, [old]),
        ({"subject": subject.key}, [old]),
        ({"key": [old.key, new.key]}, [new, old]),
    ):
        assert keys("sessions/", client, **parameters) == [row.key for row in found], parameters
    short = get("sessions/", client, key=held.key, fields="key,title,html_url", language="zh-hans")["results"]
    assert short == [{"key": held.key, "title": "Ferries", "html_url": f"http://testserver/sessions/{held.key}/"}]


@pytest.mark.parametrize("address", ["sessions/", "circles/"])
def test_whoever_is_not_of_the_circle_learns_nothing_by_filters_and_files(address: str) -> None:
    circle = circle_for()
    session = planned_session(circle, title="Quorvane")
    names = {"sessions/": ("key", "circle"), "circles/": ("key",)}[address]
    strangers = [client_of(make_user(role=role)) for role in Role] + [client_of(make_representative("NORTHSHORE"))]

    for client in (*strangers, APIClient()):
        listed = get(address, client, count="true", report=circle.report.slug)
        assert (listed["count"], listed["results"]) == (0, [])
        for name in names:
            key = session.key if (name, address) == ("key", "sessions/") else circle.key
            there, nowhere = (client.get(f"/api/v1/{address}", {name: each}) for each in (key, "nothing"))
            assert there.status_code == nowhere.status_code == 400
            assert there.content.replace(key.encode(), b"nothing") == nowhere.content
        for ending in FILES:
            written = content_of(client.get(f"/api/v1/{address}", {"format": ending}))
            assert not [word for word in ("Quorvane", session.key, circle.key, circle.name) if word.encode() in written]


def test_of_a_public_session_strangers_find_the_row_and_nothing_of_its_circle() -> None:
    session = held_session(**PUBLIC)
    hidden = planned_session(session.circle)
    circle = session.circle.key

    assert keys("sessions/", circle=circle) == [session.key]
    assert csv_rows(APIClient().get("/api/v1/sessions/", {"format": "csv"}))[0]["key"] == session.key
    assert APIClient().get(f"/api/v1/sessions/{hidden.key}/").status_code == 404
    assert keys("circles/") == []


def test_who_is_in_a_circle_is_told_to_its_organisers_alone() -> None:
    organiser, member = make_user(), make_user(name="Quorvane")
    circle = circle_for(None, member, by=organiser)

    def members(client: APIClient) -> Any:
        [row] = get("circles/", client)["results"]
        written = content_of(client.get("/api/v1/circles/", {"format": "jsonl"})).decode()
        assert (member.name in written) == (row["members"] is not None)
        assert member.name not in content_of(client.get("/api/v1/circles/", {"format": "csv"})).decode()
        assert row == {**get(f"circles/{circle.key}/", client), "members": row["members"]}
        return row["members"] and {each["name"]: each["organises"] for each in row["members"]}

    assert members(client_of(organiser)) == {organiser.name: True, member.name: False}
    assert members(client_of(member)) is None
    name_in_circle(circle, user=(second := make_representative("NORTHSHORE")), by=organiser)
    circle.members.filter(user=second).update(organises=True)
    assert members(client_of(second)) is None
    short = get("circles/", client_of(organiser), fields="members.organises")["results"]
    assert sorted(each["organises"] for each in short[0]["members"]) == [False, True, True]


def test_follow_ups_are_filtered_and_those_without_a_day_come_last() -> None:
    user = make_user()
    session, other = held_session(circle_for(by=user)), held_session(circle_for(by=user))
    theirs = held_session()

    def noted(of: DialogueSession, text: str, days: int | None = None, owner: str = "organisers") -> Any:
        due_on = None if days is None else TODAY + timedelta(days)
        return add_follow_up(of, FollowUpDraft(text=text, owner=owner, due_on=due_on), by=organiser_of(of.circle))

    undated, late = noted(session, "Undated"), noted(session, "Late", 9, owner="outside")
    soon = noted(other, "Soon", 1)
    noted(theirs, "Theirs")
    finish_follow_up(late, on=TODAY, by=user)
    client, day = client_of(user), str(TODAY + timedelta(5))

    assert keys("sessions/follow-ups/", client) == [soon.key, late.key, undated.key]
    for parameters, found in (
        ({"open": "true"}, [soon, undated]),
        ({"open": "false"}, [late]),
        ({"due_before": day}, [soon]),
        ({"session": session.key}, [late, undated]),
        ({"circle": other.circle.key}, [soon]),
        ({"report": other.report.slug}, [soon]),
        ({"owner": "outside"}, [late]),
    ):
        assert keys("sessions/follow-ups/", client, **parameters) == [row.key for row in found], parameters
    assert client.get("/api/v1/sessions/follow-ups/", {"session": theirs.key}).status_code == 400


def test_whoever_lost_their_role_no_longer_reads_follow_ups_of_public_sessions() -> None:
    user = make_user()
    public, own = held_session(circle_for(by=user), **PUBLIC), held_session(circle_for(by=user))
    add_follow_up(public, FollowUpDraft(text="T", owner="outside"), by=user)
    User.objects.filter(pk=user.pk).update(role=Role.READER)
    user.report_roles.create(report=own.report, role=Role.CONTRIBUTOR, given_by=user)

    assert keys("sessions/follow-ups/", client_of(user)) == []
    assert "Nothing is open." in signed_in(user).get("/sessions/follow-ups/").content.decode()


class TestPages:
    def test_the_page_has_all_sessions_by_fifty(self) -> None:
        report, user = make_report(), make_user()
        fill_sessions(report, 60, user)
        fill_circles(make_report("other"), 60, user)
        client = signed_in(user)

        first = client.get(f"/sessions/?report={report.slug}")
        second = client.get(f"/sessions/{first.context['next_url']}")
        circles = client.get("/sessions/?report=other")
        further = client.get(f"/sessions/{circles.context['circles_page'].next_url}")

        shown = [row.key for page in (first, second) for row in page.context["rows"]]
        assert sorted(shown) == sorted(DialogueSession.objects.values_list("key", flat=True))
        of_other = [circle.key for page in (circles, further) for circle, _is_organised in page.context["circles"]]
        assert sorted(of_other) == sorted(Circle.objects.filter(report__slug="other").values_list("key", flat=True))
        assert client.get(f"/sessions/?report={report.slug}&circles=x").status_code == 400

    def test_the_page_is_filtered_and_a_file(self) -> None:
        session = held_session()
        other = planned_session(session.circle, title="Fog")
        client, page = signed_in(organiser_of(session.circle)), f"/sessions/?report={session.report.slug}"

        text = client.get(f"{page}&state=planned").content.decode()
        assert f"/sessions/{other.key}/" in text
        assert f"/sessions/{session.key}/" not in text
        assert "No session has all of this." in client.get(f"{page}&state=closed").content.decode()
        rows = csv_rows(client.get(f"{page}&state=planned&format=csv"))
        assert [(row["Title"], row["State"]) for row in rows] == [("Fog", "Planned")]
        assert client.get(f"{page}&circle=nothing").status_code == 400
        assert csv_rows(Client().get(f"{page}&format=csv")) == []
