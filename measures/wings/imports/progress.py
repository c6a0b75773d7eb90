"""The progress of an act on many rows: visible before it is done, and a way to stop it."""

from typing import Self

from django.db import connection

from measures.wings.imports.models import Import


class StoppedError(Exception):
    """Somebody asked to stop: nothing of the act is kept."""


class Progress:
    """Receives how far an act is; this one tells nobody."""

    def expect(self, rows: int) -> None:
        """Start a new count, with so many rows in all; None if unknown."""

    def advance(self, rows: int) -> None:
        """Add finished rows; raises StoppedError if somebody has asked to stop."""


class StoredProgress(Progress):
    """Stores an import's progress over a separate connection, so that it is visible before the commit."""

    def __init__(self, job: Import) -> None:
        self.job = job
        self.link = connection.copy()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.link.close()

    def expect(self, rows: int) -> None:
        with self.link.cursor() as cursor:
            cursor.execute("UPDATE measures_import SET done = 0, total = %s WHERE id = %s", [rows, self.job.pk])

    def advance(self, rows: int) -> None:
        with self.link.cursor() as cursor:
            cursor.execute(
                "UPDATE measures_import SET done = done + %s WHERE id = %s RETURNING is_to_stop", [rows, self.job.pk]
            )
            found = cursor.fetchone()
        if found and found[0]:
            raise StoppedError
