"""Where a measure stands: computed here alone, for the stored row, for its rebuilding and for any past day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from measures.analysis.facts import Source
from measures.analysis.history import AnyBearing, AnyMark, AnyMilestone, AnyView, HistoryAsRead, latest_key
from measures.models import (
    BOTH,
    CLAIMS_MOVEMENT,
    FROM_ABSENCE,
    INDEPENDENT,
    NONE,
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
    View,
)
from measures.models.texts import Words, choose_words

# A view as a standing keeps it; see `view_figures`.
type ViewFigures = Mapping[str, Any]

VIEW_TEXTS = View.columns_in_lists()


def latest[Row: AnyBearing | AnyView | AnyMark](rows: Iterable[Row]) -> Row | None:
    return max(rows, key=latest_key, default=None)


def standing_of(history: HistoryAsRead, *, as_of: date | None = None) -> Standing:
    """The standing of a measure for the audience of its history, unsaved; the history holds the entries that count."""
    views = latest_views(history.views)
    moving = latest(row for row in history.all_bearings if row.direction != Direction.BACKGROUND)
    changing = latest(row for row in history.bearings if row.status)
    about = independent_about(history.measure)
    # The view that gives the measure its independent level.
    ours = next((view for view in views if view.whose_id is None and view.about_code == about), None)
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
        views=[view_figures(view) for view in views],
    )
    add_balance(standing, history, views)
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


def latest_views[V: AnyView](views: Iterable[V]) -> list[V]:
    """The latest view of each holder about each party's conduct, from views in order."""
    groups = {(view.whose_code, view.about_code): view for view in views}
    return [groups[key] for key in sorted(groups, key=lambda key: (key[0] == INDEPENDENT, *key))]


def independent_about(measure: Measure) -> str:
    """Whom the independent level is about: a unilateral measure's own party, else no one in particular."""
    if measure.kind == Kind.UNILATERAL:
        return next(iter(measure.party_codes), NONE)
    return NONE


def shows_our_level(measure: Measure | None, about: str) -> bool:
    """Whether our level is shown as a number: on a shared measure, those of single sides are not compared."""
    return measure is None or measure.kind == Kind.UNILATERAL or about in (BOTH, NONE)


def view_of_ours(measure: Measure, views: Iterable[ViewFigures]) -> ViewFigures | None:
    """Of the views that a standing keeps, the one with the measure's independent level."""
    wanted = (INDEPENDENT, independent_about(measure))
    return next((view for view in views if (view["whose"], view["about"]) == wanted), None)


def sentence_of(view: ViewFigures) -> Words:
    """Of an assessment of ours that a standing keeps, its sentence in short."""
    return choose_words(view["in_short"], view["in_short_zh_hans"])


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


def view_figures(view: AnyView) -> ViewFigures:
    """A view as the standing stores it: everything that a list or a page shows of it."""
    entry = view.entry
    return {
        "whose": view.whose_code,
        "about": view.about_code,
        "level": view.level,
        "nothing": view.nothing,
        "direction": view.direction,
        "confidence": view.confidence,
        "provenance": view.provenance,
        "occurred": str(entry.occurred),
        "entry": entry.key,
        "language": entry.language,
        "written_on": view.written_on.isoformat() if view.written_on else None,
        **dict(zip(VIEW_TEXTS, view.texts, strict=True)),
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


def add_balance(standing: Standing, history: HistoryAsRead, views: Sequence[AnyView]) -> None:
    """Count the sources in each direction, and say whether the claimed progress is supported."""
    found = sources_by_direction(history.all_bearings, history.sources, history.audience)
    toward, away = found[Direction.TOWARD], found[Direction.AWAY]
    standing.sources_toward = len(toward)
    standing.sources_away = len(away)
    standing.sources_either = len(found[Direction.EITHER])
    claimed = standing.status in CLAIMS_MOVEMENT or any((view.level or 0) >= 1 for view in views)
    accepted_toward = [day for source, day in toward.values() if source.is_accepted]
    accepted_away = [day for source, day in away.values() if source.is_accepted]
    standing.is_unsupported = claimed and not accepted_toward
    standing.is_contested = bool(
        claimed and accepted_toward and accepted_away and max(accepted_away) > max(accepted_toward)
    )
