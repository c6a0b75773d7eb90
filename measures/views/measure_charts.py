"""The figure on the page of a measure: its levels over time."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.standing import by_representative, shows_our_level
from measures.models import BOTH, INDEPENDENT, NONE, Measure, Provenance, View
from measures.models.written_dates import view_days_in_words
from measures.publishing.charts.levels import LevelStep, Panel, ViewSeries, levels_chart
from measures.publishing.charts.parts import Chart
from measures.views.reading import Reading, query
from measures.views.view_columns import level_words


def levels_of(views: Iterable[View], measure: Measure, reading: Reading) -> Chart:
    """How each level of a measure changed, by whose view it is and about whom; views come in order."""
    groups: dict[str, dict[tuple[str, bool], list[View]]] = {}
    for view in views:
        if view.whose_id is None and not shows_our_level(measure, view.about_code):
            continue
        about = groups.setdefault(view.about_code, {})
        about.setdefault((view.whose_code, by_representative(view)), []).append(view)
    panels = [
        Panel(
            series_heading(about, reading),
            [view_series(whose, steps, reading) for (whose, _is_own), steps in sorted(series.items(), key=ours_last)],
        )
        for about, series in sorted(groups.items(), key=lambda each: (each[0] in (BOTH, NONE), each[0]))
    ]
    return levels_chart(panels, reading.on, reading.record.unwatched_from if reading.record else None)


def ours_last(series: tuple[tuple[str, bool], Sequence[View]]) -> tuple[bool, str, bool]:
    (whose, is_own), _views = series
    return whose == INDEPENDENT, whose, not is_own


def series_heading(about: str, reading: Reading) -> str:
    if about == NONE:
        return _("About the measure as a whole")
    if about == BOTH:
        return _("About both sides")
    return _("About %(party)s") % {"party": reading.parties[about]}


def view_series(whose: str, views: Sequence[View], reading: Reading) -> ViewSeries:
    place = reading.side_places.get(whose)
    is_ours = whose == INDEPENDENT
    label = _("Our assessment") if is_ours else str(reading.parties[whose])
    is_reading = not is_ours and all(view.provenance == Provenance.OUR_READING for view in views)
    return ViewSeries(
        label=_("%(party)s, as we read it") % {"party": label} if is_reading else label,
        ink="ours" if is_ours or not place else f"side-{place}",
        steps=[step_of(view, reading) for view in views],
        is_reading=is_reading,
    )


def step_of(view: View, reading: Reading) -> LevelStep:
    return LevelStep(
        day=view.entry.counts_from,
        when=view_days_in_words(view.entry.occurred, view.written_on),
        level=view.level,
        words=level_words(view.level, view.nothing),
        url=reverse("entry", args=[view.entry.key]) + query(reading.day_kept),
    )
