"""What is done with one click or a small form: it works once, only for those who may, and loses nothing."""

from typing import Any

import pytest
from django.test import Client

from measures.models import Entry, Measure, MilestoneMark, Owner, Watch
from measures.operations.responsibility import name_owner
from tests.factories import make_evidence, make_measure, make_milestone, make_participant, make_user

pytestmark = pytest.mark.django_db


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def measure() -> Measure:
    return make_measure(parties=("NORTHSHORE", "SOUTHSHORE"))


def test_several_measures_are_checked_in_one_click_and_a_second_click_adds_nothing(measure):
    other = make_measure(measure.report)
    client = signed_in(make_user())
    sent = {"measure": [measure.key, other.key], "next": f"/measures/{measure.key}/"}

    answer = client.post("/checks/", sent, follow=True)
    again = client.post("/checks/", sent, follow=True)

    entry = Entry.objects.get()
    assert entry.kind == "check"
    assert {row.measure for row in entry.bearings.all()} == {measure, other}
    assert answer.redirect_chain == [(f"/measures/{measure.key}/", 302)]
    assert "Recorded for 2 measures" in answer.content.decode()
    assert "already recorded this today" in again.content.decode()


@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example/", "elsewhere", "2024-05"])
def test_a_check_leads_back_to_our_own_pages_only(measure, away):
    answer = signed_in(make_user()).post("/checks/", {"measure": measure.key, "next": away})

    assert answer["Location"] == "/measures/"


@pytest.mark.parametrize("user", [lambda: make_user(role="reader"), make_participant])
def test_readers_and_participants_do_not_check(measure, user):
    assert signed_in(user()).post("/checks/", {"measure": measure.key}).status_code == 403
    assert not Entry.objects.exists()


def test_a_hidden_measure_is_not_there(measure):
    hidden = make_measure(measure.report, marking="internal")
    client = signed_in(make_user(role="reader"))

    for path in ("watch/", "unwatch/", "owners/release/"):
        assert client.post(f"/measures/{hidden.key}/{path}").status_code == 404


def test_watching_and_no_longer_watching_can_both_be_clicked_twice(measure):
    client = signed_in(make_user(role="reader"))

    for _ in range(2):
        client.post(f"/measures/{measure.key}/watch/")
    assert Watch.objects.count() == 1
    assert "Stop watching" in client.get(f"/measures/{measure.key}/").content.decode()
    for _ in range(2):
        client.post(f"/measures/{measure.key}/unwatch/")
    assert not Watch.objects.exists()


@pytest.mark.parametrize("path", ["watch/", "unwatch/", "owners/", "owners/release/"])
def test_whoever_is_not_signed_in_is_asked_to(measure, path):
    answer = Client().post(f"/measures/{measure.key}/{path}")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_acts_are_not_done_by_following_a_link(measure):
    client = signed_in(make_user(role="administrator"))

    for path in ("/checks/", f"/measures/{measure.key}/watch/", f"/measures/{measure.key}/owners/release/"):
        assert client.get(path).status_code == 405


def test_an_editor_names_an_owner_once_and_a_contributor_does_not(measure):
    who = make_user()
    sent = {"user": who.pk, "role": "coordinator"}
    editor, contributor = signed_in(make_user(role="editor")), signed_in(make_user())

    assert contributor.post(f"/measures/{measure.key}/owners/", sent).status_code == 403
    assert not Owner.objects.exists()
    for _ in range(2):
        answer = editor.post(f"/measures/{measure.key}/owners/", sent, follow=True)
    assert Owner.objects.get().user == who
    assert "already owns the measure" in answer.content.decode()


def test_a_measure_that_is_done_with_takes_no_owner():
    measure = make_measure(status="implemented")
    client = signed_in(make_user(role="editor"))

    answer = client.post(f"/measures/{measure.key}/owners/", {"user": make_user().pk, "role": "coordinator"})

    assert answer.status_code == 409
    assert "first log a development that reopens it" in answer.content.decode()
    assert not Owner.objects.exists()


def test_owners_release_themselves_and_others_do_not_release_them(measure):
    who = make_user()
    owner = name_owner(measure, user=who, role="reviewer", by=make_user(role="editor"))
    path = f"/measures/{measure.key}/owners/release/"

    assert signed_in(make_user()).post(path, {"owner": owner.pk}).status_code == 403
    assert Owner.objects.exists()
    client = signed_in(who)
    for _ in range(2):
        assert client.post(path, {"owner": owner.pk}).status_code == 302
    assert not Owner.objects.exists()


def milestone_form(client: Client, path: str, **fields: Any) -> dict[str, Any]:
    return {
        "form_key": client.get(path).context["form_key"],
        "state": "met",
        "occurred": "2025-03",
        "title": "They met in the lighthouse",
        "narrative": "Both keepers were there.",
        "track": "official",
        "claim": "reported",
        "marking": "public",
        "source": make_evidence().key,
        **fields,
    }


def test_a_milestone_is_met_once_by_an_entry(measure):
    path = f"/milestones/{make_milestone(measure).key}/"
    client = signed_in(make_user())
    sent = milestone_form(client, path)

    for _ in range(2):
        answer = client.post(path, sent)

    entry = Entry.objects.get()
    assert answer["Location"] == f"/journal/{entry.key}/"
    assert entry.bearings.get().direction == "toward"
    assert measure.standings.get(audience="public").milestones_met == 1


def test_a_milestone_brings_its_source_along(measure):
    path = f"/milestones/{make_milestone(measure).key}/"
    client = signed_in(make_user())
    new = {"sources-rows": "1", "sources-0-url": "https://example.org/keepers", "sources-0-publisher": "Lamp Gazette"}
    judged = {"sources-0-grade": "B", "sources-0-credibility": "2", "sources-0-kind": "press"}
    sent = milestone_form(client, path, source="", **new, **judged)

    answer = client.post(path, sent)
    client.post(path, sent | {"sources-0-title": "Keepers meet"})

    assert "title" in answer.context["forms"].sources.forms[0].errors
    assert Entry.objects.get().citations.get().evidence.title == "Keepers meet"


def test_a_milestone_says_at_its_field_what_is_wrong(measure):
    path = f"/milestones/{make_milestone(measure, doers='each').key}/"
    client = signed_in(make_user())

    for wrong in ({"occurred": "2999"}, {"source": "no-such"}):
        answer = client.post(path, milestone_form(client, path, party="NORTHSHORE", **wrong))
        assert answer.status_code == 400
        assert set(answer.context["form"].errors) == {*wrong}
    assert not MilestoneMark.objects.exists()
    assert signed_in(make_participant()).get(path).status_code == 403
