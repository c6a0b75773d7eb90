"""Lists what earlier versions recorded as a party's view, each with the page that corrects it into a statement."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from measures.models import Assessment, Entry, Report
from measures.publishing.site_urls import page_url


class Command(BaseCommand):
    help = "List the entries in force that hold what earlier versions recorded as the view of a party."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--report", default="", metavar="SLUG", help="only of this report")

    def handle(self, *args: Any, report: str, **options: Any) -> None:
        if report and not Report.objects.filter(slug=report).exists():
            raise CommandError(f"There is no report “{report}”.")
        entries = Entry.objects.counting().filter(report__slug=report) if report else Entry.objects.counting()
        views = Assessment.objects.recorded_of_parties().filter(entry__in=entries.order_by().values("pk"))
        rows = views.select_related("entry", "measure", "ambiguity").order_by("entry__report__slug", "entry__key", "pk")
        for view in rows:
            entry = view.entry
            address = f"{page_url('correct', entry.key)}?recorded_views"
            self.stdout.write(f"{entry.key}  {view.whose_code} on {view.on.code}, {entry.occurred}: {address}")
        self.stdout.write(f"{len(rows)} recorded as a view")
