"""The pages of dialogue sessions: who reads what, words that may tell who spoke, and nothing of who wrote it."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from measures.models import AgreedWords, Circle, DialogueSession, FollowUp, NoteLine, Redaction
from measures.operations.clock import clock
from measures.operations.sessions import FollowUpDraft, add_follow_up
from tests.dialogues import circle_for, final_note, held_session, items_of, organiser_of, shown_note, written_note
from tests.factories import make_user
from tests.files import signed_in

pytestmark = pytest.mark.django_db


def organiser(session: DialogueSession) -> Client:
    return signed_in(organiser_of(session.circle))


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def send(client: Client, address: str, **sent: Any) -> str:
    return client.post(address, sent, follow=True).content.decode()


def test_the_circle_reads_a_session_and_nobody_else() -> None:
    member, other = make_user(), make_user(role="administrator")
    session = held_session(circle_for(None, member))
    written_note(session, "A draft.", of_side="NORTHSHORE")
    shown_note(session, "Shown.", of_side="SOUTHSHORE")
    address = f"/sessions/{session.key}/"

    assert "A draft." in page_of(organiser(session), address)
    read = page_of(signed_in(member), address)
    assert "Shown." in read
    assert "A draft." not in read
    assert "Write the" not in read
    for client in (signed_in(other), Client()):
        assert client.get(address).status_code == 404
        assert session.title not in page_of(client, f"/sessions/?report={session.report.slug}")


def test_of_a_public_session_everybody_reads_what_is_final() -> None:
    public = {"rule": "on_the_record", "marking": "public", "is_publicly_known": True, "track": "official"}
    session = held_session(**public)
    final_note(session, "Final.", of_side="NORTHSHORE")
    shown_note(session, "Shown.", of_side="SOUTHSHORE")
    add_follow_up(session, FollowUpDraft(text="Ask again", owner="organisers"), by=organiser_of(session.circle))

    read = page_of(Client(), f"/sessions/{session.key}/")

    assert "Final." in read
    assert not any(hidden in read for hidden in ("Shown.", "Ask again", session.circle.name))
    assert "/log/?report=" in page_of(organiser(session), f"/sessions/{session.key}/")


def test_the_form_says_first_what_is_not_recorded_and_makes_one_session_of_two_clicks() -> None:
    circle = circle_for()
    client, address = signed_in(organiser_of(circle)), f"/sessions/new/?report={circle.report.slug}"
    form = page_of(client, address)
    sent = {"circle": circle.key, "title": "Ferries", "month": "March 2026", "country": "Iceland", "track": "expert"}
    sent |= {"rule": "chatham_house", "marking": "participants"}

    assert "A meeting whose existence must not be known is not recorded here." in form.partition("<form")[2]
    assert form.index("must not be known") < form.index('name="circle"')
    assert "Enter a month without the day" in send(client, address, **sent | {"month": "2026-03-04"})
    for _click in range(2):
        send(client, address, **sent)
    session = DialogueSession.objects.get()
    assert str(session.month) == "2026-03"
    assert session.key not in str([row.get_decoded() for row in Session.objects.all()])


def test_words_that_may_tell_who_spoke_are_marked_changed_or_kept() -> None:
    session = held_session()
    [item] = items_of(session)
    client, address = organiser(session), f"/sessions/{session.key}/notes/NORTHSHORE/"
    sent = {"version": 0, f"{item.pk}-points_raised": "A Northshore expert said so.\nIt is late."}

    warned = send(client, address, **sent)
    assert "may tell who spoke" in warned
    assert "Keep the words that are marked above" in warned
    assert not NoteLine.objects.exists()
    send(client, address, **sent, keeps_words="on")

    assert [line.text for line in NoteLine.objects.all()] == ["A Northshore expert said so.", "It is late."]


def test_of_two_who_write_a_note_neither_loses_anything() -> None:
    session = held_session()
    [item] = items_of(session)
    client, address = organiser(session), f"/sessions/{session.key}/notes/chairs/"
    field = f"{item.pk}-ideas"

    assert "points in English" in send(client, address, version=0, **{field: "One.", f"{field}_zh_hans": "一。\n二。"})
    send(client, address, version=0, **{field: "Mine."})
    assert "Saved" in send(client, address, version=0, **{field: "Mine."})
    overtaken = send(client, address, version=0, **{field: "Theirs."})
    assert "Somebody has changed this since you opened it." in overtaken
    assert "It now says: Mine." in overtaken
    assert 'name="version" value="2"' in overtaken
    send(client, address, version=2, **{field: "Theirs."})

    assert NoteLine.objects.get().text == "Theirs."


def test_a_shown_note_is_amended_struck_cleared_and_made_final() -> None:
    session = held_session()
    note = shown_note(session, "One.", "Two.", of_side="NORTHSHORE", on=clock().date())
    first, second = note.lines.order_by("position")
    client, page = organiser(session), f"/sessions/notes/{note.key}/"

    assert "amended" in send(client, f"/sessions/lines/{first.pk}/", text="One, in other words.")
    assert "Struck" in send(client, f"/sessions/lines/{second.pk}/", text="Two.", other="")
    send(client, f"{page}lines/", item=first.item_id, part="ideas", text="A third.")
    assert "Make it final" not in page_of(client, f"/sessions/{session.key}/")
    send(client, f"{page}clear/", cleared_by="both")
    assert "sealed" in send(client, f"{page}finish/")

    assert {line.text for line in note.lines.all()} == {"A third.", "One, in other words."}
    assert "Amend</a>" not in page_of(client, f"/sessions/{session.key}/")


def test_an_administrator_redacts_a_note_by_its_key_and_sees_nothing_of_it() -> None:
    session = held_session(title="Night ferries")
    note = final_note(session, "What was said.", of_side="NORTHSHORE").note
    client, address = signed_in(make_user(role="administrator")), f"/sessions/notes/{note.key}/redact/"

    read = page_of(client, address)
    assert not any(hidden in read for hidden in ("What was said.", "Night ferries", session.key))
    assert organiser(session).get(address).status_code == 403
    session_of_client = client.session
    session_of_client["account_authentication_methods"] = [{"method": "password", "at": 4_102_444_800}]
    session_of_client.save()
    send(client, address, reason="Somebody asked.")

    assert Redaction.objects.get().reason == "Somebody asked."
    assert "Somebody asked." in page_of(organiser(session), f"/sessions/{session.key}/")


def test_a_circle_names_and_leaves_out() -> None:
    ana, outsider = make_user(name="Ana"), make_user(name="Bo", role="reader")
    client = signed_in(make_user(role="contributor"))
    report = circle_for().report

    send(client, f"/sessions/circles/new/?report={report.slug}", called="Harbour talks", called_zh_hans="港务对话")
    circle = Circle.objects.get(name="Harbour talks")
    page = f"/sessions/circles/{circle.key}/"
    assert "Bo</option>" not in page_of(client, page)
    send(client, page, user=outsider.pk)
    send(client, page, user=ana.pk)
    assert {member.user.name for member in circle.members.all()} >= {"Ana"}
    assert "Make the circle" not in page_of(signed_in(ana), page)
    assert signed_in(ana).post(page, {"user": ana.pk}).status_code == 403
    send(client, f"{page}name/", called="Harbour talks 2")
    send(client, f"{page}leave-out/", member=ana.pk)

    assert signed_in(ana).get(page).status_code == 404
    assert "needs somebody who organises" in send(client, f"{page}leave-out/", member=organiser_of(circle).pk)
    assert Circle.objects.get(pk=circle.pk).name == "Harbour talks 2"


def test_follow_ups_are_listed_done_and_opened_again() -> None:
    session, other = held_session(), held_session()
    client = organiser(session)
    sent = {"text": "Compare the intervals", "owner": "organisers", "due_on": "2026-01-05"}
    for _click in range(2):
        send(client, f"/sessions/{session.key}/follow-ups/", **sent)
    add_follow_up(other, FollowUpDraft(text="Theirs", owner="outside"), by=organiser_of(other.circle))
    row = FollowUp.objects.get(session=session)

    listed = page_of(client, "/sessions/follow-ups/")
    assert "Compare the intervals" in listed
    assert "overdue" in listed
    assert "Theirs" not in listed
    send(client, f"/sessions/follow-ups/{row.key}/", next="/sessions/follow-ups/")
    assert "Nothing is open." in page_of(client, "/sessions/follow-ups/")
    send(client, f"/sessions/follow-ups/{row.key}/", again="")
    assert FollowUp.objects.open().filter(pk=row.pk).exists()
    refused = send(organiser(other), f"/sessions/follow-ups/{row.key}/", out="")
    assert "It is no longer there." in refused
    assert FollowUp.objects.open().filter(pk=row.pk).exists()


def test_only_who_organises_is_led_to_follow_ups() -> None:
    member = make_user()
    session = held_session(circle_for(None, member))
    address = f"/sessions/?report={session.report.slug}"

    assert "/sessions/follow-ups/" in page_of(organiser(session), address)
    assert "/sessions/follow-ups/" not in page_of(signed_in(member), address)


def test_a_follow_up_is_taken_out_and_a_second_click_says_so() -> None:
    member = make_user(role="administrator")
    session = held_session(circle_for(None, member))
    row = add_follow_up(session, FollowUpDraft(text="Ask again", owner="organisers"), by=organiser_of(session.circle))
    client, page = organiser(session), f"/sessions/{session.key}/"
    address = f"/sessions/follow-ups/{row.key}/"

    assert signed_in(member).post(address, {"out": ""}).status_code == 403
    assert "Ask again" in page_of(client, page)
    assert "Taken out." in send(client, address, out="", next=page)
    assert "Ask again" not in page_of(client, page)
    assert "It is no longer there." in send(client, address, out="", next=page)


def test_agreed_words_need_both_languages_and_both_chairs() -> None:
    session = held_session()
    client, address = organiser(session), f"/sessions/{session.key}/words/"
    sent = {"text": "Intervals are published.", "text_zh_hans": "公布间隔。", "authentic": "both"}

    assert "once both chairs have cleared them" in send(client, address, **sent)
    assert "公布间隔。" in send(client, address, **sent, is_cleared_by_both="on")
    send(client, f"/sessions/words/{AgreedWords.objects.get().key}/take-out/")
    assert not AgreedWords.objects.exists()


def test_a_rule_is_made_stricter_and_a_session_moves_on() -> None:
    session = held_session(rule="on_the_record")
    client, page = organiser(session), f"/sessions/{session.key}/"

    choices = page_of(client, f"{page}rule/")
    assert 'value="on_the_record"' not in choices
    send(client, f"{page}rule/", rule="chatham_house")
    send(client, f"{page}edit/", version=0, title="Old")
    edited = {"title": "Ferries at night", "month": "2026-04", "country": "Norway", "track": "expert"}
    version = DialogueSession.objects.get().version
    send(client, f"{page}edit/", version=version, marking="participants", **edited)
    assert "Closed" in send(client, f"{page}close/")

    session.refresh_from_db()
    assert (session.rule, session.title, session.state) == ("chatham_house", "Ferries at night", "closed")
