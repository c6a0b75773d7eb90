"""The numbers that are shown of rows tell nothing of rows that are hidden."""

from base64 import urlsafe_b64decode
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import Model

from measures.lists.paging import Cursor, UnreadableCursorError
from measures.models import Measure, Report, Role
from measures.operations.additions import MeasureDraft, add_measures
from measures.operations.connections import link_measures
from measures.operations.editing import revise
from measures.operations.markings import tighten_marking
from measures.operations.nouns import NOUNS
from measures.wings.imports.models import ImportRow
from measures.wings.imports.operations import import_measures
from tests.factories import (
    client_of,
    get,
    make_ambiguity,
    make_measure,
    make_milestone,
    make_party,
    make_report,
    make_subject,
    make_token,
    make_user,
)

pytestmark = pytest.mark.django_db

# Lists whose rows have a stored place, which is the order of the first.
IN_ORDER = ("measures", "ambiguities", "milestones", "subjects", "terms")


def add(report: Report, code: str, marking: str = "public") -> Measure:
    make_party("NORTHSHORE")
    draft = MeasureDraft(
        report=report.slug, code=code, kind="unilateral", title=code, parties=["NORTHSHORE"], marking=marking
    )
    [measure] = add_measures([draft], by=make_user(role=Role.EDITOR))
    return measure


def codes(**reader: Any) -> list[str]:
    return [row["code"] for row in get("measures/", **reader)["results"]]


def in_places(make: Any, number: int) -> list[Any]:
    rows = [make() for _ in range(number)]
    for place, row in enumerate(rows, start=1):
        type(row).objects.filter(pk=row.pk).update(position=place)
    return rows


def rows_of(report: Report) -> dict[str, list[Any]]:
    """Three rows of each list, at the places 1, 2 and 3."""
    measures = in_places(lambda: make_measure(report), 3)
    in_places(lambda: make_milestone(measures[0]), 3)
    found = {
        "measures": measures,
        "ambiguities": in_places(lambda: make_ambiguity(report), 3),
        "subjects": in_places(lambda: make_subject(report), 3),
    }
    found["terms"] = [
        report.glossary.create(key=f"t{n}", position=n, term=f"T{n}", definition="D") for n in range(1, 4)
    ]
    return found


def take_out(name: str, row: Model) -> None:
    """Hide the row from strangers: a measure by its marking, another by withdrawing it."""
    editor = make_user("editor")
    if isinstance(row, Measure):
        tighten_marking(row, marking="internal", by=editor)
    else:
        revise(NOUNS[name], row, changes={"withdrawn": True}, by=editor)


def test_no_answer_shows_a_place_or_a_gap_in_it() -> None:
    places = rows_of(make_report())
    for name, rows in places.items():
        take_out(name, rows[1])
        listed = get(f"{name}/")["results"]
        keys = [row["key"] for row in listed]

        assert rows[1].key not in keys
        assert [key for key in keys if key in {each.key for each in rows}] == [rows[0].key, rows[2].key]
        for row in (*listed, get(f"{name}/{keys[0]}/")):
            assert "position" not in row

    assert {"position" in row for name in IN_ORDER for row in get(f"{name}/")["results"]} == {False}
    history = f"measures/{places['measures'][0].key}/history/"
    assert "position" in str(get(history, client_of(make_user("editor"))))
    assert "position" not in str(get(history, client_of(make_user("reader"))))


def test_a_cursor_shows_no_place_neither_by_what_it_says_nor_by_its_length() -> None:
    cursors = []
    for slug, place in (("one", 7), ("two", 12), ("six", 2_000_000_000)):
        report = make_report(slug)
        for number in range(2):
            make_measure(report, code=f"{number}", position=place + number)
        first = {"report": slug, "page_size": "1"}
        following = get("measures/", **first)["next"]
        cursors.append(parse_qs(urlsplit(following).query)["cursor"][0])
        assert [row["code"] for row in get("measures/", cursor=cursors[-1], **first)["results"]] == ["1"]

    assert len({len(cursor) for cursor in cursors}) == 1
    for slug, cursor in zip(("one", "two", "six"), cursors, strict=True):
        assert slug.encode() not in urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))


def test_a_cursor_is_the_same_each_time_and_none_that_others_made_is_read() -> None:
    cursor = Cursor(["report", 3, "report-3"], "report")

    assert str(cursor) == str(Cursor(["report", 3, "report-3"], "report"))
    assert Cursor.parse(str(cursor), 3) == cursor
    for text, length in ((str(cursor), 2), (str(cursor)[:-4], 3), ("WzAsMV0", 3), ("", 3), ("²", 3), ("A" * 9999, 3)):
        with pytest.raises(UnreadableCursorError):
            Cursor.parse(text, length)


def test_a_new_measure_stands_at_the_end_for_all_its_readers() -> None:
    report = make_report()
    for code, marking in (("A", "public"), ("B", "internal"), ("C", "participants"), ("D", "internal")):
        add(report, code, marking)

    add(report, "E")

    assert codes() == ["A", "E"]
    assert codes(client=client_of(make_user())) == ["A", "B", "C", "D", "E"]


def test_rows_that_are_imported_keep_their_order_at_the_end() -> None:
    report = make_report()
    add(report, "A", "internal")
    make_party("NORTHSHORE")
    fields = {"kind": "unilateral", "title": "T", "parties": ["NORTHSHORE"]}
    named = enumerate(("Z3", "Z2", "Z1"))
    rows = [ImportRow(row_number=index, code=code, fields={**fields, "code": code}) for index, code in named]

    import_measures(report, rows, marking="public", by=None)

    assert codes() == ["Z3", "Z2", "Z1"]


def test_links_and_tokens_are_numbered_at_random() -> None:
    report, editor = make_report(), make_user(role=Role.EDITOR)
    measures = [make_measure(report) for _ in range(4)]

    links = [link_measures(measures[0], other, relation="enables", why="W", by=editor).pk for other in measures[1:]]

    assert all(0 < index < 2**53 for index in links)
    assert links[1] - links[0] not in (0, 1)
    assert {row["id"] for row in get("links/")["results"]} == set(links)
    for _ in range(2):
        make_token(editor)
    first, second = editor.access_tokens.values_list("pk", flat=True)
    assert abs(second - first) > 1
