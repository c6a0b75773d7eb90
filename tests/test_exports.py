"""Every list as CSV, XLSX and JSON Lines: what the API answers, for whoever asks, and nothing that computes."""

import csv
import os
import tracemalloc
from collections.abc import Iterator
from datetime import UTC
from io import StringIO
from itertools import cycle, islice, product
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import ServerCursor
from rest_framework.test import APIClient

from measures.lists.measures import MeasureSerializer
from measures.lists.sql import stream_documents
from measures.lists.tables import place_on, table_rows
from measures.models import PUBLIC, Measure, Report, Role
from measures.publishing.spreadsheets import (
    FORMATS,
    FORMULA_SIGNS,
    LINES_AT_ONCE,
    ExportSheet,
    Stamp,
    csv_chunks,
    export_file,
    neutral,
)
from tests import lists
from tests.exports import READ, content_of, csv_rows, json_rows, sheets, xlsx_rows
from tests.factories import (
    TODAY,
    client_of,
    fields_of,
    get,
    log,
    make_evidence,
    make_measure,
    make_milestone,
    make_report,
    make_user,
)
from tests.filling import fill_measures
from tests.servers import superuser

LISTS = [
    *(address for address in lists.LISTS if "<" not in address),
    "measures/two-shores-COOP-1/entries/", "measures/two-shores-COOP-1/evidence/", "measures/two-shores-COOP-1/owners/",
]  # fmt: skip
# Each list in one format, and in all of them on request.
TABLES = (
    list(product(LISTS, FORMATS))
    if os.environ.get("CBM_LONG_TESTS") == "1"
    else list(zip(LISTS, cycle(FORMATS), strict=False))
)


def export(address: str, ending: str, client: APIClient | None = None, **parameters: Any) -> Any:
    return (client or APIClient()).get(f"/api/v1/{address}", {"format": ending, **parameters})


@pytest.mark.parametrize(("address", "ending"), TABLES)
def test_every_list_has_as_many_rows_as_a_table(address: str, ending: str, reports: None) -> None:
    reader = client_of(make_user(role=Role.ADMINISTRATOR))
    count = get(address, reader, count="true")["count"]

    rows = READ[ending](export(address, ending, reader))

    assert len(rows) == count


@pytest.mark.parametrize("address", ["reports/", "parties/", "ambiguities/", "measures/", "entries/", "evidence/"])
def test_a_table_says_what_the_list_says(address: str, reports: None) -> None:
    listed = get(address, page_size=500)["results"]

    rows = csv_rows(export(address, "csv"))

    assert rows
    for row, words in zip(rows, listed, strict=True):
        for name in set(row) & set(words):
            if isinstance(words[name], str) and not name.endswith("_at"):
                assert row[name] == neutral(words[name]), (address, name)
            if isinstance(words[name], bool):
                assert row[name] == str(words[name]).lower()


def test_the_standing_is_in_the_table_of_measures(reports: None) -> None:
    listed = get("measures/", report="two-shores")["results"]

    rows = csv_rows(export("measures/", "csv", report="two-shores"))

    assert {row["level"] for row in rows} > {""}
    for row, words in zip(rows, listed, strict=True):
        standing = words["standing"]
        assert row["status"] == standing["status"]
        assert row["sources_toward"] == str(standing["sources_toward"])
        assert row["level"] == ("" if standing["level"] is None else str(standing["level"]))
        assert row["parties"] == "; ".join(words["parties"])


def test_a_table_has_the_filters_of_its_list(reports: None) -> None:
    listed = [row["key"] for row in get("measures/", kind="joint", report="zhao-2020")["results"]]

    rows = csv_rows(export("measures/", "csv", kind="joint", report="zhao-2020"))
    refused = export("measures/", "csv", kind="sideways")

    assert [row["key"] for row in rows] == listed
    assert (refused.status_code, refused.headers["Content-Type"]) == (400, "application/problem+json")
    assert refused.json()["errors"][0]["field"] == "kind"


