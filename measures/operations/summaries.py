"""Summaries: what there is to know of a report by a day, in a few words, by a person."""

from datetime import date

from measures import access
from measures.models import Entry, Report, User
from measures.operations.developments import append_drafted, draft_rows
from measures.operations.drafts import EntryDraft
from measures.operations.faults import faults
from measures.operations.locks import lock_markings_shared
from measures.operations.transactions import in_one_transaction


@in_one_transaction
def write_summary(report: Report, draft: EntryDraft, *, by: User, on: date) -> Entry:
    """Write a summary of a report; what is shown is the latest by its day. `on` is the writer's today."""
    access.require(by, "write_summary", report)
    lock_markings_shared()
    with faults() as found:
        rows = draft_rows(report, draft, by=by, on=on, found=found)
    return append_drafted(rows, by=by)
