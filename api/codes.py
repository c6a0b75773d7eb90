"""The data dictionary: every code of every closed list, with what it is called in both languages."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.module_loading import import_string

from api.enum_names import enum_names
from measures.models.texts import CHINESE, ENGLISH

CHOICES = ".choices"


@dataclass(frozen=True, slots=True)
class ListedCode:
    """A value of a closed list."""

    list: str
    code: str
    label: str
    label_zh_hans: str


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list, as the code has it."""

    name: str
    choices: Sequence[tuple[Any, Any]]
    meaning: str

    @property
    def codes(self) -> Iterator[ListedCode]:
        for value, label in self.choices:
            with translation.override(ENGLISH):
                in_english = str(label)
            with translation.override(CHINESE):
                yield ListedCode(self.name, str(value), in_english, str(label))


@cache
def code_lists() -> Mapping[str, CodeList]:
    """All closed lists, by name."""
    lists = [code_list(name, path) for name, path in enum_names().items()]
    return {each.name: each for each in sorted(lists, key=lambda each: each.name)}


def code_list(name: str, path: str) -> CodeList:
    found = import_string(path.removesuffix(CHOICES))
    choices = found.choices if path.endswith(CHOICES) else found
    meaning = vars(found).get("__doc__") if path.endswith(CHOICES) else ""
    return CodeList(in_snake_case(name.removesuffix("Enum")), choices, (meaning or "").partition("\n")[0])


def in_snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
