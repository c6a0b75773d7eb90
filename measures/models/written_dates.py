"""Dates in words, as exactly as they are known, in the reading language: the same on pages and in mail."""

from datetime import UTC, date, datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from measures.models.partial_dates import PartialDate, is_end_of_day
from measures.models.texts import CHINESE, reading_language

FULL_MONTH = "F"
SHORT_MONTH = "M"


def written_date(value: PartialDate | date | None, month: str = FULL_MONTH) -> str:
    """20 May 2026, May 2026 or 2026; in Chinese 2026年5月20日, 2026年5月 or 2026年."""
    if value is None:
        return ""
    day = value if isinstance(value, PartialDate) else PartialDate.of(value)
    return written_in(reading_language(), day, month)


@lru_cache(maxsize=10_000)
def written_in(language: str, day: PartialDate, month: str) -> str:
    """A date in a language, which is the reading language: a page has hundreds, many of them the same."""
    if language == CHINESE:
        return f"{day.year}年" + (f"{day.month}月" if day.month else "") + (f"{day.day}日" if day.day else "")
    shape = f"j {month} Y" if day.day else f"{month} Y" if day.month else "Y"
    return date_format(day.first, shape)


def written_month(month: int) -> str:
    """A month alone, in its short form: Sep; in Chinese 9月."""
    return f"{month}月" if reading_language() == CHINESE else date_format(date(2000, month, 1), SHORT_MONTH)


def written_moment(moment: datetime) -> str:
    """A moment in UTC, to the minute; by its day, if it is the last one of it."""
    in_utc = moment.astimezone(UTC)
    day = written_date(in_utc.date())
    if is_end_of_day(moment):
        return day
    return _("%(day)s, %(time)s UTC") % {"day": day, "time": date_format(in_utc, "H:i")}


def days_of_assessment_in_words(occurred: PartialDate, written_on: date | None) -> str:
    """The day that an assessment is about and, where that is later, the day on which it was written."""
    day = written_date(occurred, SHORT_MONTH)
    return _(", ").join((day, _("written on {day}").format(day=written_date(written_on)))) if written_on else day
