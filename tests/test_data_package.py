"""The tables of a report as a data package: where each table is, and what its columns hold."""

import csv
import json
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from rest_framework.test import APIClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
ADDRESS = "/api/v1/reports/two-shores/datapackage/"
READ = {
    "string": str,
    "integer": int,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "boolean": ("true", "false").index,
}


def table_at(path: str) -> list[dict[str, str]]:
    answer = APIClient().get(path.removeprefix("http://testserver"))
    assert answer.status_code == 200, path
    return list(csv.DictReader(answer.getvalue().decode("utf-8-sig").splitlines(keepends=True)))


def resources(**days: str) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in APIClient().get(ADDRESS, days).json()["resources"]}


def test_each_table_has_the_columns_and_the_types_that_the_package_says() -> None:
    tables = {name: found for name, found in resources().items() if found["format"] == "csv"}

    for name, found in tables.items():
        types = {field["name"]: field["type"] for field in found["schema"]["fields"]}
        rows = table_at(found["path"])
        assert rows, name
        assert list(rows[0]) == list(types), name
        for row in rows:
            for column, cell in row.items():
                assert not cell or READ[types[column]](cell) is not None, (name, column)
        for key in found["schema"].get("primaryKey", ()):
            assert len({row[key] for row in rows}) == len(rows), name
    kinds = {field["type"] for found in tables.values() for field in found["schema"]["fields"]}
    assert kinds == {"string", "integer", "date", "datetime", "boolean"}


def test_each_table_in_json_lines_has_the_members_that_the_package_says() -> None:
    for name, found in resources().items():
        if found["format"] == "jsonl":
            answer = APIClient().get(found["path"].removeprefix("http://testserver"))
            first = json.loads(answer.getvalue().decode().splitlines()[0])
            assert sorted(first) == sorted(field["name"] for field in found["schema"]["fields"]), name


def test_it_says_what_columns_and_codes_are_called_in_both_languages() -> None:
    fields = {field["name"]: field for field in resources()["measures.csv"]["schema"]["fields"]}

    assert fields["status"] == {
        "name": "status",
        "type": "string",
        "title": "Status",
        "title_zh_hans": "状态",
        "description": fields["status"]["description"],
        "codes": "status",
    }
    assert "Implemented" in fields["status"]["description"]
    assert fields["status_since"]["constraints"]["pattern"].startswith("^[0-9]{4}")
    assert "status" in {row["list"] for row in table_at(resources()["codes.csv"]["path"])}


def test_its_tables_are_of_the_day_and_the_moment_that_it_is_asked_for() -> None:
    days = {"as_of": "2025-06-01", "known_at": "2999-01-01"}

    found = resources(**days)

    wanted = {name: parse_qs(urlsplit(each["path"]).query) for name, each in found.items()}
    assert {**days, "format": "jsonl", "report": "two-shores"}.items() <= {
        name: value for name, [value] in wanted["entries.jsonl"].items()
    }.items()
    # What has no past is as it is.
    assert sorted(name for name, query in wanted.items() if "as_of" not in query and name.endswith("csv")) == [
        "codes.csv", "links.csv", "parties.csv", "subjects.csv", "terms.csv",
    ]  # fmt: skip
    assert {row["as_of"] for row in table_at(found["entries.csv"]["path"])} == {"2025-06-01"}
    assert APIClient().get(ADDRESS, {"known_at": "soon"}).status_code == 400
    assert APIClient().get(ADDRESS, {"day": "2025-06-01"}).status_code == 400
