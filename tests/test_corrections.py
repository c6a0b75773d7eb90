"""What was corrected is told openly, with the reason, to those who may read what it is about."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from measures.analysis.verification import verify
from measures.models import CorrectionReason, Entry, Objection
from measures.operations.entries import correct_entry
from measures.operations.redactions import redact_entry
from measures.views import corrections
from tests.factories import TODAY, client_of, draft_of, get, log, make_measure, make_report, make_user
from tests.files import signed_in
from tests.test_pages_queries import queries_of

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def corrected(marking: str = "public", **fields: Any) -> Entry:
    """An entry that stands in the place of another."""
    report = make_report("calm")
    measure, author = make_measure(report), make_user(role="editor")
    wrong = log(measure, by=author, title="One ferry", marking=marking)
    right = draft_of(measure, title="Two ferries", marking=marking, **fields)
    return correct_entry(wrong, right, by=author, on=TODAY)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_correction_says_why_on_its_page_and_on_that_of_corrections(client: Client) -> None:
    entry = corrected(reason="The harbour office counts two.")

    listed = page(client, "/corrections/?report=calm")

    assert "The harbour office counts two." in listed
    assert f'href="/journal/{entry.key}/"' in listed
    assert "One ferry" in listed
    assert "The harbour office counts two." in page(client, f"/journal/{entry.key}/")
    assert get("corrections/", report="calm")["results"][0]["why"] == "The harbour office counts two."
    assert verify().faults == []


def test_a_correction_without_a_reason_is_refused_at_its_field() -> None:
    with pytest.raises(ValidationError) as refused:
        corrected(reason=" ")

    assert set(refused.value.message_dict) == {"reason"}
    measure, author = make_measure(), make_user()
    entry = log(measure, by=author)
    body = {"occurred": "2024", "title": "t", "narrative": "n", "track": "official", "claim": "reported"}
    answer = client_of(author).post(f"/api/v1/entries/{entry.key}/correction/", body, format="json")
    assert (answer.status_code, '"reason"' in answer.content.decode()) == (400, True)


def test_a_hidden_correction_is_told_to_nobody_else(client: Client) -> None:
    corrected("internal", reason="The team counts two.")

    assert "The team counts two." not in page(client, "/corrections/?report=calm")
    assert get("corrections/", report="calm", count="true")["count"] == 0
    team = client_of(make_user())
    assert get("corrections/", team, report="calm", count="true")["count"] == 1


def test_a_reason_goes_with_what_is_redacted(client: Client) -> None:
    entry = corrected(reason="A name stood in it.")

    redact_entry(entry, by=make_user(role="administrator"), reason="A name")

    assert not CorrectionReason.objects.exists()
    assert "A name stood in it." not in page(client, "/corrections/?report=calm")
    assert verify().faults == []


def test_the_record_s_own_corrections_stand_on_the_page_and_in_a_feed(reports: None, client: Client) -> None:
    listed = page(client, "/corrections/?report=zhao-2020")
    assert listed.count("What was wrong") >= 50
    assert "cursor=" in listed
    assert "Corrections" in page(client, "/?report=zhao-2020")

    feed = ET.fromstring(client.get("/corrections.atom?report=zhao-2020").content)

    assert len(feed.findall(f"{ATOM}entry")) == 50


def test_a_view_or_status_that_was_corrected_is_named_in_words(
    reports: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections, "PAGE_SIZE", 200)

    listed = page(client, "/corrections/?report=zhao-2020")

    assert "US-3 · Our assessment · about United States · 22 May 2026" in listed
    assert "US-3 · Stalled · 22 May 2026" in listed
    assert "independent/" not in listed


def test_all_corrections_ask_no_more_than_some(reports: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(rows: int, address: str) -> int:
        monkeypatch.setattr(corrections, "PAGE_SIZE", rows)
        return len(queries_of(client, address))

    for address in ("/corrections/?report=zhao-2020", "/corrections.atom?report=zhao-2020"):
        assert asked(200, address) == asked(40, address) <= 12


def test_where_something_wrong_is_told_is_the_operator_s_to_say(client: Client, settings: Any) -> None:
    entry = corrected()
    assert "Something wrong?" not in page(client, f"/journal/{entry.key}/")

    settings.CBM_CORRECTIONS_URL = "mailto:record@example.org"

    assert 'href="mailto:record@example.org"' in page(client, f"/journal/{entry.key}/")


@pytest.mark.parametrize(
    "address", ["/measures/two-shores-NORTH-1/", "/ambiguities/two-shores-N1/", "/journal/two-shores-EV-03/"]
)
def test_it_is_asked_beside_statements_and_comparisons_too(
    reports: None, client: Client, settings: Any, address: str
) -> None:
    settings.CBM_CORRECTIONS_URL = "mailto:record@example.org"

    places = {"measures": 'id="ours"', "ambiguities": "<article", "journal": "texts-two-shores-RO-1"}

    [*_, last] = page(client, address).split(places[address.split("/")[1]])

    assert "Something wrong?" in last


def test_an_objection_stands_on_the_page_and_a_reply_beside_its_entry(client: Client) -> None:
    entry = log(make_measure(make_report("calm")))
    client.force_login(make_user(role="editor"))
    noted = {"received_on": "2026-11-20", "from_whom": "A reader", "objection": "It ran twice.", "done": "Looked up."}

    answer = client.post("/reports/calm/objections/", {**noted, "entry": entry.key, "reply": "It ran once."})

    assert answer.status_code == 302
    listed = page(Client(), "/corrections/?report=calm")
    assert "It ran twice." in listed
    assert "Looked up." in listed
    assert "It ran once." in page(Client(), f"/journal/{entry.key}/")
    assert Objection.objects.get().entry == entry


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("entry", {"entry": "none"}),
        ("reply", {"reply": "A reply to nothing."}),
        ("reply", {"reply": "x" * 10_000, "entry": True}),
        ("received_on", {"received_on": "2999-01-01"}),
        ("done", {"done": " "}),
    ],
)
def test_an_objection_that_cannot_be_noted_is_refused_at_its_field(field: str, wrong: dict[str, Any]) -> None:
    entry = log(make_measure(make_report("calm")))
    noted = {"received_on": "2026-11-20", "objection": "It ran twice.", "done": "Looked up."}
    sent = {**noted, **wrong, **({"entry": entry.key} if wrong.get("entry") is True else {})}

    answer = signed_in(make_user(role="editor")).post("/reports/calm/objections/", sent)

    assert (answer.status_code, f'name="{field}"' in answer.content.decode()) == (400, True)
    assert not Objection.objects.exists()


def test_an_objection_to_a_hidden_entry_is_told_to_nobody_else() -> None:
    entry = log(make_measure(make_report("calm")), marking="internal")
    noted = {"received_on": "2026-11-20", "objection": "It ran twice.", "done": "Looked up."}

    editor = signed_in(make_user(role="editor"))
    answer = editor.post("/reports/calm/objections/", {**noted, "entry": entry.key})

    assert answer.status_code == 302
    assert "It ran twice." not in page(Client(), "/corrections/?report=calm")
    assert "It ran twice." in page(editor, "/corrections/?report=calm")
