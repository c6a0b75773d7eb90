"""In which shape a reader wants rows: some of their fields only, or their texts in one language."""

from dataclasses import dataclass
from typing import Self

from measures.models.texts import Language

IN_CHINESE = "_zh_hans"


class UnknownFieldError(Exception):
    """Rows have no field with this path."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The paths of the fields that are wanted, such as `standing.status`: all, if none is named. And one language."""

    fields: tuple[str, ...] = ()
    language: Language | None = None

    @classmethod
    def parse(cls, fields: str, language: str) -> Self:
        """The shape that parameters of an address name."""
        paths = dict.fromkeys(path.strip() for path in fields.split(",") if path.strip())
        return cls(tuple(paths), Language(language) if language else None)

    def holds(self, column: str) -> bool:
        """Whether a column of a table is wanted."""
        return (not self.fields or column in self.fields) and not (self.language and column.endswith(IN_CHINESE))


WHOLE = Shape()
