"""Tables of others become measures: nothing is silently skipped, nothing overwritten unasked."""

from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test import Client

from measures.analysis.verification import verify
from measures.models import Bearing, Entry, Evidence, Measure, Party, Report, Status
from measures.operations.editing import revise
from measures.operations.nouns import MEASURE
from measures.wings.imports.models import Import, ImportProfile
from tests.exports import content_of, csv_rows, xlsx_rows
from tests.factories import get, keys, make_user
from tests.tables import HEADER, ROWS, counts, run, table

READ = {"csv": csv_rows, "xlsx": xlsx_rows}
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("option", ["--title", "--author"])
def test_a_report_that_is_there_gets_no_other_title_or_author(option: str, file: Path) -> None:
    run(file, "--apply", "--title", "A table")

    with pytest.raises(CommandError, match=f"{option}: The report “A table” already exists"):
        run(file, "--apply", option, "Another")

    assert Report.objects.get().title == "A table"
    assert counts(run(file, "--apply", "--title", "A table")) == {"read": 3, "unchanged": 3}


def test_a_dry_run_says_what_would_be_and_writes_nothing(file: Path) -> None:
    found = run(file)

    assert counts(found) == {"read": 3, "new": 3}
    assert not Report.objects.exists()
    assert not Import.objects.exists()


def test_rows_become_measures_with_their_parties_dates_and_further_fields(file: Path) -> None:
    run(file, "--apply", "--title", "A table")

    measures = {measure.code: measure for measure in Measure.objects.prefetch_related("parties")}
    assert Report.objects.get().title == "A table"
    assert {code: str(measure.due_on) for code, measure in measures.items()} == {
        "A-1": "2027", "A-2": "2027-03", "A-3": "2027-12-31",
    }  # fmt: skip
    assert measures["A-2"].kind == "cooperative"
    assert {party.code for party in measures["A-2"].parties.all()} == {"NORTHLAND", "SOUTHLAND"}
    assert measures["A-1"].extra == {"Remark": "first"}
    assert keys("measures/", report="imported") == ["imported-A-1", "imported-A-2", "imported-A-3"]


def test_further_fields_filter_lists_and_stand_on_the_page_and_in_exports(file: Path, client: Client) -> None:
    run(file, "--apply")

    assert keys("measures/", report="imported", extra="Remark:first") == ["imported-A-1"]
    assert keys("measures/", report="imported", extra="Remark") == ["imported-A-1", "imported-A-3"]
    assert keys("measures/", report="imported", extra="Remark: second") == []
    for ending in ("csv", "xlsx"):
        rows = READ[ending](client.get(f"/api/v1/measures/?format={ending}&report=imported&extra=Remark:third"))
        assert [(row["code"], row["extra"]) for row in rows] == [("A-3", '{"Remark": "third"}')]
    page = client.get("/measures/imported-A-3/?show=method").content.decode()
    assert "extra=Remark%3Athird" in page
    found = client.get("/measures/", {"report": "imported", "extra": "Remark:third"}).content.decode()
    assert "imported-A-3" in found
    assert "imported-A-1" not in found
    assert 'name="extra" value="Remark:third"' in found


def test_the_name_of_a_further_field_may_have_a_colon(file: Path) -> None:
    file.write_text(table(*ROWS, header=(*HEADER[:-1], "Note: of whom")), encoding="utf-8")
    run(file, "--apply")

    assert keys("measures/", report="imported", extra="Note: of whom:first") == ["imported-A-1"]


def test_a_further_field_is_found_by_an_index(file: Path) -> None:
    run(file, "--apply")

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Measure.objects.filter(extra__contains={"Remark": "first"}).explain()

    assert "measure_extra" in plan


