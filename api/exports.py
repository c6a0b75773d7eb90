"""Lists of the API as CSV, XLSX and JSON Lines, by `?format=` or by Accept."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from measures.publishing.spreadsheets import FORMATS, MEDIA_TYPES, DisclaimerRows

DISCLAIMER = "disclaimer"


def renderer_for_format(form: str, media_type: str) -> type[JSONRenderer]:
    """A renderer by which a format is chosen; it writes only problems, as JSON, since files are made elsewhere."""

    class OfferingRenderer(JSONRenderer):
        pass

    OfferingRenderer.format, OfferingRenderer.media_type = form, media_type
    return OfferingRenderer


EXPORTS = [renderer_for_format(each, MEDIA_TYPES[each]) for each in FORMATS]


def disclaimer_rows(request: Request) -> str:
    """In which rows of a file the disclaimer is wanted."""
    wanted = request.query_params.get(DISCLAIMER, DisclaimerRows.ONCE.value)
    if wanted not in DisclaimerRows.values:
        words = _("Choose one of these: %(choices)s.") % {"choices": ", ".join(DisclaimerRows.values)}
        raise ValidationError({DISCLAIMER: [words]})
    return wanted