def test_a_table_comes_by_accept_too(reports: None) -> None:
    answer = APIClient().get("/api/v1/measures/", headers={"Accept": "text/csv"})

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert "Accept" in answer.headers["Vary"]
    assert csv_rows(answer)


def test_a_page_that_is_no_list_has_no_table(reports: None) -> None:
    assert APIClient().get("/api/v1/users/me/", headers={"Accept": "text/csv"}).status_code in (401, 406)
    assert export("measures/two-shores-COOP-1/", "csv").status_code == 406


def test_every_row_carries_its_day_and_the_first_the_disclaimer(reports: None) -> None:
    report = Report.objects.get(slug="two-shores")
    today = str(timezone.now().astimezone(UTC).date())

    table = export("measures/", "csv", report=report.slug)
    rows = csv_rows(table)
    lines = json_rows(export("measures/", "jsonl", report=report.slug))
    about = dict(row[:2] for row in sheets(export("measures/", "xlsx", report=report.slug))["About"])

    for found in (rows, lines):
        assert {row["as_of"] for row in found} == {today}
        assert [row.get("disclaimer", "") for row in found] == [report.disclaimer, *[""] * (len(found) - 1)]
    assert (about["As of"], about[report.title]) == (today, report.disclaimer)
    assert table.headers["Content-Disposition"] == f'attachment; filename="cbm-measures-two-shores-{today}.csv"'


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_the_disclaimer_stands_where_it_is_wanted(ending: str, reports: None) -> None:
    report = Report.objects.get(slug="two-shores")

    rows = {
        wanted: READ[ending](export("measures/", ending, report=report.slug, disclaimer=wanted))
        for wanted in ("every_row", "none")
    }
    refused = export("measures/", ending, disclaimer="nowhere")

    assert {row["disclaimer"] for row in rows["every_row"]} == {report.disclaimer}
    assert len(rows["none"]) == len(rows["every_row"])
    assert all("disclaimer" not in row for row in rows["none"])
    assert fields_of(refused) == {"disclaimer"}


def test_a_line_of_json_is_the_row_of_the_answer(reports: None) -> None:
    for address in ("measures/", "entries/", "reports/"):
        listed = get(address, page_size=500)["results"]

        lines = json_rows(export(address, "jsonl", disclaimer="none"))

        assert [{**line, "as_of": ""} for line in lines[:500]] == [{**row, "as_of": ""} for row in listed], address


def test_a_moment_is_written_alike_everywhere(reports: None) -> None:
    listed = [row["recorded_at"] for row in get("entries/", report="two-shores", page_size=500)["results"]]

    for ending in FORMATS:
        rows = READ[ending](export("entries/", ending, report="two-shores"))
        assert [row["recorded_at"] for row in rows] == listed


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", '=cmd|" /C calc"!A0']


@pytest.mark.django_db
@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_stays_a_text_in_spreadsheets_and_is_untouched_in_json(text: str) -> None:
    measure = make_measure(title=text)
    parameters = {"report": measure.report.slug}

    [in_text] = csv_rows(export("measures/", "csv", **parameters))
    [in_book] = xlsx_rows(export("measures/", "xlsx", **parameters))

    assert in_text["title"] == f"'{text}"
    assert in_book["title"].replace("\r", "\n") == text.replace("\r", "\n")
    assert get("measures/", **parameters)["results"][0]["title"] == text


# A machine that others keep busy draws texts slowly; that says nothing of them.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1))
def test_no_cell_of_a_csv_file_begins_like_a_formula_and_nothing_else_changes(texts: list[str]) -> None:
    content = b"".join(csv_chunks([[neutral(text) for text in texts]])).decode().removeprefix("\ufeff")

    [cells] = csv.reader(StringIO(content, newline=""), strict=True)

    for cell, text in zip(cells, texts, strict=True):
        assert not cell.lstrip().startswith(FORMULA_SIGNS)
        assert not cell.startswith(("\t", "\r", "\n"))
        assert cell in (text, f"'{text}")


