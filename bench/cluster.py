"""The throwaway servers of a benchmark, and what the tracker has to know to use them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cbm_tracker.embedded.addresses import APPLICATION_ROLE, DATABASE, OWNER_ROLE, broker_url, database_url
from cbm_tracker.embedded.postgres import THROWAWAY
from cbm_tracker.embedded.services import services

ROOT = Path(__file__).parent.parent
# What a run does by itself would be measured with what is asked of it: it is vacuumed and analyzed where that is said.
OPTIONS = {**THROWAWAY, "shared_buffers": "512MB", "max_wal_size": "4GB"}


def environment(var: Path) -> dict[str, str]:
    """What the settings read."""
    return {
        **os.environ,
        "CBM_VAR": str(var),
        "CBM_DATABASE_URL": database_url(var, APPLICATION_ROLE, DATABASE),
        "CBM_OWNER_DATABASE_URL": database_url(var, OWNER_ROLE, DATABASE),
        "CBM_BROKER_URL": broker_url(var, 0),
        "CBM_MAIL_URL": (var / "outbox").as_uri(),
        "CBM_THROTTLE": "off",
        "CBM_SECRET_KEY": "for-measuring-only",
        "CBM_ALLOWED_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "cbm_tracker.settings",
    }


@contextmanager
def servers(kept: Path | None = None) -> Iterator[dict[str, str]]:
    """Servers with a migrated database; yields the environment to run the tracker in.

    In a folder of their own that is gone at the end, unless one is named in which what was generated is kept.
    """
    var = kept or Path(tempfile.mkdtemp(prefix="cbm-bench-"))
    try:
        with services(var, OPTIONS):
            run(["manage.py", "migrate", "--verbosity", "0", "--skip-checks"], environment(var))
            yield environment(var)
    finally:
        if kept is None:
            shutil.rmtree(var, ignore_errors=True)


def run(command: list[str], within: dict[str, str]) -> None:
    """Run a program of the tracker to its end."""
    subprocess.run([sys.executable, *command], env=within, cwd=ROOT, check=True)
