"""Rows in the shape that a reader wants: some of their fields, texts in one language, and the page of each."""

import json
import re
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from measures.models import Evidence, Measure, Role
from measures.operations.drafts import AssessmentDraft
from tests.api_description import expanded
from tests.exports import csv_rows
from tests.factories import client_of, fields_of, get, log, make_measure, make_user
from tests.lists import LISTS
from tests.wings import samples

pytestmark = pytest.mark.django_db

# Lists without a page for each of their rows, or that belong to a row whose page is known.
WITHOUT_A_PAGE = {
    "chains/", "chains/sources/", "heads/", "measures/<slug:key>/owners/", "parties/",
    "reminders/log/", "secret-urls/", "tokens/",
    *chain.from_iterable(each.without_a_page for each in samples()),
}  # fmt: skip
# Tell one language from the other.
ENGLISH, CHINESE = "The ferries sail.", "渡轮已启航。"


@pytest.fixture
def measure() -> Measure:
    measure = make_measure(title="Ferries", title_zh_hans="渡轮", description="Only in English.")
    ours = AssessmentDraft(on=measure.key, about="NORTHSHORE", level=1, text=ENGLISH, text_zh_hans=CHINESE)
    log(measure, assessments=[ours], status="proposed")
    return measure


def test_a_row_has_the_fields_that_are_wanted_and_no_others(measure: Measure) -> None:
    [row] = get("measures/", key=measure.key, fields="title,key")["results"]

    assert row == {"key": measure.key, "title": "Ferries"}
    assert get(f"measures/{measure.key}/", fields="key") == {"key": measure.key}


def test_what_is_not_wanted_is_not_computed(measure: Measure) -> None:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        get("measures/", fields="key")
        get("measures/")

    few, all_of_it = (each["sql"] for each in caught.captured_queries if '"document"' in each["sql"])
    assert "description" in all_of_it and "measures_owner" in all_of_it
    assert "description" not in few and "measures_owner" not in few


def test_of_what_stands_in_a_field_some_can_be_wanted(measure: Measure) -> None:
    [row] = get("measures/", key=measure.key, fields="key,standing.status,standing.level")["results"]
    [whole] = get("measures/", key=measure.key, fields="standing,standing.level")["results"]

    assert row == {"key": measure.key, "standing": {"status": "proposed", "level": 1}}
    assert "assessments" in whole["standing"]


@pytest.mark.parametrize("fields", ["key,colour", "title.length", "standing.assessments.text", "standing.colour"])
@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_a_field_that_rows_do_not_have_is_refused(fields: str, form: str, measure: Measure) -> None:
    answer = APIClient().get("/api/v1/measures/", {"fields": fields, "format": form})

    assert (answer.status_code, fields_of(answer)) == (400, {"fields"})


def test_a_table_has_the_columns_that_are_wanted(measure: Measure) -> None:
    answer = APIClient().get("/api/v1/measures/", {"fields": "key,level", "format": "csv", "disclaimer": "none"})

    [row] = csv_rows(answer)
    assert list(row) == ["key", "level", "as_of"]
    assert (row["key"], row["level"]) == (measure.key, "1")


def test_texts_in_one_language(measure: Measure) -> None:
    [english] = get("measures/", key=measure.key, language="en")["results"]
    [chinese] = get("measures/", key=measure.key, language="zh-hans", fields="title,description,standing")["results"]

    assert (english["title"], chinese["title"], chinese["description"]) == ("Ferries", "渡轮", "Only in English.")
    assert [each["text"] for each in english["standing"]["assessments"]] == [ENGLISH]
    assert [each["text"] for each in chinese["standing"]["assessments"]] == [CHINESE]
    for row in (english, chinese, english["standing"]["assessments"][0], chinese["standing"]["assessments"][0]):
        assert not [name for name in row if name.endswith("_zh_hans")]


def test_a_table_in_one_language(measure: Measure) -> None:
    answer = APIClient().get("/api/v1/measures/", {"language": "zh-hans", "format": "csv"})

    [row] = csv_rows(answer)
    assert (row["title"], row["independent_words"]) == ("渡轮", CHINESE)
    assert not [name for name in row if name.endswith("_zh_hans")]


def test_a_language_that_the_tracker_does_not_have_is_refused() -> None:
    assert fields_of(APIClient().get("/api/v1/measures/", {"language": "fr"})) == {"language"}


@pytest.mark.usefixtures("reports")
def test_every_list_can_be_had_in_one_language_and_leads_to_the_pages_of_its_rows() -> None:
    keys = {"measures": Measure.objects.order_by("key")[0].key, "evidence": Evidence.objects.order_by("key")[0].key}
    client = client_of(make_user(role=Role.ADMINISTRATOR))
    with_a_page = set()
    for address, view in LISTS.items():
        if "html_url" in view.serializer_class.Meta.fields:  # type: ignore[attr-defined]
            with_a_page.add(address)
        name = address.split("/")[0]
        if "<" in address and name not in keys:
            continue
        rows = get(address.replace("<slug:key>", keys.get(name, "")), client, language="zh-hans", page_size=3)[
            "results"
        ]
        for row in rows:
            assert not [field for field in row if field.endswith("_zh_hans")], address
            if "html_url" in row:
                assert resolve(urlsplit(row["html_url"]).path).url_name, address

    assert set(LISTS) - with_a_page == WITHOUT_A_PAGE


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize("language", ["en", "zh-hans", ""])
def test_every_list_answers_as_it_is_described_also_in_one_language(description: Path, language: str) -> None:
    described = expanded(description)
    client, wrong = client_of(make_user(role=Role.ADMINISTRATOR)), {}

    for path, methods in described["paths"].items():
        takes = {each["name"] for each in methods.get("get", {}).get("parameters", ())}
        if "{" in path or "language" not in takes:
            continue
        needed = {"report": "zhao-2020"} if "report" in takes else {}
        answer = client.get(path, {"language": language, **needed} if language else needed)
        content = methods["get"]["responses"]["200"]["content"].get("application/json")
        if content is None:
            continue
        schema = {**content["schema"], "components": described["components"]}
        if faults := [error.message[:200] for error in Draft202012Validator(schema).iter_errors(answer.json())]:
            wrong[path] = faults[:3]
        assert not re.search(rb"T[0-9:.]+[+-][0-9]", answer.content), f"a moment of {path} does not end in Z"

    assert wrong == {}


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize("address", ["measures/", "entries/", "terms/"])
def test_a_row_names_the_page_that_shows_it(address: str, client: Client) -> None:
    row: Any = get(address, report="two-shores", page_size=1)["results"][0]
    url = row["html_url"]

    assert url.startswith("http://testserver/")
    assert client.get(url.removeprefix("http://testserver")).status_code == 200


def test_fields_are_chosen_by_their_paths(measure: Measure) -> None:
    row = get(f"measures/{measure.key}/")
    [few] = get("measures/", key=measure.key, fields="is_explicit,standing.milestone_count")["results"]

    assert few == {"is_explicit": row["is_explicit"], "standing": {"milestone_count": 0}}


def test_no_property_is_described_as_deprecated(description: Path) -> None:
    described = json.loads(description.read_text())["components"]["schemas"]

    assert not [
        (name, each)
        for name, schema in described.items()
        for each, about in schema.get("properties", {}).items()
        if "deprecated" in about
    ]
