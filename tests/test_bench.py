"""The short form of `make bench`: all of thousands is found by indexes, and every row of the table can be measured."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.models import OuterRef
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from bench import plain
from bench.generated import rows
from bench.generated.write import Order, generate, people_of
from bench.measuring import Cost
from bench.rows import ROWS, dashboard
from bench.stage import Stage
from measures.analysis.sides import parties_for
from measures.lists.paging import Cursor
from measures.models import (
    TEAM,
    Addressee,
    Chain,
    Claim,
    Entry,
    EntryKind,
    Marking,
    Measure,
    PartialDate,
    Report,
    Role,
    Standing,
    Track,
)
from measures.models.markings import AUDIENCES
from measures.models.records import json_rows
from measures.operations.copying import copy_rows, fresh_keys
from tests.factories import TODAY, client_of, get, make_measure, make_party, make_report, make_user
from tests.servers import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("any_moment")]

COUNT, FEW, SLUG = 5000, 20, "generated"
LIST = "measures/"
BIG = {"measures_measure", "measures_standing"}
BIG_WITH_ENTRIES = {*BIG, "measures_entry"}
ANALYZED = sorted({*BIG_WITH_ENTRIES, "measures_measure_parties"})


@pytest.fixture
def without_statistics_afterwards() -> Iterator[None]:
    """For the tests that follow on this database, what is known of tables would stay as large as it is now."""
    yield
    with connections["owner"].cursor() as cursor:
        for table in ANALYZED:
            cursor.execute("SELECT pg_clear_relation_stats('public', %s)", [table])
            cursor.execute(
                "SELECT pg_clear_attribute_stats('public', %s, attname, inherited) FROM pg_stats WHERE tablename = %s",
                [table, table],
            )


def generate_catalogue(order: Order) -> None:
    """The measures of a generated report with standings, and entries about nothing: it is their number that matters."""
    for code in rows.SHORES:
        make_party(code)
    cast = rows.Cast(make_report(order.slug), people_of(order), [])
    measures, addressed, standings = [], [], []
    for plan, key in zip(order.plans(), fresh_keys(Measure, order.count), strict=True):
        measures.append(rows.measure_of(plan, key, cast))
        addressed += [Addressee(measure_id=key, party_id=code) for code in rows.shores_of(plan)]
        standings += [Standing(measure_id=key, audience=audience.name, status=plan.path[-1]) for audience in AUDIENCES]
    chain = Chain.objects.create(report=cast.report, marking=Marking.INTERNAL)
    with transaction.atomic():
        copy_rows([unsealed_entry(chain, place) for place in range(1, order.count + 1)])
        copy_rows(measures)
        copy_rows(addressed)
        copy_rows(standings)
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(ANALYZED)}")


def unsealed_entry(chain: Chain, place: int) -> Entry:
    return Entry(
        key=f"{SLUG}-E{place}",
        report=chain.report,
        chain=chain,
        sequence=place,
        kind=EntryKind.DEVELOPMENT,
        track=Track.OFFICIAL,
        claim=Claim.REPORTED,
        occurred=PartialDate(2024),
        title="A buoy was seen",
        marking=Marking.INTERNAL,
        recorded_at=timezone.now(),
        seal_format=11,
        salt=b"",
        commitment=b"",
        seal=b"",
        name_salt=b"",
    )


def read_whole(sql: str) -> set[str]:
    """The tables that a statement reads whole."""
    with connection.cursor() as cursor:
        # Of what is prepared the values are not known.
        cursor.execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {sql}")
        [(plan,)] = cursor.fetchall()
    return {node["Relation Name"] for node in nodes(plan[0]["Plan"]) if node["Node Type"] == "Seq Scan"}


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


@pytest.mark.usefixtures("without_statistics_afterwards")
def test_among_many_measures_all_is_found_by_indexes() -> None:
    generate_catalogue(Order(COUNT, SLUG, 1, TODAY))
    person = client_of(make_user(role=Role.CONTRIBUTOR))
    lists_are_found(person)
    sides_are_found()
    one_is_written_about(person)
    one_is_read()


def lists_are_found(reader: APIClient) -> None:
    """… in few queries."""
    last = str(Cursor((SLUG, COUNT - 100, f"{SLUG}-G-{COUNT - 100}"), "report"))

    for parameters in (
        {},
        {"status": "in_progress"},
        {"cursor": last},
        {"q": "rescue drills"},
        {"q": "救援演练"},
        {"q": "4444号码头"},
    ):
        with CaptureQueriesContext(connection) as captured:
            page = get(LIST, reader, report=SLUG, **parameters)

        assert page["results"], parameters
        # Who asks, and the page.
        assert len(captured) <= 3, parameters
        [sql] = [query["sql"] for query in captured if "json_build_object" in query["sql"]]
        assert not read_whole(sql) & BIG, parameters


def sides_are_found() -> None:
    """… of each report without going through the measures that the same parties have in others."""
    make_measure(make_report("small"), parties=["NORTHSHORE"])
    parties = parties_for(OuterRef(OuterRef("pk")), TEAM)
    reports = Report.objects.annotate(sides=json_rows(parties, "code", "is_side"))

    [plan] = json.loads(reports.explain(analyze=True, format="json"))

    assert reports.get(slug="small").sides == [
        {"code": "NORTHSHORE", "is_side": True},
        {"code": "SOUTHSHORE", "is_side": False},
    ]
    read = (node["Actual Rows"] * node["Actual Loops"] for node in nodes(plan["Plan"]) if "Relation Name" in node)
    assert sum(read) < 20


def one_is_written_about(writer: APIClient) -> None:
    body = {
        "report": SLUG,
        "occurred": "2024-05",
        "title": "A buoy was laid",
        "narrative": "The harbour office laid it.",
        "track": "official",
        "claim": "reported",
        "bears_on": [{"on": f"{SLUG}-G-4444", "direction": "toward"}],
    }
    with CaptureQueriesContext(connection) as captured:
        answer = writer.post("/api/v1/entries/", body, format="json")

    assert answer.status_code == 201, answer.content
    assert any("FOR NO KEY UPDATE" in query["sql"] for query in captured)
    assert looking_through(captured, BIG_WITH_ENTRIES) == []


def one_is_read() -> None:
    key = f"{SLUG}-G-4444"
    for address in (f"/measures/{key}/", f"/api/v1/entries/?measure={key}", f"/api/v1/measures/{key}/evidence/"):
        with CaptureQueriesContext(connection) as captured:
            answer = Client().get(address)

        assert answer.status_code == 200, address
        assert looking_through(captured) == [], address


def test_every_row_of_the_table_can_be_measured(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.ROOT_URLCONF = plain.__name__
    monkeypatch.setattr(dashboard, "UPDATES", 1)
    for row in ROWS:
        monkeypatch.setattr(import_module(row.__module__), "compare", asked_once)
    generate(Order(FEW, SLUG, 1, timezone.now().date()), report_progress=print)

    with closing(Stage(FEW)) as stage:
        found = [list(row(stage)) for row in ROWS]

    assert all(found)


def test_it_begins_by_itself() -> None:
    subprocess.run([sys.executable, "-c", "import bench.__main__"], cwd=ROOT, check=True)


def asked_once(contenders: Mapping[str, Callable[[], object]], **_: int) -> dict[str, Cost]:
    """Each contender answers, whatever it costs."""
    for work in contenders.values():
        work()
    return dict.fromkeys(contenders, Cost(1, 1))


def looking_through(captured: CaptureQueriesContext, tables: set[str] = BIG) -> list[str]:
    """The questions that a big table is looked through for."""
    parameters = (query["sql"] for query in captured if query["sql"].startswith("SELECT"))
    return [sql for sql in parameters if read_whole(sql) & tables]
