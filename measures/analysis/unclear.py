"""What is unclear: what the side that a point concerns says of its own aim, and how the other side reads it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from measures.analysis.searches import SearchedTexts
from measures.models import (
    NOT_THE_SIDE,
    AboutWhom,
    Ambiguity,
    Audience,
    Statement,
    StatementPlace,
    StatementVoice,
    View,
)
from measures.models.journal import EntryQuerySet
from measures.models.statements import StatementQuerySet

# How many of the words of a cell are shown, and how many of others.
OF_A_SIDE, OF_OTHERS = 2, 10
# Words that one side's text gives to the other stand in nobody's cell.
OF_THE_SPEAKER = (StatementVoice.OWN, StatementVoice.BOTH)


class CellRole(TextChoices):
    """Whose words on a point these are."""

    OWN = "own", _("What the side that it concerns says of its own aim")
    OTHER = "other", _("How the other side reads it")


class FiledWords(NamedTuple):
    """A statement that is filed on an ambiguity: whose, about whom, and for whom it speaks."""

    ambiguity: int
    statement: int
    parties: Sequence[str]
    about: str
    about_party: str | None
    voice: str
    authority: str

    @property
    def is_of_the_side(self) -> bool:
        return self.voice in OF_THE_SPEAKER and self.authority not in NOT_THE_SIDE

    def is_about(self, code: str) -> bool:
        """Whether it is about a party: by its code, as one of both, or as one of those who speak of themselves."""
        by_itself = self.about == AboutWhom.ITSELF and code in self.parties
        return by_itself or self.about == AboutWhom.BOTH or self.about_party == code


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of one role, the newest first, as primary keys of statements; without any, none were found."""

    role: CellRole
    # Whose aim the point is about, and whose words stand here.
    bearer: str
    sides: Sequence[str]
    statements: Sequence[int]


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
        return len({pk for cell in self.cells for pk in cell.statements} | set(self.others))

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
    columns = ("parties", "about", "about_party_id", "voice", "authority")
    words: dict[int, list[FiledWords]] = defaultdict(list)
    for row in newest.values_list("ambiguity_id", "statement_id", *(f"statement__{name}" for name in columns)):
        filed = FiledWords(*row)
        words[filed.ambiguity].append(filed)
    return [point_of(each, sides, words.get(each.pk, ())) for each in ambiguities]


def point_of(ambiguity: Ambiguity, sides: Sequence[str], words: Sequence[FiledWords]) -> UnclearPoint:
    """A point, from the words that are filed on it, the newest first."""
    cells = [cell for bearer in ambiguity.bearer_codes for cell in cells_of(bearer, sides, words)]
    in_cells = {pk for cell in cells for pk in cell.statements}
    return UnclearPoint(
        ambiguity,
        cells,
        [row.statement for row in words if row.statement not in in_cells],
        frozenset(code for row in words if row.is_of_the_side for code in row.parties),
    )


def cells_of(bearer: str, sides: Sequence[str], words: Sequence[FiledWords]) -> list[Cell]:
    """The two cells of a side that a point concerns; words of several stand in the cell of each."""
    of_bearer = [row for row in words if row.is_of_the_side and row.is_about(bearer)]
    others = [code for code in sides if code != bearer]

    def by(codes: Sequence[str]) -> list[int]:
        return [row.statement for row in of_bearer if not set(codes).isdisjoint(row.parties)]

    own = Cell(CellRole.OWN, bearer, [bearer], by([bearer]))
    return [own, Cell(CellRole.OTHER, bearer, others, by(others))] if others else [own]


def shown_statements(points: Iterable[UnclearPoint]) -> dict[int, Statement]:
    """The statements that are shown of points, by primary key, as a page shows them."""
    pks = {pk for point in points for pk in point.shown}
    return {each.pk: each for each in Statement.objects.filter(pk__in=pks).for_reading()} if pks else {}


def searched_of(cell: Cell, searched: Sequence[SearchedTexts]) -> list[SearchedTexts]:
    """What was searched of those whose words a cell holds: what “none found” rests on."""
    return [each for each in searched if each.party.code in cell.sides]


def is_heard(ambiguity: OuterRef, counting: EntryQuerySet, statements: StatementQuerySet) -> Q:
    """The condition, of parties within a query of ambiguities, that a view or words of theirs are recorded on one."""
    words = statements.of_the_side().filter(voice__in=OF_THE_SPEAKER).order_by().values("pk")
    views = View.objects.filter(whose=OuterRef("code"), ambiguity=ambiguity, entry__in=counting.order_by().values("pk"))
    filed = StatementPlace.objects.filter(
        ambiguity=ambiguity, statement__in=words, statement__parties__contains=[OuterRef("code")]
    )
    return Q(Exists(views)) | Q(Exists(filed))
