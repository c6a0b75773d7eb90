"""Workbooks as people open them: what they read first, the rest folded, and a sheet that says what the list is."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.test import Client

import cbm_tracker.urls  # noqa: F401  # with them all lists
from measures.lists.records import RecordSerializer
from measures.models import Report
from tests.exports import content_of, csv_rows, sheets

FIRST = ["Code", "Title", "Status", "Since", "In short"]


def workbook(client: Client, page: str = "measures", **parameters: str) -> Any:
    return client.get(f"/{page}/", {"report": "two-shores", "format": "xlsx", **parameters})


def parts(answer: Any) -> tuple[str, str]:
    """The first sheet and the workbook as they are written."""
    with ZipFile(BytesIO(content_of(answer))) as book:
        return book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/workbook.xml").decode()


def kinds_of_lists(kind: type[RecordSerializer] = RecordSerializer) -> Iterator[type[RecordSerializer]]:
    for each in kind.__subclasses__():
        yield each
        yield from kinds_of_lists(each)


def test_what_people_read_first_stands_first_with_the_words_of_each_side(reports: None, client: Client) -> None:
    answer = workbook(client)
    head, *rows = sheets(answer)["Measures"]

    sides = [
        f"{side} Shore: {words}" for side in ("North", "South") for words in ("day", "original words", "in English")
    ]
    assert head[: len(FIRST) + len(sides)] == [*FIRST, *sides]
    assert sorted(head) == sorted(set(csv_rows(workbook(client, format="csv"))[0]) - {"As of", "Disclaimer"})
    assert len(rows) == len(csv_rows(workbook(client, format="csv")))


def test_the_rest_is_folded_and_the_first_columns_are_printed_across(reports: None, client: Client) -> None:
    first = len(FIRST) + 6
    head, *rows = sheets(workbook(client))["Measures"]
    sheet, book = parts(workbook(client))

    columns = re.findall(r'<col min="(\d+)" max="(\d+)"([^>]*)>', sheet)
    folded = {place for low, high, look in columns if "hidden" in look for place in range(int(low), int(high) + 1)}
    assert folded == set(range(first + 1, len(head) + 1))
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:' in sheet
    assert 'paperSize="9"' in sheet
    assert 'orientation="landscape"' in sheet
    assert f"Measures!$A$1:$K${len(rows) + 1}</definedName>" in book
    assert "Measures!$1:$1</definedName>" in book


def test_a_reader_of_chinese_has_the_chinese_first_in_a_sheet_with_a_chinese_name(
    reports: None, client: Client
) -> None:
    client.cookies["django_language"] = "zh-hans"

    head = sheets(workbook(client))["措施"][0]

    assert head[:3] == ["代码", "中文标题", "状态"]
    assert "标题" in head


def test_the_second_sheet_says_which_rows_these_are_and_what_the_columns_hold(reports: None, client: Client) -> None:
    report = Report.objects.get(slug="two-shores")

    about = {row[0]: row[1:] for row in sheets(workbook(client, kind="joint", as_of="2025-06-30"))["About"]}

    assert about[report.title][0] == report.disclaimer
    assert about["As of"][0] == "2025-06-30"
    assert about["Filters"][0] == "Kind: Joint"
    assert about["Kind"] == ["Unilateral; Cooperative; Joint", "kind"]
    assert about["Verb of the recommendation"][0].startswith("How strongly the report urges it")


def test_what_is_asked_for_by_name_is_not_folded(reports: None, client: Client) -> None:
    sheet, _book = parts(client.get("/api/v1/measures/?format=xlsx&fields=code,marking,version"))

    assert "hidden" not in sheet


def test_a_list_reads_first_what_it_has_and_fits_the_name_of_its_sheet() -> None:
    kinds: list[Any] = [each for each in kinds_of_lists() if hasattr(getattr(each, "Meta", None), "read_first")]

    assert len(kinds) > 10
    for kind in kinds:
        assert set(kind.Meta.read_first) < set(kind.Meta.columns), kind
        assert len(str(kind.Meta.sheet)) <= 31, kind
