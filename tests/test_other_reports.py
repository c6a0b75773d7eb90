"""Reports of other kinds load as data, without code: a group of States as the party, and two instruments with links."""

import json
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from measures.library.load import load_library
from measures.models import Kind, Link, Measure, Party, PartyKind, Report

FIXTURES = Path(__file__).parent.parent / "fixtures"
OTHERS = ("osce-cyber-2016", "launch-notification")


@pytest.fixture(scope="module", autouse=True)
def others(loaded: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        for slug in OTHERS:
            load_library(FIXTURES / f"{slug}.yaml")


pytestmark = pytest.mark.django_db


def test_a_group_of_states_is_the_party_of_sixteen_measures() -> None:
    measures = Measure.objects.filter(report__slug="osce-cyber-2016")

    assert list(measures.values_list("code", flat=True)) == [f"CBM-{index}" for index in range(1, 17)]
    assert set(measures.values_list("kind", "parties")) == {(Kind.COOPERATIVE, "OSCE")}
    assert Party.objects.get(code="OSCE").kind == PartyKind.GROUP


def test_two_instruments_stand_side_by_side_with_links_that_are_our_reading() -> None:
    links = Link.objects.filter(source__report__slug="launch-notification")

    assert set(links.values_list("source__code", "target__code", "relation", "basis")) == {
        ("LN-1", "LN-2", "depends_on", "ours"),
        ("HC-2", "LN-1", "related", "ours"),
    }


@pytest.mark.parametrize("slug", OTHERS)
def test_a_report_without_a_record_has_pages_and_readings(slug: str, client: Client) -> None:
    report = Report.objects.get(slug=slug)

    for address in (f"/?report={slug}", f"/measures/?report={slug}", f"/journal/?report={slug}"):
        assert client.get(address).status_code == 200
    listed = client.get(f"/api/v1/measures/?report={slug}&count=true").json()

    assert listed["count"] == report.measures.count() > 0
    assert json.dumps(listed).count('"level": 0') == 0


@pytest.mark.parametrize("slug", OTHERS)
def test_every_text_has_both_languages(slug: str) -> None:
    measures = list(Measure.objects.filter(report__slug=slug))

    assert measures
    for measure in measures:
        assert measure.title and measure.title_zh_hans
        assert measure.description and measure.description_zh_hans
