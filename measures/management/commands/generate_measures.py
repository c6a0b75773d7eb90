"""Generates a fictional report of any number of measures."""

from argparse import ArgumentTypeError
from datetime import UTC, date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from measures.library.generated.write import Order, generate


def positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError("write a number of 1 or more")
    return int(text)


class Command(BaseCommand):
    help = (
        "Generate a fictional report, labelled so, of N measures: each with ten sources, three owners, six views and "
        "five years of journal. The same seed and day make the same report."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", metavar="N", type=positive)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--slug", default="generated", help="the short name of the new report")
        parser.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="the last day; if not said: today")

    def handle(self, *args: Any, count: int, seed: int, slug: str, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Generated measures are for trying out and measuring, never beside a real record.")
        until = options["until"] or timezone.now().astimezone(UTC).date()
        tell = self.stdout.write if options["verbosity"] else no_words
        try:
            report = generate(Order(count, slug, seed, until), tell=tell)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        tell(f"The report {report.slug} is there: {report.title}.")


def no_words(_told: str) -> None:
    """Tell nothing."""
