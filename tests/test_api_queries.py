"""Every list costs the same few queries, however many rows there are."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from measures.models import (
    PUBLIC,
    Addressing,
    Ambiguity,
    Evidence,
    Measure,
    Milestone,
    Owner,
    PartialDate,
    Report,
    Standing,
)
from measures.operations.catalogue import add_entries, add_sources
from measures.operations.drafts import BearingDraft, EntryDraft, MarkDraft, ViewDraft
from tests.factories import make_ambiguity, make_evidence, make_measure, make_milestone, make_report, make_user

pytestmark = pytest.mark.django_db

ROWS = (14, 2000)


def fill_measures(report: Report, rows: int) -> None:
    """Measures, each with a party, an addressing, two owners, a standing and a milestone."""
    ambiguity, owners = make_ambiguity(report), [make_user(), make_user()]
    party = make_measure(report).parties.get()
    measures = Measure.objects.bulk_create(
        Measure(report=report, key=f"{report.slug}-{n}", code=f"{n}", position=10_000 + n, kind="joint", title="T")
        for n in range(rows)
    )
    for relation in (Measure.parties.through, Measure.needs_to_complete.through):
        relation.objects.bulk_create(relation(measure=measure, party=party) for measure in measures)
    Addressing.objects.bulk_create(
        Addressing(measure=measure, ambiguity=ambiguity, strength="primary", basis="report") for measure in measures
    )
    Owner.objects.bulk_create(
        Owner(measure=measure, user=user, named_by=user) for measure in measures for user in owners
    )
    Standing.objects.bulk_create(Standing(measure=measure, audience=PUBLIC.name) for measure in measures)
    Milestone.objects.bulk_create(
        Milestone(measure=measure, key=f"{measure.key}-M1", position=1, doers="together", type="dialogue", title="T")
        for measure in measures
    )


def fill_entries(report: Report, rows: int) -> None:
    """Entries, each with bearings and views on a measure and an ambiguity, a mark and a source."""
    measure, source = make_measure(report), make_evidence()
    ambiguity = make_ambiguity(report, parent=make_ambiguity(report))
    milestone = make_milestone(measure)
    drafts = [
        EntryDraft(
            key=f"{report.slug}-E{n}",
            occurred=PartialDate.parse("2024-04-23"),
            title="T",
            narrative="N",
            track="official",
            claim="reported",
            bears_on=[
                BearingDraft(on=measure.key, direction="toward"),
                BearingDraft(on=ambiguity.key, direction="clearer"),
            ],
            views=[
                ViewDraft(on=measure.key, whose="independent", level=1, sources=[source.key]),
                ViewDraft(on=ambiguity.key, whose="NORTHSHORE", text="W", provenance="our_reading"),
            ],
            milestones=[MarkDraft(on=milestone.key, state="met")],
            sources=[source.key],
        )
        for n in range(rows)
    ]
    add_entries(report, drafts, author_name="Library")


def fill_sources(report: Report, rows: int) -> None:
    """Sources, each reviewed, with one that another replaces."""
    replaced = make_evidence()
    sources = [
        Evidence(
            key=f"{report.slug}-S{n}", title="T", publisher="P", url=f"https://example.org/s{n}", replaces=replaced
        )
        for n in range(rows)
    ]
    add_sources(sources, accepted_by="Library")


def fill_ambiguities(report: Report, rows: int) -> None:
    """Elements of a set, each with a bearer."""
    parent, party = make_ambiguity(report), make_measure(report).parties.get()
    elements = Ambiguity.objects.bulk_create(
        Ambiguity(report=report, parent=parent, key=f"{report.slug}-{n}", code=f"{n}", position=10_000 + n, title="T")
        for n in range(rows)
    )
    Ambiguity.bearers.through.objects.bulk_create(
        Ambiguity.bearers.through(ambiguity=element, party=party) for element in elements
    )


@pytest.mark.parametrize(
    ("address", "fill", "queries"),
    [
        # measures with reports, parents and standings; parties; parties that are needed; addressings; their
        # ambiguities; owners; their users
        ("measures/", fill_measures, 7),
        # entries with reports, authors, responses and corrections; bearings, their measures, their ambiguities; views,
        # their measures, their ambiguities, whose they are, their grounds; citations, their sources; marks, their
        # milestones, those milestones' measures
        ("entries/", fill_entries, 14),
        # sources with reviews, recorders and what they replace
        ("evidence/", fill_sources, 1),
        # ambiguities with reports and sets; bearers
        ("ambiguities/", fill_ambiguities, 2),
        # milestones with measures and reports; parties; marks with entries
        ("milestones/", fill_measures, 3),
    ],
)
@pytest.mark.parametrize("rows", ROWS)
def test_a_list_costs_a_constant_number_of_queries(
    address: str,
    fill: Callable[[Report, int], None],
    queries: int,
    rows: int,
    django_assert_num_queries: Any,
) -> None:
    fill(make_report(), rows)
    page = min(rows, 500)

    with django_assert_num_queries(queries):
        answer = APIClient().get(f"/api/v1/{address}", {"page_size": page})

    assert len(answer.json()["results"]) == page


@pytest.mark.parametrize("rows", [14, 200])
def test_a_dashboard_costs_a_constant_number_of_queries(rows: int, django_assert_num_queries: Any) -> None:
    report = make_report()
    fill_measures(report, rows)
    fill_entries(report, 20)

    # the report; its sides; measures with standings, their parties; ambiguities, their bearers; addressings, their
    # parties; views and bearings on ambiguities; links that
    # reciprocate; what moved and what was recorded last; those entries, and the 13
    # things that come with them as in a list; of the views on ambiguities: these, their grounds, citations and sources
    with django_assert_num_queries(31):
        answer = APIClient().get("/api/v1/dashboard/", {"report": report.slug})

    assert len(answer.json()["overview"]["measures"]) == rows + 2
