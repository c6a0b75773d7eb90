"""A preview shows nobody anything, and what is undone leaves what was before, with statuses too."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from measures.analysis.verification import verify
from measures.models import Marking, Measure, Party, Report, Status
from measures.wings.imports.models import Import, ImportState
from measures.wings.imports.operations import PREVIEWS_KEPT, drop_import, forget_previews
from measures.wings.imports.progress import Progress
from measures.wings.imports.undoing import undo_import
from measures.wings.imports.worker import request_undoing, request_writing, work_on
from tests.factories import get, keys, make_measure, make_party, make_report, make_user, standing
from tests.files import signed_in
from tests.tables import ROWS, kept, run, table

pytestmark = pytest.mark.django_db

LISTS = ("reports", "parties", "measures", "entries", "evidence")


def public() -> Mapping[str, list[str]]:
    """The keys of what the anonymous API lists."""
    return {name: keys(f"{name}/") for name in LISTS}


def write(job: Import) -> None:
    request_writing(job, by=make_user(role="editor"))
    work_on(job.pk)
    job.refresh_from_db()
    assert job.state == ImportState.APPLIED, job.problem


def undo(job: Import) -> None:
    request_undoing(job, by=make_user(role="editor"))
    work_on(job.pk)
    job.refresh_from_db()
    assert job.state == ImportState.UNDONE, job.problem


def test_a_preview_tells_nobody_of_its_report_until_the_table_is_written(
    file: Path, storage: Path, client: Client
) -> None:
    make_measure(make_report("zhao"))
    before = public()
    editor = signed_in(make_user(role="editor"))
    with file.open("rb") as stream:
        sent = {"file": stream, "slug": "taic", "title": "TAIC on the page", "marking": "public"}
        assert editor.post("/imports/", sent).status_code == 302
    job = Import.objects.get()

    assert public() == before
    assert client.get("/?report=taic").status_code == 404
    for reader in (client, editor):
        assert "TAIC on the page" not in reader.get("/measures/").content.decode()

    write(job)

    assert set(public()["reports"]) == {"zhao", "taic"}
    assert "TAIC on the page" in client.get("/measures/").content.decode()


def test_a_table_that_is_written_for_the_team_opens_its_report_to_nobody_else(file: Path, storage: Path) -> None:
    job = kept(file, marking="internal")

    write(job)

    report = Report.objects.get()
    assert (report.marking, report.archived_at) == (Marking.INTERNAL, None)
    assert public()["reports"] == []


def test_a_preview_that_is_forgotten_goes_with_its_report(file: Path, storage: Path) -> None:
    job = kept(file)

    forget_previews(at=job.made_at + PREVIEWS_KEPT)
    assert Import.objects.exists()
    forget_previews(at=job.made_at + PREVIEWS_KEPT + timedelta(minutes=1))

    assert not Import.objects.exists()
    assert not Report.objects.exists()


def test_a_preview_into_a_report_that_is_there_is_kept(file: Path, storage: Path) -> None:
    make_report("imported")
    job = kept(file)

    forget_previews(at=job.made_at + 2 * PREVIEWS_KEPT)

    assert Import.objects.exists()


def test_an_import_that_made_its_report_is_undone_without_a_public_trace(file: Path, storage: Path) -> None:
    make_party("WESTLAND")
    before = public()
    job = kept(file)
    write(job)
    assert len(public()["parties"]) == 2

    undo(job)

    assert public() == before
    editor = signed_in(make_user(role="editor"))
    for page in ("/reports/new/", "/imports/", "/measures/"):
        content = editor.get(page, follow=True).content.decode()
        assert "Northland" not in content
        assert "/?report=imported" not in content
    page = " ".join(editor.get(f"/imports/{job.key}/").content.decode().split())
    assert "2 parties that it added were archived. Its report, now empty, was archived." in page
    assert verify().faults == []


def test_the_same_file_brings_everything_back(file: Path, storage: Path) -> None:
    job = kept(file)
    write(job)
    written = public()

    undo(job)
    write(job)

    after = public()
    assert {**after, "entries": [], "evidence": []} == {**written, "entries": [], "evidence": []}
    statuses = [standing(measure).status for measure in Measure.objects.order_by("code")]
    assert statuses == [Status.IMPLEMENTED, Status.UNDER_DISCUSSION, ""]
    assert len(after["entries"]) == 2


def test_in_a_report_that_was_there_statuses_are_as_before_and_no_reader_finds_a_trace(
    file: Path, storage: Path
) -> None:
    make_report("imported")
    file.write_text(table(("A-1", "Resume the talks", "Northland", "2027", "under discussion", "")), encoding="utf-8")
    run(file, "--apply")
    measure, before = Measure.objects.get(), public()
    file.write_text(table(*ROWS), encoding="utf-8")
    run(file, "--apply")
    assert standing(measure).status == Status.IMPLEMENTED

    undo(Import.objects.latest("pk"))

    assert public() == before
    assert standing(measure).status == Status.UNDER_DISCUSSION
    assert list(Party.objects.current().values_list("code", flat=True)) == ["NORTHLAND"]
    assert verify().faults == []


def test_after_an_hour_its_entries_stay_public_and_each_is_corrected(file: Path, storage: Path) -> None:
    measure = make_measure(make_report("imported"), code="A-1", title="Resume the talks", parties=("NORTHLAND",))
    run(file, "--apply", "--map", "Due date=")
    job = Import.objects.get()
    Import.objects.filter(pk=job.pk).update(state=ImportState.UNDOING)

    undo_import(job, at=job.written_at + timedelta(hours=2), progress=Progress())  # type: ignore[operator]

    listed = get("entries/")["results"]
    titles = ["Imported from measures.csv", "The import of measures.csv was undone"]
    assert sorted(row["title"] for row in listed) == sorted(2 * titles)
    assert standing(measure).status == ""
    assert verify().faults == []


def test_undoing_and_dropping_two_tables_of_one_new_report_leaves_no_report(file: Path, storage: Path) -> None:
    file.write_text(table(("A-1", "T", "Northland", "", "", "")), encoding="utf-8")
    first = kept(file)
    file.write_text(table(("B-1", "T", "Northland", "", "", "")), encoding="utf-8")
    second = kept(file)
    write(first)
    undo(first)
    assert public()["reports"] == []

    drop_import(second, by=make_user(role="editor"))

    assert not Report.objects.exists()
    first.refresh_from_db()
    assert first.report is None
