"""Restores a backup into a new database, all or nothing: tables by migrating, rows by COPY, then verification."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import psycopg
from django.core.management import call_command
from django.db import Error, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from cbm_tracker.backup.archive import ArchiveError
from cbm_tracker.backup.contents import FILES, MANIFEST, ROWS, Manifest, columns_of_tables, is_left_out
from cbm_tracker.backup.proof import check_proof, reason_to_doubt
from cbm_tracker.privileges import OWNER, as_owner
from cbm_tracker.upgrades import WAY_FROM_IN_BETWEEN, is_in_between, present_keys
from measures.analysis.files import chunks_of, kept_files
from measures.analysis.verification import Findings, verify
from measures.models import StoredFile
from measures.operations.files import write_bytes
from measures.storages import OutOfReachError, file_storage


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored backup: its manifest, its digest, and what the verification found."""

    manifest: Manifest
    digest: str
    findings: Findings


def restore_backup(path: Path, *, digest: str, despite_faults: bool, unproven: bool) -> Restored:
    """Restore a backup, migrate it to this version, and verify its journal and files. Raises ArchiveError.

    Where `digest` is given the backup has to have it. One that carries none, or is not signed by this tracker's key
    where there is one, is put back only as `unproven`; one whose journal or files are at fault only `despite_faults`.
    """
    with opened(path, digest=digest) as (archive, manifest, found):
        if (doubt := reason_to_doubt(archive, found)) and not unproven:
            raise ArchiveError(f"{doubt} Nothing was put back: see --unproven.")
        refuse_other_versions(manifest)
        refuse_occupied(archive)
        with without_new_files_on_failure(), as_owner(), transaction.atomic(using=OWNER):
            make_tables(manifest)
            with connections[OWNER].cursor() as cursor:
                load_rows(cursor, archive, manifest)
            restore_files(archive)
            call_command("migrate", verbosity=0)
            findings = verify(manifest.heads)
            if findings.faults and not despite_faults:
                raise ArchiveError(
                    "\n".join([*map(str, findings.faults), "Nothing was put back: see --despite-faults."])
                )
    return Restored(manifest, found, findings)


@contextmanager
def opened(path: Path, *, digest: str = "") -> Iterator[tuple[zipfile.ZipFile, Manifest, str]]:
    """A backup to be restored, its manifest and its digest; raises ArchiveError with whatever is wrong with it."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = check_proof(archive, expected=digest)
            yield archive, Manifest.from_json(archive.read(MANIFEST)), found
    except OutOfReachError as error:
        raise ArchiveError(f"{error} Nothing was put back.") from error
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, ValueError, KeyError, TypeError) as error:
        why = error.args[-1] if error.args else error
        raise ArchiveError(f"{path} is no backup, or a damaged one: {why}. Nothing was put back.") from error


def refuse_other_versions(manifest: Manifest) -> None:
    """Refuse a backup of a newer version, or of one that cannot be migrated."""
    loader = MigrationExecutor(connections[OWNER]).loader
    present = present_keys(manifest.migrations, loader)
    if unknown := [".".join(each) for each in sorted(present) if each not in loader.graph.nodes]:
        raise ArchiveError(
            f"This backup was made by a newer version of the tracker ({', '.join(unknown)}): restore it with that one."
        )
    if is_in_between(manifest.migrations, loader):
        raise ArchiveError(f"This backup is not put back. {WAY_FROM_IN_BETWEEN}")


def refuse_occupied(archive: zipfile.ZipFile) -> None:
    """Refuse a database that has tables, or a storage with files that are not in this backup."""
    with connections[OWNER].cursor() as cursor:
        if columns_of_tables(cursor):
            name = connections[OWNER].settings_dict["NAME"]
            raise ArchiveError(
                f"The database “{name}” is not empty: restore into a new one, to which nothing was migrated (see "
                "“Restore” in docs/operations.md)."
            )
    names = {PurePosixPath(name).name for name in archive.namelist() if name.startswith(FILES)}
    strangers = [path for path in kept_files() if PurePosixPath(path).name not in names]
    if strangers:
        raise ArchiveError(
            f"Among the stored files there are {len(strangers)} that are not of this backup ({strangers[0]} …); they "
            "would be removed as strays. Name another folder in CBM_FILES, or another bucket in CBM_S3_BUCKET."
        )


@contextmanager
def without_new_files_on_failure() -> Iterator[None]:
    """Remove the restored files if anything fails."""
    before = set(kept_files())
    try:
        yield
    except BaseException:
        for path in set(kept_files()) - before:
            file_storage().delete(path)
        raise


def make_tables(manifest: Manifest) -> None:
    """Migrate an empty database to the state that the backup was made in."""
    executor = MigrationExecutor(connections[OWNER])
    there = present_keys(manifest.migrations, executor.loader)
    nodes = executor.loader.graph.node_map
    followed = {parent.key for each in there for parent in nodes[each].parents if parent.key[0] == each[0]}
    executor.migrate(sorted(there - followed))


def load_rows(cursor: CursorWrapper, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Copy the rows in without running triggers, which ran when these rows were first written."""
    if columns_by_table(manifest.columns) != columns_by_table(columns_of_tables(cursor)):
        raise ValueError("its tables are not those of its migrations")
    tables = sql.SQL("ALTER TABLE {} {} TRIGGER USER")
    try:
        for table in manifest.columns:
            cursor.execute(tables.format(sql.Identifier(table), sql.SQL("DISABLE")))
            # What migrating has filled.
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        # Migrations have had them checked at once; rows may refer to others that come later.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, columns in manifest.columns.items():
            copy_table_in(cursor, table, columns, archive)
            if cursor.rowcount != manifest.rows[table]:
                raise ValueError(f"{table} has {cursor.rowcount} rows of {manifest.rows[table]}")
        for name, (value, is_called) in manifest.sequences.items():
            if is_left_out(name):
                continue
            cursor.execute("SELECT setval(%s::regclass, %s, %s)", [f'"{name}"', value, is_called])
        # Every reference is checked now: with checks pending no table could be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in manifest.columns:
            cursor.execute(tables.format(sql.Identifier(table), sql.SQL("ENABLE")))
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
    except (Error, psycopg.Error) as error:
        # What else an error of the database says may hold the row itself, the hash of a password with it.
        cause = error.__cause__ if isinstance(error.__cause__, psycopg.Error) else error
        why = cause.diag.message_primary if isinstance(cause, psycopg.Error) else type(error).__name__
        raise ValueError(f"its rows do not fit: {why}") from None


def columns_by_table(columns: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """Tables with their columns, which stand in another order where they were added later."""
    return {table: set(names) for table, names in columns.items()}


def copy_table_in(cursor: CursorWrapper, table: str, columns: Sequence[str], archive: zipfile.ZipFile) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with archive.open(f"{ROWS}{table}") as stream, cursor.copy(statement) as rows:
        for chunk in chunks_of(stream):
            rows.write(chunk)


def put_back_lost_files(path: Path) -> list[str]:
    """Put back only those files of the present record that are missing or changed; answers which. Raises ArchiveError.

    What is in the backup is proven by the name that it has in the storage: its hash.
    """
    with opened(path) as (archive, _manifest, _digest):
        return restore_files(archive)


def restore_files(archive: zipfile.ZipFile) -> list[str]:
    """Restore the files that the rows name; verification reports those that were lost before the backup."""
    inside, restored = set(archive.namelist()), []
    for file in StoredFile.objects.order_by("pk"):
        if (name := f"{FILES}{file.pk}") in inside:
            with archive.open(name) as stream:
                restored += [file.pk] if write_bytes(file, stream) else []
    return restored
