"""The story of a measure: its timeline, what each side said last, what we make of it, and all that happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measures.analysis.directions import readable_bearings
from measures.analysis.first_screen import dates_ahead
from measures.analysis.standing import independent_about, is_met, latest, latest_assessments, main_assessment
from measures.analysis.statements import latest_words_on, target_of
from measures.analysis.timeline import Act, acts_on
from measures.models import (
    Assessment,
    Bearing,
    Entry,
    MarkState,
    Measure,
    Milestone,
    MilestoneMark,
    PartialDate,
    Party,
)
from measures.models.journal import LATEST_FIRST
from measures.models.records import rows_along
from measures.views.development_lines import DevelopmentLine, development_lines
from measures.views.filter_fields import parameters_of
from measures.views.measure_rows import MeasureRows, story_entries
from measures.views.measure_timeline import plots_of
from measures.views.pages import paged
from measures.views.reading import Reading, ReadingRequest
from measures.views.recorded_rows import assessments_of, marks_on
from measures.views.rows import ShortLink, short_link
from measures.views.shown_assessments import shown_assessments
from measures.views.statement_lines import statement_line

PAGE_SIZE = 10


@dataclass(frozen=True, slots=True)
class Effect:
    """What a development does to the measure, or to the part `below` it."""

    bearing: Bearing
    below: ShortLink | None


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A development with what it does to a measure, by our reading, and the milestones that it meets."""

    # Where it differs from that of the row before.
    year: int | None
    line: DevelopmentLine
    effects: Sequence[Effect]
    marks: Sequence[MilestoneMark]


def story(rows: MeasureRows, request: ReadingRequest) -> dict[str, object]:
    """What happened, the latest first: all that is more than background; corrected entries are struck through."""
    reading, measure = request.reading, rows.measure
    marks, acts = marks_on(measure, reading), acts_on([measure.pk], reading.audience, **reading.days)
    words = latest_words_on([measure], reading.sides, reading.audience, **reading.days)
    bearings = rows_along(Entry, "bearings", "measure", "ambiguity")
    found = story_entries(rows, reading).recorded(**reading.days)
    every = found.select_related("report", "correction", "redaction").prefetch_related(bearings)
    page = paged(parameters_of(request.GET, reading), every, LATEST_FIRST, PAGE_SIZE)
    return {
        "plots": plots_of(measure, acts, marks, reading),
        "words": [statement_line(side, reading) for side in words[target_of(measure)]],
        "since": acts_since_ours(measure, acts),
        "ours": shown_assessments(main_assessments(measure, reading), measure),
        "milestones": milestone_rows(measure, marks, reading.parties),
        "ahead": dates_ahead(measure, reading.audience, on=reading.on, **reading.days),
        "rows": story_rows(development_lines(page.rows, reading), rows, marks, reading),
        **page.links,
    }


def story_rows(
    lines: Sequence[DevelopmentLine], rows: MeasureRows, marks: Sequence[MilestoneMark], reading: Reading
) -> list[StoryRow]:
    years = [None, *(line.entry.occurred.year for line in lines)]
    return [
        story_row(line, rows, marks, reading, year_before=before) for line, before in zip(lines, years, strict=False)
    ]


def story_row(
    line: DevelopmentLine,
    rows: MeasureRows,
    marks: Sequence[MilestoneMark],
    reading: Reading,
    *,
    year_before: int | None,
) -> StoryRow:
    here: dict[int | None, Measure] = {row.pk: row for row in rows.with_parts}
    bearings = [row for row in readable_bearings(line.entry, reading.audience) if row.measure_id in here]
    bearings.sort(key=lambda row: (row.measure_id != rows.measure.pk, here[row.measure_id].position))
    below = {pk: None if pk == rows.measure.pk else short_link(row, reading) for pk, row in here.items()}
    year = line.entry.occurred.year
    return StoryRow(
        year=year if year != year_before else None,
        line=line,
        effects=[Effect(row, below[row.measure_id]) for row in bearings],
        marks=[mark for mark in marks if mark.entry_id == line.entry.pk],
    )


def acts_since_ours(measure: Measure, acts: Sequence[Act]) -> int:
    """How many acts there were after the last day that our sentence speaks of."""
    ours = main_assessment(measure, measure.standing.assessments)
    if ours is None:
        return 0
    last = PartialDate.parse(ours["occurred"]).last
    return sum(act.counts_from > last for act in acts)


def main_assessments(measure: Measure, reading: Reading) -> Sequence[Assessment]:
    """The latest of our assessments with the measure's independent level; without one, the latest of any."""
    about, every = independent_about(measure), assessments_of("measure", [measure], reading)
    return [row for row in latest_assessments(every) if row.about_code == about] or every[-1:]


def milestone_rows(
    measure: Any, counting: Sequence[MilestoneMark], parties: Mapping[str, Party]
) -> list[dict[str, Any]]:
    """The milestones of a measure, whether each counts as met, and by whom."""
    rows = []
    for columns in measure.milestone_columns:
        milestone = Milestone(**columns)
        milestone.measure = measure
        marks = [mark for mark in counting if mark.milestone_id == milestone.pk]
        by = [met_by(marks, parties[code] if code else None) for code in milestone.markers]
        rows.append({"milestone": milestone, "is_met": is_met(milestone, marks, measure), "by": by})
    return rows


def met_by(marks: Sequence[MilestoneMark], party: Party | None) -> dict[str, Any]:
    """The state of a milestone for one party, or for all together, and the entry that says so."""
    code = party.code if party else None
    mark = latest(each for each in marks if each.party_id == code)
    state, entry = (mark.state, mark.entry) if mark else (MarkState.NOT_MET, None)
    return {"party": party, "entry": entry, "label": MarkState(state).label, "is_met": state == MarkState.MET}
