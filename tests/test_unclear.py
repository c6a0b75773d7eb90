"""What is unclear stands in two cells by role: what a side says of its own aim, and how the other side reads it."""

from typing import Any

import pytest
from django.test import Client

from measures.models import Ambiguity, Entry, Evidence, PartialDate, Report
from measures.operations.drafts import BearingDraft
from measures.operations.markings import tighten_marking
from measures.operations.searches import record_search
from tests.exports import READ, csv_rows
from tests.factories import (
    TODAY,
    get,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_party,
    make_report,
    make_user,
)
from tests.markup import words_of
from tests.test_own_words import said, statement_entry
from tests.test_statements import recorded

pytestmark = pytest.mark.django_db
NORTH, SOUTH, EAST = "NORTHSHORE", "SOUTHSHORE", "EASTSHORE"


@pytest.fixture
def report() -> Report:
    for code in (NORTH, SOUTH, EAST):
        make_party(code)
    return make_report("calm")


@pytest.fixture
def point(report: Report) -> Ambiguity:
    return make_point(report, "LAMPS", NORTH)


@pytest.fixture
def source() -> Evidence:
    return make_evidence(title="The harbour master’s speech")


def make_many_points(report: Report, source: Evidence) -> None:
    """Three points, each with four statements."""
    for code in ("LAMPS", "HORNS", "BELLS"):
        point = make_point(report, code, NORTH)
        for day in range(1, 5):
            say(point, source, "Ours warn ships.", f"2024-01-0{day}")


def make_point(report: Report, code: str, *bearers: str) -> Ambiguity:
    found = make_ambiguity(report, code, parent=make_ambiguity(report))
    found.bearers.set(bearers)
    make_measure(report, parties=[NORTH, SOUTH], addresses=[found])
    return found


def say(point: Ambiguity, source: Evidence, quotation: str, day: str = "2024-05-01", **fields: Any) -> Entry:
    """Somebody said something on a point."""
    said_on = PartialDate.parse(day)
    words = said(quotation=quotation, on=[point.key], said_on=said_on, **fields)
    return statement_entry(point.report, words, sources=[source.key], occurred=said_on)


def cells_of(point: Ambiguity, **parameters: str) -> dict[str, list[str]]:
    """The words in each cell of a point, and those of others."""
    answer = get(f"ambiguities/{point.key}/perception/", **parameters)
    cells = {cell["role"]: [row["quotation"] for row in cell["statements"]] for cell in answer["cells"]}
    return {**cells, "others": [row["quotation"] for row in answer["others"]]}


def page(address: str) -> str:
    return words_of(Client().get(address).content.decode())


def test_what_a_side_says_of_itself_stands_beside_how_the_other_reads_it(point: Ambiguity, source: Evidence) -> None:
    say(point, source, "Our lamps warn ships.")
    say(point, source, "Our lamps warn ships only.", "2024-06-01")
    say(point, source, "Their lamps look for us.", "2024-05-02", parties=[SOUTH], about=NORTH)
    say(point, source, "We have no lamps.", parties=[SOUTH])
    say(point, source, "South is near.", about=SOUTH)
    say(point, source, "Lamps dazzle gulls.", parties=[EAST], about=NORTH)

    found = cells_of(point)

    assert found["own"] == ["Our lamps warn ships only.", "Our lamps warn ships."]
    assert found["other"] == ["Their lamps look for us."]
    assert set(found["others"]) == {"We have no lamps.", "South is near.", "Lamps dazzle gulls."}
    assert cells_of(point, as_of="2024-05-01")["own"] == ["Our lamps warn ships."]
    assert cells_of(point, as_of="2024-04-30") == {"own": [], "other": [], "others": []}


def test_words_of_both_stand_with_each_and_those_of_no_side_with_neither(point: Ambiguity, source: Evidence) -> None:
    say(point, source, "We both keep lamps.", "2024-01-01", parties=[NORTH, SOUTH], about="both", voice="both")
    say(point, source, "A committee wonders.", "2024-01-02", authority="legislature")
    say(point, source, "They like our lamps.", "2024-01-03", parties=[SOUTH], about=NORTH, voice="of_the_other")
    say(point, source, "They dim them.", "2024-01-04", parties=[SOUTH], about=NORTH, authority="unnamed_official")

    assert cells_of(point) == {
        "own": ["We both keep lamps."],
        "other": ["We both keep lamps."],
        "others": ["They dim them.", "They like our lamps.", "A committee wonders."],
    }


