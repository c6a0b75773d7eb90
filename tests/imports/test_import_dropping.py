"""A table that was looked at, and never written, is dropped with one act, and then nothing of it is left."""

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client

from measures.errors import ImportKeptError, ImportUnderWayError, NotAllowedError
from measures.models import FileCheck, Measure, Report, StoredFile
from measures.operations.clock import clock
from measures.operations.files import check_files
from measures.wings.imports.jobs import receive
from measures.wings.imports.models import Import, ImportRow, ImportState
from measures.wings.imports.operations import drop_import, import_source
from measures.wings.imports.worker import cancel_import, request_undoing, request_writing, work_on
from tests.factories import make_measure, make_report, make_user
from tests.files import kept as kept_files
from tests.tables import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def dropped(django_capture_on_commit_callbacks: Any) -> Any:
    """Drops an import, and lets what follows once that is certain happen."""

    def drop(job: Import) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            drop_import(job, by=make_user(role="editor"))

    return drop


def left(storage: Path) -> list[int]:
    rows = [model.objects.count() for model in (Report, Import, ImportRow, StoredFile, FileCheck)]
    return [*rows, len(kept_files(storage))]


def cancelled(file: Path) -> Import:
    """An import into a report that is not there yet, told to be written and then to stop."""
    job, by = kept(file), make_user(role="editor")
    request_writing(job, by=by)
    cancel_import(job, by=by)
    job.refresh_from_db()
    assert job.state == ImportState.CANCELLED
    return job


def test_after_a_cancelled_import_nothing_is_left_but_what_it_takes_to_write_it_later(
    file: Path, storage: Path, dropped: Any
) -> None:
    job = cancelled(file)
    list(check_files(at=clock()))
    assert left(storage) == [1, 1, 3, 1, 1, 1]
    assert not Measure.objects.exists()

    dropped(job)
    dropped(job)

    assert left(storage) == [0] * 6


def test_it_can_be_written_all_the_same(file: Path, storage: Path) -> None:
    job = cancelled(file)

    request_writing(job, by=make_user(role="editor"))
    work_on(job.pk)

    assert Measure.objects.count() == 3


@pytest.mark.parametrize("hanging", ["a measure", "another import", "a library"])
def test_the_report_stays_where_anything_else_hangs_on_it(
    hanging: str, file: Path, storage: Path, dropped: Any
) -> None:
    if hanging == "a library":
        Report.objects.filter(pk=make_report("imported").pk).update(library_version="1")
        job = kept_in(file, "imported")
    else:
        job = kept(file)
    if hanging == "a measure":
        make_measure(job.report)
    if hanging == "another import":
        file.write_text("Code,Title,Country\r\nB-1,Talk,Northland\r\n", encoding="utf-8")
        kept_in(file, "imported")

    dropped(job)

    assert Report.objects.get().slug == "imported"
    assert not Import.objects.filter(pk=job.pk).exists()


def kept_in(file: Path, slug: str) -> Import:
    with file.open("rb") as stream:
        return receive(
            stream, "measures.csv", report=Report.objects.get(slug=slug), new={}, profile=None, marking="public",
            by=make_user(role="editor"),
        )  # fmt: skip


def test_the_file_stays_where_a_source_or_another_import_has_it_too(file: Path, storage: Path, dropped: Any) -> None:
    job = kept(file)
    again = kept_in(file, "imported")
    dropped(again)
    assert StoredFile.objects.count() == len(kept_files(storage)) == 1

    import_source(job)
    dropped(job)

    assert left(storage)[1:] == [0, 0, 1, 0, 1]


@pytest.mark.parametrize("state", ["looking", "waiting", "running", "undoing"])
def test_what_is_under_way_is_cancelled_first(state: str, file: Path, storage: Path) -> None:
    job = kept(file)
    Import.objects.filter(pk=job.pk).update(state=state)

    with pytest.raises(ImportUnderWayError):
        drop_import(job, by=make_user(role="editor"))

    assert Import.objects.exists()


def test_what_was_written_once_is_kept(file: Path, storage: Path) -> None:
    job, by = kept(file), make_user(role="editor")
    request_writing(job, by=by)
    work_on(job.pk)
    with pytest.raises(ImportKeptError):
        drop_import(job, by=by)
    request_undoing(job, by=by)
    work_on(job.pk)

    with pytest.raises(ImportKeptError):
        drop_import(job, by=by)

    assert Import.objects.get().state == ImportState.UNDONE


def test_a_person_sees_that_nothing_was_written_and_drops_it_with_one_click(file: Path, storage: Path) -> None:
    job = cancelled(file)
    client = Client()
    client.force_login(make_user(role="editor"))
    page = client.get(f"/imports/{job.key}/").content.decode()
    assert "None of it was written." in page
    assert "Write 3 rows" in page
    assert "The report “imported” contains nothing else and is deleted too." in page

    page = client.post(f"/imports/{job.key}/drop/", follow=True).content.decode()

    assert "Discarded: nothing of “measures.csv” is left." in page
    assert not Import.objects.exists()
    assert client.post(f"/imports/{job.key}/drop/").status_code == 404


def test_a_page_of_an_import_that_is_kept_offers_no_dropping_and_refuses_it(file: Path, storage: Path) -> None:
    job = kept(file)
    Import.objects.filter(pk=job.pk).update(state=ImportState.APPLIED)
    client = Client()
    client.force_login(make_user(role="editor"))
    assert "Discard this table" not in client.get(f"/imports/{job.key}/").content.decode()

    page = client.post(f"/imports/{job.key}/drop/", follow=True).content.decode()

    assert "This import cannot be discarded" in page
    assert Import.objects.exists()


def test_only_an_editor_drops_it(file: Path, storage: Path) -> None:
    job = cancelled(file)

    with pytest.raises(NotAllowedError):
        drop_import(job, by=make_user(role="contributor"))

    assert Report.objects.exists()


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_the_database_lets_nobody_delete_a_file_that_is_named(file: Path, storage: Path) -> None:
    job = kept(file)

    with pytest.raises(IntegrityError, match="written once"), transaction.atomic(using="owner"):
        connections["owner"].cursor().execute("DELETE FROM measures_storedfile")
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        connection.cursor().execute("SELECT forget_file(%s)", [job.file_id])

    assert StoredFile.objects.exists()
