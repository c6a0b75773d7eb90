"""Checks a library by itself: its schema, and what may occur only once; faults in plain words."""

import json
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError as ShapeError
from jsonschema.validators import extend

# Of a file that is no library there may be as many as it has lines.
MOST_FAULTS = 200

SCHEMA = Path(__file__).with_name("schema.json")

type Place = list[str | int]
type Fault = tuple[Place, str]


class SchemaFault(NamedTuple):
    """A value that breaks the schema: what the keyword requires, and which part of the schema requires it."""

    value: Any
    limit: Any
    part: Any


formats = FormatChecker(formats=())


@formats.checks("partial-date")
def is_a_date(value: object) -> bool:
    """Whether a date is in the calendar: there is no 30 February, and no year 0."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}(-\d{2}){0,2}", value):
        return True
    year, month, day = (*map(int, value.split("-")), 1, 1)[:3]
    return year >= 1 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def whole_pattern(_validator: object, pattern: str, instance: object, _schema: object) -> Iterator[ShapeError]:
    """A pattern covers the whole text: Python's `$` would let a line break through at its end."""
    if isinstance(instance, str) and not re.fullmatch(pattern, instance):
        yield ShapeError(f"{instance!r} does not match {pattern!r}")


@cache
def schema() -> dict[str, Any]:
    """The format, as JSON Schema."""
    content: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return content


@cache
def validator() -> Any:
    checks: Any = extend(Draft202012Validator, {"pattern": whole_pattern})  # type: ignore[no-untyped-call]
    return checks(schema(), format_checker=formats)


def shape_faults(content: Any, line_of: Callable[[Place], int]) -> list[Fault]:
    """What breaks the format, each with its path: the schema first, then repeated keys."""
    errors = validator().iter_errors(content)
    faults = (fault for error in errors for nearest in nearest_errors(error) for fault in faults_of(nearest))
    return list(islice(faults, MOST_FAULTS)) or list(repeated_codes(content, line_of))


def nearest_errors(error: ShapeError) -> Iterator[ShapeError]:
    """Of an “either … or …”, what is wrong with the branch that was meant: the first of the right type."""
    if error.validator not in ("oneOf", "anyOf") or not error.context:
        yield error
        return
    branches: dict[object, list[ShapeError]] = {}
    for cause in error.context:
        branches.setdefault(cause.schema_path[0], []).append(cause)
    fitting = [causes for causes in branches.values() if not any(is_of_type(cause, error) for cause in causes)]
    for cause in (fitting or list(branches.values()))[0]:
        yield from nearest_errors(cause)


def is_of_type(cause: ShapeError, error: ShapeError) -> bool:
    """Whether a branch fails because the value itself is of another type."""
    return cause.validator == "type" and cause.absolute_path == error.absolute_path


def faults_of(error: ShapeError) -> Iterator[Fault]:
    """One error of the schema in words, with the path of what is wrong."""
    path, value = list(error.absolute_path), error.instance
    broken = SchemaFault(value, error.validator_value, error.schema)
    if error.validator in ("additionalProperties", "unevaluatedProperties"):
        keys = property_names(error.schema)
        yield from (([*path, key], unknown_key(key, keys)) for key in broken.value if key not in keys)
    elif error.validator == "required":
        missing = ", ".join(key for key in broken.limit if key not in broken.value)
        yield path, _("Missing here: %(keys)s.") % {"keys": missing}
    elif value is None:
        yield path, _("Give a value, or leave the key out.")
    else:
        yield path, WORDS.get(str(error.validator), rule_words)(broken)


def unknown_key(key: object, keys: Sequence[str]) -> str:
    """A key that the format does not have, with the one that was probably meant, or all possible keys."""
    if not isinstance(key, str) and str(key) in keys:
        return _("Put this key in quotation marks.")
    if near := get_close_matches(str(key), keys, n=1):
        return _("There is no key “%(key)s” here. Do you mean “%(near)s”?") % {"key": key, "near": near[0]}
    return _("There is no key “%(key)s” here. Available: %(keys)s.") % {"key": key, "keys": ", ".join(keys)}


def property_names(part: object) -> list[str]:
    """The keys that a mapping may have, those of what it refers to first."""
    names: list[str] = []
    if isinstance(part, dict):
        if "$ref" in part:
            names += property_names(resolved(part["$ref"]))
        names += [name for name in part.get("properties", {}) if name not in names]
    return names


def resolved(reference: str) -> Any:
    """The definition that a reference of the schema names."""
    return schema()["$defs"][reference.removeprefix("#/$defs/")]


def type_words(broken: SchemaFault) -> str:
    match broken.limit:
        case "object":
            keys = ", ".join(property_names(broken.part) or ["…"])
            return _("This must be a mapping with the keys: %(keys)s.") % {"keys": keys}
        case "array":
            return _("This must be a list.")
        case "boolean":
            return _("This must be true or false.")
        case "integer":
            return _("This must be a whole number.")
        case _other:
            return _("This must be text: put it in quotation marks.")


