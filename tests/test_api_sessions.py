"""Dialogue sessions through the API: whatever a page does, for those of the circle, and nothing of who did it."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from measures.models import DialogueSession, FollowUp, IdempotencyKey, RowChange, SessionNote
from tests.dialogues import circle_for, held_session, organiser_of, shown_note
from tests.factories import client_of, get, make_measure, make_report, make_user

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/"


def send(client: APIClient, method: str, address: str, body: Any = None, **headers: Any) -> Any:
    """The answer below the root of the API, where it is no error."""
    answer = getattr(client, method)(f"{ROOT}{address}", body, format="json", **headers)
    assert answer.status_code < 300, answer.content
    return answer


def test_an_organiser_plans_holds_notes_and_closes_a_session() -> None:
    report, user, member = make_report(), make_user(), make_user()
    make_measure(report, parties=["NORTHSHORE", "SOUTHSHORE"])
    organiser = client_of(user)

    circle = send(organiser, "post", "circles/", {"report": report.slug, "name": "Ferry talks"}).json()
    send(organiser, "post", f"circles/{circle['key']}/members/", {"user": member.email})
    send(organiser, "patch", f"circles/{circle['key']}/", {"name": "Talks"})
    planned = {"title": "Ferries", "month": "2026-03", "country": "Iceland", "track": "official"}
    planned |= {"circle": circle["key"], "rule": "sides_may_be_named"}
    for_nobody = organiser.post(f"{ROOT}sessions/", planned | {"circle": "circle-none"}, format="json")
    assert [error["field"] for error in for_nobody.json()["errors"]] == ["circle"]
    session = f"sessions/{send(organiser, 'post', 'sessions/', planned).json()['key']}/"

    def current(address: str = session) -> dict[str, str]:
        return {"HTTP_IF_MATCH": organiser.get(f"{ROOT}{address}")["ETag"]}

    send(organiser, "patch", session, {"title": "Timetables"}, **current())
    send(organiser, "put", f"{session}rule/", {"rule": "chatham_house"}, **current())
    [item] = send(organiser, "put", f"{session}agenda/", [{"question": "What is a timetable?"}], **current()).json()
    held = send(organiser, "put", f"{session}state/", {"state": "held"}, **current()).json()
    assert (held["title"], held["rule"], held["state"]) == ("Timetables", "chatham_house", "held")

    line = {"item": item["item"], "part": "points_raised", "text": "A Northshore participant spoke of fog."}
    drafted = send(organiser, "post", f"{session}notes/", {"kind": "chairs_summary", "lines": [line]}).json()
    note = f"sessions/notes/{drafted['key']}/"
    assert drafted["attributions"] != []
    assert get(f"{session}notes/", client_of(member)) == []
    send(organiser, "put", note, {"lines": [line | {"text": "Fog was spoken of."}]}, **current(note))
    send(organiser, "put", f"{note}state/", {"state": "shown"}, **current(note))
    [shown] = get(f"{session}notes/", client_of(member))
    send(organiser, "put", f"sessions/lines/{shown['lines'][0]['line']}/", {"text": "Fog and ice."})
    added = send(organiser, "post", f"{note}lines/", line | {"text": "Berths."}).json()
    send(organiser, "delete", f"sessions/lines/{added['lines'][1]['line']}/")
    send(organiser, "put", f"{note}clearance/", {"cleared_by": "both"}, **current(note))
    final = send(organiser, "put", f"{note}state/", {"state": "final"}, **current(note)).json()
    assert ([each["text"] for each in final["lines"]], final["state"]) == (["Fog and ice."], "final")

    words = {"text": "On time.", "text_zh_hans": "准时。", "authentic": "both"}
    agreed = send(organiser, "post", f"{session}words/", words).json()
    send(organiser, "put", f"sessions/words/{agreed['key']}/", words | {"text": "In time."})
    send(organiser, "delete", f"sessions/words/{agreed['key']}/")
    todo = {"text": "Send the timetable", "owner": "organisers", "due_on": "2026-12-01"}
    follow_up = send(organiser, "post", f"{session}follow-ups/", todo).json()["key"]
    send(organiser, "put", f"sessions/follow-ups/{follow_up}/", {"done_on": "2026-11-28"})
    assert [row["done_on"] for row in get("sessions/follow-ups/", organiser)["results"]] == ["2026-11-28"]
    send(organiser, "delete", f"sessions/follow-ups/{follow_up}/")
    send(organiser, "put", f"{session}state/", {"state": "closed"}, **current())
    send(organiser, "delete", f"circles/{circle['key']}/members/{member.pk}/")

    assert DialogueSession.objects.get().state == "closed"
    assert not FollowUp.objects.exists()
    assert client_of(member).get(f"{ROOT}{session}").status_code == 404
    assert not IdempotencyKey.objects.exists()
    tables = SessionNote._meta.db_table, DialogueSession._meta.db_table
    assert not RowChange.objects.filter(table__in=tables).exists()


def test_whoever_may_not_read_a_session_finds_nothing_of_it() -> None:
    report, member = make_report(), make_user()
    circle = circle_for(report, member)
    session = held_session(circle)
    note = shown_note(session)
    line, item = note.lines.get(), session.items.get()
    addresses = [
        f"circles/{circle.key}/",
        f"sessions/{session.key}/",
        *(f"sessions/{session.key}/{part}/" for part in ("agenda", "notes", "words")),
        f"sessions/notes/{note.key}/",
    ]

    for user in (make_user(role="administrator"), make_user(role="editor"), make_user(role="reader")):
        client = client_of(user)
        assert {client.get(f"{ROOT}{address}").status_code for address in addresses} == {404}
        assert [get(each, client)["results"] for each in ("sessions/", "circles/")] == [[], []]
        amended = client.put(f"{ROOT}sessions/lines/{line.pk}/", {"text": "X"}, format="json")
        assert amended.status_code == 404
    assert {APIClient().get(f"{ROOT}{address}").status_code for address in addresses} == {404}

    reader = client_of(member)
    assert {reader.get(f"{ROOT}{address}").status_code for address in addresses} == {200}
    refused = reader.put(f"{ROOT}sessions/{session.key}/agenda/", [{"question": "Q", "item": item.pk}], format="json")
    assert refused.status_code == 403
    assert get(f"circles/{circle.key}/", reader)["members"] is None
    assert get(f"sessions/notes/{note.key}/", reader)["attributions"] == []


def test_a_session_is_changed_by_its_version_and_no_answer_is_kept() -> None:
    session = held_session()
    organiser, address = client_of(organiser_of(session.circle)), f"{ROOT}sessions/{session.key}/"

    assert organiser.patch(address, {"title": "T"}, format="json").json()["code"] == "version_required"
    stale = organiser.patch(address, {"title": "T"}, format="json", HTTP_IF_MATCH='"0.x"')
    assert stale.json()["code"] == "version_conflict"
    todo = {"text": "T", "owner": "outside"}
    keyed = organiser.post(f"{address}follow-ups/", todo, format="json", HTTP_IDEMPOTENCY_KEY="once")
    assert keyed.status_code == 400
    assert not IdempotencyKey.objects.exists()
