"""Measures the rows of the table on the generated report of one size, and writes what it found as JSON."""

import argparse
import json
from pathlib import Path

import django
from django.conf import settings

django.setup()

from bench import plain  # noqa: E402  the settings come first
from bench.rows import ROWS  # noqa: E402
from bench.stage import Stage  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    settings.ROOT_URLCONF = plain.__name__
    stage = Stage(arguments.count)
    stage.vacuum()
    found = []
    for row in ROWS:
        if arguments.only in f"{row.__module__}.{row.__name__}":
            for finding in row(stage):
                print(finding_lines(finding), flush=True)
                found.append(finding.kept())
    arguments.file.write_text(json.dumps(found, ensure_ascii=False, indent=1))


def finding_lines(finding) -> str:
    beside = ", ".join(f"{finding.ratio(name):.2f} of {name}" for name in finding.beside)
    cost = f"{finding.cost.milliseconds:.1f} ms ({finding.cost.database * 1000:.1f} in the database)"
    return f"{finding.work}: {cost}; {beside}"


if __name__ == "__main__":
    main()
