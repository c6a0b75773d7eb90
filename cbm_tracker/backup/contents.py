"""What a backup holds, and its manifest."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

from django.db.backends.utils import CursorWrapper

from measures.analysis.verification import Head
from measures.upgrading.dialogue import CHAINS_THAT_LEFT

FORMAT = 1
MANIFEST = "backup.json"
ROWS = "rows/"
FILES = "files/"
# What migrating writes itself; sessions, so that nobody who has signed out is signed in again; and traces (with moments
# in older backups), whose numbers of transactions mean nothing in another database. Older versions had replays of past
# days, too, which are in no backup.
LEFT_OUT = (
    "django_migrations",
    "django_session",
    "measures_moment",
    "measures_replay",
    "measures_replayedstanding",
    "measures_trace",
    "usersessions_usersession",
)
COLUMNS = """
    SELECT relname, array_agg(attname::text ORDER BY attnum) FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
        AND attgenerated = ''
    GROUP BY relname ORDER BY relname
"""
SEQUENCES = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY relname
"""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `lost` are the hashes of files that could not be copied."""

    made_at: str
    migrations: Sequence[tuple[str, str]]
    columns: Mapping[str, Sequence[str]]
    rows: Mapping[str, int]
    sequences: Mapping[str, tuple[int, bool]]
    heads: Sequence[Head]
    lost: Sequence[str] = ()
    format: int = FORMAT

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        values: dict[str, Any] = json.loads(text)
        if values["format"] != FORMAT:
            raise ValueError(f"it has format {values['format']}, and this tracker reads {FORMAT}")
        values["migrations"] = [(app, name) for app, name in values["migrations"]]
        values["heads"] = [
            Head(**known_fields(head)) for head in values["heads"] if head.get("kind") != CHAINS_THAT_LEFT
        ]
        return cls(**values)


def known_fields(head: Mapping[str, object]) -> dict[str, Any]:
    """What this version knows of a head of an older one."""
    return {field.name: head[field.name] for field in fields(Head) if field.name in head}


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: its file, what it says of itself, and the digest of its members."""

    path: Path
    manifest: Manifest
    digest: str


def columns_of_tables(cursor: CursorWrapper) -> dict[str, list[str]]:
    """The tables whose rows a backup holds, each with its columns that are not computed."""
    cursor.execute(COLUMNS)
    return {table: columns for table, columns in cursor.fetchall() if table not in LEFT_OUT}


def is_left_out(sequence: str) -> bool:
    """Whether a sequence numbers the rows of a table that is left out."""
    return sequence.removesuffix("_id_seq") in LEFT_OUT
