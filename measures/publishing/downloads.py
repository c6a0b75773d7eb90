"""The file of a source as an answer: checked first, and never as anything that a browser runs."""

from django.http import FileResponse
from django.utils.http import content_disposition_header

from measures.models import Evidence, StoredFile
from measures.operations.files import name_to_send, open_file

# A page of its own that may do nothing at all, should a browser ever show it as one.
SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def download(source: Evidence, file: StoredFile) -> FileResponse:
    """The bytes of a file; they go out once all of them are known to be what was stored."""
    content = open_file(file)
    media_type = f"{file.media_type}; charset=utf-8" if file.media_type.startswith("text/") else file.media_type
    answer = FileResponse(content, content_type=media_type)
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
