"""Lists of the API as CSV, XLSX and JSON Lines, by `?format=` or by Accept."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from measures.publishing.spreadsheets import CSV, JSON_LINES, MEDIA_TYPES, XLSX, DisclaimerRows

DISCLAIMER = "disclaimer"


class CsvRenderer(JSONRenderer):
    """Offers CSV; it only renders errors itself, as JSON."""

    media_type = MEDIA_TYPES[CSV]
    format = CSV


class XlsxRenderer(JSONRenderer):
    """Offers XLSX in the same way."""

    media_type = MEDIA_TYPES[XLSX]
    format = XLSX


class JsonLinesRenderer(JSONRenderer):
    """Offers JSON Lines, likewise."""

    media_type = MEDIA_TYPES[JSON_LINES]
    format = JSON_LINES


EXPORTS = (CsvRenderer, XlsxRenderer, JsonLinesRenderer)


def disclaimer_rows(request: Request) -> str:
    """In which rows of a file the disclaimer is wanted."""
    wanted = request.query_params.get(DISCLAIMER, DisclaimerRows.ONCE.value)
    if wanted not in DisclaimerRows.values:
        words = _("Choose one of these: %(choices)s.") % {"choices": ", ".join(DisclaimerRows.values)}
        raise ValidationError({DISCLAIMER: [words]})
    return wanted
