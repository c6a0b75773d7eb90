"""Dates as tables write them, of any precision: 2024, 2024-07, 17.07.2024, 17 July 2024, Jul 2024, 2024年7月17日.

Also 17-Jul-24 and 45490, as spreadsheets write and count days.
"""

import datetime as dt
import re
from enum import StrEnum

from django.utils.translation import gettext as _

from measures.models import PartialDate
from measures.whole_numbers import whole_number


class Order(StrEnum):
    """Which comes first when day and month are both numbers."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
CHINESE = re.compile(r"(\d{4})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?)?")
SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})")
FIGURES = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
SHORT_YEAR = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}")
MONTH_AND_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
DAY_MONTH_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?[ -]+([a-z]+)\.?,?[ -]+(\d{4})")
# As spreadsheets write it.
DAY_MONTH_SHORT_YEAR = re.compile(r"(\d{1,2})-([a-z]{3})-(\d{2})")
MONTH_DAY_YEAR = re.compile(r"([a-z]+)\.?[ ]+(\d{1,2})(?:st|nd|rd|th)?(?:,[ ]*|[ ]+)(\d{4})")
MONTH_YEAR = re.compile(r"([a-z]+)\.?,?[ -]+(\d{4})")
TIME = re.compile(r"[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?(z|[ap]m|[+-]\d{2}:?\d{2}))?$")
LAST_MONTH = 12
SHORT, CENTURY = 2, "20"
# With the parts that their groups are.
SHAPES = (
    (YEAR_FIRST, "ymd"),
    (CHINESE, "ymd"),
    (SOLID, "ymd"),
    (MONTH_AND_YEAR, "my"),
    (DAY_MONTH_YEAR, "dmy"),
    (DAY_MONTH_SHORT_YEAR, "dmy"),
    (MONTH_DAY_YEAR, "mdy"),
    (MONTH_YEAR, "my"),
)
# Spreadsheets count days from the end of 1899; days of this century look like no year or other date.
FIRST_DAY, DAYS = dt.date(1899, 12, 30), range(36_526, 73_051)


class UnclearOrderError(ValueError):
    """A numeric date in which either number may be the day: `one` by the day first, the `other` by the month."""

    def __init__(self, text: str, one: PartialDate, other: PartialDate) -> None:
        super().__init__(_("“%(text)s” may be %(one)s or %(other)s.") % {"text": text, "one": one, "other": other})
        self.one, self.other = one, other


def order_shown_by(text: str) -> Order | None:
    """Whether day or month comes first in a numeric date: a number above 12 shows it."""
    first, second = day_and_month(text) or (0, 0)
    if first > LAST_MONTH:
        return Order.DAY_FIRST
    return Order.MONTH_FIRST if second > LAST_MONTH else None


def is_unclear(text: str) -> bool:
    """Whether a numeric date would be another one if the month came first."""
    first, second = day_and_month(text) or (0, 0)
    return first != second and max(first, second) <= LAST_MONTH


def day_and_month(text: str) -> tuple[int, int] | None:
    """The first two figures of a date that is written with its year last."""
    found = FIGURES.fullmatch(without_time(text)) if text[:1].isdecimal() else None
    return (int(found[1]), int(found[2])) if found else None


def without_time(text: str) -> str:
    return TIME.sub("", text.strip().lower())


def read_date(text: str, order: Order | None = Order.DAY_FIRST) -> PartialDate:
    """Parse a date; a time of day is ignored. Anything else is a ValueError that says why."""
    if order is None and is_unclear(text):
        raise UnclearOrderError(text, read_date(text, Order.DAY_FIRST), read_date(text, Order.MONTH_FIRST))
    if SHORT_YEAR.fullmatch(without_time(text)):
        raise ValueError(_("“%(text)s” has a two-digit year: write all four digits.") % {"text": text})
    try:
        return parse_date(without_time(text), order or order_shown_by(text) or Order.DAY_FIRST)
    except ValueError as error:
        raise ValueError(_("“%(text)s” cannot be read as a date.") % {"text": text}) from error


def parse_date(text: str, order: Order) -> PartialDate:
    if (number := whole_number(text)) is not None and number in DAYS:
        return PartialDate.of(FIRST_DAY + dt.timedelta(days=number))
    figures = "dmy" if order == Order.DAY_FIRST else "mdy"
    for shape, parts in (*SHAPES, (FIGURES, figures)):
        if found := shape.fullmatch(text):
            texts = dict(zip(parts, found.groups(), strict=True))
            return date_from_parts(texts["y"], texts.get("m"), texts.get("d"))
    raise ValueError(text)


def month_of(name: str) -> str:
    return str(MONTHS.index(name[:3]) + 1)


def date_from_parts(year: str, month: str | None, day: str | None) -> PartialDate:
    if month and not month.isdecimal():
        month = month_of(month)
    full_year = year if len(year) > SHORT else f"{CENTURY}{year}"
    return PartialDate.parse("-".join([full_year, *(f"{int(part):02}" for part in (month, day) if part)]))
