"""The overview and the readouts of a report, made again from its tables alone, by code of its own."""

from calendar import monthrange
from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from measures.publishing.spreadsheets import is_formula
from tests.exports import csv_rows
from tests.factories import get

type Table = list[dict[str, str]]

DAYS: list[dict[str, str]] = [{}, {"as_of": "2023-11-06"}, {"as_of": "2025-04-15"}, {"as_of": "2021-12-31"}]
REPORTS = ["zhao-2020", "two-shores"]
OWN_VOICES = ("own", "both")
TELLING = ("readout", "joint_text", "outcomes")
ORDER = ("said_of_both", "of_the_other", "not_the_same", "same", "not_judged", "one_side", "neither", "not_comparable")


def table(address: str, **parameters: Any) -> Table:
    rows = csv_rows(APIClient().get(f"/api/v1/{address}", {"format": "csv", **parameters}))
    return [{name: plain(text) for name, text in row.items()} for row in rows]


def plain(text: str) -> str:
    """Without the apostrophe that keeps a text from being a formula."""
    return text[1:] if text.startswith("'") and is_formula(text[1:]) else text


def listed(cell: str) -> list[str]:
    return cell.split("; ") if cell else []


def last_day(partial: str) -> date:
    year, month, day = [*map(int, partial.split("-")), 0, 0][:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def sides_of(measures: Table) -> list[str]:
    return sorted({code for row in measures for code in listed(row["parties"])})


def passages_by(mentions: Table) -> dict[tuple[str, str], dict[str, str]]:
    """By subject and party, the last passage in which a text speaks for its own side."""

    def turn(row: dict[str, str]) -> tuple[int, str, int]:
        said_by = last_day(row["day"] or row["counts_from"])
        return -said_by.toordinal(), row["source"], int(row["position"])

    own = [
        row
        for row in mentions
        if row["state"] == "mentions" and row["voice"] in OWN_VOICES and row["in_another_connection"] == "false"
    ]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in sorted(own, key=turn):
        said = {
            "id": str([row[name] for name in ("entry", "source", "subject", "position")]),
            "entry": row["entry"], "day": row["day"] or row["counts_from"], "administration": row["administration"],
            "quotation": row["quotation"], "in_our_words": row["sentence"],
        }  # fmt: skip
        found.setdefault((row["subject"], row["party"]), said)
    return found


def views_by(views: Table) -> dict[tuple[str, str], dict[str, str]]:
    """By what it is on and by party, the last view of a party."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in views:
        said = {
            "id": str([row[name] for name in ("entry", "on", "whose", "about")]),
            "entry": row["entry"], "day": row["occurred"], "administration": row["administration"],
            "quotation": row["quotation"], "in_our_words": row["text"],
        }  # fmt: skip
        if row["whose"] != "independent":
            found.setdefault((row["on"], row["whose"]), said)
    return found


def office(administration: str) -> tuple[str, str]:
    holder, _, held = administration.rpartition(", " if ", " in administration else " ")
    return held, holder


def statements(subjects: Table, mentions: Table, views: Table, sides: list[str]) -> list[dict[str, Any]]:
    """What each side said last on each subject."""
    passages, said_on = passages_by(mentions), views_by(views)
    touching: dict[str, list[str]] = defaultdict(list)
    for row in subjects:
        for key in listed(row["touches"]):
            touching[key].append(row["key"])
    below = {row["key"]: [each["key"] for each in subjects if each["parent"] == row["key"]] for row in subjects}
    said_on = {key: said for key, said in said_on.items() if key[0] in touching}
    spoken = {subject for subject, _ in passages}
    in_office = defaultdict(list)
    for (_key, side), said in [*passages.items(), *said_on.items()]:
        if said["administration"]:
            in_office[side].append((last_day(said["day"]), *office(said["administration"])))
    assert spoken <= {row["key"] for row in subjects}

    last: dict[str, list[dict[str, str] | None]] = {}
    found = []
    for row in subjects:
        # What is said of something that neighbouring subjects touch, too, is said on none of them.
        alone = [key for key in listed(row["touches"]) if set(touching[key]) <= {row["key"], *below[row["key"]]}]
        last[row["key"]] = [
            max(
                filter(None, [passages.get((row["key"], side)), *(said_on.get((key, side)) for key in alone)]),
                key=lambda said: last_day(said["day"]),
                default=None,
            )
            for side in sides
        ]
        days = [last_day(said["day"]) for said in last[row["key"]] if said]
        found.append({"subject": row["key"], "sides": []})
        for side, said in zip(sides, last[row["key"]], strict=True):
            shown = said or {"entry": "", "day": None, "administration": "", "quotation": "", "in_our_words": ""}
            found[-1]["sides"].append({
                "party": side, **{name: text for name, text in shown.items() if name != "id"},
                "is_of_earlier_administration": is_earlier(said, in_office[side], days),
            })  # fmt: skip
    return found


def is_earlier(said: dict[str, str] | None, in_office: list[tuple[date, str, str]], days: list[date]) -> bool:
    if not said or not said["administration"]:
        return False
    held, holder = office(said["administration"])
    since = last_day(said["day"])
    by_then = [other for day, same, other in sorted(in_office) if same == held and since < day <= max(days)]
    return bool(by_then) and by_then[-1] != holder


def overview(report: str, day: dict[str, str]) -> dict[str, Any]:
    """What the overview says first, by the tables."""
    asked = {"report": report, **day}
    measures, ambiguities = table("measures/", **asked), table("ambiguities/", **asked)
    entries = table("entries/", counting="true", **asked)
    views, bearings, statuses = (table(f"{name}/", **asked) for name in ("views", "bearings", "statuses"))
    on = date.fromisoformat(measures[0]["as_of"])
    since = str(on - timedelta(days=365))
    whole, sides = {row["key"] for row in measures}, sides_of(measures)

    developments = [row for row in entries if row["kind"] == "development"]
    lately = [row for row in developments if row["counts_from"] > since]
    summary = next((row for row in entries if row["kind"] == "summary"), None)
    moving = {row["entry"] for row in bearings if row["kind"] == "development" and row["direction"] != "background"}
    turns = [row for row in statuses if row["on"] in whole and row["counts_from"] > since and row["before"]]
    heard = defaultdict(set)
    for row in views:
        if row["whose"] in sides:
            heard[row["on"]].add(row["whose"])
    counts = Counter(len(heard[row["key"]]) for row in ambiguities if row["set"])
    return {
        "summary": summary and {"entry": summary["key"], "text": summary["title"], "as_of": summary["occurred"]},
        "developments_since_summary": sum(
            summary is not None and row["occurred"] > summary["occurred"] for row in developments
        ),
        "developments_lately": len(lately),
        "status_changes": [
            {"measure": row["on"], "status": row["after"], "occurred": row["occurred"], "entry": row["entry"]}
            for row in turns[:4]
        ],
        "latest": [
            {
                "entry": row["key"],
                "occurred": row["occurred"],
                "title": row["title"],
                "account": {"kind": row["account"], "parties": listed(row["account_parties"])},
            }
            for row in developments
            if row["key"] in moving
        ][:5],
        "subjects": statements(table("subjects/", report=report), table("mentions/", **asked), views, sides),
        "ambiguities_with_words_of_all": counts[len(sides)],
        "ambiguities_with_words_of_some": sum(counts[number] for number in range(1, len(sides))),
        "ambiguities_with_words_of_none": counts[0],
        "disputed_lately": sum(row["claim"] == "disputed" for row in lately),
        "measures_without_development": len(
            whole - {row["whole"] for row in bearings if row["on_kind"] == "measure" and row["kind"] == "development"}
        ),
    }


def like(found: Any, wanted: Any) -> Any:
    """Of what is answered as much as is made here."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return {name: like(found[name], value) for name, value in wanted.items()}
    if isinstance(wanted, list):
        assert len(found) == len(wanted)
        return [like(*pair) for pair in zip(found, wanted, strict=True)]
    return found


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("report", REPORTS)
def test_the_overview_is_in_the_tables(report: str, day: dict[str, str], reports: None) -> None:
    answered = get("dashboard/", report=report, **day)["glance"]

    made = overview(report, day)

    assert made == like(answered, made)
    assert made["latest"] or day


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("report", REPORTS)
def test_the_numbers_of_the_pages_are_in_the_tables(report: str, day: dict[str, str], reports: None) -> None:
    figures = {each["name"]: each["count"] for each in get("dashboard/", report=report, **day)["figures"]}
    asked = {"report": report, **day}
    measures = table("measures/", **asked)

    statuses = Counter(row["status"] or "none" for row in measures)
    made = {
        "measures": len(measures),
        **{f"status.{status}": count for status, count in statuses.items()},
        **{name: sum(row[f"is_{name}"] == "true" for row in measures) for name in ("overdue", "unchecked")},
        **{name: sum(row[f"is_{name}"] == "true" for row in measures) for name in ("contested", "unsupported")},
    }

    assert made == {name: figures[name] for name in made}


@pytest.mark.parametrize("report", REPORTS)
def test_what_each_side_says_of_a_measure_is_in_its_columns(report: str, reports: None) -> None:
    views, measures = table("views/", report=report, latest="true"), table("measures/", report=report)

    assert any(row[f"{side}_entry"] for row in measures for side in sides_of(measures))
    for row in measures:
        for side in [*sides_of(measures), "independent"]:
            mine = [view for view in views if (view["on"], view["whose"]) == (row["key"], side)]
            if row[f"{side}_entry"]:
                of_it = row[f"{side}_entry"], row[f"{side}_about"]
                [view] = [view for view in mine if (view["entry"], view["about"]) == of_it]
                assert (row[f"{side}_state"], row[f"{side}_level"]) == (view["state"], view["level"])
                assert (row[f"{side}_words"], row[f"{side}_quotation"]) == (view["text"], view["quotation"])
                assert (row[f"{side}_day"], row[f"{side}_sources"]) == (view["counts_from"], view["sources"])
            elif side != "independent":
                assert (mine, row[f"{side}_state"]) == ([], "no_view")
            else:
                assert row["independent_state"] in ("not_for_this_day", "not_assessed")


def meetings(report: str, day: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """How the texts of each meeting compare, subject by subject, by the tables."""
    asked = {"report": report, **day}
    subjects = table("subjects/", report=report)
    found = {}
    for meeting in table("readouts/", counting="true", **asked):
        texts = [text.split(":") for text in listed(meeting["texts"])]
        findings, judged = defaultdict(list), {}
        for row in table("mentions/", **asked):
            if row["entry"] == meeting["key"]:
                findings[row["subject"], row["source"], row["party"]].append(row)
        for row in table("judgements/", **asked):
            if row["entry"] == meeting["key"]:
                judged[row["subject"]] = {"sameness": row["sameness"], "sentence": row["sentence"]}
        rows = [subject_row(each, subjects, texts, findings, judged.get(each["key"])) for each in subjects]
        found[meeting["key"]] = sorted(rows, key=lambda row: ORDER.index(row["state"]))
    return found


def subject_row(
    subject: dict[str, str], subjects: Table, texts: list[list[str]], findings: Any, judgement: Any
) -> dict[str, Any]:
    below = [each["key"] for each in subjects if each["parent"] == subject["key"]]
    sides = []
    for party in sorted({party for party, _source, _kind in texts}):
        mine = [
            text_reading(
                source, kind, findings[subject["key"], source, party], [findings[key, source, party] for key in below]
            )
            for whose, source, kind in texts
            if whose == party
        ]
        sides.append({"party": party, "texts": mine})
    judged = judgement if all(map(own_mentions, sides)) else None
    return {"subject": subject["key"], "state": state_of(sides, judged), "sides": sides, "judgement": judged}


def text_reading(source: str, kind: str, rows: Table, below: list[Table]) -> dict[str, Any]:
    passages = [row for each in below for row in each if row["in_another_connection"] == "false"]
    mentions = [
        {"voice": row["voice"], "sentence": row["sentence"], "quotation": row["quotation"],
         "in_another_connection": row["in_another_connection"] == "true"}
        for row in [*rows, *passages] if row["state"] == "mentions"
    ]  # fmt: skip
    state = rows[0]["state"] if rows else "not_looked_for"
    return {"source": source, "kind": kind, "state": "mentions" if mentions else state, "mentions": mentions}


def own_mentions(side: dict[str, Any]) -> list[Any]:
    return [each for text in side["texts"] for each in text["mentions"] if not each["in_another_connection"]]


def state_of(sides: list[dict[str, Any]], judgement: Any) -> str:
    def is_silent(side: dict[str, Any]) -> bool:
        lacks_it = all(text["mentions"] or text["state"] == "not_in_text" for text in side["texts"])
        return lacks_it and any(text["kind"] in TELLING for text in side["texts"])

    holding, others = ([side for side in sides if bool(own_mentions(side)) == wanted] for wanted in (True, False))
    if not others:
        return str(judgement["sameness"]) if judgement else "not_judged"
    if not all(map(is_silent, others)):
        return "not_comparable"
    voices = {each["voice"] for side in holding for each in own_mentions(side)}
    named = {"both": "said_of_both", "other": "of_the_other"}
    return next((name for voice, name in named.items() if voice in voices), "one_side") if holding else "neither"


@pytest.mark.parametrize("day", DAYS[:2])
@pytest.mark.parametrize("report", REPORTS)
def test_the_readouts_are_in_the_tables(report: str, day: dict[str, str], reports: None) -> None:
    made = meetings(report, day)

    for key, rows in made.items():
        [answered] = get(f"entries/{key}/readouts/", **day)["comparisons"]
        assert answered["key"] == key
        assert rows == like(answered["rows"], rows)
    assert made or day
