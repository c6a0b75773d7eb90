"""The description of the API for tests: with what it refers to among its components in its place."""

import json
from pathlib import Path
from typing import Any

SHARED = ("responses", "parameters", "headers")


def expanded(description: Path) -> Any:
    described = json.loads(description.read_text())
    described["paths"] = in_place(described["paths"], described["components"])
    return described


def in_place(part: Any, components: Any) -> Any:
    if isinstance(part, list):
        return [in_place(each, components) for each in part]
    if not isinstance(part, dict):
        return part
    kind, _, name = str(part.get("$ref", "")).removeprefix("#/components/").partition("/")
    if kind in SHARED:
        return in_place(components[kind][name], components)
    return {name: in_place(each, components) for name, each in part.items()}
