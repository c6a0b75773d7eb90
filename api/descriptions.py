"""Completes the description of the API once it is made: what each property is, and an example of each answer."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from api.problems import PROBLEM_JSON, PROBLEM_KINDS, Problem, problem_body
from api.property_texts import ABSENT, PARAMETERS, PROPERTIES, Property
from api.tags import all_tags

COMPONENTS, EXAMPLES = "#/components/schemas/", "#/components/examples/"
CHINESE = "_zh_hans"
# By their formats, and by their types, unless a property has its own.
BY_FORMAT = {
    "date": "2025-04-12",
    "date-time": "2026-11-28T08:30:00.000000Z",
    "uri": "https://example.org/summer-timetable",
    "email": "lin@example.org",
}
BY_TYPE: dict[str, Any] = {"integer": 1, "number": 1.5, "boolean": False, "string": ""}
HASH = "0" * 64
# Answers that are no JSON.
TEXTS = {
    "text/csv": "key,title,as_of,disclaimer\ntwo-shores-NORTH-1,Publish the timetable,2026-11-28,Fictional.\n",
    "application/jsonl": '{"key": "two-shores-NORTH-1", "title": "Publish the timetable", "as_of": "2026-11-28"}\n',
    "text/calendar": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
    "application/atom+xml": '<feed xmlns="http://www.w3.org/2005/Atom"><title>Journal</title></feed>',
    "application/x-bibtex": "@misc{two-shores-NORTH-1,\n}\n",
    "application/yaml": "report:\n  slug: two-shores\n",
    "text/html": "<!doctype html><title>Brief</title>",
    "text/plain": "Sailings of the week\n",
}

# How a list of values begins in a description.
VALUES = "\n\n* `"

type Schema = dict[str, Any]


def complete_description(result: Schema, **_: Any) -> Schema:
    """Say what each part, property and parameter is, and give each answer an example."""
    components = result["components"]["schemas"]
    for name, schema in components.items():
        describe_properties(name, schema, components)
    examples = Examples(components)
    for operation in operations_of(result):
        for parameter in operation.get("parameters", ()):
            if text := PARAMETERS.get(parameter["name"]):
                parameter.setdefault("description", text)
        for status, answer in operation["responses"].items():
            for kind, content in answer.get("content", {}).items():
                content.setdefault("examples", {"example": examples.reference(status, kind, content["schema"])})
    result["components"]["examples"] = dict(sorted(examples.made.items()))
    result["tags"] = [{"name": name, "description": text} for name, text in all_tags().items()]
    return result


def operations_of(result: Schema) -> Iterator[Schema]:
    return (operation for methods in result["paths"].values() for operation in methods.values())


def describe_properties(owner: str, schema: Schema, components: Mapping[str, Schema]) -> None:
    for name, below in schema.get("properties", {}).items():
        if not is_described(below, components) and (found := property_of(owner, name)):
            below["description"] = found.text
        if "description" in below and "$ref" in str(below):
            # The component that it refers to says what each value is.
            below["description"] = below["description"].partition(VALUES)[0]
        describe_properties(f"{owner}.{name}", below, components)


def is_described(schema: Schema, components: Mapping[str, Schema]) -> bool:
    """Whether a property or what it refers to is described."""
    referred = components.get(schema.get("$ref", "").removeprefix(COMPONENTS), {})
    if "description" in schema or "description" in referred:
        return True
    below = [*schema.get("allOf", ()), *schema.get("anyOf", ()), *filter(None, [schema.get("items")])]
    return any(is_described(each, components) for each in below)


def property_of(owner: str, name: str) -> Property | None:
    """What is known of a property, by its component and name, or by its name; of one in Chinese, by the other's."""
    if found := PROPERTIES.get(f"{owner}.{name}") or PROPERTIES.get(name):
        return found
    if name.endswith(CHINESE) and (original := property_of(owner, name.removesuffix(CHINESE))):
        return Property(f"{original.text.removesuffix('.')}, in Chinese.", "")
    return None


class Examples:
    """An example of each component that is an answer, made of those of its properties.

    One property of a name can be a text and another a number: an example is taken where it fits.
    """

    def __init__(self, components: Mapping[str, Schema]) -> None:
        self.components = components
        self.made: dict[str, Schema] = {}

    def reference(self, status: str, kind: str, schema: Schema) -> Schema:
        """An example of an answer, or where it is."""
        if kind == PROBLEM_JSON:
            return self.kept(f"Problem{status}", self.problem(int(status)))
        if schema.get("type") == "string":
            return self.kept(component_name(kind), TEXTS.get(kind, ""))
        if "$ref" in schema:
            return self.kept(schema["$ref"].removeprefix(COMPONENTS), self.of(schema))
        return {"value": self.of(schema)}

    def kept(self, name: str, value: Any) -> Schema:
        self.made.setdefault(name, {"value": value})
        return {"$ref": EXAMPLES + name}

    def problem(self, status: int) -> Problem:
        """The first problem with a status."""
        return problem_body(next(code for code, kind in PROBLEM_KINDS.items() if kind.status == status))

    def of(self, schema: Schema, owner: str = "", name: str = "") -> Any:
        """An example of a schema, where it is that of a property."""
        own = property_of(owner, name) if name else None
        if own and (own.example is ABSENT or self.fits(schema, own.example)):
            return None if own.example is ABSENT else own.example
        if "$ref" in schema:
            component = schema["$ref"].removeprefix(COMPONENTS)
            return self.of(self.components[component], component)
        for several in ("allOf", "anyOf"):
            if several in schema:
                # What may be empty is.
                empty = [each for each in schema[several] if each.get("$ref") == f"{COMPONENTS}BlankEnum"]
                return self.of((empty or schema[several])[0], owner, name)
        if "enum" in schema:
            return schema["enum"][0]
        if "examples" in schema:
            return schema["examples"][0]
        return self.of_type(schema, owner, name)

    def fits(self, schema: Schema, example: Any) -> bool:
        """Whether an example is one of a schema."""
        if example is None or schema.get("type") == "array":
            return False
        whole = {**schema, "components": {"schemas": self.components}}
        return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(example)

    def of_type(self, schema: Schema, owner: str, name: str) -> Any:
        kinds = schema.get("type", "object")
        if "null" in kinds:
            return None
        if kinds == "array":
            item = self.of(schema["items"], owner, name)
            return [] if item == "" else [item]
        if kinds == "object":
            return self.of_object(schema, f"{owner}.{name}" if name else owner)
        if schema.get("pattern", "").endswith("{64}$"):
            return HASH
        return schema.get("minimum") or BY_FORMAT.get(schema.get("format", ""), BY_TYPE[kinds])

    def of_object(self, schema: Schema, owner: str) -> Schema:
        wanted = schema.get("required") or schema.get("properties", {})
        return {
            name: self.of(each, owner, name) for name, each in schema.get("properties", {}).items() if name in wanted
        }


def component_name(name: str) -> str:
    """`IfMatch` for `If-Match`, `DueBefore` for `due_before`."""
    return "".join(word[0].upper() + word[1:] for word in re.split(r"[\W_]+", name) if word)
