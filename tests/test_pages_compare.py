"""Comparing the texts of a meeting on its page, without JavaScript: step by step, and nothing that is typed is lost."""

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from measures.models import Entry, EntryKind, FindingState, Subject, User
from measures.operations.redrafting import readouts_of
from tests.factories import compare, make_capture, make_evidence, make_participant, make_user, text_draft
from tests.files import signed_in
from tests.test_pages_html import mistakes
from tests.test_pages_log import hidden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reports")]

DEVELOPMENT, COMPARISON = "two-shores-EV-10", "two-shores-RO-1"
FORM, CORRECTION = f"/journal/{DEVELOPMENT}/compare/", f"/journal/{COMPARISON}/compare/"
LINE, FOG = "two-shores-telephone-line", "two-shores-fog-signals"
NORTH = "The harbour masters met.\n\nBoth sides agreed to a test call each day. Sailings go on as before."
SOUTH = "The harbour masters met.\n\nA test call was proposed by the South Shore. One long blast is sounded in fog."


@pytest.fixture
def writer() -> User:
    return make_user(role="editor")


@pytest.fixture
def client(writer: User) -> Client:
    return signed_in(writer)


def text(place: int, party: str, issuer: str, pasted: str, **fields: str) -> dict[str, Any]:
    """What a browser sends for one text."""
    values = {
        "party": party,
        "issuer": issuer,
        "title": f"Readout of the {issuer}",
        "pasted": pasted,
        "day": "2025-04-16",
    }
    values |= {"language": "en", "kind": "readout", "extent": "whole", "read_by": "person"}
    return {f"texts-{place}-{name}": value for name, value in (values | fields).items()}


TEXTS = {
    **text(0, "NORTHSHORE", "Ferry Board", NORTH),
    **text(1, "SOUTHSHORE", "Harbour Office", SOUTH),
    "texts-rows": "2",
    "language": "en",
    "marking": "public",
}


def mention(place: int, subject: str, quotation: str, **fields: str) -> dict[str, str]:
    """What a browser sends for one passage, and for its subject being mentioned."""
    values = {"quotation": quotation, "sentence": "Both agreed to a test.", "voice": "both", "act": "agreed"} | fields
    prefix = f"findings-{place}-{subject}"
    written = {f"{prefix}-mentions-0-{name}": value for name, value in values.items()}
    return {f"{prefix}-state": "mentions", f"{prefix}-mentions-rows": "1", **written}


FOUND = mention(0, LINE, "agreed to a test call each day") | mention(1, LINE, "A test call was proposed", voice="own")


def post(client: Client, act: str, *values: dict[str, Any], form: str = FORM) -> Any:
    page = client.get(form).context["page"]
    sent = {"form_key": page.form_key, **TEXTS, "act": act}
    for each in values:
        sent |= each
    return client.post(form, sent)


def shown(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))


def fields_with_faults(answer: Any) -> set[str]:
    return {anchor.removeprefix("id_") for anchor, _label, _message in answer.context["form"].faults}


def recorded() -> Entry:
    return Entry.objects.get(of__key=DEVELOPMENT, kind=EntryKind.READOUTS)


def test_a_development_leads_to_the_form_and_a_comparison_to_its_correction(client: Client) -> None:
    assert f'href="{FORM}"' in shown(client.get(f"/journal/{DEVELOPMENT}/"))
    compared = shown(client.get("/journal/two-shores-EV-03/"))
    assert f'href="{CORRECTION}"' in compared
    assert "Compare the texts of this meeting" not in compared
    assert client.get(f"/journal/{COMPARISON}/correct/")["Location"] == CORRECTION


def test_who_may_not_log_is_refused_and_whose_it_is_not_does_not_correct() -> None:
    reader, participant = signed_in(make_user(role="reader")), signed_in(make_participant())

    assert "Compare the texts" not in shown(reader.get(f"/journal/{DEVELOPMENT}/"))
    assert reader.get(FORM).status_code == reader.post(FORM, TEXTS).status_code == 403
    assert participant.get(CORRECTION).status_code == participant.post(CORRECTION, TEXTS).status_code == 403
    assert Client().get(FORM)["Location"].startswith("/accounts/login/")
    assert Client().post(FORM, TEXTS | {"act": "save"}).status_code == 401


