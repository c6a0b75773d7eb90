"""Copies of what is at the addresses of sources: each request and answer as a WARC, and the text of the page."""

from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO

from measures.analysis.file_types import WARC
from measures.models import Capture, SourceAddress, StoredFile
from measures.operations.files import keep_file
from measures.operations.journal import append_capture
from measures.operations.locks import lock_files

TOOL = f"CBM Tracker, warcio {version('warcio')}"


@dataclass(frozen=True, slots=True)
class Copy:
    """What was at an address, to be kept."""

    warc: bytes
    payload_sha256: str
    text: str


def keep_copy(address: SourceAddress, copy: Copy) -> Capture:
    """Store and seal a copy: part of an act that has locked the source."""
    lock_files()
    file = StoredFile(sha256=sha256(copy.warc).hexdigest(), size=len(copy.warc), media_type=WARC)
    capture = Capture(
        address=address,
        file=keep_file(file, BytesIO(copy.warc)),
        payload_sha256=copy.payload_sha256,
        text=copy.text,
        tool=TOOL,
    )
    append_capture(capture)
    return capture
