"""The first record, loaded and used by a tracker of the first version, becomes the present one."""

import json
import re
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.conftest import FIXTURES
from tests.places import Place, new_place

pytestmark = pytest.mark.django_db

LIBRARIES = [str(FIXTURES / name) for name in ("zhao-2020.yaml", "zhao-2020-record.yaml")]
STANDINGS = """
    SELECT measure.key, audience, (to_jsonb(standing) - 'id' - 'measure_id')::text
    FROM measures_standing AS standing JOIN measures_measure AS measure ON measure.id = measure_id
        JOIN measures_report AS report ON report.id = report_id
    WHERE slug = 'zhao-2020'
"""
JOURNAL = "SELECT id, key, title, narrative, author_name, seal FROM measures_entry ORDER BY id"
OF_SERIES = re.compile(r"(zhao-2020-(?:EV-\d{3}|AS-\d{4}-\d\d-\d\d))-\d\b")
SUMMARY = re.compile(r" +[a-z ]+: +(\d+) added +(\d+) changed +(\d+) withdrawn +\d+ unchanged")
DRY = "Nothing was written: this was a dry run.\n"


class UsedTracker(Place):
    """A tracker of the first version that people used, and what each load said until it had the present record."""

    def bring_up_to_date(self) -> None:
        self.install("62d23dc-record")
        self.succeed("migrate")
        self.journal = self.rows(JOURNAL)
        self.shown, self.loaded = "", ""
        for library in LIBRARIES:
            self.shown += self.succeed("load_report", library, "--dry-run").removesuffix(DRY)
            self.loaded += self.succeed("load_report", library, "--verbosity", "2")
        self.loaded_again = "".join(self.succeed("load_report", library) for library in LIBRARIES)

    def succeed(self, *arguments: str) -> str:
        done = self.manage(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def tracker(loaded: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[UsedTracker]:
    with new_place(tmp_path_factory.mktemp("used"), UsedTracker) as place:
        place.bring_up_to_date()
        yield place


type Figures = dict[str, object]


def standings(rows: list[tuple[object, ...]]) -> dict[tuple[object, object], Figures]:
    """Where measures stand for whom, whichever entry of a series says so."""
    return {(key, audience): json.loads(OF_SERIES.sub(r"\1", str(standing))) for key, audience, standing in rows}


def fresh_standings() -> dict[tuple[object, object], Figures]:
    with connection.cursor() as cursor:
        cursor.execute(STANDINGS)
        return standings(cursor.fetchall())


def test_it_stands_as_a_new_one_but_for_what_people_did(tracker: UsedTracker) -> None:
    fresh, used = fresh_standings(), standings(tracker.rows(STANDINGS))
    differing = {
        (key, audience): {name: value for name, value in figures.items() if fresh[key, audience][name] != value}
        for (key, audience), figures in used.items()
    }

    checked = {"last_checked": "2026-11-27"}
    # Their correction of EV-038 gives it the day that the present record gives it, and leaves its direction.
    corrected = {"latest_on": "2024-05-14", "latest_by": "2024-05-14", "sources_toward": 3}
    theirs = {"CO-3": checked, "JT-4": checked, "JT-2": checked, "JT-1": checked | corrected}
    assert fresh.keys() == used.keys()
    assert {each: figures for each, figures in differing.items() if figures} == {
        (f"zhao-2020-{code}", audience): figures
        for code, figures in theirs.items()
        for audience in ("public", "participants", "team")
    }


def test_what_was_written_stays_as_it_was_and_verifies(tracker: UsedTracker) -> None:
    verified = tracker.manage("verify_journal")

    assert tracker.rows(JOURNAL)[: len(tracker.journal)] == tracker.journal
    assert "no fault found." in verified.stdout, verified.stderr
    assert tracker.rows("SELECT count(*) FROM measures_entry WHERE corrects_id IS NOT NULL") == [(65,)]


def test_the_dry_run_named_every_change(tracker: UsedTracker) -> None:
    written = tracker.rows(JOURNAL)[len(tracker.journal) :]

    assert tracker.shown == tracker.loaded
    assert len(written) == 177
    unnamed = [key for _, key, *_ in written if f" {OF_SERIES.sub(r'\1', str(key))} " not in tracker.shown]
    assert unnamed == []
    assert "Kept: corrected here: Development zhao-2020-EV-038 " in tracker.shown


def test_a_second_load_changes_nothing(tracker: UsedTracker) -> None:
    figures = SUMMARY.findall(tracker.loaded_again)

    assert len(figures) > 10
    assert set(figures) == {("0", "0", "0")}
