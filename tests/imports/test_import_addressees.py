"""A row of a table that would leave a measure with parties its kind does not allow is named before it is written."""

from pathlib import Path

import pytest

from measures.models import Evidence, Measure
from measures.wings.imports.jobs import settle_conflicts
from measures.wings.imports.models import Import, ImportState
from measures.wings.imports.worker import request_undoing, request_writing, work_on
from tests.factories import make_measure, make_report, make_user
from tests.tables import kept, run, table

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = ("Code", "Title", "Country", "Kind")
ONE_PARTY = "A unilateral measure is addressed to one party."
TOGETHER = [{"field": "kind", "message": "conflict"}, {"field": "parties", "message": ONE_PARTY}]


def rewrite(file: Path, kind: str, parties: str) -> Path:
    file.write_text(table(("A-1", "Notify launches", parties, kind), header=HEADER), encoding="utf-8")
    return file


def imported(file: Path, kind: str, parties: str) -> Import:
    run(rewrite(file, kind, parties), "--apply")
    return Import.objects.latest("pk")


def addressees() -> tuple[str, list[str]]:
    measure = Measure.objects.get()
    return measure.kind, [party.code for party in measure.parties.order_by("code")]


def test_a_kind_that_is_kept_does_not_take_two_parties_from_the_file(file: Path) -> None:
    make_measure(make_report("imported"), code="A-1", title="Notify launches")
    job, editor = kept(rewrite(file, "joint", "Northshore; Southland")), make_user(role="editor")

    job = settle_conflicts(job, by=editor, decisions={"2": {"kind": "keep", "parties": "take"}})
    request_writing(job, by=editor)
    work_on(job.pk)

    job.refresh_from_db()
    [row] = job.rows.all()
    assert (job.state, job.problem, row.outcome) == (ImportState.APPLIED, "", "conflict")
    assert row.problems == TOGETHER
    assert row.in_conflict == ["kind", "parties"]
    assert addressees() == ("unilateral", ["NORTHSHORE"])


def test_a_row_whose_kind_and_parties_are_both_taken_is_written(file: Path) -> None:
    make_measure(make_report("imported"), code="A-1", title="Notify launches")
    job, editor = kept(rewrite(file, "joint", "Northshore; Southland")), make_user(role="editor")

    job = settle_conflicts(job, by=editor, decisions={"2": "take"})
    request_writing(job, by=editor)
    work_on(job.pk)

    assert addressees() == ("joint", ["NORTHSHORE", "SOUTHLAND"])


def test_an_import_whose_parties_a_later_one_has_changed_is_not_undone_and_the_row_is_named(file: Path) -> None:
    imported(file, "unilateral", "Northland")
    second = imported(file, "joint", "Northland; Southland")
    imported(file, "joint", "Northland; Westland")

    request_undoing(second, by=make_user(role="editor"))
    work_on(second.pk)

    second.refresh_from_db()
    assert (second.state, second.problem) == (ImportState.APPLIED, f"Row 2: {ONE_PARTY}")
    assert addressees() == ("joint", ["NORTHLAND", "WESTLAND"])


def test_a_table_with_a_long_name_stands_for_itself_where_nobody_imports_it(file: Path) -> None:
    file = file.rename(file.with_name(f"{'x' * 240}.csv"))

    run(file, "--apply")

    assert Evidence.objects.get().reviews.get().reviewer_name == "x" * 200


def test_descriptions_of_which_not_every_word_can_be_found_are_refused(file: Path) -> None:
    header = ("Code", "Title", "Country", "Description")
    file.write_text(table(("A-1", "长" * 60_000, "Northland", "短" * 60_000), header=header), encoding="utf-8")

    found = run(file)

    assert found["rows"][0]["problems"] == [{"field": "description", "message": "It has more than 100000 characters."}]
