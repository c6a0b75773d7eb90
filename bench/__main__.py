"""`make bench`: measures on throwaway servers, from a handful of measures to N, and writes the documentation."""

import json
import os
import tempfile
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbm_tracker.settings")
django.setup()

from bench.cluster import run, servers  # noqa: E402  the settings come first
from bench.findings import Finding  # noqa: E402
from bench.report import write  # noqa: E402

SMALLER = (14, 1_000, 10_000)


def main() -> None:
    count = int(os.environ.get("N", "100000"))
    kept = os.environ.get("KEEP")
    found = {size: measured(size, None) for size in SMALLER if size < count}
    found[count] = measured(count, Path(kept).resolve() if kept else None)
    write(found, f"{os.cpu_count()} cores")


def measured(size: int, kept: Path | None) -> list[Finding]:
    """What is found at one size; in a kept folder the report is generated the first time only."""
    is_new = kept is None or not kept.exists()
    print(f"{size:,} measures", flush=True)
    with servers(kept) as within, tempfile.TemporaryDirectory() as folder:
        if is_new:
            run(["-m", "bench.generate", str(size)], within)
        file = Path(folder) / "found.json"
        run(["-m", "bench.run", str(size), str(file)], within)
        return [Finding.read(each) for each in json.loads(file.read_text())]


if __name__ == "__main__":
    main()