@pytest.mark.parametrize("key", ["two-shores-nothing", "two-shores-CH-01"])
def test_only_a_development_that_is_seen_has_the_form(client: Client, key: str) -> None:
    assert client.get(f"/journal/{key}/compare/").status_code == 404


def test_it_begins_with_a_text_of_each_side_and_no_subject(client: Client) -> None:
    form = client.get(FORM).context["form"]

    assert [row["party"].value() for row in form.texts] == ["NORTHSHORE", "SOUTHSHORE"]
    assert not form.subjects


def test_the_texts_are_checked_before_the_subjects(client: Client) -> None:
    answer = post(client, "texts", {"texts-0-party": "", "texts-1-title": "", "texts-1-day": "soon"})

    assert answer.status_code == 400
    assert fields_with_faults(answer) == {"texts-0-party", "texts-1-title", "texts-1-day"}
    assert "Both sides agreed to a test call" in shown(answer)


def test_subjects_show_the_passages_in_which_their_words_stand(client: Client) -> None:
    answer = post(client, "texts")

    [line, fog] = [part for part in answer.context["form"].subjects if part.subject.key in (LINE, FOG)]
    assert [[passage.paragraph for passage in part.passages] for part in line.findings] == [[2], [2]]
    assert [part.summary for part in fog.findings] == ["Words not found", "Words found"]
    assert "<mark>test call</mark>" in shown(answer)


def test_other_words_are_found_and_what_was_chosen_stays(client: Client) -> None:
    answer = post(client, f"find:{LINE}", {f"words-{LINE}": "harbour masters，Sailings", **FOUND})

    part = answer.context["form"].subjects[0]
    assert part.is_open
    assert [[passage.paragraph for passage in each.passages] for each in part.findings] == [[1, 2], [1]]
    assert "agreed to a test call each day" in shown(answer)


def test_words_are_taken_over_by_one_press(client: Client) -> None:
    answer = post(client, f"take:0:2:{LINE}")

    taken = answer.context["form"].subjects[0].findings[0]
    assert taken.form.state_value == FindingState.MENTIONS
    [row] = taken.mentions
    assert (row["quotation"].value(), row["paragraph"].value()) == ("Both sides agreed to a test call each day.", "2")


@pytest.mark.parametrize(
    "press", ["take:9:2:two-shores-telephone-line", "take:0:99:nothing", "take:::", "write:0:x", "find:x"]
)
def test_a_press_that_names_nothing_changes_nothing(client: Client, press: str) -> None:
    assert post(client, press).status_code == 200


def test_what_is_in_no_passage_of_a_text_read_whole_is_said_by_one_press(client: Client) -> None:
    answer = post(client, "rest", {"texts-1-extent": "part"})

    states = {
        part.subject.key: [each.form.state_value for each in part.findings] for part in answer.context["form"].subjects
    }
    assert states[FOG] == ["not_in_text", "not_looked_for"]
    assert states[LINE] == ["not_looked_for", "not_looked_for"]


NEW = {"new_subject-title": "Lamp oil", "new_subject-looked_for": "oil, 灯油"}


def test_an_editor_adds_a_subject_that_is_missing_and_goes_on(client: Client) -> None:
    answer = post(client, "new_subject", NEW, FOUND)

    subject = Subject.objects.get(key="two-shores-lamp-oil")
    assert subject.looked_for == {"en": ["oil"], "zh-hans": ["灯油"]}
    [added] = [part for part in answer.context["form"].subjects if part.subject == subject]
    assert added.is_open
    assert "agreed to a test call each day" in shown(answer)

    again = post(client, "new_subject", NEW)
    assert again.status_code == 400
    assert "There is already a subject with this title." in shown(again)


def test_who_is_no_editor_adds_no_subject() -> None:
    contributor = signed_in(make_user())

    assert "Add a subject" not in shown(post(contributor, "texts"))
    assert post(contributor, "new_subject", NEW).status_code == 403


