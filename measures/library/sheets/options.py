"""How a file is to be read, where somebody says so: what is left open is found out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Encoding, delimiter, sheet, and the row that is the header; what is empty is found out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**{name: value for name, value in stored.items() if name in OPTION_NAMES and value})

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}

    def with_changes(self, changes: Mapping[str, Any]) -> Self:
        """The options with some of them chosen otherwise; one that is emptied is found out again."""
        return replace(self, **{name: value for name, value in changes.items() if value is not None})

    def only(self, names: Sequence[str]) -> Self:
        """The options of these names; the others are found out."""
        return type(self).from_json({name: value for name, value in self.as_json().items() if name in names})


OPTION_NAMES = tuple(field.name for field in fields(ReadOptions))
