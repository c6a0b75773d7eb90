"""Dates as tables write them, of any precision: 2024, 2024-07, 17.07.2024, 17 July 2024, Jul 2024, 2024年7月17日."""

import re
from collections.abc import Iterable
from enum import StrEnum

from measures.models import PartialDate


class Order(StrEnum):
    """Which comes first where a day and a month are both figures."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
CHINESE = re.compile(r"(\d{4})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?)?")
SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})")
FIGURES = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
MONTH_AND_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
DAY_MONTH_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?[ -]+([a-z]+)\.?,?[ -]+(\d{4})")
MONTH_DAY_YEAR = re.compile(r"([a-z]+)\.?[ ]+(\d{1,2})(?:st|nd|rd|th)?,?[ ]+(\d{4})")
MONTH_YEAR = re.compile(r"([a-z]+)\.?,?[ -]+(\d{4})")
TIME = re.compile(r"[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?(z|[ap]m|[+-]\d{2}:?\d{2}))?$")
LAST_MONTH = 12


def order_of(texts: Iterable[str]) -> Order | None:
    """Whether day or month comes first in a column: what a figure above 12 shows; None where nothing does."""
    for text in texts:
        if found := FIGURES.fullmatch(TIME.sub("", text.strip().lower())):
            if int(found[1]) > LAST_MONTH:
                return Order.DAY_FIRST
            if int(found[2]) > LAST_MONTH:
                return Order.MONTH_FIRST
    return None


def read_date(text: str, order: Order = Order.DAY_FIRST) -> PartialDate:
    """Read a date; a time of day is passed over. Anything else is a ValueError."""
    text = TIME.sub("", text.strip().lower())
    for shape in (YEAR_FIRST, CHINESE, SOLID):
        if found := shape.fullmatch(text):
            return date(*found.groups())
    if found := FIGURES.fullmatch(text):
        day, month = (found[1], found[2]) if order == Order.DAY_FIRST else (found[2], found[1])
        return date(found[3], month, day)
    if found := MONTH_AND_YEAR.fullmatch(text):
        return date(found[2], found[1])
    if found := DAY_MONTH_YEAR.fullmatch(text):
        return date(found[3], month_of(found[2]), found[1])
    if found := MONTH_DAY_YEAR.fullmatch(text):
        return date(found[3], month_of(found[1]), found[2])
    if found := MONTH_YEAR.fullmatch(text):
        return date(found[2], month_of(found[1]))
    raise ValueError(text)


def month_of(name: str) -> str:
    return str(MONTHS.index(name[:3]) + 1)


def date(year: str, month: str | None = None, day: str | None = None) -> PartialDate:
    parts = [year, *(f"{int(part):02}" for part in (month, day) if part)]
    return PartialDate.parse("-".join(parts))
