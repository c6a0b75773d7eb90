"""Dates as a digest writes them, in the reading language."""

from django.utils.formats import date_format

from measures.models import PartialDate
from measures.models.texts import CHINESE, reading_language

# Of a year, a month of a year, and a day.
ENGLISH_SHAPES = ("Y", "F Y", "j F Y")
CHINESE_SHAPES = ("Y年", "YEAR_MONTH_FORMAT", "DATE_FORMAT")


def written_date(partial: PartialDate | None) -> str:
    """A date as exactly as it is known: 20 May 2026, May 2026, 2026; in Chinese 2026年5月20日."""
    if partial is None:
        return ""
    shapes = CHINESE_SHAPES if reading_language() == CHINESE else ENGLISH_SHAPES
    return date_format(partial.first, shapes[(partial.month is not None) + (partial.day is not None)])
