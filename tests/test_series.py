"""A newer version of a record corrects what an older one said, in the journal, and alters none of it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction
from django.db.models import F
from django.test import Client

from measures.analysis.readouts import Meeting, meetings_of
from measures.analysis.verification import verify
from measures.library.load import load_content, load_library
from measures.library.read import Library, TextLoader, parse_library, read_library
from measures.models import PUBLIC, CorrectionReason, Entry, Evidence, Marking, Measure, Standing
from measures.models.journal import AFTER_LIBRARIES
from measures.operations.catalogue import CatalogueDifference, LoadOutcome, Tallies
from measures.operations.entries import correct_entry
from measures.operations.evidence import revise_evidence
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from measures.operations.redrafting import draft_of_entry, readouts_of
from tests.conftest import FIXTURES
from tests.factories import TODAY, compare, draft_of, get, log, make_evidence, make_user, text_draft
from tests.old_records import parse_old
from tests.places import VERSIONS

pytestmark = pytest.mark.django_db
CATALOGUE, RECORD = FIXTURES / "zhao-2020.yaml", FIXTURES / "zhao-2020-record.yaml"
FIRST_RECORD = VERSIONS / "zhao-2020-record.yaml"
OF_SERIES = re.compile(r"((?:EV-\d{3}|AS-\d{4}-\d\d-\d\d))-\d\b")


@contextmanager
def undone() -> Iterator[None]:
    """What is done within leaves nothing."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@cache
def read(path: Path) -> Library:
    """A library, read once; the first version of the record is an old one."""
    return parse_old(path.name, path.read_bytes()) if path == FIRST_RECORD else read_library(path)


def load(path: Path, *, dry_run: bool = False) -> Tallies:
    return load_content(read(path), dry_run=dry_run)


def load_first_version() -> None:
    """The report with the first version of its record, as trackers have it that knew no order within a day."""
    load(CATALOGUE)
    load(FIRST_RECORD)
    Entry.objects.update(place_in_day=AFTER_LIBRARIES)


def standings() -> dict[tuple[str, str], str]:
    """Where measures stand for whom, whichever entry of a series says so."""
    rows = Standing.objects.annotate(key=F("measure__key")).values().order_by("key", "audience")
    return {
        (row.pop("key"), row["audience"]): OF_SERIES.sub(r"\1", repr({**row, "id": None, "measure_id": None}))
        for row in rows
    }


@cache
def fresh_standings() -> dict[tuple[str, str], str]:
    """Where they stand in a new tracker with the present record."""
    with undone():
        load(CATALOGUE)
        load(RECORD)
        return standings()


def journal() -> list[tuple[Any, ...]]:
    return list(Entry.objects.order_by("pk").values_list("pk", "key", "title", "narrative", "seal"))


def differences(tallies: Tallies, kind: str = "entries") -> set[tuple[str, str]]:
    return {(each.fate, each.name.split()[0]) for each in tallies[kind].differences}


def all_differences(tallies: Tallies) -> list[CatalogueDifference]:
    return [each for tally in tallies.values() for each in tally.differences]


def changes(tallies: Tallies) -> int:
    return sum(tally.added + tally.changed + tally.withdrawn for tally in tallies.values())


def test_a_newer_record_corrects_and_stands_as_if_it_were_new() -> None:
    fresh = fresh_standings()
    load_first_version()
    before = journal()

    shown = load(RECORD, dry_run=True)
    assert journal() == before
    done = load(RECORD)

    assert standings() == fresh
    assert journal()[: len(before)] == before
    assert verify().faults == []
    assert all_differences(shown) == all_differences(done)
    assert all(each.why for each in all_differences(done) if each.fate == LoadOutcome.CORRECTED)
    assert changes(load(RECORD)) == 0


def test_what_people_did_stands() -> None:
    fresh = fresh_standings()
    load_first_version()
    measure = Measure.objects.get(key="zhao-2020-JT-2")
    logged = log(measure, direction="background", occurred="2026-06-01")
    wrong = Entry.objects.get(key="zhao-2020-EV-035")
    theirs = correct_entry(wrong, draft_of(measure, direction="background"), by=make_user(role="editor"), on=TODAY)

    tallies = load(RECORD)

    assert (LoadOutcome.STANDS, "zhao-2020-EV-035") in differences(tallies)
    assert not hasattr(theirs, "correction")
    assert not hasattr(logged, "correction")
    bears_on = set(wrong.bearings.values_list("measure__key", flat=True)) | {measure.key}
    theirs_stand = {key for key, _ in standings().items() ^ fresh.items()}
    assert {key for key, _audience in theirs_stand} <= bears_on
    assert verify().faults == []
    assert changes(load(RECORD)) == 0


