"""Editing what is this tracker's own about measures: their texts, their target dates and their review intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from measures import access
from measures.models import Measure, User
from measures.operations.batches import Revision, alone, require_rows, revise_rows
from measures.operations.clock import clock
from measures.operations.locks import lock_measures
from measures.operations.transactions import in_one_transaction

REVISABLE = (
    "title", "title_zh_hans", "description", "description_zh_hans", "due_on", "review_every_days", "explicit",
    "classification_basis", "classification_why", "classification_why_zh_hans",
    "source_heading", "source_heading_zh_hans", "source_paragraph", "source_note", "source_note_zh_hans",
)  # fmt: skip
# When somebody withdrew a measure; the changes say whether.
WITHDRAWAL = "withdrawn_at"


@in_one_transaction
def revise_measures(revisions: Sequence[Revision], *, by: User) -> list[Measure]:
    """Change fields of measures, all or none, if nobody else has since the writer read them."""
    access.require_somewhere(by, "revise_measure")
    seen = Measure.objects.visible_to(access.audience_of(by))
    pks = dict(seen.filter(key__in=[row.key for row in revisions]).values_list("key", "pk"))
    require_rows(revisions, pks)
    rows = {row.key: row for row in Measure.objects.filter(pk__in=lock_measures(pks.values()))}
    access.require(by, "revise_measure", *rows.values())
    revisions = [replace(each, changes=with_withdrawal(each.changes, rows[each.key])) for each in revisions]
    changed = []
    for row, names in revise_rows(revisions, rows, [*REVISABLE, WITHDRAWAL]):
        if "due_on" in names:
            row.due_on_set_by = by
        changed.append(row)
    Measure.objects.bulk_update(changed, [*REVISABLE, WITHDRAWAL, "due_on_set_by", "version"])
    return [rows[revision.key] for revision in revisions]


def with_withdrawal(changes: Mapping[str, Any], measure: Measure) -> Mapping[str, Any]:
    """The changes, with the moment in the place of whether a measure is withdrawn."""
    if "withdrawn" not in changes:
        return changes
    return {**changes, WITHDRAWAL: measure.withdrawn_at or clock() if changes["withdrawn"] else None}


def revise_measure(measure: Measure, *, changes: Mapping[str, Any], version: int | None = None, by: User) -> Measure:
    """Change fields of a measure, if nobody else has since the writer read `version`."""
    with alone():
        return revise_measures([Revision(measure.key, version, changes)], by=by)[0]
