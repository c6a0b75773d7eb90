"""The command `cbm`: reads measures, what changed and the brief, and logs a development."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from cbm_tracker_client import __version__, calls, models
from cbm_tracker_client.errors import CbmError
from cbm_tracker_client.tracker import Tracker

URL, TOKEN = "CBM_URL", "CBM_TOKEN"


def main() -> None:
    arguments = parser().parse_args()
    try:
        with Tracker(arguments.url, os.environ.get(TOKEN, "")) as tracker:
            arguments.command(tracker, arguments)
    except BrokenPipeError:
        # Whoever reads the lines has enough, such as `head`; what Python would still write goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (CbmError, OSError) as error:
        sys.exit(str(error))


def parser() -> argparse.ArgumentParser:
    main_parser = argparse.ArgumentParser(
        prog="cbm",
        description="Reads a CBM Tracker, and logs.",
        epilog=f"A token, if one is needed, is read from {TOKEN}.",
    )
    main_parser.add_argument("--version", action="version", version=f"cbm {__version__}")
    main_parser.add_argument(
        "--url", default=os.environ.get(URL, "http://127.0.0.1:8000"), help=f"the address of the tracker; or {URL}"
    )
    commands = main_parser.add_subparsers(required=True, metavar="COMMAND")
    of_report = argparse.ArgumentParser(add_help=False)
    of_report.add_argument("report", help="short name of the report, such as zhao-2020")
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="all of it, as the API has it")

    measures = commands.add_parser("measures", parents=[of_report, as_json], help="where each measure stands")
    measures.add_argument("--as-of", metavar="DAY", help="such as 2026-11-01; today unless given")
    measures.set_defaults(command=show_measures)

    changes = commands.add_parser("changes", parents=[of_report, as_json], help="what changed since a day")
    changes.add_argument("--since", required=True, metavar="DAY", help="such as 2026-11-01")
    changes.add_argument("--until", metavar="DAY", help="today unless given")
    changes.add_argument("--by", choices=["occurrence", "recording"], help="by when it happened, or was recorded")
    changes.set_defaults(command=show_changes)

    log = commands.add_parser("log", parents=[of_report, as_json], help="log a development")
    log.add_argument("--occurred", required=True, metavar="DAY", help="a day, a month or a year")
    log.add_argument("--title", required=True)
    log.add_argument("--narrative", required=True, help="what happened, in sentences")
    log.add_argument("--on", required=True, metavar="KEY", action="append", help="a measure; may be given again")
    log.add_argument("--direction", required=True, choices=get_args(models.BearingDirectionEnum))
    log.add_argument("--about", default="none", help="whose doing it bears on: a party, both or none")
    log.add_argument("--track", required=True, choices=get_args(models.TrackEnum))
    log.add_argument("--claim", required=True, choices=get_args(models.ClaimEnum))
    log.add_argument("--source", metavar="KEY", action="append", default=[], help="a recorded source")
    log.add_argument("--once", metavar="WORD", default="", help="log it once, however often you give the same word")
    log.set_defaults(command=log_development)

    brief = commands.add_parser("brief", parents=[of_report], help="the brief of a period, as a file")
    brief.add_argument("--since", metavar="DAY")
    brief.add_argument("--until", metavar="DAY")
    brief.add_argument("--language", choices=["en", "zh-hans", "both"], default="en")
    brief.add_argument("--to", type=Path, required=True, metavar="FILE", help="ends in .docx, .pdf or .html")
    brief.set_defaults(command=save_brief)
    return main_parser


def show(found: Any, lines: list[str], arguments: argparse.Namespace) -> None:
    """Print what was found, as the API has it or in lines."""
    print(json.dumps(found, ensure_ascii=False, indent=2) if arguments.json else "\n".join(lines))


def show_measures(tracker: Tracker, arguments: argparse.Namespace) -> None:
    """Print each measure with its status."""
    rows = list(tracker.rows(calls.measures(arguments.report, as_of=arguments.as_of)))
    lines = [f"{row['code']:<10}  {status_of(row):<20}  {row['title']}" for row in rows]
    show(rows, lines or ["No measures."], arguments)


def status_of(measure: models.Measure) -> str:
    standing = measure["standing"]
    return (standing and standing["status"]) or "no status"


def show_changes(tracker: Tracker, arguments: argparse.Namespace) -> None:
    """Print what changed, a line for each."""
    call = calls.changes(arguments.report, arguments.since, until=arguments.until, by=arguments.by)
    changes = tracker.send(call)
    nothing = f"Nothing changed from {arguments.since} to {changes['until']}."
    show(changes, list(lines_of(changes)) or [nothing], arguments)


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


def log_development(tracker: Tracker, arguments: argparse.Namespace) -> None:
    """Log a development, and print its key."""
    call = calls.log(
        arguments.report,
        occurred=arguments.occurred,
        title=arguments.title,
        narrative=arguments.narrative,
        bears_on=[{"on": key, "direction": arguments.direction, "about": arguments.about} for key in arguments.on],
        track=arguments.track,
        claim=arguments.claim,
        sources=arguments.source,
        idempotency_key=arguments.once,
    )
    entry = tracker.send(call)
    show(entry, [entry["key"]], arguments)


def save_brief(tracker: Tracker, arguments: argparse.Namespace) -> None:
    """Write the brief to a file, in the form that its name ends with."""
    form = arguments.to.suffix.removeprefix(".")
    if form not in ("html", "docx", "pdf"):
        sys.exit(f"{arguments.to}: let the name end in .docx, .pdf or .html.")
    period = {"since": arguments.since, "until": arguments.until}
    content = tracker.send(calls.brief(arguments.report, form, language=arguments.language, **period))
    arguments.to.write_bytes(content)
    print(f"{arguments.to}: {len(content):,} bytes")
