"""Reads a library file, checks it against the schema and knows on which line everything stands."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

SCHEMA = Path(__file__).with_name("schema.json")
READ_OTHERWISE = "tag:yaml.org,2002:bool"


class LibraryError(Exception):
    """A library file cannot be loaded: one line for each fault, with its place in the file."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True)
class Library:
    """A library file as read, with the line of every value by its path."""

    name: str
    text: str
    content: dict[str, Any]
    lines: dict[tuple[str | int, ...], int]

    def line(self, path: Sequence[str | int]) -> int:
        """The line of a value, or of the nearest thing around it that stands in the file."""
        steps = tuple(path)
        while steps not in self.lines:
            steps = steps[:-1]
        return self.lines[steps]

    def fault(self, path: Sequence[str | int], message: str) -> str:
        place = ".".join(str(step) for step in path)
        return f"{self.name}, line {self.line(path)}: {place}: {message}"


class TextLoader(yaml.SafeLoader):
    """Reads dates as texts, so that a day and a year alone are the same kind of value."""


TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def read_library(path: Path) -> Library:
    """Read a file that keeps to the format; every fault of one that does not is named with its line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LibraryError([_("%(file)s cannot be read: %(why)s") % {"file": path.name, "why": error}]) from error
    return parse_library(path.name, text)


def parse_library(name: str, text: str) -> Library:
    """Read the text of a file of this name."""
    try:
        root = yaml.compose(text, Loader=TextLoader)
        content = yaml.load(text, Loader=TextLoader)  # noqa: S506 (a SafeLoader that reads fewer types)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise LibraryError([f"{name}, line {line}: {error.problem}"]) from error
    except yaml.YAMLError as error:
        raise LibraryError([f"{name}: {error}"]) from error
    if root is None:
        raise LibraryError([_("%(file)s is empty.") % {"file": name}])
    misread = [f"{name}, line {line}: {message}" for line, message in misread_words(root)]
    if misread:
        raise LibraryError(misread)
    library = Library(name, text, content, dict(places(root, ())))
    # Of the faults below an “either … or …” the nearest to a right file is named.
    errors = [best_match([error]) for error in validator().iter_errors(content)]
    faults = [library.fault(list(error.absolute_path), error.message) for error in errors]
    if faults:
        raise LibraryError(faults)
    return library


def places(node: yaml.Node, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """The path and line of every value below a node."""
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from places(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from places(value, (*path, index))


def misread_words(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """Words that YAML 1.1 reads as true or false: ``on`` as a key, ``NO`` as a country."""
    if isinstance(node, yaml.ScalarNode):
        if node.tag == READ_OTHERWISE and node.value not in ("true", "false"):
            message = _("“%(word)s” is read as yes or no here: put it in quotation marks.") % {"word": node.value}
            yield node.start_mark.line + 1, message
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from misread_words(key)
            yield from misread_words(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from misread_words(value)
