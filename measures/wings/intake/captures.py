"""Copies of what is at the addresses of sources: each request and answer as a WARC (ISO 28500), and the page's text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from importlib.metadata import version
from io import BytesIO

from django.db.models import Exists, OuterRef
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from measures.analysis.file_types import WARC
from measures.analysis.stored_texts import share_kept
from measures.models import AddressState, Capture, Evidence, FetchOutcome, FetchQuerySet, SourceAddress, StoredFile
from measures.models.evidence import comparable_url
from measures.operations.files import keep_file, remove_bytes, store_bytes
from measures.operations.journal import append_capture
from measures.operations.locks import lock_markings_shared
from measures.wings.intake.extraction import read_page
from measures.wings.intake.fetching import Fetcher
from measures.wings.intake.web import Answer, Exchange, FetchError, Limits

TOOL = f"CBM Tracker, warcio {version('warcio')}"
VERSION = "1.1"
STANDARD = f"http://iipc.github.io/warc-specifications/specifications/warc-format/warc-{VERSION}/"
READ_AGAIN_AFTER = timedelta(days=7)
# How many new addresses a tick takes up.
PLANNED_AT_ONCE = 1000
PERMANENT = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT)
# A text of which a larger part no longer stands at the address has changed in substance.
LEAST_KEPT = 0.9


@dataclass(frozen=True, slots=True)
class PageCopy:
    """What was at an address, to be kept."""

    warc: bytes
    payload_sha256: str
    text: str

    @property
    def file(self) -> StoredFile:
        """The unsaved row of its file."""
        return StoredFile(sha256=sha256(self.warc).hexdigest(), size=len(self.warc), media_type=WARC)


@dataclass(slots=True)
class PageReading:
    """What is at an address, and the text of the page; empty if it is of a kind without one.

    If it is the first one, there is a copy of it to be kept, whose bytes are stored.
    """

    answer: Answer
    text: str
    copy: PageCopy | None = None

    @property
    def payload_sha256(self) -> str:
        return sha256(self.answer.body).hexdigest()

    @property
    def has_moved(self) -> bool:
        """Whether the address leads to another for good."""
        hops = self.answer.exchanges
        is_elsewhere = comparable_url(self.answer.url) != comparable_url(hops[0].url)
        return is_elsewhere and any(hop.status in PERMANENT for hop in hops)

    def differs_from(self, copy: Capture) -> bool:
        """Whether it has changed in substance since it was copied."""
        if copy.text:
            return share_kept(copy.text, self.text) < LEAST_KEPT
        return copy.payload_sha256 != self.payload_sha256

    def as_copy(self) -> PageCopy:
        return PageCopy(warc_of(self.answer.exchanges), self.payload_sha256, self.text)


class SourceFetcher(Fetcher[SourceAddress, PageReading]):
    """Reads the addresses of sources: the first time to keep a copy, and every week to compare."""

    kind, path, related = SourceAddress, "url", ("evidence",)
    limits = Limits(seconds=60, bytes_received=25_000_000, bytes_unpacked=50_000_000)

    @property
    def rows(self) -> FetchQuerySet[SourceAddress]:
        return super().rows.filter(pk__in=SourceAddress.objects.to_read().values("pk"))

    def plan(self, *, at: datetime) -> None:
        """Take up addresses that are new, and those that were last read a week ago."""
        read = SourceAddress.objects.filter(evidence=OuterRef("pk"))
        has_row, is_redacted = Exists(read.filter(url=OuterRef("url"))), Exists(read.exclude(redaction=None))
        whole = Evidence.objects.fetchable().filter(copies_redaction=None)
        new = whole.filter(~has_row, ~is_redacted).order_by("pk").values_list("pk", "url")
        rows = [SourceAddress(evidence_id=pk, url=url, due_at=at) for pk, url in new[:PLANNED_AT_ONCE]]
        SourceAddress.objects.bulk_create(rows, ignore_conflicts=True)
        due = SourceAddress.objects.to_read().filter(ended_at__isnull=False, due_at__lte=at)
        due.update(ended_at=None, attempts=0, next_attempt_at=None)

    def read(self, row: SourceAddress, answer: Answer) -> PageReading:
        try:
            text = read_page(answer).text
        except FetchError as error:
            if error.outcome != FetchOutcome.NOT_READABLE:
                raise
            text = ""
        reading = PageReading(answer, text)
        if not Capture.objects.filter(address=row).exists():
            reading.copy = reading.as_copy()
            store_bytes(reading.copy.file, BytesIO(reading.copy.warc))
        return reading

    def succeed(self, row: SourceAddress, answer: Answer, content: PageReading | None) -> None:
        """Remove the bytes of a copy that was not kept because its source was redacted or tightened meanwhile."""
        super().succeed(row, answer, content)
        if content and content.copy:
            remove_bytes(content.copy.file.path)

    def lock(self, row: SourceAddress) -> SourceAddress | None:
        """Its source is locked first, as by whoever tightens or redacts it; what they forbid meanwhile is not kept."""
        lock_markings_shared()
        Evidence.objects.select_for_update(no_key=True).get(pk=row.evidence_id)
        return super().lock(row)

    def keep(self, row: SourceAddress, content: PageReading | None, *, at: datetime) -> None:
        """Keep the first copy; compare what is there later with it."""
        kept = Capture.objects.filter(address=row).first()
        if content is None:
            state = AddressState.THERE
        elif kept and content.differs_from(kept):
            state = AddressState.CHANGED
        else:
            state = AddressState.MOVED if content.has_moved else AddressState.THERE
        if kept is None and content and content.copy:
            keep_copy(row, content.copy)
        note_state(row, state, at=at)

    def after_failure(self, row: SourceAddress, error: FetchError, *, at: datetime) -> None:
        is_gone = error.outcome == FetchOutcome.GONE
        note_state(row, AddressState.GONE if is_gone else AddressState.NOT_READ, at=at)


SOURCES = SourceFetcher()


def note_state(row: SourceAddress, state: AddressState, *, at: datetime) -> None:
    row.state, row.read_at, row.due_at = state, at, at + READ_AGAIN_AFTER


def keep_copy(address: SourceAddress, copy: PageCopy) -> Capture:
    """Seal a copy whose bytes are stored: part of an act that has locked the source."""
    capture = Capture(
        address=address,
        file=keep_file(copy.file, BytesIO(copy.warc)),
        payload_sha256=copy.payload_sha256,
        text=copy.text,
        tool=TOOL,
    )
    append_capture(capture)
    return capture


def warc_of(exchanges: Sequence[Exchange]) -> bytes:
    """The requests and their answers as a WARC, compressed record by record."""
    output = BytesIO()
    writer = WARCWriter(output, gzip=True, warc_version=VERSION)
    writer.write_record(
        writer.create_warcinfo_record(
            None, {"software": TOOL, "format": f"WARC File Format {VERSION}", "conformsTo": STANDARD}
        )
    )
    for exchange in exchanges:
        writer.write_request_response_pair(request_record(writer, exchange), response_record(writer, exchange))
    return output.getvalue()


def request_record(writer: WARCWriter, exchange: Exchange) -> ArcWarcRecord:
    headers = StatusAndHeaders(exchange.request_line, list(exchange.request_headers), is_http_request=True)
    return record_of(writer, exchange, "request", headers)


def response_record(writer: WARCWriter, exchange: Exchange) -> ArcWarcRecord:
    """The answer; since its body is kept without the chunks it came in, the header that names them is renamed."""
    protocol, _, status = exchange.status_line.partition(" ")
    headers = [
        (f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name, value)
        for name, value in exchange.headers
    ]
    return record_of(writer, exchange, "response", StatusAndHeaders(status, headers, protocol=protocol), exchange.body)


def record_of(
    writer: WARCWriter, exchange: Exchange, kind: str, headers: StatusAndHeaders, body: bytes = b""
) -> ArcWarcRecord:
    about = {"WARC-Date": exchange.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    if exchange.address:
        about["WARC-IP-Address"] = exchange.address
    return writer.create_warc_record(
        exchange.url, kind, payload=BytesIO(body), length=len(body), warc_headers_dict=about, http_headers=headers
    )
