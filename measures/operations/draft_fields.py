"""What the fields of a draft are; and drafts as plain values, as JSON and YAML have them, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from measures.models import PartialDate


@dataclass(frozen=True, slots=True)
class Sent:
    """What a field of a draft is, and how long its text may be, or how large its number.

    A column of the same name of the row that the draft becomes says the latter itself, and which words are possible.
    """

    what: str = ""
    most: int | None = None
    least: int | None = None


def types_of(draft: object) -> Mapping[str, tuple[object, Sent]]:
    """The type of each field of a draft, and what is said of it."""
    hints = get_type_hints(draft, include_extras=True).items()
    return {name: get_args(hint) if get_origin(hint) is Annotated else (hint, Sent()) for name, hint in hints}


def body_of(draft: Any) -> dict[str, Any]:
    """A draft as a program sends it, without what it leaves open."""
    given = {field.name: (getattr(draft, field.name), field.default) for field in fields(draft)}
    return {name: as_plain(value) for name, (value, default) in given.items() if value != default}


def as_plain(value: object) -> object:
    """A value of a draft as JSON has it."""
    if isinstance(value, PartialDate | date):
        return str(value)
    if isinstance(value, list | tuple):
        return [as_plain(each) for each in value]
    return body_of(value) if is_dataclass(value) else value


def read_draft[Draft](kind: type[Draft], body: Mapping[str, object]) -> Draft:
    """The draft that plain values say."""
    types = types_of(kind)
    return kind(**{name: read_value(types[name][0], value) for name, value in body.items()})


def read_value(kind: Any, value: Any) -> Any:
    """The value of a draft that a plain one says, by the type of its field."""
    if get_origin(kind) is UnionType:
        kinds = [each for each in get_args(kind) if each is not NoneType]
        return value if value is None or type(value) in kinds else read_value(kinds[-1], value)
    if isinstance(kind, type) and isinstance(value, kind):
        return value
    if get_origin(kind) is Sequence:
        return [read_value(get_args(kind)[0], each) for each in value]
    if kind is PartialDate:
        return PartialDate.parse(value)
    if kind is date:
        return date.fromisoformat(value)
    return read_draft(kind, value)
