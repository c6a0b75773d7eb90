"""Imports are written whole or not at all, seen while they are, and taken back as one act."""

import io
import tempfile
from contextlib import suppress
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, connection, transaction

from measures.analysis.verification import verify
from measures.models import Entry, Measure, Report
from measures.operations.copying import copy_rows
from measures.wings.imports.models import Import, ImportState
from measures.wings.imports.progress import StoppedError, StoredProgress
from measures.wings.imports.worker import only_one, request_undoing, request_writing, under_way, work_on
from tests.factories import client_of, get, keys, log, make_milestone, make_party, make_report, make_user
from tests.tables import HEADER, ROWS, counts, kept, run, table, workbook

pytestmark = pytest.mark.django_db


def undone(job: Import) -> tuple[int, int]:
    """Undo an import as a worker does: how many of its measures are withdrawn, how many deleted."""
    request_undoing(job, by=make_user(role="editor"))
    work_on(job.pk)
    job.refresh_from_db()
    assert job.state == ImportState.UNDONE
    return job.counts["withdrawn"], job.counts["deleted"]


def test_an_internal_import_tells_others_neither_of_its_report_nor_of_its_parties(file: Path) -> None:
    job = kept(file, marking="internal")

    request_writing(job, by=make_user(role="editor"))
    work_on(job.pk)

    assert Report.objects.get().marking == "internal"
    assert Measure.objects.exists()
    for address in ("reports/", "parties/", "measures/"):
        assert get(address)["results"] == []
        assert get(address, client_of(make_user()))["results"] != []


def test_an_import_into_a_report_leaves_who_may_read_that(file: Path) -> None:
    make_report("imported")

    run(file, "--apply", "--marking=internal")

    assert Report.objects.get().marking == "public"
    assert get("measures/")["results"] == []


def test_an_import_is_undone_as_one_act_and_the_same_file_brings_it_back(file: Path) -> None:
    run(file, "--apply")
    job = Import.objects.get()

    assert undone(job) == (2, 1)
    assert keys("measures/", client_of(make_user()), report="imported") == []
    # Each of those that set a status is corrected.
    assert Entry.objects.count() == 4
    assert not Measure.objects.filter(code="A-3").exists()
    assert verify().faults == []
    found = run(file, "--apply")
    assert counts(found) == {"read": 3, "new": 1, "changed": 2}
    assert keys("measures/", report="imported") == ["imported-A-1", "imported-A-2", "imported-A-3"]


def test_a_measure_that_has_got_a_milestone_is_withdrawn_with_it(file: Path) -> None:
    run(file, "--apply")
    make_milestone(Measure.objects.get(code="A-3"))

    assert undone(Import.objects.get()) == (3, 0)
    assert Measure.objects.get(code="A-3").milestones.exists()


def test_an_import_is_not_undone_once_somebody_has_logged_on_its_measures(file: Path) -> None:
    run(file, "--apply")
    log(Measure.objects.get(code="A-3"))

    with pytest.raises(Exception, match="Somebody has since logged"):
        undone(Import.objects.get())

    assert Measure.objects.filter(withdrawn_at=None).count() == 3


