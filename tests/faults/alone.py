"""Runs a program on private services of its own, which are gone afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from cbm_tracker.embedded.addresses import DATABASE
from cbm_tracker.embedded.services import services
from tests.servers import ROOT, environment


def run_alone(module: str, *words: object, **more: str) -> int:
    """Run the `main` of a module on durable services and a migrated database; answers how it ended."""
    var = Path(tempfile.mkdtemp(prefix="cbm-faults-"))
    # The module needs Django, and Django needs to know the services first.
    program = f"import django; django.setup(); import {module} as program; program.main()"
    try:
        with services(var):
            existing = os.environ | environment(var, DATABASE, 0) | more
            migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
            subprocess.run(migrate, env=existing, cwd=ROOT, check=True)
            command = [sys.executable, "-c", program, *map(str, words)]
            return subprocess.run(command, env=existing, cwd=ROOT, check=False).returncode
    finally:
        shutil.rmtree(var, ignore_errors=True)
