"""The catalogue of a report is exported as a library that says the same, to whom may read it."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.test import Client

from measures.library.load import load_library
from measures.library.read import TextLoader, read_library
from measures.library.write import catalogue_of, library_text
from measures.models import Measure, Report
from measures.models.markings import PUBLIC, TEAM
from tests.factories import client_of, make_user

FIXTURES = Path(__file__).parent.parent / "fixtures"
CATALOGUES = ("launch-notification", "osce-cyber-2016", "two-shores", "zhao-2020")


def in_order(node: Any) -> Any:
    """A library with those of its lists sorted whose order says nothing."""
    if isinstance(node, dict):
        sets = ("parties", "bearer", "needs_to_complete", "addresses", "links", "feeds")
        return {
            key: sorted(map(repr, map(in_order, each))) if key in sets else in_order(each) for key, each in node.items()
        }
    return [in_order(each) for each in node] if isinstance(node, list) else node


@pytest.mark.parametrize("slug", CATALOGUES)
def test_a_catalogue_says_what_its_library_said(slug: str, db: None) -> None:
    path = FIXTURES / f"{slug}.yaml"
    load_library(path)
    words: dict[str, Any] = {**read_library(path).content}
    words.pop("record", None)

    found = catalogue_of(Report.objects.get(slug=slug), TEAM)
    # A party that only the record names is no part of the catalogue.
    names = {party["code"] for party in found["parties"]}
    words["parties"] = [party for party in words["parties"] if party["code"] in names]

    assert in_order(yaml.load(library_text(found), Loader=TextLoader)) == in_order(without_defaults(words))


def without_defaults(node: Any) -> Any:
    """A library without what is so anyway where nothing is said."""
    if isinstance(node, dict):
        return {
            key: without_defaults(each)
            for key, each in node.items()
            if each not in ([], None, "") and (key, each) not in (("review_every_days", 180), ("fictional", False))
        }
    return [without_defaults(each) for each in node] if isinstance(node, list) else node


def test_an_exported_catalogue_loads_and_changes_nothing(reports: None, tmp_path: Path) -> None:
    call_command("export_report", "zhao-2020", tmp_path / "zhao.yaml")

    tallies = load_library(tmp_path / "zhao.yaml")

    assert {name: (tally.added, tally.changed) for name, tally in tallies.items()} == dict.fromkeys(tallies, (0, 0))


@pytest.mark.django_db
def test_a_report_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no report with the short name “nowhere”"):
        call_command("export_report", "nowhere", tmp_path / "nowhere.yaml")

    assert not list(tmp_path.iterdir())


def test_a_catalogue_has_no_measure_and_no_feed_that_its_reader_may_not_see(reports: None) -> None:
    Measure.objects.filter(key="two-shores-NORTH-1").update(marking="internal")
    report = Report.objects.get(slug="two-shores")

    public, team = catalogue_of(report, PUBLIC), catalogue_of(report, TEAM)

    assert "NORTH-1" not in str(public)
    assert "NORTH-1" in str(team)
    assert "feeds" not in public
    assert len(public["measures"]) == len(team["measures"]) - 1


def test_everybody_takes_home_what_they_may_see_of_a_report_without_salts(reports: None, client: Client) -> None:
    Measure.objects.filter(key="two-shores-NORTH-1").update(marking="internal")
    team = client_of(make_user())

    public = client.get("/api/v1/reports/two-shores/library/")
    full = team.get("/api/v1/reports/two-shores/library/")

    assert public.headers["Content-Disposition"] == 'attachment; filename="two-shores.yaml"'
    assert b"NORTH-1" not in public.content
    assert b"NORTH-1" in full.content
    assert b"salt" not in full.content
    assert client.get("/api/v1/reports/nothing/library/").status_code == 404
