"""The journal is written once: the database refuses the rest, seals show it, redaction is the one exception."""

import hashlib
import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from measures.analysis.seals import canonical, content_of
from measures.errors import NotAllowedError, RedactedEntryError
from measures.models import Assessment, Bearing, Chain, Entry, JournalRow, Marking, Measure, Standing, StoredFile
from measures.models.markings import is_within
from measures.operations.account_log import note_event
from measures.operations.clock import clock
from measures.operations.drafts import AssessmentDraft
from measures.operations.redactions import redact_entry
from tests.clocks import record_by
from tests.factories import log, make_evidence, make_measure, make_user
from tests.full_journal import write_everything
from tests.servers import ANY_MOMENT
from tests.test_seals import stored
from tests.wings import samples

WRITTEN_ONCE = [
    "measures_accountevent",
    "measures_bearing", "measures_capture", "measures_citation", "measures_correctionreason",
    "measures_dissent", "measures_entry", "measures_ground", "measures_judgement", "measures_milestonemark",
    "measures_readouttext", "measures_redaction",
    "measures_relateddevelopment", "measures_review", "measures_rowchange", "measures_secondagreement",
    "measures_statement", "measures_statementplace", "measures_statementreference", "measures_storedfile",
    "measures_textfinding", "measures_unreadtext", "measures_view",
    *chain.from_iterable(each.not_sealed for each in samples()),
]  # fmt: skip
KEYS = {"measures_storedfile": "sha256"}
CHANGES: dict[str, Callable[[str], str]] = {
    "update": lambda table: "UPDATE {0} SET {1} = {1}".format(table, KEYS.get(table, "id")),
    "delete": lambda table: f"DELETE FROM {table}",
    "truncate": lambda table: f"TRUNCATE {table} CASCADE",
}


def log_everything(measure: Measure, **fields: Any) -> Entry:
    """An entry with a bearing, an assessment that rests on its source, and a reviewed source."""
    source = make_evidence()
    assessment = AssessmentDraft(on=measure.key, about="NORTHSHORE", level=1, sources=[source.key])
    return log(measure, sources=[source.key], assessments=[assessment], **fields)