def newer(change: Callable[[dict[str, Any]], None]) -> Any:
    """The fictional report, of a later version, in which something is otherwise."""
    content = yaml.load((FIXTURES / "two-shores.yaml").read_text(encoding="utf-8"), Loader=TextLoader)
    content["version"] = "2027-01-01"
    change(content["record"])
    return parse_library("newer.yaml", yaml.safe_dump(content, allow_unicode=True))


def entry_in(record: dict[str, Any], key: str) -> dict[str, Any]:
    return next(each for each in record["entries"] if each["key"] == key)


def retell(*keys: str) -> Callable[[dict[str, Any]], None]:
    """Tell some entries in other words."""

    def change(record: dict[str, Any]) -> None:
        for key in keys:
            entry_in(record, key)["narrative"] = {"en": f"{key} in other words."}

    return change


def entry(key: str) -> Entry:
    return Entry.objects.get(key=f"two-shores-{key}")


def test_what_rests_on_a_corrected_entry_says_nothing_else_for_that_alone(reports: None) -> None:
    library = newer(retell("EV-01"))

    tallies = load_content(library)

    assert differences(tallies) == {(LoadOutcome.CORRECTED, "two-shores-EV-01")}
    assert entry("EV-01-2").corrects == entry("EV-01")
    assert changes(load_content(library)) == 0


def test_each_version_corrects_the_last_and_names_what_is_in_force(reports: None) -> None:
    load_content(newer(retell("EV-01")))

    def change(record: dict[str, Any]) -> None:
        entry_in(record, "EV-01")["narrative"] = {"en": "Told once more."}
        retell("EV-02")(record)

    load_content(newer(change))

    assert entry("EV-01-3").corrects == entry("EV-01-2")
    assert entry("EV-02-2").responds_to == entry("EV-01-3")
    assert verify().faults == []


def test_what_is_gone_is_corrected_and_comes_back_if_the_library_has_it_again(reports: None) -> None:
    def drop(record: dict[str, Any]) -> None:
        record["entries"].remove(entry_in(record, "EV-09"))
        entry_in(record, "EV-10").pop("responds_to")

    library = newer(drop)
    tallies = load_content(library)

    assert (LoadOutcome.GONE, "two-shores-EV-09") in differences(tallies)
    assert tallies["entries"].withdrawn == 1
    gone = entry("EV-09-2")
    assert gone.title == "No longer in the record"
    assert not (gone.bearings.exists() or gone.assessments.exists() or gone.citations.exists())
    assert changes(load_content(library)) == 0
    load_library(FIXTURES / "two-shores.yaml", older=True)
    assert entry("EV-09-3").title == entry("EV-09").title
    assert verify().faults == []


def test_what_is_redacted_never_comes_back(reports: None) -> None:
    redact_entry(entry("EV-07"), by=make_user(role="administrator"), reason="A name")

    tallies = load_content(newer(retell("EV-07", "EV-08")))

    assert differences(tallies) == {
        (LoadOutcome.REDACTED, "two-shores-EV-07"),
        (LoadOutcome.CORRECTED, "two-shores-EV-08"),
    }
    assert not Entry.objects.filter(key="two-shores-EV-07-2").exists()
    assert verify().faults == []


def test_what_was_tightened_keeps_its_marking(reports: None) -> None:
    tighten_marking(entry("EV-11"), marking=Marking.INTERNAL, by=make_user(role="editor"))

    load_content(newer(retell("EV-11")))

    correction = entry("EV-11-2")
    assert (correction.marking, correction.chain.marking) == (Marking.INTERNAL, Marking.INTERNAL)
    assert verify().faults == []


def test_a_new_entry_is_read_by_those_who_may_read_what_it_names(reports: None) -> None:
    tighten_marking(entry("EV-11"), marking=Marking.PARTICIPANTS, by=make_user(role="editor"))

    def add(record: dict[str, Any]) -> None:
        record["entries"].append({**entry_in(record, "EV-09"), "key": "EV-99", "responds_to": "EV-11"})

    load_content(newer(add))

    assert entry("EV-99").marking == Marking.PARTICIPANTS


