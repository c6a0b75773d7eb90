"""A library as a download: what the reader may see of a report."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from measures.library.write import catalogue_of, library_text
from measures.models import Audience, Report

# The media type of a library (RFC 9512).
LIBRARY = "application/yaml"


def library_of(report: Report, audience: Audience) -> HttpResponse:
    answer = HttpResponse(library_text(catalogue_of(report, audience)), content_type=f"{LIBRARY}; charset=utf-8")
    disposition = content_disposition_header(as_attachment=True, filename=f"{report.slug}.yaml")
    answer.headers["Content-Disposition"] = disposition or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
