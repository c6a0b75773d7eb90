"""Upgrading: the records of two earlier versions come through it, and nobody is held up for long."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from cbm_tracker.embedded.addresses import OWNER_ROLE
from tests.places import VERSIONS, Place, new_place
from tests.servers import ROOT

FIRST, LATER = "62d23dc", "859465f"
# The version in between is upgraded with CBM_LONG_TESTS=1; `test_what_goes.py` upgrades the last.
UPGRADED = [FIRST, LATER] if os.environ.get("CBM_LONG_TESTS") == "1" else [FIRST]
HEADS = VERSIONS / f"{FIRST}_heads.jsonl"
SEALS = "SELECT key, sequence, commitment, seal FROM measures_entry ORDER BY key"
STANDINGS = """
    SELECT key, audience, status, latest_direction, sources_toward, level
    FROM measures_standing JOIN measures_measure AS measure ON measure.id = measure_id
    WHERE NOT starts_with(audience, 'party:') ORDER BY key, audience
"""
LATEST = """
    SELECT key, audience, assessments, latest_on, latest_by
    FROM measures_standing JOIN measures_measure AS measure ON measure.id = measure_id ORDER BY key, audience
"""
# Which entries and sources each account could read, by its role and by whom it spoke for.
READABLE = """
    SELECT email, named.key FROM (
        SELECT key, marking FROM measures_entry UNION ALL SELECT key, marking FROM measures_evidence
    ) AS named JOIN measures_user AS person ON marking = 'public' OR is_active AND (
        marking = 'participants' AND (role <> 'reader' OR speaks_for_id IS NOT NULL)
        OR marking = 'internal' AND role <> 'reader'
        OR marking = 'released:' || speaks_for_id
    )
"""
MADE_LATER = "SELECT to_regclass('measures_redactionmail')::text"
APPLIED = "SELECT name FROM django_migrations WHERE app = 'measures' ORDER BY name"
# What makes two databases alike. Columns go by their names: one that was added later stands at another place. Which
# numbers sequences have come to is not compared, nor are the names of constraints NOT NULL, nor where a condition casts
# texts, of which PostgreSQL makes something else each time that it is dumped and restored.
CATALOG = {
    "columns": """
        SELECT attrelid::regclass::text, attname::text, format_type(atttypid, atttypmod), attnotnull, attidentity::text,
            attgenerated::text, attcollation::regcollation::text, pg_get_expr(adbin, adrelid), attacl::text
        FROM pg_attribute
            JOIN pg_class ON pg_class.oid = attrelid
            LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') AND attnum > 0 AND NOT attisdropped
    """,
    "relations": """
        SELECT relname::text, relkind::text, relowner::regrole::text, ARRAY(SELECT unnest(relacl)::text ORDER BY 1),
            relpersistence::text, reloptions
        FROM pg_class WHERE relnamespace = 'public'::regnamespace
    """,
    "indexes": """
        SELECT regexp_replace(pg_get_indexdef(indexrelid), '::(text|character varying)(\\[\\])?|[()]', '', 'g'),
            indisvalid
        FROM pg_index
        WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    """,
    "constraints": """
        SELECT conrelid::regclass::text, conname::text,
            regexp_replace(pg_get_constraintdef(oid), '::(text|character varying)(\\[\\])?|[()]', '', 'g')
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    """,
    "sequences": """
        SELECT sequencename::text, sequenceowner::text, data_type::text, start_value, min_value, max_value,
            increment_by, cycle
        FROM pg_sequences WHERE schemaname = 'public'
    """,
    "functions": """
        SELECT pg_get_functiondef(oid), proowner::regrole::text, ARRAY(SELECT unnest(proacl)::text ORDER BY 1)
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        AND proname NOT IN ('present_moments', 'moments_of_the_clock')  -- tests have their own (`servers.py`)
    """,
    "triggers": """
        SELECT pg_get_triggerdef(oid), tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
    """,
    "migrations": "SELECT app, name FROM django_migrations",
    "schema": "SELECT ARRAY(SELECT unnest(nspacl)::text ORDER BY 1) FROM pg_namespace WHERE nspname = 'public'",
}


class Upgraded(Place):
    """The database of an earlier version, brought up to date, and what stood in it before."""

    def upgrade(self, version: str) -> None:
        self.install(version)
        self.seals = self.rows(SEALS, OWNER_ROLE)
        self.standings = self.rows(STANDINGS, OWNER_ROLE)
        self.applied = self.rows(APPLIED, OWNER_ROLE)
        self.was_readable = set(self.rows(READABLE, OWNER_ROLE))
        if version == FIRST:
            self.refused = self.migrate_while_somebody_reads()
            self.applied_when_refused = self.rows(APPLIED, OWNER_ROLE)
            self.table_when_refused = self.rows(MADE_LATER)
            self.migrate_once_nobody_reads()
        else:
            migrated = self.manage("migrate", CBM_DROPPED="redact")
            assert migrated.returncode == 0, migrated.stderr

    @contextmanager
    def somebody_reading(self) -> Iterator[psycopg.Connection]:
        """A transaction that has read a table and does not end."""
        with psycopg.connect(self.address(OWNER_ROLE)) as link:
            link.execute("SELECT count(*) FROM measures_digest")
            yield link

    def migrate_while_somebody_reads(self) -> subprocess.CompletedProcess[str]:
        with self.somebody_reading():
            return self.manage("migrate", CBM_LOCK_TIMEOUT="0.1", CBM_DROPPED="redact")

    def migrate_once_nobody_reads(self) -> None:
        command = [sys.executable, "manage.py", "migrate"]
        environment = self.environment | {"CBM_LOCK_TIMEOUT": "1", "CBM_DROPPED": "redact"}
        with (
            self.somebody_reading() as reader,
            subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True) as migrating,
        ):
            assert migrating.stderr
            while "tried again" not in migrating.stderr.readline():
                assert migrating.poll() is None
            reader.rollback()
            assert migrating.wait(120) == 0


@pytest.fixture(scope="module", params=UPGRADED)
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    with new_place(tmp_path_factory.mktemp("upgraded"), Upgraded) as place:
        place.upgrade(request.param)
        yield place


@pytest.mark.parametrize("part", CATALOG)
def test_a_database_that_was_upgraded_is_like_a_new_one(part: str, upgraded: Upgraded) -> None:
    with psycopg.connect(os.environ["CBM_OWNER_DATABASE_URL"]) as link:
        new = link.execute(CATALOG[part].encode()).fetchall()

    assert new
    assert sorted(upgraded.rows(CATALOG[part], OWNER_ROLE), key=repr) == sorted(new, key=repr)


def test_the_chains_of_a_version_verify_after_every_migration_since(upgraded: Upgraded) -> None:
    verified = upgraded.manage("verify_journal", "--heads", str(HEADS))

    assert "12 entries and 8 reviews in 8 chains verified, no fault found." in verified.stdout, verified.stderr
    assert ": redacted by Ida on " in verified.stdout
    assert upgraded.rows(SEALS) == upgraded.seals
    assert upgraded.rows("SELECT DISTINCT seal_format FROM measures_entry") == [(1,)]


def test_reviews_are_sealed_now_and_say_so(upgraded: Upgraded) -> None:
    # In the order in which they were recorded, each where its source is read today.
    assert upgraded.rows("""
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
            upgraded.rows(change, OWNER_ROLE)