def test_sources_are_brought_up_to_date_but_for_what_somebody_revised(reports: None) -> None:
    source = Evidence.objects.get(key="two-shores-SRC-01")
    revise_evidence(source, grade="E", credibility=5, by=make_user(role="editor"))

    def change(record: dict[str, Any]) -> None:
        first, second = record["sources"][:2]
        first["title"], first["grade"], second["grade"] = {"en": "Its title"}, "A", "A"
        second["replaced_by"] = "SRC-03"

    library = newer(change)
    tallies = load_content(library)

    source.refresh_from_db()
    assert (source.title, source.grade) == ("Its title", "E")
    second = Evidence.objects.get(key="two-shores-SRC-02")
    assert (second.grade, second.replaced_by.get().key) == ("A", "two-shores-SRC-03")
    assert {(each.fate, each.field) for each in tallies["sources"].differences if "SRC-01" in each.name} == {
        (LoadOutcome.CHANGED, "title"),
        (LoadOutcome.CHANGED, "title zh hans"),
        (LoadOutcome.KEPT, "Grade of the source"),
        (LoadOutcome.KEPT, "Credibility of the item"),
    }
    assert changes(load_content(library)) == 0


def test_a_source_that_somebody_recorded_stands_for_the_library_s_at_its_address(reports: None) -> None:
    theirs = make_evidence(url="https://example.org/new")

    def change(record: dict[str, Any]) -> None:
        record["sources"].append({**record["sources"][0], "key": "SRC-99", "url": theirs.url})
        entry_in(record, "EV-01")["sources"].append("SRC-99")

    library = newer(change)
    load_content(library)

    assert set(entry("EV-01-2").citations.values_list("evidence__key", flat=True)) == {
        "two-shores-SRC-01",
        theirs.key,
    }
    assert changes(load_content(library)) == 0


def comparison_in(record: dict[str, Any], key: str) -> dict[str, Any]:
    return next(each for each in record["readouts"] if each["key"] == key)


def take_out_comparison(record: dict[str, Any]) -> None:
    record["readouts"].remove(comparison_in(record, "RO-1"))


def meeting_of(key: str) -> Meeting | None:
    """What compares the texts of a development, if anything does."""
    development = entry(key)
    return next(iter(meetings_of(development.report, PUBLIC, about=development)), None)


def test_a_comparison_that_says_something_else_is_corrected_as_a_whole(reports: None) -> None:
    def change(record: dict[str, Any]) -> None:
        north, south = comparison_in(record, "RO-1")["texts"]
        north["findings"][0]["mentions"][0]["sentence"]["en"] = "Both offices agreed on a line."
        south["findings"].pop()
        comparison_in(record, "RO-1")["related"] = ["EV-10"]

    library = newer(change)
    tallies = load_content(library)

    assert differences(tallies, "readouts") == {(LoadOutcome.CORRECTED, "two-shores-RO-1")}
    assert differences(tallies) == set()
    meeting = meeting_of("EV-03")
    assert meeting is not None
    assert (meeting.entry, meeting.entry.corrects) == (entry("RO-1-2"), entry("RO-1"))
    sentences = {mention.sentence for row in meeting.rows for side in row.sides for mention in side.mentions}
    assert "Both offices agreed on a line." in sentences
    assert meeting_of("EV-10") is not None
    assert entry("RO-1").texts.count() == 2
    assert changes(load_content(library)) == 0
    assert verify().faults == []


def test_a_comparison_follows_its_development_through_the_versions(reports: None) -> None:
    load_content(newer(retell("EV-03")))

    def change(record: dict[str, Any]) -> None:
        retell("EV-03")(record)
        comparison_in(record, "RO-1")["narrative"]["en"] = "20 January; the other text is of the 21st"

    load_content(newer(change))

    assert entry("RO-1").of == entry("EV-03")
    assert entry("RO-1-2").of == entry("EV-03-2")
    meeting = meeting_of("EV-03-2")
    assert meeting is not None and meeting.entry == entry("RO-1-2")


