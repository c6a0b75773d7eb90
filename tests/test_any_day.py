"""The real record on past days: computed here from its files alone, by the rules of the design, and compared.

Nothing of `measures.analysis` computes what is expected; it is read off the YAML.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import yaml

from measures.analysis.past import with_standings
from measures.analysis.perception import perceptions_of
from measures.analysis.sides import sides_of
from measures.analysis.statements import latest_words_on, target_of
from measures.models import PUBLIC, Ambiguity, Measure, PartialDate, Report
from tests.conftest import FIXTURES

DAYS = [date(2024, 7, 16), date(2024, 7, 18), date(2024, 8, 1), date(2026, 6, 1)]
SIDES = ("CN", "US")
PREFIX = "zhao-2020-"
# A status that says something was done, and has to be supported like a level of 1.
CLAIMING = ("agreed", "in_progress", "implemented")

CATALOGUE = yaml.load((FIXTURES / "zhao-2020.yaml").read_text(), Loader=yaml.CSafeLoader)
RECORD = yaml.load((FIXTURES / "zhao-2020-record.yaml").read_text(), Loader=yaml.CSafeLoader)["record"]
BY_AUTHOR = {source["key"] for source in RECORD["sources"] if source["by_report_author"]}
MEASURES = {measure["code"]: measure for measure in CATALOGUE["measures"]}
ELEMENTS = [element["code"] for group in CATALOGUE["ambiguities"] for element in group["elements"]]


def last_day(text: str) -> date:
    """The last day of a date that may be a month or a year only."""
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    if day:
        return date(year, month, day)
    next_month = date(year + 1, 1, 1) if month in (0, 12) else date(year, month + 1, 1)
    return next_month - timedelta(days=1)


def counting(day: date) -> list[dict[str, Any]]:
    """The entries that count by a day, the latest last: by the day, then by their place in the file, then by key.

    The library records them in the order of the file.
    """
    entries = [
        (last_day(entry["occurred"]), place, entry["key"], entry) for place, entry in enumerate(RECORD["entries"])
    ]
    return [entry for *_, entry in sorted(entries, key=lambda each: each[:3]) if last_day(entry["occurred"]) <= day]


def own(code: str, day: date, part: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """What entries say of one thing itself, in order: bearings or assessments, each with its entry."""
    for entry in counting(day):
        for row in entry.get(part, []):
            if row["on"] == code:
                yield entry, row


def with_parts(code: str, day: date) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The bearings on a measure and on its parts, in order."""
    codes = {code, *(part["code"] for part in MEASURES[code].get("parts", []))}
    for entry in counting(day):
        for row in entry.get("bears_on", []):
            if row["on"] in codes:
                yield entry, row


def latest_by_hand(code: str, day: date) -> dict[str, dict[str, Any]]:
    """The latest assessment about each party's conduct."""
    return {each["about"]: each for _, each in own(code, day, "assessments")}


def independent_by_hand(code: str, day: date) -> dict[str, Any] | None:
    measure = MEASURES[code]
    about = measure["parties"][0] if measure["kind"] == "unilateral" else "none"
    return latest_by_hand(code, day).get(about)


def cited(entry: dict[str, Any]) -> set[str]:
    """The sources of an entry, those of its statements too."""
    said = entry.get("statements", [])
    return {*entry.get("sources", []), *(key for each in said for key in (each["source"], *each.get("also_in", [])))}


def standing_by_hand(code: str, day: date) -> dict[str, Any]:
    status, since = "", None
    for entry, bearing in own(code, day, "bears_on"):
        if bearing.get("status", status) != status:
            status, since = bearing["status"], entry["occurred"]
    moving = [row["direction"] for _, row in with_parts(code, day) if row["direction"] != "background"]
    sources: dict[str, set[str]] = {"toward": set(), "away": set(), "either": set(), "background": set()}
    for entry, bearing in with_parts(code, day):
        sources[bearing["direction"]] |= cited(entry) - BY_AUTHOR
    independent = independent_by_hand(code, day)
    latest = latest_by_hand(code, day)
    claimed = status in CLAIMING or any(each.get("level", 0) >= 1 for each in latest.values())
    toward, away = (cited_by_hand(code, day, direction) for direction in ("toward", "away"))
    return {
        "status": status,
        "since": since,
        "direction": moving[-1] if moving else "",
        "toward": len(sources["toward"]),
        "away": len(sources["away"]),
        "either": len(sources["either"]),
        "level": independent.get("level") if independent else None,
        "assessments": {about: each.get("level") for about, each in latest.items()},
        "unsupported": claimed and not toward,
        "contested": bool(claimed and toward and away and max(away) > max(toward)),
    }


def cited_by_hand(code: str, day: date, direction: str) -> list[date]:
    """The days of the entries that move it one way and cite a source, which a library brings along accepted."""
    return [
        last_day(entry["occurred"])
        for entry, bearing in with_parts(code, day)
        if bearing["direction"] == direction and cited(entry) - BY_AUTHOR
    ]


