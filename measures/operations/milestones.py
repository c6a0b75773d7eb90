"""Marking milestones met, not met or undone, each by an entry of the journal; and revising their text."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from measures import access
from measures.models import Claim, Direction, Entry, Marking, MarkState, Milestone, PartialDate, Track, User
from measures.operations.batches import Revision, alone, require_rows, revise_rows
from measures.operations.developments import log_development
from measures.operations.drafts import BearingDraft, EntryDraft, MarkDraft, SourceDraft
from measures.operations.transactions import in_one_transaction

REVISABLE = ("title", "title_zh_hans", "type", "beyond_report")
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


@in_one_transaction
def revise_milestones(revisions: Sequence[Revision], *, by: User) -> list[Milestone]:
    """Change the texts of milestones, all or none; who has to meet them stays, because marks depend on it."""
    access.require_somewhere(by, "revise_milestone")
    seen = Milestone.objects.visible_to(access.audience_of(by))
    milestones = seen.filter(key__in=[revision.key for revision in revisions]).order_by("key")
    locked = milestones.select_related("measure").select_for_update(of=("self",), no_key=True)
    rows = {row.key: row for row in locked}
    require_rows(revisions, rows)
    access.require(by, "revise_milestone", *rows.values())
    changed = [row for row, _ in revise_rows(revisions, rows, REVISABLE)]
    Milestone.objects.bulk_update(changed, [*REVISABLE, "version"])
    return [rows[revision.key] for revision in revisions]


def revise_milestone(milestone: Milestone, *, changes: Mapping[str, Any], version: int, by: User) -> Milestone:
    """Change a milestone's text, if nobody else has since the writer read `version`."""
    with alone():
        return revise_milestones([Revision(milestone.key, version, changes)], by=by)[0]
