"""Changing many measures in one act, previewed first, and undone as one within a day.

Each act sets one value of each measure: as what somebody answers for it (nothing: not at all), its target date, its
review interval, or whether one watches it. So what it would change, changing it, and taking it back are the same for
all kinds; only reading and writing the value differ.

Nothing else gives an editor that. The API also takes lists of measures and owners, but those are for programs: they
show nothing before it is done. The row history tells what was changed, and takes nothing back. Who names the wrong
person for forty measures, or sets them all overdue, has done so in public and mends it with one button.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from measures import access
from measures.errors import (
    ChangedMeanwhileError,
    MeasureDoneWithError,
    NotAllowedError,
    NothingToChangeError,
    TooLateToUndoError,
)
from measures.models import BulkAct, BulkKind, Measure, Owner, OwnerRole, PartialDate, User, Watch
from measures.operations.batches import Revision
from measures.operations.editing import revise_together
from measures.operations.evidence import random_key
from measures.operations.locks import lock_measures, lock_row
from measures.operations.nouns import MEASURE
from measures.operations.responsibility import (
    OwnerDraft,
    done_with_among,
    name_owners,
    release_owners,
    unwatch_measures,
    watch_measures,
)
from measures.operations.transactions import in_one_transaction

# A role, a date as text, a number of days, or whether one watches: as it is stored.
type Value = str | int | bool

OWNING = (BulkKind.NAME_OWNER, BulkKind.RELEASE_OWNER)
RULES = {
    BulkKind.NAME_OWNER: "name_owner",
    BulkKind.RELEASE_OWNER: "name_owner",
    BulkKind.TARGET_DATE: "revise_measure",
    BulkKind.REVIEW_INTERVAL: "revise_measure",
    BulkKind.WATCH: "watch_measure",
}


@dataclass(frozen=True, slots=True)
class BulkDraft:
    """What to do to each of many measures; `subject` is the user whose ownership changes."""

    kind: BulkKind
    value: Value
    subject: User | None = None


@dataclass(frozen=True, slots=True)
class BulkStep:
    """What an act does to one measure, or why it leaves it as it is."""

    measure: Measure
    before: Value
    after: Value
    refusal: str = ""

    @property
    def is_change(self) -> bool:
        return not self.refusal and self.before != self.after


def bulk_draft(
    kind: str,
    *,
    person: User | None = None,
    role: str = OwnerRole.COORDINATOR,
    due_on: PartialDate | None = None,
    review_every_days: int | None = None,
) -> BulkDraft:
    """The draft of a kind of act, with only the fields that belong to it."""
    values: dict[BulkKind, Value] = {
        BulkKind.NAME_OWNER: str(role),
        BulkKind.RELEASE_OWNER: "",
        BulkKind.TARGET_DATE: str(due_on or ""),
        BulkKind.REVIEW_INTERVAL: review_every_days or 0,
        BulkKind.WATCH: True,
    }
    act = BulkKind(kind)
    return BulkDraft(act, values[act], person if act in OWNING else None)


def planned_steps(draft: BulkDraft, measures: Sequence[Measure], *, by: User) -> list[BulkStep]:
    """What an act would do to each measure."""
    return planned(draft, dict.fromkeys(measures, draft.value), by=by)


def planned(draft: BulkDraft, wanted: Mapping[Measure, Value], *, by: User) -> list[BulkStep]:
    """What setting a value would do to each measure."""
    present = present_values(draft, list(wanted), by=by)
    done_with = done_with_among(wanted) if draft.kind in OWNING else set()
    return [
        BulkStep(
            measure,
            present[measure.pk],
            value,
            str(MeasureDoneWithError()) if value and measure.pk in done_with else "",
        )
        for measure, value in wanted.items()
    ]


@in_one_transaction
def apply_to_measures(
    draft: BulkDraft, measures: Sequence[Measure], *, by: User, seen: Mapping[str, Value] | None = None
) -> BulkAct:
    """Carry out an act; if any measure no longer is as the writer has `seen` it, nothing is done."""
    access.require(by, RULES[draft.kind], *measures)
    pks = [measure.pk for measure in measures]
    lock_measures(pks)
    fresh = list(Measure.objects.filter(pk__in=pks).order_by("key"))
    steps = [step for step in planned_steps(draft, fresh, by=by) if step.is_change]
    if seen is not None and {step.measure.key: step.before for step in steps} != dict(seen):
        raise ChangedMeanwhileError
    if not steps:
        raise NothingToChangeError
    write_values(draft, {step.measure: step.after for step in steps}, by=by)
    changes = [[step.measure.key, step.before, step.after] for step in steps]
    return BulkAct.objects.create(
        key=random_key("bulk"), by=by, kind=draft.kind, subject=draft.subject, changes=changes
    )


@in_one_transaction
def undo(act: BulkAct, *, by: User, at: datetime) -> list[BulkStep]:
    """Undo an act, except on measures that changed since; returns what it did. A second time does nothing."""
    if act.by_id != by.pk:
        raise NotAllowedError
    act = lock_row(act, "subject")
    if act.undone_at is not None:
        return []
    if not act.can_be_undone(at=at):
        raise TooLateToUndoError
    steps = undoing(act, by=by)
    back = {step.measure: step.after for step in steps if step.is_change}
    if back:
        write_values(draft_of_act(act), back, by=by)
    act.undone_at = at
    act.save(update_fields=["undone_at"])
    return steps


def undoing(act: BulkAct, *, by: User) -> list[BulkStep]:
    """What undoing an act would do to each measure now."""
    left = {key: after for key, _before, after in act.changes}
    before = {key: value for key, value, _after in act.changes}
    found = Measure.objects.visible_to(access.audience_of(by)).filter(key__in=before)
    measures = Measure.objects.filter(pk__in=lock_measures(list(found.values_list("pk", flat=True)))).order_by("key")
    steps = planned(draft_of_act(act), {each: before[each.key] for each in measures if each.key in before}, by=by)
    return [
        step
        if step.before == left[step.measure.key]
        else BulkStep(step.measure, step.before, step.after, _("It has been changed since and stays as it is."))
        for step in steps
    ]


def draft_of_act(act: BulkAct) -> BulkDraft:
    return BulkDraft(BulkKind(act.kind), "", act.subject)


def present_values(draft: BulkDraft, measures: Sequence[Measure], *, by: User) -> dict[int, Value]:
    """The present value of each measure that an act changes."""
    match draft.kind:
        case BulkKind.TARGET_DATE:
            return {measure.pk: str(measure.due_on or "") for measure in measures}
        case BulkKind.REVIEW_INTERVAL:
            return {measure.pk: measure.review_every_days for measure in measures}
        case BulkKind.WATCH:
            watched = set(Watch.objects.filter(measure__in=measures, user=by).values_list("measure", flat=True))
            return {measure.pk: measure.pk in watched for measure in measures}
        case _:
            owners = Owner.objects.filter(measure__in=measures, user=draft.subject)
            roles = dict(owners.values_list("measure", "role"))
            return {measure.pk: roles.get(measure.pk, "") for measure in measures}


def write_values(draft: BulkDraft, values: Mapping[Measure, Value], *, by: User) -> None:
    """Set the value of each measure."""
    match draft.kind:
        case BulkKind.TARGET_DATE:
            days = {measure: PartialDate.parse(str(day)) if day else None for measure, day in values.items()}
            revise_together(MEASURE, [Revision(each.key, None, {"due_on": day}) for each, day in days.items()], by=by)
        case BulkKind.REVIEW_INTERVAL:
            changes = [Revision(each.key, None, {"review_every_days": days}) for each, days in values.items()]
            revise_together(MEASURE, changes, by=by)
        case BulkKind.WATCH:
            watch_measures([each for each, is_wanted in values.items() if is_wanted], by=by)
            unwatch_measures([each for each, is_wanted in values.items() if not is_wanted], by=by)
        case _:
            write_owners(draft, values, by=by)


def write_owners(draft: BulkDraft, values: Mapping[Measure, Value], *, by: User) -> None:
    """Give or remove somebody's role on each measure."""
    owners = Owner.objects.filter(measure__in=values, user=draft.subject)
    release_owners(list(owners.select_related("measure")), by=by)
    drafts = [OwnerDraft(each, draft.subject, str(role)) for each, role in values.items() if role and draft.subject]
    if drafts:
        name_owners(drafts, by=by)
