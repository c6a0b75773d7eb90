"""The description of the API: complete, without warnings, with the names that clients are built from."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from rest_framework.test import APIClient

from api.descriptions import CHINESE, is_described
from api.examples import DEVELOPMENT
from api.property_texts import PROPERTIES
from api.tags import all_tags
from tests.api_description import expanded
from tests.conftest import ROOT
from tests.factories import client_of, fields_of, get, make_measure, make_user
from tests.wings import whole_tracker


@pytest.fixture(scope="module")
def described(description: Path) -> Any:
    return expanded(description)


def operations(described: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_description_is_openapi_3_1_without_warnings(described: Any) -> None:
    assert described["openapi"].startswith("3.1")


def test_it_is_valid_by_the_standard(description: Path) -> None:
    errors = OpenAPIV31SpecValidator(json.loads(description.read_text())).iter_errors()

    assert [f"{list(error.absolute_path)}: {error.message[:200]}" for error in errors] == []


@pytest.mark.parametrize(
    ("linter", "settings", "name"),
    [
        (
            ["spectral", "lint", "--fail-severity", "error", "--ruleset"],
            (ROOT / ".spectral.yaml").read_text(),
            ".spectral.yaml",
        ),
        # Every address ends in a slash here, as Django has it.
        (
            ["redocly", "lint", "--config"],
            "extends: [recommended]\nrules: {no-path-trailing-slash: off}",
            "redocly.yaml",
        ),
    ],
    ids=["spectral", "redocly"],
)
def test_public_linters_find_no_error(
    description: Path, tmp_path: Path, linter: list[str], settings: str, name: str
) -> None:
    if shutil.which(linter[0]) is None:
        pytest.skip(f"{linter[0]} is not on this machine: `npm install --global` brings it.")
    (tmp_path / name).write_text(settings)

    ended = subprocess.run([*linter, name, str(description)], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-2000:]


@whole_tracker
def test_it_can_be_grasped(description: Path, described: Any) -> None:
    """What recurs is described once; no more operations than the API is meant to have."""
    in_yaml = yaml.dump(json.loads(description.read_text()), Dumper=yaml.CSafeDumper, allow_unicode=True)

    assert len(in_yaml.encode()) <= 800_000
    assert len(list(operations(described))) <= 145


def test_every_operation_has_one_line_that_says_what_it_does(described: Any) -> None:
    for path, method, operation in operations(described):
        assert operation["summary"], (path, method)
        assert operation["description"].startswith(operation["summary"]), (path, method)


def test_every_part_of_the_api_is_described(described: Any) -> None:
    tags = {tag["name"] for tag in described["tags"]}

    assert {tag for _, _, operation in operations(described) for tag in operation["tags"]} == tags == set(all_tags())


def properties_of(owner: str, schema: Any) -> Iterator[tuple[str, str, Any]]:
    for name, below in schema.get("properties", {}).items():
        yield owner, name, below
        yield from properties_of(f"{owner}.{name}", below)


def all_properties(described: Any) -> list[tuple[str, str, Any]]:
    components = described["components"]["schemas"].items()
    return [found for name, schema in components for found in properties_of(name, schema)]


def test_every_property_is_described(described: Any) -> None:
    """Say what it is in its `help_text`, or in `api/property_texts.py` if its name says much the same everywhere."""
    components = described["components"]["schemas"]

    silent = [
        f"{owner}.{name}" for owner, name, each in all_properties(described) if not is_described(each, components)
    ]

    assert silent == []


@whole_tracker
def test_no_text_describes_a_property_that_there_is_not(described: Any) -> None:
    names = {each for owner, name, _ in all_properties(described) for each in (name, f"{owner}.{name}")}

    assert set(PROPERTIES) - names - {name.removesuffix(CHINESE) for name in names} == set()


def test_every_parameter_is_described(described: Any) -> None:
    silent = {
        (path, each["name"])
        for path, _, operation in operations(described)
        for each in operation.get("parameters", ())
        if not each.get("description")
    }

    assert silent == set()


def test_every_endpoint_describes_its_problems(described: Any) -> None:
    for path, method, operation in operations(described):
        problem = operation["responses"]["400"]["content"]["application/problem+json"]
        assert problem["schema"]["$ref"].endswith("/Problem"), (path, method)


def test_every_reading_describes_that_it_is_sent_once(described: Any) -> None:
    for path, operations in described["paths"].items():
        answers = operations.get("get", {}).get("responses", {})
        if "application/json" in answers.get("200", {}).get("content", {}):
            assert {"ETag"} == set(answers["304"]["headers"]) == set(answers["200"]["headers"]), path


def test_what_only_some_may_read_is_described_so(described: Any) -> None:
    for path in ("proposals/", "proposals/{key}/", "evidence/{key}/capture/"):
        assert "403" in described["paths"][f"/api/v1/{path}"]["get"]["responses"], path


def test_logging_a_development_has_an_example(described: Any) -> None:
    body = described["paths"]["/api/v1/entries/"]["post"]["requestBody"]["content"]["application/json"]

    assert body["examples"]["ADevelopment"]["value"] == DEVELOPMENT


def test_the_enums_have_names_of_their_own(described: Any) -> None:
    names = {name for name in described["components"]["schemas"] if name.endswith("Enum")}

    assert {"StatusEnum", "AmbiguityStateEnum", "ReviewStateEnum", "MarkStateEnum"} <= names
    assert {"PointingEnum", "BearingDirectionEnum", "AssessmentDirectionEnum"} <= names
    assert {"KindEnum", "EntryKindEnum", "SourceKindEnum", "PartyKindEnum"} <= names


def test_the_page_that_shows_it_brings_everything_along(db: None, client: Client) -> None:
    answer = client.get("/api/v1/docs/")

    assert answer.status_code == 200
    assert "//cdn" not in answer.content.decode()
    assert "'unsafe-inline'" in answer.headers["Content-Security-Policy"]


READ_WITHOUT_AN_ACCOUNT = {
    "/api/v1/calendars/{secret}.ics", "/api/v1/feeds/{secret}.atom", "/api/v1/tables/{secret}.{ending}"
}  # fmt: skip


def test_what_a_stranger_may_read_is_described_so(described: Any, db: None) -> None:
    """A stranger is asked for an account where the description says so, and nowhere else."""
    for path, method, operation in operations(described):
        is_open = {} in operation["security"]
        if method != "get" or path in READ_WITHOUT_AN_ACCOUNT:
            assert is_open == (path in READ_WITHOUT_AN_ACCOUNT), (path, method)
            continue
        answer = APIClient().get(re.sub(r"\{\w+\}", "1", path))
        assert (answer.status_code != 401) == is_open, path


def test_a_tracker_that_is_not_public_describes_no_reading_without_an_account(db: None, settings: Any) -> None:
    settings.CBM_PUBLIC_READING = False

    described = client_of(make_user()).get("/api/v1/schema/?format=json").json()

    open_to_all = {path for path, _, operation in operations(described) if {} in operation["security"]}
    assert open_to_all == READ_WITHOUT_AN_ACCOUNT


def test_what_fits_two_of_several_kinds_is_not_refused(described: Any) -> None:
    assert '"oneOf"' not in json.dumps(described)
    assert described["components"]["schemas"]["Evidence"]["properties"]["url"]["anyOf"]


@pytest.mark.parametrize("address", ["evidence/", "measures/two-shores-NORTH-1/evidence/", "reports/", "dashboard/"])
def test_an_answer_is_valid_by_its_own_schema(described: Any, address: str, reports: None) -> None:
    """As the standard has it, which does not look at formats: an empty address is one kind of text and another."""
    answer = get(address, **({"report": "two-shores"} if address == "dashboard/" else {}))
    path = re.sub(r"two-shores-NORTH-1", "{key}", address)
    content = described["paths"][f"/api/v1/{path}"]["get"]["responses"]["200"]["content"]["application/json"]
    schema = {**content["schema"], "components": described["components"]}

    errors = Draft202012Validator(schema).iter_errors(answer)

    assert [f"{error.json_path}: {error.message[:200]}" for error in errors] == []


def test_what_an_operation_asks_for_is_described_as_required(described: Any) -> None:
    schemas = described["components"]["schemas"]
    entry, mark = schemas["EntryDraft"], schemas["MilestoneMarkDraft"]

    assert {"report", "occurred", "title", "narrative", "track", "claim", "bears_on"} <= set(entry["required"])
    assert {"state", "occurred", "title", "narrative"} <= set(mark["required"])
    assert (entry["properties"]["title"]["minLength"], entry["properties"]["bears_on"]["minItems"]) == (1, 1)
    assert schemas["TokenDraft"]["properties"]["name"]["minLength"] == 1
    assert schemas["PatchedProfile"]["properties"]["time_zone"]["minLength"] == 1


@pytest.mark.parametrize("field", ["title", "narrative", "track", "claim", "bears_on"])
def test_what_is_described_as_required_is_asked_for(field: str, db: None) -> None:
    measure = make_measure()
    body: dict[str, Any] = {
        "report": measure.report.slug, "occurred": "2024", "title": "A ferry", "narrative": "It ran.",
        "track": "official", "claim": "reported", "bears_on": [{"on": measure.key, "direction": "toward"}],
    }  # fmt: skip
    editor = client_of(make_user())

    without = editor.post("/api/v1/entries/", {name: value for name, value in body.items() if name != field})

    assert field in fields_of(without)
    assert editor.post("/api/v1/entries/", body).status_code == 201


def headers(described: Any, path: str, method: str, status: int) -> set[str]:
    return set(described["paths"][f"/api/v1/{path}"][method]["responses"][str(status)].get("headers", {}))


def test_what_is_said_beside_an_answer_is_described(described: Any) -> None:
    assert headers(described, "entries/", "post", 201) == {"Location", "Idempotent-Replayed"}
    assert headers(described, "evidence/{key}/", "patch", 200) == {"ETag"}
    assert headers(described, "measures/", "get", 429) == {"Retry-After", "RateLimit", "RateLimit-Policy"}
    assert headers(described, "entries/", "post", 503) == {"Retry-After"}


def test_what_a_request_has_to_bring_is_described(described: Any) -> None:
    for path, method, operation in operations(described):
        brought = {each["name"]: each for each in operation.get("parameters", ()) if each["in"] == "header"}
        if "428" in operation["responses"]:
            assert brought["If-Match"]["required"], (path, method)
        if method == "post":
            assert re.fullmatch(brought["Idempotency-Key"]["schema"]["pattern"], "a-key"), path
            assert not re.fullmatch(brought["Idempotency-Key"]["schema"]["pattern"], "a key"), path


def test_values_that_are_no_words_have_names(described: Any) -> None:
    parameters = {each["name"]: each["schema"] for each in described["paths"]["/api/v1/measures/"]["get"]["parameters"]}

    names = dict(zip(parameters["ordering"]["enum"], parameters["ordering"]["x-enum-varnames"], strict=True))
    assert (names["latest"], names["-latest"]) == ("LATEST", "LATEST_DESCENDING")
    assert parameters["level"]["items"]["x-enum-varnames"] == ["LEVEL_0", "LEVEL_1", "LEVEL_2", "LEVEL_3"]


@pytest.mark.parametrize("name", ["Standing", "Measure", "Entry", "Evidence"])
def test_what_is_written_of_a_row_has_all_of_its_fields(described: Any, name: str) -> None:
    schema = described["components"]["schemas"][name]

    # With `language=` it has no texts in Chinese.
    assert set(schema["required"]) == {each for each in schema["properties"] if not each.endswith(CHINESE)}
