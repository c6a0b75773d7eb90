"""Imports by their operations: how a table is read is chosen, a long one is looked at by a worker."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from measures.errors import ImportUnderWayError, ImportWrittenError
from measures.models import Report, User
from measures.wings.imports.jobs import change_mapping, receive
from measures.wings.imports.models import Import, ImportProfile
from measures.wings.imports.sheets.sheet import SheetError
from measures.wings.imports.worker import request_writing, work_on
from tests.factories import make_report, make_user
from tests.tables import workbook

TABLE = "Code,Headline,Country,Due date\r\nA-1,Resume the talks,Northland,2027\r\nA-2,Notify,Southland,\r\n"
COLUMNS = {"Headline": "title"}
GARBLED = "Code;Headline;Country\nA-1;Café;Northland\n"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


@pytest.fixture
def editor() -> User:
    return make_user(role="editor")


def send(editor: User, content: bytes = TABLE.encode(), name: str = "measures.csv", **options: Any) -> Import:
    """A table that was received for a report that is called fresh."""
    new = {"slug": "fresh", "title": "", "author": ""}
    return receive(
        BytesIO(content), name, report=None, new=new, profile=None, marking="public", by=editor, options=options
    )


@pytest.mark.parametrize("name", ["title", "author"])
def test_what_is_said_of_a_new_report_is_refused_where_it_is_there(name: str, editor: User) -> None:
    make_report("here")
    new = {"slug": "here", "title": "", "author": "", name: "Fresh"}

    with pytest.raises(ValidationError) as refused:
        receive(
            BytesIO(TABLE.encode()), "measures.csv", report=None, new=new, profile=None, marking="public", by=editor
        )

    assert list(refused.value.message_dict) == [name]
    assert not Import.objects.exists()


def test_the_same_title_of_a_report_that_is_there_is_no_other_report(editor: User) -> None:
    new = {"slug": "fresh", "title": "A fresh report", "author": ""}
    for _again in range(2):
        receive(
            BytesIO(TABLE.encode()), "measures.csv", report=None, new=new, profile=None, marking="public", by=editor
        )

    assert [report.title for report in Report.objects.all()] == ["A fresh report"]


def test_encoding_and_delimiter_are_said_otherwise_and_kept_in_the_profile(editor: User) -> None:
    content = GARBLED.replace("\n", "\r\n").encode("mac_roman")
    job = send(editor, content, encoding="cp1252", delimiter=",")
    assert [column["name"] for column in job.found["columns"]] == ["Code;Headline;Country"]

    job = change_mapping(job, by=editor, options={"delimiter": ";", "encoding": ""})
    assert job.mapping["way"] == {"delimiter": ";"}
    assert job.found["way"] == {"encoding": "mac_roman", "delimiter": ";"}
    job = change_mapping(job, by=editor, options={"encoding": "mac_roman"}, columns=COLUMNS, profile_name="theirs")

    assert [column["sample"] for column in job.found["columns"]] == [["A-1"], ["Café"], ["Northland"]]
    assert job.counts["new"] == 1
    again = receive(
        BytesIO(content), "measures.csv", report=job.report, new={}, profile=ImportProfile.objects.get(name="theirs"),
        marking="public", by=editor,
    )  # fmt: skip
    assert again.mapping["way"] == {"delimiter": ";", "encoding": "mac_roman"}
    assert again.counts["new"] == 1


def test_the_sheet_of_a_workbook_is_chosen_among_those_that_are_not_hidden(editor: User, tmp_path: Path) -> None:
    content = workbook(tmp_path, {"Cover": ["Notes"], "Steps": ["Code", "Title", "Country"], "Old": ["Title"]})
    job = send(editor, content, "steps.xlsx")
    assert job.found["choices"] == {"sheet": ["Cover", "Steps"]}

    job = change_mapping(job, by=editor, options={"sheet": "Steps"})

    assert job.mapping["columns"] == {"Code": "code", "Title": "title", "Country": "party"}
    assert job.found["way"] == {"sheet": "Steps"}


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"sheet": "Nowhere"}, "There is no sheet"),
        ({"sheet": "Old"}, "is hidden"),
        ({"encoding": "cp1252"}, "does not apply to a table of this kind"),
        ({"delimiter": ";"}, "does not apply to a table of this kind"),
    ],
)
def test_a_choice_that_a_workbook_does_not_have_is_named(
    options: dict[str, str], found: str, editor: User, tmp_path: Path
) -> None:
    content = workbook(tmp_path, {"Steps": ["Code", "Title", "Country"], "Old": ["Title"]})
    job = send(editor, content, "steps.xlsx")

    with pytest.raises(SheetError, match=found) as by_change:
        change_mapping(job, by=editor, options=options)
    with pytest.raises(SheetError, match=found) as at_once:
        send(editor, content, "steps.xlsx", **options)

    assert {by_change.value.field} == {at_once.value.field} == set(options)
    assert Import.objects.get().mapping["way"] == {}


@pytest.mark.parametrize(
    ("options", "field"),
    [({"encoding": "utf-16-le"}, "encoding"), ({"sheet": "A"}, "sheet"), ({"encoding": "utf-8-sig"}, "encoding")],
)
def test_a_choice_that_does_not_fit_a_text_is_named(options: dict[str, str], field: str, editor: User) -> None:
    with pytest.raises(SheetError) as refused:
        send(editor, GARBLED.encode("cp1252"), **options)

    assert refused.value.field == field
    assert not Import.objects.exists()


def test_the_header_row_is_chosen_with_the_table_and_afterwards(editor: User) -> None:
    job = send(editor, b"North,South,East\r\nWhat,Who,When\r\nResume,Northland,2027\r\n", header_row=2)
    assert [column["name"] for column in job.found["columns"]] == ["What", "Who", "When"]

    job = change_mapping(job, by=editor, options={"header_row": 1})
    with pytest.raises(SheetError) as refused:
        change_mapping(job, by=editor, options={"header_row": 9})

    assert [column["name"] for column in job.found["columns"]] == ["North", "South", "East"]
    assert refused.value.field == "header_row"


def test_a_long_table_is_looked_at_by_a_worker(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("measures.wings.imports.look.MOST_AT_ONCE", 10)
    job = send(editor)
    assert (job.state, job.counts, job.found) == ("looking", {}, {})
    with pytest.raises(ImportUnderWayError):
        change_mapping(job, by=editor)
    work_on(job.pk)

    assert change_mapping(job, by=editor, columns=COLUMNS).state == "looking"
    work_on(job.pk)

    job.refresh_from_db()
    assert (job.state, job.counts["new"], job.total) == ("looked_at", 2, 2)


def test_a_worker_that_cannot_read_a_table_says_why(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("measures.wings.imports.look.MOST_AT_ONCE", 10)
    job = send(editor, GARBLED.encode("cp1252"), encoding="utf-8-sig")

    work_on(job.pk)

    job.refresh_from_db()
    assert (job.state, job.problem) == ("failed", "This file is not in UTF-8: byte 29 cannot be read, in line 2.")
    change_mapping(job, by=editor, options={"encoding": ""})
    work_on(job.pk)
    job.refresh_from_db()
    assert job.found["rows"] == 1


def test_a_written_table_is_not_looked_at_again(editor: User) -> None:
    job = change_mapping(send(editor), by=editor, columns=COLUMNS)
    request_writing(job, by=editor)
    work_on(job.pk)

    with pytest.raises(ImportWrittenError):
        change_mapping(job, by=editor, columns=COLUMNS)
    assert Import.objects.get().state == "applied"


def test_the_order_of_dates_and_what_goes_for_rows_that_do_not_say_are_told(editor: User) -> None:
    job = send(editor, b"Code,Title,Due date\r\nA-1,Resume the talks,03/04/2027\r\n")
    assert job.counts["rejected"] == 1

    defaults = {"party": "The commission"}
    job = change_mapping(job, by=editor, order="month_first", party_kind="organisation", defaults=defaults)

    [row] = job.rows.all()
    assert (row.outcome, row.fields["due_on"]) == ("new", "2027-03-04")
