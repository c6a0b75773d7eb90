"""Marking milestones met, not met or undone, each by an entry of the journal."""

from datetime import date
from typing import Any

from measures import access
from measures.models import Claim, Direction, Entry, MarkState, Milestone, Track, User
from measures.operations.developments import log_development
from measures.operations.drafts import BearingDraft, EntryDraft, MarkDraft
from measures.operations.transactions import in_one_transaction

USUAL: dict[str, Any] = {"track": Track.OFFICIAL, "claim": Claim.REPORTED}
DIRECTIONS = {
    MarkState.MET: Direction.TOWARD,
    MarkState.UNDONE: Direction.AWAY,
    MarkState.NOT_MET: Direction.BACKGROUND,
}


@in_one_transaction
def meet_milestone(milestone: Milestone, *, by: User, on: date, state: str, party: str = "", **given: Any) -> Entry:
    """Log that a milestone was met (moves its measure toward), undone (away) or not met (background).

    `given` are the other fields of the entry.
    """
    access.require(by, "meet_milestone", milestone)
    measure = milestone.measure
    draft = EntryDraft(
        language=by.language,
        milestones=[MarkDraft(on=milestone.key, state=state, party=party)],
        bears_on=[
            BearingDraft(
                on=measure.key,
                direction=DIRECTIONS.get(MarkState(state), "") if state in MarkState else "",
                about=party or "both",
            )
        ],
        **USUAL | given,
    )
    return log_development(measure.report, draft, by=by, on=on)
