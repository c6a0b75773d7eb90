"""Runs a program on private services of its own, which are gone afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from cbm_tracker.embedded.addresses import DATABASE
from cbm_tracker.embedded.services import services
from tests.servers import FOLDER, ROOT, environment, tables_as_sql


def run_alone(module: str, *words: object, **more: str) -> int:
    """Run the `main` of a module on durable services and a migrated database; answers how it ended."""
    with scratch_folder() as var, services(var):
        migrate(var)
        return run_on(var, module, *words, **more)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    var = Path(tempfile.mkdtemp(prefix="cbm-faults-"))
    try:
        yield var
    finally:
        shutil.rmtree(var, ignore_errors=True)


def migrate(var: Path) -> None:
    """Migrate the database of running services, or copy the tables of the test run that this is part of."""
    existing = os.environ | environment(var, DATABASE, 0)
    if run := existing.get(FOLDER):
        with psycopg.connect(existing["CBM_OWNER_DATABASE_URL"]) as link:
            link.execute("SET check_function_bodies = off")
            link.execute(tables_as_sql(Path(run)).encode())
    else:
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
        subprocess.run(command, env=existing, cwd=ROOT, check=True)


def run_on(var: Path, module: str, *words: object, **more: str) -> int:
    """Run the `main` of a module on running services; answers how it ended."""
    # The module needs Django, and Django needs to know the services first.
    program = f"import django; django.setup(); import {module} as program; program.main()"
    command = [sys.executable, "-c", program, *map(str, words)]
    existing = os.environ | environment(var, DATABASE, 0) | more
    return subprocess.run(command, env=existing, cwd=ROOT, check=False).returncode
