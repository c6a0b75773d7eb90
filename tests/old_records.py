"""Records of earlier versions, as far as this one loads them: what they call views of ours is an assessment now."""

from collections.abc import Mapping
from typing import Any

import yaml

from measures.library.read import Library, TextLoader, parse_library

# What only a party's view had.
OF_PARTIES = (
    "whose", "provenance", "speaker", "office", "administration", "quotation", "quotation_language",
)  # fmt: skip


def content_of_old(text: str | bytes) -> dict[str, Any]:
    """What an old file says, without the views of parties and the entries that had nothing else."""
    content: dict[str, Any] = yaml.load(text, Loader=TextLoader)
    if record := content.get("record"):
        entries = [with_assessments(entry) for entry in record["entries"]]
        record["entries"] = [entry for entry in entries if says_something(entry)]
    return content


def with_assessments(entry: Mapping[str, Any]) -> dict[str, Any]:
    ours = [
        {name: value for name, value in view.items() if name not in OF_PARTIES}
        for view in entry.get("views", ())
        if view["whose"] == "independent"
    ]
    without = {name: value for name, value in entry.items() if name != "views"}
    return {**without, "assessments": ours} if ours else without


def says_something(entry: Mapping[str, Any]) -> bool:
    return any(entry.get(name) for name in ("bears_on", "assessments", "milestones", "statements"))


def parse_old(name: str, text: str | bytes) -> Library:
    """An old file as a library of the present format."""
    return parse_library(name, yaml.safe_dump(content_of_old(text), allow_unicode=True, sort_keys=False))
