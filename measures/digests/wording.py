"""Dates as a digest writes them, in the reading language."""

from django.utils.formats import date_format

from measures.models import PartialDate
from measures.models.texts import CHINESE, reading_language

FULL_MONTH = "F"
SHORT_MONTH = "M"


def written_date(partial: PartialDate | None, month: str = FULL_MONTH) -> str:
    """A date as exactly as it is known: 20 May 2026, May 2026, 2026; in Chinese 2026年5月20日."""
    if partial is None:
        return ""
    in_english = ("Y", f"{month} Y", f"j {month} Y")
    shapes = ("Y年", "YEAR_MONTH_FORMAT", "DATE_FORMAT") if reading_language() == CHINESE else in_english
    return date_format(partial.first, shapes[(partial.month is not None) + (partial.day is not None)])
