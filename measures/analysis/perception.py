"""Perception: how each side reads an ambiguity, side by side; the missing cells are the to-do list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from measures.analysis.standing import latest
from measures.models import Ambiguity, Audience, Bearing, Clarity, Entry, Party, View


@dataclass(frozen=True, slots=True)
class SidePerception:
    """One side's latest reading of an ambiguity. None is a gap."""

    whose: str
    views: Sequence[View]

    @property
    def view(self) -> View | None:
        return self.views[0] if self.views else None


@dataclass(frozen=True, slots=True)
class Perception:
    """How an ambiguity stands for one audience."""

    ambiguity: Ambiguity
    readings: Sequence[SidePerception]
    independent: View | None
    state: str
    state_since: Entry | None
    clarity: Bearing | None
    concern: Bearing | None

    @property
    def missing(self) -> list[str]:
        return [reading.whose for reading in self.readings if not reading.views]


def perceptions_of(
    ambiguities: Iterable[Ambiguity],
    sides: Sequence[Party],
    audience: Audience,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> list[Perception]:
    """The perceptions of ambiguities as of a day, in two queries however many there are."""
    ambiguities = list(ambiguities)
    counting = Entry.objects.counting(as_of=as_of, known_at=known_at).visible_to(audience)
    on_these = {"ambiguity__in": ambiguities, "entry__in": counting}
    views = list(View.objects.filter(**on_these).select_related("entry", "whose"))
    return perceptions_by(ambiguities, sides, views, list(Bearing.objects.filter(**on_these).select_related("entry")))


def perceptions_by(
    ambiguities: Iterable[Ambiguity], sides: Sequence[Party], views: Sequence[View], bearings: Sequence[Bearing]
) -> list[Perception]:
    """The perceptions of ambiguities, from entries that count and the rows shown of them."""
    return [
        perception_of(
            ambiguity,
            sides,
            [view for view in views if view.ambiguity_id == ambiguity.pk],
            [bearing for bearing in bearings if bearing.ambiguity_id == ambiguity.pk],
        )
        for ambiguity in ambiguities
    ]


def perception_of(
    ambiguity: Ambiguity, sides: Sequence[Party], views: Sequence[View], bearings: Sequence[Bearing]
) -> Perception:
    changing = latest(row for row in bearings if row.state)
    return Perception(
        ambiguity=ambiguity,
        readings=[reading_of(side.code, views) for side in sides],
        independent=latest(view for view in views if view.whose_id is None),
        state=changing.state if changing else "",
        state_since=changing.entry if changing else None,
        clarity=latest(row for row in bearings if row.direction != Clarity.BACKGROUND),
        concern=latest(row for row in bearings if row.concern),
    )


def reading_of(whose: str, views: Sequence[View]) -> SidePerception:
    """The latest of a side's views."""
    view = latest(view for view in views if view.whose_id == whose)
    return SidePerception(whose, [view] if view else [])
