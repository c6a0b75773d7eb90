"""The command `cbm`: what changed in a report, and its brief."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from cbm_tracker_client import models
from cbm_tracker_client.connection import TrackerError, UnreachableError
from cbm_tracker_client.tracker import Report, Tracker

URL, TOKEN = "CBM_URL", "CBM_TOKEN"


def main() -> None:
    arguments = parser().parse_args()
    try:
        with Tracker(arguments.url, os.environ.get(TOKEN, "")) as tracker:
            arguments.command(tracker.report(arguments.report), arguments)
    except BrokenPipeError:
        # Whoever reads the lines has enough, such as `head`; what Python would still write goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (TrackerError, UnreachableError, OSError) as error:
        sys.exit(str(error))


def parser() -> argparse.ArgumentParser:
    main_parser = argparse.ArgumentParser(
        prog="cbm", description="Reads a CBM Tracker.", epilog=f"A token, if one is needed, is read from {TOKEN}."
    )
    main_parser.add_argument(
        "--url", default=os.environ.get(URL, "http://127.0.0.1:8000"), help=f"the address of the tracker; or {URL}"
    )
    commands = main_parser.add_subparsers(required=True, metavar="COMMAND")

    changes = commands.add_parser("changes", help="what changed since a day")
    changes.add_argument("report", help="short name of the report, such as zhao-2020")
    changes.add_argument("--since", required=True, metavar="DAY", help="such as 2026-11-01")
    changes.add_argument("--until", metavar="DAY", help="today unless given")
    changes.add_argument("--by", choices=["occurrence", "recording"], help="by when it happened, or was recorded")
    changes.add_argument("--json", action="store_true", help="all of it, as the API has it")
    changes.set_defaults(command=show_changes)

    brief = commands.add_parser("brief", help="the brief of a period, as a file")
    brief.add_argument("report")
    brief.add_argument("--since", metavar="DAY")
    brief.add_argument("--until", metavar="DAY")
    brief.add_argument("--language", choices=["en", "zh-hans", "both"], default="en")
    brief.add_argument("--to", type=Path, required=True, metavar="FILE", help="ends in .docx, .pdf or .html")
    brief.set_defaults(command=save_brief)
    return main_parser


def show_changes(report: Report, arguments: argparse.Namespace) -> None:
    """Print what changed, a line for each."""
    changes = report.changes(arguments.since, until=arguments.until, by=arguments.by)
    if arguments.json:
        print(json.dumps(changes, ensure_ascii=False, indent=2))
        return
    lines = list(lines_of(changes))
    print("\n".join(lines) if lines else f"Nothing changed from {arguments.since} to {changes['until']}.")


def lines_of(changes: models.Changes) -> Iterator[str]:
    """The developments, then what changed by them."""
    for entry in changes["entries"]:
        yield f"{entry['occurred']:<10}  {entry['key']}  {entry['title'] or entry['kind']}"
    for change in changes["statuses"]:
        before, after = (change["before"] or "no status", change["after"] or "no status")
        yield f"{change['day']:<10}  {change['on']}  {before} → {after}"
    for key in changes["no_longer"]:
        yield f"corrected   {key}"
    for key in changes["redacted"]:
        yield f"redacted    {key}"


def save_brief(report: Report, arguments: argparse.Namespace) -> None:
    """Write the brief to a file, in the form that its name ends with."""
    form = arguments.to.suffix.removeprefix(".")
    if form not in ("html", "docx", "pdf"):
        sys.exit(f"{arguments.to}: let the name end in .docx, .pdf or .html.")
    content = report.brief(form, since=arguments.since, until=arguments.until, language=arguments.language)
    arguments.to.write_bytes(content)
    print(f"{arguments.to}: {len(content):,} bytes")
