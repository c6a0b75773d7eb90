"""Runs a program on private services of its own, which are gone afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cbm_tracker.embedded.addresses import DATABASE
from cbm_tracker.embedded.services import services
from tests.servers import ROOT, environment


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
    """Migrate the database of running services."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
    subprocess.run(command, env=os.environ | environment(var, DATABASE, 0), cwd=ROOT, check=True)


def run_on(var: Path, module: str, *words: object, **more: str) -> int:
    """Run the `main` of a module on running services; answers how it ended."""
    # The module needs Django, and Django needs to know the services first.
    program = f"import django; django.setup(); import {module} as program; program.main()"
    command = [sys.executable, "-c", program, *map(str, words)]
    existing = os.environ | environment(var, DATABASE, 0) | more
    return subprocess.run(command, env=existing, cwd=ROOT, check=False).returncode
