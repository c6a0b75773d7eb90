"""Dissents: how a member of the team sees something otherwise than an assessment of ours, beside it."""

from datetime import date

from django.utils.translation import gettext as _

from measures import access
from measures.models import Dissent, Entry, User
from measures.operations.assessments import target_columns
from measures.operations.developments import append_drafted, draft_rows
from measures.operations.drafts import DissentDraft, dissent_draft
from measures.operations.faults import faults
from measures.operations.locks import lock_entry_in_force, lock_markings_shared
from measures.operations.transactions import in_one_transaction


@in_one_transaction
def dissent_from(assessment: Entry, dissent: DissentDraft, *, by: User, on: date, **given: object) -> Entry:
    """Dissent from an assessment of ours, under its marking; it moves no standing. `on` is the writer's today."""
    access.require(by, "dissent", assessment)
    lock_markings_shared()
    locked = lock_entry_in_force(assessment)
    draft = dissent_draft(dissent, assessment=locked.key, on=on, marking=locked.marking, **given)
    with faults() as found:
        rows = draft_rows(locked.report, draft, by=by, on=on, found=found)
        counting = Entry.objects.counting().filter(responds_to=locked, author=by)
        if Dissent.objects.filter(entry__in=counting, **target_columns(rows.dissents[0])).exists():
            found.add("on", _("You have dissented from this assessment already: correct your dissent."))
    return append_drafted(rows, by=by)
