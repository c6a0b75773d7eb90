"""What is unclear: what the side that a point concerns says of its own aim, and how the other side reads it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from measures.analysis.searches import SearchedTexts
from measures.models import (
    NOT_THE_SIDE,
    AboutWhom,
    Ambiguity,
    Audience,
    CellRole,
    ChosenWords,
    Statement,
    StatementPlace,
    StatementVoice,
)
from measures.models.records import json_rows
from measures.models.statements import StatementQuerySet

# How many of the words of a cell are shown, and how many of others.
OF_A_SIDE, OF_OTHERS = 2, 10
# Words that one side's text gives to the other stand in nobody's cell.
OF_THE_SPEAKER = (StatementVoice.OWN, StatementVoice.BOTH)


class FiledWords(NamedTuple):
    """A statement that is filed on an ambiguity: whose, about whom, and for whom it speaks."""

    ambiguity: int
    statement: int
    parties: Sequence[str]
    about: str
    about_party: str | None
    voice: str
    authority: str
    said_last: date
    # The cells of the ambiguity for which an editor chose it, and why.
    choices: Sequence[Mapping[str, str]]

    @property
    def is_of_the_side(self) -> bool:
        return self.voice in OF_THE_SPEAKER and self.authority not in NOT_THE_SIDE

    def is_about(self, code: str) -> bool:
        """Whether it is about a party: by its code, as one of both, or as one of those who speak of themselves."""
        by_itself = self.about == AboutWhom.ITSELF and code in self.parties
        return by_itself or self.about == AboutWhom.BOTH or self.about_party == code

    def may_stand_for(self, sides: Iterable[str]) -> bool:
        """Whether these are words of these sides, for their own side."""
        return self.is_of_the_side and not set(sides).isdisjoint(self.parties)

    def choice_for(self, bearer: str, role: str) -> ChosenWords | None:
        """The choice of an editor for this cell, if it is for these words."""
        found = (each for each in self.choices if (each["bearer_id"], each["role"]) == (bearer, role))
        return next((ChosenWords(ambiguity_id=self.ambiguity, **each) for each in found), None)


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of one role, as primary keys of statements: those that an editor chose, then the newest first.

    Without any, none were found.
    """

    role: CellRole
    # Whose aim the point is about, and whose words stand here.
    bearer: str
    sides: Sequence[str]
    statements: Sequence[int]
    # Why the first of them was chosen, if an editor did, and which words of these sides may be.
    choice: ChosenWords | None
    choosable: Sequence[int]
    # Whether the point is what worries its bearer, whose words these are.
    is_worry: bool = False
    # The day of the first of its words.
    said_last: date | None = None

    @property
    def title(self) -> str:
        """Whose words these are, and on what."""
        return _("What the side that it concerns says worries it") if self.is_worry else str(self.role.label)


@dataclass(frozen=True, slots=True)
class UnclearPoint:
    """An ambiguity with its cells; all other words that are filed on it are those of others."""

    ambiguity: Ambiguity
    cells: Sequence[Cell]
    others: Sequence[int]
    # The parties whose words, for their own side, are filed on it.
    spoken: frozenset[str]

    @property
    def has_words(self) -> bool:
        return any(cell.statements for cell in self.cells) or bool(self.others)

    @property
    def count(self) -> int:
        """How many statements are filed on it."""
        return len(self.filed)

    @property
    def filed(self) -> set[int]:
        """The statements that are filed on it, by their primary keys."""
        return {pk for cell in self.cells for pk in cell.statements} | set(self.others)

    @property
    def shown(self) -> set[int]:
        """The statements that are shown of it, by their primary keys."""
        of_cells = [pk for cell in self.cells for pk in cell.statements[:OF_A_SIDE]]
        return {*of_cells, *self.others[:OF_OTHERS]}


