"""How far an act on many rows is: seen before the act is done, and stopped where somebody asks for that."""

from typing import Self

from django.db import connection

from measures.models import Import


class StoppedError(Exception):
    """Somebody asked to stop: nothing of the act is kept."""


class Progress:
    """Is told by an act how far it is; this one tells nobody."""

    def expect(self, rows: int) -> None:
        """Begin to count anew, so many rows in all; none where that is not known yet."""

    def tell(self, rows: int) -> None:
        """Add rows gone through; raises StoppedError once somebody has asked to stop."""


class StoredProgress(Progress):
    """Tells how far an import is through a connection of its own, so that it is seen before the rows are."""

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

    def tell(self, rows: int) -> None:
        with self.link.cursor() as cursor:
            cursor.execute(
                "UPDATE measures_import SET done = done + %s WHERE id = %s RETURNING is_to_stop", [rows, self.job.pk]
            )
            found = cursor.fetchone()
        if found and found[0]:
            raise StoppedError
