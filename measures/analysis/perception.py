"""How an ambiguity stands: its state, whether it gets clearer, whether the concern grows, and how we read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from measures.analysis.standing import latest
from measures.models import Ambiguity, Assessment, Audience, Bearing, Clarity, Entry


@dataclass(frozen=True, slots=True)
class Perception:
    """How an ambiguity stands for one audience."""

    ambiguity: Ambiguity
    independent: Assessment | None
    state: str
    state_since: Entry | None
    clarity: Bearing | None
    concern: Bearing | None


def perceptions_of(
    ambiguities: Iterable[Ambiguity],
    audience: Audience,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> list[Perception]:
    """The perceptions of ambiguities as of a day, in two queries however many there are."""
    ambiguities = list(ambiguities)
    counting = Entry.objects.counting(as_of=as_of, known_at=known_at).visible_to(audience)
    on_these = {"ambiguity__in": ambiguities, "entry__in": counting}
    assessments = list(Assessment.objects.of_ours().filter(**on_these).select_related("entry"))
    return perceptions_by(ambiguities, assessments, list(Bearing.objects.filter(**on_these).select_related("entry")))


def perceptions_by(
    ambiguities: Iterable[Ambiguity], assessments: Sequence[Assessment], bearings: Sequence[Bearing]
) -> list[Perception]:
    """The perceptions of ambiguities, from bearings and assessments of ours whose entries count."""
    return [
        perception_of(
            ambiguity,
            [assessment for assessment in assessments if assessment.ambiguity_id == ambiguity.pk],
            [bearing for bearing in bearings if bearing.ambiguity_id == ambiguity.pk],
        )
        for ambiguity in ambiguities
    ]


def perception_of(ambiguity: Ambiguity, assessments: Sequence[Assessment], bearings: Sequence[Bearing]) -> Perception:
    changing = latest(row for row in bearings if row.state)
    return Perception(
        ambiguity=ambiguity,
        independent=latest(assessments),
        state=changing.state if changing else "",
        state_since=changing.entry if changing else None,
        clarity=latest(row for row in bearings if row.direction != Clarity.BACKGROUND),
        concern=latest(row for row in bearings if row.concern),
    )
