"""Generates a fictional report of any number of measures: `python -m bench.generate N`."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date

import django
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

django.setup()

from bench.generated.write import Order, generate  # noqa: E402  the settings come first
from bench.stage import SLUG  # noqa: E402
from cbm_tracker.privileges import as_owner  # noqa: E402


def positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("write a number of 1 or more")
    return int(text)


def order_of(chosen: argparse.Namespace) -> Order:
    until = chosen.until or timezone.now().astimezone(UTC).date()
    order = Order(chosen.count, chosen.slug, chosen.seed, until)
    return replace(order, years=1, sources_a_year=1, has_checks=False) if chosen.thin else order


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description="Generate a fictional report, labelled so, of N measures: each with ten sources, three owners, "
        "two assessments, four statements and five years of journal. The same seed and day make the same report."
    )
    parser.add_argument("count", metavar="N", type=positive)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slug", default=SLUG, help="the short name of the new report")
    parser.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="the last day; today by default")
    parser.add_argument("--thin", action="store_true", help="one development with one source each, and no checks")
    chosen = parser.parse_args(arguments)
    if settings.PRODUCTION:
        sys.exit("Generated measures are for trying out and measuring, never beside a real record.")
    try:
        report = generate(order_of(chosen), report_progress=print)
    except ValidationError as error:
        sys.exit("\n".join(error.messages))
    print(f"The report {report.slug} is there: {report.title}.")


if __name__ == "__main__":
    # Five years of journal: only the owner of the tables may write what was recorded before now.
    with as_owner():
        main()
