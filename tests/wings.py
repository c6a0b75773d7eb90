"""What the tests of the core are told of each wing, so that they name none and pass without some of them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Model

from measures.models import Measure, Report, User

ARE_ALL_HERE = not settings.CBM_WITHOUT
# The documents, the client and the plays of whole trackers are of the wings all together.
whole_tracker = pytest.mark.skipif(not ARE_ALL_HERE, reason="It is about a tracker with all wings.")

# A page, its field and who edits it.
type Edited = tuple[str, str, User]


class WingSamples:
    """Samples of one wing, `SAMPLES` of `tests/<name>/samples.py`; what it does not name, it does not have."""

    # Lists of the API, with what fills them: those that everybody reads, and an administrator's own.
    lists: Mapping[str, Callable[[Report, int], None]] = {}
    own_lists: Mapping[str, Callable[[Report, int, User], None]] = {}
    # Lists without a page for each row, and lists that are of an account or of no one report.
    without_a_page: Collection[str] = ()
    of_no_report: Collection[str] = ()
    # Pages by the names of their addresses, as in `tests.visits`; and addresses that are no page.
    pages: Mapping[str, Sequence[str]] = {}
    no_pages: Collection[str] = ()
    # Keys of all rows, by the part of an address that stands before them.
    keys: Mapping[str, Callable[[], list[Any]]] = {}
    # Pages of a report that many read, and names of addresses that need no watching, as `tests.test_properties` asks.
    readings: Sequence[str] = ()
    not_watched: Collection[str] = ()
    # Names of addresses by those who are let in, as in `tests.test_every_door`; and which of them are of one report.
    doors: Mapping[str, str] = {}
    of_one_report: Collection[str] = ()
    # Names of addresses that answer once more is named than a report.
    need_more: Collection[str] = ()
    # Where something is done on a page, with the name of the row that has to be readable for it.
    acts_on_pages: Mapping[str, str] = {}
    # What an act is done on, for whoever wrote it, by their number.
    acted_on: Mapping[str, Callable[[int], Model]] = {}
    # Forms that two people may open.
    edited: Sequence[Callable[[], Edited]] = ()
    # Tables that are written once, with their columns that no seal covers.
    not_sealed: Mapping[str, set[str]] = {}
    # Columns that hold words, by what they are redacted with.
    goes_with: Mapping[str, Mapping[str, str]] = {}

    def names(self, measure: Measure, reader: User) -> Mapping[str, Any]:
        """Make rows for a reader to see; returns what addresses of pages call them."""
        return {}

    def named_rows(self, measure: Measure, marking: str) -> Mapping[str, Model]:
        """Rows about a measure that are read as far as a marking goes, by their names in `acts_on_pages`."""
        return {}

    def texts(self, report: Report, measure: Measure) -> Sequence[Model]:
        """A row of each table whose texts are redacted one by one."""
        return ()

    def plant(self, measure: Measure, people: Mapping[str, User], word: str) -> None:
        """Rows about a measure, for whoever reads it, with a word in each text."""

    def write_once(self) -> None:
        """Rows in the tables that are written once."""


@cache
def samples() -> Sequence[WingSamples]:
    """Those of the wings of this installation, in the order of their list."""
    modules = (f"tests.{name}.samples" for name in settings.CBM_WINGS)
    return [import_module(module).SAMPLES for module in modules if find_spec(module)]


def joined[Value](mappings: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
    """What all wings have by name."""
    return {name: value for mapping in mappings for name, value in mapping.items()}
