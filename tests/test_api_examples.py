"""The examples of the description: each keeps to its schema, and is taken where the fictional report is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api.examples import EXAMPLES
from measures.library.load import load_library
from measures.models import Role
from tests.api_description import expanded
from tests.conftest import FIXTURES
from tests.factories import client_of, make_user
from tests.test_api_schema import operations

KEYS = {
    "measures": "two-shores-NORTH-1",
    "evidence": "two-shores-SRC-01",
    "entries": "two-shores-EV-14",
    "milestones": "two-shores-NORTH-1-M1",
}


@pytest.fixture(scope="module")
def described(description: Path) -> Any:
    return expanded(description)


def contents(described: Any) -> Iterator[tuple[str, Any]]:
    """What is sent to an operation, and what it answers, of each media type."""
    for path, method, operation in operations(described):
        for described_body in [operation.get("requestBody", {}), *operation["responses"].values()]:
            for kind, content in described_body.get("content", {}).items():
                yield f"{method} {path} {kind}", content


def test_every_example_keeps_to_its_schema(described: Any) -> None:
    checked = 0
    for where, content in contents(described):
        for name, example in content.get("examples", {}).items():
            schema = {**content["schema"], "components": described["components"]}
            value = example_of(example, described)
            faults = [error.message for error in Draft202012Validator(schema).iter_errors(value)]
            assert faults == [], (where, name)
            checked += 1
    assert checked >= len(EXAMPLES)


def example_of(example: Any, described: Any) -> Any:
    """An example, there or among the components."""
    name = example.get("$ref", "").removeprefix("#/components/examples/")
    return (described["components"]["examples"][name] if name else example)["value"]


def test_every_answer_has_an_example(described: Any) -> None:
    for path, method, operation in operations(described):
        for status, answer in operation["responses"].items():
            for kind, content in answer.get("content", {}).items():
                assert content["examples"], (path, method, status, kind)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_taken(db: None, described: Any, name: str) -> None:
    load_library(FIXTURES / "two-shores.yaml")
    if name != "users_create":
        make_user(email="lin@example.org")
    client = client_of(make_user(role=Role.ADMINISTRATOR, password="your own password"))
    [(path, method, operation)] = [found for found in operations(described) if found[2]["operationId"] == name]
    address = path.format(key=KEYS.get(path.split("/")[3]))
    [example] = operation["requestBody"]["content"]["application/json"]["examples"].values()
    version = {"If-Match": client.get(address).get("ETag", "")} if "{" in path and method == "patch" else {}

    answer = getattr(client, method)(address, example["value"], format="json", headers=version)

    assert answer.status_code in (200, 201, 204), answer.content
