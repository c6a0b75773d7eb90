"""Owners that a table names are made so by the rules for everybody: open measures, one person, and they are told."""

from pathlib import Path
from typing import Any

import pytest

from measures.models import Measure, Notice, Owner
from measures.wings.imports.models import Import
from tests.factories import log, make_user
from tests.tables import counts, run, table

pytestmark = pytest.mark.django_db

HEADER = ("Code", "Title", "Country", "Status", "Owner")


def imported(file: Path, *rows: tuple[str, str, str], **options: Any) -> dict[str, Any]:
    """What becomes of rows that name a code, a status and an owner."""
    lines = [(code, f"Title of {code}", "Northland", status, owner) for code, status, owner in rows]
    file.write_text(table(*lines, header=HEADER), encoding="utf-8")
    return run(file, "--apply", "--map", "Owner=owner", **options)


def test_whoever_is_named_answers_for_the_measure_and_is_told_so(file: Path) -> None:
    editor, wei = make_user(role="editor"), make_user(name="Li Wei")

    imported(file, ("A-1", "", "li wei"), by=editor.email)

    owner, notice = Owner.objects.get(), Notice.objects.get()
    assert (owner.user, owner.named_by, owner.measure.code) == (wei, editor, "A-1")
    assert (notice.user, notice.kind, notice.measure, notice.by_name) == (wei, "made_owner", owner.measure, editor.name)


def test_whoever_imports_is_not_told_what_they_did_themselves(file: Path) -> None:
    editor = make_user(role="editor")

    imported(file, ("A-1", "", editor.email), by=editor.email)

    assert Owner.objects.get().user == editor
    assert not Notice.objects.exists()


def test_a_measure_that_is_done_with_takes_no_owner_and_its_row_says_so(file: Path) -> None:
    wei = make_user(name="Li Wei")

    found = imported(file, ("A-1", "done", wei.email), ("A-2", "", ""))

    assert counts(found) == {"read": 2, "new": 2}
    problem = {"field": "owner", "message": f"The measure is closed: {wei.email} will not be its owner."}
    assert found["rows"][0]["problems"] == [problem]
    log(Measure.objects.get(code="A-2"), status="no_longer_pursued")
    found = imported(file, ("A-2", "", wei.email))
    assert counts(found) == {"read": 1, "unchanged": 1}
    assert found["rows"][0]["problems"] == [problem]
    assert not Owner.objects.exists()
    assert not Notice.objects.exists()


def test_a_row_that_opens_a_measure_again_may_name_its_owner(file: Path) -> None:
    wei = make_user(name="Li Wei")
    imported(file, ("A-1", "done", ""))

    found = imported(file, ("A-1", "under discussion", wei.email))

    assert counts(found) == {"read": 1, "changed": 1}
    assert Owner.objects.get().user == wei


def test_two_people_of_one_name_are_named_and_neither_is_made_owner(file: Path) -> None:
    north, south = (make_user(name="Li Wei", email=f"li.wei@{side}.example") for side in ("north", "south"))

    found = imported(file, ("A-1", "", "Li Wei"), ("A-2", "", south.email))

    assert counts(found) == {"read": 2, "new": 1, "rejected": 1}
    [problem] = found["rows"][0]["problems"]
    assert problem["field"] == "owner"
    assert "Several people here are called “Li Wei”" in problem["message"]
    assert f"{north.email}, {south.email}" in problem["message"]
    match = {"field": "owner", "theirs": "Li Wei", "near": {each.email: each.email for each in (north, south)}}
    assert Import.objects.get().found["matches"] == [match]
    assert [owner.user for owner in Owner.objects.all()] == [south]


def test_whoever_was_deactivated_has_no_namesake(file: Path) -> None:
    wei = make_user(name="Li Wei")
    make_user(name="Li Wei", is_active=False)

    imported(file, ("A-1", "", "Li Wei"))

    assert Owner.objects.get().user == wei