def test_exchanging_the_sides_mirrors_the_point(report: Report, source: Evidence) -> None:
    lamps, horns = make_point(report, "LAMPS", NORTH), make_point(report, "HORNS", SOUTH)
    for point, bearer, other in ((lamps, NORTH, SOUTH), (horns, SOUTH, NORTH)):
        say(point, source, "It is for ships.", parties=[bearer])
        say(point, source, "It is for us.", parties=[other], about=bearer)
        say(point, source, "It is ours.", parties=[bearer], about=other)

    assert cells_of(lamps) == cells_of(horns)
    assert cells_of(lamps)["own"] == ["It is for ships."]


def test_a_point_of_both_sides_has_both_cells_of_each(report: Report, source: Evidence) -> None:
    point = make_point(report, "LAMPS", NORTH, SOUTH)
    say(point, source, "Ours are for ships.", parties=[SOUTH])

    cells = get(f"ambiguities/{point.key}/perception/")["cells"]

    assert [(cell["role"], cell["bearer"], cell["sides"], len(cell["statements"])) for cell in cells] == [
        ("own", NORTH, [NORTH], 0),
        ("other", NORTH, [SOUTH], 0),
        ("own", SOUTH, [SOUTH], 1),
        ("other", SOUTH, [NORTH], 0),
    ]


def test_the_pages_show_the_words_and_what_was_searched_where_there_are_none(
    point: Ambiguity, source: Evidence
) -> None:
    for day in ("2024-01-01", "2024-01-02", "2024-01-03"):
        say(point, source, f"Said on {day}", day)
    day = PartialDate.parse("2024-05-01")
    record_search(
        point.report,
        by=make_user(),
        on=TODAY,
        party=SOUTH,
        texts="The ferry bulletin",
        language="en",
        since=day,
        until=day,
    )
    log(
        point.report.measures.get(),
        occurred="2024-02-01",
        title="A lamp was moved",
        bears_on=[BearingDraft(on=point.key, direction="murkier")],
    )

    index, own = page("/ambiguities/?report=calm"), page(f"/ambiguities/{point.key}/")

    assert [f"Said on 2024-01-0{day}" in index for day in (1, 2, 3)] == [False, False, True]
    assert [f"Said on 2024-01-0{day}" in own for day in (1, 2, 3)] == [False, True, True]
    for text in (index, own):
        assert "None found. South" in text
        assert "The ferry bulletin" in text
    assert "other words of this side" not in own
    assert "All statements on this point" in own
    assert "A lamp was moved" in own
    assert "Meant to clear it up" in index


def test_an_empty_cell_says_that_other_words_of_its_side_are_filed_on_the_point(
    point: Ambiguity, source: Evidence
) -> None:
    say(point, source, "The South is near.", about=SOUTH)

    assert "None in this sense; other words of this side are filed here." in page(f"/ambiguities/{point.key}/")
    assert "1 other statement filed here" in page("/ambiguities/?report=calm")


def test_what_was_recorded_as_a_view_of_a_party_stands_with_its_entry_and_not_on_its_point(
    point: Ambiguity, source: Evidence
) -> None:
    entry = recorded(point, whose_id=SOUTH, text="We find it murky")

    say(point, source, "Our lamps warn ships.")

    assert "We find it murky" in page(f"/journal/{entry.key}/")
    for address in (f"/ambiguities/{point.key}/", "/ambiguities/?report=calm"):
        assert "Our lamps warn ships." in page(address)
        assert "We find it murky" not in page(address)
    assert cells_of(point) == {"own": ["Our lamps warn ships."], "other": [], "others": []}