def test_a_command_that_is_broken_off_leaves_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("measures.wings.imports.operations.log_statuses", Mock(side_effect=KeyboardInterrupt))

    with pytest.raises(KeyboardInterrupt):
        run(file, "--apply")

    assert not Report.objects.exists()
    assert not Import.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_import_whose_worker_was_killed_is_written_by_the_next_and_two_at_once_write_it_once(
    file: Path, storage: Path
) -> None:
    job = kept(file)
    Import.objects.filter(pk=job.pk).update(state=ImportState.RUNNING)

    with only_one(job.pk) as is_mine:
        work_on(job.pk)
        assert is_mine
        assert not Measure.objects.exists()
    work_on(job.pk)
    work_on(job.pk)

    assert Measure.objects.count() == 3
    assert under_way() == []


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_rows_are_written_and_a_cancelled_import_leaves_nothing(
    file: Path, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(f"B-{index}", "T", "Northland", "", "", "") for index in range(1200)]
    file.write_text(table(*rows), encoding="utf-8")
    job, seen = kept(file), []
    Import.objects.filter(pk=job.pk).update(state=ImportState.WAITING)
    advance = StoredProgress.advance

    def watched(progress: StoredProgress, count: int) -> None:
        seen.append((elsewhere("SELECT done FROM measures_import"), elsewhere("SELECT count(*) FROM measures_measure")))
        if len(seen) == 3:
            elsewhere("UPDATE measures_import SET is_to_stop = true RETURNING 1")
        advance(progress, count)

    monkeypatch.setattr(StoredProgress, "advance", watched)

    work_on(job.pk)

    job.refresh_from_db()
    assert seen == [(0, 0), (500, 0), (1000, 0)]
    assert job.state == ImportState.CANCELLED
    assert not Measure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_has_no_copy_of_the_table_to_leave_behind(
    tmp_path: Path, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    workbook(tmp_path, {"Measures": ["Code", "Title", "Country"]})
    job, left = kept(tmp_path / "book.xlsx"), []
    Import.objects.filter(pk=job.pk).update(state=ImportState.WAITING)

    def look_around(progress: StoredProgress, count: int) -> None:
        left.append(list((tmp_path / "scratch").iterdir()))

    monkeypatch.setattr(StoredProgress, "advance", look_around)

    work_on(job.pk)

    assert Measure.objects.get().title == "Title 1"
    assert left
    assert not any(left)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("error", "state"),
    [(OperationalError("lost"), "running"), (SystemExit(-241), "running"), (RuntimeError("wrong"), "failed")],
)
def test_an_import_whose_database_or_worker_goes_away_is_taken_up_again_and_one_that_fails_is_not(
    error: BaseException, state: str, file: Path, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = kept(file)
    Import.objects.filter(pk=job.pk).update(state=ImportState.WAITING)

    def fail(*_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(StoredProgress, "advance", fail)
        with pytest.raises(type(error)):
            work_on(job.pk)
    job.refresh_from_db()
    assert job.state == state
    assert not Measure.objects.exists()
    for waiting in under_way():
        work_on(waiting)

    assert Measure.objects.count() == (3 if state == "running" else 0)


def elsewhere(query: str) -> int:
    """What another connection sees at this moment."""
    link = connection.copy()
    try:
        with link.cursor() as cursor:
            cursor.execute(query)
            return int(cursor.fetchone()[0])
    finally:
        link.close()


def test_the_command_undoes_an_import_or_says_why_not(file: Path) -> None:
    run(file, "--apply")
    key = Import.objects.get().key
    out = io.StringIO()

    call_command("undo_import", key, stdout=out)

    assert out.getvalue() == "withdrawn: 2, deleted: 1, touched: 0\n"
    with pytest.raises(CommandError, match="nothing to undo"):
        call_command("undo_import", key)
    with pytest.raises(CommandError, match="no import"):
        call_command("undo_import", "import-none")


def test_undoing_gives_changed_measures_their_values_parties_and_owners_back(file: Path) -> None:
    wei = make_user(email="wei@example.org")
    header = (*HEADER, "Owner")
    file.write_text(table(*((*row, "") for row in ROWS), header=header), encoding="utf-8")
    run(file, "--apply")
    changed = [("A-2", "New title", "Southland; Westland", "2029", "under discussion", "first", wei.email)]
    file.write_text(table(*changed, header=header), encoding="utf-8")
    run(file, "--apply", "--map", "Owner=owner")
    measure = Measure.objects.get(code="A-2")
    assert (measure.title, measure.parties.count(), measure.owners.count()) == ("New title", 2, 1)

    undone(Import.objects.latest("pk"))

    measure = Measure.objects.get(code="A-2")
    assert (measure.title, str(measure.due_on)) == ("Notify launches", "2027-03")
    assert [party.code for party in measure.parties.all()] == ["NORTHLAND", "SOUTHLAND"]
    assert not measure.owners.exists()


def test_undoing_what_brought_withdrawn_measures_back_withdraws_them_again(file: Path) -> None:
    run(file, "--apply")
    undone(Import.objects.get())
    run(file, "--apply")
    assert keys("measures/", report="imported") == ["imported-A-1", "imported-A-2", "imported-A-3"]

    assert undone(Import.objects.latest("pk")) == (2, 1)

    assert keys("measures/", client_of(make_user()), report="imported") == []


def test_an_undoing_that_somebody_forestalls_says_so_and_leaves_all(file: Path) -> None:
    run(file, "--apply")
    job = Import.objects.get()
    request_undoing(job, by=make_user(role="editor"))
    log(Measure.objects.get(code="A-3"))

    work_on(job.pk)

    job.refresh_from_db()
    assert (job.state, Measure.objects.filter(withdrawn_at=None).count()) == (ImportState.APPLIED, 3)
    assert job.problem.startswith("Somebody has since logged")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("error", "state"),
    [
        (StoppedError(), "applied"),
        (OperationalError("lost"), "undoing"),
        (SystemExit(-241), "undoing"),
        (RuntimeError("wrong"), "applied"),
    ],
)
def test_an_undoing_that_is_stopped_or_breaks_off_leaves_all_and_is_taken_up_again_where_its_worker_went_away(
    error: BaseException, state: str, file: Path, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = kept(file)
    request_writing(job, by=make_user(role="editor"))
    work_on(job.pk)
    request_undoing(job, by=make_user(role="editor"))

    with monkeypatch.context() as patched, suppress(OperationalError, SystemExit, RuntimeError):
        patched.setattr(StoredProgress, "advance", Mock(side_effect=error))
        work_on(job.pk)

    job.refresh_from_db()
    assert (job.state, Measure.objects.filter(withdrawn_at=None).count()) == (state, 3)
    for waiting in under_way():
        work_on(waiting)
    assert Measure.objects.filter(withdrawn_at=None).count() == (0 if state == "undoing" else 3)


def test_what_the_database_says_of_copied_rows_is_said_as_of_all_others() -> None:
    party = make_party("NORTHSHORE")

    with pytest.raises(IntegrityError), transaction.atomic():
        copy_rows([party])
