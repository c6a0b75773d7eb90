"""What can be read in an answer, whatever its form: a page, JSON, a table, a workbook, a document or a PDF."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

TAG = re.compile(r"<[^>]*>")
PDF_OBJECT = re.compile(rb"\n(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
# What is drawn: the face that is chosen, and signs in it, with the backslashes that stand before some.
DRAWN = re.compile(rb"/(\w+) [\d.]+ Tf|\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
CONTROLS = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def text_of(content: bytes) -> str:
    """All that an answer says, with its markup, in whose attributes words stand too."""
    if content.startswith(b"PK"):
        return text_of_archive(content)
    if content.startswith(b"%PDF"):
        return "".join(text_of_pdf(content))
    return content.decode(errors="replace")


def text_of_archive(content: bytes) -> str:
    """The members of a workbook or a document: as they are, and without the tags that may divide a word."""
    with ZipFile(BytesIO(content)) as archive:
        members = [archive.read(name).decode(errors="replace") for name in archive.namelist()]
    return "\n".join((*members, *(TAG.sub("", member) for member in members)))


def text_of_pdf(content: bytes) -> Iterator[str]:
    """What is said about a PDF, and what is drawn on its pages, by what its faces say that their signs mean."""
    objects = dict(PDF_OBJECT.findall(content))
    yield from (body.decode("latin-1") for body in objects.values() if b"stream" not in body)
    faces = {
        number: meanings_of(unpacked(objects[meaning[1]]))
        for number, body in objects.items()
        if (meaning := re.search(rb"/ToUnicode (\d+) 0 R", body))
    }
    for page in objects.values():
        drawn, resources = (re.search(rb"/%b (\d+) 0 R" % name, page) for name in (b"Contents", b"Resources"))
        if drawn and resources:
            fonts = re.search(rb"/Font<<(.*?)>>", objects[resources[1]])
            named = dict(re.findall(rb"/(\w+) (\d+) 0 R", fonts[1])) if fonts else {}
            # A word may be divided at the end of a line.
            yield drawn_text(unpacked(objects[drawn[1]]), {name: faces[face] for name, face in named.items()})


def unpacked(body: bytes) -> bytes:
    stream = STREAM.search(body)
    assert stream, body[:80]
    return zlib.decompress(stream[1]) if b"/FlateDecode" in body else stream[1]


def meanings_of(table: bytes) -> dict[int, str]:
    """By the number of a sign, the letters that it stands for."""
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>\s*\n", table)
    return {int(sign, 16): bytes.fromhex(letters.decode()).decode("utf-16-be") for sign, letters in pairs}


def drawn_text(commands: bytes, faces: dict[bytes, dict[int, str]]) -> str:
    """The letters of a page, without the hyphens at which words are divided."""
    found, face = [], {}
    for name, signs in DRAWN.findall(commands):
        if name:
            face = faces[name]
        else:
            numbers = ESCAPED.sub(lambda part: unescaped(part[1]), signs)
            found += [face.get(int.from_bytes(numbers[at : at + 2]), "") for at in range(0, len(numbers), 2)]
    return "".join(found).replace("-", "").replace("\u00ad", "").replace("\u2010", "")


def unescaped(sign: bytes) -> bytes:
    return bytes([int(sign, 8)]) if sign.isdigit() else CONTROLS.get(sign, sign)
