"""Dates that may be known to the year or the month only, written ``2019``, ``2019-01`` or ``2019-07-10`` everywhere."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

# Days that the record can be asked about, with room on both sides for calculations.
EARLIEST_DAY, LATEST_DAY = date(1000, 1, 1), date(2999, 12, 31)
SHAPE = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month of a year, or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2019``, ``2019-01`` or ``2019-07-10``; anything else is a ValueError."""
        found = SHAPE.fullmatch(text)
        if found is None:
            raise ValueError(text)
        parts = {name: int(digits) for name, digits in found.groupdict().items() if digits}
        date(parts["year"], parts.get("month", 1), parts.get("day", 1))
        return cls(**parts)

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse_within_reach(cls, text: str) -> Self:
        """Parse a date that somebody asks about; a ValueError if it is out of reach."""
        found = cls.parse(text)
        if not is_within_reach(found.first):
            raise ValueError(text)
        return found

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = (f"{self.year:04}", f"{self.month:02}" if self.month else "", f"{self.day:02}" if self.day else "")
        return "-".join(part for part in parts if part)


def is_within_reach(day: date) -> bool:
    """Whether the record can be asked about a day."""
    return EARLIEST_DAY <= day <= LATEST_DAY


@lru_cache(maxsize=10_000)
def parse_stored_date(text: str) -> PartialDate:
    """A stored date, cached: the days of a few decades recur constantly."""
    return PartialDate.parse(text)


def end_of(day: date) -> datetime:
    """The last moment of a day in UTC, the zone in which recording is counted."""
    return datetime.combine(day, time.max, tzinfo=UTC)


def parse_moment(text: str) -> datetime:
    """Read a moment with its zone; of a day, month or year its last moment. Anything else is a ValueError."""
    if SHAPE.fullmatch(text):
        return end_of(PartialDate.parse_within_reach(text).last)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not SHAPE.fullmatch(text[: len("2024-07-17")]) or not is_within_reach(moment.date()):
        raise ValueError(text)
    return moment.astimezone(UTC)


def is_end_of_day(moment: datetime) -> bool:
    """Whether a moment is the last one of a day in UTC."""
    return moment == end_of(moment.astimezone(UTC).date())


def moment_in_address(moment: datetime) -> str:
    """A moment as `parse_moment` reads it, in UTC: by its day, if it is the last one of it."""
    in_utc = moment.astimezone(UTC)
    return str(in_utc.date()) if is_end_of_day(moment) else in_utc.isoformat().replace("+00:00", "Z")


# Django's fields take their types only where types are checked.
if TYPE_CHECKING:
    _Field = models.Field[PartialDate | str | None, PartialDate | None]
else:
    _Field = models.Field


class PartialDateField(_Field):
    """Stores a `PartialDate` as its text; the database refuses every other text."""

    description = _("A date, or only its month or year")
    empty_strings_allowed = False
    default_error_messages = {
        "invalid": _("Enter a date as 2019, 2019-01 or 2019-07-10."),
    }

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "varchar(10)"

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        column = connection.ops.quote_name(self.column or "")
        return f"{column} ~ '^[0-9]{{4}}(-[0-9]{{2}}(-[0-9]{{2}})?)?$'"

    def from_db_value(self, value: str | None, *_: object) -> PartialDate | None:
        return None if value is None else parse_stored_date(value)

    def to_python(self, value: object) -> PartialDate | None:
        if value is None or isinstance(value, PartialDate):
            return value
        if value == "":
            return None
        try:
            return PartialDate.parse(str(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def get_prep_value(self, value: object) -> str | None:
        return None if value is None else str(value)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": forms.CharField, "max_length": 10, **kwargs})

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""


class FirstDay(models.Func):
    """In SQL, the first day of a partial date."""

    arity = 1
    output_field = models.DateField()
    template = "(left(%(expressions)s || '-01-01', 10)::date)"


class LastDay(models.Func):
    """In SQL, the last day of a partial date: immutable, so it can be a generated column."""

    arity = 1
    output_field = models.DateField()
    template = (
        "(CASE length(%(expressions)s)"
        " WHEN 4 THEN make_date((%(expressions)s)::int, 12, 31)"
        " WHEN 7 THEN (make_date(left(%(expressions)s, 4)::int, right(%(expressions)s, 2)::int, 1)"
        " + interval '1 month' - interval '1 day')::date"
        " ELSE make_date(left(%(expressions)s, 4)::int, substr(%(expressions)s, 6, 2)::int,"
        " right(%(expressions)s, 2)::int) END)"
    )


class DayInUTC(models.Func):
    """In SQL, the day of a moment in UTC, the zone in which recording is counted."""

    arity = 1
    output_field = models.DateField()
    template = "((%(expressions)s AT TIME ZONE 'UTC')::date)"
