"""Moves the stored files from the folder into the bucket, or from the bucket into the folder."""

from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from measures.models import StoredFile
from measures.operations.clock import clock
from measures.operations.moving_files import OTHER, Step, copy_files, remove_files
from measures.storages import BUCKET, PLACES, OutOfReachError

WRITTEN_EVERY = 100


class Command(BaseCommand):
    help = (
        "Copy the stored files to the place that is named, each checked against its hash, and leave them where they "
        "are. It may be cut off and started again. With --remove, once the tracker uses that place (CBM_FILES_IN), "
        "remove them from the other."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", choices=PLACES, required=True, help="the folder of CBM_FILES or the bucket")
        parser.add_argument(
            "--remove", action="store_true", help="then remove from the other place what is here, and what no row names"
        )

    def handle(self, *args: object, to: str, remove: bool, **options: object) -> None:
        if BUCKET not in settings.STORAGES:
            raise CommandError("No bucket is named: set CBM_S3_BUCKET, CBM_S3_KEY_ID and CBM_S3_SECRET_KEY.")
        if remove and to != settings.CBM_FILES_IN:
            raise CommandError(f"First let every process of the tracker use the {to}: CBM_FILES_IN={to}.")
        try:
            self.copy(to)
            if remove:
                self.remove(to)
        except OutOfReachError as error:
            raise CommandError(f"{error} Start this command again, and it goes on.") from error

    def copy(self, to: str) -> None:
        self.write_now(f"{StoredFile.objects.count()} files are to be in the {to}.")
        counts = self.count(copy_files(to=to), Step.LOST, "it is not what was stored, or missing")
        self.stdout.write(
            f"{counts.total()} files: {counts[Step.COPIED]} copied to the {to}, {counts[Step.THERE_ALREADY]} were "
            f"there, {counts[Step.REDACTED]} redacted meanwhile, {counts[Step.LOST]} could not be copied."
        )
        if counts[Step.LOST]:
            raise CommandError("Not every file was copied. Restore these first: restore --files, from a backup.")

    def remove(self, to: str) -> None:
        counts = self.count(remove_files(kept_in=to, at=clock()), Step.KEPT, "it stays for now")
        self.stdout.write(
            f"{counts[Step.REMOVED]} files removed from the {OTHER[to]}, {counts[Step.KEPT]} stay there for now."
        )

    def count(self, steps: Iterable[tuple[object, Step]], fault: Step, what: str) -> Counter[Step]:
        """Count what became of the files, and say it now and then, so that a run that is cut off has said something."""
        counts: Counter[Step] = Counter()
        for file, step in steps:
            counts[step] += 1
            if step == fault:
                self.stderr.write(f"file {file}: {what}")
            if counts.total() % WRITTEN_EVERY == 0:
                self.write_now(f"{counts.total()} files …")
        return counts

    def write_now(self, what: str) -> None:
        self.stdout.write(what)
        self.stdout.flush()
