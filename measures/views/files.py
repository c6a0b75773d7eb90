"""The file of a source, for whoever may read the source; and for the team the copy of what was at its address."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.errors import FileChangedError, FileMissingError
from measures.models import Capture, Evidence, StoredFile
from measures.publishing.downloads import download, download_text
from measures.views.acts import writers_only
from measures.views.reading import ReadingRequest, reading_page, require_act


@reading_page()
def file(request: ReadingRequest, key: str) -> HttpResponseBase:
    """The file of a source, or why it is not handed out."""
    source = source_of(request, key)
    if source.file is None:
        raise Http404(key)
    return download_or_refusal(request, source, source.file, name=source.file_name)


@writers_only("read_capture")
def capture(request: ReadingRequest, key: str) -> HttpResponseBase:
    """The copy of what was at the address of a source."""
    source = source_of(request, key)
    require_act(request, source)
    file = get_object_or_404(StoredFile, capture__in=Capture.objects.recorded().of(source)[:1])
    return download_or_refusal(request, source, file, name=source.key)


@writers_only("read_capture")
def capture_text(request: ReadingRequest, key: str) -> HttpResponseBase:
    """The text of that copy, if it is of a page."""
    source = source_of(request, key)
    require_act(request, source)
    found = get_object_or_404(Capture.objects.recorded().of(source).exclude(text="")[:1])
    return download_text(found.text, name=f"{source.key}.txt")


def source_of(request: ReadingRequest, key: str) -> Evidence:
    return get_object_or_404(Evidence.objects.visible_to(request.reading.audience).select_related("file"), key=key)


def download_or_refusal(request: ReadingRequest, source: Evidence, file: StoredFile, *, name: str) -> HttpResponseBase:
    try:
        return download(file, name=name)
    except (FileChangedError, FileMissingError) as error:
        refusal = {"heading": _("This file cannot be downloaded"), "detail": str(error)}
        back = {"back": reverse("source", args=[source.key])}
        return render(request, "measures/refused.html", refusal | back, status=409)
