"""What a development would do to the state of play: it is logged, looked at, and rolled back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from measures.analysis.standing import standings_of
from measures.models import Audience, Entry, Measure, Milestone, Standing
from measures.operations.drafts import EntryDraft
from measures.operations.journal import measures_of
from measures.operations.transactions import in_one_transaction


@dataclass(frozen=True, slots=True)
class LevelShift:
    """The level of one view, before and after."""

    whose: str
    about: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Shift:
    """The state of play on one day, before and after."""

    before: Standing
    after: Standing

    @property
    def status_was(self) -> str:
        """The status that would give way, if one does."""
        return self.before.status if self.before.status != self.after.status else ""

    @property
    def direction_was(self) -> str:
        moved = self.before.latest_direction != self.after.latest_direction
        return self.before.latest_direction if moved else ""

    @property
    def levels(self) -> list[LevelShift]:
        before, after = levels_of(self.before), levels_of(self.after)
        changed = [holder for holder in {**before, **after} if before.get(holder) != after.get(holder)]
        return [LevelShift(*holder, before.get(holder), after.get(holder)) for holder in sorted(changed)]

    @property
    def is_unchanged(self) -> bool:
        return not self.levels and all(
            getattr(self.before, name) == getattr(self.after, name) for name in ("status", "latest_direction")
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What would become of one measure: as of the day it happened, and today."""

    measure: Measure
    then: Shift
    now: Shift


@dataclass(frozen=True, slots=True)
class Preview:
    """The measures that a development touches, on its day and today."""

    day: date
    is_today: bool
    changes: Sequence[Change]


@in_one_transaction
def preview_of(
    draft: EntryDraft, perform: Callable[[], Entry], *, audience: Audience, today: date, corrects: Entry | None = None
) -> Preview:
    """Perform, compare and take back; raises what `perform` raises."""
    day = min(draft.occurred.last, today)
    measures = touched(draft, audience, corrects)

    def states() -> tuple[Mapping[int, Standing], Mapping[int, Standing]]:
        return standings_of(measures, audience, as_of=day), standings_of(measures, audience)

    before_then, before_now = states()
    perform()
    after_then, after_now = states()
    transaction.set_rollback(True)
    changes = [
        Change(
            measure,
            Shift(before_then[measure.pk], after_then[measure.pk]),
            Shift(before_now[measure.pk], after_now[measure.pk]),
        )
        for measure in measures
    ]
    return Preview(day, day == today, changes)


def touched(draft: EntryDraft, audience: Audience, corrects: Entry | None) -> list[Measure]:
    """The measures and parts that a draft names, the wholes of those parts, and those of what it corrects."""
    keys = {bearing.on for bearing in draft.bears_on} | {view.on for view in draft.views}
    marks = [mark.on for mark in draft.milestones]
    earlier: Iterable[int] = measures_of([corrects.pk]) if corrects else ()
    named = Measure.objects.named_by(
        Measure.objects.filter(key__in=keys).values("pk"),
        Milestone.objects.filter(key__in=marks).values("measure"),
        Measure.objects.filter(pk__in=list(earlier)).values("pk"),
    )
    measures = Measure.objects.visible_to(audience).with_wholes_of(named)
    return list(measures.prefetch_related("parties").order_by("position", "pk"))


def levels_of(standing: Standing) -> dict[tuple[str, str], int | None]:
    return {(view["whose"], view["about"]): view["level"] for view in standing.views if view["level"] is not None}