def test_a_preview_shows_how_the_texts_will_compare_and_keeps_nothing(client: Client) -> None:
    judged = {f"judgements-{LINE}-sameness": "not_the_same", f"judgements-{LINE}-sentence": "One says agreed."}

    answer = post(client, "preview", FOUND, judged)

    assert answer.status_code == 200, answer.context["form"].faults
    assert "In both, but not the same" in shown(answer)
    assert "Record the comparison" in shown(answer)
    assert list(mistakes(answer.content.decode())) == []
    assert not Entry.objects.filter(of__key=DEVELOPMENT).exists()


def test_two_presses_record_one_comparison_with_the_texts_as_files(client: Client) -> None:
    sent = {"form_key": client.get(FORM).context["page"].form_key, **TEXTS, **FOUND, "act": "save"}

    first, second = client.post(FORM, sent), client.post(FORM, sent)

    comparison = recorded()
    assert first["Location"] == second["Location"] == f"/journal/{comparison.key}/"
    north, south = comparison.texts.all()
    assert north.evidence.file is not None
    assert north.evidence.publisher == north.issuer == "Ferry Board"
    assert [row.quotation for row in south.findings.filter(state="mentions")] == ["A test call was proposed"]
    assert comparison.marking == "public"


FAULTS = [
    (mention(0, LINE, "they never agreed"), f"findings-0-{LINE}-mentions-0-quotation"),
    (mention(0, LINE, "a test call", sentence="", voice=""), f"findings-0-{LINE}-mentions-0-sentence"),
    ({f"findings-0-{FOG}-state": "not_in_text", "texts-0-extent": "part"}, f"findings-0-{FOG}-state"),
    ({f"findings-1-{FOG}-state": "mentions"}, f"findings-1-{FOG}-state"),
    ({"texts-0-url": "ftp://example.org/"}, "texts-0-url"),
    ({"texts-0-pasted": "", "texts-0-url": ""}, "texts-0-url"),
    ({"texts-0-pasted": "<svg>is not accepted</svg>"}, "texts-0-pasted"),
    ({"texts-0-day": "2999"}, "texts-0-day"),
    ({"texts-1-party": "NORTHSHORE"}, "texts"),
    ({"texts-1-leave_out": "on"}, "texts"),
    ({"related": "no-such-key"}, "related"),
    ({"marking": "secret"}, "marking"),
    ({"unread_texts-rows": "1", "unread_texts-0-title": "A letter"}, "unread_texts-0-party"),
    ({f"judgements-{LINE}-sentence": "One says agreed."}, f"judgements-{LINE}-sameness"),
    ({f"judgements-{LINE}-sameness": "same"}, f"judgements-{LINE}-sentence"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "field"), FAULTS)
@pytest.mark.parametrize("act", ["preview", "save"])
def test_each_fault_stands_at_its_field_and_nothing_is_lost(
    client: Client, act: str, wrong: dict[str, str], field: str
) -> None:
    answer = post(client, act, wrong)

    assert answer.status_code == 400
    assert field in fields_with_faults(answer)
    for typed in (
        "Ferry Board",
        "One long blast is sounded in fog.",
        *(value for name, value in wrong.items() if value and name != "marking"),
    ):
        assert typed in shown(answer)
    assert not Entry.objects.filter(of__key=DEVELOPMENT).exists()


def test_a_file_becomes_the_text_and_one_that_is_none_is_named(client: Client) -> None:
    page = SimpleUploadedFile("south.html", f"<!doctype html><p>{SOUTH}</p>".encode(), "text/html")
    answer = post(client, "texts", {"texts-1-pasted": "", "texts-1-file": page})
    assert [row.paragraphs for row in answer.context["form"].texts] == [2, 2]

    binary = SimpleUploadedFile("south.pdf", b"%PDF-1.7\xff\xfe", "application/pdf")
    answer = post(client, "texts", {"texts-1-pasted": "", "texts-1-file": binary})
    assert answer.status_code == 400
    assert fields_with_faults(answer) == {"texts-1-file"}


def test_a_source_on_record_is_chosen_and_its_stored_text_is_read(client: Client) -> None:
    post(client, "save", FOUND)
    known = recorded().texts.first()
    assert known is not None
    other = {"texts-0-source": known.evidence.key, "texts-0-pasted": "", "texts-0-title": ""}

    answer = post(client, "preview", other, form="/journal/two-shores-EV-11/compare/")

    assert answer.context["form"].texts.forms[0].words is not None