def perception_by_hand(code: str, day: date) -> dict[str, Any]:
    bearings = list(own(code, day, "bears_on"))
    clarity = [row["direction"] for _, row in bearings if row["direction"] != "background"]
    concern = [row["concern"] for _, row in bearings if "concern" in row]
    readings = [(entry["key"], each["text"]["en"]) for entry, each in own(code, day, "assessments")]
    return {
        "independent": readings[-1] if readings else None,
        "clarity": clarity[-1] if clarity else "",
        "concern": concern[-1] if concern else "",
        "state": "",
    }


# Who speaks for a party, and in which voice: others stand beside its words.
NOT_THE_SIDE, OF_THE_SIDE = ("legislature", "unnamed_official"), ("own", "both")


def words_by_hand(code: str, day: date) -> dict[str, str]:
    """What each side said last on something, by the last day of saying it, then by key."""
    said = [
        (last_day(str(each["said_on"])), f"{PREFIX}{each['key']}", each)
        for entry in counting(day)
        for each in entry.get("statements", [])
        if code in each.get("on", [])
        and last_day(str(each["said_on"])) <= day
        and each["authority"] not in NOT_THE_SIDE
        and each.get("voice", "own") in OF_THE_SIDE
    ]
    found = {side: each["quotation"] for *_, each in sorted(said, key=lambda row: row[:2]) for side in each["parties"]}
    return {side: found[side] for side in SIDES if side in found}


def test_there_are_fourteen_measures_and_twelve_elements() -> None:
    assert (len(MEASURES), len(ELEMENTS)) == (14, 12)


@pytest.mark.parametrize("day", DAYS)
def test_where_every_measure_stands(reports: None, day: date) -> None:
    found = {
        measure.code: {
            "status": standing.status,
            "since": str(standing.status_since) if standing.status_since else None,
            "direction": standing.latest_direction,
            "toward": standing.sources_toward,
            "away": standing.sources_away,
            "either": standing.sources_either,
            "level": standing.level,
            "assessments": {each["about"]: each["level"] for each in standing.assessments},
            "unsupported": standing.is_unsupported,
            "contested": standing.is_contested,
        }
        for measure in with_standings(Measure.objects.filter(report__slug="zhao-2020").whole(), PUBLIC, as_of=day)
        for standing in [measure.standing]
    }

    assert found == {code: standing_by_hand(code, day) for code in MEASURES}


@pytest.mark.parametrize("day", DAYS)
def test_how_every_element_stands_and_how_we_read_it(reports: None, day: date) -> None:
    report = Report.objects.get(slug="zhao-2020")
    found = {
        seen.ambiguity.code: {
            "independent": (seen.independent.entry.key.removeprefix(PREFIX), seen.independent.text)
            if seen.independent
            else None,
            "clarity": seen.clarity.direction if seen.clarity else "",
            "concern": seen.concern.concern if seen.concern else "",
            "state": seen.state,
        }
        for seen in perceptions_of(elements_of(report), PUBLIC, as_of=day)
    }

    assert found == {code: perception_by_hand(code, day) for code in ELEMENTS}


@pytest.mark.parametrize("day", DAYS)
def test_what_each_side_said_last_on_everything(reports: None, day: date) -> None:
    report = Report.objects.get(slug="zhao-2020")
    things = [*report.measures.filter(parent=None), *elements_of(report)]
    said = latest_words_on(things, sides_of(report, PUBLIC), PUBLIC, as_of=day, known_at=None)

    found = {
        each.code: {side.party.code: side.statement.row.quotation for side in said[target_of(each)] if side.statement}
        for each in things
    }

    assert found == {code: words_by_hand(code, day) for code in (*MEASURES, *ELEMENTS)}
    assert any(found.values())


@pytest.mark.parametrize(
    ("day", "status", "since", "direction"),
    [
        (date(2024, 7, 16), "in_progress", "2023-11-06", "either"),
        (date(2024, 7, 18), "suspended", "2024-07-17", "away"),
        (date(2024, 8, 1), "suspended", "2024-07-17", "away"),
        (date(2026, 6, 1), "under_discussion", "2026-02-23", "toward"),
    ],
)
def test_the_suspension_of_2024_shows_from_its_day(day: date, status: str, since: str, direction: str) -> None:
    """What the hand computes is what the record says in so many words."""
    found = standing_by_hand("CO-3", day)

    assert (found["status"], found["since"], found["direction"]) == (status, since, direction)


def test_dates_of_a_month_or_a_year_count_from_their_last_day() -> None:
    days = {entry["occurred"] for entry in RECORD["entries"]}

    assert {day: last_day(day) for day in days} == {day: PartialDate.parse(day).last for day in days}


def elements_of(report: Report) -> list[Ambiguity]:
    return list(report.ambiguities.exclude(parent=None))