def test_a_status_is_logged_once_for_each_that_rows_are_mapped_to(file: Path) -> None:
    run(file, "--apply")

    bearings = Bearing.objects.select_related("measure", "entry")
    assert {(row.measure.code, row.status, row.note) for row in bearings} == {
        ("A-1", Status.IMPLEMENTED, "Imported from measures.csv, row 2"),
        ("A-2", Status.UNDER_DISCUSSION, "Imported from measures.csv, row 3"),
    }
    assert Entry.objects.count() == 2
    source = Evidence.objects.get()
    assert source.file_name == "measures.csv"
    assert set(Entry.objects.values_list("citations__evidence", flat=True)) == {source.pk}
    assert get("measures/imported-A-1/")["standing"]["status"] == "implemented"
    assert verify().faults == []


def test_the_same_file_again_changes_nothing(file: Path) -> None:
    run(file, "--apply")
    entries = Entry.objects.count()

    found = run(file, "--apply")

    assert counts(found) == {"read": 3, "unchanged": 3}
    assert Entry.objects.count() == entries
    assert set(Measure.objects.values_list("version", flat=True)) == {1}


def test_a_newer_file_changes_what_nobody_else_has_changed(file: Path) -> None:
    run(file, "--apply")
    editor = make_user(role="editor")
    revise(MEASURE, Measure.objects.get(code="A-1"), changes={"title": "Our title"}, version=1, by=editor)
    newer = [(*ROWS[0][:3], "2028", *ROWS[0][4:]), ("A-2", "Notify every launch", *ROWS[1][2:]), ROWS[2]]
    file.write_text(table(*newer), encoding="utf-8")

    found = run(file, "--apply")

    assert counts(found) == {"read": 3, "changed": 2, "unchanged": 1}
    first = Measure.objects.get(code="A-1")
    assert (first.title, str(first.due_on)) == ("Our title", "2028")
    assert Measure.objects.get(code="A-2").title == "Notify every launch"


def test_a_further_field_that_the_file_does_not_bring_stays_whatever_it_says(file: Path) -> None:
    run(file, "--apply")
    measure = Measure.objects.get(code="A-1")
    Measure.objects.filter(pk=measure.pk).update(extra={"Votes": "0", "Remark": "first", "Note": ""})
    file.write_text(table(("A-1", "Resume the talks", "Northland", "2027", "", "second")), encoding="utf-8")

    run(file, "--apply")

    measure.refresh_from_db()
    assert measure.extra == {"Votes": "0", "Remark": "second", "Note": ""}


