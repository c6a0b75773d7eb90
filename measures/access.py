"""Who may read and do what: plain functions and one table.

Whoever may do something only in part (a representative logs views of one party, an author corrects what is theirs)
is let in here; the operation that knows the rest checks the rest.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from measures.errors import NotAllowedError
from measures.models import PUBLIC, TEAM, Audience, Entry, Evidence, Measure, Owner, Role, User
from measures.models.markings import party_of
from measures.models.people import TEAM_ROLES

Reader = User | AnonymousUser


def may_read(reader: Reader) -> bool:
    """Whether this reader gets in at all: anybody where public reading is on, else those who signed in."""
    return bool(settings.CBM_PUBLIC_READING) or is_active(reader)


def audience_of(reader: Reader) -> Audience:
    """The audience whose rows, counts and standings this reader sees."""
    if not isinstance(reader, User) or not reader.is_active:
        return PUBLIC
    if reader.speaks_for_id is not None:
        return Audience.of_party(reader.speaks_for_id)
    return TEAM if reader.is_team else PUBLIC


def is_active(reader: Reader) -> bool:
    return isinstance(reader, User) and reader.is_active


def has_role(reader: Reader, *roles: str) -> bool:
    return isinstance(reader, User) and reader.is_active and reader.role in roles


def is_contributor(reader: Reader, _: object = None) -> bool:
    return has_role(reader, *TEAM_ROLES)


def is_editor(reader: Reader, _: object = None) -> bool:
    return has_role(reader, Role.EDITOR, Role.ADMINISTRATOR)


def is_administrator(reader: Reader, _: object = None) -> bool:
    return has_role(reader, Role.ADMINISTRATOR)


def is_writer(reader: Reader, _: object = None) -> bool:
    """The team, and representatives for their own party."""
    return is_contributor(reader) or (isinstance(reader, User) and reader.is_active and reader.is_representative)


def is_author_or_editor(reader: Reader, entry: Entry) -> bool:
    """The author of an entry; an editor too, except of what is released to one party."""
    if not is_writer(reader):
        return False
    return entry.author_id == reader.pk or (is_editor(reader) and party_of(entry.marking) is None)


def may_tighten(reader: Reader, row: Entry | Evidence | Measure) -> bool:
    """An editor; of a row that is released to one party its writer only."""
    if party_of(row.marking) is None:
        return is_editor(reader)
    writer = row.author_id if isinstance(row, Entry) else getattr(row, "recorded_by_id", None)
    return is_writer(reader) and writer == reader.pk


def may_review(reader: Reader, evidence: Evidence | None = None) -> bool:
    """The team; of a source that is released to one party that party's representatives."""
    party = party_of(evidence.marking) if evidence else None
    if party is None:
        return is_contributor(reader)
    return isinstance(reader, User) and reader.is_active and reader.speaks_for_id == party


def is_owner_or_editor(reader: Reader, owner: Owner) -> bool:
    return is_editor(reader) or (is_active(reader) and owner.user_id == reader.pk)


RULES: dict[str, Callable[[Reader, Any], bool]] = {
    "log_development": is_writer,
    "confirm_unchanged": is_contributor,
    "correct_entry": is_author_or_editor,
    "record_evidence": is_writer,
    "review_evidence": may_review,
    "revise_evidence": may_review,
    "meet_milestone": is_contributor,
    "name_owner": is_editor,
    "release_owner": is_owner_or_editor,
    "watch_measure": lambda reader, _: is_active(reader),
    "revise_measure": is_editor,
    "tighten_marking": may_tighten,
    "redact_entry": is_administrator,
    "load_report": is_administrator,
    "manage_users": is_administrator,
}


def allows(reader: Reader, act: str, on: object = None) -> bool:
    """Whether the reader may do this, on this."""
    return RULES[act](reader, on)


def require(reader: Reader, act: str, on: object = None) -> None:
    """Raise `NotAllowedError` unless the reader may do this, on this."""
    if not allows(reader, act, on):
        raise NotAllowedError
