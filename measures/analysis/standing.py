"""Where a measure stands: computed here alone, for the stored row, for its rebuilding and for any past day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from measures.analysis.facts import Source
from measures.analysis.history import AnyAssessment, AnyBearing, AnyMark, AnyMilestone, HistoryAsRead, latest_key
from measures.models import (
    BOTH,
    CLAIMS_MOVEMENT,
    FROM_ABSENCE,
    NONE,
    Assessment,
    Audience,
    Direction,
    Doers,
    EntryKind,
    Kind,
    MarkState,
    Measure,
    PartialDate,
    Pointing,
    Standing,
)
from measures.models.texts import Words, choose_words

# An assessment as a standing keeps it; see `assessment_figures`.
type AssessmentFigures = Mapping[str, Any]

ASSESSMENT_TEXTS = Assessment.columns_in_lists()


def latest[Row: AnyBearing | AnyAssessment | AnyMark](rows: Iterable[Row]) -> Row | None:
    return max(rows, key=latest_key, default=None)


def standing_of(history: HistoryAsRead, *, as_of: date | None = None) -> Standing:
    """The standing of a measure for the audience of its history, unsaved; the history holds the entries that count."""
    assessments = latest_assessments(history.assessments)
    moving = latest(row for row in history.all_bearings if row.direction != Direction.BACKGROUND)
    changing = latest(row for row in history.bearings if row.status)
    about = independent_about(history.measure)
    # The assessment that gives the measure its independent level.
    ours = next((assessment for assessment in assessments if assessment.about_code == about), None)
    standing = Standing(
        measure=history.measure,
        audience=history.audience.name,
        status=changing.status if changing else "",
        status_since=status_since(history.bearings),
        latest_direction=pointing_of(moving.entry.pk, history) if moving else "",
        latest_on=moving.entry.occurred if moving else None,
        latest_by=moving.entry.counts_from if moving else None,
        last_checked=last_checked(history, as_of=as_of),
        milestones=len(history.milestones),
        milestones_met=sum(is_met(row, history.marks, history.measure) for row in history.milestones),
        level=ours.level if ours else None,
        assessments=[assessment_figures(assessment) for assessment in assessments],
    )
    add_balance(standing, history, assessments)
    return standing


def pointing_of(entry: int, history: HistoryAsRead) -> Pointing:
    """Where an entry points by all that it says of a measure and of its parts."""
    return Pointing.of([row.direction for row in history.all_bearings if row.entry.pk == entry])


def status_since(bearings: Iterable[AnyBearing]) -> PartialDate | None:
    """When the present status began, from bearings in order."""
    setting = status_setting(bearings)
    return setting.entry.occurred if setting else None


def status_setting(bearings: Iterable[AnyBearing]) -> AnyBearing | None:
    """The bearing that began the present status: the first of the latest ones that set the same."""
    setting: AnyBearing | None = None
    for bearing in bearings:
        if bearing.status and (setting is None or bearing.status != setting.status):
            setting = bearing
    return setting


def is_our_record(bearing: AnyBearing) -> bool:
    """Whether the status is only our record: no party's act changed it, we judge it from absence, or assess it so."""
    is_act = bearing.changed_by_id is not None and bearing.status not in FROM_ABSENCE
    return not is_act or bearing.entry.kind == EntryKind.ASSESSMENT


def latest_assessments[V: AnyAssessment](assessments: Iterable[V]) -> list[V]:
    """Our latest assessment about each party's conduct, from assessments in order."""
    groups = {assessment.about_code: assessment for assessment in assessments}
    return [groups[about] for about in sorted(groups)]


def independent_about(measure: Measure) -> str:
    """Whom the independent level is about: a unilateral measure's own party, else no one in particular."""
    if measure.kind == Kind.UNILATERAL:
        return next(iter(measure.party_codes), NONE)
    return NONE


