"""The description of the API: complete, without warnings, with the names that clients are built from."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from api.views.entries import DEVELOPMENT


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("schema") / "schema.json"
    call_command("spectacular", "--format", "openapi-json", "--file", str(path), "--validate", "--fail-on-warn")
    return json.loads(path.read_text())


def test_the_description_is_openapi_3_1_without_warnings(described: Any) -> None:
    assert described["openapi"].startswith("3.1")


def test_every_endpoint_describes_its_problems(described: Any) -> None:
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            problem = operation["responses"]["400"]["content"]["application/problem+json"]
            assert problem["schema"]["$ref"].endswith("/Problem"), (path, method)


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
