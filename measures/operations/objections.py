"""Noting what somebody objected to, what was done, and what a party replies to an entry."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from measures import access
from measures.models import Entry, Objection, Report, User
from measures.operations.faults import faults
from measures.operations.rows import column_values
from measures.operations.transactions import in_one_transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionDraft:
    """An objection that was received; `entry` is a key, and `reply` stands beside that entry, unedited."""

    received_on: date
    objection: str
    done: str
    from_whom: str = ""
    entry: str = ""
    reply: str = ""


@in_one_transaction
def record_objection(report: Report, draft: ObjectionDraft, *, by: User, on: date) -> Objection:
    """Note an objection for all who may read the report, or the entry that it is about."""
    access.require(by, "record_objection", report)
    seen = Entry.objects.visible_to(access.audience_of(by)).filter(report=report, redaction=None)
    entry = seen.filter(key=draft.entry).first() if draft.entry else None
    with faults() as found:
        found.require("objection", draft.objection)
        found.require("done", draft.done)
        if draft.received_on > on:
            found.add("received_on", _("This day is in the future."))
        if draft.entry and entry is None:
            found.add_unknown("entry", draft.entry)
        if draft.reply and not draft.entry:
            found.add("reply", _("Enter the entry that the reply belongs to."))
        if entry is not None and len(draft.reply) > (most := room_for_reply(entry)):
            found.add("reply", _("A reply may be as long as the entry: at most %(most)d characters.") % {"most": most})
    values = column_values(draft, Objection)
    return Objection.objects.create(report=report, entry=entry, language=by.language, recorded_by=by, **values)


def room_for_reply(entry: Entry) -> int:
    """As many characters as the entry has, with its assessments."""
    assessments = sum(len(text) for text in entry.assessments.values_list("text", flat=True))
    return len(entry.title) + len(entry.narrative) + assessments
