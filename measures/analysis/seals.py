"""The seals of the journal: what they are computed from, so that an outsider can compute them again.

The commitment of an entry is SHA-256(salt, content); its seal is SHA-256(previous seal, commitment). The content is
JSON with sorted keys, no blanks, in UTF-8, built from stable keys and texts, never from database ids. The first seal
of a chain is taken upon 32 zero bytes.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from measures.models import Bearing, Citation, Entry, Ground, MilestoneMark, View

FIRST = bytes(32)
SALT_BYTES = 16

ENTRY_TEXTS = (
    "key", "kind", "title", "title_zh_hans", "narrative", "narrative_zh_hans", "language", "track", "claim",
    "author_name",
)  # fmt: skip
BEARING_TEXTS = (
    "direction", "concern", "status", "state", "reason", "reason_zh_hans", "note", "note_zh_hans",
)  # fmt: skip
VIEW_TEXTS = (
    "nothing", "direction", "confidence", "provenance", "text", "text_zh_hans", "speaker", "speaker_zh_hans",
    "office", "office_zh_hans", "administration", "administration_zh_hans", "quotation", "quotation_language",
)  # fmt: skip

type Content = dict[str, object]


@dataclass(slots=True)
class WrittenView:
    """A view and what it rests on."""

    view: View
    grounds: Sequence[Ground] = ()


@dataclass(slots=True)
class WrittenEntry:
    """An entry of the journal with all that comes with it."""

    entry: Entry
    bearings: list[Bearing] = field(default_factory=list)
    views: list[WrittenView] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    marks: list[MilestoneMark] = field(default_factory=list)


def texts(row: object, names: Sequence[str]) -> Content:
    return {name: getattr(row, name) for name in names}


def in_order(rows: list[Content]) -> list[Content]:
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True, ensure_ascii=False))


def written_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def bearing_content(bearing: Bearing) -> Content:
    return texts(bearing, BEARING_TEXTS) | {
        "on": bearing.on.key,
        "about": bearing.about_code,
        "changed_by": bearing.changed_by_id,
    }


def view_content(written: WrittenView) -> Content:
    view = written.view
    return texts(view, VIEW_TEXTS) | {
        "on": view.on.key,
        "whose": view.whose_code,
        "about": view.about_code,
        "level": view.level,
        "rests_on": sorted(ground.entry.key for ground in written.grounds if ground.entry),
        "sources": sorted(ground.citation.evidence.key for ground in written.grounds if ground.citation),
    }


def content_of(written: WrittenEntry) -> Content:
    """All that is sealed of an entry, under the names of the columns."""
    entry = written.entry
    return texts(entry, ENTRY_TEXTS) | {
        "report": entry.report.slug,
        "first_marking": entry.chain.marking,
        "sequence": entry.sequence,
        "occurred": str(entry.occurred),
        "recorded_at": written_moment(entry.recorded_at),
        "library_as_of": entry.library_as_of.isoformat() if entry.library_as_of else None,
        "baseline": entry.baseline,
        "responds_to": entry.responds_to.key if entry.responds_to else None,
        "corrects": entry.corrects.key if entry.corrects else None,
        "bearings": in_order([bearing_content(bearing) for bearing in written.bearings]),
        "views": in_order([view_content(view) for view in written.views]),
        "citations": in_order([{"evidence": row.evidence.key, "passage": row.passage} for row in written.citations]),
        "marks": in_order(
            [{"milestone": row.milestone.key, "party": row.party_id, "state": row.state} for row in written.marks]
        ),
    }


def canonical(content: Content) -> bytes:
    """The bytes that are hashed."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def commitment_of(salt: bytes, written: WrittenEntry) -> bytes:
    return hashlib.sha256(bytes(salt) + canonical(content_of(written))).digest()


def seal_of(previous_seal: bytes, commitment: bytes) -> bytes:
    return hashlib.sha256(bytes(previous_seal) + bytes(commitment)).digest()
