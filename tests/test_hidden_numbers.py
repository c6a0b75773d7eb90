"""The numbers that are shown of rows tell nothing of rows that are hidden."""

from typing import Any

import pytest

from measures.models import ImportRow, Measure, Report, Role
from measures.operations.additions import MeasureDraft, add_measures
from measures.operations.imports import import_measures
from measures.operations.measure_links import link_measures
from tests.factories import client_of, get, make_measure, make_party, make_report, make_token, make_user

pytestmark = pytest.mark.django_db


def add(report: Report, code: str, marking: str = "public") -> Measure:
    make_party("NORTHSHORE")
    draft = MeasureDraft(
        report=report.slug, code=code, kind="unilateral", title=code, parties=["NORTHSHORE"], marking=marking
    )
    [measure] = add_measures([draft], by=make_user(role=Role.EDITOR))
    return measure


def places(**reader: Any) -> dict[str, int]:
    return {row["code"]: row["position"] for row in get("measures/", **reader)["results"]}


def test_the_place_of_a_measure_does_not_count_those_that_its_readers_may_not_read() -> None:
    report = make_report()
    for code, marking in (("A", "public"), ("B", "internal"), ("C", "participants"), ("D", "internal")):
        add(report, code, marking)

    add(report, "E")

    assert places() == {"A": 1, "E": 2}
    assert places(client=client_of(make_user())) == {"A": 1, "B": 2, "C": 2, "D": 3, "E": 2}


def test_measures_that_are_added_together_get_places_alike() -> None:
    report = make_report()
    make_party("NORTHSHORE")
    drafts = [
        MeasureDraft(
            report=report.slug, code=code, kind="unilateral", title=code, parties=["NORTHSHORE"], marking=marking
        )
        for code, marking in (("A", "internal"), ("B", "public"), ("C", "internal"), ("D", "public"))
    ]

    add_measures(drafts, by=make_user(role=Role.EDITOR))

    assert places() == {"B": 1, "D": 2}
    assert list(report.measures.order_by("position", "key").values_list("code", flat=True))[-1] in "CD"


def test_rows_that_are_imported_keep_their_order_behind_what_their_readers_read() -> None:
    report = make_report()
    add(report, "A", "internal")
    make_party("NORTHSHORE")
    fields = {"kind": "unilateral", "title": "T", "parties": ["NORTHSHORE"]}
    codes = enumerate(("Z3", "Z2", "Z1"))
    rows = [ImportRow(row_number=index, code=code, fields={**fields, "code": code}) for index, code in codes]

    imported = import_measures(report, rows, marking="public", by=None)

    assert [row.position for row in imported] == [1, 2, 3]


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
