"""Files to bring along with sources, and what became of them in the storage."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from measures.operations.drafts import FileDraft, SourceDraft
from measures.operations.evidence import record_evidence
from tests.factories import make_user

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIL = b"From: keeper@example.org\r\nTo: harbour@example.org\r\nSubject: Lamp\r\n\r\n<html><b>Lit.</b></html>\r\n"


def archive(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in members.items():
            made.writestr(name, body)
    return content.getvalue()


def office(main: str = f"{WORD}.main+xml", **more: bytes) -> bytes:
    table = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'.encode()
    return archive(**{"[Content_Types].xml": table, "word/document.xml": b"<w/>"}, **more)


def compound(*names: str) -> bytes:
    """The beginning of a compound file whose directory has these names."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    sector = bytearray(512)
    for place, name in enumerate(("Root Entry", *names)):
        text = name.encode("utf-16-le")
        at = 128 * place
        sector[at : at + len(text)] = text
        sector[at + 64 : at + 66] = (len(text) + 2).to_bytes(2, "little")
    return bytes(header + sector)


BOMB = archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": bytes(20_000_000)})


def kept(storage: Path) -> list[Path]:
    return [path for path in storage.rglob("*") if path.is_file()]


def draft(content: bytes = PDF, name: str = "note.pdf", **fields: Any) -> SourceDraft:
    values = {"title": "A note", "publisher": "Harbour office", "file": FileDraft(io.BytesIO(content), name), **fields}
    return SourceDraft(**values)


def upload(content: bytes = PDF, name: str = "note.pdf", **fields: Any) -> dict[str, Any]:
    return {"title": "A note", "publisher": "Harbour office", "file": SimpleUploadedFile(name, content), **fields}


def refused(source: SourceDraft, *, marking: str = "public", by: Any = None) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as raised:
        record_evidence(source, by=by or make_user(), marking=marking)
    return raised.value.message_dict


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def spoil(storage: Path) -> None:
    [path] = kept(storage)
    path.write_bytes(PDF.replace(b"Catalog", b"Catalot"))
