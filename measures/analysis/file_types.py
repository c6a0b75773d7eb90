"""Detects what kind of file some bytes are, from the bytes alone: neither name nor declared type counts.

Only what is named here is taken. Of the markup that a browser could run a page (HTML) is taken, to be kept and handed
out as a download only; all other markup (SVG, XML) is none of it, whatever it is called.
Libraries that sniff, `puremagic` among them, name what a file is most like: every archive that begins as a DOCX does,
also with macros or a page in it, and no text at all. What is refused here is refused for what is inside.
"""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import BytesHeaderParser
from gzip import GzipFile
from lzma import LZMAError
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

PDF = "application/pdf"
MAIL = "message/rfc822"
OUTLOOK = "application/vnd.ms-outlook"
TEXT = "text/plain"
PAGE = "text/html"
# Only the tracker makes such a file: a copy of what was at an address, compressed record by record.
WARC = "application/warc"

SIGNATURES = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
OFFICE = "application/vnd.openxmlformats-officedocument."
OFFICE_MAIN_PARTS = {
    f"{OFFICE}wordprocessingml.document.main+xml": f"{OFFICE}wordprocessingml.document",
    f"{OFFICE}spreadsheetml.sheet.main+xml": f"{OFFICE}spreadsheetml.sheet",
    f"{OFFICE}presentationml.presentation.main+xml": f"{OFFICE}presentationml.presentation",
}
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
# The file extensions of each kind; the first is added to a name that has none of them.
ENDINGS = {
    PDF: (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    f"{OFFICE}wordprocessingml.document": (".docx",),
    f"{OFFICE}spreadsheetml.sheet": (".xlsx",),
    f"{OFFICE}presentationml.presentation": (".pptx",),
    f"{OPEN_DOCUMENT}text": (".odt",),
    f"{OPEN_DOCUMENT}spreadsheet": (".ods",),
    f"{OPEN_DOCUMENT}presentation": (".odp",),
    MAIL: (".eml",),
    OUTLOOK: (".msg",),
    TEXT: (".txt", ".csv", ".md"),
    PAGE: (".html", ".htm"),
    WARC: (".warc.gz",),
}

HEAD = 65_536
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MESSAGE_PARTS = ("__nameid_version1.0", "__substg1.0_", "__properties_version1.0", "__recip_", "__attach_")
CONTENT_TYPE = re.compile(rb"""ContentType\s*=\s*["']([^"']+)["']""")
WARC_BEGINS = b"WARC/1."
HEADER = re.compile(rb"[!-9;-~]+:[ \t]")
MARKUP = re.compile(r"\A\s*<|<(?:!doctype|html|svg|script|iframe|body)\b", re.IGNORECASE)
BEGINS_AS_PAGE = re.compile(
    r"\A\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head)\b", re.IGNORECASE | re.DOTALL
)
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")

# A normal document is far below these limits; anything above is meant to fill the disk.
MOST_MEMBERS = 10_000
MOST_UNPACKED = 500_000_000
MOST_RATIO = 100
LEAST_FOR_RATIO = 5_000_000
MOST_OF_A_PART = 1_000_000
# The list of all members, which `ZipFile` reads at once before anybody can count them.
LONGEST_READ = 4_000_000
# What reading a damaged archive raises, its compressed members among it.
UNREADABLE = (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, LZMAError, zlib.error)


class UnfitFileError(Exception):
    """The bytes are of no accepted kind, or would unpack to too much."""


def media_type_of(file: IO[bytes]) -> str:
    """The kind of a file, or an `UnfitFileError`."""
    file.seek(0)
    head = file.read(HEAD)
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"PK\x03\x04"):
        return office_type_of(file)
    if head.startswith(COMPOUND):
        return compound_type_of(file, head)
    if is_mail(head):
        return MAIL
    return text_type_of(file)


def table_type_of(file: IO[bytes]) -> str:
    """The kind of a file that is to be read as a table: a workbook, or else text, in any encoding, whatever it says.

    Its cells may hold markup; it goes out as a file to be kept, never as a page.
    """
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(tuple(signature for signature, _kind in SIGNATURES)):
        raise UnfitFileError
    return media_type_of(file) if head.startswith((b"PK\x03\x04", COMPOUND)) else TEXT


