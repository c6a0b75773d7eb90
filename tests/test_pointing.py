"""Where a development points: one word over all the measures that it bears on, the same in Python and in SQL."""

from collections.abc import Mapping
from itertools import chain, combinations

import pytest

from measures.models import PUBLIC, TEAM, Ambiguity, Direction, Entry, Measure, Pointing
from measures.operations.drafts import BearingDraft
from measures.operations.entries import confirm_unchanged, log_development
from tests.factories import TODAY, draft_of, keys, make_ambiguity, make_measure, make_report, make_user, standing

pytestmark = pytest.mark.django_db

SETS = list(chain.from_iterable(combinations(Direction, size) for size in range(5)))


def develop(bearings: Mapping[Measure | Ambiguity, str], **fields: str) -> Entry:
    """A development that bears on each of these in its direction."""
    on = next(on for on in bearings if isinstance(on, Measure))
    bears_on = [BearingDraft(on=each.key, direction=direction) for each, direction in bearings.items()]
    return log_development(on.report, draft_of(on, bears_on=bears_on, **fields), by=make_user(role="editor"), on=TODAY)


@pytest.mark.parametrize(
    ("directions", "points"),
    [
        ((), "background"),
        (("background",), "background"),
        (("either", "background"), "either"),
        (("toward", "either"), "toward"),
        (("toward", "toward"), "toward"),
        (("away", "either", "background"), "away"),
        (("toward", "away", "either"), "both_ways"),
    ],
)
def test_a_development_points_one_way_over_all_its_measures(directions: list[str], points: str) -> None:
    assert Pointing.of(directions) == points


def test_the_database_says_of_every_development_where_it_points() -> None:
    report = make_report()
    measures = {direction: make_measure(report) for direction in Direction}
    last = make_measure(report, parent=measures[Direction.TOWARD])
    wanted = {
        develop({measures[each]: each for each in directions}).key: Pointing.of(directions)
        for directions in SETS
        if directions
    }
    # What bears on a part counts for the whole, and an ambiguity is no measure.
    wanted[develop({measures[Direction.TOWARD]: "toward", last: "away"}).key] = Pointing.BOTH_WAYS
    wanted[develop({make_ambiguity(report): "either", last: "background"}).key] = Pointing.BACKGROUND

    found = Entry.objects.with_pointing(PUBLIC).values_list("key", "points")

    assert dict(found) == wanted


def test_what_bears_on_a_hidden_measure_points_nowhere_for_who_may_not_see_it() -> None:
    report = make_report()
    shown, hidden = make_measure(report), make_measure(report)
    entry = develop({shown: "toward", hidden: "away"})
    Measure.objects.filter(pk=hidden.pk).update(marking="internal")

    points = [Entry.objects.with_pointing(audience).get(pk=entry.pk).points for audience in (PUBLIC, TEAM)]

    assert points == ["toward", "both_ways"]
    assert keys("entries/", report=report.slug, points="toward") == [entry.key]
    assert keys("entries/", report=report.slug, points="both_ways") == []


def test_a_development_stands_once_in_the_lists_of_directions() -> None:
    report = make_report()
    first, second = make_measure(report), make_measure(report)
    day = "2026-05-01"
    develop({first: "toward", second: "away"}, occurred=day)
    develop({first: "toward", second: "toward"}, occurred=day)
    develop({first: "either", second: "toward"}, occurred=day)
    develop({first: "either", second: "background"}, occurred=day)
    develop({first: "background"}, occurred=day)
    confirm_unchanged([first], by=make_user(role="editor"), on=TODAY)

    counts = {"toward": 2, "away": 0, "both_ways": 1, "either": 1, "background": 1}
    assert {name: len(keys("entries/", report=report.slug, points=name)) for name in counts} == counts


def test_one_development_that_moves_the_parts_of_a_measure_both_ways_is_its_latest_direction_once() -> None:
    whole = make_measure()
    parts = [make_measure(whole.report, parent=whole) for _ in range(2)]
    develop({whole: "either", parts[0]: "away"}, occurred="2026-04-01")
    before = standing(whole).latest_direction
    develop({parts[0]: "toward", parts[1]: "away", whole: "background"}, occurred="2026-05-01")

    assert (before, standing(whole).latest_direction) == ("away", "both_ways")
    for day, direction in (("2026-04-15", "away"), ("2026-06-01", "both_ways")):
        assert keys("measures/", report=whole.report.slug, as_of=day, direction=direction) == [whole.key]
    assert keys("measures/", report=whole.report.slug, direction="both_ways") == [whole.key]


def test_an_unknown_way_of_pointing_is_refused(client) -> None:
    answer = client.get("/api/v1/entries/", {"points": "sideways"})

    assert answer.status_code == 400
    assert "points" in answer.content.decode()