def unclear_points(
    ambiguities: Iterable[Ambiguity],
    sides: Sequence[str],
    audience: Audience,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> list[UnclearPoint]:
    """Ambiguities as points that are unclear, as of a day: one query however many, if they came with their bearers."""
    ambiguities = list(ambiguities)
    counting = Statement.objects.counting(audience, as_of=as_of, known_at=known_at)
    rows = StatementPlace.objects.filter(ambiguity__in=ambiguities, statement__in=counting.order_by().values("pk"))
    newest = rows.order_by("-statement__said_last", "-statement__key", "-statement")
    columns = ("parties", "about", "about_party_id", "voice", "authority", "said_last")
    words: dict[int, list[FiledWords]] = defaultdict(list)
    chosen = ChosenWords.objects.filter(ambiguity=OuterRef("ambiguity"), statement_key=OuterRef("statement__key"))
    choices = json_rows(chosen, "bearer_id", "role", "statement_key", "why", "why_zh_hans")
    names = ("ambiguity_id", "statement_id", *(f"statement__{name}" for name in columns))
    for row in newest.values_list(*names, choices):
        filed = FiledWords(*row)
        words[filed.ambiguity].append(filed)
    return [point_of(each, sides, words.get(each.pk, ())) for each in ambiguities]


def point_of(ambiguity: Ambiguity, sides: Sequence[str], words: Sequence[FiledWords]) -> UnclearPoint:
    """A point, from the words that are filed on it, the newest first."""
    cells = [cell for bearer in ambiguity.bearer_codes for cell in cells_of(ambiguity, bearer, sides, words)]
    in_cells = {pk for cell in cells for pk in cell.statements}
    return UnclearPoint(
        ambiguity,
        cells,
        [row.statement for row in words if row.statement not in in_cells],
        frozenset(code for row in words if row.is_of_the_side for code in row.parties),
    )


def cells_of(ambiguity: Ambiguity, bearer: str, sides: Sequence[str], words: Sequence[FiledWords]) -> list[Cell]:
    """The two cells of a side that a point concerns; words of several stand in the cell of each."""
    others = [code for code in sides if code != bearer]
    own = cell_of(CellRole.OWN, bearer, [bearer], words, is_worry=ambiguity.is_worry)
    return [own, cell_of(CellRole.OTHER, bearer, others, words)] if others else [own]


def cell_of(
    role: CellRole, bearer: str, sides: Sequence[str], words: Sequence[FiledWords], *, is_worry: bool = False
) -> Cell:
    """A cell: the words that an editor chose for it, then those of these sides that are about its bearer.

    What worries a side is in all that it says on the point, whomever that is about.
    """
    theirs = [row for row in words if row.may_stand_for(sides)]
    chosen = [(row.statement, choice) for row in theirs if (choice := row.choice_for(bearer, role))][:1]
    first = [statement for statement, _choice in chosen]
    latest = [row.statement for row in theirs if (is_worry or row.is_about(bearer)) and row.statement not in first]
    choice = chosen[0][1] if chosen else None
    shown = [*first, *latest]
    said_last = next((row.said_last for row in theirs if row.statement in shown[:1]), None)
    return Cell(role, bearer, sides, shown, choice, [row.statement for row in theirs], is_worry, said_last)


def shown_statements(points: Iterable[UnclearPoint]) -> dict[int, Statement]:
    """The statements that are shown of points, by primary key, as a page shows them."""
    pks = {pk for point in points for pk in point.shown}
    return {each.pk: each for each in Statement.objects.filter(pk__in=pks).for_reading()} if pks else {}


def telling_points(points: Sequence[UnclearPoint], sides: Sequence[str]) -> list[UnclearPoint]:
    """For each side one point about its aims, where both cells have words: the one whose older words are the newest."""
    older = {
        point.ambiguity.pk: min(days)
        for point in points
        if (days := [cell.said_last for cell in point.cells if cell.said_last]) and len(days) == len(point.cells) > 1
    }
    found: dict[int, UnclearPoint] = {}
    for side in sides:
        about = (each for each in points if each.ambiguity.pk in older and side in each.ambiguity.bearer_codes)
        if point := max(about, key=lambda each: older[each.ambiguity.pk], default=None):
            found[point.ambiguity.pk] = point
    return list(found.values())


def searched_of(cell: Cell, searched: Sequence[SearchedTexts]) -> list[SearchedTexts]:
    """What was searched of those whose words a cell holds: what “none found” rests on."""
    return [each for each in searched if each.party.code in cell.sides]


def is_heard(ambiguity: OuterRef, statements: StatementQuerySet) -> Q:
    """The condition, of parties within a query of ambiguities, that words of theirs are filed on one."""
    words = statements.of_the_side().for_its_speaker().order_by().values("pk")
    filed = StatementPlace.objects.filter(
        ambiguity=ambiguity, statement__in=words, statement__parties__contains=[OuterRef("code")]
    )
    return Q(Exists(filed))
