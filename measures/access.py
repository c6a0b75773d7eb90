"""Who may read and do what: plain functions and one table.

Whoever may do something only in part (an author corrects what is theirs) is let in here; the operation that knows the
rest checks the rest. A role may be for one report: an act is asked for with what it is done on, and who forgets that
asks for the role in all reports.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, reduce
from operator import attrgetter, or_
from typing import Any, TypeGuard

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q

from measures.errors import NotAllowedError
from measures.models import (
    PARTICIPANTS,
    PUBLIC,
    TEAM,
    AnnouncedDate,
    Audience,
    Citation,
    DateFinding,
    Entry,
    EntryKind,
    Evidence,
    Owner,
    Proposal,
    Report,
    Role,
    TextSearch,
    TokenLimits,
    User,
)
from measures.models.evidence import EvidenceQuerySet
from measures.models.markings import AUDIENCES, NOBODY, audience_by_name
from measures.models.people import TEAM_ROLES
from measures.models.records import reports_of
from measures.wing import wings

Reader = User | AnonymousUser
Rule = Callable[[Reader, Any], bool]


def may_read(reader: Reader) -> bool:
    """Whether this reader gets in at all: anybody where public reading is on, else those who signed in."""
    return bool(settings.CBM_PUBLIC_READING) or is_active(reader)


def everybody_may_read(row: Any) -> bool:
    """Whether a row of the record is there without an account, by each of the markings named in `bounded_by`."""
    markings = (attrgetter(bound.replace("__", "."))(row) for bound in row.bounded_by)
    return bool(settings.CBM_PUBLIC_READING) and all(map(PUBLIC.may_read, markings))


def audience_of(reader: Reader) -> Audience:
    """The audience whose rows, counts and standings this reader sees, as far as a token lets them."""
    if not is_active(reader):
        return PUBLIC
    own = audience_by_role(reader)
    if reader.limits and reader.limits.audience_name is not None:
        own = own.at_most(audience_by_name(reader.limits.audience_name))
    if reader.limits and reader.limits.report_id is not None:
        own = own.only_in(reader.limits.report_id, elsewhere=PUBLIC if settings.CBM_PUBLIC_READING else NOBODY)
    return own


def audience_by_role(user: User) -> Audience:
    if user.is_team:
        return TEAM
    elsewhere = PARTICIPANTS if user.is_participant else PUBLIC
    return replace(elsewhere, in_reports=tuple((pk, TEAM) for pk in user.roles_in_reports))


def audiences_up_to(reader: Reader, report: Report) -> list[Audience]:
    """The audiences for which this reader may have a document written: their own, and each that reads less."""
    own = audience_of(reader)
    narrower = (own.at_most(each) for each in AUDIENCES)
    return list({each.within(report.pk).name: each for each in (*narrower, own)}.values())


def audience_sent_to(reader: Reader) -> Audience:
    """The audience of what is sent to a user: participants at most, since mail and feeds get forwarded."""
    return audience_of(reader).at_most(PARTICIPANTS)


def is_active(reader: Reader, _: object = None) -> TypeGuard[User]:
    return isinstance(reader, User) and reader.is_active


def role_in(user: User, on: object) -> str:
    """The role in the report that something is in, or in all reports."""
    if on is None or not user.roles_in_reports:
        return user.role
    return max(user.role, user.roles_in_reports.get(report_of(on) or 0, user.role), key=Role.values.index)


def report_of(on: object) -> int | None:
    """The primary key of the report that something is in; none if that is no report, or several."""
    found = reports_of(on) if isinstance(on, Model) else set()
    return found.pop() if len(found) == 1 else getattr(on, "report_id", None)


def has_role(reader: Reader, on: object, *roles: str) -> bool:
    return is_active(reader) and (reader.role in roles or role_in(reader, on) in roles)


def is_contributor(reader: Reader, on: object = None) -> bool:
    return has_role(reader, on, *TEAM_ROLES)


def is_editor(reader: Reader, on: object = None) -> bool:
    return has_role(reader, on, Role.EDITOR, Role.ADMINISTRATOR)


def is_administrator(reader: Reader, _: object = None) -> bool:
    return has_role(reader, None, Role.ADMINISTRATOR)


def may_correct(reader: Reader, entry: Entry) -> bool:
    """Whoever of the team wrote an entry; an editor too, except a dissent."""
    if not is_contributor(reader, entry):
        return False
    return entry.author_id == reader.pk or (is_editor(reader, entry) and entry.kind != EntryKind.DISSENT)


def may_change_search(reader: Reader, row: TextSearch) -> bool:
    """Whoever said what they had searched, and an editor; what a library says, its next version takes back."""
    if row.searched_by_id is None or not is_contributor(reader, row):
        return False
    return row.searched_by_id == reader.pk or is_editor(reader, row)


def may_review(reader: Reader, evidence: Evidence | None = None) -> bool:
    """The team; those who have a role in a report only sources that no other cites."""
    return is_contributor(reader) or (evidence is not None and is_within_reports_of(reader, evidence))


def may_open(reader: Reader, evidence: Evidence | None = None) -> bool:
    """Editors; those of some reports only sources that no other cites."""
    return is_editor(reader) or (
        evidence is not None and is_within_reports_of(reader, evidence, Role.EDITOR, Role.ADMINISTRATOR)
    )


def is_within_reports_of(reader: Reader, evidence: Evidence, *roles: str) -> bool:
    """Whether only entries of reports in which the reader has a role, one of these if any are named, cite a source."""
    if not is_active(reader):
        return False
    reports = [pk for pk, role in reader.roles_in_reports.items() if not roles or role in roles]
    return bool(reports) and Evidence.objects.filter(cited_only_in(reports), pk=evidence.pk).exists()


def cited_only_in(reports: Collection[int]) -> Q:
    """The condition that entries of these reports cite a source, and of no other."""
    citing = Citation.objects.order_by().values("evidence")
    inside, outside = citing.filter(entry__report__in=reports), citing.exclude(entry__report__in=reports)
    return Q(pk__in=inside) & ~Q(pk__in=outside)


def reviewable_by(reader: Reader) -> Q:
    """`may_review` as a queryset of sources."""
    if is_contributor(reader):
        return Q()
    if is_active(reader) and reader.roles_in_reports:
        return cited_only_in(reader.roles_in_reports)
    return Q(pk=None)


def reviewable_among(reader: Reader, sources: Sequence[Evidence]) -> list[Evidence]:
    """Those of some sources that the reader may review, in at most one query."""
    if is_contributor(reader) or not is_active(reader) or not reader.roles_in_reports:
        return [source for source in sources if may_review(reader, source)]
    rows = Evidence.objects.filter(reviewable_by(reader), pk__in=[source.pk for source in sources])
    theirs = set(rows.values_list("pk", flat=True))
    return [source for source in sources if source.pk in theirs]


def may_read_capture(reader: Reader, evidence: Evidence | None = None) -> bool:
    """The team; those who have a role in a report only copies of sources that it cites."""
    if is_contributor(reader) or evidence is None or not is_active(reader) or not reader.roles_in_reports:
        return is_contributor(reader)
    return evidence.citations.filter(entry__report__in=reader.roles_in_reports).exists()


def waiting_for(reader: Reader, sources: EvidenceQuerySet, *, known_at: datetime | None = None) -> EvidenceQuerySet:
    """Those of some sources that wait for a review that the reader may write."""
    return sources.pending(known_at=known_at).filter(reviewable_by(reader))


def is_owner_or_editor(reader: Reader, owner: Owner) -> bool:
    return (is_active(reader) and owner.user_id == reader.pk) or is_editor(reader, owner)


def is_oneself(reader: Reader, user: User | None) -> bool:
    return is_active(reader) and user is not None and user.pk == reader.pk


def is_oneself_in_team(reader: Reader, user: User | None) -> bool:
    return is_contributor(reader) and is_oneself(reader, user)


def is_oneself_or_editor(reader: Reader, user: User | None) -> bool:
    return is_oneself(reader, user) or is_editor(reader)


def is_adder_or_editor(reader: Reader, row: AnnouncedDate) -> bool:
    return is_editor(reader, row) or (is_contributor(reader, row) and row.added_by_id == reader.pk)


def is_finder_or_editor(reader: Reader, finding: DateFinding) -> bool:
    return is_editor(reader, finding) or (is_contributor(reader, finding) and finding.recorded_by_id == reader.pk)


def may_agree(reader: Reader, proposal: Proposal | None) -> bool:
    """Another member of the team than the one who proposed it."""
    return is_contributor(reader, proposal) and (proposal is None or not is_proposer(reader, proposal))


def is_proposer(reader: Reader, proposal: Proposal | None) -> bool:
    is_theirs = is_active(reader) and (proposal is None or proposal.proposed_by_id == reader.pk)
    return is_theirs and is_contributor(reader, proposal)


def is_proposer_or_editor(reader: Reader, proposal: Proposal | None) -> bool:
    return is_proposer(reader, proposal) or is_editor(reader, proposal)


# The acts of the core; those of a wing stand in its record.
RULES: dict[str, Rule] = {
    "log_development": is_contributor,
    "write_summary": is_contributor,
    "confirm_unchanged": is_contributor,
    "dissent": is_contributor,
    "correct_entry": may_correct,
    "read_proposals": is_contributor,
    "agree": may_agree,
    "change_proposal": is_proposer,
    "withdraw_proposal": is_proposer_or_editor,
    "record_evidence": is_contributor,
    "review_evidence": may_review,
    "revise_evidence": may_review,
    "open_evidence": may_open,
    "read_capture": may_read_capture,
    "meet_milestone": is_contributor,
    "record_search": is_contributor,
    "correct_search": may_change_search,
    "withdraw_search": may_change_search,
    "add_date": is_contributor,
    "revise_date": is_contributor,
    "withdraw_date": is_adder_or_editor,
    "record_finding": is_contributor,
    "withdraw_finding": is_finder_or_editor,
    "read_workload": is_contributor,
    "name_owner": is_editor,
    "release_owner": is_owner_or_editor,
    "watch_measure": is_active,
    "keep_secret_url": is_active,
    "save_view": is_active,
    "revise_view": is_oneself,
    "share_view": is_oneself_in_team,
    "unshare_view": is_oneself_or_editor,
    "read_shared_views": lambda reader, _: is_contributor(reader),
    "mark_seen": is_active,
    "add_report": is_editor,
    "edit_catalogue": is_editor,
    "edit_party": is_editor,
    "check_translation": is_contributor,
    "add_measure": is_editor,
    "revise_measure": is_editor,
    "revise_milestone": is_editor,
    "add_subject": is_editor,
    "revise_subject": is_editor,
    "link_measures": is_editor,
    "tighten_marking": is_editor,
    "mark_report": is_editor,
    "archive_report": is_editor,
    "choose_front_page": is_administrator,
    "redact_entry": is_administrator,
    "redact_source": is_administrator,
    "redact_text": is_administrator,
    "redact_name": is_administrator,
    "record_objection": is_editor,
    "load_report": is_administrator,
    "describe_operator": is_administrator,
    "manage_users": is_administrator,
}


# Acts that concern the whole tracker: a role for one report does not allow them.
OF_THE_WHOLE_TRACKER = frozenset(
    {"add_report", "edit_party", "read_shared_views", "record_evidence", "share_view", "unshare_view"}
)


@cache
def rules() -> dict[str, Rule]:
    """Who may do what, in the core and in the wings."""
    return reduce(or_, (dict(wing.rules) for wing in wings()), RULES)


@cache
def of_the_whole_tracker() -> frozenset[str]:
    """Acts that concern the whole tracker, in the core and in the wings."""
    return OF_THE_WHOLE_TRACKER.union(*(wing.of_the_whole_tracker for wing in wings()))


def allows(reader: Reader, act: str, on: object = None) -> bool:
    """Whether the reader may do this, on this."""
    return is_within_limits(reader, on) and rules()[act](reader, on)


def allows_somewhere(reader: Reader, act: str) -> bool:
    """Whether the reader may do this in all reports, or in one; ask `allows` again once the row is known."""
    if allows(reader, act):
        return True
    if not is_active(reader) or not reads_as_without(reader, reader.limits):
        return False
    reports = reports_where(reader, act)
    if reader.limits is not None and reader.limits.report_id is not None:
        reports &= {reader.limits.report_id, None}
    return bool(reports)


def reports_where(user: User, act: str) -> frozenset[int | None]:
    """The reports in which a role for them lets a user do this, and None if they may in all others."""
    roles = {} if act in of_the_whole_tracker() else user.roles_in_reports
    there = ((report, User(pk=user.pk, role=role)) for report, role in roles.items())
    reports = frozenset(report for report, as_user in there if rules()[act](as_user, None))
    return reports | {None} if rules()[act](user, None) else reports


def is_within_limits(reader: Reader, on: object) -> bool:
    """Whether a token lets its user act on this: one for a report in that only, one for fewer readers nowhere."""
    if not isinstance(reader, User) or reader.limits is None:
        return True
    is_there = reader.limits.report_id is None or report_of(on) == reader.limits.report_id
    return is_there and reads_as_without(reader, reader.limits)


def reads_as_without(user: User, limits: TokenLimits | None) -> bool:
    """Whether a token that is limited to an audience takes no rows away from its user."""
    own = audience_by_role(user)
    return limits is None or limits.audience_name is None or own.at_most(audience_by_name(limits.audience_name)) == own


def require(reader: Reader, act: str, *on: object) -> None:
    """Raise `NotAllowedError` unless the reader may do this, on each of these."""
    if not all(allows(reader, act, each) for each in on or (None,)):
        raise NotAllowedError


def require_somewhere(reader: Reader, act: str) -> None:
    """Raise `NotAllowedError` if the reader may do this in no report."""
    if not allows_somewhere(reader, act):
        raise NotAllowedError
