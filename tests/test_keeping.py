"""Tightening and redaction, through the page and the API, and who is refused."""

import pytest

from measures.models import Entry, Redaction
from tests.factories import client_of, log, make_evidence, make_measure, make_user

pytestmark = pytest.mark.django_db


def test_an_editor_tightens_an_entry_with_what_answers_it(client):
    measure, editor = make_measure(), make_user(role="editor")
    entry = log(measure)
    log(measure, responds_to=entry.key)
    client.force_login(editor)

    page = client.get(f"/journal/{entry.key}/marking/")
    answer = client.post(f"/journal/{entry.key}/marking/", {"marking": "internal"}, follow=True)

    assert "Internal: the team" in page.content.decode()
    assert "1 other entry." in answer.content.decode()
    assert set(Entry.objects.values_list("marking", flat=True)) == {"internal"}
    client.logout()
    assert client.get(f"/journal/{entry.key}/").status_code == 404


def test_an_administrator_redacts_an_entry_and_says_why(client):
    entry = log(make_measure())
    client.force_login(make_user(role="administrator"))

    silent = client.post(f"/journal/{entry.key}/redact/", {"reason": " "})
    assert silent.status_code == 400
    assert not Redaction.objects.exists()

    answer = client.post(f"/journal/{entry.key}/redact/", {"reason": "A private name stood in it."}, follow=True)

    assert "A private name stood in it." in answer.content.decode()
    assert Entry.objects.get().title == ""


@pytest.mark.parametrize("role", ["reader", "contributor"])
@pytest.mark.parametrize(("act", "words"), [("marking", {"marking": "internal"}), ("redact", {"reason": "x"})])
def test_others_are_refused(client, role, act, words):
    entry = log(make_measure())
    client.force_login(make_user(role=role))

    assert client.post(f"/journal/{entry.key}/{act}/", words).status_code == 403
    assert Entry.objects.get().title
    assert Entry.objects.get().marking == "public"


def test_an_editor_does_not_redact(client):
    entry = log(make_measure())
    client.force_login(make_user(role="editor"))

    assert client.post(f"/journal/{entry.key}/redact/", {"reason": "x"}).status_code == 403


def test_the_api_tightens_entries_sources_and_measures_and_never_loosens():
    source, measure = make_evidence(), make_measure()
    log(measure, sources=[source.key])
    editor = client_of(make_user(role="editor"))

    answer = editor.post(f"/api/v1/evidence/{source.key}/marking/", {"marking": "participants"})
    assert (answer.status_code, answer.json()) == (200, {"entries": 1, "measures": 0, "evidence": 1, "dates": 0})

    answer = editor.post(f"/api/v1/measures/{measure.key}/marking/", {"marking": "internal"})
    assert answer.json() == {"entries": 1, "measures": 1, "evidence": 0, "dates": 0}

    entry = Entry.objects.get()
    assert entry.marking == "internal"
    answer = editor.post(f"/api/v1/entries/{entry.key}/marking/", {"marking": "public"})
    assert (answer.status_code, answer.json()["code"]) == (409, "marking_looser")
    assert (
        client_of(make_user()).post(f"/api/v1/entries/{entry.key}/marking/", {"marking": "internal"}).status_code == 403
    )
