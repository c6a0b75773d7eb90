"""What recurs in the description of the API is described once, among its components.

An answer, a parameter or a header of an answer that several operations have alike is referred to. Without this, error
answers written out at each operation were most of the description.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from api.descriptions import component_name, operations_of

type Part = dict[str, Any]


def share_components(result: Part, **_: Any) -> Part:
    """Move what recurs to the components, and refer to it; answers that bring rows are each their own."""
    operations = list(operations_of(result))
    answers = [answer for operation in operations for answer in operation["responses"].values()]
    headers = SharedParts("headers", (each for answer in answers for each in answer.get("headers", {}).items()))
    for answer in answers:
        if "headers" in answer:
            answer["headers"] = {name: headers.referred(name, part) for name, part in answer["headers"].items()}
    without_rows = SharedParts("responses", (each for operation in operations for each in named_answers(operation)))
    parameters = SharedParts("parameters", (each for operation in operations for each in named_parameters(operation)))
    for operation in operations:
        operation["responses"] |= {
            status: without_rows.referred(name, operation["responses"][status])
            for status, name in names_of_answers(operation).items()
        }
        if "parameters" in operation:
            operation["parameters"] = [parameters.referred(name, part) for name, part in named_parameters(operation)]
    for shared in (headers, without_rows, parameters):
        result["components"][shared.kind] = shared.components
    return result


def names_of_answers(operation: Part) -> dict[str, str]:
    """What the answers without rows are called, by status: `Not Found`, `Conflict`, as RFC 9110 names them."""
    found = {status: HTTPStatus(int(status)) for status in operation["responses"]}
    return {
        status: each.phrase for status, each in found.items() if each == HTTPStatus.NO_CONTENT or not each.is_success
    }


def named_answers(operation: Part) -> Iterator[tuple[str, Part]]:
    return ((name, operation["responses"][status]) for status, name in names_of_answers(operation).items())


def named_parameters(operation: Part) -> Iterator[tuple[str, Part]]:
    return ((part["name"], part) for part in operation.get("parameters", ()))


class SharedParts:
    """The parts of one kind that recur: those of a name are numbered, the most frequent first."""

    def __init__(self, kind: str, parts: Iterator[tuple[str, Part]]) -> None:
        self.kind = kind
        self.components: dict[str, Part] = {}
        self.names: dict[str, str] = {}
        found: Mapping[str, Counter[str]] = defaultdict(Counter)
        for name, part in parts:
            found[name][key_of(part)] += 1
        for name in sorted(found):
            recurring = [key for key, count in found[name].most_common() if count > 1]
            for number, key in enumerate(recurring, start=1):
                self.names[name + key] = component_name(name) + (str(number) if number > 1 else "")

    def referred(self, name: str, part: Part) -> Part:
        """A reference to a part that recurs, or the part itself."""
        component = self.names.get(name + key_of(part))
        if component is None:
            return part
        self.components[component] = part
        return {"$ref": f"#/components/{self.kind}/{component}"}


def key_of(part: Part) -> str:
    return json.dumps(part, sort_keys=True, default=str)
