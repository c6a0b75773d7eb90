"""Lists of measures as of a past day: the filters on where a measure stands, applied to replayed standings.

They are the conditions of `MeasureFilters` in another language; a test holds the two against each other.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from measures.analysis.timeliness import is_due_soon, is_open, is_overdue, is_unchecked
from measures.models import INDEPENDENT, MOVING, NONE, Measure, Standing

STANDING_FILTERS = (
    "status",
    "direction",
    "views",
    "latest_after",
    "moved_after",
    "unmoved_since",
    "open",
    "overdue",
    "due_soon",
    "unchecked",
    "level",
    "whose",
    "about",
    "contested",
    "unsupported",
)


def stands_so(measure: Measure, asked: Mapping[str, Any], *, on: date) -> bool:
    """Whether the standing of a measure is as it is asked for."""
    standing = measure.standing
    answers = {
        "open": is_open(standing),
        "overdue": is_overdue(measure, standing, on=on),
        "due_soon": is_due_soon(measure, standing, on=on),
        "unchecked": is_unchecked(measure, standing, on=on),
        "contested": standing.is_contested,
        "unsupported": standing.is_unsupported,
    }
    return (
        (not asked.get("status") or (standing.status or NONE) in asked["status"])
        and (not asked.get("direction") or standing.latest_direction in asked["direction"])
        and (not asked.get("views") or standing.views_state in asked["views"])
        and moved_so(standing, asked)
        and all(asked.get(name) in (None, "", answer) for name, answer in answers.items())
        and has_level(measure, asked)
    )


def moved_so(standing: Standing, asked: Mapping[str, Any]) -> bool:
    latest, moved, unmoved = (asked.get(name) for name in ("latest_after", "moved_after", "unmoved_since"))
    is_moving = standing.latest_direction in MOVING

    def is_after(day: date) -> bool:
        return standing.latest_by is not None and standing.latest_by > day

    return (
        (not latest or is_after(latest))
        and (not moved or (is_moving and is_after(moved)))
        and (not unmoved or not (is_moving and is_after(unmoved)))
    )


def has_level(measure: Measure, asked: Mapping[str, Any]) -> bool:
    level, whose, about = (asked.get(name) for name in ("level", "whose", "about"))
    if level and not whose and not about:
        return bool(measure.standing.level == int(level))
    if not (level or whose or about):
        return True
    return any(
        view["whose"] == (whose or INDEPENDENT)
        and view["about"] == (about or view["about"])
        and view["level"] is not None
        and str(view["level"]) == (level or str(view["level"]))
        for view in measure.standing.views
    )


def those_that_stand_so(measures: Iterable[Measure], asked: Mapping[str, Any], *, on: date) -> list[Measure]:
    return [measure for measure in measures if stands_so(measure, asked, on=on)]
