"""Small makers of dialogue sessions, through the operations."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from measures.models import (
    AgendaItem,
    Circle,
    DialogueSession,
    NoteSeal,
    PartialDate,
    Report,
    SessionNote,
    User,
)
from measures.operations.circles import make_circle, name_in_circle
from measures.operations.session_notes import NoteLineDraft, clear_note, finish_note, show_note, write_note
from measures.operations.sessions import AgendaItemDraft, SessionDraft, hold_session, plan_session, set_agenda
from tests.factories import TODAY, make_measure, make_report, make_user

QUESTION = "What would each side need to know before it answers?"


def circle_for(report: Report | None = None, *members: User, by: User | None = None) -> Circle:
    """A circle of a report with two sides, its organiser named first."""
    report = report or make_report()
    make_measure(report, parties=["NORTHSHORE", "SOUTHSHORE"])
    by = by or make_user()
    circle = make_circle(report, name="Ferry talks", by=by)
    for member in members:
        name_in_circle(circle, user=member, by=by)
    return circle


def organiser_of(circle: Circle) -> User:
    return circle.members.filter(organises=True)[0].user


def session_draft(**fields: Any) -> SessionDraft:
    planned = {"title": "Ferries", "month": PartialDate(2026, 3), "country": "Iceland", "track": "expert"}
    return SessionDraft(**planned | {"rule": "chatham_house"} | fields)


def planned_session(circle: Circle | None = None, **fields: Any) -> DialogueSession:
    circle = circle or circle_for()
    return plan_session(circle, session_draft(**fields), by=organiser_of(circle))


def held_session(circle: Circle | None = None, *, questions: Sequence[str] = (QUESTION,), **fields: Any) -> Any:
    """A session that took place, with an agenda."""
    session = planned_session(circle, **fields)
    by = organiser_of(session.circle)
    set_agenda(session, [AgendaItemDraft(question=question) for question in questions], by=by)
    return hold_session(session, on=TODAY, by=by)


def items_of(session: DialogueSession) -> list[AgendaItem]:
    return list(session.items.all())


def written_note(session: DialogueSession, *texts: str, of_side: str = "") -> SessionNote:
    """A draft with lines under the first item."""
    [item, *_] = items_of(session)
    lines = [NoteLineDraft(item=item.pk, part="points_raised", text=text) for text in texts or ("Both spoke of fog.",)]
    kind = "side_note" if of_side else "chairs_summary"
    return write_note(session, lines, kind=kind, of_side=of_side, by=organiser_of(session.circle))


def shown_note(session: DialogueSession, *texts: str, of_side: str = "", on: date = TODAY) -> SessionNote:
    note = written_note(session, *texts, of_side=of_side)
    return show_note(note, on=on, by=organiser_of(session.circle))


def final_note(session: DialogueSession, *texts: str, of_side: str = "") -> NoteSeal:
    """A note that both chairs have cleared, as it was sealed."""
    by = organiser_of(session.circle)
    note = clear_note(shown_note(session, *texts, of_side=of_side), cleared_by="both", by=by)
    return finish_note(note, on=TODAY, by=by).sealed
