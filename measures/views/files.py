"""The file of a source, for whoever may read the source."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.errors import FileChangedError, FileMissingError
from measures.models import Evidence
from measures.publishing.downloads import download
from measures.views.reading import ReadingRequest, reading_page


@reading_page()
def file(request: ReadingRequest, key: str) -> HttpResponseBase:
    """The file of a source, or why it is not handed out."""
    source = get_object_or_404(Evidence.objects.visible_to(request.reading.audience).select_related("file"), key=key)
    if source.file is None:
        raise Http404(key)
    try:
        return download(source, source.file)
    except (FileChangedError, FileMissingError) as error:
        refusal = {"heading": _("This file cannot be downloaded"), "detail": str(error)}
        return render(request, "measures/refused.html", refusal | {"back": reverse("source", args=[key])}, status=409)
