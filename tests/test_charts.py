"""The figures: what they draw, what they never draw, and that their numbers can be read without seeing them."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from measures.operations.drafts import ViewDraft
from measures.publishing.charts.counts import CountColumn, CountRow, statuses_chart
from measures.publishing.charts.coverage import GridHeading, Touch, coverage_chart
from measures.publishing.charts.dumbbells import AXIS, Held, dumbbell, levels_axis
from measures.publishing.charts.levels import NO_LEVEL, UP, LevelStep, Panel, ViewSeries, levels_chart
from measures.publishing.charts.parts import INKS, SHAPES, LinkedCount, Scale
from measures.publishing.charts.timeline import Lane, timeline_chart
from tests.factories import log, make_evidence, make_measure

DAY, LATER = date(2024, 5, 1), date(2026, 11, 25)


def drawn(drawing: str) -> ET.Element:
    """A drawing as a document: every tag is closed and every attribute quoted."""
    return ET.fromstring(f"<div>{drawing}</div>")


def titles(drawing: str) -> list[str]:
    return [each.text for each in drawn(drawing).iter("title")]


def test_a_scale_maps_its_ends_to_the_ends_of_the_line():
    assert [Scale(0, 3, 10, 70)(level) for level in range(4)] == ["10%", "30%", "50%", "70%"]
    assert Scale(5, 5, 0, 100)(5) == "0%"


def test_sides_differ_in_shape_as_well_as_in_colour():
    sides = ["side-1", "side-2", "side-3", "side-4", "ours"]

    assert len({SHAPES[side] for side in sides}) == len({INKS[side] for side in sides}) == len(sides)


def test_no_view_and_words_only_are_never_drawn_as_level_0():
    silent, worded, none = (
        Held("side-1", "no view"),
        Held("side-2", "words", has_words=True),
        Held("ours", "0", level=0),
    )

    places = [each.place for each in (silent, worded, none)]

    assert places[0] < places[1] < places[2] == AXIS.at(0)
    assert "No view" in drawn(levels_axis()).find("svg").get("aria-label")


def test_levels_of_two_sides_are_joined_and_never_averaged():
    held = [Held("side-1", "China: level 0", level=0), Held("side-2", "United States: level 2", level=2)]

    drawing = dumbbell(held, "US-1")

    bars = [line for line in drawn(drawing).iter("line") if "dumbbell" in line.get("class")]
    assert [(bar.get("x1"), bar.get("x2")) for bar in bars] == [(AXIS(0), AXIS(2))]
    assert titles(drawing) == ["China: level 0", "United States: level 2"]


def test_one_level_alone_has_no_bar():
    drawing = dumbbell([Held("side-1", "China: no view"), Held("side-2", "United States: level 2", level=2)], "US-1")

    assert 'class="stroke-ink dumbbell"' not in drawing


def test_a_line_of_levels_breaks_where_a_view_gives_none():
    steps = [LevelStep(DAY, "May 2024", 1, "level 1"), LevelStep(date(2025, 5, 1), "May 2025", None, "nothing found")]

    chart = levels_chart([Panel("About China", [ViewSeries("Our assessment", "ours", steps)])], LATER)

    lines = [line for line in drawn(chart.drawing).iter("line") if "steps" in line.get("class")]
    assert [line.get("y1") for line in lines] == [str(UP.at(1))]
    assert max(UP.at(level) for level in range(4)) < NO_LEVEL - 10
    assert titles(chart.drawing) == ["Our assessment, May 2024: level 1", "Our assessment, May 2025: nothing found"]


def test_bars_of_the_timeline_lead_to_what_they_count_and_say_how_many():
    lane = Lane("Toward", "toward", [LinkedCount(2, "/journal/?direction=toward", "timeline.2024"), LinkedCount(0)])

    chart = timeline_chart(["Q1 2024", "Q2 2024"], ["2024", ""], [lane])

    [link] = drawn(chart.drawing).iter("a")
    assert link.get("href") == "/journal/?direction=toward"
    assert titles(chart.drawing) == ["Q1 2024, Toward: 2"]
    assert [row.head for row in chart.table.rows] == ["Q1 2024"]


def test_a_count_too_large_for_blocks_is_a_bar_with_its_figure():
    chart = statuses_chart(
        [CountColumn("Joint")], [CountRow("Proposed", [LinkedCount(9000)]), CountRow("Agreed", [LinkedCount(3)])]
    )

    assert len(list(drawn(chart.drawing).iter("rect"))) == 2
    assert "Proposed, Joint: 9000" in titles(chart.drawing)


def test_the_map_fills_a_square_with_the_level_and_leaves_one_without_a_level_dashed():
    measures, elements = (
        [GridHeading(1, "CO-1", "Notify", "/m/")],
        [GridHeading(7, "A1", "Range", "/a/"), GridHeading(8, "A2", "Aim", "/b/")],
    )
    touches = {(1, 7): Touch(True, 3, False, "level 3", "/m/"), (1, 8): Touch(False, None, False, "no level", "/m/")}

    drawing = coverage_chart(measures, elements, touches).drawing

    assert drawing.count("chart-dashed") == 1
    assert "CO-1 Notify → A2 Aim: no level" in titles(drawing)


@pytest.mark.parametrize(
    "chart",
    [
        levels_chart([], LATER),
        timeline_chart([], [], []),
        statuses_chart([], []),
        coverage_chart([], [], {}),
    ],
    ids=lambda chart: chart.name,
)
def test_a_figure_without_anything_to_show_says_so(chart):
    assert not chart.drawing
    assert chart.empty.endswith(".")


@pytest.mark.django_db
def test_the_page_of_a_measure_shows_its_levels_and_its_sources(client):
    measure = make_measure(parties=("NORTHSHORE", "SOUTHSHORE"))
    view = ViewDraft(on=measure.key, whose="independent", about="none", level=2, direction="toward")
    log(measure, views=[view], sources=[make_evidence(grade="B").key])

    page = client.get(f"/measures/{measure.key}/").content.decode()

    assert re.search(r"<title>Our assessment, 23 Apr 2024: level 2</title>", page)
    assert "There is no recorded view of this measure" not in page


@pytest.mark.django_db
def test_the_table_beside_the_levels_says_them_in_words(client):
    measure = make_measure()
    view = ViewDraft(on=measure.key, whose="independent", about="none", level=2, direction="toward")
    log(measure, views=[view], sources=[make_evidence(grade="B").key])

    page = client.get(f"/measures/{measure.key}/").content.decode()

    assert re.findall(r'<td class="number">([^<]*)</td>', page)[:3] == [
        "About the measure as a whole",
        "23 Apr 2024",
        "level 2",
    ]


@pytest.mark.django_db
def test_a_measure_of_which_nothing_is_known_has_no_empty_axes(client):
    measure = make_measure()

    page = client.get(f"/measures/{measure.key}/").content.decode()

    assert "There is no recorded view of this measure up to this day." in page
    assert "No recorded source points toward the measure or away from it." in page
