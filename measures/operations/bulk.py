"""Changing many measures in one act, previewed first.

Each act sets one value of each measure: as what somebody answers for it (nothing: not at all), its target date, its
review interval, or whether one watches it. So what it would change, and changing it, are the same for all kinds; only
reading and writing the value differ. Each change is one like any other: it stands in the row history, and is corrected
by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from measures import access
from measures.errors import ChangedMeanwhileError, MeasureDoneWithError, NothingToChangeError
from measures.models import Measure, Owner, OwnerRole, PartialDate, User, Watch
from measures.operations.batches import Revision
from measures.operations.editing import revise_together
from measures.operations.locks import lock_measures
from measures.operations.nouns import MEASURE
from measures.operations.responsibility import (
    OwnerDraft,
    done_with_among,
    name_owners,
    release_owners,
    watch_measures,
)
from measures.operations.transactions import in_one_transaction

# A role, a date as text, a number of days, or whether one watches: as it is stored.
type Value = str | int | bool


class BulkKind(TextChoices):
    """What can be done to many measures at once."""

    NAME_OWNER = "name_owner", _("Name an owner")
    RELEASE_OWNER = "release_owner", _("Remove an owner")
    TARGET_DATE = "due_on", _("Set the target date")
    REVIEW_INTERVAL = "review_every_days", _("Set how often they are checked")
    WATCH = "watch", _("Watch them")


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
    present = present_values(draft, measures, by=by)
    done_with = done_with_among(measures) if draft.kind in OWNING else set()
    return [
        BulkStep(
            measure,
            present[measure.pk],
            draft.value,
            str(MeasureDoneWithError()) if draft.value and measure.pk in done_with else "",
        )
        for measure in measures
    ]


@in_one_transaction
def apply_to_measures(
    draft: BulkDraft, measures: Sequence[Measure], *, by: User, seen: Mapping[str, Value] | None = None
) -> list[BulkStep]:
    """Carry out an act, and say what it changed; if any measure no longer is as it was `seen`, nothing is done."""
    access.require(by, RULES[draft.kind], *measures)
    pks = [measure.pk for measure in measures]
    lock_measures(pks)
    fresh = list(Measure.objects.filter(pk__in=pks).order_by("key"))
    steps = [step for step in planned_steps(draft, fresh, by=by) if step.is_change]
    if seen is not None and {step.measure.key: step.before for step in steps} != dict(seen):
        raise ChangedMeanwhileError
    if not steps:
        raise NothingToChangeError
    write_value(draft, [step.measure for step in steps], by=by)
    return steps


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


def write_value(draft: BulkDraft, measures: Sequence[Measure], *, by: User) -> None:
    """Set the value of each measure."""
    match draft.kind:
        case BulkKind.TARGET_DATE:
            day = PartialDate.parse(str(draft.value)) if draft.value else None
            revise_together(MEASURE, [Revision(each.key, None, {"due_on": day}) for each in measures], by=by)
        case BulkKind.REVIEW_INTERVAL:
            changes = {"review_every_days": draft.value}
            revise_together(MEASURE, [Revision(each.key, None, changes) for each in measures], by=by)
        case BulkKind.WATCH:
            watch_measures(measures, by=by)
        case _:
            write_owners(draft, measures, by=by)


def write_owners(draft: BulkDraft, measures: Sequence[Measure], *, by: User) -> None:
    """Give or remove somebody's role on each measure."""
    owners = Owner.objects.filter(measure__in=measures, user=draft.subject)
    release_owners(list(owners.select_related("measure")), by=by)
    if draft.value and draft.subject:
        name_owners([OwnerDraft(each, draft.subject, str(draft.value)) for each in measures], by=by)