def test_the_copy_of_a_source_is_read_for_the_team_and_never_says_that_something_is_not_there(client: Client) -> None:
    source = make_evidence()
    make_capture(source, text=NORTH)
    copied = {"texts-0-source": source.key, "texts-0-pasted": "", "texts-0-title": ""}

    form = post(client, "rest", copied).context["form"]

    row = form.texts.forms[0]
    assert (row.words, row.is_copied) == (NORTH, True)
    assert any(part.passages for part in form.parts if part.row is row)
    assert not any(part.is_given for part in form.parts if part.row is row)


def test_a_correction_begins_with_all_that_was_said_and_asks_for_a_reason(client: Client, writer: User) -> None:
    comparison = Entry.objects.get(key=COMPARISON)
    page = client.get(CORRECTION)
    form = page.context["form"]
    assert form.texts.forms[0]["issuer"].value() == "Ferry Board, North Shore (fictional)"
    sent = values_on(form) | {"form_key": page.context["page"].form_key}

    unreasoned = client.post(CORRECTION, sent | {"act": "save"})
    assert fields_with_faults(unreasoned) == {"reason"}
    preview = client.post(CORRECTION, sent | {"act": "preview", "reason": "A word was wrong."})
    assert "The comparison as it is now" in shown(preview)
    client.post(CORRECTION, sent | {"act": "save", "reason": "A word was wrong."})

    correction = Entry.objects.get(corrects=comparison)
    assert readouts_of(correction) == readouts_of(comparison)
    assert correction.reasons.get().why == "A word was wrong."


def values_on(form: Any) -> dict[str, Any]:
    """What a browser sends of a form as it stands."""
    forms = [form.whole, *form.texts, *form.unread_texts, *(part.judgement for part in form.subjects)]
    for part in form.parts:
        forms += [part.form, *part.mentions]
    values = {f"{part.mentions.name}-rows": len(part.mentions.forms) for part in form.parts}
    values |= {"texts-rows": len(form.texts.forms), "unread_texts-rows": len(form.unread_texts.forms)}
    for each in forms:
        values |= {field.html_name: field.value() for field in each if field.value() not in (None, False)}
    return values


def test_a_comparison_that_is_there_is_not_recorded_again(client: Client, writer: User) -> None:
    page = client.get(FORM).context["page"]
    compare(Entry.objects.get(key=DEVELOPMENT), text_draft("NORTHSHORE"), text_draft("SOUTHSHORE"), by=writer)

    answer = client.post(FORM, {"form_key": page.form_key, **TEXTS, **FOUND, "act": "save"})

    assert answer.status_code == 409
    assert "The texts about this development are already compared" in shown(answer)
    assert "Ferry Board" in shown(answer)


def test_after_signing_in_again_what_was_typed_comes_back() -> None:
    writer = make_user(password="a-long-password")
    client = signed_in(writer)
    sent = {"form_key": client.get(FORM).context["page"].form_key, **TEXTS, **FOUND, "act": "save"}
    client.logout()

    asked = client.post(FORM, sent)
    typed = {"draft": hidden(asked, "draft"), "next": hidden(asked, "next"), "login": writer.email}
    page = client.post("/accounts/login/", {**typed, "password": "a-long-password"}, follow=True)

    assert asked.status_code == 401
    for words in ("One long blast is sounded in fog.", "agreed to a test call each day", "not saved yet."):
        assert words in shown(page)
    assert not Entry.objects.filter(of__key=DEVELOPMENT).exists()


def test_the_form_is_in_chinese_too(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"

    answer = shown(post(client, "preview", FOUND))

    assert "记录对照" in answer
    assert "按主题" in answer


def test_more_passages_and_subjects_ask_for_no_more_statements(client: Client) -> None:
    def statements(*values: dict[str, Any]) -> int:
        page = client.get(FORM).context["page"]
        sent = {"form_key": page.form_key, **TEXTS, "act": "texts"}
        for each in values:
            sent |= each
        with CaptureQueriesContext(connection) as queries:
            client.post(FORM, sent)
        return len(queries)

    assert statements(FOUND, {"texts-0-pasted": f"{NORTH}\n" * 40}) <= statements() <= 14