def test_standings_are_what_they_would_be_if_they_were_made_anew(upgraded: Upgraded) -> None:
    latest = upgraded.rows(LATEST)

    assert upgraded.manage("rebuild_standings").returncode == 0

    assert upgraded.rows(STANDINGS) == upgraded.standings
    assert upgraded.rows(LATEST) == latest
    # A development of a month is dated to the month, and counts from its last day.
    assert any(on and len(on) == 7 and by for *_, on, by in latest)


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_no_account_reads_an_entry_or_a_source_that_it_could_not_read_before(
    upgraded: Upgraded, is_confirmed: bool
) -> None:
    readable = upgraded.readable(is_confirmed=is_confirmed)

    found = {(who, key) for who, rows in readable.items() if who for key in (*rows["entries"], *rows["evidence"])}
    assert found <= upgraded.was_readable
    # What was released to one party is gone; the one who spoke for it reads on once an administrator lets them in.
    gone = upgraded.was_readable - found
    assert {who for who, _key in gone} == {"nora@example.org"}
    assert len(gone) == (2 if is_confirmed else len(gone))


def test_a_database_of_a_version_in_between_is_refused_with_the_way(place: Place) -> None:
    place.install(LATER)
    place.rows("DELETE FROM django_migrations WHERE name > '0031' AND app = 'measures' RETURNING 1", OWNER_ROLE)
    before = place.rows(APPLIED, OWNER_ROLE)

    refused = place.manage("migrate")

    assert refused.returncode == 1
    assert "nothing has changed" in refused.stderr
    assert "commits 62d23dc and 859465f: bring it up to date with commit 859465f first" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert place.rows(APPLIED, OWNER_ROLE) == before


@pytest.mark.parametrize("upgraded", [FIRST], indirect=True)
def test_a_migration_gives_way_to_those_who_use_its_table_and_says_so(upgraded: Upgraded) -> None:
    refused = upgraded.refused

    assert refused.returncode == 1
    assert refused.stderr.count("tried again in 0.1 s") == 5
    assert "Others use the tables: a backup" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert upgraded.applied_when_refused == upgraded.applied
    assert upgraded.table_when_refused == [(None,)]
    assert upgraded.rows(MADE_LATER) == [("measures_redactionmail",)]
