"""Pages ask the database as often for two thousand measures as for fourteen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.models import Addressing, Ambiguity, Measure, Party, Report
from measures.operations.drafts import BearingDraft, ViewDraft
from measures.operations.standing import restate
from tests.factories import log, make_ambiguity, make_evidence, make_party, make_report

pytestmark = pytest.mark.django_db

OVERVIEW = [
    "report",  # the reports to choose from
    "party",  # the sides
    "measure",  # with standings
    "party",  # … addressed
    "ambiguity",
    "party",  # … whose it is
    "addressing",
    "party",  # … of its measure
    "view",  # perceptions
    "bearing",
    "link",  # which reciprocate
    "entry",  # which developments moved something
    "entry",  # which entries were recorded last
    "entry",  # both, for reading: bearings, views, sources, marks
    "bearing",
    "measure",
    "ambiguity",
    "view",
    "measure",
    "ambiguity",
    "party",
    "citation",
    "evidence",
    "milestonemark",
    "entry",  # developments on record
    "bearing",  # of the last twelve months, by direction
    "party",  # the sides again, for their markers
    "party",  # names
]
MEASURES = ["report", "report", "measure", "measure", "party", "measure", "party", "ambiguity"]
"""The reports, the one asked for, how many are found, the page, whom they address, how many there are, two filters."""

AMBIGUITIES = [
    "report",
    "ambiguity",
    "party",
    "addressing",
    "party",
    "measure",
    "party",
    "party",
    "view",
    "bearing",
    "party",
]
JOURNAL = [
    "report", "report",
    "entry",  # how many count
    "entry",  # the page, for reading
    "bearing", "measure", "ambiguity", "view", "measure", "ambiguity", "party", "citation", "evidence", "milestonemark",
    "entry",  # how many there are
    "entry",  # the years
    "measure",  # for the filter
]  # fmt: skip
SOURCES = ["report", "report", "review", "review"]
"""The reports, the one asked for, how many, and the page with review states and citations."""


def make_record(measures: int) -> Report:
    """A report with so many measures, some developments, a source and views on both kinds of things."""
    report = make_report("calm")
    parties = [make_party("NORTHSHORE"), make_party("SOUTHSHORE")]
    elements = [
        make_ambiguity(report, f"A{number}", parent=make_ambiguity(report, f"S{number}")) for number in range(3)
    ]
    for element in elements:
        element.bearers.add(parties[0])
    rows = Measure.objects.bulk_create(
        Measure(
            report=report, code=f"M{number}", key=f"calm-M{number}", position=number, kind="joint", title=f"M {number}"
        )
        for number in range(measures)
    )
    connect(rows, parties, elements)
    restate([row.pk for row in rows])
    for row in rows[:12]:
        log(
            row,
            occurred="2026-10-01",
            bears_on=[
                BearingDraft(on=row.key, direction="toward", about="NORTHSHORE"),
                BearingDraft(on=elements[0].key, direction="clearer", about="NORTHSHORE"),
            ],
            views=[
                ViewDraft(on=row.key, whose="independent", about="none", level=1, direction="toward"),
                ViewDraft(
                    on=elements[0].key,
                    whose="SOUTHSHORE",
                    about="NORTHSHORE",
                    text="It is clear.",
                    provenance="our_reading",
                ),
            ],
            sources=[make_evidence().key],
        )
    return report


def connect(measures: list[Measure], parties: list[Party], elements: list[Ambiguity]) -> None:
    addressed = Measure.parties.through
    addressed.objects.bulk_create(
        addressed(measure_id=row.pk, party_id=party.pk) for row in measures for party in parties
    )
    Addressing.objects.bulk_create(
        Addressing(measure=row, ambiguity=elements[row.position % 3], strength="primary", basis="report")
        for row in measures
    )


@pytest.mark.parametrize("measures", [14, 2000])
def test_pages_ask_a_constant_number_of_questions(client, measures):
    make_record(measures)
    asked: dict[str, list[str]] = {}

    for address in ("/", "/measures/", "/ambiguities/", "/journal/", "/sources/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked[address] = [query["sql"].split(' FROM "measures_')[1].split('"')[0] for query in queries]

    assert asked == {
        "/": OVERVIEW,
        "/measures/": MEASURES,
        "/ambiguities/": AMBIGUITIES,
        "/journal/": JOURNAL,
        "/sources/": SOURCES,
    }


@pytest.mark.parametrize("address", ["/", "/measures/", "/ambiguities/", "/journal/"])
def test_a_past_day_costs_no_more_for_more_measures(client, address, django_assert_max_num_queries):
    make_record(14)
    with CaptureQueriesContext(connection) as few:
        client.get(f"{address}?as_of=2026-10-15")
    Measure.objects.bulk_create(
        Measure(report_id=Report.objects.get().pk, code=f"N{n}", key=f"calm-N{n}", position=n, kind="joint", title="N")
        for n in range(100, 300)
    )

    with django_assert_max_num_queries(len(few)):
        client.get(f"{address}?as_of=2026-10-15")
