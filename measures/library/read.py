"""Reads a library file; if it breaks the format, every fault is reported with its line."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from measures.library.shape import MOST_FAULTS, shape_faults
from measures.whole_numbers import whole_number

TAGS = "tag:yaml.org,2002:"
BOOLEAN, NUMBERS = f"{TAGS}bool", (f"{TAGS}int", f"{TAGS}float")
# All that libraries are made of. What else YAML has, such as days, bytes and sets, is nothing that a library holds.
KINDS = {*NUMBERS, BOOLEAN, *(f"{TAGS}{name}" for name in ("str", "null", "map", "seq", "merge"))}
# YAML has others besides: 1:30 is ninety, 010 is eight, and one may have any number of digits.
PLAIN_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
LONGEST_WORD = 40
# How many values references (`*name`) may repeat: enough for any report, far too few to fill the memory.
MOST_REPEATED = 20_000


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

    @property
    def is_record_only(self) -> bool:
        """Whether it is about a report whose catalogue is elsewhere."""
        return isinstance(self.content["report"], str)

    @property
    def slug(self) -> str:
        """The slug of the report that it is about."""
        report = self.content["report"]
        return str(report if self.is_record_only else report["slug"])

    @property
    def author_name(self) -> str:
        """The author's name that the journal gives to what it brings."""
        return f"{self.slug} {self.content.get('version', '')}".strip()

    def line(self, path: Sequence[str | int]) -> int:
        """The line of a value, or of the nearest thing around it that stands in the file."""
        steps = tuple(path)
        while steps not in self.lines:
            steps = steps[:-1]
        return self.lines[steps]

    def fault(self, path: Sequence[str | int], message: str) -> str:
        place = ".".join(str(step) for step in path)
        return ": ".join(filter(None, (f"{self.name}, line {self.line(path)}", place, message)))

    def refuse(self, faults: Iterable[tuple[Sequence[str | int], str]]) -> None:
        """Raise a LibraryError with what is wrong at some places, if anything is."""
        if lines := list(dict.fromkeys(self.fault(path, message) for path, message in faults)):
            raise LibraryError(lines)

    def refuse_unknown(self, codes: Iterable[tuple[Sequence[str | int], str]]) -> None:
        """Raise a LibraryError if some places name a code that is nowhere."""
        message = _("There is nothing with the code “%(code)s”.")
        self.refuse((path, message % {"code": code}) for path, code in codes)


@contextmanager
def faults_at(library: Library, path: Sequence[str], *, is_one: bool = False) -> Iterator[None]:
    """Turn the errors of library rows at a path, or of the only row there, into faults with the line of each."""
    try:
        yield
    except ValidationError as error:
        raise LibraryError(
            [
                library.fault([*path, *steps(field)[is_one:]], message)
                for field, messages in error.message_dict.items()
                for message in messages
            ]
        ) from error


def steps(field: str) -> list[str | int]:
    """The path of a field, ``3.bears_on.0.on``, as the steps to it."""
    return [step if (place := whole_number(step)) is None else place for step in field.split(".")]


class TextLoader(yaml.CSafeLoader):
    """Reads dates as text, so that a day and a bare year are the same kind of value."""


TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read_library(path: Path) -> Library:
    """Read a file; every fault is reported with its line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LibraryError([_("%(file)s cannot be read: %(why)s") % {"file": path.name, "why": error}]) from error
    return parse_library(path.name, text)


def parse_library(name: str, text: str) -> Library:
    """Parse the text of a file of this name."""
    try:
        loader = TextLoader(text)
        root = loader.get_single_node()
        if root is None:
            raise LibraryError([_("%(file)s is empty.") % {"file": name}])
        found = islice(misread_values(root), MOST_FAULTS)
        faults = [f"{name}, line {line}: {message}" for line, message in found]
        if faults:
            raise LibraryError(faults)
        content = loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise LibraryError([f"{name}, line {line}: {error.problem}"]) from error
    except yaml.YAMLError as error:
        raise LibraryError([f"{name}: {error}"]) from error
    except RecursionError as error:
        raise LibraryError([_("%(file)s is nested too deeply.") % {"file": name}]) from error
    if not isinstance(content, dict):
        raise LibraryError([_("%(file)s contains no mapping: a library begins with “library: 1”.") % {"file": name}])
    library = Library(name, text, content, dict(places(root, ())))
    library.refuse(shape_faults(content, library.line))
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


def children_of(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [child for pair in node.value for child in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def misread_values(root: yaml.Node) -> Iterator[tuple[int, str]]:
    """What YAML reads otherwise than its author means, with the line; endless references come alone."""
    sizes: dict[int, int] = {}
    nodes: list[yaml.Node] = []
    if not measure_nodes(root, sizes, nodes, set()):
        yield 1, _("A reference in this file contains itself.")
    elif sizes[id(root)] - len(nodes) > MOST_REPEATED:
        yield 1, _("References in this file repeat more than %(most)s values.") % {"most": f"{MOST_REPEATED:,}"}
    else:
        for node in nodes:
            line = node.start_mark.line + 1
            yield from ((line, message) for message in misread_scalar(node))
            yield from repeated_keys(node)


def measure_nodes(node: yaml.Node, sizes: dict[int, int], nodes: list[yaml.Node], around: set[int]) -> bool:
    """Count the values below each node with all that references repeat; False where a node holds itself."""
    if id(node) in sizes:
        return True
    if id(node) in around:
        return False
    around.add(id(node))
    nodes.append(node)
    children = children_of(node)
    if not all(measure_nodes(child, sizes, nodes, around) for child in children):
        return False
    around.discard(id(node))
    sizes[id(node)] = 1 + sum(sizes[id(child)] for child in children)
    return True


def misread_scalar(node: yaml.Node) -> Iterator[str]:
    """What YAML 1.1 reads otherwise than it looks: ``on`` as true, ``1:30`` as ninety; and what no text may hold."""
    if node.tag not in KINDS:
        yield _("“%(tag)s” cannot be used here: leave it out.") % {"tag": node.tag.removeprefix(TAGS)[:LONGEST_WORD]}
    if not isinstance(node, yaml.ScalarNode):
        return
    if node.tag in NUMBERS and not PLAIN_NUMBER.fullmatch(node.value):
        yield _("“%(word)s” is no plain number: if it is text, put it in quotation marks.") % {
            "word": node.value[:LONGEST_WORD]
        }
    if node.tag == BOOLEAN and node.value not in ("true", "false"):
        yield _("“%(word)s” is read as yes or no here: put it in quotation marks.") % {
            "word": node.value[:LONGEST_WORD]
        }
    if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in node.value):
        yield _("This text contains a character that cannot be stored.")


def repeated_keys(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """Keys that occur twice in a mapping: YAML would silently take the last."""
    if not isinstance(node, yaml.MappingNode):
        return
    first: dict[str, int] = {}
    for key, _value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        line = key.start_mark.line + 1
        if key.value in first:
            where = {"key": key.value, "line": first[key.value]}
            yield line, _("“%(key)s” appears here twice; first in line %(line)s.") % where
        first.setdefault(key.value, line)
