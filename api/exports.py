"""Lists of the API as CSV and XLSX, by `?format=` or by Accept."""

from rest_framework.renderers import JSONRenderer

from measures.publishing.spreadsheets import CSV, MEDIA_TYPES, XLSX


class CsvRenderer(JSONRenderer):
    """Offers CSV; what it writes itself is what is wrong with a request, as JSON."""

    media_type = MEDIA_TYPES[CSV]
    format = CSV


class XlsxRenderer(JSONRenderer):
    """Offers XLSX, likewise."""

    media_type = MEDIA_TYPES[XLSX]
    format = XLSX


EXPORTS = (CsvRenderer, XlsxRenderer)
