"""What a file is, is known by what is inside."""

import io
import struct
import tracemalloc

import pytest

from measures.analysis.file_types import TEXT, UnfitFileError, media_type_of, table_type_of
from measures.analysis.files import is_of_kind
from tests.files import BOMB, EXE, MAIL, PDF, SVG, WORD, archive, compound, office

TAKEN = {
    "pdf": (PDF, "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(20), "image/png"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
    "gif": (b"GIF89a" + bytes(20), "image/gif"),
    "webp": (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
    "docx": (office(), WORD),
    "xlsx": (
        office("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "odt": (
        archive(mimetype=b"application/vnd.oasis.opendocument.text", content=b"<x/>"),
        "application/vnd.oasis.opendocument.text",
    ),
    "eml": (MAIL, "message/rfc822"),
    "msg": (compound("__nameid_version1.0", "__substg1.0_001A001F"), "application/vnd.ms-outlook"),
    "txt": ("Die Lampe brennt. 灯亮着。".encode(), "text/plain"),
    "csv in windows-1252": ("place;lamp\nZürich;lit\n".encode("cp1252"), "text/plain"),
    "a page": (b"\n\n<!DOCTYPE html><p>Hello</p>", "text/html"),
    "a page behind comments": (b"<!-- saved --> <!-- twice -->\n<HTML><script>1</script>", "text/html"),
    "csv in utf-16": ("day;lamp\n1;lit\n".encode("utf-16"), "text/plain"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_taken_is_known_by_what_is_inside(name: str) -> None:
    content, media_type = TAKEN[name]

    assert media_type_of(io.BytesIO(content)) == media_type


REFUSED = {
    "a program": EXE,
    "an image that scripts": SVG,
    "the same behind a comment": b"<!-- quiet -->" + SVG,
    "the same behind words": b"\xef\xbb\xbf Look: " + SVG,
    "a page behind words": b"Look: <!DOCTYPE html><p>Hello</p>",
    "a page of XML": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
    "a page without a word on what it is": b"<p>Hello</p>",
    "an image that scripts, with a page in it": SVG + b"<!DOCTYPE html>",
    "a page with a byte that no text has": b"<!DOCTYPE html>\x00<p>Hello</p>",
    "a zip bomb": BOMB,
    "too many members": archive(**{"[Content_Types].xml": b"", **{f"m{index}": b"" for index in range(10_001)}}),
    "a table of contents that never ends": archive(**{"[Content_Types].xml": b"x" * 1_500_000}),
    "any other archive": archive(readme=b"Hello"),
    "a broken archive": b"PK\x03\x04" + bytes(40),
    "a document with macros": office(f"{WORD.replace('openxmlformats', 'x')}.macroEnabled.main+xml"),
    "a document with macros inside": office(**{"word/vbaProject.bin": b"Sub"}),
    "an archive that claims to be a page": archive(mimetype=b"text/html"),
    "an old Word document": compound("WordDocument", "1Table"),
    "an old one with mail inside": compound("__substg1.0_001A001F", "WordDocument"),
    "bytes that no encoding has as text": b"\xff\xfa\xc3\x01(",
    "a page in no encoding that says so": b"<p>Caf\xe9",
    "text that moves the cursor": b"a\x00b",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_none_of_it_is_refused(name: str) -> None:
    with pytest.raises(UnfitFileError):
        media_type_of(io.BytesIO(REFUSED[name]))


# Tables that a source's judge takes for something else, or refuses.
TABLES = {
    "a page in a cell": b"Code,Title\nA-1,<body onload=x>\n",
    "a frame in a cell": b"Code,Title\nA-1,<iframe>\n",
    "a first sign that opens a tag": b"<Code,Title\nA-1,One\n",
    "a vertical tab": b"Code,Title\nA-1,one\x0btwo\n",
    "a deleted sign": b"Code,Title\nA-1,one\x7f\n",
    "no byte order mark": "Code,Title\nA-1,One\n".encode("utf-16-le"),
    "the heads of a mail": b"From: North,To: South\nOne,Two\n",
    "a page": b"<!doctype html>,Title\nA-1,One\n",
    "plain text": b"Code,Title\nA-1,One\n",
}


@pytest.mark.parametrize("name", TABLES)
def test_a_kept_table_is_of_the_kind_that_it_was_taken_as(name: str) -> None:
    table = io.BytesIO(TABLES[name])

    assert table_type_of(table) == TEXT
    assert is_of_kind(table, TEXT)
    assert not is_of_kind(table, "application/pdf")


@pytest.mark.parametrize(
    "content", [PDF, office(), compound("__nameid_version1.0")], ids=["a PDF", "a document", "a message"]
)
def test_what_no_table_is_is_never_taken_for_text(content: bytes) -> None:
    assert not is_of_kind(io.BytesIO(content), TEXT)


def directory_of(members: int) -> bytes:
    """An archive that says it has so many members, each of 47 bytes in its directory."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *[0] * 9, 1, *[0] * 6) + b"m"
    size = len(entry) * members
    return b"PK\x03\x04" + entry * members + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, size, 4, 0)


@pytest.mark.parametrize(
    "content", [directory_of(200_000), archive(mimetype=bytes(90_000_000))], ids=["many members", "a huge member"]
)
def test_an_archive_is_judged_before_anything_of_it_is_unpacked(content: bytes) -> None:
    tracemalloc.start()
    with pytest.raises(UnfitFileError):
        media_type_of(io.BytesIO(content))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 8_000_000


def test_an_archive_whose_member_cannot_be_unpacked_is_refused() -> None:
    content = archive(mimetype=b"application/vnd.oasis.opendocument.text")
    damaged = bytearray(content)
    damaged[40:48] = b"\xff" * 8

    with pytest.raises(UnfitFileError):
        media_type_of(io.BytesIO(bytes(damaged)))
