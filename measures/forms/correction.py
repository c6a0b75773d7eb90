"""An entry of the journal as the values with which the form for its correction begins."""

from typing import Any

from measures.models import Bearing, Entry, MilestoneMark, View

ENTRY_VALUES = (
    "occurred", "track", "claim", "title", "narrative", "language", "title_zh_hans", "narrative_zh_hans", "baseline",
    "marking",
)  # fmt: skip
BEARING_VALUES = (
    "direction", "note", "status", "state", "concern", "reason", "note_zh_hans", "reason_zh_hans",
)  # fmt: skip
VIEW_VALUES = (
    "direction", "confidence", "provenance", "text", "speaker", "office", "quotation", "quotation_language",
    "administration", "text_zh_hans", "speaker_zh_hans", "office_zh_hans", "administration_zh_hans",
)  # fmt: skip


def values_of(entry: Entry) -> dict[str, Any]:
    """All that an entry says, under the names of the form's fields."""
    responds_to = entry.responds_to.key if entry.responds_to else ""
    return {
        "entry": {name: getattr(entry, name) for name in ENTRY_VALUES} | {"responds_to": responds_to},
        "cites": [citation.evidence.key for citation in entry.citations.all()],
        "bears_on": [bearing_values(bearing) for bearing in entry.bearings.all()],
        "views": [view_values(view) for view in entry.views.all()],
        "milestones": [mark_values(mark) for mark in entry.marks.all()],
    }


def bearing_values(bearing: Bearing) -> dict[str, Any]:
    return {name: getattr(bearing, name) for name in BEARING_VALUES} | {
        "on": bearing.on.key,
        "about": bearing.about_code,
        "changed_by": bearing.changed_by_id or "",
    }


def view_values(view: View) -> dict[str, Any]:
    grounds = view.grounds.all()
    return {name: getattr(view, name) for name in VIEW_VALUES} | {
        "on": view.on.key,
        "whose": view.whose_code,
        "about": view.about_code,
        "level": view.nothing if view.level is None else str(view.level),
        "rests_on": " ".join(ground.entry.key for ground in grounds if ground.entry),
        "sources": " ".join(ground.citation.evidence.key for ground in grounds if ground.citation),
    }


def mark_values(mark: MilestoneMark) -> dict[str, Any]:
    return {"on": mark.milestone.key, "state": mark.state, "party": mark.party_id or ""}
