"""Logging what somebody said on the form: alone or with a development, corrected, taken away, never twice."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from measures.analysis.quotations import stands_in_file
from measures.models import Entry, EntryKind, Evidence, Measure, Report, Statement, Subject
from measures.operations.evidence import record_evidence
from measures.operations.redactions import redact_entry
from tests.factories import (
    make_ambiguity,
    make_capture,
    make_evidence,
    make_measure,
    make_party,
    make_subject,
    make_user,
)
from tests.files import draft
from tests.markup import words_of

pytestmark = pytest.mark.django_db

WORDS = "The strait is open to all who keep its peace."


@pytest.fixture
def report() -> Report:
    make_party("SOUTHSHORE")
    measure: Measure = make_measure(code="BEACON-1")
    return measure.report


@pytest.fixture
def source(report: Report) -> Evidence:
    return make_evidence(title="The harbour master’s speech")


@pytest.fixture
def subject(report: Report) -> Subject:
    return make_subject(report, "passage")


@pytest.fixture
def client(report: Report) -> Client:
    client = Client()
    client.force_login(make_user())
    return client


def row(number: int = 0, **fields: Any) -> dict[str, Any]:
    """One statement as a browser sends it."""
    usual = {
        "parties": ["NORTHSHORE"], "authority": "leader", "voice": "own", "about": "itself",
        "speaker": "The harbour master", "quotation": WORDS, "quotation_language": "en", "speech": "direct",
        "translation_by": "ours", "acts": ["states", "asks"],
        **{f"{name}_{slot}": value for slot in range(8)
           for name, value in (("how", "answers"), ("manner", "words"), ("basis", "ours"))},
    }  # fmt: skip
    return {f"statements-{number}-{name}": value for name, value in (usual | fields).items()}


def form_sent(page: Any, *rows: dict[str, Any], act: str = "save", **fields: Any) -> dict[str, Any]:
    values = {
        "act": act, "report": page.context["page"].report.slug, "form_key": page.context["page"].form_key,
        "occurred": "2024-07-17", "language": "en", "marking": "public", "statements-rows": "3", "sources-rows": "1",
        "sources-0-grade": "F", "sources-0-credibility": "6", "sources-0-kind": "press",
    }  # fmt: skip
    for each in rows:
        values |= each
    return values | fields


def log_words(client: Client, report: Report, *rows: dict[str, Any], **fields: Any) -> Any:
    page = client.get("/log/", {"report": report.slug, "kind": "statement"})
    return client.post("/log/?kind=statement", form_sent(page, *rows, **fields))


def test_words_alone_are_logged_with_all_that_is_said_of_them(
    client: Client, report: Report, source: Evidence, subject: Subject
) -> None:
    unclear = make_ambiguity(report)
    first = row(
        parties=["NORTHSHORE", "SOUTHSHORE"], office="Harbour office", occasion="Speech on the pier",
        place="North Pier", to=["SOUTHSHORE", "all"], subjects=[subject.key], on=[unclear.key], about="both",
        translation_zh_hans="海峡向所有维护和平者开放。", source=source.key, note="As read out.",
    )  # fmt: skip

    answer = log_words(client, report, first, row(1, speaker="The lighthouse keeper"), cites=[source.key])

    entry = Entry.objects.get()
    assert answer.status_code == 302
    assert entry.kind == EntryKind.STATEMENT
    one, other = entry.statements.order_by("pk")
    assert (one.parties, one.acts, one.to) == (["NORTHSHORE", "SOUTHSHORE"], ["states", "asks"], ["SOUTHSHORE", "all"])
    assert {place.key for place in one.places.all()} == {subject.key, unclear.key}
    assert (str(one.said_on), other.speaker) == ("2024-07-17", "The lighthouse keeper")
    assert one.citation.evidence == source


def test_a_later_statement_refers_to_an_earlier_one(client: Client, report: Report, source: Evidence) -> None:
    log_words(client, report, row(), cites=[source.key])
    earlier = Statement.objects.get()

    log_words(client, report, row(statement_1=earlier.key, how_1="repeats", basis_1="stated"), cites=[source.key])

    reference = Statement.objects.exclude(pk=earlier.pk).get().references.get()
    assert (reference.to_statement, reference.how, reference.basis) == (earlier.key, "repeats", "stated")


def test_words_are_logged_in_chinese(client: Client, report: Report, source: Evidence) -> None:
    client.cookies["django_language"] = "zh-hans"

    page = client.get("/log/", {"report": report.slug, "kind": "statement"}, headers={"accept-language": "zh-hans"})
    assert "谁说了什么" in page.content.decode()
    zh = row(quotation="海峡向所有维护和平者开放。", quotation_language="zh-hans", speaker="港务长")
    answer = client.post("/log/?kind=statement", form_sent(page, zh, cites=[source.key], language="zh-hans"))

    assert answer.status_code == 302
    assert Statement.objects.get().quotation_language == "zh-hans"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"parties": []}, "parties"),
        ({"acts": []}, "acts"),
        ({"speaker": ""}, "speaker"),
        ({"authority": ""}, "authority"),
        ({"quotation": "word " * 61}, "quotation"),
        ({"about": "NORTHSHORE"}, "about"),
        ({"said_on": "17 xyz"}, "said_on"),
        ({"statement_2": "nothing"}, "statement_2"),
        ({"entry_1": "nothing"}, "entry_1"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    client: Client, report: Report, source: Evidence, fields: dict[str, Any], field: str
) -> None:
    answer = log_words(client, report, row(**{"to": ["SOUTHSHORE", "all"]} | fields), cites=[source.key])

    assert answer.status_code == 400
    form = answer.context["rows"]["statements"].forms[0]
    assert field in form.errors
    assert form["to"].value() == ["SOUTHSHORE", "all"]
    assert not Entry.objects.exists()


def test_one_more_row_loses_nothing_that_was_chosen(client: Client, report: Report, source: Evidence) -> None:
    answer = log_words(client, report, row(to=["SOUTHSHORE", "all"]), cites=[source.key], act="add-statements")

    forms = answer.context["rows"]["statements"].forms
    assert len(forms) == 4
    assert forms[0]["acts"].value() == ["states", "asks"]
    assert 'value="all" id="id_statements-0-to_' in answer.content.decode().replace(" checked", "")


def test_a_second_click_logs_nothing_twice(client: Client, report: Report, source: Evidence) -> None:
    page = client.get("/log/", {"report": report.slug, "kind": "statement"})
    values = form_sent(page, row(), cites=[source.key])

    for _click in range(2):
        client.post("/log/?kind=statement", values)

    assert Statement.objects.count() == 1


def test_a_correction_keeps_takes_away_and_adds_statements(client: Client, report: Report, source: Evidence) -> None:
    log_words(client, report, row(), row(1, speaker="The lighthouse keeper"), cites=[source.key])
    entry = Entry.objects.get()
    kept, gone = entry.statements.order_by("pk")
    page = client.get(f"/journal/{entry.key}/correct/")
    shown = page.context["rows"]["statements"].forms
    assert [form["key"].value() for form in shown] == [kept.key, gone.key]

    client.post(
        f"/journal/{entry.key}/correct/",
        form_sent(
            page,
            row(key=kept.key, source=source.key),
            row(1, key=gone.key, speaker="The lighthouse keeper", is_taken_away="on"),
            row(2, speaker="The pilot"),
            cites=[source.key],
            reason="The keeper said nothing.",
        ),
    )

    corrected = Entry.objects.get(corrects=entry)
    found = {each.speaker: each.key for each in corrected.statements.all()}
    assert found.keys() == {"The harbour master", "The pilot"}
    assert found["The harbour master"] == kept.key


def test_redacted_words_are_nowhere(client: Client, report: Report, source: Evidence) -> None:
    log_words(client, report, row(), cites=[source.key])
    entry = Entry.objects.get()

    redact_entry(entry, reason="Not said.", by=make_user(role="administrator"))

    for address in (f"/journal/{entry.key}/", f"/statements/?report={report.slug}"):
        assert WORDS not in client.get(address).content.decode()


def test_words_are_logged_corrected_and_redacted_in_chinese_from_nothing(client: Client, report: Report) -> None:
    client.cookies["django_language"] = "zh-hans"
    words, listed = "海峡向所有维护和平者开放。", f"/statements/?report={report.slug}"
    typed = row(parties=["SOUTHSHORE"], speaker="港务长", quotation=words, quotation_language="zh-hans")
    new = {"sources-0-title": "讲话", "sources-0-publisher": "港务局", "sources-0-language": "zh-hans"}

    def file() -> dict[str, Any]:
        return {"sources-0-file": SimpleUploadedFile("speech.txt", f"各位好。{words}".encode())}

    preview = words_of(
        log_words(client, report, typed, act="preview", language="zh-hans", **new, **file()).content.decode()
    )
    assert "副本中有原话" in preview and not Statement.objects.exists()
    saved = log_words(client, report, typed, language="zh-hans", **new, **file())
    entry = Entry.objects.get()
    shown = client.get(saved.url, follow=True).content.decode()
    assert words in shown and "副本中有原话" in shown and "港务长" in client.get(listed).content.decode()

    address = f"/journal/{entry.key}/correct/"
    page = client.get(address)
    kept = {"statements-0-key": entry.statements.get().key, "cites": page.context["form"].cites, "reason": "更正职务。"}
    client.post(address, form_sent(page, typed | kept | {"statements-0-office": "港务局"}))
    correction = Entry.objects.get(corrects=entry)
    assert correction.statements.get().office == "港务局"

    administrator = make_user(role="administrator")
    for each in (entry, correction):
        redact_entry(each, reason="并未说过。", by=administrator)
    answers = [
        listed, f"{listed}&format=csv", "/search/?q=海峡", f"/journal/{entry.key}/", f"/journal/{correction.key}/",
        f"/api/v1/statements/?report={report.slug}", f"/api/v1/entries/?report={report.slug}",
    ]  # fmt: skip
    for address in answers:
        answer = client.get(address)
        said = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200 and "维护和平者" not in said.decode(), address


@pytest.mark.parametrize(
    ("text", "state"), [(WORDS, "Found there word for word"), ("Silence.", "Not found in the copy")]
)
def test_the_preview_compares_words_with_the_copy(
    client: Client, report: Report, source: Evidence, text: str, state: str
) -> None:
    make_capture(source, text=text)

    answer = log_words(client, report, row(), cites=[source.key], act="preview")

    assert state in words_of(answer.content.decode())
    assert not Statement.objects.exists()


def test_words_are_compared_with_a_text_file_that_comes_along(client: Client, report: Report) -> None:
    new = {"sources-0-title": "Speech", "sources-0-publisher": "Harbour office", "sources-0-language": "en"}

    def file() -> dict[str, Any]:
        return {"sources-0-file": SimpleUploadedFile("speech.txt", f"Dear all. {WORDS}".encode())}

    previewed = log_words(client, report, row(), act="preview", **new, **file())
    assert "Found there word for word" in words_of(previewed.content.decode())
    saved = log_words(client, report, row(), **new, **file())
    assert "found there word for word" in words_of(client.get(saved.url).content.decode())


def test_a_stored_file_is_read_once_for_its_words_however_often_they_are_shown(client: Client, report: Report) -> None:
    stands_in_file.cache_clear()
    source = record_evidence(draft(f"Dear all. {WORDS}".encode(), "speech.txt"), by=make_user())
    saved = log_words(client, report, row(), cites=[source.key])

    for _ in range(3):
        assert "found there word for word" in words_of(client.get(saved.url).content.decode())

    assert stands_in_file.cache_info().misses == 1
