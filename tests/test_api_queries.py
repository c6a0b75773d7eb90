"""Every list costs the same few queries, however many rows there are."""

import os
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.urls import resolve
from rest_framework.test import APIClient

from measures.models import Report, Role
from measures.operations.drafts import AssessmentDraft, BearingDraft, EntryDraft
from measures.operations.series import load_entries
from tests.access import development
from tests.factories import (
    TODAY,
    client_of,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_milestone,
    make_report,
    make_user,
)
from tests.filling import LISTS, OWN_LISTS, TEXTS, fill_entries, fill_measures
from tests.lists import LISTS as ALL

pytestmark = pytest.mark.django_db

# More than a page; CBM_LONG_TESTS=1: two thousand, and the longest page that there is.
LONGEST = 500
ROWS, PAGE = ((14, 2000), LONGEST) if os.environ.get("CBM_LONG_TESTS") == "1" else ((14, 80), 60)


def test_every_list_is_counted_here() -> None:
    counted = {resolve(f"/api/v1/{address.partition('?')[0]}").route for address in (*LISTS, *OWN_LISTS)}

    assert counted == {f"api/v1/{address}" for address in ALL}


@pytest.mark.parametrize("fill", dict.fromkeys(LISTS.values()))
@pytest.mark.parametrize("rows", ROWS)
def test_a_list_is_one_query(fill: Callable[[Report, int], None], rows: int, django_assert_num_queries: Any) -> None:
    fill(make_report(), rows)
    page = min(rows, PAGE)

    for address in (each for each in LISTS if LISTS[each] == fill):
        with django_assert_num_queries(1):
            answer = APIClient().get(f"/api/v1/{address}", {"page_size": page})

        assert len(answer.json()["results"]) == page, address


def test_the_longest_page_is_one_query_too(django_assert_num_queries: Any) -> None:
    fill_measures(make_report(), LONGEST + 100)

    with django_assert_num_queries(1):
        answer = APIClient().get("/api/v1/measures/", {"page_size": LONGEST})

    assert len(answer.json()["results"]) == LONGEST


@pytest.mark.parametrize("address", OWN_LISTS)
@pytest.mark.parametrize("rows", ROWS)
def test_a_list_of_ones_own_is_one_query_besides_who_asks(
    address: str, rows: int, django_assert_num_queries: Any
) -> None:
    user = make_user(role=Role.ADMINISTRATOR)
    OWN_LISTS[address](make_report(), rows, user)
    client = client_of(user)
    client.get("/api/v1/users/me/")
    page = min(rows, PAGE)

    # the token with its user; the list
    with django_assert_num_queries(2):
        answer = client.get(f"/api/v1/{address}", {"page_size": page})

    assert len(answer.json()["results"]) == page


def test_finding_out_who_asks_and_counting_cost_a_query_each(django_assert_num_queries: Any) -> None:
    fill_measures(make_report(), 14)
    reader = client_of(make_user())
    reader.get("/api/v1/users/me/")

    # the token with its user; the count; the list
    with django_assert_num_queries(3):
        answer = reader.get("/api/v1/measures/", {"count": "true"})

    assert answer.json()["count"] == 15


@pytest.mark.parametrize(
    ("address", "parameters"),
    [
        ("measures/", {"report": "R", "party": "NORTHSHORE", "ambiguity": "A", "kind": "unilateral"}),
        ("measures/", {"about": "none", "level": "1"}),
        ("measures/", {"about": "none"}),
        ("entries/", {"report": "R", "measure": "M", "ambiguity": "A", "direction": "clearer"}),
        ("evidence/", {"report": "R"}),
        ("milestones/", {"report": "R", "measure": "M"}),
    ],
)
def test_what_a_filter_names_costs_no_query(
    address: str, parameters: dict[str, str], django_assert_num_queries: Any
) -> None:
    report = make_report("R")
    ambiguity = make_ambiguity(report, key="A")
    measure, source = make_measure(report, key="M", addresses=[ambiguity]), make_evidence(key="S")
    make_milestone(measure)
    words = EntryDraft(
        **TEXTS,
        key="E",
        bears_on=[BearingDraft(on="M", direction="toward"), BearingDraft(on="A", direction="clearer")],
        assessments=[AssessmentDraft(on="M", about="none", level=1)],
        sources=[source.key],
    )
    load_entries(report, [words], author_name="Library", on=TODAY)

    with django_assert_num_queries(1):
        answer = APIClient().get(f"/api/v1/{address}", parameters)

    assert answer.json()["results"]


@pytest.mark.parametrize("address", ["measures/M/", "entries/E/", "evidence/S/", "ambiguities/A/", "reports/R/"])
def test_a_row_is_one_query(address: str, django_assert_num_queries: Any) -> None:
    report = make_report("R")
    measure, source = make_measure(report, key="M"), make_evidence(key="S")
    make_ambiguity(report, key="A")
    words = EntryDraft(
        **TEXTS, key="E", bears_on=[BearingDraft(on=measure.key, direction="toward")], sources=[source.key]
    )
    load_entries(report, [words], author_name="Library", on=TODAY)

    with django_assert_num_queries(1):
        answer = APIClient().get(f"/api/v1/{address}")

    assert answer.status_code == 200


@pytest.mark.parametrize("rows", [14, 200])
def test_a_dashboard_costs_a_constant_number_of_queries(rows: int, django_assert_num_queries: Any) -> None:
    report = make_report()
    fill_measures(report, rows)
    fill_entries(report, 20)

    # the report; its sides; the five of the overview; what moved and what was recorded last; those entries, and the
    # five kinds of rows that come with them as in a list; views and bearings on ambiguities; of the views these, their
    # grounds, citations and sources; whether the report was assessed; the eleven of what is seen at a glance
    with django_assert_num_queries(24):
        answer = APIClient().get("/api/v1/dashboard/", {"report": report.slug})

    assert len(answer.json()["overview"]["measures"]) == rows + 2


@pytest.mark.parametrize("entries", [1, 20])
def test_logging_costs_the_same_queries_whatever_was_logged_before(
    entries: int, django_assert_num_queries: Any
) -> None:
    measure, writer = make_measure(make_report()), client_of(make_user())
    source = {"title": "T", "publisher": "P", "url": "https://example.org/a"}
    view = {"on": measure.key, "level": 1}
    for _ in range(entries):
        log(measure, sources=[make_evidence().key])
    writer.get("/api/v1/users/me/")

    # the token with its user; the report; markings held
    # what is named: a measure with its owners, an address
    # the act, and within it what may become a proposal instead, each a savepoint: four queries beside the twenty
    # the source
    # the chain, its end; the entry, its bearing, view and citation
    # what we said last of what the view is on
    # the measure locked, and read with its marks; bearings, views and sources on it; standings written
    # the entry as it is answered
    with django_assert_num_queries(4 + 20):
        answer = writer.post(
            "/api/v1/entries/", development(measure, sources=[source], assessments=[view]), format="json"
        )

    assert answer.status_code == HTTPStatus.CREATED
