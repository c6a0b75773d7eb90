"""By what a row is known: its code, as it is written, or the columns that are chosen."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.test import Client

from measures.models import Measure
from measures.models.keys import short_hash
from measures.operations.clock import clock
from measures.wings.imports.models import Import, ImportRow, ImportState
from measures.wings.imports.progress import Progress
from measures.wings.imports.undoing import undo_import
from tests.exports import csv_rows
from tests.factories import get, keys, make_measure, make_report
from tests.tables import counts, run

pytestmark = pytest.mark.django_db
HEADER = ("Code", "Title", "Country")
CODES = ("1.1", "1-1", "1 1", "V1.1.1", "111.111", "ق1.1.1", "第一条", "A_1", "A.1", "a/b?c=#d", "-", "Ж" * 200)


def write(file: Path, header: Sequence[str], *rows: Sequence[str]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    file.write_text(text.getvalue(), encoding="utf-8")


def rows_of(codes: Sequence[str]) -> list[tuple[str, str, str]]:
    return [(code, f"Step {index}", "Northland") for index, code in enumerate(codes)]


def test_codes_are_kept_as_they_are_written_each_with_a_key_of_its_own(file: Path) -> None:
    write(file, HEADER, *rows_of(CODES))

    found = run(file, "--apply")

    assert counts(found) == {"read": len(CODES), "new": len(CODES)}
    measures = Measure.objects.order_by("position")
    assert [measure.code for measure in measures] == list(CODES)
    assert [measure.key for measure in measures][:5] == [
        "imported-1_1", "imported-1-1", measures[2].key, "imported-V1_1_1", "imported-111_111",
    ]  # fmt: skip
    assert measures[2].key.startswith("imported-1-1-")
    assert counts(run(file, "--apply")) == {"read": len(CODES), "unchanged": len(CODES)}


@pytest.mark.parametrize("names", [("North Shore", "North-Shore", "North. Shore"), ("North-Shore", "North Shore")])
def test_new_parties_whose_names_differ_in_signs_only_are_not_one(names: Sequence[str], file: Path) -> None:
    write(file, HEADER, *((f"A-{index}", f"Step {index}", name) for index, name in enumerate(names)))

    run(file, "--apply")

    addressed = [measure.parties.get() for measure in Measure.objects.order_by("position")]
    assert [party.name for party in addressed] == list(names)
    assert addressed[0].code == "NORTH-SHORE"
    assert counts(run(file, "--apply")) == {"read": len(names), "unchanged": len(names)}


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_shown_found_and_exported_as_it_is_written(code: str, file: Path, client: Client) -> None:
    write(file, HEADER, *rows_of(["X-1", code]))
    run(file, "--apply")
    key = Measure.objects.get(code=code).key

    assert get(f"measures/{key}/")["code"] == code
    assert client.get(f"/measures/{key}/").status_code == 200
    exported = csv_rows(client.get("/api/v1/measures/?format=csv&report=imported"))
    assert {row["code"].removeprefix("'") for row in exported} == {"X-1", code}
    if any(letter.isalnum() for letter in code):
        assert key in keys("measures/", report="imported", q=code)
        assert f"/measures/{key}/" in client.get("/measures/", {"report": "imported", "q": code}).content.decode()


def test_a_code_that_is_too_long_is_refused_and_named(file: Path) -> None:
    write(file, HEADER, *rows_of(["A-1", "x" * 201]))

    found = run(file, "--apply")

    assert counts(found) == {"read": 2, "new": 1, "rejected": 1}
    assert found["rows"][1]["problems"] == [{"field": "code", "message": "It has more than 200 characters."}]
    assert Measure.objects.get().code == "A-1"


def test_the_code_of_a_part_is_refused_and_named(file: Path) -> None:
    whole = make_measure(make_report("imported"), code="A-1")
    make_measure(whole.report, code="A-1a", parent=whole)
    write(file, HEADER, *rows_of(["A-1a", "A-2"]))

    found = run(file, "--apply")

    assert counts(found) == {"read": 2, "new": 1, "rejected": 1}
    assert "a part of a measure" in found["rows"][0]["problems"][0]["message"]


@pytest.mark.parametrize("place", [0, 20, 39])
def test_a_row_without_a_code_leaves_the_others_theirs(place: int, file: Path) -> None:
    rows = rows_of([f"A-{index}" for index in range(40)])
    rows.insert(place, ("", "Total", "Northland"))
    write(file, HEADER, *rows)

    found = run(file, "--apply")

    assert counts(found) == {"read": 41, "new": 40, "rejected": 1}
    assert [(row["number"], row["problems"]) for row in found["rows"] if row["problems"]] == [
        (place + 2, [{"field": "code", "message": "This row has no code."}])
    ]
    assert set(Measure.objects.values_list("code", flat=True)) == {row[0] for row in rows} - {""}


def test_a_column_that_few_rows_fill_is_no_code(file: Path) -> None:
    write(file, HEADER, ("A-1", "One", "Northland"), *(("", f"Step {n}", "Northland") for n in range(3)))

    found = run(file, "--apply")

    assert counts(found) == {"read": 4, "new": 4}
    assert Measure.objects.get(title="One").extra == {"Code": "A-1"}


NAMELESS = ("State", "Text", "Note")
SAYINGS = (("Northland", "Resume the talks", "first"), ("Southland", "Notify launches", ""))
ARGUMENTS = ("--map", "State=party", "--map", "Text=title", "--apply")


def test_neither_an_empty_column_nor_another_order_makes_a_row_new(file: Path) -> None:
    write(file, NAMELESS, *SAYINGS)
    run(file, *ARGUMENTS)

    write(file, (*NAMELESS, "Added"), *((*row, "") for row in SAYINGS))
    assert counts(run(file, *ARGUMENTS)) == {"read": 2, "unchanged": 2}
    write(file, NAMELESS[::-1], *(row[::-1] for row in SAYINGS))
    assert counts(run(file, *ARGUMENTS)) == {"read": 2, "unchanged": 2}


def test_a_row_without_a_code_is_known_by_the_columns_that_are_chosen(file: Path) -> None:
    write(file, NAMELESS, *SAYINGS)
    first = run(file, *ARGUMENTS, "--identity", "State", "--identity", "Text")
    assert not any("all cells identify a row" in note for note in first["notes"])

    write(file, (*NAMELESS, "Added"), *((*row[:2], "second", "more") for row in SAYINGS))

    assert counts(run(file, *ARGUMENTS, "--identity", "Text", "--identity", "State")) == {"read": 2, "changed": 2}
    assert counts(run(file, *ARGUMENTS)) == {"read": 2, "unchanged": 2}


def test_a_column_that_is_not_there_makes_no_row_known(file: Path) -> None:
    write(file, NAMELESS, *SAYINGS)

    with pytest.raises(CommandError, match="--identity: There is no column “Nowhere”"):
        run(file, *ARGUMENTS, "--identity", "Nowhere")

    assert not Measure.objects.exists()


def test_what_a_row_is_known_by_is_told_where_nothing_was_chosen(file: Path) -> None:
    write(file, NAMELESS, *SAYINGS)

    assert any("all cells identify a row" in note for note in run(file, *ARGUMENTS)["notes"])


def test_a_row_that_says_nothing_it_could_be_known_by_is_refused(file: Path) -> None:
    write(file, NAMELESS, *SAYINGS)

    found = run(file, *ARGUMENTS, "--identity", "Note")

    assert counts(found) == {"read": 2, "new": 1, "rejected": 1}
    assert "empty in the columns" in found["rows"][1]["problems"][0]["message"]


def rewritten(file: Path) -> None:
    """Import a table, and leave it as one that was imported when codes were rewritten."""
    run(file, "--apply")
    for measure in Measure.objects.all():
        Measure.objects.filter(pk=measure.pk).update(code=FORMER[measure.code], key=f"imported-{FORMER[measure.code]}")
    forget_codes()


def forget_codes() -> None:
    """Leave the rows of imports as those that did not keep codes."""
    for row in ImportRow.objects.all():
        row.fields.pop("code")
        row.save(update_fields=["fields"])


FORMER = {"V1.1.1": "V1-1-1", "第一条": "R-AOJSCI4RIU5S", "A-1": "A-1"}


def test_measures_whose_codes_were_rewritten_take_them_as_they_are_written(file: Path) -> None:
    write(file, HEADER, *rows_of(list(FORMER)))
    rewritten(file)

    found = run(file, "--apply")

    assert counts(found) == {"read": 3, "changed": 2, "unchanged": 1}
    assert [(measure.code, measure.key) for measure in Measure.objects.order_by("position")] == [
        ("V1.1.1", "imported-V1-1-1"), ("第一条", "imported-R-AOJSCI4RIU5S"), ("A-1", "imported-A-1"),
    ]  # fmt: skip
    assert counts(run(file)) == {"read": 3, "unchanged": 3}


def test_rows_that_were_known_by_all_cells_in_their_order_are_found(file: Path) -> None:
    write(file, NAMELESS, *SAYINGS)
    run(file, *ARGUMENTS)
    texts = {row[1]: row for row in SAYINGS}
    for measure in Measure.objects.all():
        Measure.objects.filter(pk=measure.pk).update(code=f"R-{short_hash(texts[measure.title])}")
    forget_codes()

    assert counts(run(file, *ARGUMENTS)) == {"read": 2, "changed": 2}
    write(file, NAMELESS[::-1], *(row[::-1] for row in SAYINGS))
    assert counts(run(file, *ARGUMENTS)) == {"read": 2, "unchanged": 2}


def test_undoing_gives_a_rewritten_code_back_and_the_table_still_finds_it(file: Path) -> None:
    write(file, HEADER, *rows_of(list(FORMER)))
    rewritten(file)
    run(file, "--apply")

    job = Import.objects.latest("pk")
    Import.objects.filter(pk=job.pk).update(state=ImportState.UNDOING)
    undo_import(job, at=clock(), progress=Progress())

    assert [measure.code for measure in Measure.objects.order_by("position")] == list(FORMER.values())
    assert counts(run(file)) == {"read": 3, "changed": 2, "unchanged": 1}


def test_a_measure_whose_code_was_never_rewritten_is_not_that_of_a_similar_code(file: Path) -> None:
    write(file, HEADER, *rows_of(["V1-1-1"]))
    run(file, "--apply")

    write(file, HEADER, *rows_of(["V1.1.1"]))

    assert counts(run(file, "--apply")) == {"read": 1, "new": 1}
    assert set(Measure.objects.values_list("code", flat=True)) == {"V1-1-1", "V1.1.1"}
