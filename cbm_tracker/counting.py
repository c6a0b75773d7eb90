"""Where the processes of one web server share their counts, for `metrics`."""

import os
import shutil
import tempfile
from pathlib import Path

from cbm_tracker.embedded.folders import make_private


def count_together() -> None:
    """Set the folder that all copies of this process share; before prometheus_client is imported."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        return
    prefix = f"cbm-metrics-{os.getuid()}-"
    ours = Path(tempfile.gettempdir(), f"{prefix}{os.getpid()}")
    for left in ours.parent.glob(f"{prefix}*"):
        if not Path("/proc", left.name.removeprefix(prefix)).exists():
            shutil.rmtree(left, ignore_errors=True)
    make_private(ours)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(ours)
