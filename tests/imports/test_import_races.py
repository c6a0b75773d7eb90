"""Imports and loads beside other writers: each waits for the other, and one that is broken off begins anew."""

import json
import logging
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from measures.library import load as loading
from measures.library.load import load_content, load_library
from measures.library.read import Library, parse_library, read_library
from measures.models import Entry, Evidence, Measure, Review, Standing, StoredFile
from measures.models.markings import is_within
from measures.operations.editing import revise
from measures.operations.evidence import record_evidence
from measures.operations.markings import tighten_marking
from measures.operations.nouns import MEASURE
from measures.wings.imports import look as looking
from measures.wings.imports import operations
from measures.wings.imports.models import Import, ImportState, Outcome
from measures.wings.imports.worker import request_writing, work_on
from tests.at_once import PATIENCE, Act, Gate
from tests.conftest import FIXTURES
from tests.factories import log, make_user
from tests.files import draft
from tests.tables import kept, run, table

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def job(file: Path, storage: Path) -> Import:
    """A table that waits to be written, which gives a measure that is there another title and status."""
    file.write_text(table(("A-1", "Old title", "Northland", "2027", "", "")), encoding="utf-8")
    run(file, "--apply")
    log(measure_now())
    file.write_text(table(("A-1", "New title", "Northland", "2027", "under discussion", "")), encoding="utf-8")
    job = kept(file)
    request_writing(job, by=make_user(role="editor"))
    return job


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Gate]]:
    gates: list[Gate] = []

    def hold(name: str, module: Any = operations) -> Gate:
        gate = Gate(getattr(module, name))
        gates.append(gate)
        monkeypatch.setattr(module, name, gate)
        return gate

    yield hold
    for gate in gates:
        gate.opened.set()


def measure_now() -> Measure:
    return Measure.objects.get(code="A-1")


def test_what_an_editor_saves_while_an_import_is_written_is_kept_beside_it(job: Import, held: Any) -> None:
    gate, editor, measure = held("update_measures"), make_user(role="editor"), measure_now()
    description = {"description": "An afternoon of an editor"}
    importing = Act(lambda: work_on(job.pk))
    assert gate.reached.wait(PATIENCE)

    editing = Act(lambda: revise(MEASURE, measure, changes=description, version=None, by=editor))  # type: ignore[arg-type]
    editing.join(1)
    gate.opened.set()

    importing.ends()
    editing.ends()
    measure = measure_now()
    assert (measure.title, measure.description) == ("New title", description["description"])
    assert measure.version == 3


def test_what_an_editor_saved_after_a_table_was_looked_at_is_kept(job: Import) -> None:
    measure = measure_now()
    revise(MEASURE, measure, changes={"review_every_days": 30}, version=1, by=make_user(role="editor"))

    work_on(job.pk)

    measure = measure_now()
    assert (measure.title, measure.review_every_days, measure.version) == ("New title", 30, 3)


