"""What always holds, whatever people do: what is stored, rebuilt, replayed and expected is the same for everybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis.stateful import invariant

from measures.analysis.history import load_histories
from measures.analysis.past import with_standings
from measures.analysis.perception import Perception, perceptions_of
from measures.analysis.row_history import row_history
from measures.analysis.sides import sides_of
from measures.analysis.standing import standing_of
from measures.analysis.statements import latest_words_on, target_of
from measures.analysis.verification import verify
from measures.models import Measure, Standing
from measures.models.markings import Audience
from measures.operations.standing import FIGURES, rebuild_standings
from tests.machines.acts import Acts
from tests.machines.expected import Expected
from tests.machines.record import Question
from tests.machines.shores import AMBIGUITIES, AUDIENCES, MEASURES, Shores
from tests.replaying import standings_of

type Standings = dict[Audience, dict[str, Standing]]
type Read = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True)
class Moment:
    """What was read at a moment, and how often rows had been hidden or redacted by then."""

    at: datetime
    hidings: int
    read: Read


class RecordMachine(Acts):
    """Compares all readings after each act: as they are, and as of the day and moment whose turn it is."""

    def __init__(self, shores: Shores) -> None:
        super().__init__(shores)
        self.moments: list[Moment] = []
        self.turns = 0

    def teardown(self) -> None:
        """What breaks here stays broken: once at the end is enough."""
        try:
            if self.moments:
                self.is_rebuilt_and_verified()
        finally:
            super().teardown()

    @invariant()
    def every_reading_is_what_happened(self) -> None:
        self.turns += 1
        replayed = self.replayed()
        read = as_read(replayed)
        assert self.stored() == read
        self.agrees(replayed, None, None)
        self.moments.append(Moment(self.shores.calendar.now(), self.hidings, read))
        self.look_back()

    def look_back(self) -> None:
        """At the day before or on which an entry begins to count, and at a moment that was."""
        then = self.moments[self.turns * 7 % len(self.moments)]
        days = [row.counts_from - timedelta(days=self.turns % 2) for row in self.record.happenings.values()]
        if days:
            as_of, known_at = days[self.turns * 5 % len(days)], then.at if self.turns % 3 else None
            self.agrees(self.replayed(as_of, known_at), as_of, known_at)
        replayed = self.replayed(known_at=then.at)
        self.agrees(replayed, None, then.at)
        # Who may read what is today's: what was hidden since is missing in what was known then, too.
        assert then.hidings != self.hidings or as_read(replayed) == then.read

    def is_rebuilt_and_verified(self) -> None:
        kept = all_standings()
        rebuild_standings()
        assert all_standings() == kept
        assert verify().faults == []
        for code, titles in self.record.titles.items():
            for audience in AUDIENCES:
                changes = row_history(self.shores.rows[code], audience)
                found = [(row.before, row.after) for row in reversed(changes) if row.field == "title"]
                assert [(before.code, after.code) for before, after in found if before and after] == (
                    titles if audience.may_read(self.record.markings[code]) else []
                )

    def stored(self) -> Read:
        """The stored standings that each audience reads."""
        return as_read(
            {
                audience: {row.code: row.standing for row in with_standings(Measure.objects.all(), audience)}
                for audience in AUDIENCES
            }
        )

    def replayed(self, as_of: date | None = None, known_at: datetime | None = None) -> Standings:
        """The standings of what each audience may read, replayed from the journal."""
        histories = list(load_histories(Measure.objects.with_party_codes(), as_of=as_of, known_at=known_at))
        return {
            audience: {
                history.measure.code: standing_of(history.read_by(audience), as_of=as_of)
                for history in histories
                if audience.may_read(history.measure.marking)
            }
            for audience in AUDIENCES
        }

    def agrees(self, replayed: Standings, as_of: date | None, known_at: datetime | None) -> None:
        """What every audience reads of measures, and one in turn of ambiguities, is what the model makes of it."""
        for audience, standings in replayed.items():
            expected = Expected(self.record, Question(audience.markings, as_of, known_at))
            for code, found in standings.items():
                assert figures_of(found) == expected.standing(code), (audience.name, code)
        audience = AUDIENCES[self.turns % len(AUDIENCES)]
        parameters = standings_of(Measure.objects.visible_to(audience), audience, as_of=as_of, known_at=known_at)
        assert by_code(parameters.values()) == by_code(replayed[audience].values())
        expected = Expected(self.record, Question(audience.markings, as_of, known_at))
        sides = sides_of(self.shores.report, audience)
        assert [side.code for side in sides] == expected.sides
        elements = [self.shores.rows[code] for code in AMBIGUITIES]
        for seen in perceptions_of(elements, audience, as_of=as_of, known_at=known_at):
            code = seen.ambiguity.code
            assert perceived(seen) == expected.perception(code), (audience.name, code)
        rows = {code: self.shores.rows[code] for code in (*MEASURES, *AMBIGUITIES)}
        said = latest_words_on(rows.values(), sides, audience, as_of=as_of, known_at=known_at)
        for code, row in rows.items():
            words = {each.party.code: each.statement.row.quotation for each in said[target_of(row)] if each.statement}
            assert words == expected.words(code), (audience.name, code)


def figures_of(found: Standing) -> dict[str, Any]:
    """A standing in the words of the model."""
    names = (
        "status", "latest_direction", "latest_by", "last_checked", "level", "milestones_met",
        "sources_toward", "sources_away", "sources_either", "is_unsupported", "is_contested",
    )  # fmt: skip
    return {
        **{name: getattr(found, name) for name in names},
        "status_since": str(found.status_since or ""),
        "latest_on": str(found.latest_on or ""),
        "levels": {row["about"]: row["level"] for row in found.assessments},
    }


def perceived(seen: Perception) -> dict[str, Any]:
    return {
        "state": seen.state,
        "clarity": seen.clarity.direction if seen.clarity else "",
        "concern": seen.concern.concern if seen.concern else "",
        "independent": [seen.independent.level] if seen.independent else [],
    }


def as_read(standings: Standings) -> Read:
    return {audience.name: by_code(rows.values()) for audience, rows in standings.items()}


def by_code(standings: Iterable[Standing]) -> dict[str, dict[str, Any]]:
    return {row.measure.code: {name: getattr(row, name) for name in FIGURES} for row in standings}


def all_standings() -> list[dict[str, Any]]:
    return list(Standing.objects.order_by("measure", "audience").values("measure", "audience", *FIGURES))
