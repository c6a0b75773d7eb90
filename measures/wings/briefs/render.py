"""A brief as a file of one kind: the same options give the same bytes."""

from collections.abc import Callable, Mapping

from measures.wings.briefs.compose import brief_document
from measures.wings.briefs.document import BriefDocument
from measures.wings.briefs.docx import as_docx
from measures.wings.briefs.html import as_html
from measures.wings.briefs.options import BriefFormat, BriefOptions
from measures.wings.briefs.pdf import as_pdf

WRITERS: Mapping[BriefFormat, Callable[[BriefDocument], bytes]] = {
    BriefFormat.HTML: as_html,
    BriefFormat.DOCX: as_docx,
    BriefFormat.PDF: as_pdf,
}
MEDIA_TYPES = {
    BriefFormat.HTML: "text/html",
    BriefFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    BriefFormat.PDF: "application/pdf",
}


def brief_file(options: BriefOptions, form: BriefFormat) -> bytes:
    """The file of a brief."""
    return file_of(brief_document(options), form)


def file_of(document: BriefDocument, form: BriefFormat) -> bytes:
    """A document as a file."""
    return WRITERS[form](document)
