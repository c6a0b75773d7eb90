"""The catalogue of a report is exported as a library that says the same, to whom may read it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db.models import BooleanField, CharField, IntegerField, JSONField, Model, TextField, URLField
from django.test import Client

from measures.library.load import load_content, load_library
from measures.library.read import TextLoader, parse_library, read_library
from measures.library.write import catalogue_of, library_text
from measures.models import (
    Addressing,
    Ambiguity,
    Indicator,
    Link,
    Measure,
    Milestone,
    Motivation,
    PartialDate,
    Party,
    Report,
    Subject,
    Term,
)
from measures.models.markings import PUBLIC, TEAM
from measures.models.partial_dates import PartialDateField
from measures.operations.clock import clock
from measures.wings.intake.models import Feed
from tests.factories import (
    client_of,
    make_ambiguity,
    make_measure,
    make_milestone,
    make_party,
    make_report,
    make_subject,
    make_user,
    serials,
)

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


NOTES = ("readouts_note", "dates_note", "statements_note")


@pytest.mark.parametrize("slug", CATALOGUES)
def test_a_catalogue_says_what_its_library_said(slug: str, db: None) -> None:
    path = FIXTURES / f"{slug}.yaml"
    load_library(path)
    words: dict[str, Any] = {**read_library(path).content}
    record = words.pop("record", {})
    notes = {"record_note": record.get("note"), **{name: record.get(name) for name in NOTES}}
    words["report"] = words["report"] | notes

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


# What a library does not hold, and why.
OWN = {"id", "version", "loaded_version", "search", "added_at", "withdrawn_at"}
NOT_IN_A_LIBRARY: dict[type[Model], set[str]] = {
    # Who reads it, and where it stands, is chosen where it is loaded; the day is that of the record.
    Report: {"marking", "record_as_of", "is_front_page", "archived_at"},
    Measure: {"due_by", "due_on_set_by", "from_library"},
    # It comes switched off, and is read anew.
    Feed: {
        *("is_on", "added_by", "removed_at", "due_at", "read_at", "failing_since", "failures"),
        *("tried_at", "tried_outcome"),
        *("etag", "last_modified", "last_text"),
    },
}
OF_REPORT = (Ambiguity, Measure, Milestone, Indicator, Addressing, Link, Term, Motivation, Subject, Feed)


def columns_in_a_library(model: type[Model]) -> list[Any]:
    left_out = OWN | NOT_IN_A_LIBRARY.get(model, set())
    return [column for column in model._meta.concrete_fields if column.name not in left_out]


def filled[Row: Model](model: type[Row], **given: Any) -> Row:
    """A row in which every column that a library holds says something else than usual."""
    values: dict[str, Any] = {}
    for column in columns_in_a_library(model):
        if column.is_relation or column.primary_key or column.name in given:
            continue
        match column:
            case _ if column.choices:
                values[column.name] = list(column.choices)[-1][0]
            case PartialDateField():
                values[column.name] = PartialDate.parse("2031-05")
            case URLField():
                values[column.name] = f"https://example.org/{next(serials)}"
            case BooleanField():
                values[column.name] = not column.default
            case IntegerField():
                values[column.name] = 1100 + next(serials) % 700
            case JSONField():
                values[column.name] = {}
            case CharField() | TextField():
                values[column.name] = f"{column.name} № {next(serials)}: “yes”, no\r\n  二"[: column.max_length]
    return model._default_manager.create(**values | given)


def full_report() -> Report:
    """A report that holds two or more of everything, parts with all that measures may have, and nothing usual."""
    levels = {str(level): {"en": f"Level {level}", "zh-hans": f"第{level}级"} for level in range(4)}
    report = filled(Report, slug="full", levels=levels)
    sides = [filled(Party, code=code) for code in ("EASTSIDE", "WESTSIDE")]
    of_report: dict[str, Any] = {"report": report}
    found: dict[str, Ambiguity] = {}
    # The second element of the first set was added last.
    for at, code in ((2, "A"), (3, "A1"), (7, "B"), (8, "B1"), (9, "A2")):
        of_set = {"parent": found.get(code[:1]), "perceived_by": sides[1]}
        found[code] = filled(Ambiguity, **of_report, **of_set, code=code, key=f"full-{code}", position=at)
        found[code].bearers.set(sides)
    measures: list[Measure] = []
    for code, key, at in (("V1.1 一", "full-V1-MARK", 4), ("M-2", "full-M-2", 11), ("P-1", "full-P-1", 15)):
        parent = measures[0] if code.startswith("P") else None
        words = {"extra": {"remark": "As in the table"}, "marking": "internal"}
        row = filled(Measure, **of_report, **words, parent=parent, code=code, key=key, position=at)
        row.parties.set(sides)
        row.needs_to_complete.set(sides if parent else sides[:1])
        measures.append(row)
    for row in measures:
        for at in (2, 5):
            filled(Milestone, measure=row, key=f"{row.key}-M{at}", position=at, doers="together")
            filled(Indicator, measure=row, key=f"{row.key}-I{at}", position=at)
        filled(Milestone, measure=row, key=f"{row.key}-M9", position=9, doers="party", party=sides[0])
        for ambiguity in (found["A"], found["A2"]):
            filled(Addressing, measure=row, ambiguity=ambiguity)
    filled(Link, source=measures[0], target=measures[2])
    for at in (3, 6):
        filled(Term, **of_report, key=f"full-T{at}", position=at)
        filled(Motivation, **of_report, key=f"full-R{at}", position=at, code=f"R{at}")
    looked_for = {"en": ["ferry", "ferry"], "zh-hans": []}
    above = filled(Subject, **of_report, code="S1", key="full-S1", position=2, looked_for=looked_for)
    below = filled(Subject, **of_report, parent=above, code="S2", key="full-S2", position=5, looked_for={})
    below.measures.set(measures[:1])
    below.ambiguities.set([found["A1"]])
    let_in = {"wanted_words": ["ferry"], "unwanted_words": ["football"], "read_every_hours": 7}
    filled(Feed, **of_report, party=sides[0], key="full-F", language="zh-hans", **let_in)
    return report


def catalogue_rows(report: Report) -> dict[str, list[dict[str, Any]]]:
    """All that a library holds of a report, by kind, and how its rows refer to each other."""
    measures = Measure.objects.filter(report=report)
    found: dict[str, list[dict[str, Any]]] = {"report": [columns_of(report)]}
    for model in OF_REPORT:
        names = {field.name for field in model._meta.fields}
        path = "report" if "report" in names else "source__report" if model is Link else "measure__report"
        found[model.__name__] = [columns_of(row) for row in model._default_manager.filter(**{path: report})]
    found["Party"] = [columns_of(row) for row in Party.objects.filter(measures__in=measures).distinct()]
    for name in ("parties", "needs_to_complete"):
        found[name] = [{name: (row.code, [each.code for each in getattr(row, name).all()])} for row in measures]
    found["bearers"] = [{row.code: [each.code for each in row.bearers.all()]} for row in report.ambiguities.all()]
    found["touches"] = [
        {row.code: [str(each) for each in (*row.measures.all(), *row.ambiguities.all())]}
        for row in report.subjects.all()
    ]
    return {kind: sorted(rows, key=repr) for kind, rows in found.items()}


def columns_of(row: Model) -> dict[str, Any]:
    """The columns of a row that a library holds; a row that it refers to, by its code."""
    values = {column: getattr(row, column.name) for column in columns_in_a_library(type(row))}
    return {
        column.name: getattr(value, "code", None) if column.is_relation else value for column, value in values.items()
    }


@pytest.mark.django_db
def test_a_saved_report_loads_and_changes_nothing() -> None:
    report = full_report()
    before, versions = catalogue_rows(report), list(Measure.objects.values_list("key", "version", "from_library"))

    tallies = load_content(parse_library("full.yaml", library_text(catalogue_of(report, TEAM))))

    assert {name: (tally.added, tally.changed) for name, tally in tallies.items()} == dict.fromkeys(tallies, (0, 0))
    assert catalogue_rows(Report.objects.get(slug="full")) == before
    assert list(Measure.objects.values_list("key", "version", "from_library")) == versions


@pytest.mark.django_db
def test_a_saved_report_says_the_same_where_nothing_of_it_is() -> None:
    """Every column of every kind of row: one that is added and forgotten here fails."""
    report = full_report()
    text = library_text(catalogue_of(report, TEAM))

    # Under other names there is nothing of it.
    load_content(parse_library("copy.yaml", text.replace("slug: full", "slug: copy").replace("SIDE", "BANK")))

    copy = catalogue_rows(Report.objects.get(slug="copy"))
    expected = renamed(catalogue_rows(report))
    assert [kind for kind, rows in expected.items() if not rows] == []
    for kind, rows in expected.items():
        assert in_their_order(copy[kind]) == in_their_order(rows), kind


def renamed(node: Any) -> Any:
    """The rows under the names of the copy."""
    match node:
        case dict():
            return {key: renamed(each) for key, each in node.items()}
        case list() | tuple():
            return type(node)(map(renamed, node))
        case str():
            return re.sub("^full\\b", "copy", node).replace("SIDE", "BANK")
        case _:
            return node


def in_their_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without their keys and places, which are made anew, but in their order below what they belong to."""
    ordered = sorted(
        rows, key=lambda row: (row.get("parent") or row.get("measure") or "", row.get("position", 0), repr(row))
    )
    return [{name: each for name, each in row.items() if name not in ("position", "key")} for row in ordered]


