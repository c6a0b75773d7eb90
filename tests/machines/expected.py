"""What should be read of the tiny record: where measures stand, what the sides said, and how ambiguities stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any

from tests.machines.record import Goal, Happening, Moved, Question, Said, TinyRecord, last_day

# A status that says something was done, and has to be supported like a level of 1.
CLAIMING = ("agreed", "in_progress", "implemented")
type Levels = dict[str, int | None]


def one_direction(moves: Iterable[Moved]) -> str:
    """Where they point together."""
    directions = {move.direction for move in moves}
    if {"toward", "away"} <= directions:
        return "both_ways"
    return next(each for each in ("toward", "away", "either") if each in directions)


@dataclass(frozen=True)
class Expected:
    """What somebody who asks should read of a record."""

    record: TinyRecord
    question: Question

    def standing(self, on: str) -> dict[str, Any]:
        """The figures of a measure's standing."""
        changes = [(row, move.status) for row, move in self.moves(on) if move.status]
        moving = [(row, move) for row, move in self.moves_with_parts(on) if move.direction != "background"]
        status = changes[-1][1] if changes else ""
        same = list(takewhile(lambda change: change[1] == status, reversed(changes)))
        return {
            "status": status,
            "status_since": same[-1][0].occurred if same else "",
            "latest_direction": one_direction(move for row, move in moving if row is moving[-1][0]) if moving else "",
            "latest_on": moving[-1][0].occurred if moving else "",
            "latest_by": moving[-1][0].counts_from if moving else None,
            "last_checked": self.last_checked(on),
            "levels": self.levels(on),
            "level": self.independent_level(on),
            "milestones_met": sum(self.is_met(goal) for goal in self.record.goals.values() if goal.measure == on),
            **self.balance(on, status),
        }

    def counting(self) -> list[Happening]:
        return self.record.counting(self.question)

    def moves(self, on: str) -> Iterator[tuple[Happening, Moved]]:
        """What moved it, the latest last."""
        return ((row, move) for row in self.counting() for move in row.bearings if move.on == on)

    def moves_with_parts(self, on: str) -> Iterator[tuple[Happening, Moved]]:
        """What moved it or a part of it; where one entry moves both, its own comes last."""
        for row in self.counting():
            yield from ((row, move) for move in row.bearings if self.record.parts.get(move.on) == on)
            yield from ((row, move) for move in row.bearings if move.on == on)

    def last_checked(self, on: str) -> date | None:
        """The last day of recording of whatever says something of it, none after the day that is asked for."""
        goals = {goal.key for goal in self.record.goals.values() if goal.measure == on}
        rows = [row for row, _ in self.moves_with_parts(on)]
        rows += [row for row in self.counting() if any(each.on == on for each in row.assessments)]
        rows += [row for row in self.counting() if goals.intersection(mark.milestone for mark in row.marks)]
        days = {row.recorded_at.date() for row in rows}
        return max((day for day in days if self.question.as_of is None or day <= self.question.as_of), default=None)

    def levels(self, on: str) -> Levels:
        """The latest level about each party's conduct."""
        found = [each for row in self.counting() for each in row.assessments if each.on == on]
        return {each.about: each.level for each in found}

    def independent_level(self, on: str) -> int | None:
        parties = self.record.measures[on]
        return self.levels(on).get(parties[0] if len(parties) == 1 else "none")

    def is_met(self, goal: Goal) -> bool:
        """Whether each of those who meet a milestone has met it, by the last word on that."""
        marks = [mark for row in self.counting() for mark in row.marks if mark.milestone == goal.key]
        states = {mark.party: mark.state for mark in marks}
        return all(states.get(party) == "met" for party in goal.parties)

    def balance(self, on: str, status: str) -> dict[str, Any]:
        """How many sources count each way, and whether what is claimed has support."""
        found: dict[str, dict[str, date]] = {"toward": {}, "away": {}, "either": {}, "background": {}}
        for row, move in self.moves_with_parts(on):
            cited = [key for key in row.sources if self.record.source_counts(key, self.question)]
            found[move.direction] |= dict.fromkeys(cited, row.counts_from)
        toward, away = self.accepted(found["toward"]), self.accepted(found["away"])
        claimed = status in CLAIMING or any((level or 0) >= 1 for level in self.levels(on).values())
        return {
            **{f"sources_{direction}": len(found[direction]) for direction in ("toward", "away", "either")},
            "is_unsupported": claimed and not toward,
            "is_contested": bool(claimed and toward and away and max(away) > max(toward)),
        }

    def accepted(self, cited: dict[str, date]) -> list[date]:
        sources = self.record.sources
        return [day for key, day in cited.items() if sources[key].state(self.question.known_at) == "accepted"]

    @property
    def sides(self) -> list[str]:
        """The parties of the measures that are not hidden."""
        seen = [on for on, marking in self.record.markings.items() if marking in self.question.markings]
        return sorted({party for on in seen for party in self.record.measures[on]})

    def words(self, on: str) -> dict[str, str]:
        """What each side said last on something."""

        def place(said: tuple[Happening, Said]) -> tuple[date, str]:
            row, words = said
            return last_day(row.occurred), words.key

        # What is of a month that goes on was not said by then, though its entry counts.
        as_of = self.question.as_of
        rows = [row for row in self.counting() if as_of is None or last_day(row.occurred) <= as_of]
        found = [(row, each) for row in rows for each in row.statements if each.on == on]
        return {each.whose: each.quotation for _, each in sorted(found, key=place) if each.whose in self.sides}

    def perception(self, on: str) -> dict[str, Any]:
        """How an ambiguity stands, and how we read it."""
        moves = [move for _, move in self.moves(on)]
        # Where one entry assesses it about several, its first stands.
        levels = [each.level for row in reversed(self.counting()) for each in row.assessments if each.on == on]
        return {
            "state": last(move.state for move in moves),
            "clarity": last(move.direction for move in moves if move.direction != "background"),
            "concern": last(move.concern for move in moves),
            "independent": levels[:1],
        }


def last(words: Iterable[str]) -> str:
    """The last that says something."""
    found = [word for word in words if word]
    return found[-1] if found else ""
