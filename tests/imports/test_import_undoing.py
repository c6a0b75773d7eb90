"""Undoing an import takes back what it did, and nothing of what others have done since."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from measures.errors import ImportReportGoneError
from measures.models import Addressing, Indicator, Measure, Party, Report, Strength, User
from measures.operations.connections import link_measures
from measures.operations.editing import revise
from measures.operations.markings import tighten_marking
from measures.operations.nouns import MEASURE
from measures.operations.responsibility import name_owner, revise_owner, watch_measure
from measures.wings.imports.models import Import, ImportState, Outcome
from measures.wings.imports.worker import request_undoing, request_writing, work_on
from tests.factories import log, make_ambiguity, make_measure, make_party, make_user
from tests.files import signed_in
from tests.tables import counts, kept, run, table

pytestmark = pytest.mark.django_db

HEADER = ("Code", "Title", "Country", "Description", "Owner")


def imported(file: Path, *rows: tuple[str, ...]) -> Import:
    file.write_text(table(*rows, header=HEADER), encoding="utf-8")
    run(file, "--apply", "--map", "Owner=owner")
    return Import.objects.latest("pk")


def undone(job: Import) -> dict[str, int]:
    request_undoing(job, by=make_user(role="editor"))
    work_on(job.pk)
    job.refresh_from_db()
    assert job.state == ImportState.UNDONE, job.problem
    return {name: job.counts[name] for name in ("withdrawn", "deleted", "touched")}


def describe(measure: Measure, by: User) -> None:
    revise(MEASURE, measure, changes={"description": "An hour of an editor"}, version=measure.version, by=by)


def link(measure: Measure, by: User) -> None:
    link_measures(make_measure(measure.report), measure, relation="enables", why="A reason of theirs", by=by)


def indicate(measure: Measure, by: User) -> None:
    Indicator.objects.create(measure=measure, key="ferries", position=1, name="Ferries", how_judged="They are counted.")


def make_address(measure: Measure, by: User) -> None:
    ambiguity = make_ambiguity(measure.report)
    Addressing.objects.create(measure=measure, ambiguity=ambiguity, strength=Strength.PRIMARY, basis="ours")


ACTS: dict[str, Callable[[Measure, User], object]] = {
    "revised": describe,
    "linked": link,
    "owned": lambda measure, by: name_owner(measure, user=make_user(), role="reviewer", by=by),
    "owned_as_another": lambda measure, by: revise_owner(measure.owners.get(), role="reviewer", version=1, by=by),
    "watched": lambda measure, by: watch_measure(measure, by=by),
    "tightened": lambda measure, by: tighten_marking(measure, marking="internal", by=by),
    "with_an_indicator": indicate,
    "addressing": make_address,
}


@pytest.mark.parametrize("act", ACTS)
def test_a_measure_that_somebody_has_worked_on_is_withdrawn_and_its_row_says_so(act: str, file: Path) -> None:
    wei, editor = make_user(), make_user(role="editor")
    job = imported(file, ("A-1", "T", "Northland", "", wei.email), ("A-2", "U", "Northland", "", wei.email))
    measure = Measure.objects.get(code="A-1")
    ACTS[act](measure, editor)
    before = left_on(measure)

    assert undone(job) == {"withdrawn": 1, "deleted": 1, "touched": 1}

    assert Measure.objects.get(pk=measure.pk).is_withdrawn
    assert left_on(measure) == before
    assert not Measure.objects.filter(code="A-2").exists()
    [row] = job.rows.filter(code="A-1")
    assert row.problems == [
        {"field": "withdrawn_at", "message": "Others have worked on it since: it is withdrawn, not deleted."}
    ]
    page = signed_in(editor).get(f"/imports/{job.key}/?outcome=new").content.decode()
    assert "Others have since worked on 1 of its measures: each row shows what was kept." in page
    assert "Others have worked on it since: it is withdrawn, not deleted." in page


def left_on(measure: Measure) -> tuple[object, ...]:
    relations = ("owners", "watches", "indicators", "addressings", "links_in")
    rows = [list(getattr(measure, relation).values_list("pk", flat=True)) for relation in relations]
    return (*rows, *Measure.objects.values_list("version", "description", "marking").get(pk=measure.pk))


def test_a_measure_that_nobody_has_worked_on_goes_with_whom_the_import_made_its_owner(file: Path) -> None:
    job = imported(file, ("A-1", "T", "Northland", "", make_user().email))

    assert undone(job) == {"withdrawn": 0, "deleted": 1, "touched": 0}

    assert not Measure.objects.exists()


def test_a_field_that_somebody_has_changed_since_stays_and_its_row_says_so(file: Path, client: Client) -> None:
    imported(file, ("A-1", "Old", "Northland", "Old words", ""))
    job = imported(file, ("A-1", "New", "Northland", "New words", ""))
    describe(Measure.objects.get(code="A-1"), make_user(role="editor"))

    assert undone(job) == {"withdrawn": 0, "deleted": 0, "touched": 1}

    measure = Measure.objects.get(code="A-1")
    assert (measure.title, measure.description, measure.version) == ("Old", "An hour of an editor", 4)
    assert job.rows.get().problems == [
        {"field": "description", "message": "It has been changed since and stays as it is."}
    ]


def test_an_owner_whose_role_somebody_has_changed_since_stays(file: Path) -> None:
    wei, editor = make_user(), make_user(role="editor")
    imported(file, ("A-1", "Old", "Northland", "", ""))
    job = imported(file, ("A-1", "Old", "Northland", "", wei.email))
    revise_owner(Measure.objects.get().owners.get(), role="reviewer", version=1, by=editor)

    undone(job)

    assert Measure.objects.get().owners.get().user == wei


def test_what_others_logged_before_an_import_was_written_does_not_stand_in_the_way_of_undoing_it(
    file: Path, storage: Path
) -> None:
    imported(file, ("A-1", "Old", "Northland", "", ""))
    file.write_text(table(("A-1", "New", "Northland", "", ""), header=HEADER), encoding="utf-8")
    job = kept(file)
    log(Measure.objects.get())  # after the table was looked at
    request_writing(job, by=make_user(role="editor"))
    work_on(job.pk)

    undone(job)

    assert Measure.objects.get().title == "Old"


def test_what_others_logged_stands_in_the_way_also_after_an_attempt_that_failed(file: Path) -> None:
    job = imported(file, ("A-1", "T", "Northland", "", ""))
    log(Measure.objects.get())
    Import.objects.filter(pk=job.pk).update(state=ImportState.UNDOING)

    for _ in range(2):
        work_on(job.pk)
        job.refresh_from_db()
        assert (job.state, job.problem[:25]) == (ImportState.APPLIED, "Somebody has since logged")
        Import.objects.filter(pk=job.pk).update(state=ImportState.UNDOING)

    assert Measure.objects.get().withdrawn_at is None


def test_another_import_of_the_same_measures_counts_as_the_work_of_others(file: Path) -> None:
    first = imported(file, ("A-1", "Old", "Northland", "", ""))
    imported(file, ("A-1", "New", "Northland", "", ""))

    assert undone(first) == {"withdrawn": 1, "deleted": 0, "touched": 1}

    assert first.rows.get().outcome == Outcome.NEW
    assert Measure.objects.get().title == "New"


def undo(file: Path) -> Import:
    """Import a table that says no status, and undo that."""
    file.write_text(table(("A-1", "Resume", "Northland; Southland", "2027", "", "")), encoding="utf-8")
    run(file, "--apply", slug="fresh")
    job = Import.objects.latest("pk")
    request_undoing(job, by=make_user(role="editor"))
    return job


def test_the_parties_and_the_report_of_an_import_go_with_it(file: Path, client: Client) -> None:
    make_party("WESTLAND")
    job = undo(file)

    work_on(job.pk)

    job.refresh_from_db()
    assert (job.state, job.report, job.counts["parties"]) == (ImportState.UNDONE, None, 2)
    assert [party.code for party in Party.objects.all()] == ["WESTLAND"]
    assert not Report.objects.exists()
    client.force_login(make_user(role="editor"))
    page = client.get(f"/imports/{job.key}/").content.decode()
    assert "2 parties that it added were deleted. Its report was deleted too." in " ".join(page.split())
    assert client.get("/imports/").status_code == 200
    with pytest.raises(ImportReportGoneError):
        request_writing(job, by=make_user(role="editor"))
    assert counts(run(file, "--apply", slug="fresh")) == {"read": 1, "new": 1}


def test_a_party_and_a_report_that_something_else_needs_stay(file: Path) -> None:
    job = undo(file)
    make_measure(job.report, parties=("NORTHLAND",))

    work_on(job.pk)

    job.refresh_from_db()
    assert job.counts["parties"] == 1
    assert [party.code for party in Party.objects.all()] == ["NORTHLAND"]
    assert job.report == Report.objects.get()
