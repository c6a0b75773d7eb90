"""Marking milestones met, not met or undone, each by an entry of the journal."""

from collections.abc import Sequence
from datetime import date

from measures import access
from measures.models import Claim, Direction, Entry, Marking, MarkState, Milestone, PartialDate, Track, User
from measures.operations.developments import log_development
from measures.operations.drafts import BearingDraft, EntryDraft, MarkDraft, SourceDraft
from measures.operations.transactions import in_one_transaction

DIRECTIONS = {
    MarkState.MET: Direction.TOWARD,
    MarkState.UNDONE: Direction.AWAY,
    MarkState.NOT_MET: Direction.BACKGROUND,
}


@in_one_transaction
def meet_milestone(
    milestone: Milestone,
    *,
    by: User,
    on: date,
    state: str,
    occurred: PartialDate,
    title: str,
    narrative: str,
    party: str = "",
    sources: Sequence[str | SourceDraft] = (),
    track: str = Track.OFFICIAL,
    claim: str = Claim.REPORTED,
    marking: str = Marking.PUBLIC,
) -> Entry:
    """Log that a milestone was met (moves its measure toward), undone (away) or not met (background)."""
    access.require(by, "meet_milestone", milestone)
    measure = milestone.measure
    draft = EntryDraft(
        occurred=occurred,
        title=title,
        narrative=narrative,
        track=track,
        claim=claim,
        language=by.language,
        marking=marking,
        sources=sources,
        milestones=[MarkDraft(on=milestone.key, state=state, party=party)],
        bears_on=[
            BearingDraft(
                on=measure.key,
                direction=DIRECTIONS.get(MarkState(state), "") if state in MarkState else "",
                about=party or "both",
            )
        ],
    )
    return log_development(measure.report, draft, by=by, on=on)
