"""Files of sources and copies as downloads: checked first, and never run by a browser."""

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from measures.analysis.file_types import PAGE, TEXT
from measures.models import StoredFile
from measures.operations.files import name_to_send, open_file

# A page of its own that may do nothing at all, should a browser ever show it as one.
SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

# A page goes out as bytes, so that nothing takes it for one.
CONTENT_TYPES = {TEXT: f"{TEXT}; charset=utf-8", PAGE: "application/octet-stream"}


def download(file: StoredFile, *, name: str) -> FileResponse:
    """The bytes of a file, sent only after all of them were checked."""
    content = open_file(file)
    answer = FileResponse(content, content_type=CONTENT_TYPES.get(file.media_type, file.media_type))
    return as_file_of_others(answer, name_to_send(name, file))


def download_text(text: str, *, name: str) -> HttpResponse:
    return as_file_of_others(HttpResponse(text, content_type=CONTENT_TYPES[TEXT]), name)


def as_file_of_others[A: HttpResponseBase](answer: A, name: str) -> A:
    """A download that no other site may embed."""
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return as_download(answer, name)


def as_download[A: HttpResponseBase](answer: A, name: str) -> A:
    """An answer to be kept, which no browser shows."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    for header, value in headers.items():
        answer.headers[header] = value
    return answer
