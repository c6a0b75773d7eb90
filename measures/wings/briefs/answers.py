"""A brief as what a browser or a program is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.http import HttpResponse

from measures.access import Reader, is_active
from measures.errors import CrowdedError
from measures.publishing.downloads import as_download
from measures.wings.briefs.document import BriefDocument
from measures.wings.briefs.options import BriefFormat
from measures.wings.briefs.render import MEDIA_TYPES, file_of

# So many files one process of the web server makes at once, for strangers and for those who are signed in: each takes a
# processor, and the other requests have to be answered meanwhile.
FOR_STRANGERS, FOR_SIGNED_IN = BoundedSemaphore(1), BoundedSemaphore(2)
# Seconds.
PATIENCE = 2


def file_answer(document: BriefDocument, name: str, form: BriefFormat, *, reader: Reader) -> HttpResponse:
    """The file of a brief or an agenda, as a download that runs nothing."""
    with place_for(reader):
        content = file_of(document, form)
    return as_download(HttpResponse(content, content_type=content_type_of(form)), name)


@contextmanager
def place_for(reader: Reader) -> Iterator[None]:
    """Wait for a place in which a file is made, but not for long."""
    places = FOR_SIGNED_IN if is_active(reader) else FOR_STRANGERS
    if not places.acquire(timeout=PATIENCE):
        raise CrowdedError
    try:
        yield
    finally:
        places.release()


def content_type_of(form: BriefFormat) -> str:
    return f"{MEDIA_TYPES[form]}; charset=utf-8" if form == BriefFormat.HTML else MEDIA_TYPES[form]
