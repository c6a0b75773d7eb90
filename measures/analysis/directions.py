"""Which way a development points as we read it, each direction with what it was given for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from measures.models import BEARING_DIRECTIONS, Ambiguity, Audience, Bearing, Direction, Entry, Measure

ORDER = [value for value, _label in BEARING_DIRECTIONS]


@dataclass(frozen=True, slots=True)
class DirectionGroup:
    """A direction, and the measures and ambiguities that an entry bears on in it."""

    direction: str
    targets: Sequence[Measure | Ambiguity]

    @property
    def label(self) -> str:
        return str(dict(BEARING_DIRECTIONS)[self.direction])


def grouped_by_direction(bearings: Iterable[Bearing]) -> list[DirectionGroup]:
    """Bearings by their direction, in the order of directions; measures come before ambiguities."""
    groups: dict[str, list[Measure | Ambiguity]] = defaultdict(list)
    for bearing in sorted(bearings, key=lambda each: (ORDER.index(each.direction), each.measure_id is None)):
        groups[bearing.direction].append(bearing.on)
    return [DirectionGroup(*group) for group in groups.items()]


def readable_bearings(entry: Entry, audience: Audience) -> list[Bearing]:
    """What an entry says of the measures that an audience may read, and of ambiguities."""
    return [
        each
        for each in entry.bearings.all()
        if each.measure is None or audience.may_read(each.measure.marking, each.measure.report_id)
    ]


def moving_bearings(entry: Entry, audience: Audience) -> list[Bearing]:
    """What an entry is more than background for, of what the audience may read."""
    return [each for each in readable_bearings(entry, audience) if each.direction != Direction.BACKGROUND]


def directions_of(entry: Entry, audience: Audience) -> list[DirectionGroup]:
    """The directions of a development in one line: those for its measures; if there are none, for its ambiguities."""
    bearings = moving_bearings(entry, audience)
    return grouped_by_direction([each for each in bearings if each.measure_id] or bearings)
