"""docs/library-format.md says what the schema says, and its smallest example is one."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from measures.library.load import load_content, load_library
from measures.library.read import LibraryError, TextLoader, parse_library
from measures.library.shape import SCHEMA
from measures.models import Measure, Report
from tests.servers import ROOT

TEXT = (ROOT / "docs/library-format.md").read_text(encoding="utf-8")
PARTS: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
# What the tables call a mapping, and where it stands in the schema.
MAPPINGS = {
    "report": PARTS["report"],
    "party": PARTS["party"],
    "set of ambiguities, element": PARTS["ambiguity"],
    "unclear to (`perceived_by`)": PARTS["ambiguity"]["properties"]["perceived_by"],
    "place (`source`)": PARTS["place"],
    "measure": PARTS["measure"],
    "why this kind (`classification`)": PARTS["measure"]["properties"]["classification"],
    "part": PARTS["measure"]["properties"]["parts"]["items"],
    "what a measure addresses": PARTS["measure"]["properties"]["addresses"]["items"],
    "milestone": PARTS["milestone"],
    "indicator": PARTS["measure"]["properties"]["indicators"]["items"],
    "link": PARTS["link"],
    "term": PARTS["term"],
    "motivation": PARTS["motivation"],
    "record": PARTS["record"],
    "date ahead": PARTS["date"],
    "what was searched": PARTS["searched"],
    "summary": PARTS["summary"],
    "correction": PARTS["correction"],
    "source": PARTS["source"],
    "entry": PARTS["entry"],
    "bearing": PARTS["bearing"],
    "assessment": PARTS["assessment"],
    "mark of a milestone": PARTS["mark"],
    "statement": PARTS["statement"],
    "reference of a statement": PARTS["reference"],
    "subject": PARTS["subject"],
    "feed": PARTS["feed"],
    "second coding": PARTS["second_coding"],
    "code of a direction": PARTS["second_code"],
    "texts side by side": PARTS["readouts"],
    "text of a meeting": PARTS["readout_text"],
    "finding in a text": PARTS["finding"],
    "mention in a text": PARTS["mention"],
    "unread text": PARTS["unread_text"],
    "judgement of two sides' texts": PARTS["judgement"],
}


def code(names: Iterator[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def rows_of_keys() -> list[str]:
    rows = []
    for name, part in MAPPINGS.items():
        needed = part["required"]
        more = code(key for key in part["properties"] if key not in needed)
        rows.append(f"| {name} | {code(iter(needed))} | {more} |")
    return rows


def rows_of_choices() -> list[str]:
    rows = []
    for name, part in MAPPINGS.items():
        for key, value in part["properties"].items():
            choices = value.get("enum") or PARTS.get(value.get("$ref", "").removeprefix("#/$defs/"), {}).get("enum")
            if choices:
                rows.append(f"| {name} | `{key}` | {code(map(str, choices))} |")
    return rows


@pytest.mark.parametrize("row", [*rows_of_keys(), *rows_of_choices()])
def test_the_tables_say_what_the_schema_says(row: str) -> None:
    assert row in TEXT.splitlines()


def smallest() -> str:
    return TEXT.split("```yaml\n", 1)[1].split("```", 1)[0]


def test_the_smallest_example_loads(db: None, tmp_path: Path) -> None:
    path = tmp_path / "smallest.yaml"
    path.write_text(smallest(), encoding="utf-8")

    tallies = load_library(path)

    assert Measure.objects.get().report == Report.objects.get()
    assert tallies["entries"].added == 1


def texts_in(content: Any) -> Iterator[dict[str, str]]:
    """Every bilingual text below."""
    if isinstance(content, dict) and isinstance(content.get("en"), str):
        yield content
    elif isinstance(content, dict | list):
        for value in content.values() if isinstance(content, dict) else content:
            yield from texts_in(value)


def texts_that_are_too_long(content: Any) -> dict[str, int]:
    """Where texts are refused for their length, and how long each may be."""
    try:
        parse_library("long.json", json.dumps(content))
    except LibraryError as error:
        found = re.findall(r": ([\w.-]+)\.(?:en|zh-hans): At most (\d+) characters", str(error))
        if not found:
            raise
        return {place: int(most) for place, most in found}
    return {}


def test_the_longest_texts_that_the_format_takes_are_kept(db: None) -> None:
    content = yaml.load((ROOT / "fixtures/two-shores.yaml").read_text(encoding="utf-8"), Loader=TextLoader)
    texts = list(texts_in(content))
    for at, text in enumerate(texts):
        text.update({language: f"{at} {language}".ljust(20_000, "x") for language in ("en", "zh-hans")})
    limits = set()
    # Of many faults the first are named.
    while too_long := texts_that_are_too_long(content):
        for place, most in too_long.items():
            found: Any = content
            for step in place.split("."):
                found = found[int(step)] if step.isdigit() and isinstance(found, list) else found[step]
            found.update({language: text[:most] for language, text in found.items()})
        limits |= set(too_long.values())

    tallies = load_content(parse_library("long.json", json.dumps(content)))

    assert limits == {200, 300, 500}
    assert tallies["measures"].added == 5