def attempt(database: BaseDatabaseWrapper, sql: str) -> None:
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", WRITTEN_ONCE)
def test_the_application_may_not_change_the_journal(db: None, table: str, change: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        attempt(connection, CHANGES[change](table))


def test_the_application_may_change_a_marking_and_nothing_else_of_an_entry(db: None) -> None:
    entry = log(make_measure())

    attempt(connection, f"UPDATE measures_entry SET marking = 'internal' WHERE id = {entry.pk}")

    assert Entry.objects.get().marking == "internal"
    for column in ("title", "narrative", "occurred", "seal", "sequence", "author_id"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            attempt(connection, f"UPDATE measures_entry SET {column} = {column}")


def forged(entry: Entry, chain: Chain, sequence: int, recorded_at: datetime) -> Entry:
    """A row as somebody inserts it who can write SQL as the application."""
    other = Entry.objects.get(pk=entry.pk)
    other.pk, other.key, other.chain, other.sequence, other.recorded_at = None, "forged", chain, sequence, recorded_at
    return other


@pytest.mark.parametrize("days", [-2000, -1, 1, 2000])
@pytest.mark.parametrize("is_empty", [True, False])
def test_nothing_is_recorded_at_another_time_than_now(db: None, days: int, is_empty: bool) -> None:
    entry = log(make_measure())
    chain = Chain.objects.create(report=entry.report, marking="internal") if is_empty else entry.chain
    sequence = 1 if is_empty else 2

    with pytest.raises(IntegrityError, match="What is recorded now"), transaction.atomic():
        forged(entry, chain, sequence, clock() + timedelta(days=days)).save()

    forged(entry, chain, sequence, clock()).save()
    assert Entry.objects.filter(key="forged").exists()


def test_where_the_clock_was_set_back_rows_are_recorded_at_the_moment_of_the_last_one(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure, ahead = make_measure(), clock() + timedelta(days=3)
    with monkeypatch.context() as patch:
        record_by(lambda: ahead, patch)
        log(measure)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, '', true)", [ANY_MOMENT])

    entry = log(measure)

    assert entry.recorded_at == ahead


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
@pytest.mark.parametrize("role", ["default", "owner"])
@pytest.mark.parametrize("marking", Marking)
def test_the_guard_lets_a_marking_become_narrower_only(marking: str, role: str) -> None:
    log(make_measure(), marking=marking)

    for other in Marking:
        with transaction.atomic(using=role), connections[role].cursor() as cursor:
            looser = pytest.raises(IntegrityError, match=f"never loosened: from {marking} to {other}")
            with nullcontext() if is_within(other, marking) else looser:
                cursor.execute("UPDATE measures_entry SET marking = %s", [other])
            transaction.set_rollback(True, using=role)
    assert Entry.objects.get().marking == marking


def test_the_application_may_not_redact_by_itself(db: None) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        attempt(connection, "INSERT INTO measures_redaction (reason) VALUES ('x')")


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
@pytest.mark.parametrize("change", CHANGES)
def test_triggers_refuse_the_owner_of_the_tables_too(change: str) -> None:
    write_everything()
    file = StoredFile.objects.create(sha256="a" * 64, size=10, media_type="text/plain", stored_at=clock())
    make_evidence(file=file, file_name="note.txt")
    for each in samples():
        each.write_once()
    note_event(make_user(), "signed_in")

    for table in WRITTEN_ONCE:
        statement = CHANGES[change](table).replace("id = id", "id = id + 1")
        with pytest.raises(IntegrityError, match="written once"):
            attempt(connections["owner"], statement)


def test_what_is_sealed_names_no_database_id(db: None) -> None:
    entry = log_everything(make_measure())

    content = json.loads(canonical(content_of(stored(entry))))

    assert content["report"] == entry.report.slug
    assert content["bearings"][0]["on"] == Bearing.objects.get().measure.key  # type: ignore[union-attr]
    assert not [name for name in content if name == "id" or name.endswith("_id")]


def test_a_redaction_takes_the_content_and_leaves_the_chain(db: None) -> None:
    measure = make_measure()
    entry = log_everything(measure, status="in_progress")
    later = log(measure)
    commitment, seal = bytes(entry.commitment), bytes(entry.seal)

    redact_entry(entry, by=make_user(role="administrator"), reason="A private name stood in it.")

    entry = Entry.objects.get(pk=entry.pk)
    assert (entry.title, entry.narrative, bytes(entry.salt)) == ("", "", b"")
    assert not Assessment.objects.filter(entry=entry).exists()
    assert not entry.bearings.exists()
    assert not entry.citations.exists()
    assert (bytes(entry.commitment), bytes(entry.seal)) == (commitment, seal)
    chained = hashlib.sha256(seal + bytes(later.commitment)).digest()
    assert bytes(Entry.objects.get(pk=later.pk).seal) == chained
    assert Standing.objects.get(measure=measure, audience="public").status == ""
    assert list(Entry.objects.counting()) == [later]


def test_only_an_administrator_redacts_and_only_once(db: None) -> None:
    entry = log(make_measure())

    with pytest.raises(NotAllowedError):
        redact_entry(entry, by=make_user(role="editor"), reason="x")
    assert Entry.objects.get().title

    administrator = make_user(role="administrator")
    redact_entry(entry, by=administrator, reason="x")
    with pytest.raises(RedactedEntryError):
        redact_entry(entry, by=administrator, reason="x")


def test_every_table_of_the_journal_is_guarded() -> None:
    journal = [model for model in apps.get_models() if issubclass(model, JournalRow)]

    assert sorted(model._meta.db_table for model in journal) == sorted(WRITTEN_ONCE)
