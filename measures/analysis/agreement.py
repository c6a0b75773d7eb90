"""Agreement between coders: Krippendorff's alpha, one less the disagreement observed over that expected by chance.

Krippendorff, Content Analysis (4th ed., 2019), chapter 12; computed as in his Computing Krippendorff's
Alpha-Reliability (2011), https://repository.upenn.edu/asc_papers/43. A value that is missing counts neither way.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import permutations

type Units = Sequence[Sequence[str | None]]
type Distance = Callable[[str, str], float]


def nominal_alpha(units: Units) -> float | None:
    """The agreement on values without an order, each unit with the value that each coder gave, or None."""
    return alpha_of(units, lambda one, other: float(one != other))


def ordinal_alpha(units: Units, scale: Sequence[str]) -> float | None:
    """The agreement on values that stand in the order of a scale: how far apart two are, their frequencies say."""
    counts = Counter(value for unit in pairable(units) for value in unit)

    def distance(one: str, other: str) -> float:
        low, high = sorted((scale.index(one), scale.index(other)))
        return (sum(counts[each] for each in scale[low : high + 1]) - (counts[one] + counts[other]) / 2) ** 2

    return alpha_of(units, distance)


def alpha_of(units: Units, distance: Distance) -> float | None:
    """Alpha by some distance of two values; none where there is nothing to agree on: no pair, or one value only."""
    paired = pairable(units)
    counts = Counter(value for unit in paired for value in unit)
    observed = sum(distance(*pair) / (len(unit) - 1) for unit in paired for pair in permutations(unit, 2))
    expected = sum(counts[one] * counts[other] * distance(one, other) for one, other in permutations(counts, 2))
    return 1 - (counts.total() - 1) * observed / expected if expected else None


def pairable(units: Units) -> list[list[str]]:
    """The units that two coders or more gave a value, without what is missing."""
    given = ([value for value in unit if value is not None] for unit in units)
    return [unit for unit in given if len(unit) > 1]