@pytest.mark.django_db
@pytest.mark.parametrize("ending", FORMATS)
def test_what_is_hidden_is_in_no_table(ending: str) -> None:
    report = make_report()
    shown, hidden = make_measure(report), make_measure(report, marking="internal")
    whole = make_measure(report, marking="participants")
    part = make_measure(report, parent=whole)
    entry = log(shown, sources=[make_evidence().key])
    secret = log(hidden, sources=[make_evidence(marking="internal").key])
    make_milestone(hidden)
    team = client_of(make_user())

    def found(client: APIClient | None = None) -> str:
        addresses = (
            "measures/", "entries/", "evidence/", "milestones/", "chains/", "heads/",
        )  # fmt: skip
        rows = [row for address in addresses for row in READ[ending](export(address, ending, client))]
        rows += READ[ending](export("measures/", ending, client, parts="true"))
        return str(rows)

    for_strangers, for_the_team = found(), found(team)

    for key in (hidden.key, secret.key, whole.key):
        assert key not in for_strangers
        assert key in for_the_team
    assert entry.key in for_strangers
    assert part.key in for_strangers


@pytest.mark.django_db
def test_a_list_costs_few_queries_as_a_table(django_assert_num_queries: Any) -> None:
    for rows in (14, 200):
        fill_measures(make_report(), rows)

        # the reports, for their disclaimers; their sides; the measures with all that is said of them
        with django_assert_num_queries(3):
            content_of(export("measures/", "csv"))
        # the reports, their sides, the measures
        with django_assert_num_queries(3):
            content_of(export("measures/", "jsonl"))


@pytest.mark.django_db
@pytest.mark.parametrize("ending", FORMATS)
def test_a_file_goes_out_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    fill_measures(make_report(), LINES_AT_ONCE + 2)

    whole_rows: Any = stream_documents if ending == "jsonl" else table_rows

    def broken_off(*args: Any, **kwargs: Any) -> Iterator[Any]:
        yield from islice(whole_rows(*args, **kwargs), LINES_AT_ONCE + 1)
        raise OperationalError("terminating connection due to administrator command")

    whole = export("measures/", ending)
    monkeypatch.setattr(f"measures.publishing.spreadsheets.{whole_rows.__name__}", broken_off)
    broken = export("measures/", ending)

    assert int(whole["Content-Length"]) == len(content_of(whole))
    assert broken.status_code == 503


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_database_that_is_gone_when_all_rows_are_read_is_a_503(monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    fill_measures(make_report(), 2)
    close = ServerCursor.close

    def close_too_late(cursor: ServerCursor[Any]) -> None:
        with psycopg.connect(superuser(Path(os.environ["CBM_VAR"]))) as link:
            link.execute("SELECT pg_terminate_backend(%s, 5000)", [cursor.connection.info.backend_pid])
        close(cursor)

    with monkeypatch.context() as patch:
        patch.setattr(ServerCursor, "close", close_too_late)
        gone = export("measures/", ending)

    assert (gone.status_code, gone.json()["code"]) == (503, "unavailable")


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_memory_stays_flat_however_many_rows_there_are(ending: str) -> None:
    stamp = Stamp([make_report()], TODAY, None, "https://example.org/")

    def most_memory(rows: int) -> int:
        report = make_report()
        Measure.objects.bulk_create(
            Measure(report=report, key=f"{report.slug}-{n}", code=f"{n}", position=n, kind="joint", title="T")
            for n in range(rows)
        )
        columns = MeasureSerializer().columns(place_on(PUBLIC, TODAY))[:10]
        found = Measure.objects.seen_by(PUBLIC).filter(report=report).order_by("position")
        tracemalloc.start()
        with export_file(ExportSheet("m", columns, table_rows(found, columns), stamp), ending) as file:
            content = file.read()
        most = tracemalloc.get_traced_memory()[1] - len(content)
        tracemalloc.stop()
        return most

    few, many = most_memory(2_000), most_memory(10_000)

    assert many < 1.2 * few
