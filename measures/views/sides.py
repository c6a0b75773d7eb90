"""Each side's view of each measure on one line from 0 to 3. Never averaged, never ranked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from measures.analysis.differences import Difference, SideViews, differences_of
from measures.analysis.overview import LONGEST, Overview
from measures.analysis.standing import ViewFigures, independent_about, shows_our_level
from measures.models import BOTH, NONE, Kind, Measure, PartialDate, Party, Provenance, ViewsState
from measures.models.texts import in_sentence
from measures.models.written_dates import view_days_in_words
from measures.publishing.charts.dumbbells import Held, StripLine, dumbbell, dumbbells_chart
from measures.publishing.charts.parts import Chart
from measures.publishing.figures import total_of
from measures.views.dashboard_charts import ink_of
from measures.views.reading import Reading, query
from measures.views.view_columns import level_words


@dataclass(frozen=True, slots=True)
class Strip:
    """The views about one subject, drawn and in figures."""

    about: str
    drawing: SafeString
    words: Sequence[str]


def views_table(seen: Overview, reading: Reading) -> dict[str, Any]:
    """The views of all measures; in a long report only those on which a side has spoken, as many as fit on a page."""
    wanted, total = seen.measures, total_of(seen.tallies)
    if total > LONGEST:
        wanted = [row for row in wanted if row.standing.views_state != ViewsState.NO_VIEW][:LONGEST]
    rows = [views_row(measure, seen.sides, reading) for measure in wanted]
    shown = len(wanted)
    return {"groups": group_rows(rows, reading), "shown": shown, "total": total, "is_cut": shown < total}


def views_chart(groups: Iterable[Mapping[str, Any]], reading: Reading) -> Chart:
    """The strips of all rows as one drawing, for a file."""
    lines = []
    for group in groups:
        heading = f"{group['kind']}{_(': ')}{group['party']}" if group["party"] else group["kind"]
        lines.append(StripLine(heading, is_heading=True))
        for row in group["rows"]:
            name, strips = str(row["measure"]), row["strips"]
            if len(strips) == 1:
                lines.append(StripLine(name, strips[0].drawing))
                continue
            lines.append(StripLine(name))
            lines += [StripLine(f"– {about_words(each.about, reading)}", each.drawing) for each in strips]
    sides = [(ink_of(side.code, reading), str(side)) for side in reading.sides]
    return dumbbells_chart(lines, [*sides, (ink_of("", reading), _("Our assessment"))])


def views_row(measure: Measure, sides: Sequence[Party], reading: Reading) -> dict[str, Any]:
    """How everybody sees a measure: about the subject of its independent level, and of every view of a side."""
    found = differences_of(measure, measure.standing.views, sides)
    about = independent_about(measure)
    shown = [each for each in found if each.about == about or any(side.views for side in each.sides)]
    state = ViewsState(measure.standing.views_state)
    return {
        "measure": measure,
        "strips": [strip_of(measure, each, reading) for each in shown or found[:1]],
        "is_compared": state in (ViewsState.DIFFER, ViewsState.SAME),
        "state_label": state.label,
    }


def strip_of(measure: Measure, difference: Difference, reading: Reading) -> Strip:
    held = [held_by(side.whose, first_of(side), reading) for side in difference.sides]
    if shows_our_level(measure, difference.about):
        held.append(held_by("", difference.independent, reading))
    about = about_words(difference.about, reading)
    return Strip(difference.about, dumbbell(held, about), [each.words for each in held])


def about_words(about: str, reading: Reading) -> str:
    if about == NONE:
        return _("about the measure")
    if about == BOTH:
        return _("about both sides")
    return _("about %(party)s") % {"party": reading.parties.get(about, about)}


def held_by(whose: str, figures: ViewFigures | None, reading: Reading) -> Held:
    """What one side, or the analyst, says: a level, words, or nothing."""
    ink = ink_of(whose, reading)
    name = str(reading.parties[whose]) if whose else _("Our assessment")
    if figures is None and not whose:
        return Held(ink, f"{name}{_(': ')}{in_sentence(reading.unassessed.label)}")
    if figures is None:
        return Held(ink, _("%(whose)s: no view") % {"whose": name})
    has_words = figures["level"] is None and not figures["nothing"]
    if whose and figures["provenance"] == Provenance.OUR_READING:
        name = _("%(party)s, as we read it") % {"party": name}
    words = _("%(whose)s: %(view)s, %(day)s") % {
        "whose": name,
        "view": level_words(figures["level"], figures["nothing"]),
        "day": view_days_in_words(PartialDate.parse(figures["occurred"]), written_on_of(figures)),
    }
    url = reverse("entry", args=[figures["entry"]]) + query(reading.day_kept)
    return Held(ink, words, figures["level"], has_words, url)


def first_of(side: SideViews) -> ViewFigures | None:
    """A side's own word if there is one, else our reading of it."""
    return min(side.views, key=lambda view: not view["by_representative"], default=None)


def view_cell(figures: ViewFigures, reading: Reading) -> dict[str, Any]:
    """One view in a cell: a level, that there is none, or words."""
    return {
        **figures,
        "is_our_reading": figures["provenance"] == Provenance.OUR_READING,
        "url": reverse("entry", args=[figures["entry"]]) + query(reading.day_kept),
        "written_on": written_on_of(figures),
    }


def written_on_of(figures: ViewFigures) -> date | None:
    written_on = figures["written_on"]
    return date.fromisoformat(written_on) if written_on else None


def group_rows(rows: Iterable[Mapping[str, Any]], reading: Reading) -> list[dict[str, Any]]:
    """Rows by kind, the unilateral ones by party, in the order they come."""
    return [
        {"kind": str(Kind(kind).label), "party": reading.parties.get(party), "rows": list(members)}
        for (kind, party), members in groupby(rows, key=lambda row: group_of(row["measure"]))
    ]


def group_of(measure: Measure) -> tuple[str, str]:
    is_unilateral = measure.kind == Kind.UNILATERAL
    return measure.kind, next(iter(measure.party_codes), "") if is_unilateral else ""
