"""The servers of a test run, as an early plugin of pytest (`-p tests.servers`): up before Django reads its settings.

One throwaway PostgreSQL and one Valkey for a run, in a temporary folder. A template database is migrated once, as the
owner, while tests are collected; then each worker gets a copy of it, and a broker of its own.
"""

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from cbm_tracker.embedded.addresses import (
    APPLICATION_ROLE,
    DATABASE,
    OWNER_ROLE,
    broker_url,
    database_url,
    postgres_folder,
)
from cbm_tracker.embedded.postgres import THROWAWAY, PostgresServer, find_binaries
from cbm_tracker.embedded.services import USERS_LOCK, services, stop_abandoned

ROOT = Path(__file__).parent.parent
FOLDER = "CBM_TEST_SERVERS"
PREFIX = "cbm-tests-"
# Whoever makes the template or a copy of it holds this.
TEMPLATE_LOCK = "SELECT pg_advisory_lock(1)"
# With this setting the database takes a row as recorded at any moment, until the end of the transaction.
ANY_MOMENT = "tests.any_moment"
PRESENT_OR_ANY = """
    ALTER FUNCTION present_moments() RENAME TO moments_of_the_clock;
    CREATE FUNCTION present_moments() RETURNS tstzrange LANGUAGE sql STABLE RETURN CASE
        WHEN current_setting({setting}, true) = 'on' THEN tstzrange(NULL, NULL) ELSE moments_of_the_clock()
    END;
"""
running = ExitStack()


def environment(var: Path, database: str, index: int) -> dict[str, str]:
    """What the settings read, for one database and broker of this run."""
    return {
        "CBM_VAR": str(var),
        "CBM_DATABASE_URL": database_url(var, APPLICATION_ROLE, database),
        "CBM_OWNER_DATABASE_URL": database_url(var, OWNER_ROLE, database),
        "CBM_BROKER_URL": broker_url(var, index),
        "CBM_MAIL_URL": (var / f"outbox-{index}").as_uri(),
        "CBM_THROTTLE": "off",
        "CBM_SECRET_KEY": "for-tests-only",
        "CBM_ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "cbm_tracker.settings",
        # Playwright keeps an event loop in this thread, and Django would refuse the ORM in it.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }


def start() -> Path:
    """Start the servers of this run, and begin to migrate the template."""
    remove_abandoned()
    atexit.register(running.close)
    var = Path(tempfile.mkdtemp(prefix=PREFIX))
    running.callback(shutil.rmtree, var, ignore_errors=True)
    compile_once(var)
    running.enter_context(services(var, THROWAWAY))
    with psycopg.connect(superuser(var), autocommit=True) as link:
        # Only here: a flush between tests has to pass the triggers of the journal, and a test decides who of two that
        # wait for each other is broken off.
        parameters = sql.SQL("GRANT SET ON PARAMETER session_replication_role, deadlock_timeout TO {}")
        link.execute(parameters.format(sql.Identifier(OWNER_ROLE)))
    is_begun = threading.Event()
    threading.Thread(target=migrate_template, args=(var, is_begun)).start()
    is_begun.wait()
    return var


def migrate_template(var: Path, is_begun: threading.Event) -> None:
    """Migrate what is to be copied; until then whoever copies it waits."""
    with psycopg.connect(superuser(var), autocommit=True) as link:
        link.execute(TEMPLATE_LOCK)
        is_begun.set()
        migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0", "--skip-checks"]
        subprocess.run(migrate, env=os.environ | environment(var, DATABASE, 0), cwd=ROOT, check=True)
        with psycopg.connect(database_url(var, OWNER_ROLE, DATABASE)) as owner:
            # Only here, too: a test decides when something is recorded.
            owner.execute(sql.SQL(PRESENT_OR_ANY).format(setting=sql.Literal(ANY_MOMENT)))
        link.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(DATABASE)))


def compile_once(var: Path) -> None:
    """Let the many processes of a run share their bytecode, also where Python is to write none beside its sources."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(var / "bytecode")


def remove_abandoned() -> None:
    """Stop and remove what runs that were killed have left behind."""
    for lock in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{USERS_LOCK}"):
        is_mine = lock.stat().st_uid == os.getuid()
        is_settled = time.time() - lock.stat().st_mtime > 60
        if is_mine and is_settled and stop_abandoned(lock.parent):
            shutil.rmtree(lock.parent, ignore_errors=True)


def worker() -> str:
    """Which process of several this is."""
    return os.environ.get("PYTEST_XDIST_WORKER", "")


def own_database() -> str:
    return f"{DATABASE}_{worker() or 'alone'}"


def copy_template() -> None:
    """Make the database of this process, as a copy of the migrated one."""
    with psycopg.connect(superuser(Path(os.environ[FOLDER])), autocommit=True) as link:
        link.execute(TEMPLATE_LOCK)
        is_whole = "SELECT FROM pg_database WHERE datname = %s AND datistemplate"
        if not link.execute(is_whole, [DATABASE]).fetchall():
            pytest.exit("There is no database to test in, since it could not be migrated.", returncode=1)
        names = sql.Identifier(own_database()), sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)
        link.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(*names))


@cache
def tables_as_sql(var: Path) -> str:
    """What migrating has made, without what is only for psql or for a session."""
    dump = [find_binaries() / "pg_dump", "--rows-per-insert=1000", database_url(var, OWNER_ROLE, DATABASE)]
    dumped = subprocess.run(dump, capture_output=True, text=True, check=True).stdout
    return re.sub(r"(?m)^(\\|SET |SELECT pg_catalog\.set_config).*", "", dumped)


def superuser(var: Path) -> str:
    return PostgresServer(postgres_folder(var), THROWAWAY).address()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Name this process's database and broker before pytest-django asks for the settings."""
    if not any(option in sys.argv for option in ("--help", "-h", "--version")):
        if not worker():
            os.environ[FOLDER] = str(start())
        os.environ |= environment(Path(os.environ[FOLDER]), own_database(), int(worker().removeprefix("gw") or 0) + 1)
    return (yield)