def test_what_both_have_changed_is_a_conflict_and_left_alone(file: Path) -> None:
    run(file, "--apply")
    editor = make_user(role="editor")
    revise(MEASURE, Measure.objects.get(code="A-1"), changes={"title": "Our title"}, version=1, by=editor)
    file.write_text(table(("A-1", "Their title", *ROWS[0][2:]), *ROWS[1:]), encoding="utf-8")

    found = run(file, "--apply")

    assert counts(found) == {"read": 3, "conflict": 1, "unchanged": 2}
    row = next(row for row in found["rows"] if row["outcome"] == "conflict")
    assert row["problems"][0]["field"] == "title"
    assert row["before"]["title"] == "Our title"
    assert Measure.objects.get(code="A-1").title == "Our title"


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        (("A-9", "", "Northland", "", "", ""), "title", "title is empty"),
        (("A-9", "T", "", "", "", ""), "party", "does not name the party"),
        (("A-9", "T", "N" * 301, "", "", ""), "parties", "It has more than"),
        (("A-9", "T", "Northland", "soon", "", ""), "due_on", "“soon” cannot be read as a date"),
        (("A-9", "T", "Northland", "", "finished", ""), "status", "“finished” is not one of our statuses"),
        (("A-1", "T", "Northland", "", "", ""), "code", "Row 2 is about the same measure"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_with_its_reason(
    row: tuple[str, ...], field: str, message: str, file: Path
) -> None:
    file.write_text(table(*ROWS, row), encoding="utf-8")

    found = run(file, "--apply")

    rejected = [each for each in found["rows"] if each["outcome"] == "rejected"]
    assert [(each["number"], each["problems"][0]["field"]) for each in rejected] == [(5, field)]
    assert message in rejected[0]["problems"][0]["message"]
    assert Measure.objects.count() == 3


def test_a_long_title_is_cut_at_a_word_and_stands_whole_in_the_description(file: Path) -> None:
    title = "word " * 150
    file.write_text(table(("A-1", title, "Northland", "", "", "")), encoding="utf-8")

    run(file, "--apply")

    measure = Measure.objects.get()
    assert measure.title.endswith("word…")
    assert len(measure.title) <= 500
    assert measure.description == title.strip()


def test_a_party_of_nearly_the_same_name_is_proposed_and_never_merged(file: Path) -> None:
    Party.objects.create(code="NL", name="Northlands")

    found = run(file, "--apply")

    assert any("“Northland” is a new party" in note and "NL" in note for note in found["notes"])
    assert Party.objects.filter(code="NORTHLAND").exists()
    again = run(file, "--value", "party:Northland=NL", "--apply", slug="another")
    assert [note for note in again["notes"] if "Northland" in note] == []
    assert "NL" in Measure.objects.filter(report__slug="another").values_list("parties", flat=True)


def test_a_mapping_is_kept_under_a_name(file: Path) -> None:
    file.write_text(table(*ROWS, header=("Nr", "Headline", "Who", "When", "Where it is", "X")), encoding="utf-8")
    mapped = [
        f"--map={each}" for each in ("Nr=code", "Headline=title", "Who=party", "When=due_on", "Where it is=status")
    ]
    run(file, *mapped, "--save-profile", "ours", "--apply")

    found = run(file, "--profile", "ours")

    assert counts(found) == {"read": 3, "unchanged": 3}


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--map", "Nothing=title"], "no column “Nothing”"),
        (["--map", "Title=nothing"], "no field “nothing”"),
        (["--map", "Title"], "COLUMN=FIELD"),
        (["--value", "status:done=finished"], "“finished” is not one of our values"),
        (["--profile", "none"], "no profile"),
        (["--by", "nobody@example.org"], "no account"),
        (["--sheet", "Steps"], "--sheet: This setting does not apply"),
        (["--encoding", "utf-16"], "--encoding: This file is not in UTF-16"),
    ],
)
def test_the_command_says_plainly_what_is_wrong(arguments: list[str], found: str, file: Path) -> None:
    with pytest.raises(CommandError, match=found):
        run(file, *arguments, "--apply")

    assert not Measure.objects.exists()


def test_a_dry_run_says_which_statuses_would_be_logged(file: Path) -> None:
    found = run(file)

    assert found["notes"] == [
        "Statuses are logged, one entry for each, citing this file: Implemented (1), Under discussion (1)."
    ]
    assert not Entry.objects.exists()


def test_the_command_reads_a_table_as_it_is_told(file: Path) -> None:
    file.write_bytes(table(*ROWS).replace(",", "|").replace("first", "caf\x8e").encode("latin-1"))

    found = run(file, "--encoding", "mac_roman", "--delimiter", "bar", "--save-profile", "theirs", "--apply")

    assert counts(found) == {"read": 3, "new": 3}
    assert Measure.objects.get(code="A-1").extra == {"Remark": "café"}
    assert ImportProfile.objects.get().mapping["way"] == {"encoding": "mac_roman", "delimiter": "|"}


@pytest.mark.parametrize("address", ["/measures/", "/api/v1/measures/"])
def test_our_own_workbook_is_read_as_it_was_written(address: str, file: Path, client: Client) -> None:
    def imported() -> list[tuple[object, ...]]:
        rows = Measure.objects.prefetch_related("parties").order_by("code")
        return [(row.key, row.title, row.kind, row.due_on, [each.code for each in row.parties.all()]) for row in rows]

    run(file, "--apply")
    before = imported()
    workbook = file.with_name("ours.xlsx")
    workbook.write_bytes(content_of(client.get(address, {"report": "imported", "format": "xlsx"})))

    found = run(workbook, "--apply")

    assert (found["read"], found["new"], found["rejected"]) == (3, 0, 0)
    assert set(found["mapping"]["columns"].values()) >= {"code", "title", "kind", "party", "due_on", "status"}
    assert imported() == before
