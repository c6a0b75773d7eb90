"""What a page shows as a file: its filters, its day, its reader's words."""

from typing import Any

import pytest
from django.test import Client

from measures.publishing.spreadsheets import FORMATS
from measures.views.lists import PAGE_SIZE
from tests.exports import READ, csv_rows, sheets
from tests.factories import log, make_measure, make_report, make_user

KEYS = {"csv": "Key", "xlsx": "Key", "jsonl": "key"}


def shown(client: Client, page: str, **parameters: Any) -> Any:
    return client.get(f"/{page}/", parameters).context


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize(
    ("page", "parameters"),
    [
        ("measures", {}),
        ("measures", {"kind": "unilateral", "sort": "latest"}),
        ("measures", {"as_of": "2021-06-30", "sort": "checked"}),
        ("measures", {"status": "proposed", "as_of": "2021-06-30"}),
        ("sources", {}),
        ("sources", {"grade": "A"}),
    ],
)
def test_a_page_exports_exactly_what_it_shows(
    page: str, parameters: dict[str, str], ending: str, reports: None, client: Client
) -> None:
    listed = shown(client, page, **parameters)
    keys = [(row.measure if page == "measures" else row.source).key for row in listed["rows"]]

    rows = READ[ending](client.get(f"/{page}/", {**parameters, "format": ending}))

    assert [row[KEYS[ending]] for row in rows][:PAGE_SIZE] == keys
    assert len(rows) == listed["count"]


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("parameters", [{}, {"direction": "away"}, {"year": "2024"}, {"as_of": "2021-06-30"}])
def test_the_journal_exports_exactly_what_it_shows(
    parameters: dict[str, str], ending: str, reports: None, client: Client
) -> None:
    page = shown(client, "journal", **parameters)
    listed = [row.entry.key for period in page["periods"] for row in period["rows"]]

    rows = READ[ending](client.get("/journal/", {**parameters, "format": ending}))

    assert [row[KEYS[ending]] for row in rows][: len(listed)] == listed
    assert len(rows) == page["counting"] + page["struck"]


def test_a_past_day_exports_where_measures_stood_then(reports: None, client: Client) -> None:
    past = {"as_of": "2021-06-30"}
    stood = {row.measure.key: row.standing for row in shown(client, "measures", **past)["rows"]}

    rows = csv_rows(client.get("/measures/", {**past, "format": "csv"}))

    assert {row["As of"] for row in rows} == {"2021-06-30"}
    for row in rows:
        assert row["Sources away"] == str(stood[row["Key"]].sources_away)
        assert row["Last checked"] == str(stood[row["Key"]].last_checked or "")


def test_a_page_exports_in_the_language_of_its_reader(reports: None, client: Client) -> None:
    client.cookies["django_language"] = "zh-hans"

    rows = csv_rows(client.get("/measures/", {"format": "csv"}))
    about = sheets(client.get("/measures/", {"format": "xlsx"}))

    assert {"标题", "状态"} <= set(rows[0])
    assert all(ord(row["类别"][0]) > 127 for row in rows)
    assert "关于" in about


def test_a_page_links_to_its_files_with_its_filters(reports: None, client: Client) -> None:
    body = client.get("/measures/", {"kind": "joint", "cursor": "WzAsMCwwXQ"}).content.decode()

    assert 'href="?kind=joint&amp;format=csv"' in body
    assert 'href="?kind=joint&amp;format=xlsx"' in body
    assert 'href="?kind=joint&amp;format=jsonl"' in body


def test_a_filter_that_is_refused_is_not_exported(reports: None, client: Client) -> None:
    answer = client.get("/measures/", {"kind": "sideways", "format": "csv"})

    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("text/html")
    assert client.get("/measures/", {"format": "pdf"}).status_code == 404


@pytest.mark.django_db
def test_what_is_hidden_is_exported_to_the_team_only(client: Client) -> None:
    report = make_report()
    make_measure(report)
    hidden = make_measure(report, marking="internal")
    log(hidden)
    parameters = {"report": report.slug, "format": "csv"}

    public = csv_rows(client.get("/measures/", parameters)) + csv_rows(client.get("/journal/", parameters))
    client.force_login(make_user())
    team = csv_rows(client.get("/measures/", parameters)) + csv_rows(client.get("/journal/", parameters))

    assert hidden.key not in str(public)
    assert hidden.key in str(team)
    assert (len(public), len(team)) == (1, 3)
