"""Each side's view of each measure: the table of the overview. Never averaged, never ranked."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.differences import Difference, DifferenceState, SideViews
from measures.analysis.overview import Overview
from measures.analysis.standing import ViewFigures
from measures.models import NONE, Kind, Measure, Party, Provenance
from measures.views.reading import Reading, query

SHOWN = 60
NEAREST = (
    DifferenceState.COMPARABLE,
    DifferenceState.ONE_VIEW,
    DifferenceState.WORDS_ONLY,
    DifferenceState.NO_VIEW,
)


@dataclass(frozen=True, slots=True)
class ViewCell:
    """One view in a cell: a level, or that there is none, or words."""

    whose: str
    about: str
    level: int | None
    nothing: str
    direction: str
    occurred: str
    is_our_reading: bool
    url: str


@dataclass(frozen=True, slots=True)
class SideCell:
    """What one side says of a measure, whoever it is about; without views it is a gap."""

    side: Party
    views: Sequence[ViewCell]


@dataclass(frozen=True, slots=True)
class OurCell:
    """The independent view about one side, or about no one in particular."""

    about: str
    view: ViewCell | None


@dataclass(frozen=True, slots=True)
class Compared:
    """The sides' levels about one subject, side by side."""

    about: str
    levels: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class ViewsRow:
    """A measure, and who sees it how."""

    measure: Measure
    url: str
    sides: Sequence[SideCell]
    ours: Sequence[OurCell]
    compared: Sequence[Compared]
    state: DifferenceState

    @property
    def state_label(self) -> str:
        return str(self.state.label)


@dataclass(frozen=True, slots=True)
class ViewsGroup:
    """The measures of one kind, the unilateral ones by party."""

    kind: str
    party: Party | None
    rows: Sequence[ViewsRow]


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many measures are in one state of difference, with the table of them."""

    label: str
    url: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class ViewsTable:
    """The table, its counts, and how much of it is shown."""

    sides: Sequence[Party]
    abouts: Sequence[str]
    groups: Sequence[ViewsGroup]
    counts: Sequence[StateCount]
    shown: int
    total: int
    all_url: str

    @property
    def columns(self) -> int:
        return 2 + len(self.sides) + len(self.abouts)

    @property
    def is_cut(self) -> bool:
        return self.shown < self.total


def views_table(seen: Overview, reading: Reading, state: str) -> ViewsTable:
    """The views of measures, of one state of difference if it is asked for, as many as a page holds."""
    states = {measure.pk: nearest_state(seen.differences[measure.pk]) for measure in seen.measures}
    asked = state if state in DifferenceState.values else ""
    wanted = [measure for measure in seen.measures if not asked or states[measure.pk] == asked]
    shown = wanted[:SHOWN]
    abouts = [*(side.code for side in seen.sides), NONE]
    rows = [views_row(measure, seen, abouts, states[measure.pk], reading) for measure in shown]
    return ViewsTable(
        sides=seen.sides,
        abouts=abouts,
        groups=group_rows(rows),
        counts=state_counts(Counter(states.values()), asked, reading),
        shown=len(shown),
        total=len(wanted),
        all_url=reverse("overview") + query(reading.kept) + "#views" if asked else "",
    )


def nearest_state(differences: Iterable[Difference]) -> DifferenceState:
    """How near a measure's views come to being comparable, about any subject."""
    return min((difference.state for difference in differences), key=NEAREST.index, default=DifferenceState.NO_VIEW)


def state_counts(counts: Counter[DifferenceState], asked: str, reading: Reading) -> list[StateCount]:
    labels = {
        DifferenceState.COMPARABLE: _("%(count)d comparable"),
        DifferenceState.ONE_VIEW: _("%(count)d with one view"),
        DifferenceState.WORDS_ONLY: _("%(count)d with words only"),
        DifferenceState.NO_VIEW: _("%(count)d with no view"),
    }
    page = reverse("overview")
    return [
        StateCount(
            label % {"count": counts[state]},
            f"{page}{query({**reading.kept, 'views': state.value})}#views",
            is_shown=state == asked,
        )
        for state, label in labels.items()
    ]


def views_row(
    measure: Measure, seen: Overview, abouts: Sequence[str], state: DifferenceState, reading: Reading
) -> ViewsRow:
    differences = seen.differences[measure.pk]
    independent = {each.about: view_cell(each.independent, reading) for each in differences if each.independent}
    return ViewsRow(
        measure=measure,
        url=reverse("measure", args=[measure.key]) + query(reading.day_kept),
        sides=[SideCell(side, side_cells(side, differences, reading)) for side in seen.sides],
        ours=[OurCell(about, independent.get(about)) for about in abouts],
        compared=[compared(difference) for difference in differences if difference.is_comparable],
        state=state,
    )


def side_cells(side: Party, differences: Iterable[Difference], reading: Reading) -> list[ViewCell]:
    """What a side says about each subject: its own word where there is one, else our reading of it."""
    mine = [each for difference in differences for each in difference.sides if each.whose == side.code and each.views]
    return [view_cell(first_of(each), reading) for each in mine]


def first_of(side: SideViews) -> ViewFigures:
    return min(side.views, key=lambda view: not view["by_representative"])


def view_cell(figures: ViewFigures, reading: Reading) -> ViewCell:
    return ViewCell(
        whose=str(figures["whose"]),
        about=str(figures["about"]),
        level=figures["level"],
        nothing=str(figures["nothing"]),
        direction=str(figures["direction"]),
        occurred=str(figures["occurred"]),
        is_our_reading=figures["provenance"] == Provenance.OUR_READING,
        url=reverse("entry", args=[figures["entry"]]) + query(reading.day_kept),
    )


def compared(difference: Difference) -> Compared:
    return Compared(difference.about, [(side.whose, side.level) for side in difference.sides if side.level is not None])


def group_rows(rows: Iterable[ViewsRow]) -> list[ViewsGroup]:
    """Rows by kind, the unilateral ones by party, in the order they come."""
    groups: list[ViewsGroup] = []
    for (kind, party), members in groupby(rows, key=group_of):
        groups.append(ViewsGroup(str(Kind(kind).label), party, list(members)))
    return groups


def group_of(row: ViewsRow) -> tuple[str, Party | None]:
    is_unilateral = row.measure.kind == Kind.UNILATERAL
    return row.measure.kind, next(iter(row.measure.parties.all()), None) if is_unilateral else None
