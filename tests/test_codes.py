"""The data dictionary: every code that a table can hold, in both languages, in the API and in docs/data.md alike."""

import pytest
from rest_framework.test import APIClient

from api.codes import code_lists
from api.dictionary import columns_of, lists_of_the_record, name_of_codes, with_dictionary
from api.urls import ENDPOINTS
from measures.models import Status
from tests.conftest import ROOT
from tests.exports import csv_rows, json_rows
from tests.factories import get
from tests.wings import whole_tracker


def test_every_code_of_a_table_is_in_the_dictionary() -> None:
    for address, view in lists_of_the_record(ENDPOINTS).items():
        for column in columns_of(view):
            assert bool(column.labels) == bool(name_of_codes(column)), (address, column.name)


@pytest.mark.django_db
def test_the_api_says_what_a_code_is_called_in_both_languages() -> None:
    found = get("codes/")["results"]

    assert {"list": "status", "code": "stalled", "label": "Stalled", "label_zh_hans": "停滞"} in found
    assert [row["code"] for row in found if row["list"] == "status"] == Status.values
    assert len(found) == sum(len(each.choices) for each in code_lists().values())
    assert all(row["label"] and row["label_zh_hans"] for row in found)


@pytest.mark.django_db
def test_the_codes_are_a_table() -> None:
    found = get("codes/")["results"]

    rows = csv_rows(APIClient().get("/api/v1/codes/", {"format": "csv", "disclaimer": "none"}))
    lines = json_rows(APIClient().get("/api/v1/codes/", {"format": "jsonl", "disclaimer": "none"}))

    for table in (rows, lines):
        assert [{name: row[name] for name in found[0]} for row in table] == found


@whole_tracker
def test_the_document_says_what_the_code_says() -> None:
    """Else `manage.py data_dictionary docs/data.md`."""
    text = (ROOT / "docs/data.md").read_text()

    assert with_dictionary(text, ENDPOINTS) == text
