"""What is kept in memory for audiences is bounded: people with roles in single reports make any number of them."""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

import api
import measures
from measures.models import PUBLIC, TEAM
from measures.models.compiled import KEPT_AUDIENCES
from measures.models.markings import Audience
from measures.views.recorded_rows import compiled_marks


def cached_functions() -> Iterator[tuple[str, Any]]:
    """Every function of the product whose answers are kept for good, or while they are used."""
    for package in (api, measures):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations." in found.name or ".management." in found.name:
                continue
            for name, value in vars(import_module(found.name)).items():
                if hasattr(value, "cache_parameters") and value.__module__ == found.name:
                    yield f"{found.name}.{name}", value


def test_whatever_is_kept_for_an_audience_has_a_bound() -> None:
    of_audiences = {
        name: function.cache_parameters()["maxsize"]
        for name, function in cached_functions()
        if any("Audience" in str(each.annotation) for each in inspect.signature(function).parameters.values())
    }

    assert len(of_audiences) > 10
    assert [name for name, most in of_audiences.items() if most is None] == []


@pytest.mark.django_db
def test_those_that_are_used_least_are_forgotten() -> None:
    compiled_marks.cache_clear()

    for report in range(KEPT_AUDIENCES + 5):
        compiled_marks(Audience("public", PUBLIC.markings, in_reports=((report, TEAM),)), is_past=False)

    assert compiled_marks.cache_info().currsize == KEPT_AUDIENCES