def is_warc(file: IO[bytes]) -> bool:
    """Whether a file is a compressed WARC."""
    file.seek(0)
    try:
        return GzipFile(fileobj=file, mode="rb").read(len(WARC_BEGINS)) == WARC_BEGINS
    except (OSError, EOFError, zlib.error):
        return False


def office_type_of(file: IO[bytes]) -> str:
    """The kind of an office document, which is an archive that says in one member what it is."""
    with opened_archive(file) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        if members and members[0].filename == "mimetype":
            kind = read_member(archive, members[0]).decode("ascii", "replace")
        elif "[Content_Types].xml" in names and not any(name.endswith("vbaProject.bin") for name in names):
            kind = main_part_of(read_member(archive, archive.getinfo("[Content_Types].xml")))
        else:
            raise UnfitFileError
    if kind not in ENDINGS or not kind.startswith((OFFICE, OPEN_DOCUMENT)):
        raise UnfitFileError
    return kind


class BoundedReads:
    """A file that refuses to be read in large pieces."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > LONGEST_READ:
            raise UnfitFileError
        return self.file.read(size)


@contextmanager
def opened_archive(file: IO[bytes]) -> Iterator[ZipFile]:
    """An archive that somebody sent, judged before anything of it is unpacked; its members go through `read_member`."""
    try:
        with ZipFile(BoundedReads(file)) as archive:
            refuse_archive_bomb(archive.infolist())
            yield archive
    except UNREADABLE as error:
        raise UnfitFileError from error


def refuse_archive_bomb(members: list[ZipInfo]) -> None:
    """Refuse an archive with too many members, or one that says it would unpack to too much."""
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    too_dense = unpacked > LEAST_FOR_RATIO and unpacked > packed * MOST_RATIO
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or too_dense:
        raise UnfitFileError


def read_member(archive: ZipFile, member: ZipInfo) -> bytes:
    """The bytes of one member, never more than one of its kind may have, whatever its header says."""
    with archive.open(member) as part:
        content = part.read(MOST_OF_A_PART + 1)
    if len(content) > MOST_OF_A_PART:
        raise UnfitFileError
    return content


def main_part_of(content_types: bytes) -> str:
    """The document type that the content types name; none if they name several, or macros."""
    part_types = {match.decode("ascii", "replace") for match in CONTENT_TYPE.findall(content_types)}
    kinds = [OFFICE_MAIN_PARTS[name] for name in part_types if name in OFFICE_MAIN_PARTS]
    if len(kinds) != 1 or any("macroenabled" in name.lower() for name in part_types):
        raise UnfitFileError
    return kinds[0]


def compound_type_of(file: IO[bytes], head: bytes) -> str:
    """An Outlook message: of the compound files only one whose directory begins with the parts of a message."""
    size = 1 << min(int.from_bytes(head[30:32], "little"), 12)
    file.seek((int.from_bytes(head[48:52], "little") + 1) * size)
    sector = file.read(size)
    names = [directory_entry_name(sector[at : at + 128]) for at in range(128, len(sector), 128)]
    entries = [name for name in names if name]
    if not entries or not all(name.startswith(MESSAGE_PARTS) for name in entries):
        raise UnfitFileError
    return OUTLOOK


def directory_entry_name(entry: bytes) -> str:
    """The name of an entry in the directory of a compound file."""
    length = min(int.from_bytes(entry[64:66], "little"), 64)
    return entry[: max(length - 2, 0)].decode("utf-16-le", "replace")


def is_mail(head: bytes) -> bool:
    """Whether the text begins with message headers: who sent it, and when or to whom."""
    if not HEADER.match(head) or b"\x00" in head:
        return False
    message = BytesHeaderParser().parsebytes(head)
    return "From" in message and any(name in message for name in ("Date", "To", "Received", "Message-ID"))


ABOVE_ASCII = bytes(byte if byte < 128 else ord("?") for byte in range(256))


def text_type_of(file: IO[bytes]) -> str:
    """Plain text in UTF-8, UTF-16 that says so, or another encoding of bytes; tables in CSV among it; or a page.

    No other markup.
    """
    file.seek(0)
    content = file.read()
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            raise UnfitFileError from error
        # Binary files contain bytes that occur in no text encoding.
        text = content.translate(ABOVE_ASCII).decode("ascii")
    if CONTROL.search(text):
        raise UnfitFileError
    if BEGINS_AS_PAGE.match(text[:HEAD]):
        return PAGE
    if MARKUP.search(text[:HEAD]):
        raise UnfitFileError
    return TEXT
