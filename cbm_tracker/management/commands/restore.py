"""Puts a backup back into a new database, as the role that owns the tables."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cbm_tracker.backup.archive import ArchiveError
from cbm_tracker.backup.restore import put_back_lost_files, restore_backup
from cbm_tracker.privileges import OWNER
from measures.analysis.files import faults_of_files


class Command(BaseCommand):
    help = (
        "Put a backup back into a database without tables, all or nothing, bring it up to date and verify its journal "
        "and its files."
    )
    # They ask for tables that are yet to be made.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--despite-faults", action="store_true", help="also where the journal or a file is not as it was written"
        )
        parser.add_argument("--digest", default="", help="the digest that was printed when the backup was made")
        parser.add_argument(
            "--unproven", action="store_true", help="also a backup without a digest, or not signed by CBM_SIGNING_KEY"
        )
        parser.add_argument(
            "--files",
            action="store_true",
            help="put back only the stored files that are missing or changed, and leave the database as it is",
        )

    def handle(
        self,
        *args: object,
        file: Path,
        despite_faults: bool,
        digest: str,
        unproven: bool,
        files: bool,
        **options: object,
    ) -> None:
        if files:
            self.put_back_files(file)
            return
        if OWNER not in settings.DATABASES:
            raise CommandError("Restoring needs CBM_OWNER_DATABASE_URL: the address for the role that owns the tables.")
        try:
            restored = restore_backup(file, digest=digest, despite_faults=despite_faults, unproven=unproven)
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        manifest, findings = restored.manifest, restored.findings
        for fault in findings.faults:
            self.stderr.write(str(fault))
        self.stdout.write(
            f"The tracker is as it was at {manifest.made_at}: {findings.totals} "
            f"verified, {len(findings.faults) or 'no'} fault{'s' if len(findings.faults) > 1 else ''} found."
        )
        self.stdout.write(f"Digest of the backup: {restored.digest}")

    def put_back_files(self, path: Path) -> None:
        """Put back what is lost of the stored files, and say what still is."""
        try:
            restored = put_back_lost_files(path)
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        for key in restored:
            self.stdout.write(f"file {key}: it is back")
        faults = list(faults_of_files())
        for file, fault in faults:
            self.stderr.write(f"file {file.pk}: {fault}")
        if faults:
            raise CommandError("Not every file is in this backup.")
        self.stdout.write("Every stored file is as it was stored.")
