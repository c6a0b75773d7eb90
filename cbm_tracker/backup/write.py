"""Makes a backup: the rows in one snapshot, whatever is written meanwhile, and then the files that they name.

A file that a row names is never removed, so those that the snapshot names are still there when it is over.
"""

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from shutil import copyfileobj

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from cbm_tracker.backup.archive import member, new_archive
from cbm_tracker.backup.contents import (
    FILES,
    MANIFEST,
    ROWS,
    SEQUENCES,
    Backup,
    Manifest,
    columns_of_tables,
    is_left_out,
)
from cbm_tracker.backup.proof import PROOF, proof_of
from measures.analysis.files import copy_if_sound
from measures.analysis.verification import Head
from measures.models import Entry, SourceLink, StoredFile
from measures.operations.clock import clock
from measures.operations.transactions import in_one_snapshot


def back_up(path: Path) -> Backup:
    """Write a backup that only its owner may read, whole or not at all. Raises ArchiveError where one is already."""
    with new_archive(path) as archive:
        with in_one_snapshot():
            manifest = copy_tables(archive)
            files = list(StoredFile.objects.order_by("pk"))
        manifest = replace(manifest, lost=[file.pk for file in files if not archive_file(file, archive)])
        with member(archive, MANIFEST) as stream:
            stream.write(manifest.as_json())
        proof = proof_of(archive)
        with member(archive, PROOF) as stream:
            stream.write(json.dumps(proof).encode())
    return Backup(path, manifest, proof["digest"])


def copy_tables(archive: zipfile.ZipFile) -> Manifest:
    """Copy every table, and return the manifest."""
    with connection.cursor() as cursor:
        made_at = clock().isoformat(timespec="seconds")
        columns = columns_of_tables(cursor)
        return Manifest(
            made_at=made_at,
            migrations=sorted(MigrationRecorder(connection).applied_migrations()),
            columns=columns,
            rows={table: copy_table_out(cursor, table, columns[table], archive) for table in columns},
            # They stand outside of every snapshot, so they are read last: beyond all the rows above.
            sequences=present_sequences(cursor),
            heads=present_heads(),
        )


def copy_table_out(cursor: CursorWrapper, table: str, columns: list[str], archive: zipfile.ZipFile) -> int:
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with member(archive, f"{ROWS}{table}") as stream, cursor.copy(statement) as blocks:
        for block in blocks:
            stream.write(block)
    rows: int = cursor.rowcount
    return rows


def present_sequences(cursor: CursorWrapper) -> dict[str, tuple[int, bool]]:
    """How far each sequence has come, so that a primary key is never reused, even of a deleted row."""
    cursor.execute(SEQUENCES)
    found = {}
    for name in (name for (name,) in cursor.fetchall() if not is_left_out(name)):
        cursor.execute(sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name)))
        found[name] = cursor.fetchone()
    return found


def present_heads() -> list[Head]:
    return [
        Head(report or "", marking, sequence, bytes(seal).hex(), kind)
        for sealed in (Entry, SourceLink)
        for report, marking, sequence, seal, kind in sealed._default_manager.order_by("chain_id", "-sequence")
        .distinct("chain_id")
        .values_list("chain__report__slug", "chain__marking", "sequence", "seal", "chain__kind")
    ]


def archive_file(file: StoredFile, archive: zipfile.ZipFile) -> bool:
    """Copy the bytes of a stored file; returns whether they are unchanged."""
    _, content = copy_if_sound(file)
    if content is None:
        return False
    with content, member(archive, f"{FILES}{file.pk}") as stream:
        copyfileobj(content, stream)
    return True
