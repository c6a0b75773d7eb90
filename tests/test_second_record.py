"""The second version of the real record becomes the present one: entry by entry, each with its reason, in public."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from measures.analysis.past import with_standings
from measures.analysis.verification import verify
from measures.library.load import load_content
from measures.library.read import Library, read_library
from measures.models import PUBLIC, TEAM, CorrectionReason, Entry, Report, Standing
from measures.operations.catalogue import LoadOutcome, Tallies
from measures.operations.series import MORE_EXACT
from tests.conftest import FIXTURES
from tests.factories import get
from tests.markup import words_of
from tests.old_records import content_of_old, parse_old
from tests.places import VERSIONS
from tests.shared_rows import made_once
from tests.test_series import OF_SERIES, all_differences, changes, differences, journal, standings

pytestmark = pytest.mark.django_db

PRESENT = [FIXTURES / "zhao-2020.yaml", FIXTURES / "zhao-2020-record.yaml"]
SECOND = [VERSIONS / "0230932.yaml.gz", VERSIONS / "0230932-record.yaml.gz"]
DAYS = [date(2026, 10, 10), date(2025, 12, 31), date(2023, 12, 31), date(2022, 12, 31)]


@cache
def second(place: int) -> Library:
    return parse_old(SECOND[place].name, gzip.decompress(SECOND[place].read_bytes()))


@cache
def present(place: int) -> Library:
    return read_library(PRESENT[place])


@cache
def record(*, of_second: bool = False) -> dict[str, Any]:
    text = gzip.decompress(SECOND[1].read_bytes()) if of_second else PRESENT[1].read_bytes()
    content: dict[str, Any] = content_of_old(text)["record"]
    return content


def load_present(*, dry_run: bool = False) -> Tallies:
    load_content(present(0), dry_run=dry_run)
    return load_content(present(1), dry_run=dry_run)


def standings_on_days() -> dict[tuple[date, str, str], str]:
    """Where measures stood on past days, whichever entry of a series says so."""
    measures = Report.objects.get(slug="zhao-2020").measures.order_by("pk")
    return {
        (day, measure.standing.audience, measure.key): OF_SERIES.sub(r"\1", repr(figures_of(measure.standing)))
        for day in DAYS
        for audience in (PUBLIC, TEAM)
        for measure in with_standings(measures, audience, as_of=day)
    }


def figures_of(standing: Standing) -> dict[str, Any]:
    columns = {field.attname for field in Standing._meta.concrete_fields} - {"id", "measure_id"}
    return {name: getattr(standing, name) for name in sorted(columns)}


@dataclass(frozen=True)
class Update:
    """A tracker that had the second version and has loaded the present one, and one that never had another."""

    fresh: dict[tuple[str, str], str]
    fresh_on_days: dict[tuple[date, str, str], str]
    before: list[tuple[Any, ...]]
    shown: Tallies
    done: Tallies
    again: Tallies


def update() -> Update:
    with transaction.atomic():
        load_present()
        fresh, fresh_on_days = standings(), standings_on_days()
        transaction.set_rollback(True)
    for place in range(len(SECOND)):
        load_content(second(place))
    before = journal()
    load_content(present(0))
    shown = load_content(present(1), dry_run=True)
    assert journal() == before
    return Update(fresh, fresh_on_days, before, shown, load_content(present(1)), load_present())


@pytest.fixture(scope="module")
def updated(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Update]:
    yield from made_once(update, django_db_blocker)


def test_it_adds_and_corrects_and_leaves_the_rest(updated: Update) -> None:
    figures = {kind: (each.added, each.changed, each.withdrawn) for kind, each in updated.done.items()}

    assert figures == {
        "searches": (5, 2, 1),
        "reports": (0, 1, 0),
        "sources": (127, 48, 0),
        "entries": (58, 67, 0),
        "readouts": (0, 4, 0),
        "summaries": (1, 0, 0),
        "dates": (1, 5, 0),
        "second codings": (1, 0, 0),
    }
    assert updated.done["entries"].unchanged == 50


def test_what_was_added_is_what_the_second_version_lacked(updated: Update) -> None:
    had, has = ({entry["key"] for entry in record(of_second=each)["entries"]} for each in (True, False))

    assert had <= has
    assert {f"zhao-2020-{key}" for key in has - had} <= set(Entry.objects.values_list("key", flat=True))
    assert len(has - had) == 58


def test_every_correction_says_why_in_both_languages_and_in_words_of_its_own(updated: Update) -> None:
    corrections = Entry.objects.exclude(corrects=None)
    reasons = {entry.key: list(entry.reasons.all()) for entry in corrections.prefetch_related("reasons")}

    assert len(reasons) == 67 + 4
    assert [key for key, why in reasons.items() if not why] == []
    said = [(each.why, each.why_zh_hans) for why in reasons.values() for each in why]
    assert [words for words in said if not all(words) or words[0] == MORE_EXACT["why"]] == []


def test_what_was_written_stays_struck_through_and_verifies(updated: Update) -> None:
    assert journal()[: len(updated.before)] == updated.before
    assert verify().faults == []
    struck = Entry.objects.filter(correction__isnull=False)
    assert struck.count() == 71
    assert not Entry.objects.counting().filter(pk__in=struck.values("pk")).exists()


def test_the_dry_run_named_every_change(updated: Update) -> None:
    assert all_differences(updated.shown) == all_differences(updated.done)
    corrected = {key for fate, key in differences(updated.done) if fate == LoadOutcome.CORRECTED}
    assert corrected >= {f"zhao-2020-{key}" for key in ("EV-023", "EV-060", "EV-070", "AS-2026-09-28")}
    assert len(corrected) == 67
    dates = [(each.before, each.after) for each in updated.done["dates"].differences if "development" in each.field]
    followed = [f"zhao-2020-EV-{number}" for number in ("106", "108", "106", "106", "097")]
    assert sorted(dates) == sorted((key, f"{key}-2") for key in followed)


def test_a_second_load_changes_nothing(updated: Update) -> None:
    assert changes(updated.again) == 0
    assert all_differences(updated.again) == []


def test_measures_stand_as_in_a_new_tracker(updated: Update) -> None:
    assert len(updated.fresh) > 40
    assert standings() == updated.fresh
    assert len(updated.fresh_on_days) > 100
    assert standings_on_days() == updated.fresh_on_days


def test_what_is_in_force_is_what_the_present_record_says(updated: Update) -> None:
    in_force = Entry.objects.counting().filter(report__slug="zhao-2020", kind="development")

    titles = {entry["title"]["en"] for entry in record()["entries"] if entry["kind"] == "development"}
    assert sorted(in_force.values_list("title", flat=True)) == sorted(titles)
    assert in_force.count() == 131


def test_everybody_reads_each_correction_with_its_reason(updated: Update) -> None:
    rows = get("corrections/", report="zhao-2020", page_size=500)["results"]
    told = {(row["name"], row["was"], row["now"], row["why"]) for row in rows}
    stated = {
        (kind_and_key(each["key"]), *(each[name]["en"] for name in ("was", "now", "why")))
        for each in record()["corrections"]
    }

    assert len(stated) > 180
    assert stated <= told


def kind_and_key(key: str) -> str:
    kind, colon, place = key.rpartition(":")
    return f"{kind}{colon}zhao-2020-{place}"


@pytest.mark.parametrize(("language", "column"), [("en", "why"), ("zh-hans", "why_zh_hans")])
def test_the_page_of_corrections_shows_them_to_a_stranger(updated: Update, language: str, column: str) -> None:
    latest = (
        CorrectionReason.objects.filter(report__slug="zhao-2020").latest_first().values_list(column, flat=True)[:50]
    )

    page = Client(headers={"accept-language": language}).get("/corrections/?report=zhao-2020").content.decode()

    assert len(latest) == 50
    shown = words_of(page)
    assert [why for why in latest if " ".join(why.split()) not in shown] == []
