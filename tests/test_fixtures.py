"""The reports under fixtures/ stand in the database to the letter, and loading them again changes nothing."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.core.management import call_command
from django.db.models import CharField, TextField

from measures.analysis.standing import main_assessment, sentence_of
from measures.library.load import load_library
from measures.library.read import TextLoader
from measures.models import (
    Ambiguity,
    Assessment,
    Bearing,
    Entry,
    EntryKind,
    Evidence,
    JournalRow,
    Kind,
    Measure,
    MilestoneMark,
    PartialDate,
    Report,
    Review,
    Standing,
    Statement,
    Status,
)
from measures.operations.editing import revise
from measures.operations.nouns import MEASURE
from tests.factories import make_user

FIXTURES = Path(__file__).parent.parent / "fixtures"
LIBRARIES = ["zhao-2020.yaml", "zhao-2020-record.yaml", "two-shores.yaml"]


def content_of(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.load((FIXTURES / name).read_text(encoding="utf-8"), Loader=TextLoader)
    return content


def pairs_in(node: Any) -> Iterator[tuple[str, str]]:
    """Every English and Chinese text below a node of a library."""
    if isinstance(node, dict):
        if set(node) == {"en", "zh-hans"} and isinstance(node["en"], str):
            yield node["en"], node["zh-hans"]
        else:
            for value in node.values():
                yield from pairs_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from pairs_in(value)


def stored_pairs() -> set[tuple[str, str]]:
    """Every English and Chinese text that the database holds."""
    pairs: set[tuple[str, str]] = set()
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields if isinstance(field, CharField | TextField)}
        for name in names:
            if f"{name}_zh_hans" in names:
                pairs.update(model._default_manager.values_list(name, f"{name}_zh_hans"))
    for report in Report.objects.all():
        pairs.update((wording["en"], wording["zh-hans"]) for wording in report.levels.values())
    return pairs


@pytest.mark.parametrize("name", LIBRARIES)
def test_every_text_of_a_library_is_in_the_database(reports: None, name: str) -> None:
    missing = set(pairs_in(content_of(name))) - stored_pairs()

    assert not missing


def test_the_report_has_its_measures_and_ambiguities(reports: None) -> None:
    whole = Measure.objects.filter(report__slug="zhao-2020").whole()

    assert Counter(whole.values_list("kind", flat=True)) == {Kind.UNILATERAL: 6, Kind.COOPERATIVE: 4, Kind.JOINT: 4}
    assert Counter(whole.filter(kind=Kind.UNILATERAL).values_list("parties", flat=True)) == {"CN": 3, "US": 3}
    ambiguities = Ambiguity.objects.filter(report__slug="zhao-2020")
    assert ambiguities.filter(parent=None).count() == 3
    assert ambiguities.exclude(parent=None).count() == 12


def test_the_record_is_there_row_by_row(reports: None) -> None:
    record = content_of("zhao-2020-record.yaml")["record"]
    entries = record["entries"]
    bearings = [bearing for entry in entries for bearing in entry.get("bears_on", [])]
    assessments = [each for entry in entries for each in entry.get("assessments", [])]
    of_report = {"entry__report__slug": "zhao-2020"}

    kinds = Counter(Entry.objects.filter(report__slug="zhao-2020").values_list("kind", flat=True))
    assert kinds == Counter(entry["kind"] for entry in entries) | Counter(readouts=len(record["readouts"]), summary=1)
    assert kinds[EntryKind.DEVELOPMENT] == 131
    assert Evidence.objects.filter(key__startswith="zhao-2020-").count() == len(record["sources"]) == 306
    assert Assessment.objects.filter(**of_report).count() == len(assessments) == 169
    assert Bearing.objects.filter(**of_report).count() == len(bearings)
    changes = Bearing.objects.filter(**of_report).exclude(status="")
    assert changes.count() == sum("status" in bearing for bearing in bearings) == 25
    assert changes.filter(status=Status.PROPOSED).count() == 14
    assert MilestoneMark.objects.filter(**of_report).count() == 3


def test_the_sources_of_the_record_say_what_they_are(reports: None) -> None:
    sources = Evidence.objects.filter(key__startswith="zhao-2020-")

    assert Counter(sources.values_list("grade", flat=True)) == {"A": 55, "B": 179, "C": 72}
    kinds = Counter(sources.values_list("kind", flat=True))
    assert kinds["official_text"] + kinds["official_statement"] == 61
    # As the codebook's rule 14 has it, for whichever side: grade B, and whose text it is.
    carried = sources.filter(kind="authorised_text")
    assert (carried.count(), carried.filter(grade="B").exclude(origin="").count()) == (20, 20)
    assert (kinds["press"], kinds["analysis"], kinds["reference"]) == (197, 22, 6)
    in_chinese = Counter(sources.filter(language__startswith="zh").values_list("language", flat=True))
    assert in_chinese == {"zh-hans": 55, "zh-hant": 23}
    assert sources.exclude(title="").exclude(original_title_language="").count() == 208
    assert sources.exclude(published=None).count() == 277
    assert sources.exclude(author="").count() == 24
    assert sources.exclude(accessed=None).count() == 300
    assert sources.exclude(note="").exclude(note_zh_hans="").count() == 84
    copies = sources.filter(read_as_copy=True)
    assert (copies.count(), copies.exclude(copy_sha256="").count()) == (63, 39)
    # That a copy was read is said by the field; whose it was, by nobody.
    for words in ("read as a copy", "SHA-256", "private", "kept by", "third party"):
        assert not sources.filter(note__icontains=words).exists()
    replaced = sources.exclude(replaces=None).values_list("key", "replaces__key")
    assert list(replaced) == [("zhao-2020-S-137", "zhao-2020-S-019")]


def test_the_assessments_of_the_record_are_ours(reports: None) -> None:
    assert not Assessment.objects.recorded_of_parties().exists()
    latest = Assessment.objects.filter(entry__key__startswith="zhao-2020-AS-2026-").values_list("entry__key", flat=True)
    assert Counter(latest) == {
        "zhao-2020-AS-2026-05-22": 34,
        "zhao-2020-AS-2026-09-28": 28,
        "zhao-2020-AS-2026-10-10": 11,
    }


def test_each_measure_of_the_record_has_a_sentence_in_short(reports: None) -> None:
    measures = Measure.objects.filter(report__slug="zhao-2020", parent=None)
    standings = Standing.objects.filter(measure__in=measures, audience="public").select_related("measure")

    sentences = [sentence_of(ours) for row in standings if (ours := main_assessment(row.measure, row.assessments))]

    assert len(list(filter(None, sentences))) == len(measures) == 14


def filed(statement: Statement) -> Iterator[str]:
    """The codes of what a statement is filed under."""
    for place in statement.places.all():
        if on := place.subject or place.on:
            yield on.code


@pytest.mark.parametrize("name", ["zhao-2020-record.yaml", "two-shores.yaml"])
def test_every_entry_says_what_its_library_says(reports: None, name: str) -> None:
    content = content_of(name)
    slug = content["report"] if isinstance(content["report"], str) else content["report"]["slug"]
    stored = {entry.key: entry for entry in Entry.objects.filter(report__slug=slug).for_reading()}

    for wanted in content["record"]["entries"]:
        entry = stored[f"{slug}-{wanted['key']}"]
        assert entry.occurred == PartialDate.parse(wanted["occurred"])
        bearings = {(row.on.code, row.direction, row.about_code, row.status) for row in entry.bearings.all()}
        assert bearings == {
            (row["on"], row["direction"], row.get("about", "none"), row.get("status", ""))
            for row in wanted.get("bears_on", [])
        }
        assessments = {(row.on.code, row.about_code, row.level, row.nothing) for row in entry.assessments.all()}
        assert assessments == {
            (row["on"], row.get("about", "none"), row.get("level"), row.get("nothing", ""))
            for row in wanted.get("assessments", [])
        }
        statements = {
            (row.key, tuple(row.parties), row.about_code, row.quotation, frozenset(filed(row)))
            for row in entry.statements.all()
        }
        assert statements == {
            (
                f"{slug}-{row['key']}",
                tuple(row["parties"]),
                row.get("about", "itself"),
                row["quotation"],
                frozenset((*row.get("subjects", []), *row.get("on", []))),
            )
            for row in wanted.get("statements", [])
        }
        cited = {row.evidence.key for row in entry.citations.all()}
        said = [key for each in wanted.get("statements", []) for key in (each["source"], *each.get("also_in", []))]
        assert cited == {f"{slug}-{key}" for key in (*wanted.get("sources", []), *said)}


def test_sources_of_a_library_come_accepted_by_it(reports: None) -> None:
    reviews = Review.objects.filter(evidence__key__startswith="zhao-2020-")

    assert set(reviews.values_list("state", "reviewer", "reviewer_name")) == {
        ("accepted", None, "zhao-2020 2026-12-03")
    }


def test_loading_again_changes_nothing(reports: None) -> None:
    journal = [model for model in apps.get_models() if issubclass(model, JournalRow)]
    before = {model: model._default_manager.count() for model in journal}

    for name in LIBRARIES:
        tallies = load_library(FIXTURES / name)
        assert sum(tally.added + tally.changed for tally in tallies.values()) == 0

    assert {model: model._default_manager.count() for model in journal} == before


def test_loading_keeps_what_an_editor_revised(reports: None) -> None:
    measure = Measure.objects.get(key="two-shores-COOP-1")
    revise(MEASURE, measure, changes={"title": "Our title"}, version=1, by=make_user(role="editor"))

    load_library(FIXTURES / "two-shores.yaml")

    assert Measure.objects.get(key="two-shores-COOP-1").title == "Our title"


def test_the_command_says_what_it_did(reports: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_report", FIXTURES / "two-shores.yaml")

    assert "measures:     0 added     0 changed     0 withdrawn     5 unchanged" in capsys.readouterr().out


LEVEL_2 = {"en": "Partial step that the other side can observe", "zh-hans": "对方可观察到的部分步骤"}


@pytest.mark.django_db
def test_a_tracker_with_an_older_wording_of_a_level_gets_the_newer_one():
    load_library(FIXTURES / "zhao-2020.yaml")
    report = Report.objects.get(slug="zhao-2020")
    report.levels = {**report.levels, "2": {"en": "A part of it", "zh-hans": "部分落实"}}
    report.save(update_fields=["levels"])

    call_command("load_report", str(FIXTURES / "zhao-2020.yaml"))

    report.refresh_from_db()
    assert report.levels["2"] == LEVEL_2
