"""Undoes an import that was written, all of it or nothing."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from measures.errors import RuleError
from measures.wings.imports.models import Import, ImportState
from measures.wings.imports.worker import request_undoing, work_on


class Command(BaseCommand):
    help = (
        "Undo an import while nobody else has logged on its measures: those that nobody has worked on are deleted, the "
        "others withdrawn. Its entries stay in the journal. The same table afterwards brings all of it back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", help="the key of the import, as the address of its page and the API have it")

    def handle(self, *args: object, key: str, **options: object) -> None:
        job = Import.objects.select_related("report").filter(key=key).first()
        if job is None:
            raise CommandError(f"There is no import {key}.")
        try:
            request_undoing(job, by=None)
        except RuleError as error:
            raise CommandError(str(error)) from error
        work_on(job.pk)
        job.refresh_from_db()
        if job.state != ImportState.UNDONE:
            raise CommandError(job.problem or f"Somebody else works on it: {job.get_state_display()}.")
        counts = ", ".join(f"{name}: {job.counts[name]}" for name in ("withdrawn", "deleted", "touched"))
        self.stdout.write(counts)
        if parties := job.counts["parties"]:
            self.stdout.write(f"parties that are gone: {parties}")
