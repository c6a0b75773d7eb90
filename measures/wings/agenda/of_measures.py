"""Where the measures of an agenda stand: open or not, contested by which sources, what each side could meet next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from measures.analysis.history import HistoryAsRead, grouped, load_histories
from measures.analysis.standing import is_met, milestone_state, sources_by_direction, standing_of
from measures.models import DONE_WITH, Audience, Direction, Doers, MarkState, Measure, Milestone, Party
from measures.models.records import Days
from measures.wings.agenda.reasons import ContestedReason


@dataclass(frozen=True, slots=True)
class MeasureState:
    """Where a measure stands: whether it is open, what contests it, and which milestones are met by whom."""

    measure: Measure
    is_open: bool
    contest: tuple[ContestedReason, Sequence[int]] | None
    met: int
    milestones: Sequence[Milestone]
    # The next milestone of each side, by its code.
    coming: Mapping[str, Milestone]
    # The entries that say of a milestone whether it is met, by their primary keys.
    marked_by: Sequence[int]


def measure_states(
    measures: Sequence[Measure], sides: Sequence[Party], audience: Audience, days: Days
) -> dict[int, MeasureState]:
    """Where measures stand as of a day, by their primary keys."""
    milestones = grouped(Milestone.objects.filter(measure__in=measures), attrgetter("measure_id"))
    return {
        history.measure.pk: measure_state(history.read_by(audience), milestones, sides, days)
        for history in load_histories(measures, audience=audience, **days)
    }


def measure_state(
    history: HistoryAsRead,
    milestones: Mapping[int, Sequence[Milestone]],
    sides: Sequence[Party],
    days: Days,
) -> MeasureState:
    measure, standing = history.measure, standing_of(history, as_of=days["as_of"])
    own = milestones.get(measure.pk, [])
    coming = {side.code: each for side in sides for each in [next_milestone(own, side.code, history)] if each}
    return MeasureState(
        measure,
        standing.status not in DONE_WITH,
        contested_reason(history) if standing.is_contested else None,
        sum(is_met(each, history.marks, measure) for each in own),
        own,
        coming,
        list(dict.fromkeys(mark.entry.pk for mark in history.marks)),
    )


def contested_reason(history: HistoryAsRead) -> tuple[ContestedReason, list[int]]:
    """The newest accepted sources each way, of a measure that is contested."""
    found = sources_by_direction(history.all_bearings, history.sources, history.audience)
    newest = {
        direction: max((day, pk) for pk, (source, day) in found[direction].items() if source.is_accepted)
        for direction in (Direction.TOWARD, Direction.AWAY)
    }
    (toward, first), (away, second) = newest[Direction.TOWARD], newest[Direction.AWAY]
    return ContestedReason(history.measure, toward, away), [first, second]


def next_milestone(milestones: Sequence[Milestone], code: str, history: HistoryAsRead) -> Milestone | None:
    """The first milestone that a side, alone or with others, has still to meet."""
    return next((each for each in milestones if is_ahead_of(each, code, history)), None)


def is_ahead_of(milestone: Milestone, code: str, history: HistoryAsRead) -> bool:
    addressed = history.measure.party_codes
    if code not in ([milestone.party_id] if milestone.doers == Doers.PARTY else addressed):
        return False
    marks = [mark for mark in history.marks if mark.milestone_id == milestone.pk]
    if milestone.doers == Doers.EACH:
        marks = [mark for mark in marks if mark.party_id == code]
    return milestone_state(marks) != MarkState.MET
