"""Who may read and do what: plain functions and one table.

Whoever may do something only in part (a representative logs views of one party, an author corrects what is theirs)
is let in here; the operation that knows the rest checks the rest.
"""

from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from measures.errors import NotAllowedError
from measures.models import (
    PARTICIPANTS,
    PUBLIC,
    TEAM,
    AnnouncedDate,
    Audience,
    DateFinding,
    Entry,
    Evidence,
    Measure,
    Owner,
    Role,
    TextSearch,
    User,
)
from measures.models.evidence import EvidenceQuerySet
from measures.models.markings import COMMON_AUDIENCES, RELEASED, party_of, released_to
from measures.models.people import TEAM_ROLES

Reader = User | AnonymousUser


def may_read(reader: Reader) -> bool:
    """Whether this reader gets in at all: anybody where public reading is on, else those who signed in."""
    return bool(settings.CBM_PUBLIC_READING) or is_active(reader)


def everybody_may_read(row: Any) -> bool:
    """Whether a row of the record is there without an account, by each of the markings named in `bounded_by`."""
    markings = (attrgetter(bound.replace("__", "."))(row) for bound in row.bounded_by)
    return bool(settings.CBM_PUBLIC_READING) and all(map(PUBLIC.may_read, markings))


def audience_of(reader: Reader) -> Audience:
    """The audience whose rows, counts and standings this reader sees."""
    if not isinstance(reader, User) or not reader.is_active:
        return PUBLIC
    if reader.speaks_for_id is not None:
        return Audience.of_party(reader.speaks_for_id)
    return TEAM if reader.is_team else PUBLIC


def audiences_up_to(reader: Reader) -> list[Audience]:
    """The audiences for which this reader may have something written: their own, and each that reads less."""
    own = audience_of(reader)
    return [*(each for each in COMMON_AUDIENCES if each != own and set(each.markings) <= set(own.markings)), own]


def audience_sent_to(reader: Reader) -> Audience:
    """The audience of what is sent to a user: participants at most, since mail and feeds get forwarded."""
    return PUBLIC if audience_of(reader) == PUBLIC else PARTICIPANTS


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


def may_withdraw_search(reader: Reader, row: TextSearch) -> bool:
    """Whoever said what they had searched, and an editor; what a library says, its next version takes back."""
    if row.searched_by_id is None or not is_contributor(reader):
        return False
    return row.searched_by_id == reader.pk or is_editor(reader)


def may_tighten(reader: Reader, row: AnnouncedDate | Entry | Evidence | Measure) -> bool:
    """An editor; for a row that is released to one party, only its writer."""
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


def reviewable_by(reader: Reader) -> Q:
    """`may_review` as a queryset of sources."""
    if is_contributor(reader):
        return ~Q(marking__startswith=RELEASED)
    if isinstance(reader, User) and reader.is_active and reader.speaks_for_id:
        return Q(marking=released_to(reader.speaks_for_id))
    return Q(pk=None)


def waiting_for(reader: Reader, sources: EvidenceQuerySet, *, known_at: datetime | None = None) -> EvidenceQuerySet:
    """Those of some sources that wait for a review that the reader may write."""
    return sources.pending(known_at=known_at).filter(reviewable_by(reader))


def is_owner_or_editor(reader: Reader, owner: Owner) -> bool:
    return is_editor(reader) or (is_active(reader) and owner.user_id == reader.pk)


def is_oneself(reader: Reader, user: User | None) -> bool:
    return is_active(reader) and user is not None and user.pk == reader.pk


def is_oneself_in_team(reader: Reader, user: User | None) -> bool:
    return is_contributor(reader) and is_oneself(reader, user)


def is_oneself_or_editor(reader: Reader, user: User | None) -> bool:
    return is_oneself(reader, user) or is_editor(reader)


def is_adder_or_editor(reader: Reader, row: AnnouncedDate) -> bool:
    return is_editor(reader) or (is_contributor(reader) and row.added_by_id == reader.pk)


def is_finder_or_editor(reader: Reader, finding: DateFinding) -> bool:
    return is_editor(reader) or (is_contributor(reader) and finding.recorded_by_id == reader.pk)


RULES: dict[str, Callable[[Reader, Any], bool]] = {
    "log_development": is_writer,
    "write_summary": is_contributor,
    "confirm_unchanged": is_contributor,
    "correct_entry": is_author_or_editor,
    "record_evidence": is_writer,
    "review_evidence": may_review,
    "revise_evidence": may_review,
    "read_capture": is_contributor,
    "meet_milestone": is_contributor,
    "record_search": is_contributor,
    "withdraw_search": may_withdraw_search,
    "add_date": is_contributor,
    "revise_date": is_contributor,
    "withdraw_date": is_adder_or_editor,
    "record_finding": is_contributor,
    "withdraw_finding": is_finder_or_editor,
    "read_candidates": is_contributor,
    "send_candidate": is_contributor,
    "decide_candidate": is_contributor,
    "read_workload": is_contributor,
    "name_owner": is_editor,
    "release_owner": is_owner_or_editor,
    "watch_measure": lambda reader, _: is_active(reader),
    "set_reminders": is_oneself,
    "retry_digest": is_administrator,
    "keep_secret_url": lambda reader, _: is_active(reader),
    "keep_webhook": lambda reader, _: is_active(reader),
    "change_webhook": is_oneself,
    "save_view": lambda reader, _: is_active(reader),
    "revise_view": is_oneself,
    "share_view": is_oneself_in_team,
    "unshare_view": is_oneself_or_editor,
    "read_shared_views": is_contributor,
    "mark_seen": lambda reader, _: is_active(reader),
    "add_report": is_editor,
    "add_measure": is_editor,
    "revise_measure": is_editor,
    "revise_milestone": is_editor,
    "add_subject": is_editor,
    "revise_subject": is_editor,
    "read_feeds": is_contributor,
    "add_feed": is_editor,
    "revise_feed": is_editor,
    "remove_feed": is_editor,
    "link_measures": is_editor,
    "tighten_marking": may_tighten,
    "mark_report": is_editor,
    "set_search_interval": is_editor,
    "redact_entry": is_administrator,
    "redact_source": is_administrator,
    "redact_candidate": is_administrator,
    "record_objection": is_editor,
    "import_table": is_editor,
    "load_report": is_administrator,
    "describe_operator": is_administrator,
    "begin_origin": is_administrator,
    "manage_users": is_administrator,
}


def allows(reader: Reader, act: str, on: object = None) -> bool:
    """Whether the reader may do this, on this."""
    return RULES[act](reader, on)


def require(reader: Reader, act: str, on: object = None) -> None:
    """Raise `NotAllowedError` unless the reader may do this, on this."""
    if not allows(reader, act, on):
        raise NotAllowedError
