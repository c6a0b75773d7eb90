"""Tightening and redaction, through the page and the API, and who is refused."""

import pytest

from measures.errors import LooserMarkingError, NotAllowedError
from measures.models import Entry, Redaction
from measures.operations.markings import tighten_marking
from measures.views import tightening
from tests.factories import log, make_evidence, make_measure, make_user

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


def test_what_somebody_else_has_tightened_meanwhile_is_tightened_and_counts_nothing(client, monkeypatch):
    entry, editor = log(make_measure()), make_user(role="editor")
    client.force_login(editor)
    act = tightening.tighten_marking

    def second(row, **fields):
        act(row, **fields)
        return act(row, **fields)

    monkeypatch.setattr(tightening, "tighten_marking", second)
    answer = client.post(f"/journal/{entry.key}/marking/", {"marking": "internal"}, follow=True)

    assert "Fewer people may read it now." in answer.content.decode()
    assert "other entr" not in answer.content.decode()


@pytest.mark.parametrize("page", ["measures", "sources"])
def test_an_editor_tightens_a_measure_or_a_source_with_the_entries_that_name_it(client, page):
    source, measure = make_evidence(), make_measure()
    log(measure, sources=[source.key])
    client.force_login(make_user(role="editor"))
    address = f"/{page}/{(measure if page == 'measures' else source).key}/"

    assert f'href="{address}marking/"' in client.get(address).content.decode()
    answer = client.post(f"{address}marking/", {"marking": "internal"}, follow=True)

    assert "1 other entry." in answer.content.decode()
    assert Entry.objects.get().marking == "internal"
    assert f'href="{address}marking/"' not in answer.content.decode()


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


def test_entries_sources_and_measures_are_tightened_with_what_names_them_and_never_loosened():
    source, measure = make_evidence(), make_measure()
    log(measure, sources=[source.key])
    editor = make_user(role="editor")

    reach = tighten_marking(source, marking="participants", by=editor)
    assert [len(rows) for rows in (reach.entries, reach.measures, reach.evidence, reach.dates)] == [1, 0, 1, 0]

    reach = tighten_marking(measure, marking="internal", by=editor)
    assert [len(rows) for rows in (reach.entries, reach.measures, reach.evidence, reach.dates)] == [1, 1, 0, 0]

    entry = Entry.objects.get()
    assert entry.marking == "internal"
    with pytest.raises(LooserMarkingError):
        tighten_marking(entry, marking="public", by=editor)
    with pytest.raises(NotAllowedError):
        tighten_marking(entry, marking="internal", by=make_user())