def choice_words(broken: SchemaFault) -> str:
    choices = broken.limit if isinstance(broken.limit, list) else [broken.limit]
    allowed = ", ".join(map(str, choices))
    return _("“%(value)s” is not possible here. Use one of: %(allowed)s.") % {"value": broken.value, "allowed": allowed}


def rule_words(broken: SchemaFault) -> str:
    """The broken rule, as the schema describes it."""
    part = broken.part if isinstance(broken.part, dict) else {}
    return str(part.get("description") or part.get("title") or _("This does not fit here."))


def pattern_words(broken: SchemaFault) -> str:
    return _("“%(value)s” does not fit: %(rule)s") % {"value": broken.value, "rule": rule_words(broken)}


def length_words(broken: SchemaFault) -> str:
    counts = {"count": len(broken.value), "most": broken.limit}
    return _("At most %(most)s characters are allowed; this text has %(count)s.") % counts


WORDS: Mapping[str, Callable[[SchemaFault], str]] = {
    "type": type_words,
    "enum": choice_words,
    "const": choice_words,
    "pattern": pattern_words,
    "format": lambda _broken: _("There is no such day."),
    "minLength": lambda _broken: _("This cannot be empty."),
    "minItems": lambda _broken: _("This cannot be empty."),
    "maxLength": length_words,
    "maxItems": lambda broken: _("At most %(most)s are allowed here.") % {"most": broken.limit},
    "uniqueItems": lambda _broken: _("The same value appears here twice."),
    "minimum": lambda broken: _("The smallest value allowed here is %(least)s.") % {"least": broken.limit},
    "maximum": lambda broken: _("The largest value allowed here is %(most)s.") % {"most": broken.limit},
}


# What must be unique: where such rows are (`*` for each of a list), and the keys that identify them.
# Rows of one line share their codes.
ONLY_ONCE: Sequence[tuple[Sequence[str], Sequence[str]]] = (
    (["parties.*"], ["code"]),
    (["ambiguities.*", "ambiguities.*.elements.*", "measures.*", "measures.*.parts.*"], ["code"]),
    (["motivations.*"], ["code"]),
    (["subjects.*"], ["code"]),
    (["feeds.*"], ["key"]),
    (["feeds.*"], ["url"]),
    (["second_coding.*"], ["key"]),
    (["links.*"], ["from", "to", "relation"]),
    (["glossary.*"], ["term"]),
    (["glossary.*"], ["key"]),
    (["record.sources.*"], ["key"]),
    (["record.sources.*"], ["url"]),
    (["record.entries.*", "record.readouts.*"], ["key"]),
    (["record.entries.*.statements.*"], ["key"]),
    (["record.readouts.*"], ["of"]),
    (["record.searched.*"], ["key"]),
    (["record.dates.*"], ["key"]),
)
ONLY_ONCE_IN_A_MEASURE = {"milestones": "code", "addresses": "ambiguity", "indicators": "name"}


def repeated_codes(content: object, line_of: Callable[[Place], int]) -> Iterator[Fault]:
    """Codes, keys and addresses that occur twice but must be unique."""
    for places, names in ONLY_ONCE:
        rows = [found for place in places for found in rows_at(content, place.split("."))]
        yield from repeated_in(rows, names, line_of)
    for path, measure in chain(*(rows_at(content, place.split(".")) for place in ("measures.*", "measures.*.parts.*"))):
        for place, name in ONLY_ONCE_IN_A_MEASURE.items():
            rows = [([*path, *steps], row) for steps, row in rows_at(measure, [place, "*"])]
            yield from repeated_in(rows, [name], line_of)
    for path, coding in rows_at(content, ["second_coding", "*"]):
        rows = [([*path, *steps], row) for steps, row in rows_at(coding, ["codes", "*"])]
        yield from repeated_in(rows, ["entry", "on"], line_of)


def rows_at(content: Any, steps: Sequence[str]) -> Iterator[tuple[Place, Any]]:
    """The rows at a path, each with its own; `*` is each of a list."""
    if not steps:
        yield [], content
    elif steps[0] == "*":
        for index, row in enumerate(content):
            yield from (([index, *path], found) for path, found in rows_at(row, steps[1:]))
    elif steps[0] in content:
        yield from (([steps[0], *path], found) for path, found in rows_at(content[steps[0]], steps[1:]))


def repeated_in(
    rows: Iterable[tuple[Place, Any]], names: Sequence[str], line_of: Callable[[Place], int]
) -> Iterator[Fault]:
    """The rows that have the same values under these names as an earlier one."""
    first: dict[tuple[str, ...], Place] = {}
    for path, row in rows:
        if any(name not in row for name in names):
            continue
        value = tuple(in_english(row[name]) for name in names)
        if value in first:
            where = {"key": " · ".join(value), "line": line_of([*first[value], names[0]])}
            yield [*path, names[0]], _("“%(key)s” appears here twice; first in line %(line)s.") % where
        first.setdefault(value, path)


def in_english(value: object) -> str:
    return str(value["en"]) if isinstance(value, dict) else str(value)
