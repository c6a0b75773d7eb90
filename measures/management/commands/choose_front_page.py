"""Chooses the report of the front page."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from measures.errors import ArchivedReportError
from measures.models import Report
from measures.operations.archiving import choose_front_page


class Command(BaseCommand):
    help = "Let the front page show this report to whoever may read it and has chosen no other."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", help="the short name of the report")

    def handle(self, *args: object, **options: object) -> None:
        report = Report.objects.filter(slug=options["report"]).first()
        if report is None:
            raise CommandError(f"There is no report “{options['report']}”.")
        try:
            choose_front_page(report, by=None)
        except ArchivedReportError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(f"The front page shows “{report}”.")
