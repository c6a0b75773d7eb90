"""The figures of the dashboard: developments over time, statuses, and which measure addresses which ambiguity."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.overview import LONGEST, Overview
from measures.analysis.staleness import RecordState
from measures.analysis.standing import view_of_ours
from measures.models import NONE, POINTINGS, Addressing, Kind, Measure, Status, Strength
from measures.models.texts import CHINESE, in_sentence, reading_language
from measures.publishing.charts.counts import CountColumn, CountRow, statuses_chart
from measures.publishing.charts.coverage import GridHeading, Touch, coverage_chart
from measures.publishing.charts.parts import Chart
from measures.publishing.charts.timeline import Lane, Unwatched, timeline_chart
from measures.publishing.figures import StatusGroup, Stretch, status_groups, stretches_of
from measures.views.linked_counts import LinkedCounts
from measures.views.reading import Reading, query


def timeline_of_report(seen: Overview, counts: LinkedCounts, record: RecordState | None) -> Chart:
    """How many developments point where, by quarter or year; its end is hatched where the record is old."""
    stretches = stretches_of(seen)
    lanes = [
        Lane(
            str(pointing.label),
            pointing.value,
            [counts(f"timeline.{each.name}.{pointing.value}") for each in stretches],
        )
        for pointing in POINTINGS
    ]
    years = [
        year_words(each) if not before or before.year != each.year else ""
        for before, each in zip([None, *stretches], stretches, strict=False)
    ]
    unwatched = unwatched_in(stretches, record) if record else None
    return timeline_chart([stretch_words(each) for each in stretches], years, lanes, unwatched)


def unwatched_in(stretches: Sequence[Stretch], record: RecordState) -> Unwatched | None:
    """Where in the stretches of a chart the record ends, if it is old."""
    since = record.unwatched_from
    if since is None:
        return None
    for index, stretch in enumerate(stretches):
        if stretch.first and stretch.first <= since <= stretch.last:
            part = (since - stretch.first).days / ((stretch.last - stretch.first).days + 1)
            return Unwatched(since, record.on, index + part)
    return None


def stretch_words(stretch: Stretch) -> str:
    if stretch.first is None:
        return _("before %(year)d") % {"year": stretch.year + 1}
    if stretch.quarter:
        return _("%(year)d, quarter %(quarter)d") % {"year": stretch.year, "quarter": stretch.quarter}
    return f"{stretch.year}年" if reading_language() == CHINESE else str(stretch.year)


def year_words(stretch: Stretch) -> str:
    """The label below the first stretch of a year."""
    return str(stretch.year) if stretch.first else "…"


def statuses_of(seen: Overview, counts: LinkedCounts, reading: Reading) -> Chart:
    """How many measures have which status, by kind; the unilateral ones by party."""
    groups = status_groups(seen)
    labels = {NONE: _("No status recorded"), **dict(Status.choices)}
    lines = [
        CountRow(
            str(label),
            [counts(f"status.{status}.{group.name}") for group in groups],
            counts(f"status.{status}"),
        )
        for status, label in labels.items()
        if status != NONE or counts(f"status.{NONE}").count
    ]
    return statuses_chart([column_of(group, reading) for group in groups], lines)


def column_of(group: StatusGroup, reading: Reading) -> CountColumn:
    if not group.party:
        return CountColumn(str(Kind(group.kind).label))
    return CountColumn(str(reading.parties[group.party]), ink_of(group.party, reading))


def ink_of(whose: str, reading: Reading) -> str:
    """The ink and shape of a side; for no side those of the analyst."""
    place = reading.side_places.get(whose)
    return f"side-{place}" if place else "ours"


def coverage_map(seen: Overview, reading: Reading) -> Chart:
    """Measures by ambiguities, as many measures as fit on a page."""
    rows = [row for coverage in seen.coverage for row in coverage.addressings]
    addressing = {row.measure_id for row in rows}
    measures = [measure for measure in seen.measures if measure.pk in addressing][:LONGEST]
    shown = {measure.pk for measure in measures}
    touches = {
        (row.measure_id, row.ambiguity_id): touch_of(row, row.measure, reading)
        for row in rows
        if row.measure_id in shown
    }
    elements = [
        GridHeading(
            each.ambiguity.pk,
            each.ambiguity.code,
            str(each.ambiguity.words("title")),
            reverse("ambiguity", args=[each.ambiguity.key]) + query(reading.day_kept),
            each.ambiguity.parent_id or 0,
        )
        for each in seen.coverage
    ]
    return coverage_chart(places_of(measures, reading), elements, touches)


def places_of(measures: Sequence[Measure], reading: Reading) -> list[GridHeading]:
    return [
        GridHeading(measure.pk, measure.code, str(measure.words("title")), measure_url(measure, reading))
        for measure in measures
    ]


def measure_url(measure: Measure, reading: Reading) -> str:
    return reverse("measure", args=[measure.key]) + query(reading.day_kept)


def our_level_words(measure: Measure, reading: Reading) -> str:
    """Our level of a measure, or what stands in its place."""
    standing = measure.standing
    if standing.level is not None:
        return _("level %(level)d") % {"level": standing.level}
    is_assessed = view_of_ours(measure, standing.views) is not None
    return _("no level recorded") if is_assessed else str(in_sentence(reading.unassessed.label))


def touch_of(row: Addressing, measure: Measure, reading: Reading) -> Touch:
    level, is_away = measure.standing.level, measure.standing.is_moving_away
    parts = [
        _("mainly addressed") if row.strength == Strength.PRIMARY else _("also addressed"),
        our_level_words(measure, reading),
        *([_("moving away")] if is_away else []),
    ]
    return Touch(row.strength == Strength.PRIMARY, level, is_away, _(", ").join(parts), measure_url(measure, reading))
