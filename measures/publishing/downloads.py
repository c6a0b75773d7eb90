"""The file of a source as a download: checked first, and never run by a browser."""

from django.http import FileResponse
from django.utils.http import content_disposition_header

from measures.analysis.file_types import PAGE, TEXT
from measures.models import Evidence, StoredFile
from measures.operations.files import name_to_send, open_file

# A page of its own that may do nothing at all, should a browser ever show it as one.
SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

# A page goes out as bytes, so that nothing takes it for one.
CONTENT_TYPES = {TEXT: f"{TEXT}; charset=utf-8", PAGE: "application/octet-stream"}


def download(source: Evidence, file: StoredFile) -> FileResponse:
    """The bytes of a file, sent only after all of them were checked."""
    content = open_file(file)
    answer = FileResponse(content, content_type=CONTENT_TYPES.get(file.media_type, file.media_type))
    name = name_to_send(source.file_name, file)
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
    for header, value in headers.items():
        answer.headers[header] = value
    return answer
