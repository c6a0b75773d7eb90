"""Makes a backup of everything: once into a file, or every so often into a folder."""

import time
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from cbm_tracker.backup.archive import ArchiveError
from cbm_tracker.backup.contents import Backup
from cbm_tracker.backup.rotation import back_up_into, due_at
from cbm_tracker.backup.write import back_up


def at_least_one(text: str) -> int:
    if (count := int(text)) < 1:
        raise ValueError(text)
    return count


class Command(BaseCommand):
    help = (
        "Write all rows, as they are at one moment, and all stored files into one file, for `restore`. For operators "
        "only: whoever reads it reads everything. With --every, FILE is a folder in which the newest --keep are kept, "
        "and the command goes on until it is ended."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--every", type=at_least_one, metavar="HOURS", help="again and again, into the folder FILE")
        parser.add_argument("--keep", type=at_least_one, default=14, help="how many a folder keeps (14)")

    def handle(self, *args: object, file: Path, every: int | None, keep: int, **options: object) -> None:
        try:
            if every is None:
                made = back_up(file)
                self.write_result(made)
                if made.manifest.lost:
                    raise CommandError("The backup is made, but not of every file.")
            else:
                self.go_on(file, timedelta(hours=every), keep)
        except (ArchiveError, OSError) as error:
            raise CommandError(str(error)) from error

    def go_on(self, folder: Path, every: timedelta, keep: int) -> None:
        while True:
            time.sleep(max(0.0, due_at(folder, every) - time.time()))
            made, removed = back_up_into(folder, keep=keep)
            for old in removed:
                self.stdout.write(f"{old} was removed: the newest {keep} are kept.")
            self.write_result(made)
            self.verify()
            # Not held open over night.
            connections.close_all()

    def verify(self) -> None:
        """Verify the journal too, once a backup is safe: where a fault is found, older backups may still be without."""
        try:
            call_command("verify_journal", stdout=self.stdout)
        except CommandError as error:
            self.stderr.write(str(error))

    def write_result(self, made: Backup) -> None:
        path, manifest = made.path, made.manifest
        size = path.stat().st_size / 1_000_000
        rows, sealed = sum(manifest.rows.values()), sum(head.sequence for head in manifest.heads)
        self.stdout.write(f"{path}: {size:.1f} MB, {rows} rows, of which {sealed} are sealed; {manifest.made_at}.")
        self.stdout.write(f"Digest: {made.digest}")
        for lost in manifest.lost:
            self.stderr.write(f"The stored file {lost} is not what was stored, and is not in the backup.")
