"""The summary of a report: short, in both languages, signed and dated, by a person or by a library."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.test import Client

from measures.analysis.seals import PRESENT_FORMAT
from measures.errors import NotAllowedError
from measures.library.load import load_library
from measures.models import Entry, Report, User
from measures.operations.drafts import EntryDraft, summary_draft
from measures.operations.entries import correct_entry, write_summary
from measures.operations.redactions import redact_entry
from tests.factories import (
    TODAY,
    client_of,
    draft_of,
    get,
    log,
    make_measure,
    make_participant,
    make_report,
    make_user,
    standing,
)
from tests.markup import words_of

pytestmark = pytest.mark.django_db
FIXTURES = Path(__file__).parent.parent / "fixtures"


def draft(**fields: Any) -> EntryDraft:
    values = {
        "as_of": date(2026, 10, 31),
        "written_on": TODAY,
        "text": "The lamps are lit.",
        "text_zh_hans": "灯已点亮。",
    }
    return summary_draft(**values | fields)


def write(report: Report, *, by: User | None = None, **fields: Any) -> Entry:
    return write_summary(report, draft(**fields), by=by or make_user(), on=TODAY)


def faults_of(report: Report, **fields: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        write(report, **fields)
    assert not report.entries.filter(kind="summary").exists()
    return refused.value.message_dict


def test_a_summary_is_signed_and_dated_and_moves_no_status() -> None:
    measure = make_measure(status="agreed")
    before = standing(measure)

    summary = write(measure.report, by=make_user(name="Wei"), rests_on=[measure.report.entries.get().key])

    assert (summary.kind, summary.author_name, str(summary.occurred)) == ("summary", "Wei", "2026-10-31")
    assert (summary.written_on, summary.seal_format) == (TODAY, PRESENT_FORMAT)
    assert (standing(measure).status, standing(measure).last_checked) == (before.status, before.last_checked)


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"text": "lamp " * 61}, "text", "at most 60 words; this one has 61"),
        ({"text_zh_hans": "灯" * 131}, "text_zh_hans", "at most 130 Chinese characters; this one has 131"),
        ({"text": ""}, "text", "cannot be empty"),
        ({"text_zh_hans": ""}, "text_zh_hans", "cannot be empty"),
        ({"as_of": date(2026, 11, 26)}, "as_of", "is in the future"),
        ({"written_on": date(2026, 10, 30)}, "written_on", "on or after its last day"),
        ({"rests_on": ["nothing"]}, "rests_on.0", "nothing with the key"),
    ],
)
def test_a_summary_that_breaks_a_rule_says_which(fields: dict[str, Any], field: str, words: str) -> None:
    found = faults_of(make_report(), **fields)

    assert set(found) >= {field}
    assert words in " ".join(found[field])


def test_sixty_words_and_a_hundred_and_thirty_characters_are_short_enough() -> None:
    assert write(make_report(), text="lamp " * 60, text_zh_hans="灯" * 130)


@pytest.mark.parametrize("writer", ["reader", "participant"])
def test_only_the_team_writes_summaries(writer: str) -> None:
    user = make_participant() if writer == "participant" else make_user(role="reader")

    with pytest.raises(NotAllowedError):
        write(make_report(), by=user)


def test_a_summary_is_no_more_widely_read_than_what_it_rests_on() -> None:
    hidden = log(make_measure(marking="internal"))

    assert "marking" in faults_of(hidden.report, rests_on=[hidden.key])
    assert write(hidden.report, rests_on=[hidden.key], marking="internal")


def test_a_summary_is_corrected_by_a_summary_only() -> None:
    measure, by = make_measure(), make_user(role="editor")
    summary, development = write(measure.report, by=by), log(measure, by=by)

    for entry, other in ((summary, draft_of(measure)), (development, draft(reason="It was wrong."))):
        with pytest.raises(ValidationError, match="A summary corrects, and is corrected by, only another summary"):
            correct_entry(entry, other, by=by, on=TODAY)
    corrected = correct_entry(summary, draft(text="Two lamps are lit.", reason="One was missed."), by=by, on=TODAY)

    assert list(measure.report.entries.filter(kind="summary").counting()) == [corrected]


def test_a_redacted_summary_says_nothing() -> None:
    summary = write(make_report(), rests_on=[])
    redact_entry(summary, by=make_user(role="administrator"), reason="A name.")

    summary = Entry.objects.get(pk=summary.pk)
    assert (summary.title, summary.title_zh_hans) == ("", "")


def test_a_program_writes_reads_and_corrects_a_summary() -> None:
    measure = make_measure()
    grounds, client = log(measure).key, client_of(make_user(name="Wei"))
    body = {"as_of": "2026-10-31", "text": "The lamps are lit.", "text_zh_hans": "灯已点亮。", "rests_on": [grounds]}

    made = client.post("/api/v1/summaries/", {**body, "report": measure.report.slug}, format="json")
    assert made.status_code == 201, made.content
    key = made.json()["key"]
    [row] = get("summaries/")["results"]
    again = client.post(
        f"/api/v1/summaries/{key}/correction/",
        {**body, "text": "One lamp is lit.", "reason": "Miscounted."},
        format="json",
    )

    assert (row["title"], row["rests_on"], row["author_role"]) == ("The lamps are lit.", [grounds], "analyst")
    assert (again.status_code, again.json()["corrects"]) == (201, key)


def test_a_summary_that_is_too_long_is_refused_with_its_field() -> None:
    body = {"as_of": "2026-10-31", "text": "lamp " * 61, "text_zh_hans": "灯已点亮。", "report": make_report().slug}
    answer = client_of(make_user()).post("/api/v1/summaries/", body, format="json")

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, ["text"])


def test_a_person_writes_a_summary_on_a_page_and_corrects_it() -> None:
    report, browser = make_report(), Client()
    browser.force_login(make_user(role="editor", name="Wei"))
    sent = {"as_of": "2026-10-31", "text": "The lamps are lit.", "text_zh_hans": "灯已点亮。", "marking": "public"}

    refused = browser.post(f"/reports/{report.slug}/summary/", {**sent, "text": "lamp " * 61})
    assert (refused.status_code, "this one has 61" in refused.content.decode()) == (400, True)
    browser.post(f"/reports/{report.slug}/summary/", sent)
    summary = report.entries.get()
    correction = {**sent, "text": "Two lamps are lit.", "reason": "One was missed."}
    browser.post(f"/journal/{summary.key}/correct/summary/", correction)

    assert report.entries.counting().get().title == "Two lamps are lit."
    shown = words_of(browser.get(f"/journal/{report.entries.counting().get().key}/").content.decode())
    assert "Two lamps are lit. Wei · up to 31 October 2026 , written on" in shown


def test_the_form_of_a_correction_begins_with_what_the_summary_says() -> None:
    report, by, browser = make_report(), make_user(role="editor"), Client()
    browser.force_login(by)
    summary = write(report, by=by)

    shown = browser.get(f"/journal/{summary.key}/correct/", follow=True).content.decode()

    assert "The lamps are lit." in shown
    assert "灯已点亮。" in shown


def library(tmp_path: Path, **changes: Any) -> Path:
    """The fictional report with another summary."""
    content = yaml.safe_load((FIXTURES / "two-shores.yaml").read_text(encoding="utf-8"))
    content["record"]["summary"] |= changes
    path = tmp_path / "two-shores.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.usefixtures("reports")
def test_a_library_brings_its_summary_and_a_later_one_stands_beside_it(tmp_path: Path) -> None:
    [first] = Entry.objects.filter(report__slug="two-shores", kind="summary")
    assert {row.development.key for row in first.related.all()} == {
        f"two-shores-EV-{number}" for number in (10, 11, 12)
    }

    corrected = load_library(library(tmp_path, text={"en": "Quiet.", "zh-hans": "平静。"}))
    assert (corrected["summaries"].changed, corrected["entries"].changed) == (1, 0)
    later = load_library(library(tmp_path, as_of="2026-11-20", written_on="2026-11-21"))

    assert (later["summaries"].added, later["summaries"].changed) == (1, 0)
    counting = Entry.objects.filter(report__slug="two-shores", kind="summary").counting().order_by("counts_from")
    assert [str(entry.occurred) for entry in counting] == ["2026-10-31", "2026-11-20"]
