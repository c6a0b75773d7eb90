"""Correcting an entry on its page: the same form with what it says, and a new entry in its place."""

from typing import Any

import pytest
from django.test import Client

from measures.analysis.seals import EntryRows, ViewRows, content_of
from measures.models import Ambiguity, Entry, Measure, Report
from tests.factories import log, make_ambiguity, make_measure, make_report, make_user
from tests.test_pages_log import NEW_SOURCE, sent, signed_in, toward

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    return make_report()


@pytest.fixture
def first(report: Report) -> Measure:
    return make_measure(report, parties=("NORTHSHORE",))


@pytest.fixture
def unclear(report: Report) -> Ambiguity:
    return make_ambiguity(report)


def test_a_correction_begins_with_what_the_entry_says_and_takes_its_place(report, first, unclear):
    writer = make_user()
    client = signed_in(writer)
    client.post("/log/", sent(client, report, toward(first, note="As said"), toward(unclear, "clearer"), **NEW_SOURCE))
    entry = Entry.objects.get()
    path = f"/journal/{entry.key}/correct/"

    page = client.get(path)

    form = page.context["form"]
    assert [row.initial["on"] for row in form.rows["bears_on"].filled] == [first.key, unclear.key]
    assert form.rows["bears_on"].forms[0].initial["note"] == "As said"
    assert form.cites == [entry.citations.get().evidence.key]
    values = sent(client, report, toward(first, "away"), cites=form.cites, form_key=page.context["page"].form_key)
    refused = client.post(path, values)
    assert refused.status_code == 400
    assert "Enter why it is being corrected." in refused.content.decode()
    assert not Entry.objects.exclude(corrects=None).exists()
    client.post(path, values | {"reason": "It was wrong."})
    correction = Entry.objects.get(corrects=entry)
    assert [row.direction for row in correction.bearings.all()] == ["away"]
    assert correction.reasons.get().why == "It was wrong."
    timeline = client.get(f"/measures/{first.key}/").content.decode()
    assert "Corrected: it no longer counts." in timeline
    assert client.get(path).status_code == 302


def as_a_browser_sends(form: Any) -> dict[str, Any]:
    """Every field of the form as it stands on the page."""
    rows = [row for kind in form.rows.values() for row in kind]
    fields = [field for each in (form.entry, *rows) for field in each]
    values = {field.html_name: field.value() for field in fields}
    counts = {f"{name}-rows": len(kind.forms) for name, kind in form.rows.items()}
    return {name: str(value) for name, value in values.items() if value not in (None, False)} | counts


def content_but(entry: Entry, *names: str) -> dict[str, Any]:
    views = [ViewRows(view, list(view.grounds.all())) for view in entry.views.all()]
    rows = (list(entry.bearings.all()), views, list(entry.citations.all()), list(entry.marks.all()))
    return {name: value for name, value in content_of(EntryRows(entry, *rows)).items() if name not in names}


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize("key", ["two-shores-AS-2026-10-31", "two-shores-EV-14", "zhao-2020-EV-042"])
def test_a_correction_that_changes_nothing_says_the_same(key):
    client = signed_in(make_user(role="editor"))
    entry = Entry.objects.get(key=key)
    page = client.get(f"/journal/{key}/correct/")
    form = page.context["form"]
    button = {"act": "save", "reason": "It was wrong.", "form_key": page.context["page"].form_key, "cites": form.cites}

    client.post(f"/journal/{key}/correct/", as_a_browser_sends(form) | button)

    changed = (
        "key",
        "author_name",
        "name_commitment",
        "recorded_at",
        "sequence",
        "corrects",
        "library_as_of",
        "reasons",
    )
    correction = Entry.objects.get(corrects=entry)
    assert content_but(correction, *changed) == content_but(entry, *changed)


def test_anothers_entry_is_not_corrected_by_a_contributor(report, first):
    entry = log(first)
    client = signed_in(make_user())

    assert client.get(f"/journal/{entry.key}/correct/").status_code == 403
    assert client.post(f"/journal/{entry.key}/correct/", {"act": "save"}).status_code == 403
    assert not Entry.objects.exclude(corrects=None).exists()
    assert Client().get(f"/journal/{entry.key}/correct/").status_code == 302
