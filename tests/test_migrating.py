"""Upgrading: a record of the first days comes through every migration, and nobody is held up for long."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from cbm_tracker.embedded.addresses import OWNER_ROLE
from tests.places import Place
from tests.servers import ROOT

FIRST_VERSION = ROOT / "tests" / "first_version.sql"
FIRST_VERSIONS_HEADS = ROOT / "tests" / "first_version_heads.jsonl"
LAST_OF_FIRST_VERSION = "0027_files_nobody_names"
SEALS = "SELECT key, sequence, commitment, seal FROM measures_entry ORDER BY key"
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
        # It names its own numbers; those of new rows go on after them.
        link.execute("SELECT setval('measures_chain_id_seq', 3)")
    standings = place.rows(STANDINGS, OWNER_ROLE)

    migrated = place.manage("migrate")

    assert migrated.returncode == 0, migrated.stderr
    verified = place.manage("verify_journal")
    assert "6 entries and 1 reviews in 4 chains verified, no fault found." in verified.stdout, (
        verified.stdout + verified.stderr
    )
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


def test_the_chains_of_the_first_version_verify_after_every_migration_since(place: Place) -> None:
    assert place.manage("migrate", "measures", LAST_OF_FIRST_VERSION).returncode == 0
    with psycopg.connect(place.address(OWNER_ROLE)) as link:
        # As it was, without what triggers would add: only a throwaway cluster lets the owner do so.
        link.execute("SET session_replication_role = replica")
        link.execute(FIRST_VERSION.read_bytes())
    seals = place.rows(SEALS, OWNER_ROLE)

    migrated = place.manage("migrate")

    assert migrated.returncode == 0, migrated.stderr
    verified = place.manage("verify_journal", "--heads", str(FIRST_VERSIONS_HEADS))
    assert "12 entries and 8 reviews in 7 chains verified, no fault found." in verified.stdout, verified.stderr
    assert ": redacted by Ida on " in verified.stdout
    assert place.rows(SEALS) == seals
    assert place.rows("SELECT DISTINCT seal_format FROM measures_entry") == [(1,)]
    # Reviews are sealed now and say so: in the order in which they were recorded, each where its source is read today.
    assert place.rows("""
        SELECT chain.marking, array_agg(sequence ORDER BY recorded_at, measures_review.id),
            bool_and(sealed_at > recorded_at)
        FROM measures_review JOIN measures_chain AS chain ON chain.id = chain_id GROUP BY 1 ORDER BY 1
    """) == [
        ("internal", [1], True),
        ("participants", [1, 2], True),
        ("public", [1, 2, 3, 4], True),
        ("released:NORTHSHORE", [1], True),
    ]
    for change in ("UPDATE measures_review SET note = 'x' RETURNING 1", "DELETE FROM measures_review RETURNING 1"):
        with pytest.raises(psycopg.errors.RestrictViolation, match="written once"):
            place.rows(change, OWNER_ROLE)


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
