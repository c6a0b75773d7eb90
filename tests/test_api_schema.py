"""The description of the API: complete, without warnings, with the names that clients are built from."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.examples import DEVELOPMENT


@pytest.fixture(scope="module")
def described(description: Path) -> Any:
    return json.loads(description.read_text())


def operations(described: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_description_is_openapi_3_1_without_warnings(described: Any) -> None:
    assert described["openapi"].startswith("3.1")


def test_it_is_valid_by_the_standard(described: Any) -> None:
    errors = OpenAPIV31SpecValidator(described).iter_errors()

    assert [f"{list(error.absolute_path)}: {error.message[:200]}" for error in errors] == []


@pytest.mark.parametrize(
    ("linter", "settings", "name"),
    [
        (["spectral", "lint", "--fail-severity", "error", "--ruleset"], 'extends: ["spectral:oas"]', ".spectral.yaml"),
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


def test_every_operation_has_one_line_that_says_what_it_does(described: Any) -> None:
    for path, method, operation in operations(described):
        assert operation["summary"], (path, method)
        assert operation["description"].startswith(operation["summary"]), (path, method)


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
    for path in ("users/", "imports/", "imports/{key}/", "imports/{key}/rows/"):
        assert "403" in described["paths"][f"/api/v1/{path}"]["get"]["responses"], path


def test_logging_a_development_has_an_example(described: Any) -> None:
    body = described["paths"]["/api/v1/entries/"]["post"]["requestBody"]["content"]["application/json"]

    assert body["examples"]["ADevelopment"]["value"] == DEVELOPMENT


def test_the_enums_have_names_of_their_own(described: Any) -> None:
    names = {name for name in described["components"]["schemas"] if name.endswith("Enum")}

    assert {"StatusEnum", "AmbiguityStateEnum", "ReviewStateEnum", "MarkStateEnum"} <= names
    assert {"DirectionEnum", "BearingDirectionEnum", "ViewDirectionEnum"} <= names
    assert {"KindEnum", "EntryKindEnum", "SourceKindEnum", "PartyKindEnum"} <= names


def test_the_page_that_shows_it_brings_everything_along(db: None, client: Client) -> None:
    answer = client.get("/api/v1/docs/")

    assert answer.status_code == 200
    assert "//cdn" not in answer.content.decode()
    assert "'unsafe-inline'" in answer.headers["Content-Security-Policy"]
