"""Databases that are new, for tests that migrate or restore."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from itertools import count
from pathlib import Path
from unittest.mock import patch

import psycopg
from django.core.management import execute_from_command_line, get_commands, load_command_class
from django.db import connection, connections
from django.test import override_settings
from psycopg import sql

from cbm_tracker.embedded.addresses import APPLICATION_ROLE, OWNER_ROLE, database_url
from cbm_tracker.privileges import OWNER
from tests.files import kept
from tests.servers import ROOT, superuser, tables_as_sql

VERSIONS = ROOT / "tests" / "versions"
serials = count()
READABLE = """
import json
from django.contrib.auth.models import AnonymousUser
from measures.access import audience_of
from measures.models import Ambiguity, Entry, Evidence, Measure, Report, User

names = {{"ambiguities": Ambiguity, "entries": Entry, "evidence": Evidence, "measures": Measure, "reports": Report}}
found = {{}}
for user in (AnonymousUser(), *User.objects.all()):
    if {is_confirmed} and user.pk:
        user.is_active = True
    found[getattr(user, "email", "")] = {{
        name: [row.slug if name == "reports" else row.key for row in model.objects.visible_to(audience_of(user))]
        for name, model in names.items()
    }}
print(json.dumps(found))
"""


class Place:
    """A database without tables and a folder without files, to migrate or restore into."""

    def __init__(self, folder: Path) -> None:
        self.var, self.files = Path(os.environ["CBM_VAR"]), folder
        self.database = f"{connection.settings_dict['NAME']}_{next(serials)}"
        self.sql("CREATE DATABASE {} OWNER {}", self.database, OWNER_ROLE)

    def sql(self, statement: str, *names: str) -> None:
        with psycopg.connect(superuser(self.var), autocommit=True) as link:
            link.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def install(self, version: str) -> None:
        """Make tables and rows as a tracker of an earlier version had them."""
        with psycopg.connect(self.address(OWNER_ROLE)) as link:
            link.execute(gzip.decompress((VERSIONS / f"{version}.sql.gz").read_bytes()))

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "CBM_DATABASE_URL": self.address(),
            "CBM_OWNER_DATABASE_URL": self.address(OWNER_ROLE),
            "CBM_FILES": str(self.files),
        }

    def address(self, role: str = APPLICATION_ROLE) -> str:
        return database_url(self.var, role, self.database)

    def manage(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command there; that the code is in order was checked when this run began."""
        skip = ["--skip-checks"] if is_checked_first(arguments[0]) else []
        return self.run("manage.py", *arguments, *skip, environment=more)

    def restore(self, backup: Path, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Restore a backup of this version there, in this process and into copied tables.

        `manage("restore", …)` is a process that migrates: both take longer than what is restored.
        """
        command = ["manage.py", "restore", str(backup), *options]
        returncode, stdout, stderr = 0, StringIO(), StringIO()
        with (
            patch("cbm_tracker.backup.restore.make_tables", self.copy_tables),
            override_settings(MEDIA_ROOT=self.files, **more),
            self.as_own_database(),
            redirect_stdout(stdout),
            redirect_stderr(stderr),
        ):
            try:
                execute_from_command_line(command)
            except SystemExit as end:
                returncode = int(end.code or 0)
        return subprocess.CompletedProcess(command, returncode, stdout.getvalue(), stderr.getvalue())

    @contextmanager
    def as_own_database(self) -> Iterator[None]:
        """Let the owner's connection lead here."""
        usual, owner = connections[OWNER], connections.create_connection(OWNER)
        owner.settings_dict = {**owner.settings_dict, "NAME": self.database}
        connections[OWNER] = owner
        try:
            yield
        finally:
            connections[OWNER] = usual
            owner.close()

    def copy_tables(self, manifest: object) -> None:
        with connections[OWNER].cursor() as cursor:
            cursor.execute("SET LOCAL check_function_bodies = off")
            cursor.execute(tables_as_sql(self.var))

    def run(self, *arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        command, env = [sys.executable, *arguments], self.environment | environment
        return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)

    def rows(self, query: str, role: str = APPLICATION_ROLE) -> list[tuple[object, ...]]:
        with psycopg.connect(self.address(role)) as link:
            return link.execute(query.encode()).fetchall()

    def readable(self, *, is_confirmed: bool = False) -> dict[str, dict[str, list[str]]]:
        """Which rows each account can read, or could if it were let in; the one without a name is nobody's."""
        answered = self.manage("shell", "--no-imports", "--command", READABLE.format(is_confirmed=is_confirmed))
        assert answered.returncode == 0, answered.stderr
        found: dict[str, dict[str, list[str]]] = json.loads(answered.stdout)
        return found

    def is_empty(self) -> bool:
        tables = self.rows("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
        return tables == [(0,)] and not kept(self.files)


def is_checked_first(command: str) -> bool:
    return bool(load_command_class(get_commands()[command], command).requires_system_checks)


@contextmanager
def new_place[P: Place](folder: Path, kind: type[P]) -> Iterator[P]:
    """A new database, gone at the end."""
    place = kind(folder)
    yield place
    place.sql("DROP DATABASE {} WITH (FORCE)", place.database)
