"""How a file should be read; what is left open is detected."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Encoding, delimiter, sheet and header row; what is empty is detected."""

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
        """The options with some replaced; one that is emptied is detected again."""
        return replace(self, **{name: value for name, value in changes.items() if value is not None})

    def only(self, names: Sequence[str]) -> Self:
        """Only the options of these names; the others are detected."""
        return type(self).from_json({name: value for name, value in self.as_json().items() if name in names})


OPTION_NAMES = tuple(field.name for field in fields(ReadOptions))
