"""Krippendorff's alpha is what he computes in his worked example, where values are missing too."""

import pytest

from measures.wings.coding.readings import nominal_alpha, ordinal_alpha

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), part C: four observers, twelve units.
OBSERVERS = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]
UNITS = [
    [None if value == "." else value for value in unit]
    for unit in zip(*(observer.split() for observer in OBSERVERS), strict=True)
]


def test_alpha_is_that_of_the_worked_example() -> None:
    assert round(nominal_alpha(UNITS) or 0, 3) == 0.743
    assert round(ordinal_alpha(UNITS, "12345") or 0, 3) == 0.815


@pytest.mark.parametrize("units", [[], [["1", None]], [["1", "1"], ["1", "1"]]])
def test_there_is_no_alpha_where_there_is_nothing_to_agree_on(units: list[list[str | None]]) -> None:
    assert nominal_alpha(units) is None
    assert ordinal_alpha(units, "12") is None


def test_full_agreement_is_one() -> None:
    assert nominal_alpha([["1", "1"], ["2", "2"]]) == 1
    assert ordinal_alpha([["1", "1"], ["2", "2"]], "12") == 1
