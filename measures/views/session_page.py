"""The page of a dialogue session: its agenda, what was noted side by side, agreed words and follow-ups."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures import access
from measures.analysis.circulated import asks_of
from measures.models import (
    AttributionRule,
    Clearance,
    DialogueSession,
    Marking,
    NoteKind,
    NoteLine,
    NotePart,
    NoteState,
    SessionNote,
    SessionState,
    Track,
)
from measures.models.markings import marking_label
from measures.models.written_dates import written_date
from measures.views.reading import Reading, ReadingRequest, query, reading_page
from measures.views.sessions import session_for

# What stands for the chairs in the address of their summary, where that of a side's note has its code.
CHAIRS = "chairs"


@reading_page()
def session(request: ReadingRequest, key: str) -> HttpResponse:
    """A session, as far as the reader may read it."""
    row = session_for(request, key)
    reading = request.reading
    may_organise = access.allows(request.user, "organise_session", row)
    is_of_circle = may_organise or row.circle in access.circles_of(request.user)
    may_redact = access.allows(request.user, "redact_note")
    seen = access.notes_for(request.user, row).select_related("of_side", "redaction").prefetch_related("lines")
    notes = list(seen)
    may_write = may_organise and row.state == SessionState.HELD
    context = {
        "row": row,
        "is_of_circle": is_of_circle,
        "may_organise": may_organise,
        "marking": marking_label(row.marking) if row.marking != Marking.PARTICIPANTS else "",
        "acts": list(session_acts(row, reading)) if may_organise else [],
        "items": list(item_rows(row, notes, may_amend=may_write)),
        "notes": [note_head(note, reading, may_write=may_write, may_redact=may_redact) for note in notes],
        "unwritten": unwritten(row, notes, reading) if may_write else [],
        "agreed": row.agreed_words.all(),
        "may_write": may_write,
        "follow_ups": row.follow_ups.all() if is_of_circle else [],
        "may_follow_up": may_organise and row.state in (SessionState.HELD, SessionState.CLOSED),
        "today": reading.today,
    }
    return render(request, "measures/sessions/session.html", context)


def act_link(label: str, page: str, *args: str, is_main: bool = False) -> dict[str, Any]:
    """Something that the reader may do on a page of its own."""
    return {"label": label, "url": reverse(page, args=args), "is_main": is_main}


def session_acts(row: DialogueSession, reading: Reading) -> Iterator[dict[str, Any]]:
    """What an organiser may do with a session in its state; the usual next step stands out."""
    if row.may_be_revised:
        yield act_link(_("Edit the agenda"), "edit_agenda", row.key, is_main=row.state == SessionState.PLANNED)
        yield act_link(_("Edit the session"), "revise_session", row.key)
    if row.rule != AttributionRule.CHATHAM_HOUSE:
        yield act_link(_("Make the rule stricter"), "set_session_rule", row.key)
    match row.state:
        case SessionState.PLANNED:
            yield act_link(_("It was held"), "hold_session", row.key)
            yield act_link(_("Cancel it"), "cancel_session", row.key)
        case SessionState.HELD:
            yield act_link(_("Close it"), "close_session", row.key)
    is_over = row.state in (SessionState.HELD, SessionState.CLOSED)
    if is_over and row.track == Track.OFFICIAL and row.rule == AttributionRule.ON_THE_RECORD:
        told = {"title": row.title, "occurred": row.day or row.month}
        url = reverse("log") + query({"report": row.report.slug, **told})
        yield {"label": _("Log it as a development"), "url": url, "is_main": False}


def item_rows(row: DialogueSession, notes: Sequence[SessionNote], *, may_amend: bool) -> Iterator[dict[str, Any]]:
    """The items of the agenda in their order, with a column for each note that has anything on one of them."""
    items = row.items.select_related("ambiguity", "subject", "asks_more_of")
    for number, item in enumerate(items, start=1):
        of_item = [[line for line in note.lines.all() if line.item_id == item.pk] for note in notes]
        columns = [
            {
                "note": note,
                "title": note_title(note),
                "parts": by_part(lines),
                "may_amend": may_amend and note.state == NoteState.SHOWN,
            }
            for note, lines in zip(notes, of_item, strict=True)
        ]
        yield {"number": number, "item": item, "asks": asks_of(item), "columns": columns if any(of_item) else []}


def by_part(lines: Sequence[NoteLine]) -> list[tuple[str, list[NoteLine]]]:
    found = [(str(part.label), [line for line in lines if line.part == part]) for part in NotePart]
    return [(label, of_part) for label, of_part in found if of_part]


def note_title(note: SessionNote) -> str:
    """Whose note it is."""
    if note.kind == NoteKind.CHAIRS_SUMMARY:
        return str(NoteKind.CHAIRS_SUMMARY.label)
    return _("Note by %(party)s’s organisers") % {"party": note.of_side}


def note_head(note: SessionNote, reading: Reading, *, may_write: bool, may_redact: bool) -> dict[str, Any]:
    """A note above its column: whose it is, how far it has come, and what the reader may do with it."""
    acts = list(note_acts(note, reading)) if may_write and not note.is_redacted else []
    if may_redact and not note.is_redacted:
        acts.append(act_link(_("Redact the note"), "redact_note", note.key))
    return {"note": note, "title": note_title(note), "states": how_far(note), "acts": acts}


def note_acts(note: SessionNote, reading: Reading) -> Iterator[dict[str, Any]]:
    """What an organiser may do with a note in its state."""
    match note.state:
        case NoteState.DRAFT:
            yield act_link(_("Go on writing"), "write_note", note.session.key, note.of_side_id or CHAIRS)
            yield act_link(_("Show it to the circle"), "show_note", note.key)
        case NoteState.SHOWN:
            yield act_link(_("Add a line"), "add_line", note.key)
            yield act_link(_("Cleared by the chairs"), "clear_note", note.key)
            if note.may_be_final_on(reading.today):
                yield act_link(_("Make it final"), "finish_note", note.key)


def how_far(note: SessionNote) -> list[str]:
    """The state of a note in words, with the day from which it may be final."""
    if note.shown_on is None:
        return [_("Draft: only the organisers see it")]
    cleared = str(Clearance(note.cleared_by).label)
    if note.is_final:
        return [str(NoteState.FINAL.label), cleared]
    days = {"shown": written_date(note.shown_on), "final": written_date(note.final_from)}
    shown = _("Shown on %(shown)s; final from %(final)s, or once both chairs have cleared it") % days
    return [shown, *([cleared] if note.cleared_by != Clearance.NEITHER else [])]


def unwritten(row: DialogueSession, notes: Sequence[SessionNote], reading: Reading) -> list[dict[str, Any]]:
    """The notes that nobody has begun."""
    written = {note.of_side_id or CHAIRS for note in notes}
    sides = {side.code: str(side) for side in reading.sides} | {CHAIRS: ""}
    labels = {
        code: _("Write the note of %(party)s") % {"party": name} if name else _("Write the chair’s summary")
        for code, name in sides.items()
        if code not in written
    }
    return [act_link(label, "write_note", row.key, code) for code, label in labels.items()]