def shows_our_level(measure: Measure | None, about: str) -> bool:
    """Whether our level is shown as a number: on a shared measure, those of single sides are not compared."""
    return measure is None or measure.kind == Kind.UNILATERAL or about in (BOTH, NONE)


def main_assessment(measure: Measure, assessments: Iterable[AssessmentFigures]) -> AssessmentFigures | None:
    """Of the assessments that a standing keeps, the one with the measure's independent level."""
    about = independent_about(measure)
    return next((assessment for assessment in assessments if assessment["about"] == about), None)


def sentence_of(assessment: AssessmentFigures) -> Words:
    """Of an assessment of ours that a standing keeps, its sentence in short."""
    return choose_words(assessment["in_short"], assessment["in_short_zh_hans"])


def last_checked(history: HistoryAsRead, *, as_of: date | None) -> date | None:
    """The day on which somebody last checked it, no later than `as_of`."""
    days = {entry.checked_on for entry in history.entries}
    return max((day for day in days if day is not None and (as_of is None or day <= as_of)), default=None)


def is_met(milestone: AnyMilestone, marks: Iterable[AnyMark], measure: Measure) -> bool:
    """Whether a milestone counts as met; one for *each* party only if every addressed party has met it."""
    mine = [mark for mark in marks if mark.milestone_id == milestone.pk]
    if milestone.doers != Doers.EACH:
        return milestone_state(mine) == MarkState.MET
    return bool(measure.party_codes) and all(
        milestone_state([mark for mark in mine if mark.party_id == code]) == MarkState.MET
        for code in measure.party_codes
    )


def milestone_state(marks: Iterable[AnyMark]) -> str:
    mark = latest(marks)
    return mark.state if mark else MarkState.NOT_MET


def assessment_figures(assessment: AnyAssessment) -> AssessmentFigures:
    """An assessment as the standing stores it: everything that a list or a page shows of it."""
    entry = assessment.entry
    return {
        "about": assessment.about_code,
        "level": assessment.level,
        "nothing": assessment.nothing,
        "direction": assessment.direction,
        "confidence": assessment.confidence,
        "occurred": str(entry.occurred),
        "entry": entry.key,
        "language": entry.language,
        "written_on": assessment.written_on.isoformat() if assessment.written_on else None,
        **dict(zip(ASSESSMENT_TEXTS, assessment.texts, strict=True)),
    }


def sources_by_direction(
    bearings: Iterable[AnyBearing], sources: Mapping[int, Sequence[Source]], audience: Audience
) -> dict[str, dict[int, tuple[Source, date]]]:
    """The sources in each direction, each once, with the day of the newest entry citing it in that direction.

    By bearings in order, and the sources of their entries.
    """
    found: dict[str, dict[int, tuple[Source, date]]] = {direction: {} for direction in Direction}
    for bearing in bearings:
        for source in sources.get(bearing.entry.pk, ()):
            if source.counts_for(audience):
                found[bearing.direction][source.evidence_id] = source, bearing.entry.counts_from
    return found


def add_balance(standing: Standing, history: HistoryAsRead, assessments: Sequence[AnyAssessment]) -> None:
    """Count the sources in each direction, and say whether the claimed progress is supported."""
    found = sources_by_direction(history.all_bearings, history.sources, history.audience)
    toward, away = found[Direction.TOWARD], found[Direction.AWAY]
    standing.sources_toward = len(toward)
    standing.sources_away = len(away)
    standing.sources_either = len(found[Direction.EITHER])
    claimed = standing.status in CLAIMS_MOVEMENT or any((assessment.level or 0) >= 1 for assessment in assessments)
    accepted_toward = [day for source, day in toward.values() if source.is_accepted]
    accepted_away = [day for source, day in away.values() if source.is_accepted]
    standing.is_unsupported = claimed and not accepted_toward
    standing.is_contested = bool(
        claimed and accepted_toward and accepted_away and max(accepted_away) > max(accepted_toward)
    )
