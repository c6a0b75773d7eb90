"""Upgrading: a record of the first days comes through every migration, and nobody is held up for long."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from cbm_tracker.embedded.addresses import OWNER_ROLE
from tests.places import Place
from tests.servers import ROOT

FIRST_RECORD = (ROOT / "tests" / "first_record.sql").read_text(encoding="utf-8")
STANDINGS = """
    SELECT key, audience, status, latest_direction, sources_toward, level
    FROM measures_standing JOIN measures_measure AS measure ON measure.id = measure_id ORDER BY key, audience
"""
LATEST = """
    SELECT key, audience, latest_on, latest_by
    FROM measures_standing JOIN measures_measure AS measure ON measure.id = measure_id ORDER BY key, audience
"""
APPLIED = "SELECT name FROM django_migrations WHERE app = 'measures' ORDER BY name"


def test_a_record_of_the_first_migration_comes_through_all_and_verifies(place: Place) -> None:
    assert place.manage("migrate", "measures", "0001_initial").returncode == 0
    with psycopg.connect(place.address(OWNER_ROLE)) as link:
        link.execute(FIRST_RECORD.encode())
    standings = place.rows(STANDINGS, OWNER_ROLE)

    migrated = place.manage("migrate")

    assert migrated.returncode == 0, migrated.stderr
    verified = place.manage("verify_journal")
    assert "6 entries in 3 chains verified, no fault found." in verified.stdout, verified.stdout + verified.stderr
    assert place.rows("SELECT title, title_zh_hans, due_on FROM measures_measure ORDER BY key") == [
        ("Publish ferry timetables", "公布渡轮时刻表", "2024-06"),
        ("Share lamp charts", "", None),
    ]
    assert place.rows("SELECT email, role, speaks_for_id FROM measures_user ORDER BY id") == [
        ("wei@example.org", "editor", None),
        ("ida@example.org", "administrator", None),
        ("nora@example.org", "reader", "NORTHSHORE"),
    ]
    latest = place.rows(LATEST)
    assert place.manage("rebuild_standings").returncode == 0
    assert place.rows(STANDINGS) == standings
    # A development of a month is dated to the month, and counts from its last day.
    assert place.rows(LATEST) == latest
    assert any(on and len(on) == 7 and by for *_, on, by in latest)
    assert place.manage("migrate", "--check").returncode == 0


@contextmanager
def somebody_reading(place: Place, table: str) -> Iterator[psycopg.Connection]:
    """A transaction that has read a table and does not end."""
    with psycopg.connect(place.address(OWNER_ROLE)) as link:
        link.execute(f"SELECT count(*) FROM {table}".encode())
        yield link


def test_a_migration_gives_way_to_those_who_use_its_table_and_says_so(place: Place) -> None:
    place.manage("migrate", "measures", "0002_guard_the_journal")
    before = place.rows(APPLIED, OWNER_ROLE)

    with somebody_reading(place, "measures_evidence"):
        refused = place.manage("migrate", "measures", "0003_stored_files", CBM_LOCK_TIMEOUT="0.1")

    assert refused.returncode == 1
    assert refused.stderr.count("tried again in 0.1 s") == 5
    assert "Others use the tables: a backup" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert place.rows(APPLIED, OWNER_ROLE) == before
    assert place.rows("SELECT to_regclass('measures_storedfile')") == [(None,)]

    with somebody_reading(place, "measures_evidence") as reader:
        command = [sys.executable, "manage.py", "migrate", "measures", "0003_stored_files"]
        with subprocess.Popen(
            command, env=place.environment | {"CBM_LOCK_TIMEOUT": "1"}, cwd=ROOT, stderr=subprocess.PIPE, text=True
        ) as migrating:
            assert migrating.stderr
            while "tried again" not in migrating.stderr.readline():
                assert migrating.poll() is None
            reader.rollback()
            assert migrating.wait(120) == 0
    assert place.rows(APPLIED, OWNER_ROLE) == [*before, ("0003_stored_files",)]