def test_who_has_words_filed_on_a_point_is_heard(point: Ambiguity, source: Evidence) -> None:
    def unheard(side: str) -> list[list[str] | bool]:
        listed = [row["key"] for row in get("ambiguities/", unheard=side)["results"]]
        figures = {figure["name"]: figure["count"] for figure in get("dashboard/", report="calm")["figures"]}
        shown = point.key in Client().get(f"/ambiguities/?report=calm&unheard={side}").content.decode()
        assert figures[f"unheard.{side}"] == len(listed) == shown
        return listed

    assert unheard(SOUTH) == [point.key]
    say(point, source, "A committee wonders.", parties=[SOUTH], about=NORTH, authority="legislature")
    assert unheard(SOUTH) == [point.key]
    say(point, source, "Their lamps look for us.", parties=[SOUTH, EAST], about=NORTH)
    assert unheard(SOUTH) == []
    assert unheard(NORTH) == [point.key]


def test_what_a_reader_may_not_read_is_in_no_cell(point: Ambiguity, source: Evidence) -> None:
    entry = say(point, source, "Our lamps warn ships.")
    tighten_marking(entry, marking="internal", by=make_user(role="editor"))

    assert cells_of(point) == {"own": [], "other": [], "others": []}
    assert "Our lamps" not in page("/ambiguities/?report=calm") + page(f"/ambiguities/{point.key}/")


def test_many_points_and_words_cost_as_many_queries_as_few(
    report: Report, source: Evidence, django_assert_max_num_queries: Any
) -> None:
    make_many_points(report, source)

    # Three kinds of rows with statements, the copies of their sources, and the page.
    with django_assert_max_num_queries(16):
        page("/ambiguities/?report=calm")


def test_what_is_unclear_is_a_file_with_all_words_and_with_empty_cells(point: Ambiguity, source: Evidence) -> None:
    for day in ("2024-01-01", "2024-01-02", "2024-01-03"):
        say(point, source, f"=Said on {day}", day)
    say(point, source, "Lamps dazzle gulls.", parties=[EAST], about=NORTH)

    rows = csv_rows(Client().get(f"/api/v1/ambiguities/{point.key}/perception/?format=csv"))

    assert [(row["role"], row["place"], row["parties"], row["quotation"]) for row in rows] == [
        ("own", "1", NORTH, "'=Said on 2024-01-03"),
        ("own", "2", NORTH, "'=Said on 2024-01-02"),
        ("own", "3", NORTH, "'=Said on 2024-01-01"),
        ("other", "", "", ""),
        ("", "", EAST, "Lamps dazzle gulls."),
    ]
    assert (rows[0]["said_on"], rows[0]["source"], rows[0]["speaker"]) == (
        "2024-01-03",
        source.key,
        "The harbour master",
    )
    assert [bool(row["disclaimer"]) for row in rows] == [True, False, False, False, False]
    assert {row["as_of"] for row in rows} == {get(f"ambiguities/{point.key}/perception/")["as_of"]}
    past = csv_rows(Client().get(f"/api/v1/ambiguities/{point.key}/perception/?format=csv&as_of=2024-01-01"))
    assert [row["quotation"] for row in past] == ["'=Said on 2024-01-01", ""]
    assert {row["as_of"] for row in past} == {"2024-01-01"}


def test_the_pages_have_the_same_file_in_the_words_of_their_reader(point: Ambiguity, source: Evidence) -> None:
    say(point, source, "Our lamps warn ships.")
    hidden = say(point, source, "Our lamps are secret.")
    tighten_marking(hidden, marking="internal", by=make_user(role="editor"))

    for address in ("/ambiguities/?report=calm", f"/ambiguities/{point.key}/?"):
        assert "format=csv" in Client().get(address).content.decode()
        [own, other] = csv_rows(Client().get(f"{address}&format=csv"))
        assert own["Original words"] == "Our lamps warn ships."
        assert own["Whose words"] == "What the side that it concerns says of its own aim"
        assert (other["Whose words"], other["Statement"]) == ("How the other side reads it", "")
    for ending, read in READ.items():
        assert len(read(Client().get(f"/ambiguities/{point.key}/?format={ending}"))) == 2
    assert Client().get(f"/ambiguities/{point.key}/?format=pdf").status_code == 404


def test_a_file_of_many_points_costs_as_many_queries_as_one_of_few(
    report: Report, source: Evidence, django_assert_max_num_queries: Any
) -> None:
    make_many_points(report, source)

    # Those of the page, and the statements.
    with django_assert_max_num_queries(17):
        assert len(csv_rows(Client().get("/ambiguities/?report=calm&format=csv"))) == 15
