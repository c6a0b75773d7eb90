"""Takes away what this version does not keep, as the owner of the tables: within one migration, and nowhere else."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from django.conf import settings
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from measures.upgrading.dialogue import DIALOGUE
from measures.upgrading.parts import Part
from measures.upgrading.released import RELEASED

PARTS: Sequence[Part] = [DIALOGUE, RELEASED]
# The migration in which it goes.
TAKING_AWAY = ("measures", "0063_what_is_not_kept")
KEPT_FORMAT = 1
# Who redacts at an upgrade has no account; for the rest it is what `journal.sql` makes of it.
CLAIM_REDACTION = """
CREATE OR REPLACE FUNCTION claim_redaction(
    kind text, entry bigint, of_table text, of_row text, key text, columns text[], address text, of_report bigint,
    of_marking text, account bigint, why text
) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    redaction measures_redaction;
BEGIN
    redaction.id := nextval(pg_get_serial_sequence('measures_redaction', 'id'));
    redaction.kind := kind;
    redaction.entry_id := entry;
    redaction."table" := of_table;
    redaction."row" := of_row;
    redaction.key := key;
    redaction.columns := columns;
    redaction.address_sha256 := address;
    redaction.report_id := of_report;
    redaction.marking := of_marking;
    redaction.by_name := 'an upgrade of the tracker';
    redaction.reason := why;
    redaction := sealed_upon_last(redaction);
    INSERT INTO measures_redaction OVERRIDING SYSTEM VALUE SELECT redaction.*;
    INSERT INTO measures_redactionmail (redaction_id, recipient_id, message_id, attempts, problem)
        SELECT redaction.id, person.id, '', 0, '' FROM measures_user AS person
        WHERE person.is_active AND person.role = 'administrator' ORDER BY person.id;
    RETURN redaction.id;
END $$
"""
CLAIM_REDACTION_AS_USUAL = "SELECT pg_get_functiondef('claim_redaction'::regproc)"


class CannotKeepError(Exception):
    """What goes cannot be written down: the reason in plain words."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that only its owner reads, encrypted for whoever has the private key of a certificate."""

    path: Path
    certificate: x509.Certificate

    @classmethod
    def chosen(cls) -> Self | None:
        """The one that whoever upgrades has named, if they want what goes to be kept; raises CannotKeepError."""
        if settings.CBM_DROPPED != "keep":
            return None
        if not (settings.CBM_DROPPED_FILE and settings.CBM_DROPPED_KEY):
            raise CannotKeepError("CBM_DROPPED=keep needs CBM_DROPPED_FILE, a new file, and CBM_DROPPED_KEY.")
        path = Path(settings.CBM_DROPPED_FILE).absolute()
        if path.is_relative_to(Path(settings.MEDIA_ROOT).absolute()):
            raise CannotKeepError(f"{path} is among the stored files, which are backed up: name another file.")
        try:
            certificate = x509.load_pem_x509_certificate(Path(settings.CBM_DROPPED_KEY).read_bytes())
            pkcs7.PKCS7EnvelopeBuilder().add_recipient(certificate)
        except (OSError, ValueError, TypeError) as error:
            raise CannotKeepError(
                f"CBM_DROPPED_KEY is a file with an X.509 certificate of a key of RSA, in PEM. {error}"
            ) from error
        return cls(path, certificate)

    def require_new(self) -> None:
        """Refuse a file that is there already, or that has no folder."""
        if self.path.exists() or not self.path.parent.is_dir():
            raise CannotKeepError(f"{self.path} is there already, or its folder is not: name another file.")

    def encrypted(self, content: bytes) -> bytes:
        builder = pkcs7.PKCS7EnvelopeBuilder().set_data(content).add_recipient(self.certificate)
        return builder.set_content_encryption_algorithm(AES256).encrypt(Encoding.PEM, [pkcs7.PKCS7Options.Binary])

    def write(self, content: bytes) -> None:
        """Write it, complete or not at all; what an attempt before has written is replaced."""
        part = self.path.with_name(f"{self.path.name}.part")
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(self.encrypted(content))
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(self.path)


def counts(cursor: CursorWrapper) -> dict[str, int]:
    """How many rows go, by what they are; of an earlier version those that it has tables for."""
    found = {}
    for rows in (rows for part in PARTS for rows in part.counted):
        cursor.execute("SELECT to_regclass(%s)::text", [rows.table])
        if cursor.fetchone()[0] is None:
            continue
        query = sql.SQL("SELECT count(*) FROM {} AS dropped WHERE {}")
        cursor.execute(query.format(sql.Identifier(rows.table), sql.SQL(rows.condition)))
        if count := cursor.fetchone()[0]:
            found[rows.name] = count
    return found


def documents(cursor: CursorWrapper) -> dict[str, object]:
    """Everything that goes, as it is written down."""
    kept: dict[str, Any] = {"format": KEPT_FORMAT, "written_at": datetime.now(UTC).isoformat(timespec="seconds")}
    for name, query in (each for part in PARTS for each in part.kept.items()):
        cursor.execute(query)
        kept[name] = [json.loads(document) for (document,) in cursor.fetchall()]
    return kept


def take_away(cursor: CursorWrapper) -> None:
    """Write down what goes, if that is wished, and redact it: part of a migration, which alone redacts so."""
    if not counts(cursor):
        return
    if kept := KeptFile.chosen():
        kept.write(json.dumps(documents(cursor), ensure_ascii=False, indent=1).encode())
    cursor.execute(CLAIM_REDACTION_AS_USUAL)
    (as_usual,) = cursor.fetchone()
    cursor.execute(CLAIM_REDACTION)
    for statement in (each for part in PARTS for each in part.redacted):
        cursor.execute(statement)
    cursor.execute(as_usual)
    # Tables are altered next, which no check may be pending for.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
