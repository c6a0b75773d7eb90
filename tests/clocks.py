"""Another clock than the database's for what is recorded."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db.models import DateTimeField, Value

from measures.operations import evidence, files, journal


def record_by(now: Callable[[], datetime], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let entries, reviews, sources and files be recorded by this clock."""

    def in_query() -> Value:
        return Value(now(), output_field=DateTimeField())

    for module in (files, journal):
        monkeypatch.setattr(module, "clock", now)
    for module in (evidence, journal):
        monkeypatch.setattr(module, "Clock", in_query)