def test_an_import_and_a_writer_of_the_journal_never_wait_in_a_circle(
    job: Import, held: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    gate, user = held("log_statuses"), make_user()
    importing = Act(lambda: work_on(job.pk))
    assert gate.reached.wait(PATIENCE)

    logging_too = Act(lambda: log(measure_now(), by=user))
    logging_too.join(1)
    gate.opened.set()

    importing.ends()
    logging_too.ends()
    job.refresh_from_db()
    assert (job.state, measure_now().title, Entry.objects.count()) == (ImportState.APPLIED, "New title", 3)
    assert "broken off" not in caplog.text


def test_a_library_and_a_writer_of_the_journal_never_wait_in_a_circle(
    held: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    load_content(catalogue_of_two_shores())
    measure, user = Measure.objects.get(key="two-shores-NORTH-1"), make_user()
    log(measure, by=user)
    gate = held("load_record", loading)
    library_loading = Act(lambda: load_library(FIXTURES / "two-shores.yaml"))
    assert gate.reached.wait(PATIENCE)

    logging_too = Act(lambda: log(measure, by=user))
    logging_too.join(1)
    gate.opened.set()

    library_loading.ends()
    logging_too.ends()
    assert Entry.objects.filter(author=user).count() == 2
    assert Entry.objects.filter(author=None).exists()
    assert "broken off" not in caplog.text


def test_a_library_that_is_broken_off_is_loaded_all_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    load_record, attempts = loading.load_record, []

    def broken_off_once(*args: Any) -> None:
        load_record(*args)
        attempts.append(args)
        if len(attempts) == 1:
            raise OperationalError from DeadlockDetected()

    monkeypatch.setattr(loading, "load_record", broken_off_once)

    tallies = load_library(FIXTURES / "two-shores.yaml")

    assert caplog.text.count("load_content was broken off by the database") == 1
    assert sum(tallies[rows].added for rows in ("entries", "readouts", "summaries")) == Entry.objects.count() > 0
    assert tallies["sources"].added == Evidence.objects.count() > 0


def catalogue_of_two_shores() -> Library:
    """The fictional report without its record."""
    content = read_library(FIXTURES / "two-shores.yaml").content
    text = json.dumps({name: part for name, part in content.items() if name != "record"}, ensure_ascii=False)
    return parse_library("catalogue.yaml", text)


def test_an_import_that_is_broken_off_begins_anew_with_nothing_of_the_attempt(
    job: Import, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    log_statuses, attempts = operations.log_statuses, []

    def broken_off_once(job: Import, evidence: Evidence, *args: Any, **kwargs: Any) -> None:
        log_statuses(job, evidence, *args, **kwargs)
        attempts.append(evidence)
        if len(attempts) == 1:
            raise OperationalError from DeadlockDetected()

    monkeypatch.setattr(operations, "log_statuses", broken_off_once)

    work_on(job.pk)

    job.refresh_from_db()
    assert caplog.text.count("write_import was broken off by the database") == 1
    assert (job.state, job.problem, len(attempts)) == (ImportState.APPLIED, "", 2)
    assert job.evidence == Evidence.objects.get(file=job.file) == attempts[1]
    assert Review.objects.get(evidence=attempts[1]).state == "accepted"
    assert measure_now().version == 2
    assert Standing.objects.get(measure=measure_now(), audience="public").status == "under_discussion"


def test_the_file_is_a_source_before_measures_are_locked_whatever_the_look_found_of_statuses(
    job: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock_measures, there = operations.lock_measures, []

    def lock(measures: Collection[int]) -> list[int]:
        there.append(Evidence.objects.filter(file=job.file).exists())
        return lock_measures(measures)

    monkeypatch.setattr(operations, "lock_measures", lock)
    # As when somebody else changed the status after the look, and the row is taken all the same.
    job.rows.update(outcome=Outcome.CONFLICT)

    work_on(job.pk)

    assert there == [True]


def test_a_table_whose_look_was_cancelled_is_written_with_its_statuses(job: Import) -> None:
    job.rows.all().delete()

    work_on(job.pk)

    job.refresh_from_db()
    assert (job.state, job.evidence) == (ImportState.APPLIED, Evidence.objects.get(file=job.file))
    assert Standing.objects.get(measure=measure_now(), audience="public").status == "under_discussion"


def test_a_status_is_no_more_widely_readable_than_its_measure(job: Import) -> None:
    tighten_marking(measure_now(), marking="internal", by=make_user(role="editor"))

    work_on(job.pk)

    entry = Entry.objects.get(citations__evidence__file=job.file)
    assert (entry.marking, entry.chain.marking) == ("internal", "internal")
    assert is_within(entry.marking, entry.citations.get().evidence.marking)
    assert not Standing.objects.filter(measure=measure_now(), audience="public", status="under_discussion").exists()


def test_others_keep_files_while_a_table_is_looked_at(
    file: Path, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, kept_meanwhile = looking.look, []

    def keep_another(*args: Any, **kwargs: Any) -> Import:
        if not kept_meanwhile:
            Act(lambda: record_evidence(draft(), by=make_user())).ends()
            kept_meanwhile.extend(StoredFile.objects.values_list("media_type", flat=True))
        return look(*args, **kwargs)

    monkeypatch.setattr(looking, "look", keep_another)

    kept(file)

    assert kept_meanwhile[0] == "application/pdf"
    assert StoredFile.objects.count() == 2