@pytest.mark.django_db
def test_a_report_with_nothing_but_what_it_needs_is_saved_and_loaded() -> None:
    report = make_report("bare")
    ambiguity = make_ambiguity(report, "A")
    ambiguity.bearers.set([make_party()])
    whole = make_measure(report, code="M", addresses=[ambiguity])
    make_measure(report, code="P", parent=whole)
    make_milestone(whole)
    Indicator.objects.create(measure=whole, key=f"{whole.key}-talks", position=1, name="Talks", how_judged="By date")
    make_subject(report, looked_for={})
    text = library_text(catalogue_of(report, PUBLIC))

    tallies = load_content(parse_library("bare.yaml", text))

    assert "version" not in yaml.safe_load(text)
    assert {name: (tally.added, tally.changed) for name, tally in tallies.items()} == dict.fromkeys(tallies, (0, 0))
    copies = load_content(parse_library("copy.yaml", text.replace("slug: bare", "slug: copy")))
    assert copies["parts"].added == copies["milestones"].added == copies["addressings"].added == 1


@pytest.mark.django_db
def test_a_saved_report_leaves_out_what_is_withdrawn_and_loading_it_brings_nothing_back() -> None:
    report = make_report("small")
    make_measure(report, code="M")
    gone = make_measure(report, code="GONE", from_library=True, withdrawn_at=clock())
    make_measure(report, code="PART", parent=gone)
    taken = make_ambiguity(report, "A", withdrawn_at=clock())
    make_ambiguity(report, "A1", parent=taken)
    Addressing.objects.create(measure=Measure.objects.get(code="M"), ambiguity=taken, strength="primary", basis="ours")
    above = make_subject(report, "S", withdrawn_at=clock())
    below = make_subject(report, "S1", parent=make_subject(report, "S2", parent=above))
    below.measures.set([gone])
    below.ambiguities.set([taken])
    Subject.objects.filter(code="S2").update(position=10_000)
    text = library_text(catalogue_of(report, TEAM))

    load_content(parse_library("small.yaml", text))

    assert [(row["code"], row.get("parent")) for row in yaml.safe_load(text)["subjects"]] == [
        ("S2", None),
        ("S1", "S2"),
    ]
    assert Subject.objects.get(code="S2").parent == above
    assert (below.measures.get(), below.ambiguities.get()) == (gone, taken)
    assert [measure["code"] for measure in yaml.safe_load(text)["measures"]] == ["M"]
    assert Measure.objects.get(code="GONE").is_withdrawn
