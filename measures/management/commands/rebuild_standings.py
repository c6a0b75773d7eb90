"""Restates every standing from the journal."""

from django.core.management.base import BaseCommand

from measures.operations.standing import rebuild_standings


class Command(BaseCommand):
    help = "Restate the standing of every measure from the journal."

    def handle(self, *args: object, **options: object) -> None:
        count = rebuild_standings()
        self.stdout.write(f"{count} measures restated.")
