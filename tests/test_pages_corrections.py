"""Correcting an entry on its page: the same form with what it says, and a new entry in its place."""

from typing import Any

import pytest
from django.test import Client

from measures.analysis.sealed_rows import rows_of_entry
from measures.analysis.seals import content_of
from measures.forms.rows import MOST
from measures.models import Ambiguity, Entry, Measure, Report
from measures.operations.entries import confirm_unchanged
from tests.factories import TODAY, log, make_ambiguity, make_measure, make_report, make_user
from tests.test_api_corrections import write_journal
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
    sent = {name: value for name, value in values.items() if value not in (None, False)}
    return {name: value if isinstance(value, list) else str(value) for name, value in sent.items()} | counts


def content_but(entry: Entry, *names: str) -> dict[str, Any]:
    content = content_of(rows_of_entry(entry))
    return {name: value for name, value in content.items() if name not in names}


# What each entry has of its own, whatever it says.
ITS_OWN = (
    "key", "author_name", "name_commitment", "recorded_at", "sequence", "corrects", "library_as_of", "reasons",
)  # fmt: skip


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize("key", ["two-shores-AS-2026-10-31", "two-shores-EV-14", "zhao-2020-EV-042"])
def test_a_correction_that_changes_nothing_says_the_same(key):
    client = signed_in(make_user(role="editor"))
    entry = Entry.objects.get(key=key)
    page = client.get(f"/journal/{key}/correct/")
    form = page.context["form"]
    button = {"act": "save", "reason": "It was wrong.", "form_key": page.context["page"].form_key, "cites": form.cites}

    client.post(f"/journal/{key}/correct/", as_a_browser_sends(form) | button)

    correction = Entry.objects.get(corrects=entry)
    assert content_but(correction, *ITS_OWN) == content_but(entry, *ITS_OWN)


def test_parts_that_are_left_untouched_stay():
    entry = write_journal().development
    client, address = signed_in(make_user(role="editor")), f"/journal/{entry.key}/correct/"
    page = client.get(address)
    form = page.context["form"]
    button = {"act": "save", "reason": "It was wrong.", "form_key": page.context["page"].form_key, "cites": form.cites}

    client.post(address, as_a_browser_sends(form) | button | {"title": "Another title"})

    correction = Entry.objects.get(corrects=entry)
    assert correction.title == "Another title"
    assert content_but(correction, *ITS_OWN, "title") == content_but(entry, *ITS_OWN, "title")
    assert all(
        rows.exists() for rows in (entry.bearings, entry.assessments, entry.statements, entry.citations, entry.marks)
    )


def test_the_preview_says_what_a_correction_takes_away():
    entry = write_journal().development
    client, address = signed_in(make_user(role="editor")), f"/journal/{entry.key}/correct/"
    page = client.get(address)
    form = page.context["form"]
    button = {"act": "preview", "reason": "It was wrong.", "form_key": page.context["page"].form_key}
    sent = as_a_browser_sends(form) | button | {"cites": form.cites}

    untouched = client.post(address, sent).content.decode()
    less = {name: value for name, value in sent.items() if not name.startswith(("milestones-", "assessments-1-"))}
    previewed = client.post(address, less | {"assessments-0-sources": "", "cites": form.cites[1:]}).content.decode()

    assert "What will be recorded" in untouched
    assert "What this correction takes away" not in untouched
    taken_away = previewed.partition("What this correction takes away")[2].partition("What will be recorded")[0]
    assert entry.marks.get().milestone.title in taken_away
    assert "Murky." in taken_away
    assert entry.citations.order_by("pk")[0].evidence.title in taken_away
    assert entry.citations.order_by("pk")[1].evidence.title not in taken_away
    assert not Entry.objects.filter(corrects=entry).exists()


def test_a_check_of_more_measures_than_a_form_lets_one_add_keeps_all(report):
    editor = make_user(role="editor")
    [check] = confirm_unchanged([make_measure(report) for _ in range(MOST + 3)], by=editor, on=TODAY)
    client, address = signed_in(editor), f"/journal/{check.key}/correct/"
    page = client.get(address)
    button = {"act": "save", "reason": "It was wrong.", "form_key": page.context["page"].form_key}

    client.post(address, as_a_browser_sends(page.context["form"]) | button)

    assert Entry.objects.get(corrects=check).bearings.count() == MOST + 3


def test_anothers_entry_is_not_corrected_by_a_contributor(report, first):
    entry = log(first)
    client = signed_in(make_user())

    assert client.get(f"/journal/{entry.key}/correct/").status_code == 403
    assert client.post(f"/journal/{entry.key}/correct/", {"act": "save"}).status_code == 403
    assert not Entry.objects.exclude(corrects=None).exists()
    assert Client().get(f"/journal/{entry.key}/correct/").status_code == 302