def test_a_comparison_that_is_gone_compares_nothing_and_may_come_back(reports: None) -> None:
    library = newer(take_out_comparison)
    tallies = load_content(library)

    assert (LoadOutcome.GONE, "two-shores-RO-1") in differences(tallies)
    gone = entry("RO-1-2")
    assert (gone.kind, gone.of, gone.title) == ("readouts", entry("EV-03"), "No longer in the record")
    assert meeting_of("EV-03") is None
    page = Client().get(f"/journal/{gone.key}/")
    assert (page.status_code, "No longer in the record" in page.content.decode()) == (200, True)
    assert get(f"readouts/{gone.key}/")["texts"] == []
    assert changes(load_content(library)) == 0
    load_library(FIXTURES / "two-shores.yaml", older=True)
    meeting = meeting_of("EV-03")
    assert meeting is not None and meeting.entry == entry("RO-1-3")
    assert verify().faults == []


def test_where_a_comparison_is_gone_a_person_may_compare_and_theirs_stands(reports: None) -> None:
    load_content(newer(take_out_comparison))

    theirs = compare(entry("EV-03"), text_draft("NORTHSHORE"), text_draft("SOUTHSHORE"))
    tallies = load_library(FIXTURES / "two-shores.yaml", older=True)

    assert (LoadOutcome.STANDS, "two-shores-RO-1-2") in differences(tallies, "readouts")
    meeting = meeting_of("EV-03")
    assert meeting is not None and meeting.entry == theirs


def test_a_development_that_is_gone_with_its_comparison_takes_it_along(reports: None) -> None:
    def drop(record: dict[str, Any]) -> None:
        take_out_comparison(record)
        record["entries"].remove(entry_in(record, "EV-03"))

    library = newer(drop)
    load_content(library)

    assert entry("RO-1-2").corrects == entry("RO-1")
    assert entry("EV-03-2").title == "No longer in the record"
    assert changes(load_content(library)) == 0
    assert verify().faults == []


def test_where_a_person_corrected_a_comparison_theirs_stands(reports: None) -> None:
    draft = draft_of_entry(
        entry("RO-1"), readouts=replace(readouts_of(entry("RO-1")), judgements=[]), reason="Too soon."
    )
    theirs = correct_entry(entry("RO-1"), draft, by=make_user(role="editor"), on=TODAY)

    tallies = load_content(newer(take_out_comparison))

    assert differences(tallies) == set()
    assert not hasattr(theirs, "correction")


def test_of_entries_of_one_day_the_later_in_the_library_is_the_latest(reports: None) -> None:
    def change(record: dict[str, Any]) -> None:
        at = record["entries"].index(entry_in(record, "EV-09"))
        record["entries"].insert(at, {**entry_in(record, "EV-09"), "key": "EV-90"})

    load_content(newer(change))

    on_that_day = Entry.objects.filter(key__in=["two-shores-EV-09", "two-shores-EV-90"]).latest_first()
    assert [each.key for each in on_that_day] == ["two-shores-EV-09", "two-shores-EV-90"]


def test_a_correction_has_the_reasons_that_the_record_gives(reports: None) -> None:
    was, now, why = {"en": "One ferry."}, {"en": "Two ferries."}, {"en": "The page says two."}
    about = {"on": "2026-11-01", "was": was, "now": now, "why": why}

    def change(record: dict[str, Any]) -> None:
        retell("EV-01", "EV-02", "EV-13")(record)
        record["corrections"] = [
            {"key": "EV-01", **about, "ground": "SRC-01"},
            {"key": "status:NORTH-1/in_progress/2023-09", **about},
            {"key": "SRC-05", **about},
        ]

    library = newer(change)
    load_content(library)

    reasons = CorrectionReason.objects.filter(report__slug="two-shores")
    assert set(reasons.values_list("entry__key", "name", "why")) == {
        ("two-shores-EV-01-2", "two-shores-EV-01", "The page says two."),
        ("two-shores-EV-02-2", "status:two-shores-NORTH-1/in_progress/2023-09", "The page says two."),
        ("two-shores-EV-13-2", "", "Sources or wording made more exact."),
        (None, "two-shores-SRC-05", "The page says two."),
    }
    assert reasons.get(name="two-shores-EV-01").ground == Evidence.objects.get(key="two-shores-SRC-01")
    load_content(library)
    assert reasons.count() == 4
    assert verify().faults == []


def test_every_correction_of_the_record_is_kept(reports: None) -> None:
    reasons = CorrectionReason.objects.filter(report__slug="zhao-2020")

    assert reasons.count() == 197
    assert reasons.filter(name__startswith="view:").count() == 59
    assert reasons.filter(name__startswith="status:").count() == 11
    assert reasons.filter(name__startswith="zhao-2020-S-").count() == 37
    assert reasons.filter(name__startswith="zhao-2020-EV-").count() == 86
