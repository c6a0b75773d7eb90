"""Planning, holding and closing dialogue sessions, their agendas, agreed words and follow-ups.

No function here, and none of `session_notes`, keeps who called it: the author is the organisers' role.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from measures import access
from measures.analysis.sides import sides_of
from measures.errors import (
    ItemInUseError,
    LooserMarkingError,
    LooserRuleError,
    NotesNotFinalError,
    SessionStateError,
)
from measures.models import (
    PARTICIPANTS,
    AgendaItem,
    AgreedWords,
    Ambiguity,
    AttributionRule,
    Circle,
    DialogueSession,
    FollowUp,
    Marking,
    NoteLine,
    NoteState,
    PartialDate,
    SessionState,
    Subject,
    Track,
    User,
)
from measures.models.markings import is_within
from measures.models.sessions import stricter_rule
from measures.operations.evidence import random_key
from measures.operations.faults import Faults, faults
from measures.operations.locks import lock_row, require_still_there, require_version
from measures.operations.rows import column_values
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import apply_changes, save_next_version, save_values

MOST_ITEMS = 50
# What an organiser may change later; the rule has an act of its own.
REVISABLE = (
    "title", "title_zh_hans", "month", "country", "country_zh_hans", "track", "is_publicly_known", "day", "hosts",
    "hosts_zh_hans", "marking",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDraft:
    """A session that is planned; `subjects` are keys."""

    title: str
    month: PartialDate | None
    country: str
    track: str
    rule: str
    title_zh_hans: str = ""
    country_zh_hans: str = ""
    subjects: Sequence[str] = ()
    marking: str = Marking.PARTICIPANTS
    is_publicly_known: bool = False
    day: date | None = None
    hosts: str = ""
    hosts_zh_hans: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItemDraft:
    """An item of an agenda.

    `item` is the number of one that is there already; `on` is the key of an ambiguity or a subject, and
    `from_follow_up` that of a follow-up; `asks_more_of` is the code of a party, or empty.
    """

    question: str
    question_zh_hans: str = ""
    item: int | None = None
    on: str = ""
    asks_more_of: str = ""
    rule: str = ""
    from_follow_up: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpDraft:
    """Something to be done; `item` is the number of an item of the agenda, if it comes from one."""

    text: str
    owner: str
    text_zh_hans: str = ""
    item: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedWordsDraft:
    """Words that were agreed on, in both languages."""

    text: str
    text_zh_hans: str
    authentic: str
    interpretation: str = ""
    is_cleared_by_both: bool = False


class SessionPlaces:
    """What the items of a session may name: rows of its report, follow-ups of its circle, its own items."""

    def __init__(self, session: DialogueSession) -> None:
        self.session = session
        subjects, ambiguities = session.report.subjects.all(), session.report.ambiguities.all()
        self.on: dict[str, Ambiguity | Subject] = {row.key: row for row in (*subjects, *ambiguities)}
        of_circle = FollowUp.objects.filter(session__circle=session.circle_id)
        self.follow_ups = {row.key: row for row in of_circle}
        self.items = {row.pk: row for row in session.items.all()}
        # The items whose questions a final note has sealed.
        final = NoteLine.objects.filter(note__session=session, note__state=NoteState.FINAL)
        self.sealed = set(final.order_by().values_list("item", flat=True))


@in_one_transaction
def plan_session(circle: Circle, draft: SessionDraft, *, by: User) -> DialogueSession:
    """Plan a session for a circle. Its rule is set now, and later only made stricter."""
    access.require(by, "organise_session", circle)
    values = column_values(draft, DialogueSession)
    session = DialogueSession(report=circle.report, circle=circle, key=random_key("session"), **values)
    with faults() as found:
        check_session(session, found)
        found.require_choice("rule", session.rule, AttributionRule)
        chosen = subjects_of(session, draft.subjects, found)
    session.save()
    session.subjects.set(chosen)
    return session


@in_one_transaction
def revise_session(
    session: DialogueSession, *, changes: Mapping[str, Any], version: int | None = None, by: User
) -> DialogueSession:
    """Change what a session that is not over says of itself: columns of `REVISABLE`, and `subjects` by their keys."""
    locked = lock_session(session, by=by, version=version, states=(SessionState.PLANNED, SessionState.HELD))
    marking = changes.get("marking", locked.marking)
    if not is_within(marking, locked.marking):
        raise LooserMarkingError
    columns = apply_changes(locked, changes, REVISABLE)
    with faults() as found:
        check_session(locked, found)
        chosen = subjects_of(locked, changes["subjects"], found) if "subjects" in changes else None
    save_next_version(locked, columns)
    if chosen is not None:
        locked.subjects.set(chosen)
    return locked


@in_one_transaction
def set_rule(session: DialogueSession, *, rule: str, version: int | None = None, by: User) -> DialogueSession:
    """Make the rule of attribution of a session stricter, at any time; never looser.

    A public session that is no longer on the record is for participants from then on.
    """
    locked = lock_session(session, by=by, version=version)
    with faults() as found:
        found.require_choice("rule", rule, AttributionRule)
    if stricter_rule(rule, locked.rule) != rule:
        raise LooserRuleError
    locked.rule = rule
    if rule != AttributionRule.ON_THE_RECORD and locked.marking == Marking.PUBLIC:
        locked.marking = Marking.PARTICIPANTS
    save_next_version(locked, ["rule", "marking"])
    still_stricter = [each for each in AttributionRule if each.strictness > AttributionRule(rule).strictness]
    locked.items.exclude(rule__in=still_stricter).update(rule="")
    return locked


@in_one_transaction
def hold_session(session: DialogueSession, *, on: date, version: int | None = None, by: User) -> DialogueSession:
    """Say that a planned session took place; from then on notes are written of it."""
    locked = lock_session(session, by=by, version=version, states=(SessionState.PLANNED,))
    with faults() as found:
        if locked.month and locked.month.first > on:
            found.add("month", _("This month has not begun: change it first."))
        elif locked.day and locked.day > on:
            found.add("day", _("This day is in the future."))
    return save_values(locked, state=SessionState.HELD)


@in_one_transaction
def close_session(session: DialogueSession, *, version: int | None = None, by: User) -> DialogueSession:
    """Close a session whose notes are final: from then on only its follow-ups change."""
    locked = lock_session(session, by=by, version=version, states=(SessionState.HELD,))
    if locked.notes.filter(redaction=None).exclude(state=NoteState.FINAL).exists():
        raise NotesNotFinalError
    return save_values(locked, state=SessionState.CLOSED)


@in_one_transaction
def cancel_session(session: DialogueSession, *, version: int | None = None, by: User) -> DialogueSession:
    """Say that a planned session does not take place."""
    locked = lock_session(session, by=by, version=version, states=(SessionState.PLANNED,))
    return save_values(locked, state=SessionState.CANCELLED)


@in_one_transaction
def set_agenda(
    session: DialogueSession, items: Sequence[AgendaItemDraft], *, version: int | None = None, by: User
) -> list[AgendaItem]:
    """Give a session its whole agenda, in this order; other items go, unless a note has lines on them."""
    locked = lock_session(session, by=by, version=version, states=(SessionState.PLANNED, SessionState.HELD))
    places = SessionPlaces(locked)
    with faults() as found:
        if len(items) > MOST_ITEMS:
            found.add("items", _("An agenda has at most %(most)d items.") % {"most": MOST_ITEMS})
        named = [draft.item for draft in items if draft.item is not None]
        rows = [
            item_of(draft, places, found, position=index + 1, at=f"items.{index}.") for index, draft in enumerate(items)
        ]
        if len(named) > len(set(named)):
            found.add("items", _("An item can stand in the agenda only once."))
    cut = [row for pk, row in places.items.items() if pk not in named]
    if AgendaItem.objects.filter(pk__in=[row.pk for row in cut]).exclude(lines=None, follow_ups=None).exists():
        raise ItemInUseError
    AgendaItem.objects.filter(pk__in=[row.pk for row in cut]).delete()
    for row in rows:
        row.save()
    save_next_version(locked)
    return rows


def item_of(draft: AgendaItemDraft, places: SessionPlaces, found: Faults, *, position: int, at: str) -> AgendaItem:
    """An unsaved item, or the one that is there with what the draft says of it."""
    item = places.items.get(draft.item or 0) or AgendaItem(session=places.session)
    if draft.item is not None and draft.item not in places.items:
        found.add_unknown(f"{at}item", str(draft.item))
    found.require(f"{at}question", draft.question)
    if draft.on and draft.on not in places.on:
        found.add_unknown(f"{at}on", draft.on)
    if draft.from_follow_up and draft.from_follow_up not in places.follow_ups:
        found.add_unknown(f"{at}from_follow_up", draft.from_follow_up)
    if draft.asks_more_of and draft.asks_more_of not in side_codes(places.session):
        found.add_unknown(f"{at}asks_more_of", draft.asks_more_of)
    proposed = draft.rule or places.session.rule
    found.require_choice(f"{at}rule", proposed, AttributionRule)
    in_force = stricter_rule(item.rule, places.session.rule)
    if proposed in AttributionRule.values and stricter_rule(proposed, in_force) != proposed:
        found.add(f"{at}rule", _("The rule of an item may be stricter than that of its session, never looser."))
    question, chinese = draft.question.strip(), draft.question_zh_hans.strip()
    if item.pk in places.sealed and (item.question, item.question_zh_hans) != (question, chinese):
        found.add(f"{at}question", _("A final note has sealed this question: it stays as it is."))
    target = places.on.get(draft.on)
    item.position, item.rule = position, "" if draft.rule == places.session.rule else draft.rule
    item.ambiguity = target if isinstance(target, Ambiguity) else None
    item.subject = target if isinstance(target, Subject) else None
    item.question, item.question_zh_hans = question, chinese
    item.asks_more_of_id = draft.asks_more_of or None
    item.from_follow_up = places.follow_ups.get(draft.from_follow_up)
    found.check(item, ["question", "question_zh_hans"], at=at)
    return item


@in_one_transaction
def agree_words(
    session: DialogueSession, draft: AgreedWordsDraft, *, words: AgreedWords | None = None, by: User
) -> AgreedWords:
    """Record words that were agreed on, in both languages, or put others in the place of `words`.

    Only of an official session, or if both chairs have cleared them.
    """
    locked = lock_session(session, by=by, states=(SessionState.HELD,))
    if words:
        require_still_there(words)
    row = words or AgreedWords(session=locked, key=random_key("words"))
    for name, value in column_values(draft, AgreedWords).items():
        setattr(row, name, value)
    with faults() as found:
        found.require("text", row.text)
        if not row.text_zh_hans.strip():
            found.add("text_zh_hans", _("Words are agreed on once they stand in both languages: enter the Chinese."))
        found.check(row, but=("key", "text", "text_zh_hans"))
        found.check(row, [name for name in ("text", "text_zh_hans") if getattr(row, name).strip()])
        if locked.track != Track.OFFICIAL and not row.is_cleared_by_both:
            found.add(
                "is_cleared_by_both",
                _("Words of a session that is not official are agreed on once both chairs have cleared them."),
            )
    row.save()
    return row


@in_one_transaction
def take_back_words(words: AgreedWords, *, by: User) -> None:
    """Take agreed words out again, while the session is not closed."""
    lock_session(words.session, by=by, states=(SessionState.HELD,))
    words.delete()


@in_one_transaction
def add_follow_up(session: DialogueSession, draft: FollowUpDraft, *, by: User) -> FollowUp:
    """Note what is to be done after a session, by the organisers or outside the tracker; never by whom."""
    locked = lock_session(session, by=by, states=(SessionState.HELD, SessionState.CLOSED))
    row = FollowUp(session=locked, key=random_key("follow-up"), **column_values(draft, FollowUp))
    with faults() as found:
        found.require("text", draft.text)
        found.check(row, ["text", "text_zh_hans", "owner", "due_on"])
        if draft.item is not None:
            row.item = locked.items.filter(pk=draft.item).first()
            if row.item is None:
                found.add_unknown("item", str(draft.item))
    row.save()
    return row


@in_one_transaction
def finish_follow_up(follow_up: FollowUp, *, on: date | None, by: User) -> FollowUp:
    """Say that a follow-up was done on a day, or, without one, that it is open again."""
    lock_session(follow_up.session, by=by)
    require_still_there(follow_up)
    follow_up.done_on = on
    follow_up.save(update_fields=["done_on"])
    return follow_up


@in_one_transaction
def drop_follow_up(follow_up: FollowUp, *, by: User) -> None:
    """Take a follow-up out again."""
    lock_session(follow_up.session, by=by)
    follow_up.delete()


def lock_session(
    session: DialogueSession, *, by: User, version: int | None = None, states: Collection[str] = tuple(SessionState)
) -> DialogueSession:
    """The session as it is now, locked until the end of the transaction, if somebody may change it in its state."""
    access.require(by, "organise_session", session)
    locked = lock_row(session, "report", "circle")
    require_version(locked, version)
    if locked.state not in states:
        raise SessionStateError
    return locked


def check_session(session: DialogueSession, found: Faults) -> None:
    """The rules of what a session says of itself."""
    found.require("title", session.title)
    found.require("country", session.country)
    if session.month is None:
        found.require("month", "")
    elif session.month.month is None or session.month.day is not None:
        found.add("month", _("Enter a month as 2026-03: a day is recorded only of a meeting that is publicly known."))
    named = [name for name in REVISABLE if name not in ("title", "country", "month")]
    found.check(session, named)
    found.check(session, [name for name in ("title", "country") if getattr(session, name).strip()])
    found.require_choice("marking", session.marking, Marking)
    for name in ("day", "hosts", "hosts_zh_hans"):
        if getattr(session, name) and not session.is_publicly_known:
            found.add(name, _("Enter this only of a meeting that is publicly known."))
    if session.day and session.month and (session.day.year, session.day.month) != (
        session.month.year, session.month.month,
    ):  # fmt: skip
        found.add("day", _("This day is not in the month of the session."))
    if session.marking == Marking.PUBLIC and (
        not session.is_publicly_known or session.rule != AttributionRule.ON_THE_RECORD
    ):
        found.add("marking", _("Only a session on the record, of a meeting that is publicly known, may be public."))


def subjects_of(session: DialogueSession, keys: Collection[str], found: Faults) -> list[Subject]:
    """Subjects of the report by their keys."""
    rows = {row.key: row for row in session.report.subjects.filter(key__in=keys)}
    for key in keys:
        if key not in rows:
            found.add_unknown("subjects", key)
    return list(rows.values())


def side_codes(session: DialogueSession) -> set[str]:
    """The codes of the sides of the report, as everybody who reads the report sees them."""
    return {side.code for side in sides_of(session.report, PARTICIPANTS)}
