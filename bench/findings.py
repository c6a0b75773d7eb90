"""What a row of the table has found: what an answer costs, and what the same costs otherwise."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from bench.measuring import Cost


@dataclass(frozen=True, slots=True)
class Finding:
    """The cost of some work beside others; the aim, where there is one, is held against the ratio to the one named.

    In place of an aim there may be so many milliseconds at most.
    """

    work: str
    cost: Cost
    beside: Mapping[str, Cost]
    against: str
    # At most so many times the cost of the other.
    aim: float | None = None
    is_plotted: bool = True
    most: float | None = None

    def ratio(self, name: str) -> float:
        return self.cost.seconds / self.beside[name].seconds

    @property
    def is_met(self) -> bool:
        if self.most is not None:
            return self.cost.milliseconds <= self.most
        return self.aim is None or self.ratio(self.against) <= self.aim

    @property
    def aim_words(self) -> str:
        if self.most is not None:
            return f"≤ {self.most:g} ms"
        return "" if self.aim is None else f"≤ {self.aim:g}"

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        beside = {name: Cost(**cost) for name, cost in kept["beside"].items()}
        return cls(**{**kept, "cost": Cost(**kept["cost"]), "beside": beside})
