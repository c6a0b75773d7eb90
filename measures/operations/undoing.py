"""Taking an import back as one act: what it added goes, what it changed is as before, its entries stay."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import reduce
from itertools import batched
from operator import or_
from typing import Any

from django.db.models import Q

from measures.errors import ImportInUseError, ImportNotWrittenError
from measures.models import Entry, Import, ImportRow, ImportState, Measure, Outcome, Owner, Watch
from measures.models.journal import on_wholes
from measures.operations.imports import EXTRA, ChangedMeasure, change_measures
from measures.operations.progress import Progress
from measures.operations.transactions import in_one_transaction

BATCH = 500
# A status is an entry of the journal, which stays; the others are put back in another way.
NOT_PUT_BACK = ("status", "owner", "withdrawn_at")
# What a measure may have got that is kept: with any of these it is withdrawn, and not deleted.
KEPT = reduce(or_, (Q(**{f"{relation}__isnull": False}) for relation in ("bearings", "views", "milestones", "parts")))


@in_one_transaction
def undo_import(job: Import, *, at: datetime, progress: Progress) -> None:
    """Take an import back, all of it or nothing, while nobody else has logged on its rows.

    Its entries stay in the journal. A measure without any entry, milestone or part is deleted, any other withdrawn;
    fields that it changed are as before, unless somebody has changed them since. The same file brings all of it back.
    """
    # Not locked: how far it is, is written there by another connection. Whoever calls sees to it that nobody else does.
    job.refresh_from_db(fields=["state", "counts", "evidence"])
    if job.state != ImportState.UNDOING:
        raise ImportNotWrittenError
    refuse_in_use(job)
    rows = job.rows.exclude(measure=None).order_by("number")
    changed, made = rows.filter(outcome=Outcome.CHANGED), rows.filter(outcome=Outcome.NEW)
    progress.expect(changed.count() + made.count())
    withdrawn = deleted = 0
    for batch in batched(changed.select_related("measure").prefetch_related("measure__parties").iterator(BATCH), BATCH):
        put_back(batch)
        withdrawn += withdraw_again(batch, at=at)
        progress.tell(len(batch))
    for measures in batched(made.values_list("measure", flat=True).iterator(BATCH), BATCH):
        stay = set(Measure.objects.filter(KEPT, pk__in=measures).values_list("pk", flat=True))
        withdrawn += Measure.objects.filter(pk__in=stay).update(withdrawn_at=at)
        deleted += delete_measures([each for each in measures if each not in stay])
        progress.tell(len(measures))
    # Somebody may have logged meanwhile.
    refuse_in_use(job)
    counts = {**job.counts, "withdrawn": withdrawn, "deleted": deleted}
    Import.objects.filter(pk=job.pk).update(state=ImportState.UNDONE, counts=counts, ended_at=at, problem="")


def refuse_in_use(job: Import) -> None:
    if is_in_use(job):
        raise ImportInUseError


def is_in_use(job: Import) -> bool:
    """Whether an entry that does not cite the imported file says something of its measures since."""
    since = Entry.objects.filter(recorded_at__gte=job.made_at).exclude(citations__evidence=job.evidence_id or 0)
    measures = Measure.objects.filter(pk__in=job.rows.exclude(measure=None).values("measure"))
    return since.filter(on_wholes(measures)).exists()


def put_back(rows: Sequence[ImportRow]) -> None:
    """Give changed measures the values that they had, where they still have those of the import."""
    changed = []
    for row in rows:
        if row.measure is None:
            continue
        said = {**row.fields, **{f"{EXTRA}{name}": text for name, text in row.fields.get("extra", {}).items()}}
        back = {
            name: value
            for name, value in row.before.items()
            if name not in NOT_PUT_BACK and value_now(row.measure, name) == said.get(name)
        }
        changed += [ChangedMeasure(row.number, row.measure, back)] if back else []
    change_measures(changed, by=None)
    for row in rows:
        if "owner" in row.before and row.fields["owner"] not in (row.before["owner"] or []):
            Owner.objects.filter(measure=row.measure, user__email=row.fields["owner"]).delete()


def withdraw_again(rows: Sequence[ImportRow], *, at: datetime) -> int:
    """Withdraw the measures that an import has brought back."""
    measures = [row.measure for row in rows if row.measure and "withdrawn_at" in row.before]
    return Measure.objects.filter(pk__in=[each.pk for each in measures]).update(withdrawn_at=at)


def value_now(measure: Measure, name: str) -> Any:
    if name.startswith(EXTRA):
        return measure.extra.get(name.removeprefix(EXTRA), "")
    if name == "parties":
        return sorted(party.pk for party in measure.parties.all())
    value = getattr(measure, name)
    return str(value or "") if name == "due_on" else value


def delete_measures(measures: Collection[int]) -> int:
    """Delete measures that no entry says anything of."""
    Owner.objects.filter(measure__in=measures).delete()
    Watch.objects.filter(measure__in=measures).delete()
    Measure.parties.through.objects.filter(measure__in=measures).delete()
    Measure.objects.filter(pk__in=measures).delete()
    return len(measures)
