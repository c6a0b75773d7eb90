"""Notes of dialogue sessions, from the draft to the seal, without anybody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from measures import access
from measures.errors import NoteNotClearedError, NoteStateError, RedactedRowError
from measures.models import (
    Clearance,
    DialogueSession,
    NoteKind,
    NoteLine,
    NotePart,
    NoteState,
    SessionNote,
    SessionState,
    User,
)
from measures.operations.evidence import random_key
from measures.operations.faults import Faults, faults
from measures.operations.journal import append_note
from measures.operations.locks import lock_row, require_still_there, require_version
from measures.operations.redactions import require_reason
from measures.operations.sessions import SessionPlaces, lock_session, side_codes
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import save_next_version, save_values

MOST_LINES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLineDraft:
    """A line of a note; `item` is the number of an item of the agenda."""

    item: int
    part: str
    text: str = ""
    text_zh_hans: str = ""


@in_one_transaction
def write_note(
    session: DialogueSession,
    lines: Sequence[NoteLineDraft],
    *,
    kind: str,
    of_side: str = "",
    version: int | None = None,
    by: User,
) -> SessionNote:
    """Write the draft of a note with all its lines; there is one of each side, and one summary of the chairs."""
    locked = lock_session(session, by=by, states=(SessionState.HELD,))
    with faults() as found:
        found.require_choice("kind", kind, NoteKind)
        if kind == NoteKind.CHAIRS_SUMMARY and of_side:
            found.add("of_side", _("A chair’s summary is of no side."))
        elif kind == NoteKind.SIDE_NOTE and of_side not in side_codes(locked):
            found.add_unknown("of_side", of_side)
    written = locked.notes.filter(kind=kind, of_side=of_side or None).first()
    if written is None:
        note = SessionNote(session=locked, key=random_key("note"), kind=kind, of_side_id=of_side or None)
    else:
        note = lock_note(written, version=version, state=NoteState.DRAFT)
    rows = lines_of(note, lines)
    if written is None:
        note.save()
    else:
        save_next_version(note)
        note.lines.all().delete()
    NoteLine.objects.bulk_create(rows)
    return note


def lines_of(note: SessionNote, drafts: Sequence[NoteLineDraft]) -> list[NoteLine]:
    """The unsaved lines of a note, each in its place within its part."""
    places = SessionPlaces(note.session)
    with faults() as found:
        if len(drafts) > MOST_LINES:
            found.add("lines", _("A note has at most %(most)d lines.") % {"most": MOST_LINES})
        return [
            line_of(note, draft, places, found, position=index + 1, at=f"lines.{index}.")
            for index, draft in enumerate(drafts)
        ]


def line_of(
    note: SessionNote, draft: NoteLineDraft, places: SessionPlaces, found: Faults, *, position: int, at: str = ""
) -> NoteLine:
    line = NoteLine(
        note=note,
        item=places.items.get(draft.item),
        part=draft.part,
        position=position,
        text=draft.text.strip(),
        text_zh_hans=draft.text_zh_hans.strip(),
    )
    if draft.item not in places.items:
        found.add_unknown(f"{at}item", str(draft.item))
    found.require_choice(f"{at}part", draft.part, NotePart)
    check_line(line, found, at=at)
    return line


@in_one_transaction
def show_note(note: SessionNote, *, on: date, version: int | None = None, by: User) -> SessionNote:
    """Show a draft to the circle, or export it: from then on it is amended line by line."""
    locked = lock_to_write(note, by=by, version=version, state=NoteState.DRAFT)
    with faults() as found:
        if not locked.lines.exists():
            found.add("lines", _("Write at least one line first."))
    return save_values(locked, state=NoteState.SHOWN, shown_on=on)


@in_one_transaction
def amend_line(line: NoteLine, *, text: str = "", text_zh_hans: str = "", by: User) -> NoteLine:
    """Put other words in the place of a line that the circle has seen, as somebody asked; nothing says who."""
    note = lock_to_write(line.note, by=by, state=NoteState.SHOWN)
    require_still_there(line)
    line.text, line.text_zh_hans, line.is_amended = text.strip(), text_zh_hans.strip(), True
    with faults() as found:
        check_line(line, found)
    line.save(update_fields=["text", "text_zh_hans", "is_amended"])
    save_next_version(note)
    return line


@in_one_transaction
def add_line(note: SessionNote, draft: NoteLineDraft, *, by: User) -> NoteLine:
    """Add a line to a note that the circle has seen, as somebody asked; nothing says who."""
    locked = lock_to_write(note, by=by, state=NoteState.SHOWN)
    position = (locked.lines.aggregate(last=Max("position"))["last"] or 0) + 1
    with faults() as found:
        line = line_of(locked, draft, SessionPlaces(locked.session), found, position=position)
    line.is_amended = True
    line.save()
    save_next_version(locked)
    return line


@in_one_transaction
def strike_line(line: NoteLine, *, by: User) -> None:
    """Take a line out of a note that is not final, without a trace."""
    note = lock_to_write(line.note, by=by, state=NoteState.SHOWN)
    line.delete()
    save_next_version(note)


@in_one_transaction
def clear_note(note: SessionNote, *, cleared_by: str, version: int | None = None, by: User) -> SessionNote:
    """Say how many of the chairs have cleared a note that was shown; never which."""
    locked = lock_to_write(note, by=by, version=version, state=NoteState.SHOWN)
    with faults() as found:
        found.require_choice("cleared_by", cleared_by, Clearance)
    return save_values(locked, cleared_by=cleared_by)


@in_one_transaction
def finish_note(note: SessionNote, *, on: date, version: int | None = None, by: User) -> SessionNote:
    """Make a note final, and seal it in the chain of its circle.

    That is from the 15th day after it was shown, so that whoever took part had 14 days to have something struck, or at
    once if both chairs have cleared it.
    """
    locked = lock_to_write(note, by=by, version=version, state=NoteState.SHOWN)
    if not locked.may_be_final_on(on):
        raise NoteNotClearedError
    save_values(locked, state=NoteState.FINAL)
    append_note(locked)
    return locked


@in_one_transaction
def redact_note(note: SessionNote, *, by: User, reason: str) -> SessionNote:
    """Take the lines of a note away for good, by its key; commitment and seal of a final one stay.

    The database reads who redacts and when, and claims a mail to each administrator (`digests/redaction_outbox.py`).
    """
    access.require(by, "redact_note")
    require_reason(reason)
    locked = lock_note(note)
    with connection.cursor() as cursor:
        cursor.execute("SELECT redact_note(%s, %s, %s)", [locked.pk, by.pk, reason])
    locked.refresh_from_db()
    return locked


def lock_to_write(note: SessionNote, *, by: User, state: NoteState, version: int | None = None) -> SessionNote:
    """A note in a state, with its session, locked until the end of the transaction, if somebody may write it."""
    lock_session(note.session, by=by, states=(SessionState.HELD,))
    return lock_note(note, version=version, state=state)


def lock_note(note: SessionNote, *, version: int | None = None, state: NoteState | None = None) -> SessionNote:
    locked = lock_row(note, "session__report", "session__circle")
    require_version(locked, version)
    if locked.is_redacted:
        raise RedactedRowError
    if state is not None and locked.state != state:
        raise NoteStateError
    return locked


def check_line(line: NoteLine, found: Faults, *, at: str = "") -> None:
    """A line is in the language of those who write, or in both."""
    found.require(f"{at}text", line.text or line.text_zh_hans)
    found.check(line, ["text", "text_zh_hans"], at=at)
