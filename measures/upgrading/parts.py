"""What a part of the product that went has left in a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table of an earlier version, by what they are called; `condition` is on `dropped`, one of them."""

    name: str
    table: str
    condition: str = "true"


@dataclass(frozen=True, slots=True)
class Part:
    """What goes of a part: which rows are counted, what of them is written down, and how the database redacts them.

    `counted` is asked of the tables of any earlier version; `kept` are queries of one document each, by the name of the
    list that they make, and `redacted` statements, both for the tables as they are when `TAKING_AWAY` begins.
    """

    counted: Sequence[Rows]
    kept: Mapping[str, str]
    redacted: Sequence[str]
