"""A brief as what a browser or a program is sent."""

from django.http import HttpResponse

from measures.briefs.document import BriefDocument
from measures.briefs.options import BriefFormat
from measures.briefs.render import MEDIA_TYPES, file_of
from measures.publishing.downloads import as_download


def file_answer(document: BriefDocument, name: str, form: BriefFormat) -> HttpResponse:
    """The file of a brief or an agenda, as a download that runs nothing."""
    return as_download(HttpResponse(file_of(document, form), content_type=content_type_of(form)), name)


def content_type_of(form: BriefFormat) -> str:
    return f"{MEDIA_TYPES[form]}; charset=utf-8" if form == BriefFormat.HTML else MEDIA_TYPES[form]
