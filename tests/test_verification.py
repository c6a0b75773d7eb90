"""Tampering shows: as a superuser, past privileges and triggers, whatever is changed is named by `verify_journal`."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.analysis.sealed_rows import entries_as_sealed, rows_of_entry
from measures.analysis.seals import commitment_of, seal_of
from measures.analysis.verification import Head, verify
from measures.models import Chain, Citation, Entry, Measure, ReviewState
from measures.operations.drafts import AssessmentDraft
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from tests.factories import (
    log,
    make_evidence,
    make_measure,
    make_party,
    make_report,
    make_user,
)
from tests.servers import superuser

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def tampering() -> Iterator[psycopg.Connection]:
    """The database as a superuser has it, with all triggers off."""
    address = superuser(Path(os.environ["CBM_VAR"]))
    with psycopg.connect(address, dbname=connection.settings_dict["NAME"], autocommit=True) as link:
        link.execute("SET session_replication_role = replica")
        yield link


def tamper(statement: str, *values: object) -> None:
    with tampering() as link:
        link.execute(statement.encode(), values)


def faults(*pinned: Head) -> list[str]:
    return [str(fault) for fault in verify(pinned).faults]


@pytest.fixture
def measure() -> Measure:
    make_party("SOUTHSHORE")
    return make_measure(parties=["NORTHSHORE", "SOUTHSHORE"])


@pytest.fixture
def entries(measure: Measure) -> list[Entry]:
    """A chain of four developments on one measure."""
    return [log(measure, title=f"Development {index}") for index in range(4)]


def test_a_source_of_an_entry_that_the_assessment_does_not_name_is_named(measure: Measure) -> None:
    source = make_evidence().key
    assessment = AssessmentDraft(on=measure.key, level=1, sources=[source])
    entry, other = log(measure, sources=[source], assessments=[assessment]), log(measure, sources=[source])

    tamper("UPDATE measures_ground SET citation_id = %s", Citation.objects.get(entry=other).pk)

    assert [fault.entry for fault in verify().faults] == [entry.key]


def test_a_changed_word_is_named_where_it_stands(entries: list[Entry]) -> None:
    tamper("UPDATE measures_entry SET title = 'Another' WHERE id = %s", entries[1].pk)

    [fault] = faults()
    assert f"entry {entries[1].key}, sequence 2: what it says is not what was sealed" in fault


def test_a_deleted_entry_in_the_middle_is_named(entries: list[Entry]) -> None:
    tamper("DELETE FROM measures_entry WHERE id = %s", entries[1].pk)

    gap, stray = faults()
    assert f"entry {entries[2].key}, sequence 3: what was between 1 and 3 is missing" in gap
    assert "of measures_bearing: its entry is gone" in stray


def delete(entry: Entry) -> None:
    tamper("DELETE FROM measures_bearing WHERE entry_id = %s", entry.pk)
    tamper("DELETE FROM measures_entry WHERE id = %s", entry.pk)


def test_a_deleted_end_is_named_by_pinned_heads_only(entries: list[Entry]) -> None:
    [head] = verify().heads

    delete(entries[3])

    assert faults() == []
    [fault] = faults(head)
    assert "sequence 4: its end is missing: the chain ends at 3" in fault


def test_a_deleted_chain_is_named_by_pinned_heads(entries: list[Entry]) -> None:
    [head] = verify().heads

    for entry in entries:
        delete(entry)
    assert "its end is missing: the chain ends at 0" in faults(head)[0]
    tamper("DELETE FROM measures_chain")

    assert faults() == []
    assert "the pinned chain is gone" in faults(head)[0]


def test_two_entries_in_each_others_place_are_named(entries: list[Entry]) -> None:
    for sequence, entry in ((9, entries[1]), (2, entries[2]), (3, entries[1])):
        tamper("UPDATE measures_entry SET sequence = %s WHERE id = %s", sequence, entry.pk)

    found = verify().faults

    assert {fault.entry for fault in found if "not what was sealed" in fault.what} == {e.key for e in entries[1:3]}
    assert {fault.entry for fault in found if "the order" in fault.what} == {e.key for e in entries[1:]}


def reseal() -> None:
    """Compute every commitment and seal of the chain again, as a superuser who knows how could."""
    seal = bytes(32)
    for entry in entries_as_sealed(Chain.objects.get()):
        commitment = commitment_of(bytes(entry.salt), rows_of_entry(entry))
        seal = seal_of(seal, commitment)
        tamper("UPDATE measures_entry SET commitment = %s, seal = %s WHERE id = %s", commitment, seal, entry.pk)


def test_a_chain_that_is_sealed_again_is_named_by_pinned_heads_only(entries: list[Entry]) -> None:
    [head] = verify().heads
    tamper("UPDATE measures_entry SET title = 'Another' WHERE id = %s", entries[1].pk)

    reseal()

    assert faults() == []
    [fault] = faults(head)
    assert "sequence 4: its seal is not the one that was pinned" in fault


def test_an_entry_that_was_recorded_before_its_predecessor_is_named(entries: list[Entry]) -> None:
    earlier = entries[1].recorded_at - timedelta(seconds=1)
    tamper("UPDATE measures_entry SET recorded_at = %s WHERE id = %s", earlier, entries[2].pk)

    reseal()

    [fault] = faults()
    assert f"entry {entries[2].key}, sequence 3: it was recorded before {entries[1].key}" in fault


def test_a_redaction_leaves_the_journal_green(entries: list[Entry]) -> None:
    redact_entry(entries[1], by=make_user(role="administrator"), reason="A private name stood in it.")

    assert faults() == []


def test_content_that_is_gone_without_a_redaction_is_named(entries: list[Entry]) -> None:
    redact_entry(entries[1], by=make_user(role="administrator"), reason="A private name stood in it.")
    tamper("DELETE FROM measures_redaction")

    [fault] = faults()
    assert f"{entries[1].key}, sequence 2: its content is gone, and no redaction says why" in fault


def test_a_redaction_that_took_nothing_away_is_named(entries: list[Entry]) -> None:
    user = make_user(role="administrator")
    redact_entry(entries[1], by=user, reason="A private name stood in it.")
    tamper("UPDATE measures_entry SET narrative = 'Again.' WHERE id = %s", entries[1].pk)

    [fault] = faults()
    assert f"{entries[1].key}, sequence 2: a redaction says that its content is gone, and it is not" in fault


def test_an_entry_in_the_chain_of_another_report_and_a_loosened_marking_are_named(measure: Measure) -> None:
    entry = log(measure, marking="internal")
    tamper("UPDATE measures_entry SET marking = 'public'")
    tamper("UPDATE measures_chain SET report_id = %s", make_report().pk)

    assert [fault.what for fault in verify().faults if fault.entry == entry.key] == [
        "it belongs to another report than its chain",
        "more people may read it than when it was written",
        "its marking is not the last one of its row history",
    ]


def test_the_name_of_an_author_goes_alone_and_what_else_was_said_verifies(entries: list[Entry]) -> None:
    tamper("UPDATE measures_entry SET author_name = '', name_salt = '' WHERE id = %s", entries[1].pk)

    # No redaction tells of it, so it is named: but nothing else of the entry, nor of the chain, is in doubt.
    assert [(fault.entry, fault.what) for fault in verify().faults] == [
        (entries[1].key, "the name of who wrote it is not what was sealed")
    ]


def test_a_format_that_nobody_knows_is_named(entries: list[Entry]) -> None:
    tamper("UPDATE measures_entry SET seal_format = 99 WHERE id = %s", entries[1].pk)

    [fault] = faults()
    assert "it is sealed in format 99, which this tracker does not know" in fault


def test_a_marking_that_was_changed_past_the_row_history_is_named(entries: list[Entry]) -> None:
    tighten_marking(entries[2], marking="participants", by=make_user(role="editor"))
    assert faults() == []

    tamper("UPDATE measures_entry SET marking = 'internal' WHERE key IN (%s, %s)", entries[0].key, entries[2].key)

    tampered = {entries[0].key, entries[2].key}
    assert {(fault.entry, fault.what) for fault in verify().faults} == {
        (key, "its marking is not the last one of its row history") for key in tampered
    }


def test_a_marking_that_was_loosened_past_the_guard_is_named_by_the_row_history(entries: list[Entry]) -> None:
    tighten_marking(entries[1], marking="internal", by=make_user(role="editor"))

    with psycopg.connect(os.environ["CBM_OWNER_DATABASE_URL"]) as link:
        link.execute("ALTER TABLE measures_entry DISABLE TRIGGER guard_entry_before_update")
        link.execute("UPDATE measures_entry SET marking = 'public' WHERE id = %s", [entries[1].pk])
        link.execute("ALTER TABLE measures_entry ENABLE TRIGGER guard_entry_before_update")

    [fault] = verify().faults
    assert (fault.entry, fault.what) == (
        entries[1].key,
        "its marking was loosened from internal to public, as its row history tells",
    )


def test_a_source_that_waits_otherwise_than_its_reviews_say_is_named() -> None:
    accepted, waiting = make_evidence(), make_evidence(state=ReviewState.PENDING)
    assert faults() == []

    tamper("UPDATE measures_evidence SET waits_for_review = NOT waits_for_review")

    what = "whether it waits for a review is not what its reviews say"
    assert {(fault.source, fault.what) for fault in verify().faults} == {(accepted.key, what), (waiting.key, what)}


def test_a_chain_is_walked_in_a_constant_number_of_queries(entries: list[Entry]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert verify().entries == 4
    for index in range(20):
        log(entries[0].bearings.get().measure, title=f"More {index}")
    with CaptureQueriesContext(connection) as more:
        assert verify().entries == 24

    assert len(more) == len(few)


def verified(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_journal", *arguments, stdout=out)
    return out.getvalue()


def test_heads_are_pinned_and_compared_by_the_command(entries: list[Entry], measure: Measure, tmp_path: Path) -> None:
    pins = tmp_path / "heads.jsonl"

    assert "4 entries and 0 reviews in 1 chains verified, no fault found." in verified("--write-heads", str(pins))
    [head] = map(json.loads, pins.read_text().splitlines())
    assert head == {
        "report": measure.report.slug, "marking": "public", "sequence": 4, "seal": bytes(entries[3].seal).hex(),
        "kind": "journal",
    }  # fmt: skip
    log(measure)
    assert "no fault" in verified("--heads", str(pins))
    without_kind = {name: value for name, value in head.items() if name != "kind"}
    for document in ([head], {"next": None, "results": [head]}, head, without_kind):
        pins.write_text(json.dumps(document))
        assert "no fault" in verified("--heads", str(pins))
    pins.write_text(json.dumps([{**head, "seal": "00" * 32}]))
    with pytest.raises(CommandError, match="1 faults found"):
        verified("--heads", str(pins))


def test_the_command_names_each_fault_and_fails(entries: list[Entry], tmp_path: Path) -> None:
    tamper("UPDATE measures_entry SET title = 'Another' WHERE id = %s", entries[1].pk)
    out, pins = StringIO(), tmp_path / "heads.jsonl"

    with pytest.raises(CommandError, match="4 entries and 0 reviews in 1 chains walked, 1 faults found") as raised:
        call_command("verify_journal", "--json", "--write-heads", str(pins), stdout=out)

    assert raised.value.returncode == 1
    assert [fault["entry"] for fault in json.loads(out.getvalue())["faults"]] == [entries[1].key]
    assert not pins.exists()


@pytest.mark.parametrize("text", ["", "nonsense", '{"next": "page 2", "results": []}', '[{"report": "x"}]'])
def test_a_file_without_heads_is_refused(text: str, tmp_path: Path) -> None:
    pins = tmp_path / "heads.json"
    pins.write_text(text)

    if not text:
        pins.unlink()
    with pytest.raises(CommandError, match="holds no heads"):
        verified("--heads", str(pins))


def test_the_record_of_both_reports_verifies(committed_reports: None) -> None:
    findings = verify()

    assert findings.faults == []
    assert findings.entries == Entry.objects.count() > 0
