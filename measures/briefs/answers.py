"""A brief as what a browser or a program is sent."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from measures.briefs.document import BriefDocument
from measures.briefs.options import BriefFormat
from measures.briefs.render import MEDIA_TYPES, file_of
from measures.publishing.downloads import SANDBOX


def file_answer(document: BriefDocument, name: str, form: BriefFormat) -> HttpResponse:
    """The file of a brief or an agenda, as a download that runs nothing."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {
        "Content-Disposition": disposition or "attachment",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(file_of(document, form), content_type=content_type_of(form), headers=headers)


def content_type_of(form: BriefFormat) -> str:
    return f"{MEDIA_TYPES[form]}; charset=utf-8" if form == BriefFormat.HTML else MEDIA_TYPES[form]
