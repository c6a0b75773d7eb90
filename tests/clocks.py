"""Another clock than the database's for what is recorded."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import connection
from django.db.models import DateTimeField, Value

from measures.operations import evidence, files, journal
from tests.servers import ANY_MOMENT


def take_any_moment(*, until_the_end_of: str = "transaction") -> None:
    """Let the database take what is recorded at any moment, until the end of this transaction or of the session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'on', %s)", [ANY_MOMENT, until_the_end_of == "transaction"])


@pytest.fixture
def any_moment(db: None) -> Iterator[None]:
    """Meanwhile the database takes what is recorded at any moment, as from whoever owns the tables."""
    take_any_moment(until_the_end_of="session")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, '', false)", [ANY_MOMENT])


def record_by(now: Callable[[], datetime], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let entries, reviews, sources and files be recorded by this clock."""

    def at_once() -> datetime:
        take_any_moment()
        return now()

    def in_query() -> Value:
        return Value(at_once(), output_field=DateTimeField())

    for module in (files, journal):
        monkeypatch.setattr(module, "clock", at_once)
    for module in (evidence, journal):
        monkeypatch.setattr(module, "Clock", in_query)
